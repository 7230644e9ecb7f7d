"""The call list at work: taken, told, in vain, wrong; what was told is read back, and whoever says it was not is called by another."""

from collections.abc import Callable, Sequence
from typing import Any

from handlers import call_list
from handlers.acts import missed_calls
from handlers.acts.asking import put_ask
from handlers.acts.clock_things import keeper
from handlers.acts.visiting import kept, visitor_name
from handlers.call_list import Receiver
from handlers.issues.amounts import spoken_day
from handlers.issues.phones import mobile
from handlers.issues.visiting import RecordVisits
from handlers.memory import AddressesOf, ById, OpenAsks, PersonsOfUnit
from handlers.messages import Line, Say, line
from handlers.on_the_phone import NOBODY, TOLD, WRONG, AskOn, EndCall, MissedCall, NobodyToCall, TakeCall, case_asked, dial, name_of
from handlers.read_back import AnswerReadBack
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import TalkState
from handlers.village import calls
from handlers.village.calls import READ_BACK, Call, CallKind, CallOutcome
from handlers.village.people import Person

SHORT = 20  # characters of what was told: with its digits the read-back is one SMS


def take(command: TakeCall, scene: Scene) -> None:
    """It is the speaker's now, unless another was quicker: then the next one is."""
    found = call_list.now_waiting(scene)
    chosen = next((each for each in found if each.key == command.key), None)
    if chosen is None:
        scene.desk.answer(Line("calls.taken"))
    if found:
        begin(scene, chosen or found[0])


def nobody_to_call(command: NobodyToCall, scene: Scene) -> None:
    scene.desk.answer(Line("calls.nothing"))


def begin(scene: Scene, each: Receiver) -> None:
    for entry in each.calls:
        scene.desk.put(calls.take(entry, scene.actor, scene.now))
    scene.desk.next = ("call", {"calls": " ".join(entry.id for entry in each.calls)})


def ask_on(command: AskOn, scene: Scene) -> None:
    scene.desk.next = ("call", {"calls": command.calls, "on": "1"})


def end(command: EndCall, scene: Scene) -> None:
    held = call_list.held(scene, command.calls)
    if not held:
        scene.desk.answer(Line("kit.closed"))
        return
    person = scene.desk.get(Person, held[0].person) if held[0].person else None
    ENDINGS[command.outcome](scene, command, held, person)
    if scene.desk.next is None:
        go_on(scene)


def go_on(scene: Scene) -> None:
    """The rest of the list, as long as somebody is left."""
    if call_list.now_waiting(scene):
        scene.desk.next = ("calls", {})
    else:
        scene.desk.answer(Line("calls.done"))


def nobody(scene: Scene, command: EndCall, held: Sequence[Call], person: Person | None) -> None:
    after = [calls.in_vain(entry, scene.now) for entry in held]
    for entry in after:
        scene.desk.put(entry)
        scene.desk.note(scene.actor, "call_in_vain", entry.id, str(len(entry.tries)))
    if all(entry.outcome is CallOutcome.OVER for entry in after):
        scene.desk.answer(Line("call.given_up"))
        return
    due = max(entry.due_at for entry in after)
    day = spoken_day(due.date())
    if any(entry.in_person for entry in held):
        scene.desk.answer(line("call.another_day", day=day))
    elif any(entry.in_person for entry in after):
        scene.desk.answer(line("call.go_there", who=name_of(person)))
    else:
        scene.desk.answer(line("call.later", day=day, hour=f"{due.hour}点"))


def wrong(scene: Scene, command: EndCall, held: Sequence[Call], person: Person | None) -> None:
    """The number is called no more; the secretary, who keeps the roster, hears it in one line."""
    for entry in held:
        scene.desk.put(calls.wrong_number(entry, scene.now))
        scene.desk.note(scene.actor, "call_wrong_number", entry.id)
    number = next((entry.number for entry in held if entry.number), None)
    told = line("call.number_wrong", name=name_of(person), phone=dial(number))
    for key in keeper(scene, held[0].village) if person is not None else ():
        if key != scene.actor:
            scene.desk.say(Say(f"person:{key}", (told,), about=held[0].id))
    scene.desk.answer(told)


def told(scene: Scene, command: EndCall, held: Sequence[Call], person: Person | None) -> None:
    """Closed is what was told, and what was asked and answered; for what is still to be asked they stay on the line."""
    if not entered(scene, command, held, person):
        return
    left = [entry for entry in held if entry.id != command.entry and asks_more(scene, entry, person)]
    done = [entry for entry in held if entry not in left]
    for entry in done:
        scene.desk.put(calls.close(entry, CallOutcome.DONE, scene.actor, scene.now))
        scene.desk.note(scene.actor, "call_done", entry.id, "in person" if entry.in_person else "")
    if person is not None:
        read_back(scene, person, [entry for entry in done if entry.kind is CallKind.TELL])
    if left:
        scene.desk.next = ("call", {"calls": " ".join(entry.id for entry in left), "on": "1"})
    elif not command.said and not command.words:
        scene.desk.answer(Line("call.kept"))


def entered(scene: Scene, command: EndCall, held: Sequence[Call], person: Person | None) -> bool:
    """Writes down what was said; False when that may not be done any more: then nothing counts as told."""
    entry = next((each for each in held if each.id == command.entry), None)
    if command.said is not None and entry is not None:
        issue = call_list.asked_about(scene, entry)
        if issue is None:
            scene.desk.answer(Line("kit.closed"))
        return issue is not None and kept(RecordVisits(issue.id, (command.said,), ""), scene) is not None
    if command.words and entry is not None:
        missed_calls.take_down(scene, entry, person, command.words)
    return True


def asks_more(scene: Scene, entry: Call, person: Person | None) -> bool:
    return entry.kind is CallKind.BACK or case_asked(scene, entry, person) is not None


ENDINGS: dict[str, Callable[[Scene, EndCall, Sequence[Call], Person | None], None]] = {TOLD: told, NOBODY: nobody, WRONG: wrong}


# ---------------------------------------------------------------- was it so


def read_back(scene: Scene, person: Person, done: Sequence[Call]) -> None:
    """One message with what is said to have been told, where one can reach them; else nothing is sent."""
    if not done or not may_be_asked(scene, person):
        return
    scene.desk.need(OpenAsks(person.id), ById(TalkState, f"p:{person.id}"))
    words = "；".join(clip(entry.words, SHORT) for entry in done)
    key = "told_back.visit" if done[0].in_person else "told_back.phone"
    say = Say(f"person:{person.id}", (line(key, who=visitor_name(scene), words=clip(words, SHORT)),), about=f"{READ_BACK}{done[0].id}")
    args = {"calls": " ".join(entry.id for entry in done)}
    scene.desk.say(put_ask(scene, say, person.id, "told_back", "told_back.check", args, ("right", "wrong")))


def may_be_asked(scene: Scene, person: Person) -> bool:
    """A mobile telephone of their own: no family's, not that of whoever called, and of nobody who wants no messages."""
    if not mobile(person.phone) or (scene.person is not None and person.phone == scene.person.phone):
        return False
    scene.desk.need(AddressesOf(person.id), *([PersonsOfUnit(person.village)] if person.village else []))
    neighbours: tuple[Person, ...] = scene.desk.find(PersonsOfUnit(person.village)) if person.village else ()
    shared = any(each.phone == person.phone and each.id != person.id for each in neighbours)
    return not shared and not any(address.opted_out for address in scene.desk.find(AddressesOf(person.id)))


def answer_read_back(command: AnswerReadBack, scene: Scene) -> None:
    """Nobody told them: the entries are open again, for anybody else. Whoever said so never hears of it."""
    keys = command.calls.split()
    scene.desk.need(*(ById(Call, key) for key in keys))
    found = [call for key in keys if (call := scene.desk.get(Call, key)) is not None and call.outcome is CallOutcome.DONE]
    if not found:
        scene.desk.answer(Line("kit.closed"))
        return
    if not scene.address.trusted or any(call.person not in scene.address.persons for call in found):
        scene.desk.answer(Line("held.not_yours"))
        return
    for call in found:
        scene.desk.note(scene.actor, "call_confirmed" if command.right else "call_disputed", call.id)
        if not command.right:
            scene.desk.put(calls.dispute(call, scene.now))
    scene.desk.answer(Line("told_back.thanks" if command.right else "told_back.again"))


# ---------------------------------------------------------------- what ends by itself


def put_away(scene: Scene, found: Sequence[Call]) -> None:
    """What nobody is to be told any more leaves the list, and the chain has it."""
    call_list.look_up(scene, found)
    for call in found:
        if call.outcome is CallOutcome.OPEN and call_list.over(scene, call):
            scene.desk.put(calls.close(call, CallOutcome.OVER, None, scene.now))
            scene.desk.note("clock", "call_over", call.id)


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    TakeCall: take,
    EndCall: end,
    AskOn: ask_on,
    NobodyToCall: nobody_to_call,
    MissedCall: missed_calls.missed,
    AnswerReadBack: answer_read_back,
}
