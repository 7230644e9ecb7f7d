"""A task's date is a promise to everybody who spoke: it stands on the clock, and whoever answers for it is named."""

from datetime import datetime

from handlers.acts.clock_things import keeper
from handlers.acts.timing import start_clock
from handlers.acts.told import called
from handlers.case import Case
from handlers.messages import Line
from handlers.scene import Scene
from handlers.village.clocks import OFFICE_CLOSES, ClockKind
from handlers.village.issue import Issue, Task


def promise(scene: Scene, task: Task) -> None:
    """When the day passes and it is not done, those who wait hear it from the bot."""
    start_clock(scene, ClockKind.PROMISE, task.id, started=datetime.combine(task.due_on, OFFICE_CLOSES, scene.now.tzinfo))


def keepers(scene: Scene, issue: Issue) -> tuple[str, ...]:
    """Who answers for an issue in the village: the one written into it, else the secretary."""
    return (issue.responsible,) if issue.responsible else keeper(scene, issue.village)


def answerable(case: Case) -> str | Line:
    """王支书: how people know them."""
    found = keepers(case.scene, case.issue)
    return called(case.scene, found[0], case.issue.village) if found else Line("role.village_office")
