"""How far an issue has been asked, in households and in persons. What is 待核 stands apart and is in no total."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from handlers.case import Case
from handlers.village.evidence import affected_of, asked, scope_of
from handlers.village.issue import Backing, Opinion, Stance

SMALLEST_GROUP = 5  # households: in a smaller one a number is a name


@dataclass(frozen=True, slots=True)
class Coverage:
    """Households of a group and how many of them were asked; stances counted by household and by person.

    divided: households whose people differ. pending: households with an entry that nobody has backed yet.
    """

    households: int = 0
    asked: int = 0
    by_household: Mapping[Stance, int] = field(default_factory=dict)
    by_person: Mapping[Stance, int] = field(default_factory=dict)
    divided: int = 0
    pending: int = 0

    @property
    def answered(self) -> int:
        """Households with at least one counted stance."""
        return sum(self.by_household.values()) + self.divided


def coverage_of(case: Case, group: Iterable[str]) -> Coverage:
    """Counts a group of households."""
    households = frozenset(group)
    counted = [o for o in case.round.opinions if o.household in households and o.counted and o.stance is not None]
    stances: dict[str, set[Stance]] = {}
    for each in counted:
        stances.setdefault(each.household, set()).add(each.stance or Stance.NO_VIEW)
    return Coverage(
        len(households),
        len(households & asked(case.file)),
        Counter(next(iter(said)) for said in stances.values() if len(said) == 1),
        Counter(each.stance for each in counted if each.stance),
        len([said for said in stances.values() if len(said) > 1]),
        len({o.household for o in pending(case) if o.household in households}),
    )


def pending(case: Case) -> list[Opinion]:
    """Entries on behalf that wait for the household's yes."""
    return [o for o in case.round.opinions if o.backing is Backing.PENDING and (o.stance is not None or o.words)]


def touched(case: Case) -> frozenset[str]:
    return affected_of(case.issue, case.ground)


def others(case: Case) -> frozenset[str]:
    return scope_of(case.issue, case.ground) - touched(case)


def away_answered(case: Case) -> tuple[int, int]:
    """Persons away from the affected households, and how many of them have answered."""
    near = touched(case)
    away = {p.id for p in case.persons if p.away and p.household in near}
    spoke = {o.person for o in case.round.opinions if o.spoken}
    return len(away), len(away & spoke)


def by_grid(case: Case) -> dict[str, frozenset[str]]:
    """Grid → its households in the scope."""
    grids: dict[str, set[str]] = {}
    for household in scope_of(case.issue, case.ground):
        grids.setdefault(case.ground.grids[household], set()).add(household)
    return {grid: frozenset(grids[grid]) for grid in sorted(grids)}
