"""说事议事会 opened, or not held and everybody who asked told why; two times asked; absent voices laid ready and read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from handlers.acts import everybody, slots
from handlers.acts.briefs import plan_brief
from handlers.acts.calling import post
from handlers.acts.leaders import tell_moved
from handlers.acts.pre_meeting import open_for
from handlers.acts.timing import start_clock
from handlers.acts.told import others_words, reports, tell_all
from handlers.case import Case, case_of
from handlers.issues import meeting as talks
from handlers.issues.amounts import spoken_day
from handlers.issues.gate_card import shut_lines
from handlers.issues.leaders import expected
from handlers.issues.reading_aloud import LayVoices
from handlers.issues.session_days import TO_MEET
from handlers.look_up import title
from handlers.messages import Line, Say, SayKind, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.gates import FOUR, GateName, Shut
from handlers.village.issue import PaperKind
from handlers.village.matter import Stage
from handlers.village.people import Office
from handlers.village.road import Held
from handlers.village.roles import Action
from handlers.village.sessions import earliest_session_for

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
    case = mend(command, scene) or case
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
    take_back(case, late=bool(late))
    scene.desk.next = ("matters", {"issue": case.issue.id})


def mend(command: talks.OpenMeeting, scene: Scene) -> Case | None:
    """What the host has mended at the table goes into the file before the gates are looked at."""
    if command.mended is None:
        return None
    if command.mended.times is not None:
        slots.ask_slots(command.mended.times, scene)
    if command.mended.lay:
        slots.lay_voices(LayVoices(command.issue), scene, command.there.households)
    return case_of(scene, command.issue)


def take_back(case: Case, *, late: bool) -> None:
    """It was refused, or told as not held, and then it was held: the same people hear that, and the notice says so."""
    session = case.issue.session
    refused = [paper for paper in case.file.since(PaperKind.NOT_HELD, PaperKind.MOVED) if session and paper.at.date() >= session]
    if session is None or not refused:
        return
    overtake(case, session)
    for address, concern in {c.address: c for c in reports(case)}.items():
        words = line("meeting.held_after_all" if late else "meeting.held_now", title=title(concern), day=spoken_day(session))
        case.scene.desk.say(Say(f"address:{address}", (words,), about=case.issue.id))


def overtake(case: Case, session: date) -> None:
    """What hangs stays up for its days, and its first line says that it was overtaken."""
    mark = case.scene.word(line("meeting.overtaken", day=spoken_day(session)))
    for paper in case.file.since(PaperKind.NOTICE, PaperKind.MOVED):
        if paper.facts.get("page") == "refusal":
            case.put(replace(paper, words=f"{mark}\n{paper.words}", facts={**paper.facts, "overtaken": "1"}))


# ---------------------------------------------------------------- not held


def not_held(case: Case, held: Held) -> None:
    """改期说明 for the file and the board; the card for the host; one line at once for everybody who asked."""
    scene = case.scene
    gates = tuple(gate for gate in FOUR if any(shut.gate is gate for shut in held.shut))
    again = twice_without_leaders(case, gates)
    case.write(PaperKind.NOT_HELD, gates=" ".join(gates), lacking=" ".join(f"{s.what}:{s.have}:{s.need}" for s in held.shut))
    lines = refusal(case, gates, held.shut)
    until = case.up_until()
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
    before = [
        paper for paper in case.file.since(PaperKind.NOT_HELD, PaperKind.ATTENDANCE) if "session" not in paper.facts
    ]  # by a head count
    return GateName.ATTENDED in gates and bool(before) and GateName.ATTENDED in before[-1].facts["gates"].split()


def tell_township(case: Case) -> None:
    """Not to shame anybody: so that next time somebody comes."""
    staff = case.scene.desk.staff(case.issue.village)
    reviewer = staff.first(Office.REVIEWER, Office.TOWNSHIP_LEADER) if staff else None
    if staff is not None and reviewer is not None:
        told = line("meeting.township_told", village=staff.unit.name, title=clip(case.issue.title, 12))
        case.scene.desk.say(Say(f"person:{reviewer.id}", (told,), kind=SayKind.DIGEST, about=case.issue.id))


def move_session(command: talks.MoveSession, scene: Scene) -> None:
    """Another day, in the file and on the board; whoever spoke hears it, and whoever was to come is asked for that day anew."""
    case = open_for(scene, command.issue, OPEN, *TO_MEET)
    if case is None:
        return
    if command.day is None and case.move(Stage.VISITING) is None:
        everybody.begin(scene, case)
    day = command.day or earliest_session_for(scene.now.date(), 0, scene.statutes.session_days, scene.calendar)
    invited = expected(case.file.papers)
    case.write(PaperKind.MOVED, command.words, old=case.issue.session.isoformat() if case.issue.session else "", day=day.isoformat())
    case.change(session=day)
    if case.file.last(PaperKind.CALL) is not None:
        post(case)
    plan_brief(scene, case.issue)
    start_clock(scene, ClockKind.PROGRESS, case.issue.id)
    scene.desk.note(scene.actor, "session_moved", case.issue.id, day.isoformat())
    tell_moved(case, invited)
    count = str(tell_all(case, moved(case, command.words, day)))
    scene.desk.answer(line("move.done" if command.day else "move.visiting", day=spoken_day(day), count=count))


def moved(case: Case, words: str, day: date) -> Line:
    known = {"title": clip(case.issue.title, 12), "day": spoken_day(day)}
    return line("move.told_why", **known, words=clip(others_words(case, words), 20)) if words else Line("move.told", known)


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    talks.Untimely: untimely,
    talks.OpenMeeting: open_meeting,
    talks.MoveSession: move_session,
    **slots.ACTS,
}
