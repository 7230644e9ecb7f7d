"""Since when: the villager's own words, and the day they mean."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from nlp.lunar import solar_of

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "几": 3}
_N = "[0-9]{1,3}|[零一二两三四五六七八九十百几]{1,4}"
_YEARS_BACK = {"今年": 0, "去年": 1, "年时": 1, "前年": 2, "大前年": 3}
_LAST = "(?P<last>去年|年时|前年|今年)?"

_AGO = {
    word: days
    for days, words in (
        (3, "大前天|大前日|大前儿"),
        (2, "前天|前日|前儿个|前儿|前黑夜|前晚"),
        (1, "昨天|昨日|昨儿个|昨儿|昨黑夜|昨晚上|昨晚|昨夜|夜来黑夜|夜来|夜儿个|夜儿|夜黑来"),
        (0, "今天|今日|今儿个|今儿|今早上|今早|今黑夜|今晚|今前晌|今后晌|刚才|刚刚|刚|这会儿|现在"),
    )
    for word in words.split("|")
}
_LUNAR_MONTHS = {"正月": 1, "冬月": 11, "腊月": 12, "十一月": 11, "十二月": 12} | {
    f"{char}月": n for n, char in enumerate("二三四五六七八九十", 2)
}
_LUNAR_FEASTS = {
    "元宵": (1, 15),
    "二月二": (2, 2),
    "端午": (5, 5),
    "中秋": (8, 15),
    "腊八": (12, 8),
    "春节": (1, 1),
    "过年": (1, 1),
    "大年初一": (1, 1),
}
_SOLAR_FEASTS = {"元旦": (1, 1), "清明": (4, 5), "五一": (5, 1), "国庆": (10, 1), "冬至": (12, 22)}
_WEEKDAYS = {char: n for n, char in enumerate("一二三四五六日")} | {"天": 6, "末": 5} | {str(n + 1): n for n in range(6)}
_UNIT_DAYS = {"天": 1, "日": 1, "黑夜": 1, "星期": 7, "礼拜": 7, "周": 7}

_LUNAR = re.compile(
    f"{_LAST}(?:农历)?(?P<m>正月|冬月|腊月|十[一二]月|[二三四五六七八九十]月)(?P<d>初[一二三四五六七八九十]|"
    f"[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九])"
)
_FEAST = re.compile(f"{_LAST}(?P<feast>{'|'.join([*_LUNAR_FEASTS, *_SOLAR_FEASTS])})")
_DATE = re.compile(f"(?:(?P<y>20[0-9]{{2}})年|{_LAST})?(?P<m>1[0-2]|0?[1-9])月(?P<d>3[01]|[12][0-9]|0?[1-9])[号日]?")
_SPAN = re.compile(
    f"(?:快|将近|差不多)?(?:(?P<n>{_N})|(?P<half>半))多?个?(?:多|半)?(?P<unit>天|日|黑夜|星期|礼拜|周|月|年)(?:多|"
    f"半)?(?:(?P<end>了|以?前|来)|(?=[没不都也，。！]|$))"
)
_WEEKDAY = re.compile("(?P<which>上上|上个?|这个?|本)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末1-6])")
_DAY = re.compile("|".join(sorted(_AGO, key=len, reverse=True)))
_PERIOD = re.compile(
    "上上个月|上个?月[初底中]?|上上?个?(?:星期|礼拜|周)|大前年|前年|去年|年时|今年|开春|入冬|上半年|这个月|月初|这几天|这两天|"
    "前几天|前些天|前阵子|前段时间|最近|一直|老早|好几天|好几年|好些天|多年"
)


def since(text: str, today: date) -> tuple[str, date | None] | None:
    """The words that say since when, with the first day they can mean; None when nothing says so, no day when none is meant."""
    chars = set(text)
    for gate, pattern, day_of in _READERS:
        if chars.isdisjoint(gate):
            continue
        for hit in pattern.finditer(text):
            try:
                return hit[0], day_of(hit, today)
            except (ValueError, OverflowError):  # 2月30号, 三日, 五月: no time since when
                continue
    return None


def number(words: str | None) -> int:
    """十五 → 15, 3 → 3, 一百零二 → 102; nothing → 1. 几 is taken as three."""
    if not words:
        return 1
    if words.isascii():
        return int(words)
    total = digit = 0
    for char in words:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def _span(hit: re.Match[str], today: date) -> date | None:
    unit, count = hit["unit"], number(hit["n"])
    if (unit == "月" and "个" not in hit[0]) or (unit == "日" and hit["end"] != "了") or count > 200:
        raise ValueError(hit[0])
    if "几" in hit[0]:
        return None
    if unit == "月":
        return today - timedelta(15) if hit["half"] else _back(today, count)
    if unit == "年":
        return _back(today, 6 if hit["half"] else 12 * count)
    return today - timedelta(count * _UNIT_DAYS[unit])


def _back(today: date, months: int, day: int | None = None) -> date:
    """The same day (or `day`) some months ago; the last of the month where there is no such day."""
    month = today.year * 12 + today.month - 1 - months
    first = date(month // 12, month % 12 + 1, 1)
    after = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(first + timedelta((day or today.day) - 1), after - timedelta(1))


def _latest(today: date, of_year: Callable[[int], date], last: str | None) -> date:
    """Of the year named, else the latest such day that is not to come."""
    if last:
        return of_year(today.year - _YEARS_BACK[last])
    day = of_year(today.year)
    return day if day <= today else of_year(today.year - 1)


def _date(hit: re.Match[str], today: date) -> date:
    month, day = int(hit["m"]), int(hit["d"])
    if hit["y"]:
        return date(int(hit["y"]), month, day)
    return _latest(today, lambda year: date(year, month, day), hit["last"])


def _lunar(hit: re.Match[str], today: date) -> date:
    month, day = _LUNAR_MONTHS[hit["m"]], number(hit["d"].replace("初", "").replace("廿", "二十"))
    return _latest(today, lambda year: solar_of(year, month, day), hit["last"])


def _feast(hit: re.Match[str], today: date) -> date:
    name = hit["feast"]
    if name in _SOLAR_FEASTS:
        return _latest(today, lambda year: date(year, *_SOLAR_FEASTS[name]), hit["last"])
    return _latest(today, lambda year: solar_of(year, *_LUNAR_FEASTS[name]), hit["last"])


def _weekday(hit: re.Match[str], today: date) -> date:
    day, which = _WEEKDAYS[hit["day"]], hit["which"] or ""
    weeks = which.count("上") or (0 if which or day <= today.weekday() else 1)
    return today + timedelta(day - today.weekday() - 7 * weeks)


def _day(hit: re.Match[str], today: date) -> date:
    return today - timedelta(_AGO[hit[0]])


def _period(hit: re.Match[str], today: date) -> date | None:
    words = hit[0]
    if words in _YEARS_BACK:
        return date(today.year - _YEARS_BACK[words], 1, 1)
    if "月" in words:
        return _back(today, words.count("上"), 1) + timedelta({"中": 14, "底": 24}.get(words[-1], 0))
    if words.startswith("上") and words != "上半年":
        return today - timedelta(today.weekday() + 7 * words.count("上"))
    return None


# Each pattern behind the characters without which it cannot match.
_READERS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...] = (
    ("初十廿", _LUNAR, _lunar),
    ("元端中腊春年旦清国冬二五", _FEAST, _feast),
    ("月", _DATE, _date),
    ("天日夜期拜周月年", _SPAN, _span),
    ("周期拜", _WEEKDAY, _weekday),
    ("天日儿夜晚今刚现会", _DAY, _day),
    ("年时月期拜周春冬天些间近直早", _PERIOD, _period),
)
