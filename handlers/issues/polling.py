"""「这件事跟您家有关吗」: one digit from everybody in scope who can be asked; the first gate counts households, not clicks."""

from dataclasses import dataclass, replace
from math import ceil

from handlers.case import Case, case_of
from handlers.issues.quoting import clean
from handlers.issues.steps import Step
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, choose
from handlers.village.gates import FOUR, GateName, Shut
from handlers.village.issue import Issue
from handlers.village.matter import Stage
from handlers.village.road import BEFORE_THE_MEETING
from handlers.village.roles import Action

ANSWERS = (
    Pick("yes", Line("poll.yes"), True),
    Pick("no", Line("poll.no"), False),
    Pick("unsure", Line("poll.unsure"), None),
)
# An answer that comes later changes nothing any more; before, it may still open or shut the gate.
POLLED = frozenset(BEFORE_THE_MEETING) - {Stage.CANDIDATE}
TELLING = ("not_private", "clean_title")  # what of the first gate guards people rather than the choice


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
    """How many have answered and how many are needed; then whether to ask (again). What must not be told is refused at once."""
    case = case_of(scene, issue)
    if case is None:
        return None
    if untellable(case):
        return AskPoll(issue)
    picks = (Pick("ask", Line("polling.now"), True), Pick("later", Line("polling.later"), False))
    return AskPoll(issue) if (yield from choose("polling.send", picks, before=counted(case))) else None


def untellable(case: Case) -> tuple[Shut, ...]:
    """Why nobody may be told of it as it stands: one household's own matter, or a title with a name, a number or an illness.

    The title is read as it is now: the slip speaks of the one it had when it was set.
    """
    seen = replace(case.evidence(), clean_title=clean(case, case.issue.title))
    return tuple(shut for shut in FOUR[GateName.CLOSE](seen, case.thresholds) if shut.what in TELLING)


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


def shut_again(case: Case, step: str) -> bool:
    """Before the meeting the first gate is looked at once more: what has come to be lacking since can be mended there."""
    if case.issue.stage is not Stage.READY:
        return False
    return any(shut.step == step for shut in FOUR[GateName.CLOSE](case.evidence(), case.thresholds))


STEPS = (Step("poll", Action.CALL_OPINIONS, lambda case: case.issue.stage is Stage.SET or shut_again(case, "poll"), ask_poll),)
