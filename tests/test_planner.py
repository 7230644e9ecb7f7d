"""Which way a message takes: chat while its window is open, notice, SMS within its budget, our line by day, a person's list."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.messages import Reach, SayKind
from handlers.planner import SMS_A_WEEK, SMS_AN_ISSUE, Go, Rung, Spared, Spent, ToList, Wait, Way, plan, read_as_message
from storage.records import VILLAGE_ZONE

DAY = datetime(2026, 11, 23, 12, 0, tzinfo=VILLAGE_ZONE)
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
CHAT = Way("wechat", "main", "oA", last_kind="text", ago=HOUR)
CLICKED = replace(CHAT, last_kind="event.CLICK", ago=30 * SECOND)
SMS = Way("sms", "phone", "+8619900000002", rung=Rung.SMS)
NOTICE = replace(CHAT, rung=Rung.NOTICE, template="t1")
CALL = Way("phone", "line", "+8619900000002", rung=Rung.CALL)
WECOM = Way("wecom", "main", "wang")
TERMINAL = Way("terminal", "main", "someone")
NEWS, DIGEST, ALERT, ANSWER = SayKind.NEWS, SayKind.DIGEST, SayKind.ALERT, SayKind.ANSWER


def at(clock):
    hour, minute = clock.split(":")
    return DAY.replace(hour=int(hour), minute=int(minute))


@pytest.mark.parametrize(
    ("way", "is_open"),
    [
        (CHAT, True),
        (replace(CHAT, pushed=4), True),
        (replace(CHAT, pushed=5), False),  # five in 48 hours after a message
        (replace(CHAT, ago=48 * HOUR - MINUTE - SECOND), True),
        (replace(CHAT, ago=48 * HOUR - MINUTE), False),  # it would be on its way when the window shuts
        (replace(CHAT, ago=None), False),  # never spoke
        (replace(CHAT, following=False), False),
        (replace(CHAT, opted_out=True), False),
        *[(replace(CLICKED, last_kind=kind), True) for kind in ("event.CLICK", "event.SCAN", "event.subscribe")],
        (replace(CLICKED, pushed=2), True),
        (replace(CLICKED, pushed=3), False),  # three in a minute after a click
        (replace(CLICKED, ago=54 * SECOND), True),
        (replace(CLICKED, ago=55 * SECOND), False),
        (replace(CLICKED, last_kind="event.VIEW", ago=2 * MINUTE), True),
        (TERMINAL, True),
        (replace(TERMINAL, ago=None, pushed=100), True),
    ],
)
def test_a_chat_window_is_open_for_so_long_and_for_so_many(way, is_open):
    assert plan(NEWS, [way, SMS], DAY) == Go(way if is_open else SMS)
    assert plan(NEWS, [way], DAY) == (Go(way) if is_open else ToList())


@pytest.mark.parametrize(
    ("clock", "ways", "read"),
    [
        ("12:00", [CHAT], True),
        ("12:00", [replace(CHAT, ago=47 * HOUR)], True),
        ("21:00", [replace(CHAT, ago=36 * HOUR)], True),  # at eight in the morning it is 47 hours
        ("21:00", [replace(CHAT, ago=38 * HOUR)], False),  # open now, shut when residents may be written to again
        ("21:00", [replace(CHAT, ago=38 * HOUR), SMS], True),
        ("12:00", [replace(SMS, opted_out=True)], False),
        ("12:00", [replace(SMS, asked_person=True)], False),
        ("12:00", [CALL], False),  # our own line calls: that is no message either
        ("12:00", [], False),
    ],
)
def test_whom_a_message_reaches_is_known_beforehand(clock, ways, read):
    assert read_as_message(ways, at(clock)) is read


@pytest.mark.parametrize(
    ("kind", "clock", "opens"),
    [
        (NEWS, "20:29", None),
        (NEWS, "20:30", "08:00"),
        (NEWS, "23:59", "08:00"),
        (NEWS, "00:00", "08:00"),
        (NEWS, "07:59", "08:00"),
        (NEWS, "08:00", None),
        (SayKind.ANNOUNCEMENT, "07:45", "08:00"),
        (SayKind.ANNOUNCEMENT, "21:00", "08:00"),
        (SayKind.ANNOUNCEMENT, "12:00", None),
        (DIGEST, "07:29", "07:30"),
        (DIGEST, "07:30", None),
        (DIGEST, "07:45", None),
        (DIGEST, "20:30", "07:30"),
        *[(kind, clock, None) for kind in (ALERT, ANSWER) for clock in ("00:00", "03:30", "07:29", "12:00", "23:59")],
    ],
)
def test_at_night_only_emergencies_and_answers_are_said(kind, clock, opens):
    now = at(clock)
    chosen = plan(kind, [CHAT, SMS], now)
    if opens is None:
        assert chosen == Go(CHAT)
    else:
        morning = at(opens) + timedelta(days=now.hour >= 12)
        assert chosen == Wait(morning)


@pytest.mark.parametrize(
    ("kind", "ways", "chosen"),
    [
        (NEWS, [], None),
        (NEWS, [CHAT, SMS], CHAT),
        (NEWS, [SMS, CHAT], CHAT),  # chat costs nothing and holds more
        (NEWS, [CHAT, replace(SMS, preferred=True)], replace(SMS, preferred=True)),
        (NEWS, [replace(CHAT, preferred=True), SMS], replace(CHAT, preferred=True)),
        (NEWS, [CHAT, TERMINAL], CHAT),  # the nearest first
        (NEWS, [TERMINAL, CHAT], TERMINAL),
        (NEWS, [replace(CHAT, ago=None), TERMINAL, SMS], TERMINAL),
        (NEWS, [replace(CHAT, opted_out=True), replace(SMS, opted_out=True)], None),
        (NEWS, [replace(SMS, opted_out=True, preferred=True), CHAT], CHAT),
        (DIGEST, [replace(SMS, opted_out=True)], None),
        (SayKind.ANNOUNCEMENT, [replace(SMS, opted_out=True)], None),
        (ANSWER, [replace(SMS, opted_out=True)], replace(SMS, opted_out=True)),  # who asks is answered
        (ANSWER, [replace(CHAT, opted_out=True)], replace(CHAT, opted_out=True)),
        (ALERT, [replace(SMS, opted_out=True)], replace(SMS, opted_out=True)),
        (ALERT, [replace(CHAT, opted_out=True), SMS], replace(CHAT, opted_out=True)),
    ],
)
def test_chat_then_sms_then_the_list(kind, ways, chosen):
    assert plan(kind, ways, DAY) == (Go(chosen) if chosen else ToList())


SHUT_CHAT = replace(CHAT, ago=None)


@pytest.mark.parametrize(
    ("given_ways", "chosen"),
    [
        ([SHUT_CHAT, NOTICE, SMS, CALL], NOTICE),  # a notice costs nothing and wakes nobody's SMS budget
        ([CHAT, NOTICE], CHAT),
        ([replace(NOTICE, following=False), SMS], SMS),
        ([NOTICE, replace(SMS, preferred=True)], replace(SMS, preferred=True)),
        ([SHUT_CHAT, CALL], CALL),
        ([SHUT_CHAT, replace(CALL, opted_out=True)], None),
        ([WECOM, SMS], WECOM),
        ([replace(WECOM, following=False), SMS], SMS),
        ([replace(CHAT, asked_person=True), SMS, CALL], None),  # 让网格员来说
        ([CHAT, replace(SMS, asked_person=True)], None),
    ],
)
def test_every_rung_of_the_ladder(given_ways, chosen):
    assert plan(NEWS, given_ways, DAY) == (Go(chosen) if chosen else ToList())


@pytest.mark.parametrize(
    ("spent", "reach", "chosen"),
    [
        (Spent(), Reach.OWED, Go(SMS)),
        (Spent(SMS_AN_ISSUE - 1, SMS_A_WEEK - 1), Reach.OWED, Go(SMS)),
        (Spent(SMS_AN_ISSUE - 1, SMS_A_WEEK - 1), Reach.PROVEN, Go(SMS)),
        (Spent(0, SMS_A_WEEK, DAY + HOUR), Reach.OWED, Wait(DAY + HOUR)),
        (Spent(0, SMS_A_WEEK, DAY + HOUR), Reach.PROVEN, ToList()),  # what must be proven is not put off
        (Spent(SMS_AN_ISSUE, 0), Reach.OWED, Spared()),
        (Spent(SMS_AN_ISSUE, 0), Reach.PROVEN, ToList()),
        (Spent(), Reach.SPARE, Spared()),
    ],
)
def test_sms_that_nobody_asked_for_have_a_budget(spent, reach, chosen):
    assert plan(NEWS, [SHUT_CHAT, SMS], DAY, reach, spent) == chosen


@pytest.mark.parametrize("kind", [ANSWER, ALERT, DIGEST])
def test_answers_emergencies_and_duty_are_never_counted(kind):
    assert plan(kind, [SMS], DAY, Reach.SPARE, Spent(99, 99, DAY + HOUR)) == Go(SMS)


def test_what_may_be_spared_leaves_two_of_the_windows_messages_to_what_is_owed():
    assert plan(NEWS, [replace(CHAT, pushed=2), SMS], DAY, Reach.SPARE) == Go(replace(CHAT, pushed=2))
    assert plan(NEWS, [replace(CHAT, pushed=3), SMS], DAY, Reach.SPARE) == Spared()
    assert plan(NEWS, [replace(CHAT, pushed=3), SMS], DAY, Reach.OWED) == Go(replace(CHAT, pushed=3))


@pytest.mark.parametrize(("clock", "opens"), [("08:00", "09:00"), ("08:59", "09:00"), ("09:00", None), ("19:59", None), ("20:00", "09:00")])
def test_our_line_rings_by_day(clock, opens):
    now = at(clock)
    morning = at(opens) + timedelta(days=now.hour >= 20) if opens else None
    assert plan(NEWS, [CALL], now) == (Wait(morning) if morning else Go(CALL))
    assert plan(NEWS, [CALL], now, Reach.SPARE) == Spared()
    assert plan(DIGEST, [CALL], now) == ToList()


ways = st.builds(
    Way,
    channel=st.sampled_from(["wechat", "terminal", "wecom"]),
    account=st.just("main"),
    receiver=st.sampled_from(["a", "b", "c"]),
    following=st.booleans(),
    opted_out=st.booleans(),
    last_kind=st.sampled_from(["", "text", "event.CLICK", "event.VIEW"]),
    ago=st.none() | st.timedeltas(timedelta(0), timedelta(days=3)),
    pushed=st.integers(0, 7),
    preferred=st.booleans(),
    asked_person=st.booleans(),
    rung=st.sampled_from([Rung.CHAT, Rung.CHAT, Rung.NOTICE]),
) | st.builds(
    Way,
    channel=st.just("sms"),
    account=st.just("main"),
    receiver=st.sampled_from(["a", "b"]),
    opted_out=st.booleans(),
    preferred=st.booleans(),
    rung=st.just(Rung.SMS),
)


@given(
    st.sampled_from(SayKind),
    st.lists(ways, max_size=4),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
    st.sampled_from(Reach),
    st.booleans(),
)
def test_whatever_comes_in_the_way_is_one_of_those_given_and_the_waiting_ends(kind, given_ways, moment, reach, spent_all):
    now = moment.replace(tzinfo=VILLAGE_ZONE)
    spent = Spent(0, SMS_A_WEEK, now + timedelta(days=3)) if spent_all else Spent()
    chosen = plan(kind, given_ways, now, reach, spent)
    free = kind in (ANSWER, ALERT)
    if isinstance(chosen, Wait):
        assert now < chosen.until <= now + timedelta(days=3)
        forenoon = (chosen.until + timedelta(days=1)).replace(hour=10)  # at no hour in which news would wait again
        assert not isinstance(plan(kind, given_ways, forenoon, reach), Wait) or not spent_all
    elif isinstance(chosen, Go):
        assert chosen.way in given_ways
        assert not (chosen.way.opted_out and chosen.way.channel != "terminal" and not free)
    elif isinstance(chosen, Spared):
        assert reach is Reach.SPARE
        assert not free
    else:
        texts = [way for way in given_ways if way.rung is Rung.SMS and (free or not way.opted_out)]
        asked = any(way.asked_person for way in given_ways) and kind is not DIGEST and not free
        assert asked or not texts or (spent_all and reach is Reach.PROVEN)
