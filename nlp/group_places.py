"""Where a text says it is, for telling matters apart: districts, estates, villages, roads, schools, numbered groups and houses.

Coarser than place.py on purpose: a name need not be cut exactly, since two names are one when either text holds the other's.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from nlp import segment
from nlp.group_spots import close, differ, elsewhere, number
from nlp.pieces import sounds
from nlp.words import empty_words

HEARD = 600  # characters in which places are looked for; letters of complaint name theirs early
_MOST_TOLD = 4  # names of a kind that are compared
_LONGEST_STEM = 5
_EVERYDAY = 3000  # jieba's corpus frequency from which a word begins no name: 修建丽发新城 is 丽发新城

_KINDS = {
    "estate": "小区 花园 家园 新城 公寓 大厦 广场 新村 山庄 公馆 豪庭 苑 园 城 府 湾 畔 公园 图书馆 体育馆 体育中心",
    "village": "社区 村 屯 庄",
    "road": "大道 路 街 巷 高速",
    "house": "学校 中学 小学 二中 一中 三中 幼儿园 医院 驾校 学院 大学 厂 矿 宿舍 车行 银行 支行",
}
_KIND = {ending: kind for kind, endings in _KINDS.items() for ending in endings.split()}
_ENDING = re.compile(f"(?:{'|'.join(sorted(_KIND, key=len, reverse=True))})$")
_NO_NAME = re.compile(
    "(?:政府|线路|道路|公路|马路|铁路|小路|进城|出城|县城|省城|全城|城市|外省|市场|农村|乡村|校园|田园|菜园|果园|全村|本村|我村|这村|那村|学校)$"
)
_GENERIC = re.compile(
    "^(?:居民|安置|两旁|旁边|附近|周边|整个|住宅|老旧|封闭|出入|普通|相邻|隔壁|农民|业主|商业|高档|本)+$|[旧老新]$|^[一两几]"
)
_LED_BY = re.compile(
    "^(?:设在|来到|感谢|来自|前往|位于|住在|我是|我们|家住|购买|入住|修建|新建|建立|维护|此|该|这|在|且|为|因|但|给|以|连|如|由)+"
)
_FIRM = re.compile("([\u4e00-\u9fff]{2,16}?)(?:有限|责任|股份)+公司")
_BEFORE_FIRM = re.compile("^.*(?:省|市|区|县|被|与|和|在|是|由|叫|了|的|向|把|到|从)")
_BREAK = re.compile("[^\u3400-\u9fff]")
_DISTRICT = re.compile("[A-Z][0-9]{1,2}[区县市]")
CODE = re.compile("[A-Z][0-9]{0,2}[区市县]")
_ORDER = (*_KINDS, "firm")
_GROUND = frozenset({"estate", "village", "road"})
_NUMBERED = re.compile("([0-9]{1,3}|[一二三四五六七八九十]{1,3})(组|队|社|号楼|号井|号机井)(?!长|员|织)")
_AROUND_NAMES = (
    "的 和 与 及 以及 是 了 我 我们 你 您 对 从 到 至 由 被 把 将 等 该 本 这 那 就 于 向 为 有 在 里 上 下 内 旁 附近 周边 旁边 两旁 位于 "
    "地处 关于 投诉 举报 反映 请问 请 属于 隶属于 处 名 叫 请求 希望 建议 一名 业主 居民 市民 村民 或 还 都 也 没 没有 不 要 去 来 能 前往 "
    "整个 整 全 各 每 其 某 多 几 一个 两个 相邻 隔壁 进 出 修 原 个 条 所 家 省 市 区 县 镇 乡 街道 因 通过 经 坚决 反对 加快 尽快 解决 "
    "督促 门口 作为 现在 目前 为什么 何时 住 买 购买 号"
)
_ENDS_A_NAME = frozenset(_AROUND_NAMES.split())


class Places(IntEnum):
    """How the places of two texts stand to each other."""

    OTHER = -1
    UNKNOWN = 0
    NEAR = 1  # on one road, which may be long
    SAME = 2


@dataclass(frozen=True, slots=True)
class Where:
    """names: (kind, stem, ending) as ("estate", "丽发", "新城"), most said first. numbers: "组3". text: what a stem is looked up in."""

    text: str
    place: str | None
    names: tuple[tuple[str, str, str], ...]
    districts: frozenset[str]
    numbers: frozenset[str]
    kinds: dict[str, list[str]]  # the stems of each kind


def where(text: str, tokens: Sequence[str], place: str | None = None) -> Where:
    """The places of a text cut into tokens; `place` is what a reading or a cadre calls it, if anything does."""
    said = f"{place}，{text}" if place else text
    numbers = frozenset(f"{unit}{number(count)}" for count, unit in _NUMBERED.findall(said[:200]))
    found = names(text, tokens)
    kinds: dict[str, list[str]] = {}
    for kind, stem, _ in found:
        kinds.setdefault(kind, []).append(stem)
    kinds = {kind: stems[:_MOST_TOLD] for kind, stems in kinds.items()}
    return Where(text, place or None, found, frozenset(_DISTRICT.findall(text)), numbers, kinds)


def names(text: str, tokens: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
    """(kind, stem, ending) of what is named like a place or a firm, most said first."""
    counted: Counter[tuple[str, str, str]] = Counter()
    left: list[str] = []
    for token in tokens:
        if _breaks(token):
            left = []
        elif ending := _ENDING.search(token):
            if named := _named("".join(left) + token, ending[0], _NO_NAME.search(token) is not None):
                counted[named] += 1
            left = []
        elif len(token) > 1 and segment.commonness(token) > _EVERYDAY:
            left = [token]
        else:
            left = [*left[-3:], token]
    counted.update(
        ("firm", stem, "公司") for hit in _FIRM.finditer(text) if len(stem := _BEFORE_FIRM.sub("", hit[1])[:4]) > 2 and _rare(stem[:2])
    )
    return tuple(named for named, _ in counted.most_common())


def covered(text: str, found: Where) -> list[bool]:
    """Which characters belong to a place name or a district's code; schools and works are what a matter is about, not where."""
    marks = [False] * len(text)
    for hit in CODE.finditer(text):
        marks[hit.start() : hit.end()] = [True] * len(hit[0])
    for name in [stem + ending for kind, stem, ending in found.names if kind in _GROUND] + [found.place or ""]:
        at = text.find(name) if name else -1
        while at >= 0:
            marks[at : at + len(name)] = [True] * len(name)
            at = text.find(name, at + len(name))
    return marks


def _breaks(token: str) -> bool:
    return bool(_BREAK.search(token)) or token in _ENDS_A_NAME or token in empty_words()


def _named(full: str, ending: str, common: bool) -> tuple[str, str, str] | None:
    stem = _LED_BY.sub("", full[: -len(ending)])[-_LONGEST_STEM:]
    if common or len(stem) < 2 or _GENERIC.match(stem) or not _rare(stem):
        return None
    return _KIND[ending], stem, ending


def _rare(stem: str) -> bool:
    return segment.commonness(stem) < _EVERYDAY


def compare(mine: Where, other: Where) -> Places:
    """Another district, number, named place or place of its kind forbids; a shared name says the same."""
    if _apart(mine.districts, other.districts) or _other_number(mine.numbers, other.numbers) or _two_places(mine.place, other.place):
        return Places.OTHER
    same = Places.SAME if mine.place and other.place and close(mine.place, other.place) else Places.UNKNOWN
    for kind in _ORDER:
        told, heard = mine.kinds.get(kind), other.kinds.get(kind)
        if not told and not heard:
            continue
        # the place that a text is about is the one it says most
        if (told and holds(other.text, told[0])) or (heard and holds(mine.text, heard[0])):
            if kind != "road" or sum(holds(other.text, stem) for stem in told or ()) > 1:  # a crossing
                return Places.SAME
            same = max(same, Places.NEAR)
        elif told and heard and kind != "road" and one_name(told[0], heard[0]):
            return Places.SAME
        elif told and heard and not _met(mine, other, told, heard):
            return Places.OTHER
    return same


def _two_places(mine: str | None, other: str | None) -> bool:
    """Letters say where by its name: two names are two places, whatever their kinds."""
    return differ(mine, other) or elsewhere(mine, other)


def _met(mine: Where, other: Where, told: Sequence[str], heard: Sequence[str]) -> bool:
    """Is one of them named in passing by the other, or written a little differently (聚利, 利聚)?"""
    passing = any(holds(other.text, stem) for stem in told) or any(holds(mine.text, stem) for stem in heard)
    return passing or any(one_name(a, b) for a in told for b in heard)


def holds(text: str, stem: str) -> bool:
    """Does the text name it? The end of a stem suffices: its beginning may be a word that led to it."""
    return stem in text or stem[-3:] in text or (len(stem) < 4 and stem[-2:] in text)


def one_name(a: str, b: str) -> bool:
    """巴罗比 and 芭比罗, nearly the same characters; 中贸 and 中茂, the same sounds."""
    lead = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), 0)
    if lead > 1 and not set(a[lead:]) & set(b[lead:]):
        a, b = a[lead:], b[lead:]  # 马王堆沁园, 马王堆陶瓷园: two of one quarter
    if len(set(a) & set(b)) >= min(len(set(a)), len(set(b)), 3):
        return True
    heard, told = a.translate(sounds()), b.translate(sounds())
    return heard.endswith(told) or told.endswith(heard)


def _apart(mine: frozenset[str], other: frozenset[str]) -> bool:
    return bool(mine) and bool(other) and not mine & other


def _other_number(mine: frozenset[str], other: frozenset[str]) -> bool:
    units = {each.rstrip("0123456789") for each in mine} & {each.rstrip("0123456789") for each in other}
    return any(
        _apart(*(frozenset(each for each in numbers if each.rstrip("0123456789") == unit) for numbers in (mine, other))) for unit in units
    )
