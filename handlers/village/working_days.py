"""Working days, quiet hours and notice days: the three clocks a promise is reckoned by."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VILLAGE_ZONE = ZoneInfo("Asia/Shanghai")

QUIET_FROM = time(20, 30)
RESIDENTS_FROM = time(8, 0)
DIGESTS_FROM = time(7, 30)  # people on duty read their digest before they leave for the field
CALLS_FROM, CALLS_UNTIL = time(9, 0), time(20, 0)  # a ringing telephone disturbs more than a message


@dataclass(frozen=True, slots=True)
class Calendar:
    """The State Council's holidays: days off that would be worked, and days worked that would be off (调休).

    A year outside known_years has only its weekends: the caller warns, because a promise may then fall on a holiday.
    """

    holidays: frozenset[date] = frozenset()
    makeup_days: frozenset[date] = frozenset()
    known_years: frozenset[int] = frozenset()

    def knows(self, year: int) -> bool:
        return year in self.known_years

    def is_working_day(self, day: date) -> bool:
        return day in self.makeup_days or (day.weekday() < 5 and day not in self.holidays)

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after day, which itself is not counted (Civil Code Art. 201); day itself when n is 0.

        ValueError when n is negative: a promise is never reckoned backwards.
        """
        if n < 0:
            raise ValueError("working days are counted forwards only")
        while n > 0:
            day += timedelta(days=1)
            n -= self.is_working_day(day)
        return day


def _days(month: int, first: int, last: int) -> set[date]:
    return {date(2026, month, day) for day in range(first, last + 1)}


# Source: 国务院办公厅关于2026年部分节假日安排的通知 (General Office of the State Council, notice for 2026).
HOLIDAYS_2026 = Calendar(
    holidays=frozenset(
        _days(1, 1, 3)  # 元旦
        | _days(2, 15, 23)  # 春节
        | _days(4, 4, 6)  # 清明节
        | _days(5, 1, 5)  # 劳动节
        | _days(6, 19, 21)  # 端午节
        | _days(9, 25, 27)  # 中秋节
        | _days(10, 1, 7)  # 国庆节
    ),
    makeup_days=frozenset(
        {date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10)}
    ),
    known_years=frozenset({2026}),
)


def quiet(now: datetime, opens: time = RESIDENTS_FROM, closes: time = QUIET_FROM) -> bool:
    """Are these quiet hours in the village? 20:30 already is, 08:00 no longer; only emergencies break them.

    opens=DIGESTS_FROM for duty digests, opens=CALLS_FROM, closes=CALLS_UNTIL for calls. ValueError for a time without zone.
    """
    return not opens <= _village_time(now).time() < closes


def next_open(now: datetime, opens: time = RESIDENTS_FROM, closes: time = QUIET_FROM) -> datetime:
    """The first moment from now on that is not quiet, for a message that has to wait; in village time."""
    local = _village_time(now)
    if not quiet(local, opens, closes):
        return local
    day = local.date() + timedelta(days=local.time() >= closes)
    return datetime.combine(day, opens, VILLAGE_ZONE)


def notice_days_between(notice: date, meeting: date) -> int:
    """Days of notice a meeting has had: the day of the notice is not counted, the day of the meeting is.

    So ten days before is ten days' notice, as Village Committee Law Art. 25 (十日) and Civil Code Art. 201 are read here.
    A notice on the day of the meeting or after it is none at all: 0.
    """
    return max(0, (meeting - notice).days)


def _village_time(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("a time without a zone cannot be reckoned in village time")
    return now.astimezone(VILLAGE_ZONE)
