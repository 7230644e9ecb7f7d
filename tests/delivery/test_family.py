"""A family on one telephone has one budget; nobody of them waits longer for its week than a week."""

from datetime import timedelta

import pytest

from bot.spending import Spending
from bot.ways import Reachable
from handlers.messages import Reach, SayKind
from handlers.planner import WEEK, Rung, ToList, Wait, Way, plan
from storage.records import to_ms
from tests.delivery.world import NOON

PHONE = Way("sms", "phone", "+8613900000001", rung=Rung.SMS)


@pytest.mark.parametrize(
    ("waited", "expected"),
    [
        (timedelta(0), Wait(NOON + timedelta(days=5))),
        (WEEK - timedelta(days=5), Wait(NOON + timedelta(days=5))),
        (WEEK - timedelta(days=5) + timedelta(hours=13), ToList()),  # our own line or the grid worker tells them
    ],
)
def test_the_third_of_a_family_waits_at_most_a_week(waited: timedelta, expected: Wait | ToList) -> None:
    spending = Spending()
    for since in (2, 1):
        spending.spend(PHONE, "m1", SayKind.NEWS, NOON - timedelta(days=since))
    row = {"kind": SayKind.NEWS.value, "receiver": "person:p3", "about": "m2", "made_at": to_ms(NOON - waited)}
    spent = spending.of(Reachable([PHONE]), [PHONE], row, NOON)
    assert plan(SayKind.NEWS, [PHONE], NOON, Reach.OWED, spent) == expected


def test_the_third_of_one_round_waits() -> None:
    """The first two were told a second after the round was made."""
    spending, sent = Spending(), NOON + timedelta(seconds=1)
    for _ in range(2):
        spending.spend(PHONE, "m1", SayKind.NEWS, sent)
    row = {"kind": SayKind.NEWS.value, "receiver": "person:p3", "about": "m1", "made_at": to_ms(NOON)}
    spent = spending.of(Reachable([PHONE]), [PHONE], row, sent)
    assert plan(SayKind.NEWS, [PHONE], sent, Reach.OWED, spent) == Wait(sent + WEEK)
