"""One step a working day for every matter, by whoever has to take it."""

from collections.abc import Awaitable, Callable
from datetime import date

from handlers.village.issue import Issue
from handlers.village.matter import Stage
from tests.journey.year import World
from tests.journey.year_choosing import set_or_call
from tests.journey.year_meeting import minutes, outcome, ready
from tests.journey.year_road import Road
from tests.journey.year_township import linkage, review
from tests.journey.year_visits import prepare, visit
from tests.journey.year_work import accept, rate, redo, resume, rule, work


async def take_steps(road: Road, at_work: bool) -> None:
    """One day's steps. Without the secretary the others do theirs all the same."""
    for issue in await road.world.every(Issue):
        step = STEPS.get(issue.stage)
        if step is not None and (at_work or issue.stage in OTHERS):
            await step(road, issue)
        if at_work and issue.notice is not None and issue.rule is not Stage.CLOSED:
            await rule(road, issue)


Step = Callable[[Road, Issue], Awaitable[None]]
STEPS: dict[Stage, Step] = {
    Stage.SET: set_or_call,
    Stage.VISITING: visit,
    Stage.PRE_MEETING: prepare,
    Stage.LINKAGE: linkage,
    Stage.REVIEW: review,
    Stage.READY: ready,
    Stage.MEETING: minutes,
    Stage.OUTCOME: outcome,
    Stage.DOING: work,
    Stage.ACCEPTANCE: accept,
    Stage.RATING: rate,
    Stage.REDO: redo,
    Stage.SUSPENDED: resume,
}
OTHERS = frozenset({Stage.REVIEW, Stage.MEETING, Stage.ACCEPTANCE, Stage.RATING})  # not the secretary's to do


def sessions(world: World, until: date) -> list[date]:
    """Every session of the year."""
    found, day = [], world.next_session()
    while day <= until:
        found.append(day)
        day = world.next_session(day)
    return found
