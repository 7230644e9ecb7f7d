"""石桥村, the demo's one rich village: 126 households, a third of the people away, every office filled. All invented."""

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from bot.demo.draft import Draft, Phone
from bot.demo.names import clan, stir
from handlers.village.people import Grid, Household, Office, Person, Unit

# 东坡组 has the 34 households of the collapsed road, so the demo's counts read like the handbook's.
GRIDS = (("东坡", 34), ("前街", 40), ("后沟", 24), ("西坪", 28))

# (grid, door, members; the first is the head; "*" marks one who is away, "-" one without a telephone)
NAMED = (
    ("东坡", 3, "张桂英- 高志强* 张春梅"),
    ("后沟", 18, "任秀英- 王强*"),
    ("前街", 1, "王建国 薛月娥"),
    ("东坡", 12, "冯天平 刘桂香 冯磊*"),
    ("东坡", 7, "白生财 李秀兰 白晓军*"),
    ("东坡", 5, "李拴牢 李小平"),
    ("东坡", 9, "武爱花 高来喜-"),
    ("前街", 9, "郭成林 马改花"),
    ("前街", 14, "马三旺 康翠仙"),
    ("前街", 21, "韩丽 段永红*"),
    ("后沟", 6, "贺玉莲 苗根生"),
    ("西坪", 4, "宋长命 宋海兵*"),
    ("西坪", 11, "牛桃花 乔小虎"),
    ("西坪", 2, "成俊峰 侯芳"),
)


class Member(NamedTuple):
    man: bool
    elder: bool = False
    away: bool = False
    married_in: bool = False  # keeps her own surname


_GRANDFATHER, _GRANDMOTHER = Member(man=True, elder=True), Member(man=False, elder=True, married_in=True)
_FATHER, _MOTHER = Member(man=True), Member(man=False, married_in=True)
_SON, _DAUGHTER = Member(man=True, away=True), Member(man=False, away=True)
_SONS_WIFE = Member(man=False, away=True, married_in=True)

_FAMILIES = (
    (_GRANDFATHER, _GRANDMOTHER),
    (_FATHER, _MOTHER, _SON),
    (_GRANDMOTHER, _FATHER, _MOTHER),
    (_GRANDFATHER, _GRANDMOTHER, _SON, _SONS_WIFE),
    (_FATHER, _MOTHER, _SON, _DAUGHTER),
    (_GRANDMOTHER, _FATHER, _MOTHER, _SON),
    (_GRANDFATHER, _GRANDMOTHER, _SON, _MOTHER, _SON),
)
_ELDERS_PHONE = (Phone.NONE, Phone.LANDLINE, Phone.MOBILE)
_SHARES_ONE_PHONE = 15  # every fifteenth household has one telephone for everybody at home


class Settled(NamedTuple):
    """A grown-up at home with a telephone of their own: someone an office can be given to."""

    person: Person
    grid: Grid
    man: bool


def settle_named(draft: Draft, village: Unit) -> list[Grid]:
    """The households the story needs, first, so that their ids never move."""
    grids = {name: draft.grid(village.id, f"{name}组") for name, _ in GRIDS}
    for place, door, members in NAMED:
        names = members.split()
        home = draft.household(grids[place], f"{place}{door}号", names[0].rstrip("*-"))
        for name in names:
            person = draft.person(name.rstrip("*-"), home, phone=Phone.NONE if name.endswith("-") else Phone.MOBILE)
            draft.change(person, away=name.endswith("*"))
    return list(grids.values())


def settle_others(draft: Draft, grids: Iterable[Grid]) -> list[Settled]:
    """Every other door of the village; returns those who may be given an office."""
    named = {(place, door) for place, door, _ in NAMED}
    doors = [(grid, place, door) for grid, (place, count) in zip(grids, GRIDS, strict=True) for door in range(1, count + 1)]
    settled: list[Settled] = []
    for n, (grid, place, door) in enumerate(doors):
        if (place, door) not in named:
            settled += _family(draft, grid, f"{place}{door}号", n)
    return settled


def _family(draft: Draft, grid: Grid, number: str, n: int) -> list[Settled]:
    shape = _FAMILIES[n % len(_FAMILIES)]
    names = [draft.name("" if member.married_in else clan(n), member.man) for member in shape]
    old_and_alone = all(member.elder or member.away for member in shape)
    home = draft.household(grid, number, names[0], vulnerable=old_and_alone)
    people = [_settle(draft, home, *each, n) for each in zip(names, shape, strict=True)]
    at_home = [person for person, member in zip(people, shape, strict=True) if not member.away]
    if n % _SHARES_ONE_PHONE == 0:
        shared = next((person.phone for person in at_home if person.phone), None)
        for person in at_home:
            draft.change(person, phone=shared)
        return []
    return [Settled(person, grid, who.man) for person, who in zip(people, shape, strict=True) if not who.elder and not who.away]


def _settle(draft: Draft, home: Household, name: str, member: Member, n: int) -> Person:
    phone = _ELDERS_PHONE[stir(n + member.man) % 3] if member.elder else Phone.MOBILE
    return draft.change(draft.person(name, home, phone=phone), away=member.away)


def fill_offices(draft: Draft, village: Unit, grids: list[Grid], settled: list[Settled]) -> None:
    """Secretary and 东坡's grid worker are of the story; the others are whoever comes first, from another door each."""
    known = {person.name: person for person in draft.persons}
    draft.hold(known["王建国"], Office.SECRETARY, village.id)
    draft.hold(known["刘桂香"], Office.GRID_LEAD, village.id, grids[0].id)
    free = _one_of_each_household(settled)
    for grid in grids[1:]:
        draft.hold(_first(free, grid=grid), Office.GRID_LEAD, village.id, grid.id)
    for _ in range(3):
        draft.hold(_first(free), Office.COMMITTEE, village.id)
    chair = _first(free, man=False)
    draft.hold(chair, Office.COMMITTEE, village.id)
    draft.hold(chair, Office.WOMEN_LEAD, village.id)
    for _ in range(3):
        draft.hold(_first(free), Office.SUPERVISOR, village.id)
    for grid in grids:
        for _ in range(3):
            draft.hold(_first(free, grid=grid), Office.REPRESENTATIVE, village.id, grid.id)


def _one_of_each_household(settled: list[Settled]) -> list[Settled]:
    """A man here, a woman there: at least one third of the representatives are to be women (Village Committee Law Art. 29)."""
    households = [list(people) for _, people in groupby(settled, key=lambda each: each.person.household)]
    return [people[-1] if n % 2 else people[0] for n, people in enumerate(households)]


def _first(free: list[Settled], grid: Grid | None = None, man: bool | None = None) -> Person:
    found = next(each for each in free if grid in (None, each.grid) and man in (None, each.man))
    free.remove(found)
    return found.person
