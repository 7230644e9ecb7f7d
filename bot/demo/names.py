"""Invented names and telephone numbers, the same on every machine: chance is replaced by a fixed stirring of a counter."""

from collections.abc import Iterator
from itertools import count

_SURNAMES = "王李张刘陈杨任薛冯白郭马贺宋牛成武韩高康吕梁侯段史乔崔孟秦温穆雷车闫田曹袁邢卫苗"
_CLANS = "王李高冯张任白马"
# The first character of a given name, and the second, which also stands alone.
_MAN = ("建国志永福贵明文海玉树天长全保金俊晓小红学世新德润双", "强军平明生旺林峰云虎勇斌亮兵柱龙伟东民喜锁宝")
_WOMAN = ("桂秀玉春翠爱改巧月兰小晓艳红雪彩美金素润", "梅兰英香花凤玲莲娥桃芳珍丽琴霞仙萍娟平叶")

# What a villager would say when asked where it is; the ears take them as places of 石桥村.
PLACES = (
    "东坡",
    "前街",
    "后沟",
    "西坪",
    "村口",
    "石桥",
    "小学门口",
    "大槐树底下",
    "戏台",
    "打谷场",
    "河滩",
    "水塔",
    "卫生室",
    "村委会",
    "小卖铺",
    "老井",
    "砖窑",
    "当街",
    "后梁",
    "坡底",
)

_ROOTS = ("槐", "柳", "杏", "枣", "榆", "桑", "杨", "桃", "梨", "椿", "松", "柏", "核桃", "酸枣")
_LANDS = ("沟", "坡", "峁", "湾", "坪", "塔", "洼", "圪垯")
_WISHES = ("安", "和", "康", "福", "宁", "吉", "祥", "瑞", "兴")
_HOMES = ("康里", "泰苑", "景园", "盛里", "居苑", "乐园", "华里", "丰苑", "民园", "新里")


def stir(n: int) -> int:
    """A number that looks like chance and is not: the finishing steps of MurmurHash3, 32 bits."""
    n = (n ^ n >> 16) * 0x85EBCA6B % 2**32
    n = (n ^ n >> 13) * 0xC2B2AE35 % 2**32
    return n ^ n >> 16


def people_names() -> Iterator[tuple[str, str, bool]]:
    """(surname, given name, is it a man's), men's and women's in turn, without end."""
    for n in count(1):
        first, second = _WOMAN if n % 2 else _MAN
        start, end = _pick(first, n), _pick(second, n + 7919)
        alone = start == end or stir(n + 31) % 4 == 0
        yield _pick(_SURNAMES, n + 104729), end if alone else start + end, n % 2 == 0


def _pick(characters: str, n: int) -> str:
    return characters[stir(n) % len(characters)]


def clan(n: int) -> str:
    """The surname of the n-th household: a village has a few large clans, not forty surnames."""
    return _pick(_CLANS, n + 1)


def village_names(total: int) -> tuple[str, ...]:
    """石桥村 and others like 柳沟村; all invented, none twice."""
    others = [f"{root}{land}村" for land in _LANDS for root in _ROOTS]
    return ("石桥村", *others[: total - 1])


def community_names(total: int) -> tuple[str, ...]:
    return tuple(f"{wish}{home}社区" for home in _HOMES for wish in _WISHES)[:total]


def mobile(n: int) -> str:
    """+86 199 0000 xxxx: consecutive, so that nobody takes them for a leaked list. The demo never sends outside itself."""
    return f"+861990000{n:04d}"


def landline(n: int) -> str:
    """Luliang's area code and a local number beginning with 0, which no exchange gives out."""
    return f"+86358000{n:04d}"
