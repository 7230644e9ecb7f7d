"""Whose telephone vouches for an entry: never a cadre's, never the recorder's, never that of the recorder's family."""

from collections.abc import Iterable

from handlers.case import Case
from handlers.memory import Address
from handlers.scene import Scene
from handlers.village.people import Person


def vouches(scene: Scene, case: Case, person: Person, recorder: str) -> bool:
    """Does what is said on this phone, now, speak for the person and nobody else?"""
    barred = _barred(case, recorder)
    return person.id in scene.address.persons and scene.address.trusted and _clean(case, person, barred, (scene.address,))


def can_be_asked(case: Case, person: Person, recorder: str, addresses: Iterable[Address]) -> bool:
    """Has the person a way of their own? addresses: every one the person is bound to.

    A family's one telephone is none: who holds it when the digit comes is not known.
    """
    barred, own = _barred(case, recorder), tuple(addresses)
    shared = any(p.phone == person.phone and p.id != person.id for p in case.persons)
    reachable = (mobile(person.phone) and not shared) or any(a.trusted and a.person == person.id for a in own)
    return reachable and _clean(case, person, barred, own)


def _barred(case: Case, recorder: str) -> frozenset[str]:
    family = {p.id for p in case.persons if p.household and p.household == _household(case, recorder)}
    return frozenset({*cadres(case), recorder, *family})


def cadres(case: Case) -> frozenset[str]:
    """Everybody who holds an office around the village."""
    staff = case.scene.desk.staff(case.issue.village)
    if staff is None:
        return frozenset()
    held = {p.id for people in staff.holders.values() for p in people}
    return frozenset(held | {p.id for p in (*staff.grid_leads.values(), *staff.liaisons.values())})


def _household(case: Case, person: str) -> str | None:
    return next((p.household for p in case.persons if p.id == person), None)


def _clean(case: Case, person: Person, barred: frozenset[str], addresses: tuple[Address, ...]) -> bool:
    numbers = {p.phone for p in _people(case, barred) if p.phone}
    if person.id in barred or person.phone in numbers:
        return False
    return not any(barred & set(a.persons) or a.sender in numbers for a in addresses)


def _people(case: Case, ids: frozenset[str]) -> list[Person]:
    staff = case.scene.desk.staff(case.issue.village)
    held = [p for people in staff.holders.values() for p in people] if staff else []
    return [p for p in (*case.persons, *held) if p.id in ids]


def mobile(phone: str | None) -> bool:
    """Can an SMS reach it?"""
    return phone is not None and ((phone.startswith("+861") and len(phone) == 14) or not phone.startswith("+86"))
