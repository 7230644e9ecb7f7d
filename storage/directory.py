"""The directory: units and the offices around each village, held in memory because every turn asks for them."""

from collections import defaultdict
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.memory import Lookup
from handlers.village.people import Holder, Office, Person, Staff, Unit, UnitKind
from handlers.village.rights import Hat
from handlers.village.roles import DISCIPLINE, Level
from storage.records import RECORDS
from storage.tables import grids, holders, persons, units

PLACES = (UnitKind.VILLAGE, UnitKind.COMMUNITY)
LEVELS = {
    UnitKind.VILLAGE: Level.VILLAGE,
    UnitKind.COMMUNITY: Level.VILLAGE,
    UnitKind.TOWNSHIP: Level.TOWNSHIP,
    UnitKind.STREET: Level.TOWNSHIP,
    UnitKind.DISTRICT: Level.DISTRICT,
}


@dataclass(frozen=True, slots=True)
class Residents:
    """A village's households, or its people: the oldest first. One object until the roster changes, for what is counted from it."""

    everybody: tuple[Any, ...]
    ids: tuple[str, ...]
    by_id: Mapping[str, Any]

    @classmethod
    def of(cls, everybody: tuple[Any, ...]) -> "Residents":
        return cls(everybody, tuple(each.id for each in everybody), {each.id: each for each in everybody})


class Directory:
    """Read at start and again when the roster's version changes; one village's Staff is built when first asked for."""

    def __init__(self) -> None:
        self.units: dict[str, Unit] = {}
        self._people: dict[str, Person] = {}
        self._holders: dict[str, list[Holder]] = {}
        self._hats: dict[str, tuple[Hat, ...]] = {}
        self._staff: dict[str, Staff] = {}
        self.groups: dict[str, tuple[str, ...]] = {}  # village → the names of its groups and grids
        self.version = ""
        self.residents: dict[tuple[str, Lookup], Residents] = {}  # (the roster's version, whose)

    async def load(self, connection: AsyncConnection, version: str = "") -> None:
        rows = (await connection.execute(select(units))).mappings().all()
        self.units = {row["id"]: RECORDS[Unit].record(row) for row in rows}
        named: dict[str, list[str]] = defaultdict(list)
        for row in (await connection.execute(select(grids).order_by(grids.c.id))).mappings().all():
            named[row["village"]].append(row["name"])
        self.groups = {village: tuple(names) for village, names in named.items()}
        found: dict[str, list[Holder]] = defaultdict(list)
        hats: dict[str, list[Hat]] = defaultdict(list)
        order = select(holders).order_by(holders.c.unit, holders.c.office, holders.c.person)
        for row in (await connection.execute(order)).mappings().all():
            held_by = Holder(row["person"], Office(row["office"]), row["unit"], row["grid"] or None, row["department"])
            found[held_by.unit].append(held_by)
            hats[held_by.person].append(self._hat(held_by))
        self._holders = dict(found)
        self._hats = {person: tuple(worn) for person, worn in hats.items()}
        held = select(persons).where(persons.c.id.in_(select(holders.c.person)))
        self._people = {row["id"]: RECORDS[Person].record(row) for row in (await connection.execute(held)).mappings().all()}
        self._staff = {}
        self.version = version

    def again(self) -> "Directory":
        """For another store with the same roster: what is built from here on is its own."""
        other = copy(self)
        other._staff, other.residents = {}, {}
        return other

    def _hat(self, holder: Holder) -> Hat:
        unit = self.units.get(holder.unit)
        return Hat(holder.office, holder.unit, LEVELS[unit.kind] if unit else Level.VILLAGE, holder.grid or "", holder.department)

    def hats(self, person: str) -> tuple[Hat, ...]:
        """The offices a person holds anywhere."""
        return self._hats.get(person, ())

    def under(self, unit: str) -> tuple[Unit, ...]:
        """The units directly below one, by id."""
        return tuple(sorted((u for u in self.units.values() if u.parent == unit), key=lambda u: u.id))

    def staff(self, village: str | None) -> Staff | None:
        """The offices of a village, with its township's and the district's behind them; None for an unknown village.

        "" stands for the district itself: it takes what nobody can place.
        """
        if village == "":
            village = next((u.id for u in self.units.values() if u.kind is UnitKind.DISTRICT), None)
        unit = self.units.get(village) if village else None
        if unit is None:
            return None
        if unit.id not in self._staff:
            self._staff[unit.id] = self._build(unit)
        return self._staff[unit.id]

    def _build(self, unit: Unit) -> Staff:
        township = self.units.get(unit.parent or "") if unit.kind in PLACES else None
        district = next((u for u in self.units.values() if u.kind is UnitKind.DISTRICT), None)
        offices: dict[Office, list[Person]] = defaultdict(list)
        leads: dict[str, Person] = {}
        liaisons: dict[str, Person] = {}
        # the unit itself first: an office is looked for near before it is looked for far
        for each in dict.fromkeys((unit, township, district)):
            for holder in self._holders.get(each.id, ()) if each else ():
                person = self._people.get(holder.person)
                if person is None:
                    continue
                offices[holder.office].append(person)
                if holder.office is Office.GRID_LEAD and holder.grid:
                    leads.setdefault(holder.grid, person)
                if holder.department and holder.department != DISCIPLINE:  # it reads accusations, nobody asks it for a road
                    liaisons.setdefault(holder.department, person)
        return Staff(unit, township, district, {office: tuple(people) for office, people in offices.items()}, leads, liaisons)

    def named(self, words: str) -> tuple[Unit, ...]:
        """The villages and communities whose name, with or without 村 or 社区, occurs in the words; the longest names win."""
        hits = [u for u in self.units.values() if u.kind in PLACES and (u.name in words or short(u.name) in words)]
        if len(hits) > 1:
            exact = [u for u in hits if u.name in words]
            hits = exact or hits
            longest = max(len(u.name) for u in hits)
            hits = [u for u in hits if len(u.name) == longest]
        return tuple(hits)

    def secretaries(self, village: str) -> tuple[Person, ...]:
        staff = self.staff(village)
        return staff.holders.get(Office.SECRETARY, ()) if staff else ()


def short(name: str) -> str:
    """石桥村 → 石桥 when that still says something (two characters or more)."""
    bare = name.removesuffix("社区").removesuffix("村")
    return bare if len(bare) >= 2 else name
