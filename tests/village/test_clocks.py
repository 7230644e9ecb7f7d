"""Every clock warns in time and passes on what it may; none of them decides anything."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.village.clocks import CEILINGS, CLOCKS, FLOORS, ClockKind, Measure, Party, check_overrides, times
from handlers.village.working_days import HOLIDAYS_2026, VILLAGE_ZONE, quiet

K = ClockKind
kinds = st.sampled_from(ClockKind)
moments = st.datetimes(datetime(2025, 6, 1), datetime(2031, 12, 31), timezones=st.sampled_from([UTC, VILLAGE_ZONE]))
GIVEN = {K.PROMISE, K.OBJECTION}  # they run out at a moment that somebody else has fixed
settable = st.sampled_from(sorted(FLOORS)).flatmap(lambda kind: st.tuples(st.just(kind), st.integers(FLOORS[kind], CEILINGS[kind] - 1)))


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=VILLAGE_ZONE)


@pytest.mark.parametrize(
    ("kind", "started", "warn", "due"),
    [
        (K.FIRST_SEEN, "2026-11-23T22:10", "2026-11-24T18:10", "2026-11-24T22:10"),
        (K.TRIAGE, "2026-11-23T12:00", "2026-11-25T07:30", "2026-11-25T18:00"),
        (K.QUICK, "2026-11-20T09:00", "2026-11-24T07:30", "2026-11-25T18:00"),  # from a Friday
        (K.QUICK, "2026-09-30T09:00", "2026-10-09T07:30", "2026-10-10T18:00"),  # over 国庆, the 10th is worked
        (K.QUICK, "2031-09-30T09:00", "2031-10-02T07:30", "2031-10-03T18:00"),  # an unknown year
        (K.UNSELECTED, "2026-11-05T09:00", None, "2026-11-26T08:00"),
        (K.UNSELECTED, "2026-11-10T19:00", None, "2026-12-11T08:00"),
        (K.UNSELECTED, "2026-09-11T09:00", None, "2026-10-11T08:00"),  # sessions on 28 September and 10 October
        (K.CLAIM, "2026-02-13T17:00", "2026-02-14T07:30", "2026-02-24T18:00"),  # over 春节, the 14th is worked
        (K.DEPARTMENT_ANSWER, "2026-11-23T09:00", "2026-11-27T07:30", "2026-11-30T18:00"),
        (K.LEGAL_OPINION, "2026-11-23T09:00", "2026-11-25T07:30", "2026-11-26T18:00"),
        (K.REVIEW, "2026-11-23T09:00", "2026-11-24T07:30", "2026-11-25T18:00"),
        (K.MINUTES, "2026-11-25T21:00", "2026-11-26T09:00", "2026-11-26T21:00"),
        (K.NOTICE_START, "2026-11-25T21:00", "2026-11-27T07:30", "2026-11-28T18:00"),
        (K.PROGRESS, "2026-11-25T21:00", "2026-12-09T07:30", "2026-12-10T18:00"),
        (K.WHOLE_ISSUE, "2026-01-01T09:00", "2026-02-20T07:30", "2026-03-02T18:00"),
        (K.PROMISE, "2026-11-25T18:00", "2026-11-23T07:30", "2026-11-25T18:00"),
        (K.PROMISE, "2026-11-25T00:00", "2026-11-23T07:30", "2026-11-25T08:00"),  # nobody is woken to hear of it
        (K.RATING_WINDOW, "2026-11-23T09:00", "2026-11-28T08:00", "2026-11-30T18:00"),
        (K.ACCEPTANCE, "2026-11-23T09:00", "2026-11-27T07:30", "2026-11-28T18:00"),
        (K.RULE_DRAFT, "2026-11-23T09:00", "2026-12-06T07:30", "2026-12-08T18:00"),
        (K.RULE_FILED, "2026-11-23T09:00", "2026-12-18T07:30", "2026-12-23T18:00"),
        (K.SUSPENDED, "2026-09-01T09:00", "2026-11-23T07:30", "2026-11-30T18:00"),
        (K.REASON_OF_DECLINE, "2026-04-30T09:00", "2026-05-07T07:30", "2026-05-08T18:00"),  # over 劳动节
        (K.VAULT_REVIEW, "2026-11-20T23:00", "2026-11-23T07:30", "2026-11-24T18:00"),
        (K.VAULT_UNASSIGNED, "2026-11-21T09:00", "2026-11-22T05:00", "2026-11-22T09:00"),
    ],
)
def test_a_clock_warns_and_runs_out(kind: ClockKind, started: str, warn: str | None, due: str) -> None:
    found = times(kind, at(started), HOLIDAYS_2026)
    assert found.warn_at == (at(warn) if warn else None)
    assert found.due_at == at(due)


def test_every_kind_has_its_row() -> None:
    assert set(CLOCKS) == set(ClockKind)


@pytest.mark.parametrize(
    ("kind", "passed_on_to"),
    [
        (K.REVIEW, (Party.TOWNSHIP,)),
        (K.DEPARTMENT_ANSWER, (Party.DISTRICT,)),
        (K.NOTICE_START, (Party.SUPERVISORS,)),
        (K.LEGAL_OPINION, (Party.JUSTICE_OFFICE,)),
        (K.PROMISE, (Party.REPORTER, Party.SECRETARY)),
        (K.RATING_WINDOW, ()),
    ],
)
def test_what_runs_out_goes_to_people(kind: ClockKind, passed_on_to: tuple[Party, ...]) -> None:
    assert CLOCKS[kind].escalates_to == passed_on_to


def test_only_a_residents_own_silence_has_no_consequence() -> None:
    assert [kind for kind, clock in CLOCKS.items() if not clock.escalates_to] == [K.RATING_WINDOW]


def test_the_village_never_hears_of_the_vault() -> None:
    heard = {party for kind in (K.VAULT_REVIEW, K.VAULT_UNASSIGNED) for party in (CLOCKS[kind].warns, *CLOCKS[kind].escalates_to)}
    assert heard == {Party.TOWNSHIP, Party.DISTRICT}


def test_a_clock_is_never_passed_on_to_whom_it_warned() -> None:
    assert not [kind for kind, clock in CLOCKS.items() if clock.warns in clock.escalates_to]


def test_the_servers_zone_does_not_move_the_day() -> None:
    late = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # one in the morning of the 24th in the village
    review = times(K.REVIEW, late, HOLIDAYS_2026)
    assert (review.warn_at, review.due_at) == (at("2026-11-25T07:30"), at("2026-11-26T18:00"))
    assert times(K.PROMISE, late, HOLIDAYS_2026).warn_at == at("2026-11-22T07:30")
    assert times(K.FIRST_SEEN, late, HOLIDAYS_2026).due_at.tzinfo is VILLAGE_ZONE


@pytest.mark.parametrize(
    ("extended", "warn", "due"), [(1, "2026-11-30T07:30", "2026-12-01T18:00"), (10, "2026-12-11T07:30", "2026-12-14T18:00")]
)
def test_a_department_may_take_up_to_ten_working_days_more(extended: int, warn: str, due: str) -> None:
    found = times(K.DEPARTMENT_ANSWER, at("2026-11-23T09:00"), HOLIDAYS_2026, extended)
    assert (found.warn_at, found.due_at) == (at(warn), at(due))


@pytest.mark.parametrize(("kind", "extended"), [(K.DEPARTMENT_ANSWER, 11), (K.DEPARTMENT_ANSWER, -1), (K.REVIEW, 1), (K.PROMISE, 1)])
def test_nothing_else_is_extended(kind: ClockKind, extended: int) -> None:
    with pytest.raises(ValueError, match=f"{kind}: can be extended"):
        times(kind, at("2026-11-23T09:00"), HOLIDAYS_2026, extended)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"review: .* zone"):
        times(K.REVIEW, datetime(2026, 11, 23, 9, 0), HOLIDAYS_2026)


def test_a_village_sets_its_own_lengths_and_sessions() -> None:
    started = at("2026-11-23T09:00")
    assert times(K.QUICK, started, HOLIDAYS_2026, overrides={"quick": 5}).due_at == at("2026-11-30T18:00")
    assert times(K.REVIEW, started, HOLIDAYS_2026, overrides={"quick": 5}).due_at == at("2026-11-25T18:00")
    assert times(K.UNSELECTED, started, HOLIDAYS_2026, session_days=(1, 15)).due_at == at("2026-12-16T08:00")
    assert times(K.UNSELECTED, started, HOLIDAYS_2026, overrides={"unselected": 1}).due_at == at("2026-11-26T08:00")


def test_a_clock_made_short_still_warns_in_the_morning_of_its_last_day() -> None:
    found = times(K.REVIEW, at("2026-11-23T09:00"), HOLIDAYS_2026, overrides={K.REVIEW: 1})
    assert (found.warn_at, found.due_at) == (at("2026-11-24T07:30"), at("2026-11-24T18:00"))


@pytest.mark.parametrize(
    ("name", "length", "problem"),
    [
        ("review", 0, "review: 0 is too short, at least 1 working days"),
        ("progress", 6, "progress: 6 is too short, at least 7 days"),
        ("first_seen", -24, "first_seen: -24 is too short, at least 8 hours"),
        ("whole_issue", 61, "whole_issue: 61 is too long, at most 60 days"),
        ("vault_unassigned", 100_000, "vault_unassigned: 100000 is too long, at most 72 hours"),
        ("review", 999, "review: 999 is too long, at most 5 working days"),
        ("promise", 0, "promise: its length cannot be set"),
        ("promise", 48, "promise: its length cannot be set"),
        ("patience", 3, "patience: there is no such clock"),
    ],
)
def test_a_length_below_its_floor_or_above_its_ceiling_is_refused_by_name(name: str, length: int, problem: str) -> None:
    assert check_overrides({"quick": 3, name: length}) == (problem,)


@pytest.mark.parametrize(("kind", "length"), [(K.REVIEW, 0), (K.PROGRESS, 6), (K.PROMISE, 24), (K.WHOLE_ISSUE, 61)])
def test_a_refused_length_is_never_reckoned_with(kind: ClockKind, length: int) -> None:
    with pytest.raises(ValueError, match=f"^{kind}: "):
        times(kind, at("2026-11-23T09:00"), HOLIDAYS_2026, overrides={kind: length})


def test_every_clock_but_those_of_a_given_day_has_a_floor_and_a_ceiling_it_keeps_itself() -> None:
    assert set(FLOORS) == set(CEILINGS) == set(ClockKind) - GIVEN
    assert (
        check_overrides({})
        == check_overrides(FLOORS)
        == check_overrides(CEILINGS)
        == check_overrides({kind: CLOCKS[kind].length for kind in FLOORS})
        == ()
    )
    assert min(FLOORS.values()) > 0


@given(kinds, moments)
def test_the_end_comes_after_the_warning_and_the_warning_after_the_start(kind: ClockKind, started: datetime) -> None:
    found = times(kind, started, HOLIDAYS_2026)
    assert found.due_at > started or kind in GIVEN
    assert found.warn_at is None or found.warn_at < found.due_at
    assert found.warn_at is None or found.warn_at > started or kind in GIVEN


@given(settable, moments)
def test_so_it_does_for_every_length_a_village_may_set(row: tuple[ClockKind, int], started: datetime) -> None:
    kind, length = row
    found = times(kind, started, HOLIDAYS_2026, overrides={kind: length})
    longer = times(kind, started, HOLIDAYS_2026, overrides={kind: length + 1})
    assert started < (found.warn_at or found.due_at) <= found.due_at < longer.due_at


@given(kinds, moments, moments)
def test_what_started_later_never_runs_out_earlier(kind: ClockKind, one: datetime, other: datetime) -> None:
    first, last = (times(kind, started, HOLIDAYS_2026) for started in sorted((one, other)))
    assert first.due_at <= last.due_at
    assert (first.warn_at or first.due_at) <= (last.warn_at or last.due_at)


@given(kinds, moments)
def test_a_resident_is_told_nothing_at_night(kind: ClockKind, started: datetime) -> None:
    found, clock = times(kind, started, HOLIDAYS_2026), CLOCKS[kind]
    assert not (Party.REPORTER in clock.escalates_to and quiet(found.due_at))
    assert not (clock.warns is Party.REPORTER and found.warn_at and quiet(found.warn_at))


@given(kinds, moments, st.integers(0, 10))
def test_working_days_end_at_six_on_a_day_that_is_worked(kind: ClockKind, started: datetime, extended: int) -> None:
    clock = CLOCKS[kind]
    found = times(kind, started, HOLIDAYS_2026, min(extended, clock.longest_extension))
    if clock.measure is Measure.WORKING_DAYS:
        assert found.due_at.time() == time(18)
        assert HOLIDAYS_2026.is_working_day(found.due_at.date())
        assert found.warn_at is not None
        assert found.warn_at.time() == time(7, 30)
        assert HOLIDAYS_2026.is_working_day(found.warn_at.date())
    if clock.measure is Measure.HOURS and kind not in GIVEN:
        assert found.due_at - started == timedelta(hours=clock.length)
