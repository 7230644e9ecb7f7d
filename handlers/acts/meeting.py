"""说事议事会 opened, or not held and everybody who asked told why; two times asked; absent voices laid ready and read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers.acts.asking import put_ask
from handlers.acts.briefs import plan_brief
from handlers.acts.pre_meeting import open_for
from handlers.acts.timing import start_clock
from handlers.acts.told import reports, tell_all
from handlers.case import Case, case_of
from handlers.issues import meeting as talks
from handlers.issues.amounts import spoken_day
from handlers.issues.gate_card import shut_lines
from handlers.issues.voices import voices
from handlers.look_up import title
from handlers.memory import ById, OpenAsks
from handlers.messages import Line, Say, SayKind, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import TalkState
from handlers.village.clocks import ClockKind
from handlers.village.evidence import affected_of
from handlers.village.gates import FOUR, GateName, Shut
from handlers.village.issue import PaperKind
from handlers.village.matter import Stage
from handlers.village.people import Office
from handlers.village.road import Held
from handlers.village.roles import Action
from handlers.village.sessions import notice_until

OPEN = Action.OPEN_MEETING


def untimely(command: talks.Untimely, scene: Scene) -> None:
    case = open_for(scene, command.issue, OPEN, Stage.READY)
    if case is None:
        return
    session = spoken_day(case.issue.session or scene.now.date())
    if talks.timing(case) is talks.Timing.EARLY:
        scene.desk.answer(line("meeting.early", day=session))
    else:
        scene.desk.answer(line("meeting.over", day=session))
        scene.desk.next = ("matters", {"issue": case.issue.id, "step": "move_session"})


def open_meeting(command: talks.OpenMeeting, scene: Scene) -> None:
    """Held to G3 and G4 by the head count; a shut gate moves the meeting, and says so to those who asked."""
    case = open_for(scene, command.issue, OPEN, Stage.READY)
    if case is None:
        return
    timing = talks.timing(case)
    if timing not in (talks.Timing.NOW, talks.Timing.LATE):
        untimely(talks.Untimely(command.issue), scene)
        return
    held = case.move(Stage.MEETING, command.there)
    if held is not None:
        not_held(case, held)
        return
    late = {"late": "1"} if timing is talks.Timing.LATE else {}
    case.write(PaperKind.ATTENDANCE, **command.there.facts(), **late)
    start_clock(scene, ClockKind.MINUTES, case.issue.id)
    start_clock(scene, ClockKind.NOTICE_START, case.issue.id)
    scene.desk.answer(line("meeting.open", title=clip(case.issue.title, 12), people=str(command.there.persons)))
    if late:
        scene.desk.answer(Line("meeting.late"))
    scene.desk.next = ("matters", {"issue": case.issue.id})


# ---------------------------------------------------------------- not held


def not_held(case: Case, held: Held) -> None:
    """改期说明 for the file and the board; the card for the host; one line at once for everybody who asked."""
    scene = case.scene
    gates = tuple(gate for gate in FOUR if any(shut.gate is gate for shut in held.shut))
    again = twice_without_leaders(case, gates)
    case.write(PaperKind.NOT_HELD, gates=" ".join(gates), lacking=" ".join(f"{s.what}:{s.have}:{s.need}" for s in held.shut))
    lines = refusal(case, gates, held.shut)
    until = notice_until(scene.now.date())
    case.write(PaperKind.NOTICE, "\n".join(scene.word(each) for each in lines), page="refusal", until=until.isoformat())
    scene.desk.answer(*lines)
    for concern in reports(case):
        told = line("meeting.not_held_told", title=title(concern), gate=gate_words(gates))
        scene.desk.say(Say(f"address:{concern.address}", (told,), about=case.issue.id))
    if again:
        tell_township(case)
    scene.desk.next = ("matters", {"issue": case.issue.id, "step": "move_session"})


def refusal(case: Case, gates: tuple[GateName, ...], shut: tuple[Shut, ...]) -> list[Line]:
    """Which gates, and of each everything lacking with its number and who mends it."""
    lines = [line("meeting.not_held", title=clip(case.issue.title, 20))]
    for gate in gates:
        lines += [line("gate_card.shut", gate=Line(f"gate.{gate}")), *shut_lines([s for s in shut if s.gate is gate], most=9)]
    return lines


def gate_words(gates: tuple[GateName, ...]) -> Line:
    first, *more = (Line(f"gate.{gate}") for gate in gates)
    return line("gate.and", first=first, second=more[0]) if more else first


def twice_without_leaders(case: Case, gates: tuple[GateName, ...]) -> bool:
    """Is this the second time in a row that nobody came from above?"""
    before = case.file.since(PaperKind.NOT_HELD, PaperKind.ATTENDANCE)
    return GateName.ATTENDED in gates and bool(before) and GateName.ATTENDED in before[-1].facts["gates"].split()


def tell_township(case: Case) -> None:
    """Not to shame anybody: so that next time somebody comes."""
    staff = case.scene.desk.staff(case.issue.village)
    reviewer = staff.first(Office.REVIEWER, Office.TOWNSHIP_LEADER) if staff else None
    if staff is not None and reviewer is not None:
        told = line("meeting.township_told", village=staff.unit.name, title=clip(case.issue.title, 12))
        case.scene.desk.say(Say(f"person:{reviewer.id}", (told,), kind=SayKind.DIGEST, about=case.issue.id))


def move_session(command: talks.MoveSession, scene: Scene) -> None:
    case = open_for(scene, command.issue, OPEN, Stage.READY)
    if case is None:
        return
    if command.day is None:
        case.move(Stage.VISITING)
        scene.desk.answer(Line("move.visiting"))
        return
    case.change(session=command.day)
    plan_brief(scene, case.issue)
    scene.desk.note(scene.actor, "session_moved", case.issue.id, command.day.isoformat())
    count = tell_all(case, line("move.told", title=clip(case.issue.title, 12), day=spoken_day(command.day)))
    scene.desk.answer(line("move.done", day=spoken_day(command.day), count=str(count)))


# ---------------------------------------------------------------- two times


def ask_slots(command: talks.AskSlots, scene: Scene) -> None:
    """The paper stands from the asking on; each answer counts on it."""
    case = open_for(scene, command.issue, OPEN, Stage.READY)
    if case is None:
        return
    facts = {"first": command.first, "second": command.second, "slot": command.chosen}
    if command.chosen:
        case.write(PaperKind.SLOTS, **facts)
        scene.desk.answer(line("slots.kept", slot=command.chosen))
        return
    people = whom_to_ask(case)
    # everybody's open questions at once: one look-up instead of one a person
    scene.desk.need(*(OpenAsks(person) for person in people), *(ById(TalkState, f"p:{person}") for person in people))
    paper = case.write(PaperKind.SLOTS, **facts)
    for person in people:
        say = Say(f"person:{person}", (line("slot.asked", title=clip(case.issue.title, 12)), Line("slot.which")), about=case.issue.id)
        labels = tuple(line("slots.suits", slot=each) for each in (command.first, command.second))
        args, tokens = {"issue": case.issue.id, "paper": paper.id}, ("first", "second")
        scene.desk.say(put_ask(scene, say, person, "slot", "slot.which", args, tokens, labels))
    scene.desk.answer(line("slots.sent", count=str(len(people))))


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


# ---------------------------------------------------------------- absent voices


def lay_voices(command: talks.LayVoices, scene: Scene) -> None:
    case = open_for(scene, command.issue, OPEN, Stage.READY)
    if case is None:
        return
    found = voices(case)
    case.write(PaperKind.VOICES, count=str(len(found.aloud)), withheld=str(found.withheld))
    scene.desk.answer(line("voices.laid", count=str(len(found.aloud))))


def voices_read(command: talks.VoicesRead, scene: Scene) -> None:
    case = open_for(scene, command.issue, OPEN, Stage.MEETING)
    if case is None:
        return
    paper = case.file.last(PaperKind.ATTENDANCE)
    found = voices(case, frozenset(paper.facts["households"].split()) if paper else frozenset())
    case.write(PaperKind.VOICES, count=str(len(found.aloud)), withheld=str(found.withheld), read="1")
    scene.desk.answer(line("voices.have_read", count=str(len(found.aloud))))
    scene.desk.next = ("matters", {"issue": case.issue.id})


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    talks.Untimely: untimely,
    talks.OpenMeeting: open_meeting,
    talks.MoveSession: move_session,
    talks.AskSlots: ask_slots,
    talks.ChooseSlot: choose_slot,
    talks.LayVoices: lay_voices,
    talks.VoicesRead: voices_read,
}
