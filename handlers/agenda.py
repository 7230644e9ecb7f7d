"""待办: what waits for one person today, in all their offices, as one list whose digits lead into the right conversation."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from handlers.acts.clock_hands import kind_and_thing, warning
from handlers.acts.clock_looks import running
from handlers.acts.leading import Lead
from handlers.acts.timing import due_id
from handlers.case import case_of
from handlers.errands import ASKED, LEADS, Errand, Item, errands, item
from handlers.issues.doing import tasks_of
from handlers.issues.rounds import todays
from handlers.memory import Ask, ConcernsToTriage, Due, IssuesAt, OpenAsks, PapersOf, RequestsFor, TasksOf
from handlers.messages import Line, line
from handlers.scene import Scene, places
from handlers.talk import Pick, Talk, choose
from handlers.village.clocks import ClockKind
from handlers.village.issue import Issue, PaperKind, RequestState, TaskState
from handlers.village.matter import Stage
from handlers.village.people import Office
from handlers.village.rights import Hat


def waiting(scene: Scene, person: str) -> tuple[Item, ...]:
    """Everything that waits for a person, what has a day first; what no longer waits is not among it."""
    hats = scene.desk.hats(person)
    scene.desk.need(OpenAsks(person), *lookups(scene, hats))
    found = (*concerns(scene, hats), *issues(scene, person, hats), *requests(scene, hats))
    found += (*questions(scene, person), *tasks(scene, person), *reminders(scene, person))
    once = {item.token: item for item in found}
    return tuple(sorted(once.values(), key=lambda item: (item.by or "9999", item.token)))


def lookups(scene: Scene, hats: tuple[Hat, ...]) -> Iterator[ConcernsToTriage | IssuesAt | RequestsFor]:
    yield from (ConcernsToTriage(hat.unit) for hat in hats if triages(scene, hat))
    yield from (IssuesAt(stage, places(scene.desk, hat.unit)) for hat in hats for stage in errands(hat))
    yield from (RequestsFor(hat.department) for hat in hats if hat.department)


def triages(scene: Scene, hat: Hat) -> bool:
    return hat.office in (Office.SECRETARY, Office.COMMITTEE) and not scene.desk.under(hat.unit)


def concerns(scene: Scene, hats: tuple[Hat, ...]) -> Iterator[Item]:
    for hat in hats:
        if triages(scene, hat):
            count = sum(c.stage is Stage.RECEIVED for c in scene.desk.find(ConcernsToTriage(hat.unit)))
            if count:
                yield Item("triage", line("agenda.concerns", count=str(count)), "triage")


def issues(scene: Scene, person: str, hats: tuple[Hat, ...]) -> Iterator[Item]:
    for hat in hats:
        for stage, (errand, clock) in errands(hat).items():
            for issue in scene.desk.find(IssuesAt(stage, places(scene.desk, hat.unit))):
                if issue.stage is stage and wanted(scene, issue, errand, hat, person):
                    yield of_issue(scene, issue, errand, clock)


def wanted(scene: Scene, issue: Issue, errand: Errand, hat: Hat, person: str) -> bool:
    """A visitor while doors are left; a secretary when a task is past its day; a supervisor when there are minutes to read."""
    if errand is Errand.DOORS:
        case = case_of(scene, issue.id)
        return case is not None and bool(todays(case, person))
    if errand is Errand.LATE:
        return any(t.state is TaskState.OPEN and t.due_on < scene.now.date() for t in scene.desk.find(TasksOf(issue.id)))
    if hat.office is Office.SUPERVISOR and errand is Errand.MINUTES:
        papers = scene.desk.find(PapersOf(issue.id))
        confirmed = any(p.kind is PaperKind.CONFIRMATION and p.facts.get("as") == "supervisor" for p in papers)
        return any(p.kind is PaperKind.MINUTES for p in papers) and not confirmed
    return True


def of_issue(scene: Scene, issue: Issue, errand: Errand, clock: ClockKind | None) -> Item:
    script, args = LEADS.get(errand, "matters"), {"issue": issue.id}
    if errand is Errand.LATE:
        args["step"] = "tasks"
    due = scene.desk.get(Due, due_id("clock_due", clock, issue.id)) if clock else None
    return item(errand, issue.id, issue.title, script, args, due)


def requests(scene: Scene, hats: tuple[Hat, ...]) -> Iterator[Item]:
    for hat in hats:
        for request in scene.desk.find(RequestsFor(hat.department)) if hat.department else ():
            if request.state not in (RequestState.ANSWERED, RequestState.RETURNED):  # a returned one waits for the village
                kind = ClockKind.CLAIM if request.state is RequestState.SENT else ClockKind.DEPARTMENT_ANSWER
                due = scene.desk.get(Due, due_id("clock_due", kind, request.id))
                yield item(Errand.REQUEST, request.id, request.asked, "request", {"request": request.id}, due)


def tasks(scene: Scene, person: str) -> Iterator[Item]:
    for task in tasks_of(scene, person):
        due = scene.desk.get(Due, due_id("clock_due", ClockKind.PROMISE, task.id))
        yield item(Errand.TASK, task.id, task.what, "doing", {"task": task.id}, due)


def questions(scene: Scene, person: str) -> Iterator[Item]:
    """What the bot has asked an office and nobody has answered yet."""
    asks: tuple[Ask, ...] = scene.desk.find(OpenAsks(person))
    for ask in asks:
        issue = scene.desk.get(Issue, ask.args["issue"]) if ask.script in ASKED and ask.args.get("issue") else None
        if issue is None or issue.stage not in STILL.get(ask.script, (issue.stage,)):
            continue  # somebody else has answered, or the matter has gone on
        if ask.answered_at is None and ask.expires_at > scene.now:
            yield item(ASKED[ask.script], issue.id, issue.title, ask.script, dict(ask.args))


STILL: Mapping[str, tuple[Stage, ...]] = {"minutes_check": (Stage.MEETING,), "invitation": (Stage.REVIEW, Stage.READY)}


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
