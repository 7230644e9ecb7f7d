"""The places of short tellings, as a reading or a column calls them: one place under several names, surely two, or perhaps one.

Villagers say where by what stands there: one pit is 集街口, 信用社跟前 and 街口子上. So two names are surely two places only where
they are of one kind: two groups, two lanes, two hamlets, two houses of one number, two bridges.
"""

import re
from functools import lru_cache

from nlp.pieces import sounds

# what a reading or a column calls the place
_PLACE_TAIL = re.compile("(?:的)?(?:那|这)(?:一)?(?:段路?|截路?|块|片|圪截路?|条路?|家)$|(?:门口|门前|跟前|旁边|边上)$")
_PLACE_HEAD = re.compile("^(?:咱们?|我们|俺们?|村里的?)")
_SIDE = re.compile("(?:子上|往里|那儿|这儿|那里|附近|对面|底下|后头|前头|东头|西头|路边|口上|[上里边前后])$")
_FLAT = re.compile("(?<![0-9])([0-9]{1,2})-([0-9]{1,2})(?:-[0-9]{1,4})?$")
_NUMBER = re.compile("第?([0-9]{1,3}|[一二三四五六七八九十]{1,3})(?=号?楼|组|队|社|单元|号?机?井)")
_COUNTED = re.compile("([0-9]+)(?:号)?(楼|组|单元|井)")
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_COARSE = frozenset(
    "东西南北中前后上下里外大小新老旧坡滩洼岭塘渠坪沟街巷湾村庄组队社路桥口厂场矿井坝塬梁峁墕号楼栋院店门区县市镇乡的那个头边底一二三四五六七八九十0123456789家中间单元"
)
_VAGUE = re.compile(
    "^.[上里边下]$|^村[里上中]|的$|^(?:我|俺|咱|他|她|你|两|邻居|隔壁)家|^(?:半|公共|安置)?"
    "(?:巷子?|街|小区|河道?|桥|厕所|公厕|茅房|楼|坡|路|井)(?:子?口|[上里边]|底下)?$"
)
_LIVED = re.compile("(?:[组沟坡街巷湾塬梁峁洼坪墕村庄寨屯滩圪洞]|新村|旧村|移民区)$")
_ESTATE = re.compile("(?:小区|[苑园]|公寓|社区)$")
_LAST = re.compile("(?:厂|矿|桥|渠|河|庙|店|站|路|学校|小学|中学|幼儿园|卫生室|广场|社|场)$")


def place_key(place: str) -> str:
    """村口那段路 and 咱村口 → 村口."""
    return _PLACE_TAIL.sub("", _PLACE_HEAD.sub("", place)) or place


@lru_cache(maxsize=4096)
def one_spelling(place: str) -> str:
    """For comparing: 三号楼二单元, 3号楼2单元 and 3-2 are 3楼2单元; 三队 is 3组; 街口子上 is 街口."""
    name = _FLAT.sub(r"\1号楼\2单元", place_key(place))
    name = _NUMBER.sub(lambda hit: str(number(hit[1])), name)
    name = re.sub("(?<=[0-9])号?(楼|组|单元|井)", r"\1", re.sub("(?<=[0-9])[队社]", "组", re.sub("机井", "井", name)))
    short = _SIDE.sub("", name)
    return short if len(short) > 1 else name


def number(count: str) -> int:
    """三十二 and 32 → 32."""
    if count.isdigit():
        return int(count)
    tens, ten, ones = count.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def close(mine: str, other: str) -> bool:
    """Surely names of one place: one within the other, of one sound, or of the same telling characters."""
    a, b = one_spelling(mine), one_spelling(other)
    if other_number(a, b):
        return False
    if a in b or b in a or a.translate(sounds()) == b.translate(sounds()):
        return True
    if _shortened(a, b) or _shortened(b, a):
        return True
    told, heard = set(a) - _COARSE, set(b) - _COARSE
    return len(told & heard) >= max(1, min(len(told), len(heard), 2))  # 砖厂 is 砖场, 石料厂 is no 照料中心


def _shortened(a: str, b: str) -> bool:
    """老桥 of 老石桥: its first and last characters, in its order."""
    rest = iter(b)
    return len(a) > 1 and a[0] == b[0] and a[-1] == b[-1] and all(char in rest for char in a)


def other_number(a: str, b: str) -> bool:
    """Groups, houses or wells of other numbers; in one spelling."""
    mine, other = ({unit: count for count, unit in _COUNTED.findall(name)} for name in (a, b))
    return any(mine[unit] != other[unit] for unit in mine.keys() & other.keys())


def vague(place: str) -> bool:
    """坡上, 我们巷口, 小区: which one is known to the speaker alone."""
    return _VAGUE.search(place_key(place)) is not None


def same_place(mine: str | None, other: str | None) -> bool:
    """Are both known, and surely one place? Neither this nor differ holds of a vague one."""
    return mine is not None and other is not None and not vague(mine) and not vague(other) and close(mine, other)


def differ(mine: str | None, other: str | None) -> bool:
    """Are they surely two places? Unknown or vague (坡上) is not different, and 东坡底 is not another place than 东坡."""
    if not mine or not other or vague(mine) or vague(other) or close(mine, other):
        return False
    a, b = one_spelling(mine), one_spelling(other)
    return other_number(a, b) or _kind(a) == _kind(b)


def elsewhere(mine: str | None, other: str | None) -> bool:
    """Two names, of two kinds: 信用社 may stand in 集街, or not."""
    return mine is not None and other is not None and not vague(mine) and not vague(other) and not close(mine, other)


def _kind(name: str) -> str:
    if _LIVED.search(name):
        return "lived"
    if _ESTATE.search(name):
        return "estate"
    if (counted := _COUNTED.search(name)) and counted[2] in "楼单元":
        return "house"
    last = _LAST.search(name)
    return last[0] if last else name
