"""Whose telephone vouches for an entry: never a cadre's, never the recorder's, never that of the recorder's family."""

from collections.abc import Iterable

from handlers.case import Case
from handlers.memory import Address, ById
from handlers.scene import Scene
from handlers.village.people import Person, Staff


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


def lent_by(scene: Scene, village: str, person: Person) -> str | None:
    """Whose phone an answer for the person is given on, when it is not their own household's: a cadre's id, or "" for
    another household's. None: the household speaks for itself. A cadre's own household does so too, whoever else has the number.
    """
    scene.desk.need(*(ById(Person, key) for key in scene.address.persons))
    here = [p for key in scene.address.persons if (p := scene.desk.get(Person, key)) is not None]
    held = {p.id: p for p in _held(scene.desk.staff(village))}
    office = [p for p in here if p.id in held] + [p for p in held.values() if p.phone and p.phone == person.phone]
    if any(p.id == person.id or (p.household and p.household == person.household) for p in office):
        return None
    if office:
        return office[0].id
    return "" if any(p.household != person.household for p in here) else None


def _barred(case: Case, recorder: str) -> frozenset[str]:
    home = _household(case, recorder)  # once: a village of three thousand is asked about hundreds of doors at one stroke
    family = {p.id for p in case.persons if p.household and p.household == home}
    return frozenset({*cadres(case), recorder, *family})


def cadres(case: Case) -> frozenset[str]:
    """Everybody who holds an office around the village."""
    return frozenset(p.id for p in _held(case.scene.desk.staff(case.issue.village)))


def _held(staff: Staff | None) -> list[Person]:
    if staff is None:
        return []
    return [*(p for people in staff.holders.values() for p in people), *staff.grid_leads.values(), *staff.liaisons.values()]


def _household(case: Case, person: str) -> str | None:
    return next((p.household for p in case.persons if p.id == person), None)


def _clean(case: Case, person: Person, barred: frozenset[str], addresses: tuple[Address, ...]) -> bool:
    numbers = {p.phone for p in _people(case, barred) if p.phone}
    if person.id in barred or person.phone in numbers:
        return False
    return not any(barred & set(a.persons) or a.sender in numbers for a in addresses)


def _people(case: Case, ids: frozenset[str]) -> list[Person]:
    return [p for p in (*case.persons, *_held(case.scene.desk.staff(case.issue.village))) if p.id in ids]


def mobile(phone: str | None) -> bool:
    """Can an SMS reach it?"""
    return phone is not None and ((phone.startswith("+861") and len(phone) == 14) or not phone.startswith("+86"))
