"""Is it true what was written down for them: the household's digit on an entry, and the call-back to a few of the visited."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from handlers.acts.asking import put_ask
from handlers.acts.opinions import settle_entry
from handlers.acts.visiting import call_back_later, opinion, own_id
from handlers.case import Case, case_of
from handlers.desk import Desk
from handlers.issues.opinions import AnswerCallBack, BackEntry
from handlers.issues.phones import can_be_asked, vouches
from handlers.issues.rounds import lot, visited
from handlers.memory import Address, AddressesIn, ById, Due, OpenAsks
from handlers.messages import Line, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import TalkState
from handlers.village.issue import Backing, Check, Opinion, Visit
from handlers.village.matter import Stage
from handlers.village.people import Office, Person

STEP = "call_back"
ONE_IN, AT_LEAST = 20, 2  # of the visited are called back: five in a hundred, never fewer than two
DENIALS = 3  # households of one issue: then the township sees that it happens, and not where
TOLD = "denied_told"  # once for an issue


def back(command: BackEntry, scene: Scene) -> None:
    """Right, wrong, or not to be read out. The recorder never hears of it: the visit is somebody else's then."""
    entry = scene.desk.get(Opinion, command.opinion)
    case = case_of(scene, entry.issue) if entry is not None else None
    entry = opinion(case, command.opinion) if case is not None else None
    if case is None or entry is None or entry.backing is not Backing.PENDING:
        scene.desk.answer(Line("kit.closed"))
        return
    person = next((p for p in case.persons if p.id == entry.person), None)
    if person is None or not vouches(scene, case, person, entry.recorder or ""):
        scene.desk.answer(Line("held.not_yours"))
        return
    if command.answer == "wrong":
        case.put(replace(entry, backing=Backing.DISPUTED))
        scene.desk.note(scene.actor, "entry_disputed", entry.issue)
        scene.desk.answer(Line("backing.say_it"))
        scene.desk.next = ("opinions", {"issue": entry.issue, "person": person.id, "comment": ""})
        return
    confirm(case, entry, quiet=command.answer == "quiet")
    scene.desk.note(scene.actor, "entry_confirmed", entry.issue)
    scene.desk.answer(Line("backing.thanks_quiet" if command.answer == "quiet" else "backing.thanks"))


def confirm(case: Case, entry: Opinion, quiet: bool) -> None:
    """The entry is the person's word now, beside what they had answered to the poll."""
    own = opinion(case, own_id(entry.issue, entry.person))
    backed = replace(entry, backing=Backing.CONFIRMED, withheld=entry.withheld or quiet)
    if own is None or own.id == entry.id:
        case.put(backed)
        return
    case.put(replace(backed, id=own.id, ours=own.ours, option=own.option, withheld=own.withheld or quiet, version=own.version))
    settle_entry(case, entry.person)


# ---------------------------------------------------------------- the call-back


def call_back(due: Due, scene_of: Callable[[str, str], Scene], desk: Desk) -> None:
    """The morning after: a few more households are asked, until enough of the visited have been; and the township hears, if it must."""
    scene = scene_of("", "")
    case = case_of(scene, due.ref)
    if case is None:
        return
    tell_township(scene, case)
    if case.issue.stage is not Stage.VISITING:
        return
    found = list(to_call(scene, case))
    scene.desk.need(*(OpenAsks(p.id) for _, p in found), *(ById(TalkState, f"p:{p.id}") for _, p in found))
    for visit, person in found:
        case.put(replace(visit, check=Check.ASKED))
        say = Say(f"person:{person.id}", (line("called.ask", title=clip(case.issue.title, 14)),), about=case.issue.id)
        scene.desk.say(put_ask(scene, say, person.id, "called", "called.asked", {"visit": visit.id}, ("came", "nobody")))
    scene.desk.note("clock", "call_back", case.issue.id, str(len(found)))


def to_call(scene: Scene, case: Case) -> Iterator[tuple[Visit, Person]]:
    """Drawn by lot from the visited who have a telephone of their own, and whom of each to ask."""
    been = visited(case.round.visits)
    called = {v.household for v in case.round.visits if v.check is not Check.NONE}
    wanted = max(AT_LEAST, -(-len(been) // ONE_IN)) - len(called)
    ways: dict[str, list[Address]] = {}
    for address in scene.desk.find(AddressesIn(case.issue.village)):
        for key in address.persons:
            ways.setdefault(key, []).append(address)
    for household in sorted(set(been) - called, key=lambda h: lot(case, f"{h}:called")):
        if wanted <= 0:
            return
        person = who_was_there(case, been[household], ways)
        if person is not None:
            wanted -= 1
            yield been[household], person


def who_was_there(case: Case, visit: Visit, ways: dict[str, list[Address]]) -> Person | None:
    """The one the visit names, else somebody of the household who is at home."""
    people = sorted((p for p in case.persons if p.household == visit.household), key=lambda p: (p.id != visit.person, p.id))
    near = [p for p in people if p.id == visit.person or not p.away]
    return next((p for p in near if can_be_asked(case, p, visit.by, ways.get(p.id, ()))), None)


def answer_call(command: AnswerCallBack, scene: Scene) -> None:
    """Nobody came: the visit is made again by somebody else, and nobody is reported."""
    visit = scene.desk.get(Visit, command.visit)
    case = case_of(scene, visit.issue) if visit is not None else None
    if visit is None or case is None or visit.check is not Check.ASKED:
        scene.desk.answer(Line("kit.closed"))
        return
    person = scene.person
    if person is None or person.household != visit.household or not vouches(scene, case, person, visit.by):
        scene.desk.answer(Line("held.not_yours"))
        return
    case.put(replace(visit, check=Check.CONFIRMED if command.came else Check.DENIED))
    scene.desk.note(scene.actor, "call_back_answer", visit.issue)
    scene.desk.answer(Line("called.thanks" if command.came else "called.again"))
    if not command.came:
        drop_entries(case, visit)
        if len(denied(case)) >= DENIALS:
            call_back_later(scene, case)


def drop_entries(case: Case, visit: Visit) -> None:
    """What was written down at a door where nobody was counts for nothing until somebody has truly asked."""
    for each in case.file.opinions:
        if each.household == visit.household and each.recorder == visit.by and each.backing is Backing.PENDING:
            case.put(replace(each, backing=Backing.DISPUTED))


def denied(case: Case) -> frozenset[str]:
    """Households, each once however often it has said so."""
    return frozenset(v.household for v in case.file.visits if not v.stands)


def tell_township(scene: Scene, case: Case) -> None:
    """Three households of one issue: the township learns that visits are missing, without a name and without a door.

    In the morning and not with the answer, so that the hour tells nobody who has given it.
    """
    staff, mark = scene.desk.staff(case.issue.village), f"{TOLD}:{case.issue.id}"
    reviewer = staff.first(Office.REVIEWER) if staff else None
    count = len(denied(case))
    if reviewer is None or count < DENIALS or scene.desk.get(Due, mark) is not None:
        return
    scene.desk.put(Due(mark, TOLD, case.issue.id, scene.now, done=True))
    told = line("called.three", title=case.issue.title, count=str(count))
    scene.desk.say(Say(f"person:{reviewer.id}", (told,), about=case.issue.id))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {BackEntry: back, AnswerCallBack: answer_call}
