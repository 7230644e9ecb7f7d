"""The farmers' calendar, 2019–2036: enough for 正月十五 and 腊月二十三."""

from datetime import date, timedelta

_NEW_YEAR_2019 = date(2019, 2, 5)
# The usual coding: bits 15…4 the lengths of months 1…12, bits 3…0 the leap month, bit 16 the length of the leap month.
_CODES = (
    0x0A930, 0x07954, 0x06AA0, 0x0AD50, 0x05B52, 0x04B60, 0x0A6E6, 0x0A4E0, 0x0D260,
    0x0EA65, 0x0D530, 0x05AA0, 0x076A3, 0x096D0, 0x04AFB, 0x04AD0, 0x0A4D0, 0x1D0B6,
)  # fmt: skip


def _months(code: int) -> list[tuple[int, int]]:
    """(month, days) in order; a leap month repeats its number."""
    leap = code & 0xF
    months = []
    for month in range(1, 13):
        months.append((month, 30 if code & (0x10000 >> month) else 29))
        if month == leap:
            months.append((month, 30 if code & 0x10000 else 29))
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
    """The date of a lunar day (not of a leap month). Raises ValueError outside 2019–2036 or for a day that month lacks."""
    if year not in _FIRST:
        raise ValueError(year)
    passed = 0
    for each, length in _months(_CODES[year - 2019]):
        if each == month:
            if day > length:
                raise ValueError(day)
            return _FIRST[year] + timedelta(passed + day - 1)
        passed += length
    raise ValueError(month)
