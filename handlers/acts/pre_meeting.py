"""会前小议 written down, options gathered, the matter sent to the township (or, a small one, straight to its meeting)."""

from collections.abc import Callable
from typing import Any

from handlers.acts.asking import put_ask
from handlers.acts.timing import start_clock
from handlers.case import Case, case_of, told_shut
from handlers.issues import pre_meeting as talks
from handlers.issues.overview import screen
from handlers.messages import Line, Say, SayKind, line, together
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.issue import PaperKind
from handlers.village.matter import Stage
from handlers.village.people import Office
from handlers.village.road import Held
from handlers.village.roles import Action


def open_for(scene: Scene, issue: str, action: Action, *stages: Stage) -> Case | None:
    """The case, when the speaker may do this to it and it stands where it can be done; else the answer says so."""
    case = case_of(scene, issue)
    if case is None or not case.may(action):
        scene.desk.answer(Line("held.not_yours"))
        return None
    if case.issue.stage not in stages:
        scene.desk.answer(Line("held.no_road"))
        return None
    return case


def refuse(scene: Scene, case: Case, held: Held) -> None:
    """Everything that is lacking at once, and the first step that would mend it."""
    scene.desk.answer(*told_shut(held))
    step = next((shut.step for shut in held.shut if shut.step), "")
    if step:
        scene.desk.next = ("matters", {"issue": case.issue.id, "step": step})


def start_over(command: talks.StartOver, scene: Scene) -> None:
    scene.desk.next = ("matters", {"issue": command.issue, "step": command.step})


def record(command: talks.RecordPreMeeting, scene: Scene) -> None:
    """会前小议是基础: its own stage and its own record. A kind of people of whom nobody came is told at once."""
    case = open_for(scene, command.issue, Action.RECORD_PRE_MEETING, Stage.PRE_MEETING)
    if case is None:
        return
    numbers = {"cadres": str(command.cadres), "party": str(command.party), "people": str(command.people)}
    case.write(PaperKind.PRE_MEETING, command.agreed, **numbers)
    scene.desk.answer(Line("pre_meeting.done"))
    if not case.evidence().pre_met:
        scene.desk.answer(Line("pre_meeting.nobody"))
    elif not case.evidence().options:
        scene.desk.next = ("matters", {"issue": command.issue, "step": "options"})


def add_option(command: talks.AddOption, scene: Scene) -> None:
    case = open_for(scene, command.issue, Action.RECORD_PRE_MEETING, Stage.PRE_MEETING)
    if case is None:
        return
    if len(case.round.since(PaperKind.OPTION, PaperKind.SET)) >= talks.MOST_OPTIONS:
        scene.desk.answer(Line("option.enough"))
        return
    facts = {"cost": command.cost, "payer": command.payer} | ({"against": command.against} if command.against else {})
    case.write(PaperKind.OPTION, command.words, **facts)
    scene.desk.answer(line("option.kept", count=str(case.evidence().options)))
    if command.more:
        scene.desk.next = ("matters", {"issue": command.issue, "step": "options"})


def send_for_review(command: talks.SendForReview, scene: Scene) -> None:
    """To the township; a small matter of a building or a grid is ready for its meeting without it."""
    case = open_for(scene, command.issue, Action.SELECT_ISSUE, Stage.PRE_MEETING, Stage.LINKAGE)
    if case is None:
        return
    small = talks.is_small(case)
    held = case.move(Stage.READY if small else Stage.REVIEW)
    if held is not None:
        refuse(scene, case, held)
        return
    case.write(PaperKind.SENT, to="meeting" if small else "township")
    if small:
        scene.desk.answer(Line("send.ready"))
    else:
        start_clock(scene, ClockKind.REVIEW, case.issue.id)
        ask_reviewer(scene, case)


def ask_reviewer(scene: Scene, case: Case) -> None:
    """The reviewer gets the whole on one screen and answers by a digit; nobody there is said too, and the clock runs all the same."""
    staff = scene.desk.staff(case.issue.village)
    reviewer = staff.first(Office.REVIEWER) if staff else None
    if reviewer is None:
        scene.desk.answer(Line("send.nobody"))
        return
    told = line("review.sent", page=together(*screen(case)), village=staff.unit.name if staff else "", title=clip(case.issue.title, 20))
    say = Say(f"person:{reviewer.id}", (told,), kind=SayKind.DIGEST, about=case.issue.id)
    say = put_ask(scene, say, reviewer.id, "review", "review.decide", {"issue": case.issue.id}, ("agree", "back"))
    scene.desk.say(say)
    scene.desk.answer(line("send.sent", title=clip(case.issue.title, 12)))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    talks.RecordPreMeeting: record,
    talks.AddOption: add_option,
    talks.SendForReview: send_for_review,
    talks.StartOver: start_over,
}
