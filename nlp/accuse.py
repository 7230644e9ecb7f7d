"""Is a cadre accused? Terms of office and conduct, clause by clause; a doubt counts as a yes."""

import re
from functools import lru_cache

from nlp.reading import Accusation

_OFFICES = (
    "村支书|支书|书记|主任|村长|会计|出纳|队长|组长|网格员|网格长|村干部|干部|村官|镇长|乡长|区长|县长|局长|所长|站长|第一书记|"
    "包村的|包村领导|"
    "支委|两委|监委会|村委的人|村委会的人|大队的人|村里当官的|当官的|当家的人|领导"
)
_NOT_OFFICES = re.compile("班主任|教导主任|车间主任|科主任|护士长|领导说|生产队长|护林队长|秧歌队队长")
# What nobody says of someone he does not accuse, wherever in the message it stands.
_GRAVE = re.compile(
    "贪污|贪(?:了|下|走|钱|官|村|集体|占|的)|回扣|受贿|行贿|贿赂|贿选|优亲厚友|吃拿卡要|中饱私囊|假公济私|以权谋私|挪用|侵吞|"
    "私分|私吞|截留|冒领|虚报|套取|套走|克扣|"
    "假账|(?:账|帐)(?:目)?[^，。]{0,3}(?:不清|不明|对不上|有问题|糊涂|是假)|糊涂账|黑账|公款|腐败|黑心|黑社会|村霸|霸占|买票|"
    "拉票|塞钱|送(?:了)?(?:礼|钱|烟|红包)|收(?:了)?(?:礼|钱|红包|好处|黑钱|烟)|"
    "好处费|关系户|(?:装|揣|进|弄)(?:进|到|了)?(?:自己|自家|个人|他)(?:的)?(?:腰包|口袋|兜|名下|户头)|打击报复|包庇|作假|"
    "弄虚作假|偷卖|私自卖|作弊|搞破鞋|嫖|调戏|欺负(?:人|老百姓|妇女|村民|我)|勒索|讹|独吞|多吃多占"
)
# What accuses when a cadre is the one who does it.
_CONDUCT = re.compile(
    "打(?:了)?(?:人|我|俺|他|老百姓|村民|伤|得)(?!电|打|招呼|听)|动手|骂(?:了)?(?:人|我|俺|他|村民|老百姓|得)|威胁|恐吓|报复|"
    "霸道|占(?:了|着|地|便宜|公家|集体|我|村|耕地|人)|多占|(?:给|让|叫|安排)(?:了)?(?:他|自己|自家|自个)(?:的|家)?"
    "[^，。]{0,3}(?:兄弟|哥|弟|亲戚|小舅子|儿|媳妇|婆姨|侄|外甥|女婿|亲家|爹|妈|人|老丈人|姑舅|本家)|(?:亲戚|小舅子|兄弟|他哥|"
    "他弟|儿子|侄儿|女婿|亲家|外甥|本家|婆姨|媳妇|他妈|他爹|家里人|老婆)[^，。]{0,6}(?:吃低保|低保|享|包|当|评|领|名额|承揽|"
    "干了|拿)|"
    "(?:要|拿|收|扣|吞|卖|花|吃|喝|骗|黑|昧|哄)(?:了|走|下|掉|着)?[^，。]{0,6}(?:钱|块|万|千|百|补贴|补助|补偿|地|树|东西|低保|"
    "饭|酒|烟)|(?:补贴|补助|补偿|低保|工程|钱|款)[^，。]{0,6}(?:扣|吞|拿走|没给|不给|不发|弄走|花了|压着|卡着)|"
    "把[^，。]{1,10}(?:拿走|弄走|卖了|吞了|花了|占了|扣了|拉走|分了)|不公(?:平|道|正)?|偏心|偏向|谁给钱|不给钱不办|收钱不办|"
    "(?:包|承包)(?:给|了)(?:他|自己|自家|亲)|自己(?:包|承包|评|定|说了算|吃低保|占)|一手遮天|一个人说了算|写(?:的|了)?(?:我|俺|"
    "别人|我们)的?票|替我(?:投|写|签)|不让(?:投|选|我选)|吓唬|喝(?:醉|酒)[^，。]{0,5}(?:骂|打|闹|办事)|逼(?:着)?(?:我|俺|人)|"
    "赶(?:我|俺)"
)
# Neglect: not a crime, but a complaint about him all the same.
_NEGLECT = re.compile(
    "不管|不理|不见人|不办|不给办|不作为|推(?:来|脱|三|给|诿)|踢皮球|拖(?:着|了|到|延)|忙着|说忙|糊弄|敷衍|应付|哄(?:人|我|"
    "老百姓)|骗(?:人|我)|说话不算|不算数|态度|爱搭不理|装(?:不知道|聋|看不见)|不(?:解决|上心|负责|闻不问|答复|吭声|露面|来看|"
    "接电话|回话|干事|做事|给说|给登记|给开|给盖章|给签)|"
    "没人(?:管|理|应)|没(?:下文|动静|结果|给个说法|回音|见人来)|光说|只会|官僚|摆架子|难听|耍赖|糊涂|不公开|不公示|不上墙|不念|"
    "卡(?:着|住)|为难|刁难|找了(?:好)?[几两三四五六七八九十多]+(?:回|次|趟)|[几两三四五六七八九十]回了|不行|太差|懒|白吃|"
    "吃闲饭|不称职|没用|不像话|打麻将|喝酒|咋当的|凭什么|凭甚|该换|下台|撤"
)
_ASKED = re.compile("(?:跟|和|给|向|找|问|请|让|叫|告诉|告给|等|打电话给|麻烦|听|寻|喊|通知|报给|汇报)[^，。]{0,4}$")
_BY_OTHERS = re.compile("不管用|不管(?:白天|啥|甚|怎|多|有|是|下雨|刮风|咋|谁)|管不了")


def accusation(text: str, cadre_names: tuple[str, ...] = ()) -> Accusation:
    """Judge the skeleton of a message; `cadre_names` are the village's cadres, by full name."""
    offices = list(_offices(cadre_names).finditer(text))
    if not offices:
        # 优亲厚友 without a name is still about whoever decided.
        return Accusation.UNSURE if _GRAVE.search(text) and _BODY.search(text) else Accusation.NONE
    spans = _NOT_OFFICES.findall(text)
    if spans and len(spans) >= len(offices):
        return Accusation.NONE
    if _GRAVE.search(text):
        return Accusation.ACCUSED
    return max((_about(text, hit) for hit in offices[:8]), key=_GRADES.index)


_TOOK = re.compile("(?:收|要|拿|送)(?:了|给)?[^，。]{0,6}(?:块|钱|万|千|百|烟|酒)[^。]{0,8}$")
_SUFFERED = re.compile("(?:被|叫|让|挨)$")
_BODY = re.compile("村里|村上|村委|大队|两委|镇上|乡里|镇里|低保|评|选|账|工程|集体|补偿|补贴|他们|有人")
_GRADES = (Accusation.NONE, Accusation.NAMED, Accusation.UNSURE, Accusation.ACCUSED)


def _about(text: str, office: re.Match[str]) -> Accusation:
    """What the sentence says after the cadre, in his own clause or in the next ones."""
    rest = re.split("[。！？\n]", text[office.end() : office.end() + 40], maxsplit=1)[0]
    own, _, later = rest.partition("，")
    asked = _ASKED.search(text[max(0, office.start() - 8) : office.start()]) is not None
    lead = text[max(0, office.start() - 24) : office.start()]
    if _CONDUCT.search(own):  # 问支书要了两千 may be said of either
        return Accusation.UNSURE if asked and not own.startswith("打") else Accusation.ACCUSED
    if _SUFFERED.search(lead) and _CONDUCT.search(rest):
        return Accusation.ACCUSED
    if not asked and _TOOK.search(lead):
        return Accusation.ACCUSED
    if not asked and _CONDUCT.search(later):
        return Accusation.UNSURE
    neglect = _NEGLECT.search(rest) or _NEGLECT.search(lead)
    if neglect and not _BY_OTHERS.match(neglect[0] + rest[rest.find(neglect[0]) + len(neglect[0]) :][:2]):
        return Accusation.UNSURE
    return Accusation.NAMED


@lru_cache(maxsize=256)
def _offices(names: tuple[str, ...]) -> re.Pattern[str]:
    known = [re.escape(name) for name in sorted(names, key=len, reverse=True) if len(name) > 1]
    return re.compile("|".join([*known, _OFFICES]))
