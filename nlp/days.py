"""Days reckoned from others: so many weeks or months before, the first or the last of a month."""

from datetime import date, timedelta

_UNIT_DAYS = {"天": 1, "日": 1, "黑夜": 1, "夜": 1, "宿": 1, "星期": 7, "礼拜": 7, "周": 7}


def before(today: date, unit: str, count: int, half: bool, more: bool) -> date:
    """half: 半个月; more: 一个半月, 两年半."""
    if unit == "月":
        return today - timedelta(15) if half else back(today, count) - timedelta(15 * more)
    if unit == "年":
        return back(today, 6 if half else 12 * count + 6 * more)
    days = _UNIT_DAYS[unit]
    return today - timedelta(days // 2 if half else days * count)


def back(today: date, months: int, day: int | None = None) -> date:
    """The same day (or `day`) some months ago; the last of the month where there is no such day."""
    month = today.year * 12 + today.month - 1 - months
    first = date(month // 12, month % 12 + 1, 1)
    after = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(first + timedelta((day or today.day) - 1), after - timedelta(1))


def part_of(first: date, part: str) -> date:
    """初 and 上旬 the 1st, 中 the 15th, 中旬 the 11th, 下旬 the 21st, 底 the last of the month that begins on `first`."""
    if part[:1] in ("底", "末"):
        return back(first, 0, 31)
    return first + timedelta({"中": 14, "中旬": 10, "下旬": 20}.get(part, 0))
