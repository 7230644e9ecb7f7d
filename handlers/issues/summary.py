"""What the secretary makes of the visits: coverage, 征求意见汇总表, its reading back, and the step to the pre-meeting."""

from dataclasses import dataclass

from handlers.case import Case
from handlers.issues.rounds import in_reach
from handlers.issues.steps import Step
from handlers.issues.visiting import NoDoors, which
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Talk, choose
from handlers.village.evidence import scope_of
from handlers.village.issue import PaperKind, Stance
from handlers.village.matter import Stage
from handlers.village.roles import Action


@dataclass(frozen=True, slots=True)
class ShowCoverage:
    issue: str


@dataclass(frozen=True, slots=True)
class MakeSummary:
    issue: str


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The summary was read to a household: is it right as it is written?"""

    issue: str
    household: str
    right: bool


@dataclass(frozen=True, slots=True)
class NothingToRead:
    """No summary is there to be read, or everybody has heard it; wrong: it must be made again first."""

    wrong: bool = False


@dataclass(frozen=True, slots=True)
class SignNoDissent:
    """未收到反对意见, signed by somebody who has been at the doors."""

    issue: str


@dataclass(frozen=True, slots=True)
class ToPreMeeting:
    issue: str


def coverage(scene: Scene, issue: str) -> Talk[ShowCoverage]:
    yield from ()
    return ShowCoverage(issue)


def summary(scene: Scene, issue: str) -> Talk[MakeSummary]:
    yield from ()
    return MakeSummary(issue)


def to_pre_meeting(scene: Scene, issue: str) -> Talk[ToPreMeeting]:
    yield from ()
    return ToPreMeeting(issue)


def read_back(scene: Scene, issue: str = "") -> Talk[ReadBack | NothingToRead | NoDoors]:
    """The summary is read to a household as it stands: which one, and is it right."""
    case = yield from which(scene, issue)
    if case is None:
        return NoDoors()
    paper = case.round.last(PaperKind.SUMMARY)
    heard, spoken = read_to(case), spoke(case)
    homes = sorted((h for h in in_reach(case) if h.id not in heard), key=lambda h: h.id not in spoken)
    if paper is None or not homes or found_wrong(case):
        return NothingToRead(wrong=found_wrong(case))
    picks = [Pick(h.id, line("doors.door", name=h.head, number=h.number), h) for h in homes]
    home = yield from choose("read_back.which", picks)
    answers = (Pick("right", Line("read_back.right"), True), Pick("wrong", Line("read_back.wrong"), False))
    told = line("summary.text", words=clip(paper.words, 500))
    return ReadBack(case.issue.id, home.id, (yield from choose("read_back.check", answers, before=[told], who=home.head)))


def dissent(scene: Scene, issue: str = "") -> Talk[SignNoDissent | NoDoors | None]:
    """未收到反对意见: a signature, asked only while nobody has said no."""
    case = yield from which(scene, issue)
    if case is None:
        return NoDoors()
    picks = (Pick("sign", Line("dissent.sign"), True), Pick("ask", Line("dissent.ask"), False))
    return SignNoDissent(case.issue.id) if (yield from choose("dissent.check", picks)) else None


def spoke(case: Case) -> frozenset[str]:
    """Households of the scope that have said something."""
    return frozenset(o.household for o in case.round.opinions if o.spoken) & scope_of(case.issue, case.ground)


def read_to(case: Case) -> frozenset[str]:
    """Households to whom the summary in force was read."""
    return frozenset(p.facts.get("household", "") for p in case.round.since(PaperKind.READ_BACK, PaperKind.SUMMARY))


def found_wrong(case: Case) -> bool:
    """Somebody said that the summary in force is not what was said: it must be made again."""
    return any(p.facts.get("right") == "0" for p in case.round.since(PaperKind.READ_BACK, PaperKind.SUMMARY))


def _visiting(case: Case) -> bool:
    return case.issue.stage is Stage.VISITING


def _to_read(case: Case) -> bool:
    return _visiting(case) and case.round.last(PaperKind.SUMMARY) is not None and not found_wrong(case)


def _no_dissent(case: Case) -> bool:
    unsigned = case.round.last(PaperKind.NO_DISSENT) is None
    return _visiting(case) and unsigned and not any(o.stance is Stance.AGAINST and o.spoken for o in case.round.opinions)


STEPS: tuple[Step, ...] = (
    Step("to_pre_meeting", Action.CALL_OPINIONS, _visiting, to_pre_meeting),
    Step("coverage", Action.CALL_OPINIONS, _visiting, coverage),
    Step("summary", Action.CALL_OPINIONS, _visiting, summary),
    Step("read_back", Action.RECORD_VISIT, _to_read, read_back),
    Step("dissent", Action.RECORD_VISIT, _no_dissent, dissent),
)
