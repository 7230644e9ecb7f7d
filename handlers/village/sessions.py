"""半月一次: on which days a village sits down to talk, and which day each step before and after a session falls on."""

from dataclasses import dataclass
from datetime import date, timedelta

from handlers.village.working_days import Calendar

DEFAULT_DAYS = (10, 25)  # of the month; every village asks its people which days suit them
VISITS_END = 5  # days before the session: what was heard is read back and talked over before it
VISIT_DAYS = 5  # the fewest days for going from door to door; fewer are a formality
PICKED_AT_LEAST = 12  # days before the session: a call on the next day still leaves eleven
DOORS_A_DAY = 4  # three to five doors are an evening's honest listening
SHORTEST_HALF_MONTH = timedelta(days=13)  # 25 February to 10 March


def next_session(after: date, days: tuple[int, ...], calendar: Calendar) -> date:
    """The first session later than after. days are days of the month, each 1…28, so that every month has them.

    A session on a public holiday moves to the first day behind the whole holiday; on a weekend it stays, for then people
    are home. Two that move to the same day are one session. In a year the calendar does not know nothing moves.
    ValueError when days is empty or a day is not 1…28.
    """
    if not days or not all(1 <= day <= 28 for day in days):
        raise ValueError("session days are one or more days of the month, each 1 to 28")
    month = (after.replace(day=1) - timedelta(days=1)).replace(day=1)  # a session of last month may have moved into this one
    while True:
        moved = (_behind_holiday(month.replace(day=day), calendar) for day in sorted(days))
        if found := next((day for day in moved if day > after), None):
            return found
        month = (month + timedelta(days=31)).replace(day=1)


def sessions_between(first: date, last: date, days: tuple[int, ...], calendar: Calendar) -> tuple[date, ...]:
    """The sessions from first to last, both included, in order; empty when last is before first. ValueError as above."""
    found: list[date] = []
    day = next_session(first - timedelta(days=1), days, calendar)
    while day <= last:
        found.append(day)
        day = next_session(day, days, calendar)
    return tuple(found)


def earliest_session_for(today: date, notice_days: int, days: tuple[int, ...], calendar: Calendar, visit_days: int = VISIT_DAYS) -> date:
    """The first session that a topic announced today can lawfully and honestly come to.

    notice_days is the notice it needs (its body's, when an assembly will vote); besides, visit_days days are left for the visits.
    """
    ahead = max(notice_days, visit_days + VISITS_END, 1)
    return next_session(today + timedelta(days=ahead - 1), days, calendar)


@dataclass(frozen=True, slots=True)
class Plan:
    """The days of one session's steps, each no earlier than the one above it: the half-month calendar (D is the session).

    notice_by is the last day a notice to start on; the words on progress go out while it is up.
    """

    selection: date  # evening of the session before, else D-14
    call: date  # 议题公示, and the heads-up to units: their five working days do not fit behind the pre-meeting
    visits_from: date
    visits_until: date  # D-5
    visits_judged: date  # D-5, G2
    pre_meeting: date  # D-4
    formal_requests: date  # D-4
    review_from: date  # D-3
    review_until: date  # D-2
    gate_card: date  # D-1, at 20:00
    session: date
    minutes: date  # D+1
    notice_by: date  # D+3
    progress: tuple[date, ...]  # D+15, D+30


def plan_for(session: date, previous: date | None = None) -> Plan:
    """The plan of a session. previous is the session before it: on its evening, when people sit together, topics are picked.

    Holidays push sessions together: when previous is less than 12 days before, topics are picked on D-14 all the same.
    """

    def d(days: int) -> date:
        return session + timedelta(days=days)

    selection = previous if previous and previous <= d(-PICKED_AT_LEAST) else d(-14)
    call = selection + timedelta(days=1)
    return Plan(
        selection=selection,
        call=call,
        visits_from=call,
        visits_until=d(-VISITS_END),
        visits_judged=d(-VISITS_END),
        pre_meeting=d(-4),
        formal_requests=d(-4),
        review_from=d(-3),
        review_until=d(-2),
        gate_card=d(-1),
        session=session,
        minutes=d(1),
        notice_by=d(3),
        progress=(d(15), d(30)),
    )


def notice_until(started: date, days: int) -> date:
    """The first day on which a notice that went up on started has stood its days (the first is not counted)."""
    return started + timedelta(days=days)


def offices_shut(plan: Plan, calendar: Calendar) -> tuple[date, ...]:
    """The days of requests and review on which no office works, in order: whoever plans has to ask before them."""
    wanted = sorted({plan.formal_requests, plan.review_from, plan.review_until})
    return tuple(day for day in wanted if not calendar.is_working_day(day))


@dataclass(frozen=True, slots=True)
class Fits:
    """The visits can be done: days are left for them, and spare more doors could be visited."""

    days: int
    spare: int


@dataclass(frozen=True, slots=True)
class TooMany:
    """The visits cannot be done: over doors would stay unvisited in the days left.

    more_visitors would do it (None: no day is left, so no number would); next_half_month: the same visitors can do it by then.
    """

    days: int
    over: int
    more_visitors: int | None
    next_half_month: bool


def visits_fit(
    doors: int, visitors: int, today: date, session: date, doors_a_day: int = DOORS_A_DAY, following: date | None = None
) -> Fits | TooMany:
    """Do the visits fit the days from tomorrow to D-5? Today is not counted: topics are picked in the evening.

    doors_a_day is of one visitor. following is the session after this one; without it the shortest half-month is taken.
    ValueError when doors or visitors is negative or doors_a_day is not at least 1.
    """
    if doors < 0 or visitors < 0 or doors_a_day < 1:
        raise ValueError("doors and visitors are counted from 0, doors a day from 1")
    days, a_day = _days_left(today, session), visitors * doors_a_day
    if doors <= days * a_day:
        return Fits(days, days * a_day - doors)
    needed = -(-doors // (days * doors_a_day)) - visitors if days else None
    later = _days_left(today, following or session + SHORTEST_HALF_MONTH)
    return TooMany(days, doors - days * a_day, needed, doors <= later * a_day)


def _days_left(today: date, session: date) -> int:
    return max(0, (session - today).days - VISITS_END)


def _behind_holiday(day: date, calendar: Calendar) -> date:
    while _in_holiday(day, calendar):
        day += timedelta(days=1)
    return day


def _in_holiday(day: date, calendar: Calendar) -> bool:
    """A holiday, or a weekend shut in between two: a village's own list may name only the days that would be worked."""
    return all(_reaches_holiday(day, timedelta(days=step), calendar) for step in (1, -1))


def _reaches_holiday(day: date, step: timedelta, calendar: Calendar) -> bool:
    while day not in calendar.holidays and not calendar.is_working_day(day):
        day += step
    return day in calendar.holidays
