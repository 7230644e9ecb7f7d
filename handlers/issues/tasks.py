"""分工: what, who and by which day; asked until there is no more of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.case import Case
from handlers.issues.amounts import ask_day, spoken_day
from handlers.issues.files import opened
from handlers.issues.steps import Step
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.matter import Stage
from handlers.village.people import VILLAGE_CADRES, Staff
from handlers.village.roles import Action

MOST_TASKS = 9


@dataclass(frozen=True, slots=True)
class Owner:
    """person is None for somebody without an office, named freely; for a department it is its liaison."""

    name: str
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    what: str
    owner: Owner
    due_on: date


@dataclass(frozen=True, slots=True)
class AddTasks:
    issue: str
    tasks: tuple[Work, ...]


def ask_tasks(case: Case) -> Talk[tuple[Work, ...]]:
    """At least one."""
    found = list[Work]()
    while len(found) < MOST_TASKS:
        n = len(found)
        what = (yield from ask(f"task.what#{n}")) or ""
        owner = yield from ask_owner(case, n)
        due = yield from ask_day(f"task.due#{n}", case.scene)
        found.append(Work(what, owner, due))
        told = line("task.told", words=clip(what, 40), who=owner.name, day=spoken_day(due))
        picks = (Pick("done", Line("task.enough"), False), Pick("more", Line("task.more"), True))
        if not (yield from choose(f"task.another#{n}", picks, before=(told,))):
            break
    return tuple(found)


def ask_owner(case: Case, n: int) -> Talk[Owner]:
    """Cadres first, then the departments; somebody else is named in words."""
    staff = case.scene.desk.staff(case.issue.village)
    picks = list(_owners(case, staff)) if staff else []
    found = yield from choose(f"task.owner#{n}", [*picks, Pick("other", Line("task.other"), None)])
    return found or Owner((yield from ask(f"task.owner_name#{n}")) or "")


def _owners(case: Case, staff: Staff) -> Iterator[Pick]:
    cadres = {p.id: p for office in sorted(VILLAGE_CADRES) for p in staff.holders.get(office, ()) if p.village == case.issue.village}
    # the one who speaks stands first: most often it is their own to do
    for person in sorted(cadres.values(), key=lambda p: (p.id != case.scene.actor, p.id)):
        yield Pick(person.id, line("task.person", name=person.name), Owner(person.name, person.id))
    asked = {request.department for request in case.file.requests}
    for department in sorted(staff.liaisons, key=lambda name: (name not in asked, name)):
        yield Pick(f"d:{department}", line("task.department", department=department), Owner(department, staff.liaisons[department].id))


def add_tasks(scene: Scene, issue: str) -> Talk[Any]:
    return AddTasks(issue, (yield from ask_tasks(opened(scene, issue))))


def _wanted(case: Case) -> bool:
    """After a lawful vote, or where work begins without a meeting: nothing was given to anybody yet."""
    decided = case.issue.stage is Stage.DOING or (case.issue.stage is Stage.STATUTORY and case.evidence().lawful is True)
    return decided and not case.file.tasks


STEPS = (Step("give_tasks", Action.OPEN_MEETING, _wanted, add_tasks),)
