"""Two times asked of the villagers, each answer counted; absent voices laid ready, and read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers.acts.asking import put_ask
from handlers.acts.pre_meeting import open_for
from handlers.acts.told import reports
from handlers.case import Case, case_of
from handlers.issues import reading_aloud
from handlers.issues import slots as talks
from handlers.issues.voices import voices
from handlers.memory import ById, OpenAsks
from handlers.messages import Line, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import TalkState
from handlers.village.evidence import affected_of, times_asked, times_lacking
from handlers.village.issue import PaperKind
from handlers.village.matter import Stage
from handlers.village.roles import Action

OPEN = Action.OPEN_MEETING


def ask_slots(command: talks.AskSlots, scene: Scene) -> None:
    """The paper stands from the asking on, with the households that were asked; each answer counts on it."""
    case = open_for(scene, command.issue, OPEN, Stage.READY)
    if case is not None:
        heard_by_mouth(case, command) if command.by_mouth else send(case, command)


def heard_by_mouth(case: Case, command: talks.AskSlots) -> None:
    """What the host heard, with the households it was heard from; how many are still lacking is said at once."""
    count = {"for_first": str(len(command.for_first)), "for_second": str(len(command.for_second))}
    slot = command.second if len(command.for_second) > len(command.for_first) else command.first
    said = {"homes_first": " ".join(command.for_first), "homes_second": " ".join(command.for_second)}
    named = (*command.for_first, *command.for_second)
    if named:
        facts = {"first": command.first, "second": command.second, "slot": slot, "by": "mouth", "homes": " ".join(named)}
        case.write(PaperKind.SLOTS, **facts, **count, **said)
    case.scene.desk.answer(line("slots.kept", slot=slot, count=str(len(named))) if named else Line("slots.nobody_named"), *lacking(case))


def lacking(case: Case) -> list[Line]:
    count = times_lacking(case.round, case.ground)
    have = str(len(times_asked(case.round, case.ground)))
    return [line("slots.lacking", have=have, lacking=str(count))] if count else []


def send(case: Case, command: talks.AskSlots) -> None:
    scene, people = case.scene, whom_to_ask(case)
    # everybody's open questions at once: one look-up instead of one a person
    scene.desk.need(*(OpenAsks(person) for person in people), *(ById(TalkState, f"p:{person}") for person in people))
    homes = sorted({person.household for person in case.persons if person.id in people and person.household})
    paper = case.write(PaperKind.SLOTS, first=command.first, second=command.second, slot="", homes=" ".join(homes))
    for person in people:
        say = Say(f"person:{person}", (line("slot.asked", title=clip(case.issue.title, 12)), Line("slot.which")), about=case.issue.id)
        labels = tuple(line("slots.suits", slot=each) for each in (command.first, command.second))
        args, tokens = {"issue": case.issue.id, "paper": paper.id}, ("first", "second")
        scene.desk.say(put_ask(scene, say, person, "slot", "slot.which", args, tokens, labels))
    scene.desk.answer(line("slots.sent", count=str(len(people))), *lacking(case))


def whom_to_ask(case: Case) -> tuple[str, ...]:
    """Those who reported it, and the head of every affected household who can be told something."""
    affected = affected_of(case.issue, case.ground)
    heads = {(home.id, home.head) for home in case.households if home.id in affected}
    people = dict.fromkeys(concern.person for concern in reports(case) if concern.person)
    people |= dict.fromkeys(p.id for p in case.persons if (p.household, p.name) in heads and p.phone)
    return tuple(people)


def choose_slot(command: talks.ChooseSlot, scene: Scene) -> None:
    case = case_of(scene, command.issue)
    paper = next((p for p in case.file.papers if p.id == command.paper), None) if case else None
    if case is None or paper is None or not case.may(Action.ANSWER_QUESTION):
        scene.desk.answer(Line("held.not_yours"))
        return
    mark = f"for_{command.which}"
    facts = {**paper.facts, mark: str(int(paper.facts.get(mark, "0")) + 1)}
    leads = max(("first", "second"), key=lambda which: int(facts.get(f"for_{which}", "0")))
    case.put(replace(paper, facts={**facts, "slot": facts[leads]}))
    scene.desk.answer(line("slot.thanks", slot=facts[command.which]))


def lay_voices(command: reading_aloud.LayVoices, scene: Scene, there: frozenset[str] = frozenset()) -> None:
    """there: the households at the table, whose words nobody needs to read."""
    case = open_for(scene, command.issue, OPEN, Stage.READY)
    if case is None:
        return
    found = voices(case, there)
    case.write(PaperKind.VOICES, count=str(len(found.aloud)), withheld=str(found.withheld))
    scene.desk.answer(line("voices.laid", count=str(len(found.aloud))))


def voices_read(command: reading_aloud.VoicesRead, scene: Scene) -> None:
    case = open_for(scene, command.issue, OPEN, Stage.MEETING)
    if case is None:
        return
    paper = case.file.last(PaperKind.ATTENDANCE)
    found = voices(case, frozenset(paper.facts["households"].split()) if paper else frozenset())
    case.write(PaperKind.VOICES, count=str(len(found.aloud)), withheld=str(found.withheld), read="1")
    scene.desk.answer(line("voices.have_read", count=str(len(found.aloud))))
    scene.desk.next = ("matters", {"issue": case.issue.id})


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    talks.AskSlots: ask_slots,
    talks.ChooseSlot: choose_slot,
    reading_aloud.LayVoices: lay_voices,
    reading_aloud.VoicesRead: voices_read,
}
