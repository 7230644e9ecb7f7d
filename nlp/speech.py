"""What kind of utterance it is, and for whom. Whatever sounds like a concern is one: a draft costs a tap, a lost plea costs trust."""

import re

from nlp.late import late
from nlp.reading import Speech, Whose

_HAN = late("[\u3400-\u9fff]")
_ENOUGH = 40  # characters that decide whether there is a sentence at all
_LATIN = late("[A-Za-z]{2,}")
_POLITE = late("[。！？、，～~.…\\s]|[吗呀啊哦呢嘞哩啦了]$")

_GREETING = late(
    "^(?:你好|您好|你们好|大家好|(?:支书|书记|主任|会计|干部|领导|同志|师傅|老师)(?:们)?(?:您|你)?好|早上好|早|下午好|晚上好|在|在吗|在不在|在不|有人吗|有人在吗|喂|哈喽|小助手|小助手你好|你是谁|"
    "您是谁|新年好|过年好|吃了吗|拜年了|hi|hello)+$",
    re.IGNORECASE,
)
_THANKS = late("谢谢|多谢|感谢|谢了|麻烦你|麻烦您|辛苦了|费心了|劳驾了|有心了|道谢")
_PRAISE = late(
    "真好|挺好|很好|人好|[修办管干]得好|太好了|好得很|不错|满意|表扬|点赞|夸夸?|好人|好干部|好样的|修好了|办得好|办好了|真快|热心|负责任|高兴|舒心|"
    "亮堂|干净多了|比以前强|方便多了|暖心|给力"
)
_TROUBLE = late(
    "不(?!错|用|客气|赖|得了|少)|没(?!事|啥|问题)|坏|断|烂|漏|塌|堵|臭|脏|停|欠|偷|骗|病|疼|难|贵|晚|慢|丢|倒|裂|冻|淹|占|"
    "打(?!电|扫|听|算)|少了|咋办|怎么办|就是|但是|可是|希望|能不能|甚会|瞎"
)
_NEGATED_PAIRS = late("[能会行好有是要让给](?:不|没)[能会行好有是要让给]|[对行好]不[对行好]?$|没(?:有)?$")
_QUESTION = late(
    "[?？]|吗|嘛$|呢$|么$|不$|咋|怎么?|哪(?:儿|里|些|个|天|年|办)?|啥时候|甚时候|什么时候|甚会儿|几(?:号|点|时|月|天)|多少|"
    "多会|谁(?:给|管|知道|能|说)|什么|啥|甚|能不能|有没有|是不是|可不可以|行不行|要不要|算不算|该不该|能行|没(?:有)?[？]?$"
)
_ABUSE = late(
    "傻[逼比B屄X]|[他你]妈的|操你|草你|日你|肏|[狗王]日的|王八(?:蛋|羔)|滚(?:蛋|开|$)|去死吧|混蛋|杂种|贱人|婊|妈逼|妈了个|"
    "龟孙|放屁|脑残|废物|畜生|狗屁|SB|sb",
    re.IGNORECASE,
)
_SELLS = late(
    "加(?:我)?(?:微信|QQ|qq|V|v)|优惠|特价|秒批|秒到|无抵押|低息|日结|日赚|月入|兼职|刷单|点击|链接|https?|www|免费领|领取|"
    "红包|开发票|代开|代办|办证|中奖|返利|代理|招商|加盟|促销|包邮|下单|扫码|网址|回复TD|退订|彩票|博彩|贷款热线|专业(?:疏通|"
    "维修|办理)|欢迎(?:选购|咨询|来电)|咨询电话|厂家直销|大甩卖|回收旧|收购旧|出售|转让|清仓|开业"
)
_STRONG_SELLS = late(
    "https?://|www\\.|回复TD|退订|秒批|无抵押|代开(?:各类)?发票|加(?:我)?(?:微信|QQ|qq|vx|VX)[：: ]?[A-Za-z0-9]|博彩|日赚|"
    "月入过万|兼职日结|刷单兼职|厂家直销|点击链接",
)
_NEED = late("骗|拖欠|没|不|咋|办不|塌|停|坏")
_EMPTY = late(
    "^(?:嗯+|哦+|噢+|啊+|哎+|唉+|额+|呃+|好+的?|行+|中|是的?|对+|不是|收到|知道了|明白了?|可以|没有|没了|没事|不用|算了|测试|"
    "试试|哈+|呵+|嘿+|嘻+|同意|反对|来了|好嘞|好哩|ok)+$",
    re.IGNORECASE,
)

_KIN = (
    "爹|妈|爸|娘|爷爷|奶奶|姥姥|姥爷|爷|奶|大大|老汉|汉子|男人|老公|丈夫|婆姨|媳妇|老婆|公公|婆婆|丈人|丈母娘|儿子?|闺女|女儿|女子|"
    "孙子|孙女|娃娃?|孩子|弟弟?|哥哥?|姐姐?|妹妹?|舅舅?|姑姑?|姨|叔叔?|伯伯?|大爷|老人|老两口|父亲|母亲|小子|后生"
)
_FAMILY = late(
    f"(?:我|俺|咱|卬|我们|俺们)(?:们)?(?:家)?(?:里)?(?:的)?(?:那)?(?:老|小|大|二|三)?(?:{_KIN})(?!们村|们都)|"
    f"家里(?:的)?(?:老人|娃|孩子|病人)|(?:^|[，。])(?:娃|孩子|老汉|老人家)(?!们|在外头)"
)
_NEIGHBOUR = (
    "(?:隔壁|邻居|对门|院邻|邻家)(?:家)?(?:的)?[\u3400-\u9fff]{0,4}?|(?:老|"
    "小)?[王李张刘陈杨赵吴周徐孙胡朱郭何罗宋郑韩冯薛闫段侯贺武乔高任梁崔白马田](?:[\u3400-\u9fff]{0,2}?)(?:大娘|大爷|婶子?|叔|"
    "嫂子?|奶奶|爷爷|伯|老汉|大妈|哥|姐)(?:家)?"
)
_OTHERS = frozenset("壁邻对替代帮娘爷婶叔嫂奶伯妈哥姐汉")
_ON_BEHALF = late(
    f"(?:{_NEIGHBOUR})(?:让|叫|托|求|请)(?:我|俺)|(?:我|俺)?(?:替|代|帮)(?:{_NEIGHBOUR}|别人|他家?|她家?|人家|(?!我|俺|"
    f"忙)[^，。]{{1,5}})(?:说|问|反映|捎|报|登记|求)"
)
_IN_NEED = late(
    f"(?:{_NEIGHBOUR})[^，。]{{0,6}}(?:没水|停水|停电|没电|断水|没人管|没人照顾|没暖|瘫|摔|病|漏(?:雨|水|电)|塌|着火|晕|残疾|"
    f"低保|一个人|跟着奶奶|不会用|没吃|没钱|走丢|丢了娃|住院|恓惶|上不来)"
)


def speech_of(text: str, has_category: bool) -> Speech:
    """The kind of a skeleton; `has_category` says that the lexicon heard a concern in it."""
    han = len(_HAN.findall(text[:_ENOUGH]))
    if han == 0:
        return _foreign(text)
    bare = _POLITE.sub("", text) if han < 16 else text
    if _GREETING.match(bare):
        return Speech.GREETING
    trouble = _TROUBLE.search(_NEGATED_PAIRS.sub("", text)) is not None
    if not trouble and han < (4 if has_category else 14) and _ABUSE.search(text):
        return Speech.ABUSE
    if _EMPTY.match(bare) or (han < 2 and not has_category):
        return Speech.UNCLEAR
    if _is_advertisement(text):
        return Speech.ADVERTISEMENT
    if not trouble and _PRAISE.search(text):
        return Speech.PRAISE
    if not trouble and _THANKS.search(text) and not (has_category and han > 12):
        return Speech.PRAISE if has_category and han > 8 else Speech.THANKS
    if _QUESTION.search(text) and not trouble:
        return Speech.QUESTION
    return Speech.CONCERN if has_category or han >= 5 or (trouble and han >= 3) else Speech.UNCLEAR


def _foreign(text: str) -> Speech:
    if _GREETING.match(_POLITE.sub("", text)):
        return Speech.GREETING
    if _STRONG_SELLS.search(text):
        return Speech.ADVERTISEMENT
    return Speech.ENGLISH if len("".join(_LATIN.findall(text))) >= 3 else Speech.UNCLEAR


def _is_advertisement(text: str) -> bool:
    if _STRONG_SELLS.search(text):
        return not _NEED.search(text)
    return len(set(_SELLS.findall(text))) >= 2 and not _NEED.search(text)


def whose_of(text: str) -> Whose:
    """For whom: a neighbour only when spoken for, never when complained about; when unsure, for oneself."""
    if not _OTHERS.isdisjoint(text) and (_ON_BEHALF.search(text) or _IN_NEED.search(text)):
        return Whose.NEIGHBOUR
    return Whose.FAMILY if _FAMILY.search(text) else Whose.SELF
