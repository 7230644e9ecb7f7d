"""What a clock runs on, as it is told: whose it is, who has to act, who waits for it."""

from dataclasses import dataclass

from handlers.look_up import title
from handlers.memory import ConcernsOfIssue
from handlers.scene import Scene
from handlers.village.issue import Issue, Task
from handlers.village.matter import Concern, Stage
from handlers.village.people import Office, Person


@dataclass(frozen=True, slots=True)
class Running:
    """A matter still unsettled. owners are the persons who have to act; who names them to others, "" for their office.

    reporters are receivers ("address:…"); about is what the messages belong to: the id of an issue or a concern.
    """

    village: str | None
    title: str
    about: str
    owners: tuple[str, ...] = ()
    who: str = ""
    reporters: tuple[str, ...] = ()


def ids(people: tuple[Person, ...]) -> tuple[str, ...]:
    return tuple(person.id for person in people)


def holders(scene: Scene, village: str | None, office: Office) -> tuple[str, ...]:
    """Everybody who holds an office around a village."""
    staff = scene.desk.staff(village)
    return ids(staff.holders.get(office, ())) if staff else ()


def keeper(scene: Scene, village: str | None) -> tuple[str, ...]:
    """The secretary, or whoever of the committee stands in."""
    staff = scene.desk.staff(village)
    first = staff.first(Office.SECRETARY, Office.COMMITTEE) if staff else None
    return (first.id,) if first else ()


def of_concern(scene: Scene, concern: Concern) -> Running:
    owners = (concern.responsible,) if concern.responsible else keeper(scene, concern.village)
    return Running(concern.village, title(concern), concern.id, owners, reporters=(f"address:{concern.address}",))


def of_issue(scene: Scene, issue: Issue, owners: tuple[str, ...] = (), who: str = "") -> Running:
    standing = [c for c in scene.desk.find(ConcernsOfIssue(issue.id)) if c.stage not in (Stage.WITHDRAWN, Stage.SEALED)]
    told = tuple(dict.fromkeys(f"address:{c.address}" for c in standing))
    own = (issue.responsible,) if issue.responsible else keeper(scene, issue.village)
    return Running(issue.village, issue.title, issue.id, owners or own, who, told)


def owner_of(scene: Scene, task: Task, village: str) -> str:
    """The person who does it; of a department, whoever answers for it; "" when nobody is known."""
    staff = scene.desk.staff(village)
    liaison = staff.liaisons.get(task.owner_name) if staff else None
    return task.owner or (liaison.id if liaison else "")
