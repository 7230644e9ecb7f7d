"""A promise is reckoned in the days the village works, and nobody is woken for it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.village.working_days import (
    CALLS_FROM,
    CALLS_UNTIL,
    DIGESTS_FROM,
    HOLIDAYS_2026,
    VILLAGE_ZONE,
    Calendar,
    next_open,
    notice_days_between,
    quiet,
)

days = st.dates(date(2025, 1, 1), date(2028, 12, 31))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.sampled_from([UTC, VILLAGE_ZONE]))


def at(clock: str, day: str = "2026-11-23") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=VILLAGE_ZONE)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-01-01", False),
        ("2026-01-04", True),  # a Sunday worked for New Year
        ("2026-02-14", True),
        ("2026-02-16", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),
        ("2026-04-06", False),
        ("2026-05-05", False),
        ("2026-05-09", True),
        ("2026-06-19", False),
        ("2026-09-20", True),
        ("2026-09-25", False),
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),
        ("2026-11-21", False),  # an ordinary Saturday
        ("2026-11-23", True),
    ],
)
def test_the_holidays_of_2026_are_those_of_the_notice(day: str, works: bool) -> None:
    assert HOLIDAYS_2026.is_working_day(date.fromisoformat(day)) is works


def test_the_holidays_and_the_worked_weekends_exclude_each_other() -> None:
    assert not HOLIDAYS_2026.holidays & HOLIDAYS_2026.makeup_days
    assert len(HOLIDAYS_2026.holidays) == 33
    assert all(day.weekday() >= 5 for day in HOLIDAYS_2026.makeup_days)


@pytest.mark.parametrize(
    ("day", "n", "due"),
    [
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-11-23", 3, "2026-11-26"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-02-13", 2, "2026-02-24"),
    ],
)
def test_working_days_are_counted_from_the_day_after(day: str, n: int, due: str) -> None:
    assert HOLIDAYS_2026.add_working_days(date.fromisoformat(day), n) == date.fromisoformat(due)


def test_an_unknown_year_has_only_its_weekends_and_says_so() -> None:
    assert HOLIDAYS_2026.knows(2026)
    assert not HOLIDAYS_2026.knows(2027)
    assert HOLIDAYS_2026.is_working_day(date(2027, 1, 1))
    assert not HOLIDAYS_2026.is_working_day(date(2027, 1, 2))


def test_a_promise_is_never_reckoned_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        Calendar().add_working_days(date(2026, 11, 23), -1)


@given(days, st.integers(1, 30))
def test_the_due_day_is_a_working_day_and_the_count_is_right(day: date, n: int) -> None:
    due = HOLIDAYS_2026.add_working_days(day, n)
    between = [day + timedelta(days=step) for step in range(1, (due - day).days + 1)]
    assert HOLIDAYS_2026.is_working_day(due)
    assert sum(map(HOLIDAYS_2026.is_working_day, between)) == n


@pytest.mark.parametrize(
    ("clock", "is_quiet"),
    [("20:29:59", False), ("20:30", True), ("00:00", True), ("07:30", True), ("07:59:59", True), ("08:00", False), ("12:00", False)],
)
def test_residents_hear_nothing_from_half_past_eight_till_eight(clock: str, is_quiet: bool) -> None:
    assert quiet(at(clock)) is is_quiet


@pytest.mark.parametrize(("clock", "is_quiet"), [("07:29", True), ("07:30", False), ("20:30", True)])
def test_duty_digests_may_go_from_half_past_seven(clock: str, is_quiet: bool) -> None:
    assert quiet(at(clock), opens=DIGESTS_FROM) is is_quiet


@pytest.mark.parametrize(("clock", "is_quiet"), [("08:59", True), ("09:00", False), ("19:59", False), ("20:00", True)])
def test_calls_keep_to_nine_till_eight_in_the_evening(clock: str, is_quiet: bool) -> None:
    assert quiet(at(clock), opens=CALLS_FROM, closes=CALLS_UNTIL) is is_quiet


def test_the_servers_zone_does_not_move_the_villages_night() -> None:
    assert quiet(datetime(2026, 11, 23, 23, 59, tzinfo=UTC))  # 07:59 in the village
    assert not quiet(datetime(2026, 11, 24, 0, 0, tzinfo=UTC))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        quiet(datetime(2026, 11, 23, 12, 0))


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (at("12:00"), at("12:00")),
        (at("20:30"), at("08:00", "2026-11-24")),
        (at("23:59"), at("08:00", "2026-11-24")),
        (at("03:00"), at("08:00")),
    ],
)
def test_a_message_that_waits_goes_out_at_eight(now: datetime, opens: datetime) -> None:
    assert next_open(now) == opens


@given(moments)
def test_the_next_open_moment_is_open_not_past_and_within_a_night(now: datetime) -> None:
    opens = next_open(now)
    assert not quiet(opens)
    assert now <= opens <= now + timedelta(hours=11, minutes=30)
    assert opens == now or opens.timetz().replace(tzinfo=None) == time(8)


@pytest.mark.parametrize(
    ("notice", "meeting", "notice_days"),
    [
        ("2026-11-21", "2026-12-01", 10),
        ("2026-11-22", "2026-12-01", 9),
        ("2026-12-01", "2026-12-01", 0),
        ("2026-12-02", "2026-12-01", 0),
    ],
)
def test_the_day_of_the_notice_is_not_counted(notice: str, meeting: str, notice_days: int) -> None:
    assert notice_days_between(date.fromisoformat(notice), date.fromisoformat(meeting)) == notice_days
