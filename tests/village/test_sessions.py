"""Twice a month the village sits down to talk, and every step before and after it has its day."""

from dataclasses import asdict
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packs import load_packs
from handlers.village.sessions import (
    DEFAULT_DAYS,
    Fits,
    TooMany,
    earliest_session_for,
    next_session,
    notice_until,
    offices_shut,
    plan_for,
    sessions_between,
    visits_fit,
)
from handlers.village.working_days import HOLIDAYS_2026, Calendar, notice_days_between

dates = st.dates(date(2025, 1, 1), date(2032, 12, 31))
month_days = st.lists(st.integers(1, 28), min_size=1, max_size=4).map(tuple)
sessions = dates.map(lambda day: next_session(day, DEFAULT_DAYS, HOLIDAYS_2026))


BOOK = load_packs()
PACKS = (BOOK.village, BOOK.community, BOOK.collective)


def on(day: str) -> date:
    return date.fromisoformat(day)


def off(*days: str) -> Calendar:
    return Calendar(holidays=frozenset(map(on, days)))


@pytest.mark.parametrize(
    ("after", "days", "session"),
    [
        ("2026-11-09", (10, 25), "2026-11-10"),
        ("2026-11-10", (10, 25), "2026-11-25"),  # strictly later
        ("2026-11-25", (10, 25), "2026-12-10"),
        ("2026-12-25", (10, 25), "2027-01-10"),
        ("2026-12-31", (25, 10), "2027-01-10"),  # the order of the setting does not matter
        ("2026-01-10", (10, 25), "2026-01-25"),  # a Sunday stays
        ("2026-09-10", (10, 25), "2026-09-28"),  # 中秋 25–27
        ("2026-09-28", (10, 25), "2026-10-10"),  # a Saturday that is worked for 国庆
        ("2026-09-30", (1, 15), "2026-10-08"),  # 国庆 1–7
        ("2026-10-03", (1, 15), "2026-10-08"),  # also when the day it moved from has gone by
        ("2026-02-10", (10, 25), "2026-02-25"),  # 春节 15–23 lies between
        ("2026-02-01", (16,), "2026-02-24"),
        ("2026-02-24", (16,), "2026-03-16"),
        ("2031-09-25", (1, 15), "2031-10-01"),  # an unknown year has no holidays to move for
        ("2031-02-10", (10, 25), "2031-02-25"),
        ("2028-02-27", (28,), "2028-02-28"),
    ],
)
def test_a_session_that_falls_on_a_holiday_comes_after_it(after: str, days: tuple[int, ...], session: str) -> None:
    assert next_session(on(after), days, HOLIDAYS_2026) == on(session)


def test_a_session_may_move_into_the_next_month() -> None:
    spring = off(*(f"2028-01-{day}" for day in range(26, 32)), "2028-02-01")
    assert next_session(on("2028-01-20"), (28,), spring) == on("2028-02-02")
    assert next_session(on("2028-02-01"), (28,), spring) == on("2028-02-02")
    assert next_session(on("2028-02-02"), (28,), spring) == on("2028-02-28")


def test_a_weekend_inside_a_holiday_is_no_day_for_a_session() -> None:
    thursday, friday, monday = "2027-10-07", "2027-10-08", "2027-10-11"
    assert next_session(on("2027-10-06"), (7,), off(thursday, friday, monday)) == on("2027-10-12")
    assert next_session(on("2027-10-06"), (9,), off(thursday, friday, monday)) == on("2027-10-12")
    assert next_session(on("2027-10-06"), (7,), off(thursday, friday)) == on("2027-10-09")  # behind it: people are home
    assert next_session(on("2027-10-06"), (9,), off(monday)) == on("2027-10-09")  # and before it


def test_two_sessions_that_move_to_one_day_are_one() -> None:
    assert sessions_between(on("2026-10-01"), on("2026-10-31"), (1, 5, 20), HOLIDAYS_2026) == (on("2026-10-08"), on("2026-10-20"))
    assert sessions_between(on("2026-10-01"), on("2026-10-31"), (5, 8), HOLIDAYS_2026) == (on("2026-10-08"),)


def test_both_ends_are_between() -> None:
    assert sessions_between(on("2026-11-10"), on("2026-11-25"), DEFAULT_DAYS, HOLIDAYS_2026) == (on("2026-11-10"), on("2026-11-25"))
    assert sessions_between(on("2026-11-11"), on("2026-11-24"), DEFAULT_DAYS, HOLIDAYS_2026) == ()
    assert sessions_between(on("2026-11-25"), on("2026-11-10"), DEFAULT_DAYS, HOLIDAYS_2026) == ()


@pytest.mark.parametrize("days", [(), (0,), (29,), (10, 31), (-1, 10)])
def test_a_day_that_some_month_lacks_is_refused(days: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="1 to 28"):
        next_session(on("2026-11-09"), days, HOLIDAYS_2026)


@given(dates, month_days)
def test_the_next_session_is_later_never_on_a_holiday_and_none_is_left_out(after: date, days: tuple[int, ...]) -> None:
    session = next_session(after, days, HOLIDAYS_2026)
    assert session > after
    assert session not in HOLIDAYS_2026.holidays
    skipped = [after + timedelta(days=n) for n in range(1, (session - after).days)]
    assert not any(day.day in days and day not in HOLIDAYS_2026.holidays for day in skipped)


@given(dates, dates, month_days)
def test_a_later_day_never_has_an_earlier_next_session(one: date, other: date, days: tuple[int, ...]) -> None:
    first, last = sorted((one, other))
    assert next_session(first, days, HOLIDAYS_2026) <= next_session(last, days, HOLIDAYS_2026)


@given(dates, month_days)
def test_a_years_sessions_are_each_on_a_day_of_its_own(first: date, days: tuple[int, ...]) -> None:
    year = sessions_between(first, first + timedelta(days=365), days, HOLIDAYS_2026)
    assert list(year) == sorted(set(year))
    assert len(year) <= 13 * len(set(days))


@given(dates)
def test_outside_holidays_sessions_are_ten_to_twenty_five_days_apart(after: date) -> None:
    first = next_session(after, DEFAULT_DAYS, Calendar())
    assert 10 <= (next_session(first, DEFAULT_DAYS, Calendar()) - first).days <= 25


def test_the_plan_is_the_half_month_calendar() -> None:
    assert asdict(plan_for(on("2026-11-25"))) == {
        "selection": on("2026-11-11"),
        "call": on("2026-11-12"),
        "visits_from": on("2026-11-12"),
        "visits_until": on("2026-11-20"),
        "visits_judged": on("2026-11-20"),
        "pre_meeting": on("2026-11-21"),
        "formal_requests": on("2026-11-21"),
        "review_from": on("2026-11-22"),
        "review_until": on("2026-11-23"),
        "gate_card": on("2026-11-24"),
        "session": on("2026-11-25"),
        "minutes": on("2026-11-26"),
        "notice_by": on("2026-11-28"),
        "progress": (on("2026-12-10"), on("2026-12-25")),
    }


@pytest.mark.parametrize(
    ("session", "previous", "selection"),
    [
        ("2026-11-25", "2026-11-10", "2026-11-10"),
        ("2026-12-10", "2026-11-25", "2026-11-25"),
        ("2026-03-10", "2026-02-25", "2026-02-25"),  # the shortest half-month
        ("2026-10-10", "2026-09-28", "2026-09-28"),  # twelve days, pushed together by a holiday
        ("2026-10-09", "2026-09-28", "2026-09-25"),  # eleven are too few for call and visits
    ],
)
def test_topics_are_picked_on_the_evening_of_the_session_before(session: str, previous: str, selection: str) -> None:
    plan = plan_for(on(session), on(previous))
    assert plan.selection == on(selection)
    assert plan.call == plan.visits_from == on(selection) + timedelta(days=1)


@given(sessions, st.none() | dates)
def test_the_steps_of_a_plan_follow_each_other(session: date, previous: date | None) -> None:
    *steps, progress = asdict(plan_for(session, previous)).values()
    assert steps == sorted(steps)
    assert all(session < day for day in progress)


@given(sessions, st.none() | dates)
def test_a_plan_keeps_the_law(session: date, previous: date | None) -> None:
    plan = plan_for(session, previous)
    longest = max(rule.notice_days for pack in PACKS for rule in pack.bodies.values())
    assert notice_days_between(plan.call, session) > longest
    assert (session - plan.visits_until).days == 5


def test_a_notice_stands_its_days_from_the_day_it_really_went_up() -> None:
    assert notice_until(on("2026-11-26"), 15) == on("2026-12-11")


@pytest.mark.parametrize(
    ("session", "shut"),
    [
        ("2026-11-26", ["2026-11-22"]),  # pre-meeting's Sunday
        ("2026-11-25", ["2026-11-21", "2026-11-22"]),
        ("2026-11-13", []),
        ("2026-10-10", ["2026-10-06", "2026-10-07"]),
        ("2026-09-23", ["2026-09-19"]),  # Sunday the 20th is worked
    ],
)
def test_the_plan_says_when_no_office_is_there_to_answer(session: str, shut: list[str]) -> None:
    assert offices_shut(plan_for(on(session)), HOLIDAYS_2026) == tuple(map(on, shut))


@pytest.mark.parametrize(
    ("doors", "visitors", "today", "fits"),
    [
        (72, 2, "2026-11-11", Fits(days=9, spare=0)),
        (70, 2, "2026-11-11", Fits(days=9, spare=2)),
        (0, 0, "2026-11-24", Fits(days=0, spare=0)),
        (73, 2, "2026-11-11", TooMany(days=9, over=1, more_visitors=1, next_half_month=True)),
        (34, 1, "2026-11-16", TooMany(days=4, over=18, more_visitors=2, next_half_month=True)),
        (200, 1, "2026-11-11", TooMany(days=9, over=164, more_visitors=5, next_half_month=False)),
        (88, 1, "2026-11-11", TooMany(days=9, over=52, more_visitors=2, next_half_month=True)),  # 22 days by 8 December
        (89, 1, "2026-11-11", TooMany(days=9, over=53, more_visitors=2, next_half_month=False)),
        (10, 0, "2026-11-11", TooMany(days=9, over=10, more_visitors=1, next_half_month=False)),
        (5, 1, "2026-11-20", TooMany(days=0, over=5, more_visitors=None, next_half_month=True)),  # D-5 has come
        (5, 1, "2026-11-30", TooMany(days=0, over=5, more_visitors=None, next_half_month=False)),  # the session is over
    ],
)
def test_the_planner_says_whether_the_visits_fit(doors: int, visitors: int, today: str, fits: Fits | TooMany) -> None:
    following = on("2026-12-01") if today == "2026-11-30" else None
    assert visits_fit(doors, visitors, on(today), on("2026-11-25"), following=following) == fits


def test_more_doors_a_day_and_a_later_following_session_help() -> None:
    assert visits_fit(90, 2, on("2026-11-11"), on("2026-11-25"), doors_a_day=5) == Fits(days=9, spare=0)
    short = visits_fit(90, 1, on("2026-11-11"), on("2026-11-25"))
    long = visits_fit(90, 1, on("2026-11-11"), on("2026-11-25"), following=on("2026-12-10"))
    assert short == TooMany(days=9, over=54, more_visitors=2, next_half_month=False)
    assert long == TooMany(days=9, over=54, more_visitors=2, next_half_month=True)


@pytest.mark.parametrize(("doors", "visitors", "a_day"), [(-1, 1, 4), (1, -1, 4), (1, 1, 0)])
def test_nobody_visits_fewer_than_no_doors(doors: int, visitors: int, a_day: int) -> None:
    with pytest.raises(ValueError, match="counted from"):
        visits_fit(doors, visitors, on("2026-11-11"), on("2026-11-25"), doors_a_day=a_day)


@given(st.integers(0, 400), st.integers(0, 12), st.integers(-5, 30), st.integers(1, 8))
def test_the_visitors_asked_for_are_enough_and_one_fewer_is_not(doors: int, visitors: int, ahead: int, a_day: int) -> None:
    today, session = on("2026-11-25") - timedelta(days=ahead), on("2026-11-25")
    fits = visits_fit(doors, visitors, today, session, a_day)
    if isinstance(fits, TooMany) and fits.more_visitors is not None:
        assert fits.more_visitors >= 1
        assert isinstance(visits_fit(doors, visitors + fits.more_visitors, today, session, a_day), Fits)
        assert isinstance(visits_fit(doors, visitors + fits.more_visitors - 1, today, session, a_day), TooMany)
    else:
        assert isinstance(fits, Fits) is (doors <= visitors * a_day * max(0, ahead - 5))


@pytest.mark.parametrize(
    ("today", "notice_days", "visit_days", "session"),
    [
        ("2026-11-15", 10, 5, "2026-11-25"),
        ("2026-11-16", 10, 5, "2026-12-10"),
        ("2026-11-16", 5, 4, "2026-11-25"),
        ("2026-11-16", 5, 5, "2026-12-10"),  # the notice would do, the visits would not
        ("2026-11-20", 0, 0, "2026-11-25"),
        ("2026-09-18", 10, 5, "2026-09-28"),  # the holiday gives three more days
        ("2031-09-18", 10, 5, "2031-10-10"),
    ],
)
def test_a_topic_goes_to_the_first_session_that_leaves_notice_and_visits(
    today: str, notice_days: int, visit_days: int, session: str
) -> None:
    assert earliest_session_for(on(today), notice_days, DEFAULT_DAYS, HOLIDAYS_2026, visit_days) == on(session)


@given(dates, st.integers(0, 20))
def test_the_earliest_session_is_lawful_and_the_one_before_it_was_not(today: date, notice_days: int) -> None:
    session = earliest_session_for(today, notice_days, DEFAULT_DAYS, HOLIDAYS_2026)
    assert notice_days_between(today, session) >= max(notice_days, 10)
    before = sessions_between(today, session - timedelta(days=1), DEFAULT_DAYS, HOLIDAYS_2026)
    assert all(notice_days_between(today, day) < max(notice_days, 10) for day in before)
