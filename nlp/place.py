"""Where it is, in the villager's own words: the village's own names first, then what sounds like a place."""

import re
from functools import lru_cache

_NUMBERS = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_SIDES = "东南西北前后上下里外大小老新中当村沟坡河桥庙寺井崖石南阳背深"
_ENDS = "沟|坡|街|巷|湾|塬|梁|峁|滩|头|底|洼|圪洞|圪梁|圪截|圪堆|崖|院|场|坪|口|关|道"
_FIXED = (
    "村口|村头|村尾|村边|村东头?|村西头?|村南头?|村北头?|东头|西头|南头|北头|桥头|桥上|桥边|桥底下|坡底|坡上|坡头|坡顶|沟里|"
    "沟底|沟口|当街|街口|街上|路口|巷口|河滩|河边|河沟|河里|"
    "麦场|场院|戏台|井台|崖底|崖头|后山|前山|山上|山底|山脚|房后头?|房前|院里|院外|河道|水库|水塔|大坝|淤地坝|"
    "小卖铺|村委会?|卫生室|卫生院|学校|村小|幼儿园|广场|庙上|庙里|老槐树|大槐树|变压器|加油站|石料厂|砖厂|煤矿|养殖场|猪场|"
    "日间照料中心|公交站|机井|矿上|停车场|新村|旧村|移民区"
)
_NEAR = (
    "门口|门前|门外|大门|院后|院外|房后|屋后|房前|背后|后头|后面|前头|前面|旁边|旁|跟前|边上|底下|下面|对面|对门|里头|外头|上头|"
    "路口|路上|东边|西边|南边|北边"
)
_STRETCH = "(?:(?:的)?(?:那|这)(?:一)?(?:段(?:路)?|截(?:路)?|块|片|圪截(?:路)?|条(?:路|巷|沟)?|圪堆|家))"
_HAN = "[\u4e00-\u9fff]"
_SURNAMES = "王李张刘陈杨赵吴周徐孙胡朱郭何罗宋郑韩冯邓曹彭袁董余苏吕魏蒋杜薛闫阎段侯贺武乔穆康秦高任梁崔白马田冀车成雷牛常温史郝邵孟"

_HOUSE = (
    f"(?:(?:老|小)?[{_SURNAMES}](?:{_HAN}{{1,2}})?(?:家|大娘家|大爷家|婶家|叔家)|(?:二|三|大|狗|栓|铁|毛){_HAN}家|(?:我|俺|咱|他|"
    f"隔壁|邻居)家)"
)
_SHAPES = (
    rf"(?:第)?(?:{_NUMBERS})(?:号楼|单元|组|队|社|巷|区|号井)(?!长|员|织)(?:{_NEAR})?",
    rf"{_HOUSE}(?:{_NEAR}){_STRETCH}?",
    rf"(?:{_FIXED})(?:{_NEAR})?{_STRETCH}?",
    rf"[{_SIDES}](?:{_ENDS})(?!上门|子女)(?:{_NEAR}|组|里)?{_STRETCH}?",
)
_PLACE = re.compile("|".join(_SHAPES))
_NOT_A_PLACE = re.compile(
    "^(?:老头|里头|外头|前头|后头|下头|上头|上街|下院|上口|大头|小头|大道|老道|中道|上场|下场|大院|小院|当口|里道|当头|上道|"
    "我家里头|他家里头)$"
)
_NAMED = re.compile(
    f"(?:在|到|从|住|是|咱|我们|俺们?|去|往)({_HAN}{{1,3}}?(?:村|庄|沟|坡|湾|塬|梁|峁|坪|圪洞|组|屯|寨|洼|滩|社区|小区|路|"
    f"街))(?![道上员长民里])"
)
_WEAK = re.compile(
    "^(?:我|俺|咱|他|隔壁|邻居)家|^(?:山上|院里|路口|当街|街上|河里|沟里|学校|卫生室|卫生院|煤矿|变压器|机井|水库|猪场|养殖场|"
    "幼儿园|村委会?|广场|新村|旧村|村小|矿上)$"
)


def place(text: str, places: tuple[str, ...] = ()) -> str | None:
    """The place meant, as written in the skeleton; `places` are names this village uses, longest wins. None when none is heard."""
    if places:
        known = _gazetteer(places).search(text)
        if known:
            return known[0]
    weak = None
    for hit in _PLACE.finditer(text):
        words = hit[0]
        if _NOT_A_PLACE.match(words):
            continue
        if not _WEAK.match(words):
            return words
        weak = weak or words
    named = _NAMED.search(text)
    if named and not _COMMON.search(named[1]):
        return named[1]
    return weak


_COMMON = re.compile(
    "^(?:全|本|外|我|你|他|别的?|这个?|那个?|哪个?|进|出|修|土|泥|水泥|马|公|一条?|这条|那条|的|村|每|各|邻|同)(?:村|路|街|庄|"
    "组|沟)$|修.*路|[的了没不这那哪条]"
)


@lru_cache(maxsize=256)
def _gazetteer(places: tuple[str, ...]) -> re.Pattern[str]:
    names = sorted({name for name in places if name}, key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(re.escape, names)) + f")(?:{_NEAR})?") if names else re.compile("(?!)")
