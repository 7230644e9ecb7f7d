"""部门联动, the village's side: which departments are asked, and what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.case import Case
from handlers.issues.overview import quoted
from handlers.issues.pre_meeting import opened
from handlers.issues.steps import Step
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, ask, choose
from handlers.village.issue import PaperKind, Request
from handlers.village.matter import Stage
from handlers.village.people import Staff
from handlers.village.roles import Action

MOST_DEPARTMENTS = 3  # asked at once; more is everybody's matter and therefore nobody's

# Which department a category usually belongs to, by the beginning of its name; only the first of a list, never the only choice.
USUAL: Mapping[str, tuple[str, ...]] = {
    "01": ("交通", "住房"),
    "02": ("水利", "农业"),
    "03": ("能源", "住房"),
    "04": ("住房", "生态", "农业"),
    "05": ("住房", "自然资源"),
    "06": ("自然资源", "农业"),
    "08": ("民政", "人力资源", "医疗保障"),
    "09": ("教育", "民政"),
    "10": ("卫生",),
    "11": ("人力资源", "农业"),
    "12": ("农业",),
    "14": ("应急", "住房"),
    "15": ("文化", "农业"),
}


@dataclass(frozen=True, slots=True)
class RequestDepartments:
    """ticket: the 12345 number, "" where there is none."""

    issue: str
    departments: tuple[str, ...]
    asked: str
    ticket: str = ""


def request_open(scene: Scene, request: str) -> tuple[Request, Case]:
    """The request with its issue's file. Raises Stale for an unknown one."""
    found = scene.desk.get(Request, request)
    if found is None:
        raise Stale(request)
    return found, opened(scene, found.issue)


# ---------------------------------------------------------------- asking departments


def requests(scene: Scene, issue: str) -> Talk[Any]:
    """Which departments, what is asked (one is offered), the 12345 number where there is one, then one digit."""
    case = opened(scene, issue)
    departments = yield from which_departments(case)
    usual = Line("requests.usual")
    asked = (yield from ask("requests.asked", picks=(Pick(":usual", usual),), before=matter_lines(case))) or ":usual"
    ticket = (yield from ask("requests.ticket", skippable=True)) or ""
    words = scene.word(usual) if asked == ":usual" else asked
    picks = (Pick("yes", Line("send.yes"), True), Pick("no", Line("send.no"), False))
    if not (yield from choose("requests.check", picks, department="、".join(departments), words=clip(words, 100))):
        return None
    return RequestDepartments(issue, tuple(departments), words, "".join(char for char in ticket if char.isalnum())[:30])


def which_departments(case: Case) -> Talk[list[str]]:
    """One after another, the likely ones first; those that have it already are left out."""
    have = {request.department for request in case.file.requests}
    free = [name for name in departments_for(case) if name not in have]
    if not free:
        raise Stale("requests.department")
    chosen: list[str] = [(yield from choose("requests.department", picks_of(free)))]
    while len(chosen) < MOST_DEPARTMENTS and (rest := [name for name in free if name not in chosen]):
        enough = Pick(":enough", Line("requests.enough"), None)
        more = yield from choose(f"requests.more#{len(chosen)}", [enough, *picks_of(rest)])
        if more is None:
            break
        chosen.append(more)
    return chosen


def picks_of(departments: list[str]) -> list[Pick]:
    return [Pick(name, line("requests.named", department=name), name) for name in departments]


def departments_for(case: Case) -> list[str]:
    """Every department that has a liaison here, those the category suggests first."""
    staff = case.scene.desk.staff(case.issue.village)
    usual = USUAL.get(case.issue.category or "", ())
    return sorted(staff.liaisons if staff else (), key=lambda name: (rank(name, usual), name))


def rank(department: str, usual: tuple[str, ...]) -> int:
    return next((n for n, start in enumerate(usual) if department.startswith(start)), len(usual))


def suggested(case: Case, staff: Staff | None) -> list[str]:
    """The departments that the category points at."""
    usual = USUAL.get(case.issue.category or "", ())
    return [name for name in departments_for(case) if staff and rank(name, usual) < len(usual)]


def matter_lines(case: Case) -> list[Line]:
    """What, where, how many households, and what was tried: a request is complete before it leaves."""
    issue = case.issue
    unit = case.scene.desk.unit(issue.village)
    place = quoted(case, issue.place, 20) if issue.place else Line("requests.no_place")
    households = str(case.evidence().affected)
    lines = [
        line(
            "requests.matter",
            village=unit.name if unit else "",
            title=issue.title,
            place=place,
            households=households,
            count=str(issue.reports or len(case.file.concerns)),
        )
    ]
    met = case.round.last(PaperKind.PRE_MEETING)
    tried = quoted(case, met.words, 80) if met and met.words else ""
    return [*lines, line("requests.tried", words=tried) if tried else Line("requests.not_tried")]


def _asks_now(case: Case) -> bool:
    return case.issue.stage in (Stage.PRE_MEETING, Stage.LINKAGE)


STEPS = (Step("requests", Action.REQUEST_DEPARTMENT, _asks_now, requests),)
