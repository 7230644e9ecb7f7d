"""拟定 → 公示: the call for opinions, which the first gate guards; and what is urgent, done first and told afterwards."""

from dataclasses import dataclass
from datetime import date, timedelta

from handlers.case import Case, case_of
from handlers.issues.amounts import spoken_day
from handlers.issues.choosing import place_of
from handlers.issues.in_force import in_force
from handlers.issues.polling import untellable
from handlers.issues.quoting import masked
from handlers.issues.steps import Step
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.evidence import affected_of, scope_of
from handlers.village.gates import hurried
from handlers.village.issue import PaperKind, Track
from handlers.village.matter import Stage
from handlers.village.people import Office, Person
from handlers.village.roles import Action

SHOWN_QUOTES = 3
OWNERS = (Office.SECRETARY, Office.COMMITTEE, Office.GRID_LEAD)
SOON = (0, 1, 2, 3, 5, 7)  # days: what is urgent has no later


@dataclass(frozen=True, slots=True)
class CallOpinions:
    """议题公示."""

    issue: str


@dataclass(frozen=True, slots=True)
class ActNow:
    """急事快议: owner is a person's id."""

    issue: str
    what: str
    owner: str
    due_on: date


def call(scene: Scene, issue: str) -> Talk[CallOpinions | None]:
    """A shut gate is told at once, without a question before it; an open one after the text has been read."""
    case = case_of(scene, issue)
    if case is None:
        return None
    if case.could(Stage.CALLED) is not None:
        return CallOpinions(issue)
    picks = (Pick("yes", Line("calling.yes"), True), Pick("no", Line("calling.no"), False))
    return CallOpinions(issue) if (yield from choose("calling.check", picks, before=public_text(case))) else None


def act_now(scene: Scene, issue: str) -> Talk[ActNow | None]:
    """What, who, by when. What must not be told is refused before anything is asked: the notice would hang."""
    case = case_of(scene, issue)
    if case is None:
        return None
    if untellable(case):
        return ActNow(issue, "", "", scene.now.date())
    what = yield from ask("calling.what", title=case.issue.title)
    owners = [Pick(person.id, line("calling.owner", name=person.name), person.id) for person in cadres(scene, case.issue.village)]
    owner = yield from choose("calling.who", owners)
    days = [scene.now.date() + timedelta(days=n) for n in SOON]
    due_on = yield from choose("calling.by", [Pick(day.isoformat(), line("calling.day", day=spoken_day(day)), day) for day in days])
    return ActNow(issue, what or "", owner, due_on)


def cadres(scene: Scene, village: str) -> tuple[Person, ...]:
    """The village's own, each once."""
    staff = scene.desk.staff(village)
    people = [person for office in OWNERS for person in staff.holders.get(office, ())] if staff else []
    return tuple({person.id: person for person in people}.values())


def public_text(case: Case) -> list[Line]:
    """What hangs on the board: what, where, when, why, who, the numbers in force, people's own words, how to answer."""
    issue, overridden = case.issue, case.file.since(PaperKind.OVERRIDE, PaperKind.SET)
    assert issue.session is not None
    lines = [
        line("calling.about", title=issue.title, level=Line(f"level.{issue.level}"), whom=place_of(case.scene, issue)),
        line("calling.session", day=spoken_day(issue.session), words=masked(case, issue.participants)),
        line("calling.reason", words=masked(case, issue.reason)),
        numbers(case),
        *in_force(case),
    ]
    quotes = [paper for paper in case.file.of(PaperKind.QUOTE) if paper.words and not paper.facts.get("withheld")]
    lines += [line("calling.quote", words=paper.words) for paper in quotes[:SHOWN_QUOTES]]
    lines += [line("calling.overridden", words=masked(case, paper.words)) for paper in overridden]
    return [*lines, Line("calling.how")]


def joined(case: Case) -> frozenset[str]:
    """Households in scope that answered 有关 and were not among those named: what touches them is theirs to say."""
    scope, near = scope_of(case.issue, case.ground), affected_of(case.issue, case.ground)
    said = {o.household for o in case.file.opinions if o.ours and o.counted}
    return frozenset(said & scope - near)


def numbers(case: Case) -> Line:
    """The thresholds in force for this scope: whoever reads the notice can hold us to them."""
    t, scope = case.thresholds, len(scope_of(case.issue, case.ground))
    touched = len(affected_of(case.issue, case.ground) | joined(case))
    return line(
        "calling.numbers",
        households=str(t.supporters(scope)),
        count=str(t.answers(scope)),
        days=str(t.notice_days),
        people=str(t.attending(touched, scope)),
    )


def _set(case: Case) -> bool:
    return case.issue.stage is Stage.SET


STEPS = (
    Step("act_now", Action.CALL_OPINIONS, lambda case: _set(case) and case.issue.track is Track.URGENT, act_now),
    # what was set as urgent and may not be done first goes the way of every other matter
    Step("call", Action.CALL_OPINIONS, lambda case: _set(case) and not hurried(case.evidence()), call),
)
