"""Do two concerns speak of the same matter? Keys to find candidates by, and a match that shows why.

The same place raises; another place forbids, whatever the words say: a copied text with another hamlet in it is another
matter. One likely telling is not enough to pull a message into a matter of many: a second must agree, or matters would chain.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import log, sqrt

from nlp import segment
from nlp.reading import Reading

MOST_KEYS = 12
LIKELY = 0.34  # likeness from which a cadre is shown "looks like issue N"
SURE = 0.55  # likeness at which one telling suffices

_SAME_PLACE, _SAME_CATEGORY, _OTHER_CATEGORY = 0.18, 0.06, 0.12
_FADES_AFTER = 60  # days between two tellings before their likeness fades
_COMMONEST = 30_000  # jieba's corpus frequency above which a word tells nothing apart
_HAN = re.compile("[\u3400-\u9fff]{2,}")
_PLACE_TAIL = re.compile("(?:的)?(?:那|这)(?:一)?(?:段路?|截路?|块|片|圪截路?|条路?|家)$|(?:门口|门前|跟前|旁边|边上)$")
_PLACE_HEAD = re.compile("^(?:咱|我们|俺们?|村里?的?)")

# Words villagers and officials use for one thing.
_ONE_WORD = {
    word: meaning
    for meaning, words in {
        "停水": "没水 断水 缺水 停谁 水停",
        "停电": "没电 断电 电停",
        "垃圾": "拉机 垃圾池 垃圾桶 垃圾堆 垃圾箱 垃圾池子",
        "厕所": "茅子 旱厕 茅房 公厕 茅坑",
        "玉米": "玉茭 玉茭子 玉茭地",
        "土豆": "山药蛋 山药 洋芋",
        "路灯": "路登 鹿灯 录灯 照明",
        "塌方": "塌 塌了 滑坡 塌陷 跌下去",
        "大车": "拉煤车 煤车 重车 货车 罐车",
        "孩子": "娃 娃娃 小孩 娃们",
        "低保": "底保 地保",
        "水管": "管子 管道 自来水管",
        "养老金": "养老斤 养老钱 退休金",
        "大喇叭": "喇叭 广播",
        "道路": "路 路面 公路 村道",
    }.items()
    for word in words.split()
}
_STOP = frozenset(
    "我们 咱们 你们 他们 这个 那个 什么 怎么 没有 不是 就是 现在 一个 一下 大家 自己 可以 时候 知道 已经 还是 但是 因为 所以 昨天 今天 前天 夜来 这会儿 黑夜 "
    "咋办 咋介 能不能 有没有 麻烦 请问 谢谢 你好 反映 问题 情况 领导 支书 主任 村里 村上 咱村 我家 俺家 没人 赶紧 几天 三天 年时 去年 上个月".split()
)


@dataclass(frozen=True, slots=True)
class Mattered:
    """One telling. Several tellings of one matter share its id."""

    id: str
    tokens: frozenset[str]
    place: str | None
    category: str | None
    day: date


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much alike a matter is, 0…1, the words both share, and how many of its tellings agree."""

    id: str
    likeness: float
    shared: tuple[str, ...]
    votes: int


def keys(reading: Reading, text: str = "") -> frozenset[str]:
    """At most twelve short strings for an index: the place ("@东坡") and the rarest words of what was said.

    `text` is only looked at while nothing has been cut into words: its Han pairs then serve.
    """
    words = {word for token in reading.tokens if (word := _ONE_WORD.get(token, token)) not in _STOP and len(word) > 1 and _HAN.fullmatch(word)}
    if not words and text:
        words = {text[at : at + 2] for at in range(min(len(text), 200) - 1) if _HAN.fullmatch(text[at : at + 2])}
    rarest = sorted((count, word) for word in words if (count := segment.commonness(word)) < _COMMONEST)
    place = {f"@{place_key(reading.place)}"} if reading.place else set()
    return frozenset(place | {word for _, word in rarest[: MOST_KEYS - len(place)]})


def mattered(matter: str, reading: Reading, day: date) -> Mattered:
    """A telling ready for match."""
    return Mattered(matter, frozenset(key for key in keys(reading) if not key.startswith("@")), reading.place, reading.category, day)


def match(mine: Mattered, others: Iterable[Mattered]) -> list[Likeness]:
    """The matters that may be mine, likeliest first, from LIKELY on; those in another place are never among them."""
    told = list(others)
    rarity = _rarity(mine, told)
    tellings: dict[str, list[tuple[float, tuple[str, ...]]]] = {}
    elsewhere: set[str] = set()
    for other in told:
        if differ(mine.place, other.place):
            elsewhere.add(other.id)
        else:
            tellings.setdefault(other.id, []).append(_likeness(mine, other, rarity))
    found = [_agreed(matter, heard) for matter, heard in tellings.items() if matter not in elsewhere]
    return sorted((each for each in found if each.likeness >= LIKELY), key=lambda each: (-each.likeness, each.id))


def _agreed(matter: str, heard: list[tuple[float, tuple[str, ...]]]) -> Likeness:
    best, shared = max(heard)
    votes = sum(likeness >= LIKELY for likeness, _ in heard)
    if len(heard) > 1 and votes < 2 and best < SURE:
        best = min(best, LIKELY - 0.01)
    return Likeness(matter, round(best, 4), shared, votes)


def _likeness(mine: Mattered, other: Mattered, rarity: dict[str, float]) -> tuple[float, tuple[str, ...]]:
    shared = mine.tokens & other.tokens
    if not shared:
        return 0.0, ()
    weight = sum(rarity[word] ** 2 for word in shared)
    likeness = weight / sqrt(_norm(mine, rarity) * _norm(other, rarity))
    if mine.place and other.place:
        likeness += _SAME_PLACE
    if mine.category and other.category:
        likeness += _SAME_CATEGORY if mine.category == other.category else -_OTHER_CATEGORY
    apart = abs((mine.day - other.day).days)
    if apart > _FADES_AFTER:
        likeness *= _FADES_AFTER / apart
    return max(0.0, min(1.0, likeness)), tuple(sorted(shared, key=lambda word: (-rarity[word], word)))


def _norm(telling: Mattered, rarity: dict[str, float]) -> float:
    return sum(rarity[word] ** 2 for word in telling.tokens)


def _rarity(mine: Mattered, told: list[Mattered]) -> dict[str, float]:
    counts = dict.fromkeys(mine.tokens, 1)
    for other in told:
        for word in other.tokens:
            counts[word] = counts.get(word, 0) + 1
    return {word: log(1 + (len(told) + 2) / count) for word, count in counts.items()}


def place_key(place: str) -> str:
    """村口那段路 and 咱村口 → 村口."""
    return _PLACE_TAIL.sub("", _PLACE_HEAD.sub("", place)) or place


def differ(mine: str | None, other: str | None) -> bool:
    """Are they surely two places? Unknown is not different, and 东坡底 is not another place than 东坡."""
    if mine is None or other is None:
        return False
    a, b = place_key(mine), place_key(other)
    return not (a in b or b in a)
