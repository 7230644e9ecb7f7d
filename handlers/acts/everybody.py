"""The one question to everybody in scope when the visits begin: a digit or a sentence, near or far, by chat or by SMS."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta

from handlers.acts.asking import put_ask
from handlers.acts.polling import grown
from handlers.acts.visiting import close_asks
from handlers.case import Case, case_of
from handlers.desk import Desk
from handlers.issues.amounts import spoken_day
from handlers.issues.phones import cadres, mobile
from handlers.issues.rounds import CLOCK
from handlers.memory import Address, AddressesIn, ById, Due, OpenAsks
from handlers.messages import Line, Reach, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import TalkState
from handlers.village.evidence import affected_of, scope_of
from handlers.village.issue import Method, Stance, Visit
from handlers.village.matter import Stage
from handlers.village.people import Person

STEP = "ask_everybody"
LASTS = timedelta(days=14)  # without a day for the session; with one, until its eve
LONGEST_TITLE = 16  # characters: with its options the question is one SMS
TOKENS = tuple(f":{stance}" for stance in Stance)
LABELS = tuple(Line(f"stance.{stance}") for stance in Stance)


def begin(scene: Scene, case: Case) -> None:
    """VISITING has begun: everybody is asked at once, by a moment of its own."""
    scene.desk.put(Due(f"{STEP}:{case.issue.id}", STEP, case.issue.id, scene.now))


def happen(due: Due, scene_of: Callable[[str, str], Scene], desk: Desk) -> None:
    scene = scene_of("", "")
    case = case_of(scene, due.ref)
    if case is not None and case.issue.stage is Stage.VISITING:
        ask_everybody(scene, case)


def ask_everybody(scene: Scene, case: Case) -> None:
    """Each grown person in scope whom a message can reach, once; a shared telephone once.

    It counts as one attempt of the bot's own, reached by nobody yet: whoever is away is so tried on two ways.
    """
    issue = case.issue
    people = list(reachable(scene, case))
    asked = [p for p, _ in people]
    scene.desk.need(*(OpenAsks(p.id) for p in asked), *(ById(TalkState, f"p:{p.id}") for p in asked))
    words, near = question(scene, case), affected_of(issue, case.ground)
    for person, method in people:
        close_asks(scene, person.id, "poll", "issue", issue.id)  # this one says more, and its digits should be plain
        close_asks(scene, person.id, "opinions", "issue", issue.id)
        args = {"issue": issue.id, "person": person.id, "comment": ""}
        reach = Reach.PROVEN if person.household in near else Reach.OWED
        say = Say(f"person:{person.id}", (words,), about=issue.id, reach=reach)
        lasts = until(scene.now, case) - scene.now
        scene.desk.say(put_ask(scene, say, person.id, "opinions", "opinions.stance", args, TOKENS, LABELS, lasts, words=True))
        visit = Visit(scene.fresh.id("visit"), issue.id, person.household or "", scene.now, CLOCK, method, False, person.id)
        case.put(visit)
    scene.desk.note(CLOCK, "ask_everybody", issue.id, str(len(people)))


def question(scene: Scene, case: Case) -> Line:
    """【石桥村说事】东坡路塌了，12月10日商量."""
    unit, day = scene.desk.unit(case.issue.village), case.issue.session
    name = unit.name if unit else ""
    title = clip(case.issue.title, LONGEST_TITLE)
    if day is None:
        return line("opinions.ask", village=name, title=title)
    return line("opinions.ask_by", village=name, title=title, day=spoken_day(day))


def until(now: datetime, case: Case) -> datetime:
    """Answers are taken until the day of the session begins."""
    day = case.issue.session
    return datetime.combine(day, time.min, now.tzinfo) if day is not None and day > now.date() else now + LASTS


def reachable(scene: Scene, case: Case) -> Iterator[tuple[Person, Method]]:
    """Who gets the question, and by which way: no cadre (they have other ways to speak), nobody who has answered."""
    scope, held = scope_of(case.issue, case.ground), cadres(case)
    spoke = {o.person for o in case.round.opinions if o.counted and o.stance is not None}
    ways: dict[str, list[Address]] = {}
    for address in scene.desk.find(AddressesIn(case.issue.village)):
        for key in address.persons:
            ways.setdefault(key, []).append(address)
    phones = set[str]()
    for person in case.persons:
        if person.household not in scope or person.id in held or person.id in spoke or not grown(person, scene.now.year):
            continue
        method = way(person, ways.get(person.id, []))
        if method is not None and not (person.phone and person.phone in phones):
            phones.add(person.phone or "")
            yield person, method


def way(person: Person, addresses: list[Address]) -> Method | None:
    """How a message will most probably come: None for who wants none, or has no way."""
    if any(a.opted_out for a in addresses):
        return None
    if any(a.trusted and a.following and a.channel != "sms" for a in addresses):
        return Method.CHAT
    return Method.SMS if mobile(person.phone) else None


HAPPENINGS: dict[str, Callable[[Due, Callable[[str, str], Scene], Desk], None]] = {STEP: happen}
