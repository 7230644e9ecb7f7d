"""Which way a message takes: WeChat while its window is open, else SMS, else a named person's list; and never at night."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.messages import SayKind
from handlers.planner import Go, ToList, Wait, Way, plan
from storage.records import VILLAGE_ZONE

DAY = datetime(2026, 11, 23, 12, 0, tzinfo=VILLAGE_ZONE)
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
CHAT = Way("wechat", "main", "oA", last_kind="text", ago=HOUR)
CLICKED = replace(CHAT, last_kind="event.CLICK", ago=30 * SECOND)
SMS = Way("sms", "phone", "+8619900000002")
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
        (replace(CHAT, ago=48 * HOUR - SECOND), True),
        (replace(CHAT, ago=48 * HOUR), False),
        (replace(CHAT, ago=None), False),  # never spoke
        (replace(CHAT, following=False), False),
        (replace(CHAT, opted_out=True), False),
        *[(replace(CLICKED, last_kind=kind), True) for kind in ("event.CLICK", "event.SCAN", "event.subscribe")],
        (replace(CLICKED, pushed=2), True),
        (replace(CLICKED, pushed=3), False),  # three in a minute after a click
        (replace(CLICKED, ago=59 * SECOND), True),
        (replace(CLICKED, ago=MINUTE), False),
        (replace(CLICKED, last_kind="event.VIEW", ago=2 * MINUTE), True),
        (TERMINAL, True),
        (replace(TERMINAL, ago=None, pushed=100), True),
    ],
)
def test_a_chat_window_is_open_for_so_long_and_for_so_many(way, is_open):
    assert plan(NEWS, [way, SMS], DAY) == Go(way if is_open else SMS)
    assert plan(NEWS, [way], DAY) == (Go(way) if is_open else ToList())


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


ways = st.builds(
    Way,
    channel=st.sampled_from(["wechat", "sms", "terminal"]),
    account=st.just("main"),
    receiver=st.sampled_from(["a", "b", "c"]),
    following=st.booleans(),
    opted_out=st.booleans(),
    last_kind=st.sampled_from(["", "text", "event.CLICK", "event.VIEW"]),
    ago=st.none() | st.timedeltas(timedelta(0), timedelta(days=3)),
    pushed=st.integers(0, 7),
    preferred=st.booleans(),
)


@given(st.sampled_from(SayKind), st.lists(ways, max_size=4), st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_whatever_comes_in_the_way_is_one_of_those_given_and_the_waiting_ends(kind, given_ways, moment):
    now = moment.replace(tzinfo=VILLAGE_ZONE)
    chosen = plan(kind, given_ways, now)
    if isinstance(chosen, Wait):
        assert now < chosen.until <= now + timedelta(hours=12)
        assert not isinstance(plan(kind, given_ways, chosen.until), Wait)
    elif isinstance(chosen, Go):
        assert chosen.way in given_ways
        assert not (chosen.way.opted_out and chosen.way.channel != "terminal" and kind not in (ANSWER, ALERT))
    else:
        assert not any(way.channel == "sms" and not way.opted_out for way in given_ways)
