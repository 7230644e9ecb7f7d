"""A village's own names of places: its groups, lanes and spots, found as written or as they sound.

厚沟 is heard as 后沟 and 隆王庙 as 龙王庙, for speakers of 晋语 and their voice input write so. What sounds like a name
and is an ordinary word is none: 工厂 is not 公厂, 难挖 not 南洼.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import add

from nlp import segment
from nlp.pieces import sounds

GROUP, LANE, SPOT = "组", "巷", "地点"
_NUMERALS = "零一二三四五六七八九十"
_UNKNOWN = 3  # what segment.commonness says of a word it does not know
_NUMBERS = frozenset("0123456789" + _NUMERALS)
# What a short name must end in, written as it is, before its homophone is taken for it.
_LANDFORMS = frozenset("组队巷街路沟坡梁峁塬湾洼坪滩崖庙寺桥河渠井池塘坝厂场站院塔台楼窑寨庄村园口岭山川")
_BEFORE = frozenset("，。！？；、 们俺咱在我是")  # a name of two characters may begin here even when it is a number's: 司组
_BEHIND_A_GROUP = frozenset("长织员")  # 三组长, 一组织: no group is meant
_GROUP_NAME = re.compile("(?:第)?(?P<number>[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:村民)?(?:小组|组|队|网格)")
_NAMED_GROUP = re.compile("(?P<bare>.{2,}?)(?:村民)?(?:小组|组|队|网格)")


@dataclass(frozen=True, slots=True)
class Spot:
    """One place: what the village calls it, what kind it is (组, 巷 or 地点), and what else it is called."""

    name: str
    kind: str = SPOT
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Called:
    word: str
    name: str


_NOBODY = _Called("", "")
_BySound = dict[str, tuple[tuple[str, tuple[_Called, ...]], ...]]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The places of one village. Of two that share a name the first is meant. Its sounds are found when it is first asked."""

    spots: tuple[Spot, ...] = ()
    _sounds: list[_BySound] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def _by_sound(self) -> _BySound:
        """A district has hundreds of villages, and most are silent for hours after a start: about 2 µs a name."""
        if not self._sounds:
            self._sounds.append(_by_first_sounds(_calls(self.spots)))
        return self._sounds[0]

    @property
    def names(self) -> tuple[str, ...]:
        """Every place as the village calls it, other names included."""
        return tuple(_calls(self.spots))

    def find(self, text: str) -> str | None:
        """The name of the place that a skeleton names: the longest, the first of those; as written before as it sounds."""
        heard = text.translate(sounds())
        written, alike = _NOBODY, _NOBODY
        pairs, by_sound = list(map(add, heard, heard[1:])), self._by_sound
        for at in [at for at, pair in enumerate(pairs) if pair in by_sound]:
            for sound, calls in by_sound[pairs[at]]:
                if len(sound) <= len(written.word) or not heard.startswith(sound, at):
                    continue
                words = text[at : at + len(sound)]
                exact = next((call for call in calls if call.word == words), None)
                if exact and _stands_alone(text, at, words):
                    written = exact
                elif len(sound) > len(alike.word):
                    alike = next((call for call in calls if _sounds_like(text, at, words, call.word)), alike)
        return written.name or alike.name or None


def groups_of(names: Iterable[str]) -> tuple[Spot, ...]:
    """A roster's groups and grids with what people call them: 东坡组 is 东坡, 第三小组 is 三组 and 三队."""
    return tuple(Spot(name, GROUP, _other_names(name)) for name in names if len(name) > 1)


def _other_names(name: str) -> tuple[str, ...]:
    if numbered := _GROUP_NAME.fullmatch(name):
        number = _in_words(numbered["number"])
        return tuple(f"{number}{kind}" for kind in ("组", "队", "网格", "小组", "村民小组") if f"{number}{kind}" != name)
    named = _NAMED_GROUP.fullmatch(name)
    return (named["bare"],) if named else ()


def _in_words(number: str) -> str:
    if not number.isascii():
        return number
    tens, ones = divmod(int(number), 10)
    return ("十" if tens == 1 else f"{_NUMERALS[tens]}十" if tens else "") + (_NUMERALS[ones] if ones else "")


def _calls(spots: Iterable[Spot]) -> dict[str, str]:
    """Each word to the name it stands for. Names go before aliases: a spot of its own is never another's alias."""
    spots = tuple(spots)
    calls = {spot.name: spot.name for spot in reversed(spots)}
    for spot in spots:
        for alias in spot.aliases:
            calls.setdefault(alias, spot.name)
    for word, name in list(calls.items()):
        calls.setdefault(word.translate(_IN_DIGITS), name)
    return {word: name for word, name in calls.items() if len(word) > 1}


_IN_DIGITS = str.maketrans("一二三四五六七八九", "123456789")


def _by_first_sounds(calls: dict[str, str]) -> _BySound:
    """First two sounds → (whole sound, those that have it), longest first."""
    by_sound = dict[str, list[_Called]]()
    for word, name in calls.items():
        for sound in _sounds_of(word):
            by_sound.setdefault(sound, []).append(_Called(word, name))
    found: dict[str, list[tuple[str, tuple[_Called, ...]]]] = {}
    for sound in sorted(by_sound, key=len, reverse=True):
        found.setdefault(sound[:2], []).append((sound, tuple(by_sound[sound])))
    return {first: tuple(those) for first, those in found.items()}


_TWO_SOUNDS = {"圈": "卷", "巷": "行", "长": "掌", "角": "觉", "尾": "以", "柏": "博", "石": "蛋", "重": "虫", "朝": "招", "大": "代"}


def _sounds_of(word: str) -> set[str]:
    """羊圈坡 sounds like 羊劝坡 and like 羊卷坡."""
    return {each.translate(sounds()) for each in (word, *(word.replace(char, other) for char, other in _TWO_SOUNDS.items()))}


def _stands_alone(text: str, at: int, words: str) -> bool:
    """十一组 is not 一组, and 三组长 is a person."""
    if words[0] in _NUMBERS and at and text[at - 1] in _NUMBERS:
        return False
    return not (words[-1] == "组" and text[at + len(words) : at + len(words) + 1] in _BEHIND_A_GROUP)


def _sounds_like(text: str, at: int, words: str, name: str) -> bool:
    """Is it this name misspelt? A short or numbered one must keep its last character: 二号进的货 is not 二号井."""
    kept = sum(map(str.__eq__, words, name))
    if kept == len(words) or not _stands_alone(text, at, words) or segment.commonness(words) > _UNKNOWN:
        return False
    begins = text[at - 1 : at] in _BEFORE if at else True
    if not kept:
        return len(name) > 2 and begins
    if words[-1] == name[-1]:
        return len(name) > 2 or (name[-1] in _LANDFORMS and (begins or name[0] not in _NUMBERS))
    if len(name) > 3:
        return True
    # 豆腐现在: the last character begins another word
    end = at + len(words)
    return len(name) > 2 and name[0] not in _NUMBERS and segment.commonness(text[end - 1 : end + 1]) <= _UNKNOWN
