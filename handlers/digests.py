"""The morning at half past seven: each village is looked after, and each person it waits for gets one message, or none."""

from dataclasses import replace
from datetime import timedelta
from functools import reduce
from hashlib import blake2b

from handlers import agenda, one_matter
from handlers.acts import clock_sessions, half_year, telephone, triage
from handlers.acts.asking import put_ask
from handlers.acts.clock_things import keeper, owner_of
from handlers.acts.looking_after import WATCHED, look_after
from handlers.acts.nudges import digest_for
from handlers.call_list import CALLERS, CALLERS_ABOVE
from handlers.case import case_of
from handlers.errands import CONCERNS, ERRANDS, Item
from handlers.issues import session_days
from handlers.issues.doing import open_tasks
from handlers.issues.handed_up import may_be_handed_up, unanswered
from handlers.issues.rounds import VISITED_AT, with_doors_left
from handlers.memory import (
    Ask,
    ConcernsToTriage,
    Due,
    IssuesAwake,
    IssuesOf,
    OpenAsks,
    OpenCalls,
    OpenIssues,
    PapersOf,
    RequestsOf,
    VillagesAlike,
    VillagesToCall,
    VillagesToTriage,
)
from handlers.messages import Line, Say, SayKind, line
from handlers.scene import Scene, places
from handlers.village.calls import Call, CallOutcome
from handlers.village.issue import Issue, PaperKind, RequestState
from handlers.village.matter import Concern, Stage
from handlers.village.people import Office, Person
from handlers.village.roles import Level

MOST_ALSO = 4  # lines beside the list of concerns; the rest is in 待办
LASTS = timedelta(days=3)
AGAIN = timedelta(days=3)


def every_village(scene: Scene) -> None:
    """A moment of its own for each village in which something waits: a fault in one leaves the others' morning alone."""
    scene.desk.need(VillagesToTriage(), IssuesAwake(), VillagesToCall(), VillagesAlike())
    awake = {*with_candidates(scene), *scene.desk.find(VillagesToTriage()), *(issue.village for issue in scene.desk.find(IssuesAwake()))}
    awake |= {*scene.desk.find(VillagesToCall()), *scene.desk.find(VillagesAlike())}
    for village in sorted(awake):
        scene.desk.put(Due(f"digest_village:{village}:{scene.now.date()}", "digest_village", village, scene.now))
    half_year.set_pages(scene)


def with_candidates(scene: Scene) -> set[str]:
    """On the day topics are picked, and the morning after it, villages where only candidates wait are looked at too."""
    today, district = scene.now.date(), scene.desk.staff("")
    evening = session_days.picking(today, scene.statutes.session_days, scene.calendar)
    if evening is None or district is None or evening + timedelta(days=1) < today:
        return set()
    villages = places(scene.desk, district.unit.id)
    scene.desk.need(*(OpenIssues(village) for village in villages))
    return {village for village in villages if scene.desk.find(OpenIssues(village))}


def of_village(scene: Scene, village: str) -> None:
    """The clock's own work on every issue of a village, then a digest for everybody who is waited for."""
    scene.desk.need(ConcernsToTriage(village), IssuesOf(village))
    issues: tuple[Issue, ...] = scene.desk.find(IssuesOf(village))
    scene.desk.need(*(RequestsOf(issue.id) for issue in issues), *clock_sessions.lookups(issues))
    waits = scene.desk.find(ConcernsToTriage(village)) or one_matter.pairs(scene, village)
    people = set(keeper(scene, village)) if waits else set()
    for issue in issues:
        clock_sessions.look_at(scene, issue)
        people |= waited_for(scene, issue) | invited(scene, issue)
        if session_days.asks(issue, scene.now.date()) or issue.notice is Stage.NOTICE:
            people |= set(keeper(scene, village))
        if issue.notice is Stage.NOTICE or issue.stage in WATCHED:
            case = case_of(scene, issue.id)
            assert case is not None
            look_after(case)
            people |= {owner_of(scene, task, village) for task in open_tasks(case)} - {""}
    people |= choosing(scene, village) | callers(scene, village) | above(scene, (*issues, *scene.desk.find(OpenIssues(village))))
    for person in sorted(people):
        digest_for(scene, person)


def callers(scene: Scene, village: str) -> set[str]:
    """Whoever may call, while somebody waits to be called; what nobody is to be told any more goes first."""
    found: tuple[Call, ...] = scene.desk.find(OpenCalls((village,)))
    telephone.put_away(scene, found)
    if not any(call.outcome is CallOutcome.OPEN for call in scene.desk.find(OpenCalls((village,)))):
        return set()
    district = scene.desk.staff("")
    above = places(scene.desk, district.unit.id) if district and not village else ()
    offices = CALLERS_ABOVE if above else CALLERS
    staffs = [staff for place in above or (village,) if (staff := scene.desk.staff(place)) is not None]
    return {person.id for staff in staffs for office in offices for person in staff.holders.get(office, ())}


def choosing(scene: Scene, village: str) -> set[str]:
    """The secretary, while candidates wait to be picked or have nearly waited too long."""
    found = agenda.to_choose(scene, village)
    evening = session_days.picking(scene.now.date(), scene.statutes.session_days, scene.calendar)
    return set(keeper(scene, village)) if found and (evening or agenda.passed_over(scene, found)) else set()


def above(scene: Scene, issues: tuple[Issue, ...]) -> set[str]:
    """Who reviews, while something handed up has no answer."""
    maybe = [issue for issue in issues if may_be_handed_up(issue)]
    scene.desk.need(*(PapersOf(issue.id) for issue in maybe))
    waits = [issue for issue in maybe if unanswered(scene.desk.find(PapersOf(issue.id))) is not None]
    staff = scene.desk.staff(waits[0].village) if waits else None
    return {person.id for person in staff.holders.get(Office.REVIEWER, ())} if staff else set()


def waited_for(scene: Scene, issue: Issue) -> set[str]:
    """Whoever holds an office that is waited for at this stage, and the departments that owe an answer."""
    staff = scene.desk.staff(issue.village)
    offices = [office for office, stages in ERRANDS.items() if issue.stage in stages]
    people = {person.id for office in offices for person in (staff.holders.get(office, ()) if staff else ())}
    owing = tuple(r.department for r in scene.desk.find(RequestsOf(issue.id)) if r.state is not RequestState.ANSWERED)
    return people | liaisons(scene, issue, owing) | visitors(scene, issue)


def visitors(scene: Scene, issue: Issue) -> frozenset[str]:
    """Those with doors left; in a village of twenty grids a matter of one of them is not the other nineteen's."""
    case = case_of(scene, issue.id) if issue.stage in VISITED_AT else None
    return with_doors_left(case) if case is not None else frozenset()


def invited(scene: Scene, issue: Issue) -> set[str]:
    """Leaders who were asked to come to the session and have not said whether they do."""
    if issue.stage not in (Stage.REVIEW, Stage.READY):
        return set()
    papers = [paper for paper in scene.desk.find(PapersOf(issue.id)) if paper.kind is PaperKind.INVITATION]
    answers = {paper.facts.get("person", ""): paper.facts.get("answer", "") for paper in papers}
    return {person for person, answer in answers.items() if person and not answer}


def liaisons(scene: Scene, issue: Issue, departments: tuple[str, ...]) -> set[str]:
    staff = scene.desk.staff(issue.village)
    return {staff.liaisons[name].id for name in departments if name in staff.liaisons} if staff else set()


def of_person(scene: Scene, person: str) -> None:
    """One message for all offices and all villages; what clocks have warned of is said with it, once."""
    found = agenda.waiting(scene, person, anew=True)
    nudges = tuple(ask for ask in agenda.nudges(scene, person) if not ask.args.get("said"))
    who = scene.desk.get(Person, person)
    concerns = to_triage(scene, person)
    others = tuple(item for item in found if item.token != CONCERNS)
    # a villager waits behind every concern, so those are said each morning; what only takes its time is not
    if not concerns and not nudges and heard_lately(scene, person, [item.token for item in others]):
        return
    for ask in nudges:  # said once; in 待办 it stands until it is settled
        scene.desk.put(replace(ask, args={**ask.args, "said": "1"}))
    for ask in earlier(scene, person):
        scene.desk.put(replace(ask, answered_at=scene.now))
    if who is not None and concerns:
        say = triage.make_digest(scene, who, concerns)
        scene.desk.say(replace(say, lines=(*say.lines, also(others))) if others else say)
    elif others:
        scene.desk.say(morning(scene, person, others))


def heard_lately(scene: Scene, person: str, waiting: list[str]) -> bool:
    """The same list every morning is no news: it is said again only when it has changed, or after three days."""
    mark = blake2b(" ".join(sorted(waiting)).encode(), digest_size=12).hexdigest()
    before = scene.desk.get(Due, f"digest_heard:{person}")
    if before is not None and before.ref == mark and scene.now - before.at < AGAIN:
        return True
    scene.desk.put(Due(f"digest_heard:{person}", "digest_heard", mark, scene.now, done=True))
    return False


def earlier(scene: Scene, person: str) -> tuple[Ask, ...]:
    """An older morning's list that still waits: today's takes its place, and its digits."""
    asks: tuple[Ask, ...] = scene.desk.find(OpenAsks(person))
    return tuple(ask for ask in asks if ask.script == "agenda" and ask.answered_at is None)


def to_triage(scene: Scene, person: str) -> list[Concern]:
    """Of every village whose first cadre this is, the oldest first."""
    villages = [hat.unit for hat in scene.desk.hats(person) if hat.level is Level.VILLAGE and keeper(scene, hat.unit) == (person,)]
    scene.desk.need(*(ConcernsToTriage(village) for village in villages))
    found = {concern.id: concern for village in villages for concern in scene.desk.find(ConcernsToTriage(village))}
    return sorted(found.values(), key=lambda concern: (concern.received_at, concern.id))


def also(items: tuple[Item, ...]) -> Line:
    """What else waits: in a chat the first few in words, on SMS how many."""
    lines = [item.line for item in items[:MOST_ALSO]]
    words = reduce(lambda rest, first: line("digest.and", first=first, rest=rest), reversed(lines[:-1]), lines[-1])
    return line("digest.also", count=str(len(items)), list=words)


def morning(scene: Scene, person: str, items: tuple[Item, ...]) -> Say:
    say = Say(f"person:{person}", (line("digest.today", count=str(len(items))),), kind=SayKind.DIGEST)
    shown = items[: triage.MOST_IN_DIGEST]
    scene.desk.note("clock", "digest", person)
    tokens, labels = tuple(item.token for item in shown), tuple(item.line for item in shown)
    return put_ask(scene, say, person, "agenda", "agenda.which", {}, tokens, labels, LASTS)
