"""部门联动, the department's side: what waits for it; claimed, sent back, put off once, answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.case import Case
from handlers.issues.amounts import spoken_day
from handlers.issues.answering import answer, offers, stock
from handlers.issues.overview import asked_lines, options_lines
from handlers.issues.requests import departments_for, matter_lines, picks_of, request_open
from handlers.issues.returns import RETURNS_TO_DECIDE
from handlers.memory import ById, Due, RequestsFor
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, ask, choose
from handlers.village.clocks import CLOCKS, ClockKind, times
from handlers.village.issue import Issue, Request, RequestState
from handlers.village.people import Office

WAITS = (RequestState.SENT, RequestState.CLAIMED, RequestState.ESCALATED)
TAKE = ("claim", "back", "look")
EXTENSIONS = (3, 5, 10)  # working days
LONGEST_EXTENSION = CLOCKS[ClockKind.DEPARTMENT_ANSWER].longest_extension
# What a digit stands for where a sentence is asked: digits alone must do.
NOT_OURS: Mapping[str, Line] = {":duty": Line("not_ours.duty"), ":place": Line("not_ours.place")}
LATER: Mapping[str, Line] = {":site": Line("later.site"), ":money": Line("later.money")}


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    request: str


@dataclass(frozen=True, slots=True)
class ReturnRequest:
    """to: the department whose it is, "" when the one who sends it back does not know."""

    request: str
    reason: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class ExtendRequest:
    """days are working days, granted once."""

    request: str
    days: int
    reason: str


def departments_of(scene: Scene) -> tuple[str, ...]:
    """The departments the speaker answers for."""
    return tuple(dict.fromkeys(hat.department for hat in scene.hats if hat.office is Office.LIAISON and hat.department))


def requests_waiting(scene: Scene) -> list[Request]:
    """任务单: what waits for the speaker's departments, oldest first."""
    mine = departments_of(scene)
    scene.desk.need(*(RequestsFor(department) for department in mine))
    found = [request for department in mine for request in scene.desk.find(RequestsFor(department))]
    waits = [request for request in found if request.state in WAITS and request.department in mine]
    return sorted(waits, key=lambda request: (request.sent_at, request.id))


def department_tasks(scene: Scene) -> Talk[Any]:
    """任务单: which one, then what is done with it."""
    waits = requests_waiting(scene)
    scene.desk.need(*(ById(Issue, each.issue) for each in waits))
    which = yield from choose("tasks.which", [Pick(each.id, item(scene, each), each.id) for each in waits], count=str(len(waits)))
    return (yield from request(scene, which))


def item(scene: Scene, found: Request) -> Line:
    issue = scene.desk.get(Issue, found.issue)
    unit = scene.desk.unit(issue.village) if issue else None
    return line("tasks.item", village=unit.name if unit else "", title=clip(issue.title, 12) if issue else "", day=due_day(scene, found))


def due_at(scene: Scene, kind: ClockKind, found: Request) -> date | None:
    due = scene.desk.get(Due, f"clock_due:{kind}:{found.id}")
    return due.at.date() if due else None


def due_day(scene: Scene, found: Request) -> str:
    """The day the answer is due, reckoned from the dispatch whoever has it now."""
    day = due_at(scene, ClockKind.DEPARTMENT_ANSWER, found)
    return spoken_day(day) if day else "—"


def request_lines(case: Case, found: Request, day: str) -> list[Line]:
    """The whole request in one message; no villager's name and no telephone number is in it."""
    lines = [*matter_lines(case), line("request.asked", words=clip(found.asked, 100)), line("request.due", day=day)]
    return [*lines, line("request.ticket", number=found.ticket)] if found.ticket else lines


# ---------------------------------------------------------------- a request


def request(scene: Scene, request: str) -> Talk[Any]:
    """From the first look to what is done with it now."""
    found, case = request_open(scene, request)
    if found.state not in WAITS:
        raise Stale("request.take")
    what = yield from (next_with_it(scene, found) if found.holder else first_look(scene, case, found))
    if what == "claim":
        return ClaimRequest(request)
    if what == "back":
        return (yield from give_back(scene, case, found))
    if what == "extend":
        return (yield from extend(scene, found))
    return (yield from answer(scene, case, found)) if what == "answer" else None


def first_look(scene: Scene, case: Case, found: Request) -> Talk[str]:
    picks = [Pick(name, Line(f"request.{name}"), name) for name in TAKE]
    what: str = yield from choose("request.take", picks, before=request_lines(case, found, due_day(scene, found)))
    if what == "look":
        what = yield from choose("request.look_closer", picks[:2], before=[*asked_lines(case), *options_lines(case)])
    return what


def next_with_it(scene: Scene, found: Request) -> Talk[str]:
    names = ["answer", "extend", "back", "later"]
    if found.extended:
        names.remove("extend")
    what: str = yield from choose("request.next", [Pick(name, Line(f"request.{name}"), name) for name in names], day=due_day(scene, found))
    return what


def returnable(scene: Scene, found: Request) -> bool:
    """Within two working days (the pattern of 12345), counted for each department from when it got it; once decided above, never."""
    if found.returns >= RETURNS_TO_DECIDE:
        return False
    due = scene.desk.get(Due, f"clock_due:{ClockKind.CLAIM}:{found.id}")
    if found.holder is None and due is not None:
        return scene.now <= due.at
    statutes = scene.statutes
    return scene.now <= times(ClockKind.CLAIM, found.sent_at, scene.calendar, 0, statutes.clocks or None, statutes.session_days).due_at


def give_back(scene: Scene, case: Case, found: Request) -> Talk[Any]:
    """不归我: the reason, and whose it is if that is known."""
    if not returnable(scene, found):
        return ReturnRequest(found.id, "")  # the act says why not; nothing more need be asked
    reason = yield from stock(scene, NOT_OURS, ask("give_back.why", picks=offers(NOT_OURS)))
    others = [name for name in departments_for(case) if name != found.department]
    unknown = Pick(":unknown", Line("give_back.unknown"), "")
    return ReturnRequest(found.id, reason, (yield from choose("give_back.whose", [unknown, *picks_of(others)])))


def extend(scene: Scene, found: Request) -> Talk[Any]:
    picks = [Pick(str(n), line("extend.days", count=str(n)), n) for n in EXTENSIONS if n <= LONGEST_EXTENSION]
    days = yield from choose("extend.how_long", picks)
    return ExtendRequest(found.id, days, (yield from stock(scene, LATER, ask("extend.why", picks=offers(LATER)))))
