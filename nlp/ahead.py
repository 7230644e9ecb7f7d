"""By when: the day that words about the future mean."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from nlp.when import number

_N = "[0-9]{1,3}|[零一二两三四五六七八九十百]{1,4}"
_AHEAD = {"今天": 0, "今儿": 0, "今晚": 0, "明天": 1, "明儿": 1, "后天": 2, "后儿": 2, "大后天": 3}
_WEEKDAYS = {char: n for n, char in enumerate("一二三四五六日")} | {"天": 6, "末": 5} | {str(n + 1): n for n in range(7)}

_ISO = re.compile("(?P<y>20[0-9]{2})[-./年](?P<m>[0-9]{1,2})[-./月](?P<d>[0-9]{1,2})")
_DATE = re.compile(f"(?<![0-9十])(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?P<d>{_N})(?:[号日]|(?![0-9个天]))")
_DAY = re.compile("大后天|今天|今儿|今晚|明天|明儿|后天|后儿")
_WEEKDAY = re.compile("(?P<which>下下|下个?|这个?|本)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末1-7])")
_SPAN = re.compile(f"(?P<n>{_N}|半)个?(?P<unit>天|日|星期|礼拜|周|月)(?:之?[后内里]|以内|以后)?")
_END = re.compile("(?P<which>下个?月|本月|这个?月|月|今年|年)底")
_OF_MONTH = re.compile("(?<![月0-9])(?P<d>3[01]|[12][0-9]|0?[1-9])[号日]")


def day_ahead(words: str, today: date) -> date | None:
    """The day meant, today or later where the words name no year; None when they name none that exists."""
    for pattern, day_of in _READERS:
        if hit := pattern.search(words):
            try:
                return day_of(hit, today)
            except (ValueError, OverflowError):  # 2月30号
                return None
    return None


def _iso(hit: re.Match[str], today: date) -> date:
    return date(int(hit["y"]), int(hit["m"]), int(hit["d"]))


def _date(hit: re.Match[str], today: date) -> date:
    """The next such day: in December 1月5号 is next year's."""
    month, day = number(hit["m"]), number(hit["d"])
    this = date(today.year, month, day)
    return this if this >= today else date(today.year + 1, month, day)


def _weekday(hit: re.Match[str], today: date) -> date:
    which = hit["which"] or ""
    monday = today - timedelta(today.weekday()) + timedelta(weeks=which.count("下"))
    day = monday + timedelta(_WEEKDAYS[hit["day"]])
    return day if which or day >= today else day + timedelta(weeks=1)


def _span(hit: re.Match[str], today: date) -> date:
    unit = hit["unit"]
    if unit == "月" and "个" not in hit[0]:  # 13月 is no span, and no month either
        raise ValueError(hit[0])
    days = {"天": 1, "日": 1, "月": 30}.get(unit, 7)
    return today + timedelta(days // 2 if hit["n"] == "半" else days * number(hit["n"]))


def _end(hit: re.Match[str], today: date) -> date:
    if "年" in hit["which"]:
        return date(today.year, 12, 31)
    months = today.year * 12 + today.month + hit["which"].count("下")
    return date(months // 12, months % 12 + 1, 1) - timedelta(1)


def _of_month(hit: re.Match[str], today: date) -> date:
    """The next such day of a month that has it."""
    day = int(hit["d"])
    months = today.year * 12 + today.month - 1
    for later in range(months + (day < today.day), months + 4):
        try:
            return date(later // 12, later % 12 + 1, day)
        except ValueError:
            continue
    raise ValueError(hit[0])


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date]], ...] = (
    (_ISO, _iso),
    (_DATE, _date),
    (_DAY, lambda hit, today: today + timedelta(_AHEAD[hit[0]])),
    (_WEEKDAY, _weekday),
    (_END, _end),
    (_OF_MONTH, _of_month),
    (_SPAN, _span),
)
