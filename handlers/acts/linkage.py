"""What a department does with a request: claimed, sent back, put off once, answered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from handlers.acts.asking import put_ask
from handlers.acts.requests import adjudicator, ask_whose, pass_on, thing_of
from handlers.acts.timing import start_clock, stop_clock
from handlers.acts.told import reports
from handlers.case import Case, case_of
from handlers.for_others import for_others
from handlers.issues.amounts import spoken_day
from handlers.issues.answering import AgainRequest, AnswerRequest, answered
from handlers.issues.linkage import WAITS, ClaimRequest, ExtendRequest, ReturnRequest, returnable
from handlers.issues.overview import quoted, told
from handlers.issues.quoting import masked
from handlers.issues.returns import RETURNS_TO_DECIDE
from handlers.messages import Line, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.clocks import CLOCKS, ClockKind
from handlers.village.issue import Request, RequestState
from handlers.village.matter import Stage
from handlers.village.people import Office
from handlers.village.rights import Granted, may
from handlers.village.roles import Action


def held_by(scene: Scene, request: str) -> tuple[Request, Case] | None:
    """The request, when it waits for the speaker's own department; else the answer says so."""
    found = scene.desk.get(Request, request)
    case = case_of(scene, found.issue) if found else None
    if found is None or case is None or not isinstance(may(scene.actor_of_rights, Action.ANSWER_REQUEST, thing_of(case, found)), Granted):
        scene.desk.answer(Line("held.not_yours"))
        return None
    if found.state not in WAITS:
        scene.desk.answer(Line("kit.closed"))
        return None
    return found, case


def claim(command: ClaimRequest, scene: Scene) -> None:
    """认领: ours. The clock of the answer runs on from the dispatch."""
    held = held_by(scene, command.request)
    if held is None:
        return
    found, case = held
    state = RequestState.CLAIMED if found.state is RequestState.SENT else found.state
    case.put(replace(found, state=state, holder=scene.actor, claimed_at=scene.now))
    stop_clock(scene, ClockKind.CLAIM, found.id)
    scene.desk.note(scene.actor, "request_claimed", found.id)
    scene.desk.answer(Line("linkage.claimed"))
    scene.desk.next = ("request", {"request": found.id})


def give_back(command: ReturnRequest, scene: Scene) -> None:
    """不归我, within two working days and with a reason; the third time somebody above decides whose it is."""
    held = held_by(scene, command.request)
    if held is None:
        return
    found, case = held
    if not returnable(scene, found):
        scene.desk.answer(Line("linkage.decided" if found.returns >= RETURNS_TO_DECIDE else "linkage.too_late"))
        scene.desk.next = ("request", {"request": found.id}) if found.holder else None
        return
    back = replace(found, state=RequestState.RETURNED, returns=found.returns + 1, holder=None, claimed_at=None)
    case.put(back)
    scene.desk.note(scene.actor, "request_returned", found.id, str(back.returns))
    scene.desk.answer(Line("linkage.returned"))
    reason = clip(masked(case, command.reason), 120)
    if back.returns >= RETURNS_TO_DECIDE:
        to_adjudicator(case, back, command.to, reason)
    elif command.to:
        pass_on(case, back, command.to)
        tell_secretary(case, line("linkage.moved", department=found.department, title=short(case), whom=command.to, words=reason))
    else:
        secretary = secretary_of(case)
        if secretary:
            ask_whose(case, back, secretary, "", reason)


def to_adjudicator(case: Case, request: Request, hint: str, reason: str) -> None:
    stop_clock(case.scene, ClockKind.CLAIM, request.id)  # it is not the department that is waited for now
    judge = adjudicator(case)
    if judge is not None:
        ask_whose(case, request, judge, hint, reason)
    tell_secretary(case, line("linkage.third", title=short(case), count=str(request.returns)))


def extend(command: ExtendRequest, scene: Scene) -> None:
    """Once, at most ten working days more, with the reason; the village hears it at once."""
    held = held_by(scene, command.request)
    if held is None:
        return
    found, case = held
    longest = CLOCKS[ClockKind.DEPARTMENT_ANSWER].longest_extension
    if found.extended or not 0 < command.days <= longest or not command.reason:
        scene.desk.answer(Line("linkage.no_more_time"))
        return
    case.put(replace(found, extended=command.days))
    due = start_clock(scene, ClockKind.DEPARTMENT_ANSWER, found.id, found.sent_at, command.days)
    scene.desk.note(scene.actor, "request_extended", found.id, str(command.days))
    told_line = line(
        "linkage.extended",
        title=short(case),
        department=found.department,
        day=spoken_day(due.date()),
        words=quoted(case, command.reason, 30),
    )
    tell_secretary(case, told_line)
    tell_reporters(case, told_line)
    scene.desk.answer(line("linkage.extended_done", day=spoken_day(due.date())))


def answer(command: AnswerRequest, scene: Scene) -> None:
    """In writing: yes or no, with the basis; a yes has a day that is not over. The last answer brings the matter back."""
    held = held_by(scene, command.request)
    if held is None:
        return
    found, case = held
    if not complete(command, scene.now.date()):
        scene.desk.answer(Line("linkage.incomplete"))
        scene.desk.next = ("request", {"request": found.id}) if found.holder else None
        return
    said = answered(without_persons(command, case), found)
    case.put(replace(said, state=RequestState.ANSWERED, holder=scene.actor, answered_at=scene.now))
    stop_clock(scene, ClockKind.CLAIM, found.id)
    stop_clock(scene, ClockKind.DEPARTMENT_ANSWER, found.id)
    scene.desk.note(scene.actor, "request_answered", found.id, "can" if command.can else "cannot")
    if case.issue.stage is Stage.LINKAGE:
        case.move(Stage.PRE_MEETING)  # held while another department has not answered
    scene.desk.answer(Line("linkage.answered"))
    ask_secretary(case, said)


def complete(command: AnswerRequest, today: date) -> bool:
    return bool(command.basis and command.role) and (not command.can or (bool(command.ready_on) and command.ready_on >= today.isoformat()))


def without_persons(command: AnswerRequest, case: Case) -> AnswerRequest:
    """A role answers for it, not a telephone: numbers, the liaison's own name and third persons' stay out of the file."""
    scene, mine = case.scene, (case.scene.person.name,) if case.scene.person else ()
    fields = (command.basis, command.role, command.words)
    basis, role, words = (for_others(scene, case.issue.village, each, mine) for each in fields)
    return replace(command, basis=basis, role=role, words=words)


def again(command: AgainRequest, scene: Scene) -> None:
    scene.desk.next = ("request", {"request": command.request})


# ---------------------------------------------------------------- who hears of it


def short(case: Case) -> str:
    return clip(case.issue.title, 12)


def secretary_of(case: Case) -> Any:
    staff = case.scene.desk.staff(case.issue.village)
    return staff.first(Office.SECRETARY, Office.COMMITTEE) if staff else None


def tell_secretary(case: Case, *lines: Line) -> None:
    secretary = secretary_of(case)
    if secretary is not None:
        case.scene.desk.say(Say(f"person:{secretary.id}", lines, about=case.issue.id))


def tell_reporters(case: Case, *lines: Line) -> int:
    """On the phones it was reported with; returns how many there were."""
    receivers = dict.fromkeys(f"address:{concern.address}" for concern in reports(case))
    for receiver in receivers:
        case.scene.desk.say(Say(receiver, lines, about=case.issue.id))
    return len(receivers)


def ask_secretary(case: Case, request: Request) -> None:
    """The answer, and whether those who reported it hear it now."""
    secretary = secretary_of(case)
    if secretary is None:
        return
    lines = (line("linkage.came", title=short(case)), told(request, case), Line("department_said.how"))
    say = Say(f"person:{secretary.id}", lines, about=case.issue.id)
    args = {"request": request.id}
    case.scene.desk.say(put_ask(case.scene, say, secretary.id, "department_said", "department_said.how", args, ("tell", "keep")))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    ClaimRequest: claim,
    ReturnRequest: give_back,
    ExtendRequest: extend,
    AnswerRequest: answer,
    AgainRequest: again,
}
