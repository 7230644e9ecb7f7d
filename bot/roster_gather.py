"""Rows that make sense by themselves → one district; rows that contradict an earlier one are named, not guessed at.

Ids come from village, household number and name, so that the same file twice, or with its rows in another order, is the same.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from bot.roster_cells import GRID, HEAD, NAME, PHONE, TOWNSHIP, VILLAGE, BadRow, TypedRow
from handlers.village.people import Grid, Holder, Household, Office, Person, Roster, Unit, UnitKind

DISTRICT_ID = "d0"
WHOLE_VILLAGE = "全村"  # the grid of a village that has none

# Those sent to a village live elsewhere; one of them may look after several villages of a township.
_SENT = frozenset({Office.FIRST_SECRETARY, Office.TEAM_LEAD, Office.SPONSOR, Office.POLICE})
_TOWNSHIPS_OWN = frozenset({Office.REVIEWER, Office.TOWNSHIP_DUTY, Office.TOWNSHIP_LEADER})
_DISTRICTS_OWN = frozenset({Office.LIAISON, Office.DISTRICT_LEADER})
_ELSEWHERE = _SENT | _TOWNSHIPS_OWN | _DISTRICTS_OWN
_OF_A_GRID = frozenset({Office.GRID_LEAD, Office.REPRESENTATIVE})


def stable_id(letter: str, *parts: str) -> str:
    """A short id that depends on the parts alone: 48 bits, one clash in ten thousand full districts."""
    return letter + blake2b("\x1f".join(parts).encode(), digest_size=6).hexdigest()


@dataclass
class _Gathered:
    district: str
    units: dict[str, Unit] = field(default_factory=dict)
    grids: dict[str, Grid] = field(default_factory=dict)
    households: dict[str, Household] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    holders: dict[Holder, None] = field(default_factory=dict)
    bad: list[BadRow] = field(default_factory=list)

    def refuse(self, row: TypedRow, column: str, zh: str, en: str) -> None:
        self.bad.append(BadRow(row.number, column, zh, en))


def gather(rows: Iterable[TypedRow], district: str) -> tuple[Roster, list[BadRow]]:
    """The households first: a row without one may be a second office of somebody who lives in the village."""
    rows = _with_townships(list(rows))
    found = _Gathered(district)
    agreed = _agreed_households(rows)
    for row in rows:
        if row.door:
            _add_at_home(found, row, *agreed[_home(row)])
    by_phone, by_name = _neighbours(found)
    for row in rows:
        if not row.door:
            here = (row.name, stable_id("v", row.township, row.village))
            known = by_phone.get((row.name, row.phone)) if row.phone else by_name.get(here)
            _add_without_home(found, row, known)
    people = Roster(
        units=tuple(found.units.values()),
        grids=tuple(found.grids.values()),
        households=tuple(found.households.values()),
        persons=tuple(found.persons.values()),
        holders=tuple(found.holders),
    )
    return people, found.bad


def _with_townships(rows: list[TypedRow]) -> list[TypedRow]:
    """A village's township need be written once; rows without it take the only one the village has."""
    named: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.township:
            named[row.village].add(row.township)
    only = {village: next(iter(townships)) for village, townships in named.items() if village and len(townships) == 1}
    return [row if row.township else replace(row, township=only.get(row.village, "")) for row in rows]


def _home(row: TypedRow) -> tuple[str, str, str]:
    return row.township, row.village, row.door


def _agreed_households(rows: list[TypedRow]) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Home → (grid, head) as its first row that says so has it; a head nowhere named is whoever is listed first."""
    agreed: dict[tuple[str, str, str], tuple[str, str]] = {}
    for row in rows:
        grid, head = agreed.get(_home(row), ("", ""))
        agreed[_home(row)] = (grid or row.grid, head or row.head)
    for row in rows:
        grid, head = agreed[_home(row)]
        agreed[_home(row)] = (grid, head or row.name)
    return agreed


def _neighbours(found: _Gathered) -> tuple[dict[tuple[str, str | None], str], dict[tuple[str, str], str]]:
    """Those with a household, by name and telephone, and by name and village when the village has only one of that name."""
    by_phone: dict[tuple[str, str | None], str] = {}
    same_name: dict[tuple[str, str], list[str]] = defaultdict(list)
    for person in sorted(found.persons.values(), key=lambda each: each.id):
        by_phone.setdefault((person.name, person.phone), person.id)
        same_name[person.name, person.village or ""].append(person.id)
    return by_phone, {key: ids[0] for key, ids in same_name.items() if len(ids) == 1}


def _add_at_home(found: _Gathered, row: TypedRow, grid: str, head: str) -> None:
    if row.head not in ("", head):
        return found.refuse(row, HEAD, f"户号{row.door}前面写的户主是{head}", f"household {row.door} already has the head {head}")
    if row.grid not in ("", grid):
        return found.refuse(row, GRID, f"户号{row.door}前面写的网格是{grid}", f"household {row.door} already lies in grid {grid}")
    row = replace(row, grid=grid)
    person = stable_id("p", *_home(row), row.name)
    if person in found.persons:
        return found.refuse(row, NAME, f"{row.name}在这一户写了两遍", f"{row.name} is listed twice in this household")
    if not _may_hold(found, row):
        return None
    village = _unit(found, row)
    household = stable_id("h", *_home(row))
    frail = row.at_door or (household in found.households and found.households[household].vulnerable)
    found.households[household] = Household(household, village, _grid(found, row, village), row.door, head, frail)
    found.persons[person] = Person(person, row.name, village, household, row.phone, row.away, row.woman, row.born)
    found.holders.update(dict.fromkeys(_holders(found, row, person)))
    return None


def _add_without_home(found: _Gathered, row: TypedRow, known: str | None) -> None:
    if not _may_hold(found, row):
        return None
    if not row.village and not row.offices:
        return found.refuse(row, VILLAGE, "没写村，也没写职务", "neither a village nor an office")
    lives_here = bool(row.village) and not (row.offices and _ELSEWHERE.issuperset(row.offices))
    person = known or stable_id("p", row.township, row.village if lives_here else "", "", row.name)
    before = found.persons.get(person)
    if before and before.phone and row.phone and before.phone != row.phone:
        zh, en = (
            f"前面有一个{row.name}，电话不一样；不是一个人就写上户号",
            f"another {row.name} has another telephone: give household numbers",
        )
        return found.refuse(row, PHONE, zh, en)
    holders = _holders(found, row, person)
    if before and found.holders.keys() >= set(holders):
        return found.refuse(row, NAME, f"{row.name}写了两遍", f"{row.name} is listed twice")
    village = _unit(found, row)
    home = village if lives_here else None
    found.persons[person] = (
        replace(before, phone=before.phone or row.phone)
        if before
        else Person(person, row.name, home, None, row.phone, row.away, row.woman, row.born)
    )
    found.holders.update(dict.fromkeys(holders))
    return None


def _may_hold(found: _Gathered, row: TypedRow) -> bool:
    """Has the row the places its offices need?"""
    if row.village and not row.township:
        found.refuse(row, TOWNSHIP, f"{row.village}在哪个乡镇(街道)？写一次就行", f"which township is {row.village} in? once is enough")
    elif Office.GRID_LEAD in row.offices and not (row.village and row.grid):
        found.refuse(row, GRID, "网格员要写村和网格", "a grid worker needs a village and a grid")
    elif _SENT.union({Office.REPRESENTATIVE, Office.WOMEN_LEAD}).intersection(row.offices) and not row.village:
        found.refuse(row, VILLAGE, "这个职务要写村", "this office needs a village")
    elif not _DISTRICTS_OWN.issuperset(row.offices) and not row.township:
        found.refuse(row, TOWNSHIP, "这个职务要写乡镇(街道)", "this office needs a township")
    else:
        return True
    return False


def _holders(found: _Gathered, row: TypedRow, person: str) -> list[Holder]:
    unit = _unit(found, row)
    grid = _grid(found, row, unit) if row.village and row.grid else None
    holders = []
    for office in row.offices:
        if office in _DISTRICTS_OWN:
            holders.append(Holder(person, office, DISTRICT_ID, department=row.department if office is Office.LIAISON else ""))
        elif office in _TOWNSHIPS_OWN:
            holders.append(Holder(person, office, _township(found, row)))
        else:
            holders.append(Holder(person, office, unit, grid if office in _OF_A_GRID else None))
    return holders


def _unit(found: _Gathered, row: TypedRow) -> str:
    """The lowest place the row names, laid out with everything above it."""
    if not row.village:
        return _township(found, row)
    unit = stable_id("v", row.township, row.village)
    kind = UnitKind.COMMUNITY if row.village.endswith(("社区", "居委会")) else UnitKind.VILLAGE
    parent = _township(found, row)
    found.units.setdefault(unit, Unit(unit, kind, row.village, parent))
    return unit


def _township(found: _Gathered, row: TypedRow) -> str:
    found.units.setdefault(DISTRICT_ID, Unit(DISTRICT_ID, UnitKind.DISTRICT, found.district))
    if not row.township:
        return DISTRICT_ID
    unit = stable_id("t", row.township)
    kind = UnitKind.STREET if row.township.endswith(("街道", "街道办", "街道办事处")) else UnitKind.TOWNSHIP
    found.units.setdefault(unit, Unit(unit, kind, row.township, DISTRICT_ID))
    return unit


def _grid(found: _Gathered, row: TypedRow, village: str) -> str:
    name = row.grid or WHOLE_VILLAGE
    grid = stable_id("g", village, name)
    found.grids.setdefault(grid, Grid(grid, village, name))
    return grid
