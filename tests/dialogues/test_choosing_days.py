"""选议题: candidates come before the secretary again on the evening of a session, and before they have waited too long."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers.acts.timing import due_id
from handlers.issues.session_days import picking
from handlers.memory import Due
from handlers.village.clocks import ClockKind
from handlers.village.issue import Issue
from handlers.village.matter import Stage
from handlers.village.sessions import DEFAULT_DAYS
from handlers.village.working_days import Calendar
from tests.dialogues.laid import heard, keep, lay, looked, one
from tests.dialogues.test_clocks import leap


@pytest.mark.parametrize(
    ("today", "evening"),
    [
        ("2026-11-24", None),  # the next session is tomorrow: nothing can be picked for it any more
        ("2026-11-25", "2026-11-25"),
        ("2026-11-30", "2026-11-25"),
        ("2026-12-01", None),
        ("2026-12-10", "2026-12-10"),
    ],
)
def test_topics_are_picked_from_a_session_s_day_until_the_visits_fit_no_more(today, evening):
    found = picking(date.fromisoformat(today), DEFAULT_DAYS, Calendar())
    assert found == (date.fromisoformat(evening) if evening else None)


async def candidates(stage, last):
    """Two of them, one of which has waited since before the last session."""
    fields = {"track": None, "level": None, "session": None}
    await lay(stage, Stage.CANDIDATE, **fields)
    laid = await one(stage, Issue, id="road")
    await keep(stage, replace(laid, id="water", title="前街的水管"))
    at = stage.app.clock.village().replace(hour=20, minute=30) + timedelta(days=last)
    await keep(stage, Due(due_id("clock_due", ClockKind.UNSELECTED, "water"), "clock_due", "unselected:water", at))


async def test_on_the_morning_of_a_session_the_candidates_are_in_the_digest_and_one_digit_from_being_chosen(play, stage):
    await candidates(stage, last=30)
    await play("王建国：待办\n小助手：现在没有等您办的事")
    await leap(stage, 48)
    assert "选议题：2件候选" in heard(stage, "王建国")
    looked(stage)
    await play("""
        王建国：待办
        小助手：选议题：2件候选
        王建国：1
        小助手：哪一件 / 东坡的路塌了半边 / 前街的水管
        王建国：2
        小助手：12条，12户
    """)


async def test_the_secretary_hears_it_before_the_township_and_those_who_asked(play, stage):
    await candidates(stage, last=1)
    await play("王建国：待办\n小助手：选议题：2件候选，1件11月24日再不定要报乡镇")
    assert "还在候选里" not in heard(stage, "张春梅")
