"""An answer to "since when?": the words in it that say when, however vaguely, or that nobody remembers."""

from datetime import date

from nlp import when
from nlp.late import late

LONGEST = 12  # characters of a time in its speaker's own words; of a whole sentence only the words that say when are one
_UNKNOWN = late(
    "记不|不记得|想不起|忘了|忘记|说不[清准上来]|不知道|不晓得|不清楚|不大?清|没注意|没留意|没记[住得]|谁知道|谁晓得|哪[知记]|[弄闹搞]不清"
)
_ASKS = late("[吗呢么][？?]?$|为啥|为什么|你是|是谁")
_AFTER = (
    "以后|之后|过后|以来|[以之]前|前后|那会儿?|那阵子?|那[几两些]?天|那年|那个?时候?|的时候|小时候|开春|[春夏秋冬]天|秋后|麦收|收秋|"
    "雨季|伏天|入冬|早上|早起|晚上|黑夜|半夜|夜里|晌午|中午|前晌|后晌|上午|下午|天黑|天亮"
)
# 下雨以后, 修路那会儿: a day is not named, and it is a time all the same
_EVENT, _EVENT_IN = late(f"(?:{_AFTER})$"), late("以后|之后|过后|以来|那会儿?|那阵子?|那[几两些]?天|那年|那个?时候?|的时候")
_ALWAYS = late("一直|从来|常年|老是|经常|早就|老早|天天|年年|每[天年]")
_VAGUE = late(
    "(?:已经|都|也|就)*(?P<since>一直|从来|常年|老是|经常|天天|年年|每[天年]|早就|老早|[好几]+年|多年|[好老很许]久)"
    "(?:就|都|也|是)*(?:这样|坏|停|断)?(?:了|的)*"
)
_COUNTED = "(?:[1-4]?[0-9]|[5-9][0-9](?!年)|[一二两三四五六七八九十百几半好多俩仨]{1,3})(?:来|多|把)?"
_SPAN = late(
    f"(?P<span>(?:快|将近|差不多|大概|已经|都|有)*(?:{_COUNTED}(?:个(?:多|半)?(?:月|星期|礼拜|小时|钟头)|天|宿|星期|礼拜|周|年|小时|钟头)(?:多|半)?"
    "|[好老很许]久|有?些?日子|好些日子|好长时间))[了啦咧哩嘞]?"
)
_FROM, _ON = late("^就?是?(?:自从|[自打从由])?(?=.)"), late("(?<=.)(?:就?开始|起)?(?:的|了|吧|哇)*$")
_ON_IT_GOES = late("(?<=.)(?:(?:就?开始|起)的?)?(?:吧|哇|呀|啊|的|[？?])*$")


def forgotten(said: str) -> bool:
    """记不得了, 谁知道哪天坏的."""
    return len(said) <= 2 * LONGEST and _UNKNOWN.search(said) is not None


def asks_back(said: str) -> bool:
    """你是谁, 问这个干啥呢: neither a time nor a place."""
    return _ASKS.search(said) is not None


def time_in(said: str, today: date) -> str:
    """The words that say when; "" when none do."""
    said = _ON_IT_GOES.sub("", said)
    if _SPAN.fullmatch(said):
        return said
    sure = not _UNKNOWN.search(said)
    if sure and len(said) <= LONGEST and _EVENT.search(said):
        return said
    # 三月 and 11.20 alone are a month and a day here, and anything elsewhere
    if found := when.since(said, today) or (when.since(f"{said}就这样", today) if len(said) <= LONGEST else None):
        return found[0]
    if sure and (event := _EVENT_IN.search(said)):
        return said[max(0, event.end() - LONGEST) : event.end()]
    vague = _VAGUE.fullmatch(said)
    return vague["since"] if vague else ""


def span_of(since: str) -> str:
    """三天 of 三天了 and 已经三天: it counts to the day it was said. "" for 三天前 and 前天, which name a day."""
    span = _SPAN.fullmatch(since)
    return span["span"].removeprefix("已经").removeprefix("都") if span else ""


def is_always(since: str) -> bool:
    """一直, 年年: no beginning."""
    return _ALWAYS.search(since) is not None


def bare(since: str) -> str:
    """前天 of 从前天开始的."""
    return _ON.sub("", _FROM.sub("", since))
