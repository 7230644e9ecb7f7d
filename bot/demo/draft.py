"""A roster in the making: hands out ids, names and numbers in the order they are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum

from bot.demo.names import landline, mobile, people_names
from handlers.village.people import Grid, Holder, Household, Office, Person, Roster, Unit, UnitKind


class Phone(Enum):
    NONE = "none"
    MOBILE = "mobile"
    LANDLINE = "landline"


_WOMANS = frozenset("梅英娥香秀花仙丽莲桃芳燕翠霞")
_LETTER = {UnitKind.VILLAGE: "v", UnitKind.COMMUNITY: "c"}


@dataclass
class Draft:
    """The lists a roster is frozen from. Asking in the same order gives the same ids, so the order is part of the demo."""

    units: list[Unit] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    holders: list[Holder] = field(default_factory=list)
    _taken: set[str] = field(default_factory=set)
    _names: Iterator[tuple[str, str, bool]] = field(default_factory=people_names)
    _men: dict[str, bool] = field(default_factory=dict)  # of the names made here; names of the story are told by their characters
    _counts: dict[str, int] = field(default_factory=dict)

    def number(self, of: str) -> int:
        self._counts[of] = self._counts.get(of, 0) + 1
        return self._counts[of]

    def unit(self, kind: UnitKind, name: str, parent: str) -> Unit:
        letter = _LETTER[kind]
        made = Unit(f"{letter}{self.number(letter):03d}", kind, name, parent)
        self.units.append(made)
        return made

    def grid(self, village: str, name: str) -> Grid:
        made = Grid(f"g{self.number('g'):03d}", village, name)
        self.grids.append(made)
        return made

    def household(self, grid: Grid, number: str, head: str, vulnerable: bool = False) -> Household:
        made = Household(f"h{self.number('h'):04d}", grid.village, grid.id, number, head, vulnerable)
        self.households.append(made)
        return made

    def person(self, name: str = "", home: Household | None = None, village: str | None = None, phone: Phone = Phone.MOBILE) -> Person:
        """A person at home; village is for someone of the village whose household is not in the demo."""
        name = self._take(name) if name else self.name()
        made = Person(
            id=f"p{self.number('p'):05d}",
            name=name,
            village=home.village if home else village,
            household=home.id if home else None,
            phone=self._phone(phone),
            woman=not self._men.get(name, not _WOMANS.intersection(name[1:])),
        )
        self.persons.append(made)
        return made

    def change(self, person: Person, *, phone: str | None = None, away: bool | None = None) -> Person:
        """The same person with another telephone, or gone to work elsewhere."""
        changed = replace(person, phone=phone or person.phone, away=person.away if away is None else away)
        self.persons[int(person.id[1:]) - 1] = changed
        return changed

    def hold(self, person: Person, office: Office, unit: str, grid: str | None = None, department: str = "") -> None:
        self.holders.append(Holder(person.id, office, unit, grid, department))

    def name(self, surname: str = "", man: bool | None = None) -> str:
        """A name nobody of the district has: two people of one name would spoil every demonstration."""
        for family, given, is_man in self._names:
            if man in (None, is_man) and (name := (surname or family) + given) not in self._taken:
                self._men[name] = is_man
                return self._take(name)
        raise AssertionError("people_names never ends")

    def freeze(self) -> Roster:
        return Roster(tuple(self.units), tuple(self.grids), tuple(self.households), tuple(self.persons), tuple(self.holders))

    def _take(self, name: str) -> str:
        self._taken.add(name)
        return name

    def _phone(self, phone: Phone) -> str | None:
        if phone is Phone.NONE:
            return None
        return mobile(self.number("mobile")) if phone is Phone.MOBILE else landline(self.number("landline"))
