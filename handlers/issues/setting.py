"""候选议题 → 拟定: chosen, not now, not at all, handed up; a title everybody may read, and people's own words beside it."""

from dataclasses import dataclass

from handlers.case import Case, case_of
from handlers.issues import calling, polling
from handlers.issues.choosing import ABOVE, HandUp, choose_issue, why_up
from handlers.issues.naming import doors, read_names
from handlers.issues.polling import shut_again
from handlers.issues.quoting import clean
from handlers.issues.steps import Step
from handlers.issues.studying import worded
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.evidence import scope_of
from handlers.village.issue import Level
from handlers.village.matter import Stage
from handlers.village.road import BEFORE_THE_MEETING
from handlers.village.roles import Action

NOT_NOW = ("money", "first", "later")
NOT_AT_ALL = ("private", "not_ours", "underway", "few")
DOOR_TRIES = 3


@dataclass(frozen=True, slots=True)
class PutOff:
    """Not at this session: it stays a candidate, and whoever reported it hears why."""

    issue: str
    reason: str


@dataclass(frozen=True, slots=True)
class DeclineIssue:
    """不列入."""

    issue: str
    reason: str


@dataclass(frozen=True, slots=True)
class Retitle:
    issue: str
    title: str


@dataclass(frozen=True, slots=True)
class AddQuote:
    """What somebody of a household said, in their own words; household "" takes what concerns and opinions already say."""

    issue: str
    household: str = ""
    words: str = ""


def not_now(scene: Scene, issue: str) -> Talk[PutOff]:
    picks = tuple(Pick(f":{wait}", Line(f"setting.not_now.{wait}")) for wait in NOT_NOW)
    return PutOff(issue, worded(scene, (yield from ask("setting.why_not_now", picks=picks)), picks))


def decline(scene: Scene, issue: str) -> Talk[DeclineIssue]:
    """The reason is required: it is what the reporters hear."""
    picks = tuple(Pick(f":{no}", Line(f"setting.decline.{no}")) for no in NOT_AT_ALL)
    return DeclineIssue(issue, worded(scene, (yield from ask("setting.why_declined", picks=picks)), picks))


def title(scene: Scene, issue: str) -> Talk[Retitle | None]:
    """A shorter one in villagers' words, asked until it is short and clean."""
    case = case_of(scene, issue)
    if case is None:
        return None
    before, most = [line("setting.title_now", title=case.issue.title)], case.thresholds.title_length
    for again in range(9):
        words = ((yield from ask(f"setting.title#{again}", before=before, count=str(most))) or "").strip("。 ")
        if 0 < len(words) <= most and clean(case, words):
            return Retitle(issue, words)
        before = [line("setting.title_long", count=str(len(words) - most)) if len(words) > most else Line("setting.title_private")]
    return None


def quotes(scene: Scene, issue: str) -> Talk[AddQuote | None]:
    """First what people have said already; only when that is not enough, whose words were heard at which door."""
    case = case_of(scene, issue)
    if case is None:
        return None
    kept = Pick("kept", Line("setting.quotes_kept"), True), Pick("heard", Line("setting.quotes_heard"), False)
    if (yield from choose("setting.quotes", kept)):
        return AddQuote(issue)
    scope = scope_of(case.issue, case.ground)
    households = [household for household in case.households if household.id in scope]
    before: list[Line] = []
    for again in range(DOOR_TRIES):
        named = read_names((yield from ask(f"setting.whose_words#{again}", before=before)) or "", households, case.persons)
        if len(named.households) == 1:
            door = named.households[0]
            return AddQuote(issue, door.id, (yield from ask("setting.which_words", whom=doors([door]))) or "")
        before = [Line("setting.one_door")]
    return None


def hand_up(scene: Scene, issue: str) -> Talk[HandUp | None]:
    case = case_of(scene, issue)
    if case is None:
        return None
    picks = [Pick(level, Line(f"level.{level}"), level) for level in above(case)]
    level: Level = yield from choose("setting.up_to", picks)
    return HandUp(issue, level, (yield from why_up(scene)))


def above(case: Case) -> tuple[Level, ...]:
    """The levels that are still above the issue's own."""
    order = tuple(Level)
    return tuple(level for level in ABOVE if case.issue.level is None or order.index(level) > order.index(case.issue.level))


def _candidate(case: Case) -> bool:
    return case.issue.stage is Stage.CANDIDATE


def _not_called(case: Case) -> bool:
    return case.issue.stage in (Stage.CANDIDATE, Stage.SET) or shut_again(case, "title")


STEPS = (
    Step("choose", Action.SELECT_ISSUE, _candidate, choose_issue),
    *calling.STEPS,
    *polling.STEPS,
    Step("quotes", Action.SELECT_ISSUE, lambda case: case.issue.stage is Stage.SET or shut_again(case, "quotes"), quotes),
    Step("title", Action.SELECT_ISSUE, _not_called, title),
    Step("not_now", Action.SELECT_ISSUE, _candidate, not_now),
    Step("decline", Action.SELECT_ISSUE, _candidate, decline),
    Step("hand_up", Action.SELECT_ISSUE, lambda case: case.issue.stage in BEFORE_THE_MEETING and bool(above(case)), hand_up),
)
