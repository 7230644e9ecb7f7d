"""待办: what waits for one person today, in all their offices, as one list whose digits lead into the right conversation."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from handlers import one_matter
from handlers.acts.clock_hands import escalation, kind_and_thing, warning
from handlers.acts.clock_looks import running
from handlers.acts.clock_things import Running
from handlers.acts.leading import Lead
from handlers.acts.timing import due_id
from handlers.call_list import today_waiting
from handlers.case import Case, case_of
from handlers.errands import ASKED, CONCERNS, LEADS, VISITORS, Errand, Item, errands, item, lacks
from handlers.issues import session_days as days
from handlers.issues.amounts import spoken_day
from handlers.issues.choosing import ABOVE
from handlers.issues.doing import late_since, tasks_of
from handlers.issues.handed_up import waiting_above
from handlers.issues.rounds import MADE_GOOD_AT, todays
from handlers.memory import (
    AlikesOf,
    Ask,
    ById,
    ConcernsToTriage,
    Due,
    IssuesAt,
    IssuesOf,
    OpenAsks,
    OpenIssues,
    PapersOf,
    RequestsFor,
)
from handlers.messages import Line, line
from handlers.scene import Scene, places
from handlers.talk import Pick, Stale, Talk, choose
from handlers.village.clocks import ClockKind, Party
from handlers.village.gates import FOUR, GateName
from handlers.village.issue import Issue, PaperKind, RequestState
from handlers.village.matter import Stage
from handlers.village.people import Office
from handlers.village.rights import Hat
from handlers.village.roles import Level
from handlers.village.voices import folded

WARNED_BEFORE = timedelta(days=1)


def waiting(scene: Scene, person: str, anew: bool = False) -> tuple[Item, ...]:
    """Everything that waits for a person, what has a day first; what no longer waits is not among it.

    anew: without what an earlier digest has reminded of.
    """
    hats = scene.desk.hats(person)
    scene.desk.need(OpenAsks(person), *lookups(scene, hats))
    found = (*concerns(scene, hats), *issues(scene, person, hats), *sessions(scene, hats), *requests(scene, hats))
    found += (*candidates(scene, hats), *from_below(scene, hats), *doors_again(scene, person, hats), *calls(scene, person))
    found += (*alikes(scene, hats), *questions(scene, person), *tasks(scene, person), *reminders(scene, person, anew))
    once = {item.token: item for item in found}
    return tuple(sorted(once.values(), key=lambda item: (item.by or "9999", item.token)))


def lookups(scene: Scene, hats: tuple[Hat, ...]) -> Iterator[ConcernsToTriage | AlikesOf | IssuesAt | IssuesOf | RequestsFor]:
    yield from (ConcernsToTriage(hat.unit) for hat in hats if triages(scene, hat))
    yield from (AlikesOf(hat.unit) for hat in hats if triages(scene, hat))
    yield from (IssuesAt(stage, places(scene.desk, hat.unit)) for hat in hats for stage in errands(hat))
    yield from (IssuesOf(village) for village in dict.fromkeys((*keeps(hats), *visits(hats))))
    yield from (RequestsFor(hat.department) for hat in hats if hat.department)


def triages(scene: Scene, hat: Hat) -> bool:
    return hat.office in (Office.SECRETARY, Office.COMMITTEE) and not scene.desk.under(hat.unit)


def sessions(scene: Scene, hats: tuple[Hat, ...]) -> Iterator[Item]:
    """What the half-month's calendar asks of a secretary: numbers of the visits, the gate card, another day."""
    today = scene.now.date()
    for village in keeps(hats):
        for issue in scene.desk.find(IssuesOf(village)):
            if (due := scene.desk.get(Due, due_id("clock_due", ClockKind.OBJECTION, issue.id))) is not None and not due.done:
                yield item(Errand.OBJECTION, issue.id, issue.title, "matters", {"issue": issue.id, "step": "objections"}, due)
            case = case_of(scene, issue.id) if days.asks(issue, today) else None
            if case is not None:
                yield of_session(case, today)


def keeps(hats: tuple[Hat, ...]) -> list[str]:
    return [hat.unit for hat in hats if hat.office is Office.SECRETARY and hat.level is Level.VILLAGE]


def visits(hats: tuple[Hat, ...]) -> list[str]:
    return [hat.unit for hat in hats if hat.office in VISITORS and hat.level is Level.VILLAGE]


def doors_again(scene: Scene, person: str, hats: tuple[Hat, ...]) -> Iterator[Item]:
    """Doors of a matter that has gone on: a household says that nobody came, and somebody else is asked to go."""
    for village in dict.fromkeys(visits(hats)):
        for issue in scene.desk.find(IssuesOf(village)):
            case = case_of(scene, issue.id) if issue.stage in MADE_GOOD_AT else None
            if case is not None and todays(case, person):
                yield of_issue(scene, issue, Errand.DOORS, None)


def of_session(case: Case, today: date) -> Item:
    issue, by = case.issue, f"{case.issue.session}T"
    if days.passed(issue, today):
        return lacks(Errand.MOVE, issue.id, issue.title, {"issue": issue.id, "step": "move_session"}, (), by)
    if issue.stage is Stage.READY:
        return lacks(Errand.CARD, issue.id, issue.title, {"issue": issue.id, "step": "gate_card"}, days.lacking(case, *FOUR), by)
    return lacks(Errand.COVERAGE, issue.id, issue.title, {"issue": issue.id}, days.lacking(case, GateName.VISITED), by)


def candidates(scene: Scene, hats: tuple[Hat, ...]) -> Iterator[Item]:
    """选议题: from the evening topics are picked on, and before a candidate has waited too long."""
    evening = days.picking(scene.now.date(), scene.statutes.session_days, scene.calendar)
    for village in keeps(hats):
        found = to_choose(scene, village)
        late = passed_over(scene, found)
        if not found or not (evening or late):
            continue
        what, count = Line(f"errand.{Errand.CANDIDATES}"), str(len(found))
        words = line("agenda.candidates", what=what, count=count)
        if late:
            day = spoken_day(min(due.at for due in late).date())
            words = line("agenda.candidates_late", what=what, count=count, lacking=str(len(late)), day=day)
        by = min((due.at.isoformat() for due in late), default=f"{evening}T")
        yield Item(f"{Errand.CANDIDATES}:{village}:{by[:10]}", words, "matters", {"step": "choose"}, by)


def to_choose(scene: Scene, village: str) -> list[Issue]:
    """Candidates of the village's own; what was handed up is no longer its to choose."""
    found: tuple[Issue, ...] = scene.desk.find(OpenIssues(village))
    return [issue for issue in found if issue.stage is Stage.CANDIDATE and issue.level not in ABOVE]


def passed_over(scene: Scene, found: list[Issue]) -> list[Due]:
    """Clocks that pass a candidate on to the township today or tomorrow, with a word to those who asked."""
    keys = [due_id("clock_due", ClockKind.UNSELECTED, issue.id) for issue in found]
    scene.desk.need(*(ById(Due, key) for key in keys))
    dues = [due for key in keys if (due := scene.desk.get(Due, key)) is not None]
    return [due for due in dues if not due.done and scene.now < due.at and due.at.date() <= scene.now.date() + WARNED_BEFORE]


def from_below(scene: Scene, hats: tuple[Hat, ...]) -> Iterator[Item]:
    """报上来的事: whoever reviews answers it, or sends it back."""
    villages = tuple(place for hat in hats if hat.office is Office.REVIEWER for place in places(scene.desk, hat.unit))
    for issue in waiting_above(scene, villages) if villages else ():
        yield item(Errand.HANDED_UP, issue.id, issue.title, "handed_up", {"issue": issue.id})


def calls(scene: Scene, person: str) -> Iterator[Item]:
    """Whom this cadre may call today: nobody else's, and nobody whom another has just now."""
    if count := len(today_waiting(scene, person)):
        yield Item(Errand.CALLS, line("agenda.calls", count=str(count)), "calls")


def concerns(scene: Scene, hats: tuple[Hat, ...]) -> Iterator[Item]:
    for hat in hats:
        if triages(scene, hat):
            count = len(folded(c for c in scene.desk.find(ConcernsToTriage(hat.unit)) if c.stage is Stage.RECEIVED))
            if count:
                yield Item(CONCERNS, line("agenda.concerns", count=str(count)), "triage")


def alikes(scene: Scene, hats: tuple[Hat, ...]) -> Iterator[Item]:
    """Matters that may be one, found by night: one item for all of a village's pairs. The list it leads to is that of one's own village."""
    for hat in hats:
        if triages(scene, hat) and (found := one_matter.pairs(scene, hat.unit)):
            yield Item(f"{Errand.ALIKE}:{hat.unit}", line("agenda.alike", count=str(len(found))), "alike")


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
        return late_since(scene, issue) != ""
    if errand is Errand.MEETING:  # on its eve the gate card says it, and a day that is over wants another
        return not days.card_wanted(issue, scene.now.date()) and not days.over(issue, scene.now.date())
    if hat.office is Office.SUPERVISOR and errand is Errand.MINUTES:
        papers = scene.desk.find(PapersOf(issue.id))
        confirmed = any(p.kind is PaperKind.CONFIRMATION and p.facts.get("as") == "supervisor" for p in papers)
        return any(p.kind is PaperKind.MINUTES for p in papers) and not confirmed
    return True


def of_issue(scene: Scene, issue: Issue, errand: Errand, clock: ClockKind | None) -> Item:
    script, args = LEADS.get(errand, "matters"), {"issue": issue.id}
    if errand is Errand.LATE:  # the longest past its day stands first
        return replace(item(errand, issue.id, issue.title, script, args | {"step": "tasks"}), by=late_since(scene, issue))
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


def reminders(scene: Scene, person: str, anew: bool) -> Iterator[Item]:
    """What clocks have warned of, or passed on, and is still not settled."""
    by = (scene.now + timedelta(days=1)).isoformat()
    for ask in nudges(scene, person):
        kind, thing = kind_and_thing(ask.args["clock"])
        party, found = ask.args.get("party", ""), running(scene, kind, thing)
        if found is None or (anew and ask.args.get("said")) or (kind in SAID_ALREADY and listed(scene, person, party, found)):
            continue
        words = escalation(scene, kind, Party(party), found) if party else warning(scene, kind, found, thing)
        yield Item(f"nudge:{party}{ask.args['clock']}", words, *leads(scene, person, ask, found), by)


def listed(scene: Scene, person: str, party: str, found: Running) -> bool:
    """Whoever has to act, and the village's own secretary, have the matter in their list; who stands in for a late one has not."""
    return not party or (party == Party.SECRETARY and found.village in keeps(scene.desk.hats(person)))


def leads(scene: Scene, person: str, ask: Ask, found: Running) -> tuple[str, dict[str, str]]:
    """The village's own go on with the matter; whoever was told from above reads it once more."""
    if ask.args.get("party") and not any(hat.unit == found.village for hat in scene.desk.hats(person)):
        return "passed_on", {"clock": ask.args["clock"], "party": ask.args["party"]}
    return ("matters", {"issue": found.about}) if scene.desk.get(Issue, found.about) is not None else ("triage", {})


def passed_on(scene: Scene, clock: str, party: str) -> Talk[None]:
    """What somebody above was told: who has it now; the help is theirs to offer."""
    kind, thing = kind_and_thing(clock)
    found = running(scene, kind, thing)
    if found is None:
        raise Stale("passed_on.seen")
    yield from choose("passed_on.seen", [Pick("good", Line("passed_on.good"), None)], before=[escalation(scene, kind, Party(party), found)])
    return None


# Their matters stand in the list themselves, each with its day.
SAID_ALREADY = frozenset(
    {
        ClockKind.REVIEW,
        ClockKind.MINUTES,
        ClockKind.ACCEPTANCE,
        ClockKind.CLAIM,
        ClockKind.DEPARTMENT_ANSWER,
        ClockKind.PROMISE,
        ClockKind.OBJECTION,
    }
)


def mine(scene: Scene) -> tuple[Item, ...]:
    """What waits for the speaker, on a phone that is proved to be theirs."""
    return waiting(scene, scene.person.id) if scene.person is not None and scene.reads else ()


def agenda(scene: Scene) -> Talk[Lead | None]:
    """待办: one digit, and on to what was chosen."""
    picks = [Pick(each.token, each.line, each) for each in mine(scene)]
    chosen = yield from choose("agenda.which", [*picks, Pick(":later", Line("triage.later"), None)] if picks else [])
    return Lead(chosen.script, chosen.args) if chosen is not None else None
