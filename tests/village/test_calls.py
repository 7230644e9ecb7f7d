"""The call list's law: never two callers, three tries in three parts of the day, a visit after that, and an end for every entry."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.village.calls import (
    HELD_FOR,
    KEPT_FOR,
    MOST_TRIES,
    Call,
    CallKind,
    CallOutcome,
    close,
    dispute,
    in_vain,
    may_call,
    next_try,
    part_of,
    take,
    waits_today,
    worn_out,
    wrong_number,
)
from handlers.village.working_days import VILLAGE_ZONE

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=VILLAGE_ZONE)
CALL = Call("c", "v1", CallKind.TELL, "明天停水", MORNING, MORNING, person="p1", number="+863580000001")


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VILLAGE_ZONE)


@pytest.mark.parametrize(
    ("moment", "part"),
    [(at(8, 59), None), (at(9), 0), (at(11, 59), 0), (at(12), 1), (at(17), 2), (at(19, 59), 2), (at(20), None)],
)
def test_the_parts_of_a_day(moment: datetime, part: int | None) -> None:
    assert part_of(moment) == part


@pytest.mark.parametrize(
    ("tries", "now", "then"),
    [
        ([at(9, 30)], at(9, 32), at(12)),
        ([at(13)], at(13, 5), at(17)),
        ([at(17, 30)], at(17, 31), at(9, day=24)),
        ([at(9, 30), at(13)], at(13, 5), at(17)),
        ([at(9, 30), at(17, 5)], at(17, 6), at(12, day=24)),
        ([at(9, 30), at(16, 59)], at(17, 1), at(17, day=24)),  # the only part left is the one that it is now
        ([at(9), at(13), at(18)], at(18), at(9, day=24)),
        ([], at(20, 30), at(9, day=24)),
    ],
)
def test_the_next_try_is_at_another_hour(tries: list[datetime], now: datetime, then: datetime) -> None:
    assert next_try([each.isoformat() for each in tries], now) == then


@pytest.mark.parametrize(
    ("call", "now", "may"),
    [
        (CALL, at(9), True),
        (CALL, at(8, 30), False),  # before it is due
        (CALL, at(20), False),
        (replace(CALL, due_at=at(12)), at(11), False),
        (replace(CALL, tries=(at(9).isoformat(),)), at(10), False),
        (replace(CALL, tries=(at(9).isoformat(),)), at(12), True),
        (replace(CALL, tries=(at(9).isoformat(),)), at(9, day=25), False),  # the same part of another day
        (replace(CALL, number=None), at(21), True),  # a visit needs no hour
        (replace(CALL, holder="b", held_until=at(9, 20)), at(9, 10), False),
        (replace(CALL, holder="b", held_until=at(9, 20)), at(9, 20), True),
        (replace(CALL, holder="b"), at(9, 20), True),
        (replace(CALL, holder="a", held_until=at(9, 20)), at(9, 10), True),
        (replace(CALL, outcome=CallOutcome.DONE), at(10), False),
        (replace(CALL, disputed=("a",)), at(10), False),
        (replace(CALL, disputed=("b",)), at(10), True),
        (replace(CALL, person=None, number=None), at(10), False),
    ],
)
def test_who_may_call_when(call: Call, now: datetime, may: bool) -> None:
    assert may_call(call, "a", now) is may


def test_what_is_due_later_today_waits_today() -> None:
    assert waits_today(replace(CALL, due_at=at(17)), "a", at(7, 30))
    assert not waits_today(replace(CALL, due_at=at(9, day=24)), "a", at(7, 30))
    assert not waits_today(replace(CALL, disputed=("a",)), "a", at(7, 30))


def test_after_three_tries_somebody_goes_there_and_a_visit_in_vain_is_made_on_another_day() -> None:
    call = CALL
    for moment, then in ((at(9), at(12)), (at(12), at(17)), (at(17), at(17))):
        assert not call.in_person
        call = in_vain(take(call, "a", moment), moment)
        assert (call.holder, call.due_at) == (None, then)
    assert call.in_person
    gone = in_vain(take(call, "a", at(18)), at(18))
    assert (len(gone.tries), gone.due_at, gone.outcome) == (MOST_TRIES, at(9, day=24), CallOutcome.OPEN)


def test_what_counts_is_when_the_telephone_rang() -> None:
    call = in_vain(take(CALL, "a", at(11, 58)), at(12, 3))
    assert call.tries == (at(11, 58).isoformat(timespec="minutes"),)
    assert call.due_at == at(17)


def test_a_number_nobody_knows_is_given_up_where_a_person_is_visited() -> None:
    stranger = replace(CALL, person=None)
    assert wrong_number(stranger, at(10)).outcome is CallOutcome.OVER
    tried = replace(stranger, tries=(at(9).isoformat(), at(13).isoformat()))
    assert in_vain(tried, at(18)).outcome is CallOutcome.OVER
    known = wrong_number(take(CALL, "a", at(10)), at(10))
    assert (known.number, known.in_person, known.holder, known.outcome) == (None, True, None, CallOutcome.OPEN)


def test_disputed_it_is_open_again_for_anybody_else() -> None:
    call = dispute(close(CALL, CallOutcome.DONE, "a", at(10)), at(15))
    assert (call.outcome, call.by, call.closed_at, call.disputed) == (CallOutcome.OPEN, None, None, ("a",))
    assert may_call(call, "b", at(15))
    assert not may_call(call, "a", at(15))
    twice = dispute(close(call, CallOutcome.DONE, "b", at(16)), at(18))
    assert twice.disputed == ("a", "b")
    assert dispute(replace(CALL, outcome=CallOutcome.DONE), at(18)).disputed == ()


def test_an_entry_that_nobody_can_be_told_is_worn_out() -> None:
    assert worn_out(replace(CALL, person=None, number=None), at(9))
    assert worn_out(CALL, CALL.made_at + KEPT_FOR)
    assert not worn_out(CALL, CALL.made_at)
    assert not worn_out(close(CALL, CallOutcome.DONE, "a", at(9)), CALL.made_at + KEPT_FOR)


steps = st.lists(
    st.tuples(
        st.sampled_from(("a", "b", "c")),
        st.sampled_from(("take", "vain", "wrong", "told", "dispute")),
        st.integers(0, 9 * 60),
    ),
    max_size=60,
)


@given(steps, st.booleans(), st.integers(0, 24 * 60 - 1))
def test_never_two_holders_three_tries_apart_and_an_end(steps: list[tuple[str, str, int]], known: bool, begins: int) -> None:
    """Three cadres do what they may, in any order and at any hour."""
    now = MORNING.replace(hour=begins // 60, minute=begins % 60)
    call = replace(CALL, made_at=now, due_at=now, person="p1" if known else None)
    has: dict[str, datetime] = {}  # cadre → until when they believe it theirs
    for who, what, minutes in steps:
        now += timedelta(minutes=minutes)
        before = call
        if what == "take" and may_call(call, who, now):
            assert all(until <= now for other, until in has.items() if other != who)
            call = take(call, who, now)
            has = {who: now + HELD_FOR}
        elif what != "take" and call.outcome is CallOutcome.OPEN and call.holder == who:
            ended = {"vain": in_vain(call, now), "wrong": wrong_number(call, now), "told": close(call, CallOutcome.DONE, who, now)}
            call = ended.get(what, call)
            has = has if call is before else {}
        elif what == "dispute" and call.outcome is CallOutcome.DONE:
            call = dispute(call, now)
        parts = [part_of(datetime.fromisoformat(each)) for each in call.tries]
        assert None not in parts
        assert len(set(parts)) == len(parts) <= MOST_TRIES
        assert len(parts) < MOST_TRIES or call.in_person or call.outcome is not CallOutcome.OPEN
    assert call.outcome is not CallOutcome.OPEN or worn_out(call, call.made_at + KEPT_FOR)
