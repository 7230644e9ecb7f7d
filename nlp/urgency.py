"""Is someone in danger now? Hits of dangers.py, less those denied, past, feared, told of or joked about.

High recall comes first: a guard silences a hit only where the words themselves say that nothing is happening.
"""

import re

from nlp.alarm import alarm
from nlp.dangers import PERSON, SOUNDS, Sound
from nlp.late import late
from nlp.linear import Linear
from nlp.misheard import as_feared
from nlp.pieces import sentences
from nlp.reading import Danger
from nlp.spelt import LETTERS, sounded

BEFORE, AFTER = 32, 24  # characters looked at on either side of a hit
HEARD_AT = -0.72  # below even: one false alarm too many costs less than one plea unheard
SILENCED_AT = -0.52  # where they heard one denied, past, feared, told of or joked about, the ear must be surer
GUESSED = 0.05  # how much less sure it need be of characters that were guessed from pinyin: one wrong makes a plea sound calm
SURE_AT = -0.19  # from here it rings, and breaks into a talk about something else
SHORTEST, FEW = 4, 5  # characters before the last stops that the ear must be given, 救命 is the rules' affair; below FEW it must be surer
_SHORT_CALL = 16  # characters of a call that says nothing else
RULED_AT = -1.3  # where the rules hear a danger the ear need only not be sure of the contrary
MOST_HITS = 12  # per kind; a real plea says it once or twice

_STOPS = "。！？!?；;\n"
# All that somebody may be able to type. It gets the numbers to call; only 救命 wakes somebody.
_BARE_CALL = late("(?:(?:110|119|120|sos|报警|急救|快来人|来人|救人|救救[我俺]|救命|紧急|急|十万火急)[啊呀哪！，。 ]*)+", re.IGNORECASE)
_DENIED = late(
    "(?:没有?(?!人|想)|没再|没见|不是(?!开玩笑)|(?<!还)未|并没|不曾|别|甭|不会|不让|不许|不可能|不至于|差点儿?|险些|差一点|"
    "防止?|预防|避免|以免|免得|小心|当心|谨防)[^，。,没不]{0,2}$"
)
_SUPPOSED = late(
    "要是|如果|万一|假如|假使|若是|倘若|一旦|哪天|(?<!恐)怕(?!是)|担心|害怕|会不会|容易|早晚|迟早|防止|预防|以防|避免|小心|"
    "当心|谨防|严防|否则|要不然|可能会|"
    "快倒|要倒|什么时候|别等|等到|怕人|有可能|难免|免不了|不敢|省得"
)
_PAST = late(
    "去年|前年|年时|大前年|前些年|往年|早年|早些年|那年|那会儿?|上个月|上上个月|上次|上回|那回|小时候|当年|过去|从前|以前|曾经|"
    "历史上|[0-9一二三四五六七八九十两几半多]{1,3}(?:个月|年)(?:以?前|多|了|来)|(?:19|20)[0-9]{2}年"
)
_NOW = late("又|现在|今天|今儿|今早|今黑|刚|这会儿|正|眼下|快(?:来|救)|还在|马上")
_TOLD = late(
    "电视|电影|小说|新闻|抖音|快手|刷到|朋友圈|网上看|戏里|电视剧|梦见|做梦|梦里|故事|课文|演练|演习|宣传|培训|讲座|比赛|节目|"
    "歌里|游戏|广播里?说|表演|标语|横幅|课上|法律规定|书上|那年"
)
_PLAYED = late("(?<!不是)(?<!不)开玩笑|逗你|闹着玩|说着玩|哄你|哈哈|笑死|嘻嘻|闹红火|假的(?!警)")
_STANDING = late(  # what has been so for long, or is asked for in writing
    "不敢住|年时|早就|一刮风就|[一每]下雨就?|天天|每天|经常|老是|总是|[几半一两三四五]个?多?(?:年|个?月|礼拜|星期)|[两三四五六七八九十]天[没了]|"
    "一直|好久|长年|常年|什么时候|啥时候|甚会儿|能不能|建议|希望|咨询|请问|投诉|关于"
)
_NOUN_AFTER = late(
    "^[^，。,]{0,3}(?:的话|演练|演习|知识|宣传|培训|预案|保险|隐患|报警器|风险|标语|器材|通道|栓|那年|预警|防范|责任|安全|应急|"
    "案例|险种|是犯法|怎么(?:办理|防|预防)|咋防|理赔|赔|的故事|的电影|点|等级|救助金|救护员)"
)
_LONG_AGO = late("[”」』\"']?，?[这那]?是(?:去年|前年|早年|以前|从前|前些年|小时候|上个月|上回)的?事")
_OVER = late(
    "(?<![没不])(?:扑灭|灭了|救出来?|救上来|捞上来|找到了|找着了|找见了|找回来?了|已经?回来了|醒过?来?了|没事了|没大事|出院|"
    "追回|抓住了|虚惊|送到医院了|好了[，。]?$|劝开了|和好了)"
)

_OBJECTS = late("手机|羊|猪|狗|鸡|牛|驴|猫|钥匙|垃圾|东西|桶|鞋|帽|泵|栏杆|护栏|路灯|桥板|井盖|苗|玉茭|庄稼|树|菜|车轮|轮子")
_CROPS = late("苗|树|庄稼|玉茭|玉米|羊|鸡|猪|牛|花|菜|鱼|谷子|核桃|枣|狗|猫|草|企业|厂|店|生意|合作社")
_LONG_ILL = late(
    "[0-9一二三四五六七八九十两几半好]{1,3}(?:个月|年)|低保|报销|残疾|评残|药费|住院费|慢病|后遗症|医保|补助|救助|钱不够|康复|"
    "复查|体检|吃着药|老毛病"
)
_WAGES = late(
    "村里的?钱|集体|工钱|工资|工头|包工|合作社|种子|化肥|补偿|补贴|彩礼|骗婚|分红|入股|承包|租金|选票|骗人感情|低保|村干部|支书|主任|假药"
)
_LOST_THING = late(
    "本|证|卡|书包|鞋|钱|手机|衣|帽|狗|羊|票|账|工作|对象|活|工|学校|幼儿园|作业|药|条|地方|车|电话|钥匙|号|老师|大夫|门|办|耳|嘴|眼"
)
_LOST_AFTER = late("^(?:个|到|好|合适|一个)?(?:[^，。了人啦咧嘞哩呀吧啊么嘛！!。、 \n])")
_FAR = late("打工|过年|外地|外头|外面上|上班|婆家|天津|太原|北京|南方|多年|不管|不孝")
_SCHOOL = late("老师|学校|同学|教师")
_HARMLESS_GAS = late("轮胎|车胎|皮球|气罐(?:子)?没|罐没|煤气没|燃气没|天然气没|车|路|桥|机|泵|房|窑|生意")
_MINOR_AFTER = late("^了?(?:[一几]块|[一个]角|个角|个洞|个?窟窿|一片|皮|土|灰)|[^。]{0,8}(?:没人住|没住人|没伤着?人|空着)")
_MINOR_BEFORE = late("没人住|没住人|空着|老院子?|旧|废|空院|空房|空窑|墙皮|鸡|猪|羊|路|桥")
_CHIMNEY = late("烟囱|厂|锅炉|拖拉机|砖窑|焦|发动机")
_SMALL_FIRE = late("灶|煤火|炉火|上$|发$|心$|肝$")

_SOON = late(
    "不敢住|快要?(?:塌|倒|断|掉)|裂(?:开|缝|了)|打火花|冒火花|漏电|要命|危险|没见水|没吃的|断粮|没人管饭|揭不开锅|发(?:高)?烧|"
    "咬了|咬伤|隐患|"
    "塌了|塌方|滑坡|掉石头|涨水|水涨|桥[^，。]{0,4}断|栏杆[^，。]{0,4}断|滑倒|摔|火星|煤气|煤烟|中毒|骗|打(?:架|人)|威胁|"
    "堵着门|耷拉|吓死|"
    "冻(?:坏|裂|病)|高压线|没人照顾|下不了炕|喘|晕|毒|井盖|塌陷"
)
_SUPPLY = late("(?:停|没|断)(?:了)?(?:水|电|暖|炭|煤|气)|(?:水|电|暖)[^，。]{0,3}(?:停|断)了")
_LONG = late("[三四五六七八九十0-9]+(?:天|日)|好几天|一个?(?:星期|礼拜|月)|半个?月|老人|娃|病|数九|冬|冻")


def graded(text: str, table: Linear, guessed: bool = False) -> tuple[Danger | None, bool]:
    """The danger someone is in now, by the skeleton of what was said: what rules and learned ear hear together; and whether
    it is sure enough to break into a talk about something else. table: as for alarm; guessed: as spelt.guessed.
    """
    if len(text) < _SHORT_CALL and _BARE_CALL.fullmatch(text):
        return Danger.ILLNESS, "救命" in text
    text = as_feared(sounded(text) if LETTERS.search(text) else text)
    ruled, silenced = ruled_by(text)
    length = len(text.rstrip(_STOPS))
    silenced = silenced or length < FEW or _STANDING.search(text) is not None
    heard = alarm(sentences(text), table)
    if heard.margin >= (SILENCED_AT if silenced else HEARD_AT) - GUESSED * guessed and length >= SHORTEST:
        return heard.kind, heard.margin >= SURE_AT or ruled is not None
    return (ruled, True) if ruled and heard.margin >= RULED_AT else (None, False)


def ruled_by(text: str) -> tuple[Danger | None, bool]:
    """What the rules hear in a skeleton as_feared, and whether they heard only what their guards silence."""
    chars, silenced = set(text), False
    for sound in SOUNDS:
        if chars.isdisjoint(sound.gate):
            continue
        for count, hit in enumerate(sound.pattern.finditer(text)):
            if _is_real(sound, text, hit):
                return sound.kind, False
            silenced = True
            if count >= MOST_HITS:
                break
    return None, silenced


def urgency_of(text: str, danger: Danger | None, sure: bool) -> int:
    """2 danger to life, 1 harm within the day (so too a danger that is not sure), 0 can wait."""
    if danger and sure:
        return 2
    if danger or _SOON.search(text) or (_SUPPLY.search(text) and _LONG.search(text)):
        return 1
    return 0


def _is_real(sound: Sound, text: str, hit: re.Match[str]) -> bool:
    lead, clause, rest = _around(text, hit)
    if sound.person and not re.search(PERSON, clause):
        return False
    if _DENIED.search(lead) or _NOUN_AFTER.search(rest):
        return False
    guard = _GUARDS.get(sound.kind)
    if guard and guard(lead, hit[0], rest):
        return False
    if sound.kind is Danger.SELF_HARM:  # 再不给办我就不活了: a threat is taken at its word
        return not (_TOLD.search(lead) or _PLAYED.search(rest) or _long_past(lead) or _LONG_AGO.match(rest))
    return not (
        _SUPPOSED.search(lead)
        or _TOLD.search(lead)
        or _PLAYED.search(lead + rest)
        or _OVER.search(rest)
        or _long_past(lead)
        or _LONG_AGO.match(rest)
    )


def _around(text: str, hit: re.Match[str]) -> tuple[str, str, str]:
    """The sentence up to the hit, the clause that holds it, and what follows: all of bounded length."""
    lead = text[max(0, hit.start() - BEFORE) : hit.start()]
    for stop in _STOPS:
        lead = lead[lead.rfind(stop) + 1 :]
    rest = text[hit.end() : hit.end() + AFTER]
    head = lead[max(lead.rfind("，"), lead.rfind(",")) + 1 :]
    tail = re.split("[，。,！？!?\n]", rest, maxsplit=1)[0]
    return lead, head + hit[0] + tail, rest


def _long_past(lead: str) -> bool:
    past = _PAST.search(lead)
    return past is not None and not _NOW.search(lead, past.end())


def _only_chimney(lead: str, hit: str, rest: str) -> bool:
    return bool(_SMALL_FIRE.search(lead[-3:]) or ("烟" in hit and _CHIMNEY.search(lead[-8:] + hit)))


def _only_a_piece(lead: str, hit: str, rest: str) -> bool:
    if re.search("[埋压困砸捂]|住着|有人|人.?在", hit + rest[:12]):
        return "咋办" in rest[:6] and "快" in lead
    return bool(_MINOR_AFTER.match(rest) or _MINOR_BEFORE.search(lead[-12:] + hit))


def _only_a_thing(lead: str, hit: str, rest: str) -> bool:
    return bool(_OBJECTS.search(lead[-8:] + hit)) and not re.search("人|娃|孩", lead[-8:] + rest[:6])


def _only_burst_pipe(lead: str, hit: str, rest: str) -> bool:
    return bool(_OBJECTS.search(lead[-8:] + hit) and not re.search("人|娃|孩", lead[-8:] + hit + rest[:6])) or "水管" in lead[-8:]


def _only_crops(lead: str, hit: str, rest: str) -> bool:
    if hit.startswith("想") and "死" in hit:
        return bool(re.match("你|我|他|咱|家|俺", rest))
    return bool(_CROPS.search(lead[-8:])) or bool(re.match("^(?:的)?(?:羊|鸡|猪|树|苗)", rest))


def _only_a_lost_thing(lead: str, hit: str, rest: str) -> bool:
    if "没回" in hit:
        return _FAR.search(lead[-10:] + hit) is not None
    between = hit[1:]
    if "丢" in hit and re.search("^了?[^，。]{0,3}(?:书包|本|证|卡|钱|手机|鞋|衣|羊|狗|车)", rest):
        return True
    return bool(_LOST_THING.search(between) or _FAR.search(lead[-10:] + hit) or (re.search("找不|丢下", hit) and _LOST_AFTER.match(rest)))


def _only_chronic(lead: str, hit: str, rest: str) -> bool:
    if hit[0] in "摔跌滚掉翻" and _only_a_thing(lead, hit, rest):  # 我家牛掉沟里了
        return True
    if re.search("气[了儿]?$|不行了$", hit) and _HARMLESS_GAS.search(lead[-6:]):
        return True
    return bool(_LONG_ILL.search(lead[-16:] + rest)) and not _NOW.search(lead + rest)


def _only_wages(lead: str, hit: str, rest: str) -> bool:
    return bool(_WAGES.search(lead + hit + rest[:12]))


def _only_school(lead: str, hit: str, rest: str) -> bool:
    return bool(_SCHOOL.search(lead[-8:] + hit))


_GUARDS = {
    Danger.FIRE: _only_chimney,
    Danger.COLLAPSE: _only_a_piece,
    Danger.DROWNING: _only_burst_pipe,
    Danger.SELF_HARM: _only_crops,
    Danger.LOST_CHILD: _only_a_lost_thing,
    Danger.ILLNESS: _only_chronic,
    Danger.FRAUD: _only_wages,
    Danger.VIOLENCE_AT_HOME: _only_school,
}
