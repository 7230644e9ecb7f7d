"""待办: what waits for one person today, in all their offices, as one list whose digits lead into the right conversation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from handlers.acts.clock_hands import kind_and_thing, warning
from handlers.acts.clock_things import running
from handlers.acts.leading import Lead
from handlers.acts.timing import due_id
from handlers.acts.told import day_of
from handlers.issues.doing import tasks_of
from handlers.memory import Ask, ConcernsToTriage, Due, IssuesAt, OpenAsks, PapersOf, RequestsFor
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene, places
from handlers.talk import Pick, Talk, choose
from handlers.village.clocks import ClockKind
from handlers.village.issue import Issue, PaperKind, RequestState
from handlers.village.matter import Stage
from handlers.village.people import Office
from handlers.village.rights import Hat


class Errand(StrEnum):
    """What somebody is waited for; read as "errand.NAME"."""

    TRIAGE = "triage"
    SET = "set"
    DOORS = "doors"
    PRE_MEETING = "pre_meeting"
    MEETING = "meeting"
    MINUTES = "minutes"
    OUTCOME = "outcome"
    STATUTORY = "statutory"
    REVIEW = "review"
    REQUEST = "request"
    TASK = "task"
    ACCEPTANCE = "acceptance"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits. script and args are the conversation its digit leads into; by: ISO day or "" sorts it."""

    token: str
    line: Line
    script: str
    args: Mapping[str, str] = field(default_factory=dict)
    by: str = ""


VISITORS = (Office.SECRETARY, Office.FIRST_SECRETARY, Office.TEAM_LEAD, Office.SPONSOR, Office.GRID_LEAD)
# At which stage of an issue which office is waited for, and the clock that runs meanwhile.
ERRANDS: Mapping[Office, Mapping[Stage, tuple[Errand, ClockKind | None]]] = {
    Office.SECRETARY: {
        Stage.SET: (Errand.SET, None),
        Stage.PRE_MEETING: (Errand.PRE_MEETING, None),
        Stage.READY: (Errand.MEETING, None),
        Stage.MEETING: (Errand.MINUTES, ClockKind.MINUTES),
        Stage.OUTCOME: (Errand.OUTCOME, ClockKind.NOTICE_START),
        Stage.STATUTORY: (Errand.STATUTORY, None),
        Stage.REDO: (Errand.REDO, None),
    },
    Office.SUPERVISOR: {
        Stage.MEETING: (Errand.MINUTES, ClockKind.MINUTES),
        Stage.ACCEPTANCE: (Errand.ACCEPTANCE, ClockKind.ACCEPTANCE),
    },
    Office.REVIEWER: {Stage.REVIEW: (Errand.REVIEW, ClockKind.REVIEW)},
}
DOORS: Mapping[Stage, tuple[Errand, ClockKind | None]] = {Stage.VISITING: (Errand.DOORS, None)}


def waiting(scene: Scene, person: str) -> tuple[Item, ...]:
    """Everything that waits for a person, what has a day first; what no longer waits is not among it."""
    hats = scene.desk.hats(person)
    scene.desk.need(OpenAsks(person), *lookups(scene, hats))
    found = (*concerns(scene, hats), *issues(scene, hats), *requests(scene, hats), *tasks(scene, person), *reminders(scene, person))
    once = {item.token: item for item in found}
    return tuple(sorted(once.values(), key=lambda item: (item.by or "9999", item.token)))


def lookups(scene: Scene, hats: tuple[Hat, ...]) -> Iterator[ConcernsToTriage | IssuesAt | RequestsFor]:
    yield from (ConcernsToTriage(hat.unit) for hat in hats if triages(scene, hat))
    yield from (IssuesAt(stage, places(scene.desk, hat.unit)) for hat in hats for stage in errands(hat))
    yield from (RequestsFor(hat.department) for hat in hats if hat.department)


def triages(scene: Scene, hat: Hat) -> bool:
    return hat.office in (Office.SECRETARY, Office.COMMITTEE) and not scene.desk.under(hat.unit)


def errands(hat: Hat) -> Mapping[Stage, tuple[Errand, ClockKind | None]]:
    return {**ERRANDS.get(hat.office, {}), **(DOORS if hat.office in VISITORS else {})}


def concerns(scene: Scene, hats: tuple[Hat, ...]) -> Iterator[Item]:
    for hat in hats:
        if triages(scene, hat):
            count = sum(c.stage is Stage.RECEIVED for c in scene.desk.find(ConcernsToTriage(hat.unit)))
            if count:
                yield Item("triage", line("agenda.concerns", count=str(count)), "triage")


def issues(scene: Scene, hats: tuple[Hat, ...]) -> Iterator[Item]:
    for hat in hats:
        for stage, (errand, clock) in errands(hat).items():
            for issue in scene.desk.find(IssuesAt(stage, places(scene.desk, hat.unit))):
                if issue.stage is stage and wanted(scene, issue, errand, hat):
                    yield of_issue(scene, issue, errand, clock)


def wanted(scene: Scene, issue: Issue, errand: Errand, hat: Hat) -> bool:
    """A grid worker is waited for in the own grid; a supervisor when there are minutes to read."""
    if hat.office is Office.GRID_LEAD:
        return issue.grid in (None, hat.grid)
    if hat.office is Office.SUPERVISOR and errand is Errand.MINUTES:
        papers = scene.desk.find(PapersOf(issue.id))
        confirmed = any(p.kind is PaperKind.CONFIRMATION and p.facts.get("as") == "supervisor" for p in papers)
        return any(p.kind is PaperKind.MINUTES for p in papers) and not confirmed
    return True


def of_issue(scene: Scene, issue: Issue, errand: Errand, clock: ClockKind | None) -> Item:
    script = "acceptance" if errand is Errand.ACCEPTANCE else "matters"
    due = scene.desk.get(Due, due_id("clock_due", clock, issue.id)) if clock else None
    return item(errand, issue.id, issue.title, script, {"issue": issue.id}, due)


def item(errand: Errand, key: str, title: str, script: str, args: dict[str, str], due: Due | None = None) -> Item:
    token, what = f"{errand}:{key}", Line(f"errand.{errand}")
    if due is None or due.done:
        return Item(token, line("agenda.item", what=what, title=clip(title, 20)), script, args)
    day = day_of(due.at.date())
    return Item(token, line("agenda.item_by", what=what, title=clip(title, 20), day=day), script, args, due.at.isoformat())


def requests(scene: Scene, hats: tuple[Hat, ...]) -> Iterator[Item]:
    for hat in hats:
        for request in scene.desk.find(RequestsFor(hat.department)) if hat.department else ():
            if request.state is not RequestState.ANSWERED:
                kind = ClockKind.CLAIM if request.state is RequestState.SENT else ClockKind.DEPARTMENT_ANSWER
                due = scene.desk.get(Due, due_id("clock_due", kind, request.id))
                yield item(Errand.REQUEST, request.id, request.asked, "request", {"request": request.id}, due)


def tasks(scene: Scene, person: str) -> Iterator[Item]:
    for task in tasks_of(scene, person):
        due = scene.desk.get(Due, due_id("clock_due", ClockKind.PROMISE, task.id))
        yield item(Errand.TASK, task.id, task.what, "doing", {"task": task.id}, due)


def nudges(scene: Scene, person: str) -> tuple[Ask, ...]:
    asks: tuple[Ask, ...] = scene.desk.find(OpenAsks(person))
    return tuple(ask for ask in asks if ask.script == "nudge" and ask.answered_at is None and ask.expires_at > scene.now)


def reminders(scene: Scene, person: str) -> Iterator[Item]:
    """What clocks have warned of and is still not settled."""
    asks = nudges(scene, person)
    for ask in asks:
        kind, thing = kind_and_thing(ask.args["clock"])
        found = running(scene, kind, thing)
        if found is not None and kind not in SAID_ALREADY:
            by = (scene.now + timedelta(days=1)).isoformat()
            yield Item(f"nudge:{ask.args['clock']}", warning(scene, kind, found, thing), "matters", {"issue": found.about}, by)


# Their matters stand in the list themselves, each with its day.
SAID_ALREADY = frozenset(
    {ClockKind.REVIEW, ClockKind.MINUTES, ClockKind.ACCEPTANCE, ClockKind.CLAIM, ClockKind.DEPARTMENT_ANSWER, ClockKind.PROMISE}
)


def mine(scene: Scene) -> tuple[Item, ...]:
    """What waits for the speaker, on a phone that is proved to be theirs."""
    return waiting(scene, scene.person.id) if scene.person is not None and scene.reads else ()


def agenda(scene: Scene) -> Talk[Lead | None]:
    """待办: one digit, and on to what was chosen."""
    picks = [Pick(each.token, each.line, each) for each in mine(scene)]
    chosen = yield from choose("agenda.which", [*picks, Pick(":later", Line("triage.later"), None)])
    return Lead(chosen.script, chosen.args) if chosen is not None else None
