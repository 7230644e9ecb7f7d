"""「这件事跟您家有关吗」: one digit from everybody in scope who can be asked; the first gate counts households, not clicks."""

from dataclasses import dataclass
from math import ceil

from handlers.case import Case, case_of
from handlers.issues.steps import Step
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, choose
from handlers.village.issue import Issue
from handlers.village.matter import Stage
from handlers.village.roles import Action

ANSWERS = (
    Pick("yes", Line("poll.yes"), True),
    Pick("no", Line("poll.no"), False),
    Pick("unsure", Line("poll.unsure"), None),
)
# An answer that comes later changes nothing any more; before, it may still open or shut the gate.
POLLED = frozenset({Stage.SET, Stage.CALLED, Stage.VISITING})


@dataclass(frozen=True, slots=True)
class AskPoll:
    """Puts the question to everybody in scope who has not answered yet."""

    issue: str


@dataclass(frozen=True, slots=True)
class AnswerPoll:
    """ours: does the matter touch the speaker's household; None: hard to say, and not counted. words: said beside the digit.

    person is set where a family's one phone was asked for one of them.
    """

    issue: str
    ours: bool | None
    words: str = ""
    person: str = ""


def ask_poll(scene: Scene, issue: str) -> Talk[AskPoll | None]:
    """How many have answered and how many are needed; then whether to ask (again)."""
    case = case_of(scene, issue)
    if case is None:
        return None
    picks = (Pick("ask", Line("polling.now"), True), Pick("later", Line("polling.later"), False))
    return AskPoll(issue) if (yield from choose("polling.send", picks, before=counted(case))) else None


def counted(case: Case) -> list[Line]:
    """n answered of those needed, and how many said that it touches them."""
    e, t = case.evidence(), case.thresholds
    have = line("polling.answered", have=str(e.polled), need=str(t.answers(e.scope)))
    return [have, line("polling.ours", have=str(e.ours), need=str(ceil(t.poll_share * e.polled)))] if e.polled else [have]


def poll(scene: Scene, issue: str, person: str = "", comment: str = "") -> Talk[AnswerPoll]:
    """The resident's digit; comment: what was said beside it."""
    found = scene.desk.get(Issue, issue)
    if found is None or found.stage not in POLLED:
        raise Stale("poll.ours")
    return AnswerPoll(issue, (yield from choose("poll.ours", ANSWERS, title=found.title)), comment, person)


STEPS = (Step("poll", Action.CALL_OPINIONS, lambda case: case.issue.stage is Stage.SET, ask_poll),)
