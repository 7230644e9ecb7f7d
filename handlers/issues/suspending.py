"""挂起: an issue that waits for a season or for money, until a named day and never longer than ninety; and going on."""

from dataclasses import dataclass
from datetime import date, timedelta

from handlers.case import Case
from handlers.issues.doing import which_day
from handlers.issues.steps import Step
from handlers.scene import Scene
from handlers.talk import Talk, ask
from handlers.village.issue import Paper, PaperKind
from handlers.village.matter import Stage
from handlers.village.road import SUSPENDABLE
from handlers.village.roles import Action

LONGEST = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Suspend:
    """until is the day on which it is looked at again."""

    issue: str
    until: date
    words: str


@dataclass(frozen=True, slots=True)
class Resume:
    issue: str


def waits_since(case: Case) -> Paper | None:
    """The paper with which the present wait began; an extension does not begin it anew."""
    waits = case.file.since(PaperKind.SUSPENDED, PaperKind.RESUMED)
    return waits[0] if waits and case.issue.stage is Stage.SUSPENDED else None


def longest(case: Case, today: date) -> int:
    """Days from today that it may still wait."""
    began = waits_since(case)
    return ((began.at.date() if began else today) + LONGEST - today).days


def suspend(scene: Scene, issue: str) -> Talk[Suspend | None]:
    until = yield from which_day("suspend.until", scene, LONGEST.days)
    words = yield from ask("suspend.why")
    return Suspend(issue, until, words or "")


def resume(scene: Scene, issue: str) -> Talk[Resume | None]:
    yield from ()
    return Resume(issue)


STEPS = (
    Step("resume", Action.SELECT_ISSUE, lambda case: case.issue.stage is Stage.SUSPENDED, resume),
    Step("suspend", Action.SELECT_ISSUE, lambda case: case.issue.stage in SUSPENDABLE | {Stage.SUSPENDED}, suspend),
)
