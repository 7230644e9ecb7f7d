"""Reporters and departments: what villagers hear of an answer, and whether a department may know who they are."""

from dataclasses import dataclass
from typing import Any

from handlers.case import Case
from handlers.issues.overview import told
from handlers.issues.pre_meeting import opened
from handlers.issues.requests import request_open
from handlers.issues.steps import Step
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, choose
from handlers.village.issue import RequestState
from handlers.village.roles import Action

ASKING = (RequestState.SENT, RequestState.CLAIMED, RequestState.ESCALATED)


@dataclass(frozen=True, slots=True)
class TellVillage:
    """The secretary's yes or no to telling the reporters what a department answered."""

    request: str
    tell: bool


@dataclass(frozen=True, slots=True)
class AskForName:
    request: str


@dataclass(frozen=True, slots=True)
class GiveName:
    """A reporter's separate yes or no to being named to one department (PIPL Art. 23)."""

    request: str
    concern: str
    department: str
    yes: bool


def department_said(scene: Scene, request: str) -> Talk[Any]:
    """An answer came: do the people who reported it hear it now?"""
    found, case = request_open(scene, request)
    if found.state is not RequestState.ANSWERED:
        raise Stale("department_said.how")
    picks = (Pick("tell", Line("department_said.tell"), True), Pick("keep", Line("department_said.keep"), False))
    return TellVillage(request, (yield from choose("department_said.how", picks, before=(told(found, case),))))


def name_to_department(scene: Scene, issue: str) -> Talk[Any]:
    """The village asks the reporters whether a department may know their name; without a yes it never does."""
    held = [request for request in opened(scene, issue).file.requests if request.state in ASKING]
    if not held:
        raise Stale("name_to.whom")
    picks = [Pick(request.id, line("requests.named", department=request.department), request.id) for request in held]
    return AskForName((yield from choose("name_to.whom", picks)))


def name_to(scene: Scene, request: str, concern: str, department: str) -> Talk[Any]:
    """The reporter's own word: it is for this department, and only for this matter."""
    found, _ = request_open(scene, request)
    if found.department != department or scene.concern(concern) is None:
        raise Stale("name_to.department")
    picks = (Pick("yes", Line("name_to.yes"), True), Pick("no", Line("name_to.no"), False))
    return GiveName(request, concern, department, (yield from choose("name_to.department", picks, department=department)))


ASKING = (RequestState.SENT, RequestState.CLAIMED, RequestState.ESCALATED)


def _held_by_a_department(case: Case) -> bool:
    return any(request.state in ASKING for request in case.file.requests)


STEPS = (Step("name_to_department", Action.REQUEST_DEPARTMENT, _held_by_a_department, name_to_department),)
