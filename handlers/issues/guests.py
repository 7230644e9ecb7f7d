"""Who from above the village may be counted at a meeting: the people invited, then the offices around the village."""

from collections.abc import Iterator
from dataclasses import dataclass

from handlers.case import Case
from handlers.issues.leaders import expected
from handlers.messages import Line, line
from handlers.village.people import Office, Person, Staff
from handlers.village.rights import Hat
from handlers.village.roles import Level
from handlers.village.thresholds import Presence

_VILLAGE = {
    Office.SPONSOR: Presence.SPONSOR,
    Office.FIRST_SECRETARY: Presence.SPONSOR_UNIT,
    Office.TEAM_LEAD: Presence.SPONSOR_UNIT,
    Office.POLICE: Presence.POLICE,
    Office.GRID_LEAD: Presence.GRID_LEAD,
    Office.COMMITTEE: Presence.CADRE,
    Office.SECRETARY: Presence.CADRE,
}
_TOWNSHIP = {Office.TOWNSHIP_LEADER: Presence.TOWNSHIP, Office.SECRETARY: Presence.TOWNSHIP, Office.LIAISON: Presence.STATION}
_DISTRICT = {Office.DISTRICT_LEADER: Presence.DISTRICT, Office.LIAISON: Presence.DEPARTMENT}
_BY_LEVEL = {Level.VILLAGE: _VILLAGE, Level.TOWNSHIP: _TOWNSHIP, Level.DISTRICT: _DISTRICT}
# as the list is read at the table: the township first, the many departments last
_ORDER = (
    Presence.TOWNSHIP,
    Presence.SPONSOR,
    Presence.SPONSOR_UNIT,
    Presence.DISTRICT,
    Presence.POLICE,
    Presence.STATION,
    Presence.DEPARTMENT,
    Presence.GRID_LEAD,
    Presence.CADRE,
)


@dataclass(frozen=True, slots=True)
class Guest:
    """token is what is remembered; resident says that the person is counted among the villagers already."""

    token: str
    presence: Presence
    label: Line
    department: str = ""
    resident: bool = False
    invited: bool = False


def guests_around(case: Case) -> tuple[Guest, ...]:
    """Everybody the fourth gate may ask for, those invited first; the host is there without being named."""
    staff = case.scene.desk.staff(case.issue.village)
    if staff is None:
        return ()
    invited = {paper.facts.get("person", ""): paper.facts.get("substitute", "") for paper in expected(case.file.papers)}
    found = {guest.token: guest for guest in _all(case, staff, invited)}
    return tuple(sorted(found.values(), key=lambda guest: (not guest.invited, _ORDER.index(guest.presence))))


def _all(case: Case, staff: Staff, invited: dict[str, str]) -> Iterator[Guest]:
    asked = {request.department for request in case.file.requests}
    for person in {p.id: p for people in staff.holders.values() for p in people}.values():
        if person.id == case.scene.actor:
            continue
        for hat in case.scene.desk.hats(person.id):
            presence = presence_of(hat)
            # of the many departments only those that were asked for something, or invited
            if presence is None or (presence is Presence.DEPARTMENT and hat.department not in asked and person.id not in invited):
                continue
            yield _guest(case, person, hat, presence, person.id in invited)
            if substitute := invited.get(person.id):
                yield _substitute(person, hat, presence, substitute)
            break


def presence_of(hat: Hat) -> Presence | None:
    """Whose coming a hat stands for; None for offices that the gate does not ask for."""
    return _BY_LEVEL[hat.level].get(hat.office)


def _guest(case: Case, person: Person, hat: Hat, presence: Presence, invited: bool) -> Guest:
    resident = person.village == case.issue.village
    return Guest(person.id, presence, _label(person.name, hat, presence), hat.department, resident, invited)


def _substitute(person: Person, hat: Hat, presence: Presence, name: str) -> Guest:
    label = line("guest.substitute", name=name, whom=person.name)
    return Guest(f"{person.id}+", presence, label, hat.department, resident=False, invited=True)


def _label(name: str, hat: Hat, presence: Presence) -> Line:
    office: str | Line = hat.department or Line(f"presence.{presence}")
    return line("guest.named", name=name, office=office)
