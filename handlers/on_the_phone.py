"""打电话: whom no message could reach is called. One list for all who may call, one call for everything one person is owed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers import call_list
from handlers.call_list import Receiver
from handlers.case import Case, case_of
from handlers.issues.amounts import spoken_day
from handlers.issues.phones import mobile
from handlers.issues.sentences import MEANT, Said, ears_say, plain_stance
from handlers.issues.visiting import CHECKS, STANCES, in_words, with_reason
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, ask, choose
from handlers.village.calls import Call, CallKind
from handlers.village.evidence import scope_of
from handlers.village.issue import Method, Stance
from handlers.village.people import Person

MOST_READ = 3  # entries whose words are read at once: more nobody says in one call
TOLD, NOBODY, WRONG = "told", "nobody", "wrong"
SPOKEN = tuple(Pick(f":{pick.token}", pick.line, pick.value) for pick in STANCES)


@dataclass(frozen=True, slots=True)
class TakeCall:
    """This one is the speaker's for twenty minutes. key: whose; "" when another has just taken whom the speaker chose."""

    key: str


@dataclass(frozen=True, slots=True)
class EndCall:
    """What came of it. entry: the one entry that was asked about, with what was said."""

    calls: str
    outcome: str
    entry: str = ""
    said: Said | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class AskOn:
    """It was written down wrongly: while they are on the line the same is asked once more."""

    calls: str


@dataclass(frozen=True, slots=True)
class NobodyToCall:
    """Not at this hour, or others have taken all of them."""


@dataclass(frozen=True, slots=True)
class MissedCall:
    """Somebody called us and nobody answered."""


Command = TakeCall | EndCall | AskOn | NobodyToCall


def calls(scene: Scene) -> Talk[TakeCall | NobodyToCall]:
    """Whoever may be called now. One whom another has taken meanwhile is no fault: the next one is offered."""
    found = call_list.now_waiting(scene)
    if not found:
        return NobodyToCall()
    picks = [Pick(each.key, option(each), each.key) for each in found]
    try:
        key: str = yield from choose("calls.which", picks, count=str(len(found)))
    except Stale:
        key = ""
    return TakeCall(key)


def option(each: Receiver) -> Line:
    count = str(len(each.calls))
    if each.in_person:
        return line("calls.visit", name=name_of(each.person), count=count)
    return line("calls.person", name=name_of(each.person), phone=dial(each.number), count=count)


def name_of(person: Person | None) -> str | Line:
    return person.name if person else Line("calls.unknown")


def dial(number: str | None) -> str:
    """As a mobile dials it: a landline with its 0, a number abroad as it is."""
    if number is None:
        return "—"
    home = number.removeprefix("+86")
    return home if mobile(number) or home == number else f"0{home}"


def call(scene: Scene, calls: str, on: str = "") -> Talk[Command]:
    """Their words, whether anybody answered, and what was said. on: they are still on the line."""
    held = call_list.held(scene, calls)
    if not held:
        raise Stale("call.reached")
    person = scene.desk.get(Person, held[0].person) if held[0].person else None
    if not on:
        outcome = yield from reached(held, person)
        if outcome != TOLD:
            return EndCall(calls, outcome)
    return (yield from conversation(scene, calls, held, person))


def reached(held: Sequence[Call], person: Person | None) -> Talk[str]:
    """Three answers to whoever rings, and two to whoever goes there."""
    number = next((each.number for each in held if each.number), None)
    read = [words_of(each) for each in held[:MOST_READ]]
    if any(each.in_person for each in held):
        picks = [Pick(TOLD, Line("call.told"), TOLD), Pick(NOBODY, Line("call.not_there"), NOBODY)]
        said: str = yield from choose("call.met", picks, before=read, who=name_of(person))
        return said
    picks = [Pick(each, Line(f"call.{each}"), each) for each in (TOLD, NOBODY, WRONG)]
    said = yield from choose("call.reached", picks, before=read, who=name_of(person), phone=dial(number))
    return said


def words_of(entry: Call) -> Line:
    if entry.kind is CallKind.BACK:
        at = entry.made_at
        return line("call.back", day=spoken_day(at.date()), hour=f"{at:%H:%M}")
    words = clip(entry.words, 120)
    return line("call.ask", words=words) if entry.kind is CallKind.ASK else line("call.tell", words=words)


def conversation(scene: Scene, calls: str, held: Sequence[Call], person: Person | None) -> Talk[Command]:
    """One question of theirs is put and answered; what else there is to ask comes after it."""
    for entry in held:
        case = case_asked(scene, entry, person)
        if case is not None and person is not None:
            said = yield from opinion(case, person, entry)
            return EndCall(calls, TOLD, entry.id, said) if said is not None else AskOn(calls)
    back = next((entry for entry in held if entry.kind is CallKind.BACK), None)
    if back is None:
        return EndCall(calls, TOLD)
    words = (yield from ask("call.wants", skippable=True, who=name_of(person))) or ""
    return EndCall(calls, TOLD, back.id, words=words)


def case_asked(scene: Scene, entry: Call, person: Person | None) -> Case | None:
    """The matter of which an opinion is asked, where what they say may be written down."""
    issue = call_list.asked_about(scene, entry)
    case = case_of(scene, issue.id) if issue is not None else None
    if case is None or person is None or person.household not in scope_of(case.issue, case.ground):
        return None
    return case


def opinion(case: Case, person: Person, entry: Call) -> Talk[Said | None]:
    """Stance, one sentence, read back; None when it was written down wrongly."""
    method = Method.DOOR if entry.in_person else Method.PHONE
    asked = Said(person.household or "", person.id, method=method)
    stance, words = yield from in_their_words(person.name)
    said = replace(asked, stance=stance, words=words) if words else (yield from with_reason(asked, stance))
    return said if (yield from choose("visit.check", CHECKS, words=in_words(case, said))) else None


def in_their_words(name: str) -> Talk[tuple[Stance, str]]:
    """The stance by its digit, or what they say, typed as it is heard; what the ears are not sure of is asked by digit."""
    said = (yield from ask("visit.stance", picks=SPOKEN, who=name)) or ""
    digit = next((pick.value for pick in SPOKEN if pick.token == said), None)
    if digit is not None:
        return digit, ""
    stance, words = plain_stance(said)
    if stance is None and (sure := ears_say(said)) is not None:
        stance = MEANT.get(sure)
    if stance is None:
        stance = yield from choose("visit.which_stance", STANCES, who=name)
    return stance, words
