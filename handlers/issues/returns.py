"""A request that came back as not theirs: whose it is, said by the secretary, after the third return by somebody above."""

from dataclasses import dataclass
from typing import Any

from handlers.case import Case
from handlers.issues.overview import quoted
from handlers.issues.pre_meeting import opened
from handlers.issues.requests import departments_for, picks_of, request_open, suggested
from handlers.issues.steps import Step
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, choose
from handlers.village.issue import Request, RequestState
from handlers.village.roles import Action

RETURNS_TO_DECIDE = 3  # the third time a department says "not mine" somebody above decides


@dataclass(frozen=True, slots=True)
class Redirect:
    """A request that came back goes to another department: the secretary says which, after the third return an adjudicator."""

    request: str
    department: str


def redirect(scene: Scene, request: str, hint: str = "", words: str = "") -> Talk[Any]:
    """Whose it is: the department that was named, the likely ones, or any. hint and words are what the one who sent it back said."""
    found, case = request_open(scene, request)
    if found.state is not RequestState.RETURNED:
        raise Stale("redirect.which")
    first = likely(case, found, hint)
    other = Pick(":other", Line("redirect.other"), None)
    before = returned_lines(case, found, words)
    department = yield from choose("redirect.which", [*picks_of(first), other], before=before)
    if department is None:
        department = yield from choose("redirect.any", picks_of(departments_for(case)))
    return Redirect(request, department)


def likely(case: Case, request: Request, hint: str) -> list[str]:
    """At most three, and always the one that sent it back: it may be its own after all."""
    staff = case.scene.desk.staff(case.issue.village)
    named = [name for name in (hint, *suggested(case, staff)) if name and name != request.department]
    return [*list(dict.fromkeys(named))[:3], request.department]


def returned_lines(case: Case, request: Request, words: str) -> list[Line]:
    said = line("redirect.said", department=request.department, title=clip(case.issue.title, 12), words=quoted(case, words, 60) or "—")
    if request.returns < RETURNS_TO_DECIDE:
        return [said]
    return [said, line("redirect.third", count=str(request.returns))]


def redirect_step(scene: Scene, issue: str) -> Talk[Any]:
    """The secretary's menu: the first request that came back."""
    back = returned(opened(scene, issue))
    if not back:
        raise Stale("redirect.which")
    return (yield from redirect(scene, back[0].id))


def returned(case: Case) -> list[Request]:
    """Those for the village to send on; the third return is not the village's to decide."""
    return [r for r in case.file.requests if r.state is RequestState.RETURNED and r.returns < RETURNS_TO_DECIDE]


def _came_back(case: Case) -> bool:
    return bool(returned(case))


STEPS = (Step("redirect", Action.REQUEST_DEPARTMENT, _came_back, redirect_step),)
