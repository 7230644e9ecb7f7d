"""What was heard at the doors: visits and entries on behalf, the question that backs them, and whose turn it is next."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from handlers.acts.asking import put_ask
from handlers.case import Case, case_of
from handlers.issues.phones import can_be_asked
from handlers.issues.rounds import A_DAY, doors_of, doors_open, head_of, may_visit, todays
from handlers.issues.sentences import Said
from handlers.issues.visiting import NoDoors, RecordVisits, SayAgain
from handlers.memory import AddressesOf, Ask, ById, Due, OpenAsks
from handlers.messages import Line, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import TalkState
from handlers.village.evidence import scope_of
from handlers.village.issue import Backing, Opinion, Visit
from handlers.village.people import Office, Person, surname
from handlers.village.working_days import VILLAGE_ZONE

CALL_BACKS_AT = time(10, 0)  # the morning after, when people may be disturbed
BACKING_LASTS = timedelta(days=14)


def record(command: RecordVisits, scene: Scene) -> None:
    case = kept(command, scene)
    if case is not None:
        go_on(scene, case, command.then)


def kept(command: RecordVisits, scene: Scene) -> Case | None:
    """Keeps every entry that the speaker may make; a person's own word is never written over. None: nothing was kept."""
    case = case_of(scene, command.issue)
    if case is None or not doors_open(case):
        scene.desk.answer(Line("kit.closed"))
        return None
    scope = scope_of(case.issue, case.ground)
    theirs = {h.id for h in case.households if h.id in scope and may_visit(case, h)}
    mine = [each for each in command.entries if each.household in theirs]
    if not mine or scene.person is None:
        scene.desk.answer(Line("held.not_yours"))
        return None
    people = [each.person for each in mine if each.person]
    scene.desk.need(*(ref for p in people for ref in (AddressesOf(p), OpenAsks(p), ById(TalkState, f"p:{p}"))))
    for each in mine:
        keep(scene, case, each)
    if any(each.reached for each in mine):
        call_back_later(scene, case)
    scene.desk.answer(line("visit.kept", count=str(len(mine))))
    return case


def keep(scene: Scene, case: Case, said: Said) -> None:
    """One visit, and what was said there as an entry on behalf: 待核 until the household backs it."""
    reached = said.stance is not None or bool(said.words)
    case.put(
        Visit(
            scene.fresh.id("visit"),
            case.issue.id,
            said.household,
            scene.now,
            scene.actor,
            said.method,
            reached,
            said.person or None,
        )
    )
    scene.desk.note(scene.actor, "visit", case.issue.id, f"{said.household} {said.method}")
    person = next((p for p in case.persons if p.id == said.person), None) or head_of(case, said.household)
    if not reached or person is None:
        return
    if spoke_themselves(case, person.id):
        scene.desk.answer(line("visit.own_stands", name=person.name))
        return
    entry = enter(scene, case, said, person)
    ask_backing(scene, case, entry, person)


def own_id(issue: str, person: str) -> str:
    return f"{issue}:{person}"


def entry_id(issue: str, person: str) -> str:
    """Where an entry waits while the person's own record holds their answer to the poll."""
    return f"{issue}:{person}:entry"


def spoke_themselves(case: Case, person: str) -> bool:
    """An answer of their own, or one they have confirmed: nobody writes over it."""
    own = opinion(case, own_id(case.issue.id, person))
    return own is not None and own in case.round.opinions and own.counted and (own.stance is not None or bool(own.words))


def opinion(case: Case, key: str) -> Opinion | None:
    return next((o for o in case.file.opinions if o.id == key), None)


def enter(scene: Scene, case: Case, said: Said, person: Person) -> Opinion:
    entry = Opinion("", case.issue.id, said.household, person.id, scene.now, said.method.value)
    return put_pending(case, replace(entry, stance=said.stance, words=said.words, recorder=scene.actor))


def put_pending(case: Case, said: Opinion) -> Opinion:
    """待核, under the person's name, or beside it where the person's own record holds a word of their own."""
    own = opinion(case, own_id(said.issue, said.person))
    key = entry_id(said.issue, said.person) if own is not None and own.counted else own_id(said.issue, said.person)
    before = opinion(case, key)
    entry = replace(said, id=key, backing=Backing.PENDING)
    if before is not None:
        entry = replace(entry, ours=before.ours, withheld=said.withheld or before.withheld, version=before.version)
    case.put(entry)
    return entry


# ---------------------------------------------------------------- the household is asked


def ask_backing(scene: Scene, case: Case, entry: Opinion, person: Person) -> None:
    """One digit on a phone that is theirs alone; without such a phone the entry stays 待核."""
    addresses = scene.desk.find(AddressesOf(person.id))
    if not can_be_asked(case, person, scene.actor, addresses):
        return
    close_asks(scene, person.id, "backing", "opinion", entry.id)
    told = line("backing.recorded", who=visitor_name(scene), words=in_short(scene, entry), title=clip(case.issue.title, 12))
    say = Say(f"person:{person.id}", (told,), about=entry.id)
    args = {"opinion": entry.id}
    scene.desk.say(put_ask(scene, say, person.id, "backing", "backing.check", args, ("right", "wrong", "quiet"), lasts=BACKING_LASTS))


def close_asks(scene: Scene, person: str, script: str, name: str, value: str) -> None:
    """Questions of one kind about one thing that wait no longer: a digit must not answer what has changed."""
    asks: tuple[Ask, ...] = scene.desk.find(OpenAsks(person))
    for each in asks:
        if each.answered_at is None and each.script == script and each.args.get(name) == value:
            scene.desk.put(replace(each, answered_at=scene.now))


def in_short(scene: Scene, said: Opinion) -> Line:
    """同意，先修塌处."""
    if said.stance is None:
        return line("opinions.words_only", words=clip(said.words, 20))
    if not said.words:
        return Line(f"stance.{said.stance}")
    return line("opinions.with_words", stance=Line(f"stance.{said.stance}"), words=clip(said.words, 20))


def visitor_name(scene: Scene) -> Line:
    """网格员刘师傅, 王支书, 冯同志: as they are known at the door."""
    person = scene.person
    name = surname(person.name) if person else "—"
    if any(hat.office is Office.GRID_LEAD for hat in scene.hats):
        return line("role.grid_lead", surname=name)
    if any(hat.office is Office.SECRETARY for hat in scene.hats):
        return line("role.secretary", surname=name)
    return line("role.person", surname=name)


# ---------------------------------------------------------------- afterwards


def call_back_later(scene: Scene, case: Case) -> None:
    """Tomorrow a few of today's households are asked whether anybody came."""
    day = scene.now.date() + timedelta(days=1)
    at = datetime.combine(day, CALL_BACKS_AT, VILLAGE_ZONE)
    scene.desk.put(Due(f"call_back:{case.issue.id}:{day}", "call_back", case.issue.id, at))


def go_on(scene: Scene, case: Case, script: str) -> None:
    """The next door, until today's three are done; then how many are left."""
    if script == "away":
        scene.desk.next = ("away", {"issue": case.issue.id, "rung": case.file.visits[-1].person or ""})
        return
    left = doors_of(case, scene.actor)
    done = {v.household for v in case.file.visits if v.by == scene.actor and v.at.date() == scene.now.date()}
    if not left:
        scene.desk.answer(Line("doors.none"))
    elif len(done) % A_DAY == 0:
        scene.desk.answer(line("doors.enough", count=str(len(left))))
    else:
        homes = " ".join(h.id for h in todays(case, scene.actor))
        scene.desk.next = ("doors", {"issue": case.issue.id, "homes": homes})


def say_again(command: SayAgain, scene: Scene) -> None:
    if command.unknown:
        scene.desk.answer(Line("visit.unknown"))
    args = {"issue": command.issue}
    scene.desk.next = (command.script, args | ({"door": command.door} if command.door else {}))


def no_doors(command: NoDoors, scene: Scene) -> None:
    scene.desk.answer(Line("doors.none" if command.issue else "doors.no_issue"))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {RecordVisits: record, SayAgain: say_again, NoDoors: no_doors}
