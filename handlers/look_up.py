"""查 · 我的事: where a matter stands, by number from any phone; the words only where they were said or where it is proved."""

from collections.abc import Sequence

from handlers.memory import ConcernByNumber, ConcernsOf
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.village.matter import Concern, Stage
from handlers.village.people import Office, Person, Staff, surname


def mine(scene: Scene) -> Sequence[Concern]:
    """The speaker's own matters that may show here: those of this talk."""
    found: tuple[Concern, ...] = scene.memory.find(ConcernsOf(scene.talk.key))
    return found


def title(concern: Concern, most: int = 12) -> str:
    """A handful of the villager's own words."""
    first = concern.text.split("\n", 1)[0].strip()
    return first if len(first) <= most else first[: most - 1] + "…"


def who(scene: Scene, concern: Concern) -> Line:
    """The person who answers for it: surname and role, never a bare department."""
    person = scene.memory.get(Person, concern.responsible) if concern.responsible else None
    if person is None:
        return Line("role.village_office")
    return role_of(person, scene.memory.staff(concern.village))


def role_of(person: Person, staff: Staff | None) -> Line:
    """王支书, 网格员刘师傅, 李委员: the office a person is known by around the village."""
    if staff is not None:
        if any(lead.id == person.id for lead in staff.grid_leads.values()):
            return line("role.grid_lead", surname=surname(person.name))
        if all(person.id != holder.id for holder in staff.holders.get(Office.SECRETARY, ())):
            return line("role.committee", surname=surname(person.name))
    return line("role.secretary", surname=surname(person.name))


def day(concern: Concern) -> str:
    due = concern.due_on
    return f"{due.month}月{due.day}日" if due else "—"


def stage(concern: Concern) -> Line:
    sealed = concern.stage is Stage.SEALED
    return Line("stage.withdrawn" if sealed else f"stage.{concern.stage}")


def by_number(scene: Scene, number: str) -> list[Line]:
    """One matter by its public number. An unknown number and one that is not theirs to read get the same kind of answer."""
    found = scene.memory.find(ConcernByNumber(number))
    if not found:
        return [line("look.unknown", number=number)]
    concern: Concern = found[0]
    own = concern.author == scene.talk.key
    return [status(scene, concern, own)]


def status(scene: Scene, concern: Concern, own: bool) -> Line:
    values: dict[str, str | Line] = {
        "number": concern.number or "—",
        "stage": stage(concern),
        "who": who(scene, concern),
        "day": day(concern),
        "title": title(concern),
    }
    waiting = concern.stage in (Stage.RECEIVED, Stage.CANDIDATE, Stage.MERGED, Stage.PRIVATE)
    return Line(("look.mine" if own else "look.other") + ("" if waiting else "_done"), values)


def my_matters(scene: Scene) -> list[Line]:
    """我的事: the latest, newest first; two on SMS, five in chat."""
    concerns = mine(scene)
    if not concerns:
        return [Line("look.nothing")]
    return [status(scene, concern, own=True) for concern in concerns[: 2 if scene.small else 5]]
