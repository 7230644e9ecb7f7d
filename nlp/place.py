"""Where it is: the village's own names first, then what the villager's words describe (老李家门口那段路), then what sounds like a place."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from nlp.gazetteer import Gazetteer
from nlp.late import late

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
    "大门口|大门外|门口|门前|门外|大门|院后|院外|墙外头?|房后头?|屋后头?|房前|背后|后头|后面|前头|前面|旁边|旁|跟前|边上|"
    "底下|下面|对面|对门|里头|外头|"
    "上头|上面|路口|路上|东边|西边|南边|北边|地头|地边|那头|房背后"
)
_WAY = "段路?|截路?|块坡?地?|片|圪截路?|条路|条巷子?|条沟|条道|条街|条渠|座桥|圪堆|家"
_STRETCH = f"(?:(?:的)?(?:那|这)(?:一)?(?:{_WAY}))"
_HAN = "[\u4e00-\u9fff]"
_SURNAMES = "王李张刘陈杨赵吴周徐孙胡朱郭何罗宋郑韩冯邓曹彭袁董余苏吕魏蒋杜薛闫阎段侯贺武乔穆康秦高任梁崔白马田冀车成雷牛常温史郝邵孟"

_HOUSE = (
    f"(?:(?:老|小)?[{_SURNAMES}](?:{_HAN}{{1,2}})?(?:家|大娘家|大爷家|婶家|叔家)|(?:二|三|大|狗|栓|铁|毛){_HAN}家|(?:我|俺|咱|他|"
    f"隔壁|邻居)家)"
)
_IN_A_HOUSE = "楼道(?!灯)|地下室|楼顶|楼梯口?|门洞|车库|楼下|楼后|楼前|顶层|东头|西头|电梯口|单元门口?"
# each behind characters without which it cannot match, "" where the pattern itself is as quick
_SHAPES = tuple(
    (gate, late(shape))
    for gate, shape in (
        ("楼", rf"(?:{_NUMBERS})号楼(?:(?:{_NUMBERS})单元)?(?:(?:{_NUMBERS})[楼层])?(?:{_NEAR}|{_IN_A_HOUSE})?"),
        ("单组队社巷区井", rf"(?:第)?(?:{_NUMBERS})(?:单元|组|队|社|巷|区|号井)(?!长|员|织)(?:{_NEAR})?"),
        ("家", rf"{_HOUSE}(?:{_NEAR}){_STRETCH}?"),
        ("", rf"(?:{_FIXED})(?:{_NEAR})?{_STRETCH}?"),
        ("", rf"[{_SIDES}](?:{_ENDS})(?!上门|子女)(?:{_NEAR}|组|里)?{_STRETCH}?"),
    )
)
_NOT_A_PLACE = late(
    "^(?:老头|里头|外头|前头|后头|下头|上头|上街|下院|上口|大头|小头|大道|老道|中道|上场|下场|大院|小院|当口|里道|当头|上道|"
    "我家里头|他家里头)$"
)
_NAMED = late(
    f"(?:在|到|从|住|是|咱|我们|俺们?|去|往)({_HAN}{{1,3}}?(?:村|庄|沟|坡|湾|塬|梁|峁|坪|圪洞|组|屯|寨|洼|滩|社区|小区|路|"
    f"街))(?![道上员长民里])"
)
_WEAK = late(
    "^(?:我|俺|咱|他|隔壁|邻居)家|^(?:山上|院里|路口|当街|街上|河里|沟里|学校|卫生室|卫生院|煤矿|变压器|机井|水库|猪场|养殖场|"
    "幼儿园|村委会?|广场|新村|旧村|村小|矿上)$"
)

# ---------------------------------------------------------------- 二婶家硷畔底下: something known, and where from it

# no name runs over these: particles, verbs, persons, times
_RUNS = (
    "(?:[^\\W0-9A-Za-z_的了着过是有没不就都也还又在到从去往把被叫让给跟和与说看能会要来天夜晚晌早"
    "昨今年月们咱您你他她这那谁哪甚啥咋为因很太最请想找问靠离将听"
    "坏塌堵漏臭脏停断修挖砍偷骂打]|会计|看守|修[车理鞋配]|打[谷麦印米铁字]|停车|污水|早市|夜市|早点|天桥|天然气|日[杂化用间]|年货|垃圾)"
)
_THINGS = (
    "店|铺|站|场|厂|部|点|桥|洞|庙|坟|渠|井|楼|院|架|坡|沟|塘|池|塔|亭|园|校|所|室|房|厅|馆|圈|棚|窑|杆|牌|坝|闸|库|摊|口|社|家属院|"
    "超市|学校|市场|公司|银行|广场|中心|大门|小区|路|街|巷|墙|树|机|碑|台|磨|碾|堆|柜|箱|栏|梁|峁|圪垯|圪塔|山|河|坪|湾|滩|地|林|田|门|头|"
    "大棚|信用社|供销社|大队|电站|酒厂|矿|棋牌室|饭馆|药房|诊所"
)
_PARTS = (
    "门|院|房|屋|窑|楼|墙|院墙|围墙|后墙|山墙|大门|后门|院门|地|菜地|菜园|果园|地畔|桥|坡|沟|渠|河|井|路|巷|坟|圈|棚|大棚|"
    "猪圈|羊圈|牛棚|厕所|"
    "茅房|台阶|硷畔|崖|塄|坝|塘|池|场|树|杆|牌|窖|水窖|洞|门洞|院子|老院|后院|前院|房檐|屋檐|车库|柴堆|粪堆|炕"
)
_SIDED = (
    "口|前|后|前面|前头|前边|后面|后头|后边|背后|跟前|旁边|旁|边|边上|边边|外|外头|外面|外边|里|里头|里面|底下|底|下|下面|"
    "下头|顶|顶上|上|上头|上面|"
    "根|根底|根下|角|角上|脚下|头|沿|沿上|畔|畔上|中间|东|西|南|北|东边|西边|南边|北边|东面|西面|南面|北面|东侧|西侧|南侧|"
    "北侧|东头|西头|左边|右边|对面"
)
_ANYWHERE = (
    "斜对面|正对面|对面|对过|对门|隔壁|旁边|旁|跟前|附近|周围|四周|背后|后面|后头|后边|前面|前头|前边|边上|边边上|底下|下面|"
    "下头|下边|上面|上头|里头|里面|外头|外面|"
    "门口|门前|门外|路口|路边|路旁|东边|西边|南边|北边|东面|西面|南面|北面|东侧|西侧|南侧|北侧|左边|右边|左手|右手|那头|这头|一带|"
    "中间|拐弯处?|转弯处?|拐角处?|十字路口|十字口|丁字路口|三岔口|三岔路口|岔路口|岔口|交叉口|出口|入口|门洞|顶上|背面|大门口|大门外"
)


def _longest_first(words: str) -> str:
    return "|".join(sorted(words.split("|"), key=len, reverse=True))


_WAYS = (
    "(?:一)?(?:段(?:土|水泥|砂石|石子|柏油|上坡|下坡|坡)?路|截(?:土|水泥|砂石)?路|圪截路|座(?:小|石|老|木|水泥|铁)?桥|"
    "条(?:小|大|土|水泥|砂石|老|烂|窄)?(?:路|巷子|巷|沟|道|街|水?渠|河|胡同|坡)|[块片](?:坡地|坡|空?地|林子|洼地?|荒地|滩地?)|"
    "[口眼](?:老|旧|机)?井|个(?:大|急|陡)?(?:坡|弯|路口|岔口|水塘|池塘)|[排孔](?:老|旧|平)?(?:房|窑)|[段截](?![时间]))"
)
_LONG_WAY = f"(?:的)?[那这]{_WAYS}"
_NOUNS = (
    "平房|旧房|老房|空房|土房|瓦房|房子|房|土墙|院墙|墙|槐树|柳树|杨树|榆树|枣树|果树|树|电线杆子?|电杆|杆子|杆|井盖|井|坡地|"
    "坡|巷子|巷|路口|路|水沟|沟|水渠|渠|桥|大坑|坑|池子|池|"
    "箱子|箱|院子|院|窑洞|窑|空地|荒地|地|岔口|拐弯|弯|坎|土崖|崖|坝|大棚|棚|猪圈|羊圈|圈|厂子|厂|店|铺子?|库房|库|水塔|塔|"
    "亭子|亭|石碑|碑|大门|门|楼|人家|住户|户|厕所|垃圾堆|"
    "垃圾点|垃圾台|点|台子|坟|林子|胡同|道|河"
)
_THINGS_THERE = (
    f"(?:的)?[那这](?:一|"
    f"几)?[棵苗根堵面个道处家间盏排孔座条段块片口眼户](?:{_RUNS}{{0,2}}?)(?:{_longest_first(_NOUNS)})(?:底下|旁边|跟前|后面|"
    f"前面|上面|下面|边上)?"
)
_SIDE = f"(?:{_longest_first(_SIDED)})"
_PART = f"(?:{_longest_first(_PARTS)})"
_ON_FROM = f"{_PART}{_SIDE}(?!来|去|水|堵)|{_SIDE}(?=[的有全老又没堆])"
_ONWARD = "下来|上来|下去|上去|过去|过来"
_FIRST = "".join(sorted({word[0] for word in f"{_ANYWHERE}|{_PARTS}|{_ONWARD}|那|这|的".split("|")}))
# the characters one may begin with are written out first: elsewhere the engine need not try
_TAIL = late(
    f"(?=[{_FIRST}])(?:{_longest_first(_ANYWHERE)}|{_PART}{_SIDE}(?!子|来|去|学|课|班|户)"
    f"|的?[那这](?:{_WAYS}|{_THINGS_THERE})|(?:{_ONWARD}){_LONG_WAY})"
    f"(?:{_ON_FROM})?(?:(?:的)(?:水沟|路口|渠|路|桥|巷子|小路|小桥)(?!{_HAN}?[灯边口面牌])|{_LONG_WAY})?"
)
_HOUSEHOLD = f"(?:[我俺]|{_RUNS}{{1,4}})(?<![国大人公专厂商每一回搬全自管])家{_RUNS}{{0,3}}"
_LANDMARK = f"{_RUNS}{{0,5}}(?:{_THINGS})"
_AT_ONCE = f"(?:^|(?<=[，。！？；、 来夜晌晚早天咱们俺在到])){_RUNS}{{2,6}}"
_SPOT = f"{_FIXED}|[{_SIDES}](?:{_ENDS})|[梁山坡沟塬崖河硷][上下里底边顶]|[楼院][前后上下里]|单元"
_HEAD = late(f"(?:{_HOUSEHOLD}|{_LANDMARK}|{_AT_ONCE}|{_SPOT})$")
_ON = late(f"(?:{_RUNS}{{0,4}}?(?:{_longest_first(_ANYWHERE)}|{_PART}{_SIDE}(?!子|来|去|学|课|班|户|水|堵)))(?:{_LONG_WAY})?")
_LED = late("^(?:听人|反映|关于|麻烦|刚|现|住|本村|俺|路过|经过)(?=.{2})")
# 我家隔壁 tells nobody where to run: whose neighbours they are is known to the speaker alone
_MINE, _NOT_MINE = frozenset(("我家", "俺家", "咱家", "他家")), ("隔壁", "对门", "对面", "旁边")
_WIDEST = 9  # characters before the tail that are looked at
# 戏台往东五十米, 前街和后街中间那个巷子: the known place is only where one sets out from
_DISTANCE = "(?:走|去|拐)?(?:[0-9]{1,4}|[一二两三四五六七八九十百几半]{1,4})(?:多|来)?(?:公里|里地?|米|步|丈)"
_FURTHER = late(
    f"[往朝向](?:(?:[东西南北][面边头]?){{1,2}}(?:{_DISTANCE})?|[前后上下里外][面边头]?{_DISTANCE})"
    f"|[和跟与]{_HAN}{{1,6}}?(?:中间|之间|当中|交界处?|交叉口)的?(?:{_STRETCH}|[那这]?个?小?(?:巷子|巷|胡同|路口|沟|坡|弯|井|坑))?"
)
_ANOTHER = frozenset("上下前后东西南北新老大小")  # 下石桥 is not 石桥
_BEFORE_ANOTHER = frozenset("，。！？；、： 在到从是")  # in 晚上后沟停水 the 上 is the evening's
_TOWARDS = late(f"(?:通往?|去|进|往|上|下){_HAN}{{1,4}}?的?(?:路口|{_LONG_WAY})|[梁山坡沟塬]上[那这]块坡?地")


def place(text: str, places: tuple[str, ...] | Gazetteer = ()) -> str | None:
    """The place meant; `places` are what this village calls its own. None when none is heard.

    Of a Gazetteer the village's own name is returned, whatever the villager called it; else the words of the skeleton.
    """
    if places:
        known = places.find(text) if isinstance(places, Gazetteer) else _written(places, text)
        if known:
            return known
    hits = sorted(_likely(text), key=re.Match.start)
    told, shaped = _described(text), _shaped(text, hits)
    if told is None or (shaped and shaped[0] < told[0]):
        return shaped[1] if shaped else _weakly(text, hits)
    return told[1]


def _written(places: tuple[str, ...], text: str) -> str | None:
    known = _any_of(places).search(text)
    return _longer(text, known.start(), known.end()) if known else None


def as_said(text: str, name: str) -> str:
    """A known name as the speaker used it, where that says more (下石桥, 戏台往东五十米); the name itself where it is not written."""
    at = text.find(name)
    return _longer(text, at, at + len(name)) if at >= 0 else name


def _longer(text: str, start: int, end: int) -> str:
    if start and text[start - 1] in _ANOTHER and (start == 1 or text[start - 2] in _BEFORE_ANOTHER):
        start -= 1
    further = _FURTHER.match(text, end)
    return text[start : further.end() if further else end]


def _described(text: str) -> tuple[int, str] | None:
    """老李家门口那段路: whose or what, and where from there; and where in the text that begins."""
    for tail in _TAIL.finditer(text):
        head = _HEAD.search(text, max(0, tail.start() - _WIDEST), tail.start())
        if head and not (head[0] in _MINE and tail[0].startswith(_NOT_MINE)):
            whose = _LED.sub("", head[0])
            return tail.start() - len(whose), whose + _onward(text, tail.start(), tail.end())
    towards = _TOWARDS.search(text)
    return (towards.start(), towards[0]) if towards else None


def _onward(text: str, start: int, end: int) -> str:
    """The words, and what leads on from there: 学校门口 is 学校门口修鞋摊旁边."""
    on = _ON.match(text, end) or _FURTHER.match(text, end)
    return text[start : on.end() if on else end]


def _likely(text: str) -> Iterator[re.Match[str]]:
    for gate, shape in _SHAPES:
        if not gate or any(char in text for char in gate):
            yield from (hit for hit in shape.finditer(text) if not _NOT_A_PLACE.match(hit[0]))


def _shaped(text: str, hits: Iterable[re.Match[str]]) -> tuple[int, str] | None:
    """村口, 三号楼, 河滩, and where in the text it begins."""
    first = next((hit for hit in hits if not _WEAK.match(hit[0])), None)
    return (first.start(), _onward(text, first.start(), first.end())) if first else None


def _weakly(text: str, hits: Iterable[re.Match[str]]) -> str | None:
    """A village or lane behind 在 or 到, else a word that may be any place: 山上, 学校."""
    named = _NAMED.search(text)
    if named and not _COMMON.search(named[1]):
        return named[1]
    return next((hit[0] for hit in hits), None)


_COMMON = late(
    "^(?:全|本|外|我|你|他|别的?|这个?|那个?|哪个?|进|出|修|土|泥|水泥|马|公|一条?|这条|那条|的|村|每|各|邻|同)(?:村|路|街|庄|"
    "组|沟)$|修.*路|[的了没不这那哪条]"
)


@lru_cache(maxsize=256)
def _any_of(places: tuple[str, ...]) -> re.Pattern[str]:
    names = sorted({name for name in places if name}, key=len, reverse=True)
    return late("(?:" + "|".join(map(re.escape, names)) + f")(?:{_NEAR})?") if names else late("(?!)")
