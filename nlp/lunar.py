"""The farmers' calendar, 2019–2036: enough for 正月十五 and 腊月二十三."""

from datetime import date, timedelta
from functools import cache

_NEW_YEAR_2019 = date(2019, 2, 5)
# The usual coding: bits 15…4 the lengths of months 1…12, bits 3…0 the leap month, bit 16 the length of the leap month.
_CODES = (
    0x0A930, 0x07954, 0x06AA0, 0x0AD50, 0x05B52, 0x04B60, 0x0A6E6, 0x0A4E0, 0x0D260,
    0x0EA65, 0x0D530, 0x05AA0, 0x076A3, 0x096D0, 0x04AFB, 0x04AD0, 0x0A4D0, 0x1D0B6,
)  # fmt: skip


def _months(code: int) -> list[tuple[int, int]]:
    """(month, days) in order; a leap month is its number below zero."""
    leap = code & 0xF
    months = []
    for month in range(1, 13):
        months.append((month, 30 if code & (0x10000 >> month) else 29))
        if month == leap:
            months.append((-month, 30 if code & 0x10000 else 29))
    return months


def new_years() -> dict[int, date]:
    """正月初一 by year."""
    day, days = _NEW_YEAR_2019, {}
    for year, code in enumerate(_CODES, 2019):
        days[year] = day
        day += timedelta(sum(length for _, length in _months(code)))
    return days


_FIRST = new_years()


def solar_of(year: int, month: int, day: int) -> date:
    """The date of a lunar day; month -6 is the leap sixth. Raises ValueError outside 2019–2036 or for a day that month lacks."""
    first, length = _month(year, month)
    if not 1 <= day <= length:
        raise ValueError(day)
    return first + timedelta(day - 1)


def last_day(year: int) -> date:
    """年三十, the 29th in some years: the day before the next New Year. Raises ValueError outside 2019–2036."""
    first, length = _month(year, 12)
    return first + timedelta(length - 1)


def latest(day: int, today: date) -> date:
    """初八 without a month: the last such lunar day up to today. Raises ValueError when there is none in two months, or no almanac."""
    months = [solar for year in (today.year - 1, today.year) for solar in _firsts(year)]
    begun = [first for first in months if first + timedelta(day - 1) <= today]
    return begun[-1] + timedelta(day - 1)


def of_month(day: int, ago: int, today: date) -> date:
    """这个月初五, 上个月初五 with ago = 1: of the lunar month `ago` before the one of today. Raises ValueError without an almanac."""
    begun = [first for year in (today.year - 1, today.year) for first in _firsts(year) if first <= today]
    return begun[-1 - ago] + timedelta(day - 1)


def latest_leap(month: int, day: int, today: date) -> date:
    """闰六月初一 without a year: the last one up to today. Raises ValueError when there is none in three years."""
    for year in (today.year, today.year - 1, today.year - 2):
        if year in _FIRST and any(each == -month for each, _ in _months(_CODES[year - 2019])):
            found = solar_of(year, -month, day)
            if found <= today:
                return found
    raise ValueError(month)


@cache
def _firsts(year: int) -> list[date]:
    if year not in _FIRST:
        raise ValueError(year)
    return [_month(year, month)[0] for month, _ in _months(_CODES[year - 2019])]


def _month(year: int, month: int) -> tuple[date, int]:
    """Its first day and its length in days."""
    if year not in _FIRST:
        raise ValueError(year)
    passed = 0
    for each, length in _months(_CODES[year - 2019]):
        if each == month:
            return _FIRST[year] + timedelta(passed), length
        passed += length
    raise ValueError(month)
