"""Departments are asked; a request that came back goes on to another; the third time somebody above decides."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers.acts.asking import put_ask
from handlers.acts.pre_meeting import open_for, refuse
from handlers.acts.timing import start_clock
from handlers.case import Case, case_of
from handlers.issues.amounts import spoken_day
from handlers.issues.linkage import due_day, request_lines
from handlers.issues.quoting import masked
from handlers.issues.requests import RequestDepartments
from handlers.issues.returns import RETURNS_TO_DECIDE, Redirect, likely, returned_lines
from handlers.messages import Line, Say, SayKind, line, together
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.issue import Request, RequestState
from handlers.village.matter import Stage
from handlers.village.people import Office, Person
from handlers.village.rights import Granted, Thing, may
from handlers.village.roles import Action, ThingKind


def thing_of(case: Case, request: Request) -> Thing:
    """The request as rights see it."""
    return replace(case.thing(), kind=ThingKind.REQUEST, grid="", department=request.department)


def request_departments(command: RequestDepartments, scene: Scene) -> None:
    """One request a department, every clock from this dispatch; the matter waits in 部门联动 until they have answered."""
    case = open_for(scene, command.issue, Action.REQUEST_DEPARTMENT, Stage.PRE_MEETING, Stage.LINKAGE)
    if case is None:
        return
    have = {request.department for request in case.file.requests}
    sent = [dispatch(case, command, department) for department in command.departments if department not in have]
    if case.issue.stage is Stage.PRE_MEETING and (held := case.move(Stage.LINKAGE)) is not None:
        refuse(scene, case, held)
        return
    for request, day in sent:
        hand_to(case, request, day)
    days = sorted(day for _, day in sent)
    scene.desk.answer(line("requests.sent", count=str(len(sent)), day=days[-1] if days else "—"))


def dispatch(case: Case, command: RequestDepartments, department: str) -> tuple[Request, str]:
    """A new request with its two clocks; and the day its answer is due. No villager's name goes with it (PIPL Art. 23)."""
    scene = case.scene
    asked, by = masked(case, command.asked), scene.actor
    request = Request(scene.fresh.id("request"), case.issue.id, department, asked, scene.now, by, ticket=command.ticket)
    case.put(request)
    start_clock(scene, ClockKind.CLAIM, request.id)
    due = start_clock(scene, ClockKind.DEPARTMENT_ANSWER, request.id)
    scene.desk.note(scene.actor, "request_sent", case.issue.id, request.id)
    return request, spoken_day(due.date())


def hand_to(case: Case, request: Request, day: str) -> None:
    """The whole request in one message, answered by a digit."""
    liaison = liaison_of(case, request)
    if liaison is None:
        case.scene.desk.answer(line("requests.nobody", department=request.department))
        return
    unit = case.scene.desk.unit(case.issue.village)
    whole, title = together(*request_lines(case, request, day)), clip(case.issue.title, 20)
    told = line("requests.handed", page=whole, village=unit.name if unit else "", title=title, day=day)
    say = Say(f"person:{liaison.id}", (told,), kind=SayKind.DIGEST, about=case.issue.id)
    say = put_ask(case.scene, say, liaison.id, "request", "request.take", {"request": request.id}, ("claim", "back", "look"))
    case.scene.desk.say(say)


def liaison_of(case: Case, request: Request) -> Person | None:
    staff = case.scene.desk.staff(case.issue.village)
    return staff.liaisons.get(request.department) if staff else None


# ---------------------------------------------------------------- whose it is


def ask_whose(case: Case, request: Request, person: Person, hint: str, reason: str) -> None:
    """Whoever decides gets the reason and the likely departments, one digit each."""
    tokens = (*likely(case, request, hint), ":other")
    named = tuple(line("requests.named", department=token) for token in tokens[:-1])
    lines = (*returned_lines(case, request, reason), Line("redirect.which"))
    say = Say(f"person:{person.id}", lines, about=case.issue.id)
    args = {"request": request.id, "hint": hint, "words": reason}
    case.scene.desk.say(put_ask(case.scene, say, person.id, "redirect", "redirect.which", args, tokens, (*named, Line("redirect.other"))))


def adjudicator(case: Case) -> Person | None:
    """A leader of the district; the township's reviewer where there is none."""
    staff = case.scene.desk.staff(case.issue.village)
    return staff.first(Office.DISTRICT_LEADER, Office.REVIEWER) if staff else None


def may_decide(case: Case, request: Request) -> bool:
    """The secretary sends a returned request on; from the third return on only the adjudicator decides."""
    scene = case.scene
    if request.returns < RETURNS_TO_DECIDE:
        return case.may(Action.REQUEST_DEPARTMENT)
    if isinstance(may(scene.actor_of_rights, Action.ADJUDICATE, thing_of(case, request)), Granted):
        return True
    staff = scene.desk.staff(case.issue.village)
    no_leader = staff is not None and not staff.holders.get(Office.DISTRICT_LEADER)
    return no_leader and scene.serves(case.issue.village, Office.REVIEWER) and case.may(Action.REVIEW)


def redirect(command: Redirect, scene: Scene) -> None:
    """To the department named; its two days begin anew, the day of the answer stays that of the first dispatch."""
    found = scene.desk.get(Request, command.request)
    case = case_of(scene, found.issue) if found else None
    if found is None or case is None or not may_decide(case, found):
        scene.desk.answer(Line("held.not_yours"))
    elif found.state is not RequestState.RETURNED:
        scene.desk.answer(Line("kit.closed"))
    else:
        pass_on(case, found, command.department)
        decided = found.returns >= RETURNS_TO_DECIDE
        scene.desk.note(scene.actor, "request_adjudicated" if decided else "request_redirected", found.id, str(found.returns))
        scene.desk.answer(line("redirect.done", department=command.department, day=due_day(scene, found)))


def pass_on(case: Case, request: Request, department: str) -> None:
    moved = replace(request, department=department, state=RequestState.SENT, holder=None, claimed_at=None)
    case.put(moved)
    start_clock(case.scene, ClockKind.CLAIM, moved.id)
    hand_to(case, moved, due_day(case.scene, moved))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {RequestDepartments: request_departments, Redirect: redirect}
