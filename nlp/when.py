"""Since when: the villager's own words, and the day they mean. Days to come and days that come round are none."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice

from nlp import lunar
from nlp.days import back, before, part_of
from nlp.feasts import FEAST, SOME_FEAST, feast_day
from nlp.late import late
from nlp.misspelt import as_meant
from nlp.no_time import NO_TIME
from nlp.numerals import number, year_of

__all__ = ["number", "since"]

_N = "[0-9]{1,3}|[零一二两三四五六七八九十百几俩仨]{1,4}"
_YEARS_BACK = {"今年": 0, "去年": 1, "年时": 1, "上年": 1, "前年": 2, "大前年": 3}
_LAST = "(?P<last>大前年|去年|年时|上年|前年|今年)?的?"
_YEAR = f"(?:(?P<y>20[0-9]{{2}}|二[零〇][零〇一二三四五六七八九]{{2}}|(?<![0-9])[12][0-9](?=年[01一二三四五六七八九十]))年|{_LAST})?"
_MONTH = "1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
_DAY_OF_MONTH = "3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九]"

_THEN = (
    "停|断|坏|塌|漏|裂|冻|堵|修|没|就|开始|起|以后|之后|以来|到现在|那天|那会|的时候|下雨|下雪|刮风|早上|上午|晌|下午|晚上|夜里|黑夜|半夜"
)
# 腊月二十三要过小年 is to come, whatever the last one was
_NOT_TO_COME = "(?!就?[要得])"

_AGO = {
    word: days
    for days, words in (
        (3, "大前天|大前日|大前儿个|大前儿"),
        (2, "前天|前日|前儿个|前儿|前黑夜|前晚上|前晚|前夜"),
        (1, "昨天|昨日|昨儿个|昨儿|昨黑夜|昨晚上|昨晚|昨夜|昨早|夜来黑夜|夜来|夜儿个|夜儿|夜黑来|夜黑"),
        (0, "今天|今日|今儿个|今儿|今早上|今早|今黑夜|今晚|今前晌|今后晌|今晌午|刚才|刚刚"),
    )
    for word in words.split("|")
}
_LUNAR_MONTHS = {"正月": 1, "冬月": 11, "腊月": 12, "十一月": 11, "十二月": 12} | {
    f"{char}月": n for n, char in enumerate("二三四五六七八九十", 2)
}
_WEEKDAYS = {char: n for n, char in enumerate("一二三四五六日")} | {"天": 6, "末": 5} | {str(n + 1): n for n in range(6)}

_LUNAR = late(
    f"{_LAST}(?:农历|阴历|老历|旧历)?(?P<leap>闰)?(?P<m>正月|冬月|腊月|十[一二]月|[二三四五六七八九十]月)(?P<d>初[一二三四五六七八九十]|"
    f"[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九])(?![号日天一二三四五六七八九]){_NOT_TO_COME}"
)
_NEW_MOON = late(
    "(?<![正冬腊一二三四五六七八九十]月)(?:大年|年|(?P<which>上上个?|上个?|这个?|本)月)?(?P<d>初(?:十|[一二三四五六七八九]))(?![中高级步])"
)
_FEAST = late(f"{_LAST}(?P<feast>{FEAST})")
_ISO = late("(?<![0-9])(?P<y>20[0-9]{2})(?P<s>[-./]?)(?P<m>1[0-2]|0?[1-9])(?P=s)(?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9])")
_DATE = late(
    f"{_YEAR}(?:阳历)?(?<![0-9十])(?P<m>{_MONTH})月(?:份)?(?P<d>{_DAY_OF_MONTH})(?![0-9十个多来])(?P<day>[号日])?+(?![天月年级户]){_NOT_TO_COME}"
)
_MONTHLY = late(
    f"{_YEAR}(?<![0-9十闰])(?P<m>{_MONTH}|正|腊|冬)月(?P<part>份|初|底|末|中旬?|上旬|下旬|里|(?=就|开始|以来|起|到现在|那会儿?|"
    f"的时候|打|修|停|坏|断|种|收|报|开))?"
)
_OF_LAST = late(
    f"(?P<which>上上个?|上个?|这个?|本|当)月(?:份)?的?(?P<d>{_DAY_OF_MONTH})"
    f"(?:[号日]|(?<=[0-9十][0-9一二三四五六七八九十])(?=$|[，。！？；、 的]|{_THEN}))"
)
# 11.20停的水; 11.20元 is money
_POINTED = late(
    f"(?<![0-9.])(?P<m>1[0-2]|0?[1-9])[./](?P<d>3[01]|[12][0-9]|0?[1-9])(?:[号日]|(?<=[0-9]{{2}})(?={_THEN}))(?!前|之前|以前|能|要)"
)
_OF_MONTH = late(f"(?<![0-9月第十百零一二三四五六七八九a-zA-Z.])(?P<d>{_DAY_OF_MONTH})[号日](?!前|之前|以前|能|要)")
_SPAN = late(
    f"(?:快|将近|差不多)?(?:大|小)?(?:(?P<n>{_N})|(?P<half>半)|(?P<about>个(?=把)))(?:拉)?(?:多|来|把)?(?P<of>个)?(?:多|来)?(?P<and>半)?"
    f"(?P<unit>天|日|黑夜|夜|宿|星期|礼拜|周|月|年|小时|钟头|点钟)(?:多|(?P<more>半))?(?:(?P<end>了|之前|以前|前(?!后|天|年|"
    f"儿|面|头|边)|来|咧|哩|啦|嘞|喽|啊)|)"
)
_WEEKDAY = late("(?<!下)(?P<which>上上个?|上个?|这个?|本)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末1-6])(?![天个种万])")
_DAY = late("|".join(sorted(_AGO, key=len, reverse=True)))
_PERIOD = late(
    "上上个?月|上个?月|上上?个?(?:星期|礼拜|周)|"
    + "".join(f"{year}(?:年?[初底]|[春夏秋冬]天?|开春|入冬|上半年|后半年|下半年|后季)?|" for year in ("大前年", *list(_YEARS_BACK)[:-1]))
    + "开春|入冬|上半年|这个月|年初|年底|这几天|这两天|"
    "前几天|前些天|前些日子|前些时|前几年|前几个月|前一?阵子?|前段时间|前一段|有些日子|有日子|最近|近来|一直|老早|好几天|"
    "好几年|好些天|好些年|好几个月|多年|好长时间|好久|好些日子|"
    "现在|这会儿|刚(?!好|需|性)|常年|从来"
)
_MONTHS_END = late("(?P<which>上上个?月?|上个?月?|这个?月|本月|月)(?P<part>初(?![一二三四五六七八九十])|底|末|中旬?|上旬|下旬)")
_GONE_BEFORE = (
    "了",
    "已经",
    "都",
    "连着",
    "连续",
    "整整",
    "足足",
    "快",
    "有",
    "超过",
    "了有",
    "了快",
    "了将近",
    "时间",
    "将近",
    "差不多",
    "网",
    "电",
    "水",
)
_GONE_BEHIND = late("[没不都也，。！？；、 也]|还|$|时间|没有|停|断|叫|打")


_MOST = 40  # times in one message that are looked at


def since(text: str, today: date) -> tuple[str, date | None] | None:
    """The words that say since when, with the first day they can mean; None when nothing says so, no day when none is meant.

    Of several days gone by the earliest counts.
    """
    meant = as_meant(text)
    chars = set(meant)
    if chars.isdisjoint(_ANY):
        return None
    found = sorted(islice(_times(meant, chars, today), _MOST), key=lambda each: (each[1] or date.max, each[0].start))
    return (text[found[0][0]], found[0][1]) if found else None


def _times(text: str, chars: set[str], today: date) -> Iterator[tuple[slice, date | None]]:
    """Everything that may be meant, read by the first reader that understands it."""
    taken = set[int]()
    looked = False
    for gate, pattern, day_of in _READERS:
        if chars.isdisjoint(gate) or (pattern is _FEAST and not SOME_FEAST.search(text)):
            continue
        for hit in pattern.finditer(text):
            span = range(*hit.span())
            if not taken.isdisjoint(span):
                continue
            try:
                day = day_of(hit, today)
            except (ValueError, OverflowError):  # 2月30号, 三日, 五月: no time since when
                continue
            if not looked:  # only now: most messages name no time at all
                looked = True
                taken.update(at for other in NO_TIME.finditer(text) for at in range(*other.span()))
                if not taken.isdisjoint(span):
                    continue
            taken.update(span)
            if day is None or day <= today:
                yield slice(*hit.span()), day


def _span(hit: re.Match[str], today: date) -> date | None:
    unit, text, words = hit["unit"], hit.string, hit[0]
    months = unit == "月" and (hit["of"] or hit["about"] or hit["half"] or words[0] in "俩仨")
    if (unit == "月" and not months) or (unit == "日" and hit["end"] != "了") or (hit["n"] or "") in ("零", "百"):
        raise ValueError(words)
    ahead, behind = text[max(0, hit.start() - 3) : hit.start()], text[hit.end() : hit.end() + 2]
    if not (hit["end"] or ahead.endswith(_GONE_BEFORE) or words[0] in "快将差" or _GONE_BEHIND.match(behind)):
        raise ValueError(words)
    if "几" in words:
        return None
    count = number(hit["n"])
    if count > 200:
        raise ValueError(words)
    if unit in ("小时", "钟头", "点钟"):
        return today
    return before(today, unit, count, half=bool(hit["half"]), more=bool(hit["and"] or hit["more"]))


def _latest(today: date, of_year: Callable[[int], date], last: str | None) -> date:
    """Of the year named, else the latest such day that is not to come."""
    if last:
        return of_year(today.year - _YEARS_BACK[last])
    day = of_year(today.year)
    return day if day <= today else of_year(today.year - 1)


def _iso(hit: re.Match[str], today: date) -> date:
    return date(int(hit["y"]), int(hit["m"]), int(hit["d"]))


def _date(hit: re.Match[str], today: date) -> date:
    if not hit["day"] and not hit["d"].isascii():  # 八月十五 is the farmers' calendar's, 三月一 is none
        raise ValueError(hit[0])
    month, day = number(hit["m"]), number(hit["d"])
    if hit["y"]:
        return date(year_of(hit["y"]), month, day)
    return _latest(today, lambda year: date(year, month, day), hit["last"])


def _monthly(hit: re.Match[str], today: date) -> date:
    """3月份, 去年九月, 6月底; 五月 by itself is no time."""
    part, last = hit["part"], hit["last"]
    if part is None and not (last or hit["y"]):
        raise ValueError(hit[0])
    if hit["m"] in "正腊冬":
        return _latest(today, lambda year: lunar.solar_of(year, _LUNAR_MONTHS[f"{hit['m']}月"], 1), last)
    first = date(year_of(hit["y"]), number(hit["m"]), 1) if hit["y"] else _latest(today, lambda year: date(year, number(hit["m"]), 1), last)
    return part_of(first, part or "")


def _months_end(hit: re.Match[str], today: date) -> date:
    """上月初, 月底: the last one that is not to come."""
    which, part = hit["which"], hit["part"]
    if which.startswith("上") and "月" not in which:
        raise ValueError(hit[0])
    day = part_of(back(today, which.count("上"), 1), part)
    return day if day <= today or which != "月" else part_of(back(today, 1, 1), part)


def _of_last(hit: re.Match[str], today: date) -> date:
    months = back(today, hit["which"].count("上"), 1)
    return date(months.year, months.month, number(hit["d"]))


def _pointed(hit: re.Match[str], today: date) -> date:
    return _latest(today, lambda year: date(year, int(hit["m"]), int(hit["d"])), None)


def _of_month(hit: re.Match[str], today: date) -> date:
    """15号: the last one, of a month that has it."""
    day = number(hit["d"])
    for ago in range(4):
        first = back(today, ago, 1)
        try:
            found = date(first.year, first.month, day)
        except ValueError:
            continue
        if found <= today:
            return found
    raise ValueError(hit[0])


def _lunar(hit: re.Match[str], today: date) -> date:
    month, day = _LUNAR_MONTHS[hit["m"]], number(hit["d"].replace("初", "").replace("廿", "二十"))
    if hit["leap"] and not hit["last"]:
        return lunar.latest_leap(month, day, today)
    return _latest(today, lambda year: lunar.solar_of(year, -month if hit["leap"] else month, day), hit["last"])


def _new_moon(hit: re.Match[str], today: date) -> date:
    day = number(hit["d"][1:])
    if hit["which"]:
        return lunar.of_month(day, hit["which"].count("上"), today)
    return _latest(today, lambda year: lunar.solar_of(year, 1, day), None) if "年" in hit[0] else lunar.latest(day, today)


def _feast(hit: re.Match[str], today: date) -> date:
    return _latest(today, lambda year: feast_day(hit["feast"], year), hit["last"])


def _weekday(hit: re.Match[str], today: date) -> date:
    day, which = _WEEKDAYS[hit["day"]], hit["which"] or ""
    weeks = which.count("上") or (0 if which or day <= today.weekday() else 1)
    return today + timedelta(day - today.weekday() - 7 * weeks)


def _day(hit: re.Match[str], today: date) -> date:
    return today - timedelta(_AGO[hit[0]])


def _period(hit: re.Match[str], today: date) -> date | None:
    words = hit[0]
    if year := next((year for year in _YEARS_BACK if words.startswith(year)), None):
        first, season = date(today.year - _YEARS_BACK[year], 1, 1), words.removeprefix(year)
        if season.endswith("底"):
            return date(first.year, 12, 31)
        return None if season and not season.endswith("初") else first
    if words in ("年初", "年底"):
        return date(today.year, 1, 1) if words == "年初" else date(today.year - 1, 12, 31)
    if "月" in words and words[0] in "上这":
        return back(today, words.count("上"), 1)
    if words.startswith("上") and words != "上半年":
        return today - timedelta(today.weekday() + 7 * words.count("上"))
    return None


# Each pattern behind the characters without which it cannot match; the first that understands words has them.
_READERS: tuple[tuple[frozenset[str], re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...] = tuple(
    (frozenset(gate), pattern, day_of)
    for gate, pattern, day_of in (
        ("2", _ISO, _iso),
        ("./", _POINTED, _pointed),
        ("月", _OF_LAST, _of_last),
        ("月", _LUNAR, _lunar),
        ("月", _DATE, _date),
        ("月", _MONTHS_END, _months_end),
        ("初", _NEW_MOON, _new_moon),
        ("元灯破填添龙二三端六七鬼中重寒腊小祭春过大年除旦植五劳儿八教国十立打惊分清谷夏芒至暑秋露霜冬", _FEAST, _feast),
        ("周期拜", _WEEKDAY, _weekday),
        ("月", _MONTHLY, _monthly),
        ("天日夜宿期拜周月年时钟", _SPAN, _span),
        ("号日", _OF_MONTH, _of_month),
        ("天日儿夜晚早今刚", _DAY, _day),
        ("年时月期拜周春冬天些间近直早久阵段刚现会常从日", _PERIOD, _period),
    )
)
_ANY = frozenset().union(*(gate for gate, *_ in _READERS))
