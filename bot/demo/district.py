"""The demo district: the shape of Lishi, 105 villages and 85 communities, with nobody real in it."""

from collections.abc import Mapping

from bot.demo import stone_bridge
from bot.demo.cast import CAST, OPENING, OPENS_AT, PREPARED, Actor, Opening, Prepared
from bot.demo.draft import Draft
from bot.demo.names import PLACES, clan, community_names, village_names
from handlers.village.people import Grid, Office, Person, Roster, Unit, UnitKind
from handlers.village.roles import DISCIPLINE

__all__ = [
    "CAST",
    "DEPARTMENTS",
    "OPENING",
    "OPENS_AT",
    "PLACES",
    "PREPARED",
    "Actor",
    "Opening",
    "Prepared",
    "demo_district",
    "liaisons",
]

DISTRICT = Unit("d0", UnitKind.DISTRICT, "离石区")

# Streets and townships bear names used in Lishi so that the map feels right; how many villages each has, every village,
# every community and every person are invented. 信义镇 stands first because 石桥村 is laid there.
_TOWNSHIPS = (
    ("信义镇", UnitKind.TOWNSHIP, 18, 1),
    ("吴城镇", UnitKind.TOWNSHIP, 17, 1),
    ("枣林乡", UnitKind.TOWNSHIP, 14, 0),
    ("坪头乡", UnitKind.TOWNSHIP, 14, 0),
    ("红眼川乡", UnitKind.TOWNSHIP, 10, 0),
    ("西属巴街道", UnitKind.STREET, 9, 7),
    ("交口街道", UnitKind.STREET, 8, 9),
    ("田家会街道", UnitKind.STREET, 6, 9),
    ("城北街道", UnitKind.STREET, 4, 14),
    ("莲花池街道", UnitKind.STREET, 2, 16),
    ("凤山街道", UnitKind.STREET, 2, 14),
    ("滨河街道", UnitKind.STREET, 1, 14),
)
_THIN = ("v002", "c001")  # besides 石桥村, the only ones with residents

DEPARTMENTS = (
    "交通运输局",
    "水利局",
    "农业农村局",
    "自然资源局",
    "住房和城乡建设局",
    "民政局",
    "人力资源和社会保障局",
    "医疗保障局",
    "教育局",
    "卫生健康局",
    "能源局",
    "应急管理局",
)
_LEADERS = 4


def demo_district() -> Roster:
    """Everybody of the demo, the same at every call: 石桥村 full, one village and one community thin, elsewhere offices only."""
    draft = Draft()
    village, grids = _lay_stone_bridge(draft)
    townships = [Unit(f"t{n:02d}", kind, name, DISTRICT.id) for n, (name, kind, _, _) in enumerate(_TOWNSHIPS, start=1)]
    _fill_district(draft, townships)
    stone_bridge.fill_offices(draft, village, grids, stone_bridge.settle_others(draft, grids))
    for unit in _lay_units(draft, townships):
        _fill_unit(draft, unit)
    # after everybody else, so that nobody's id moves
    draft.hold(draft.person(), Office.LIAISON, DISTRICT.id, department=DISCIPLINE)
    draft.units[:0] = [DISTRICT, *townships]
    return draft.freeze()


def liaisons(roster: Roster) -> Mapping[str, Person]:
    """Department → the person who answers for it; 纪检监察 answers no requests and is none of them."""
    people = {person.id: person for person in roster.persons}
    return {h.department: people[h.person] for h in roster.holders if h.department and h.department != DISCIPLINE}


def _lay_stone_bridge(draft: Draft) -> tuple[Unit, list[Grid]]:
    """The people of the story come before all others, so that the ids in the cast never move."""
    village = draft.unit(UnitKind.VILLAGE, village_names(1)[0], "t01")
    grids = stone_bridge.settle_named(draft, village)
    _outsiders(draft, village, "赵刚")
    draft.hold(draft.person("陈晓燕"), Office.REVIEWER, "t01")
    return village, grids


def _lay_units(draft: Draft, townships: list[Unit]) -> list[Unit]:
    villages = iter(village_names(sum(row[2] for row in _TOWNSHIPS))[1:])
    communities = iter(community_names(sum(row[3] for row in _TOWNSHIPS)))
    laid: list[Unit] = []
    for township, (_, _, village_count, community_count) in zip(townships, _TOWNSHIPS, strict=True):
        more = village_count - (township.id == "t01")  # 石桥村 is there already
        laid += [draft.unit(UnitKind.VILLAGE, next(villages), township.id) for _ in range(more)]
        laid += [draft.unit(UnitKind.COMMUNITY, next(communities), township.id) for _ in range(community_count)]
    return laid


def _fill_unit(draft: Draft, unit: Unit) -> None:
    names = ("前组", "后组") if unit.kind is UnitKind.VILLAGE else ("第一网格", "第二网格")
    grids = [draft.grid(unit.id, name) for name in names]
    for grid in grids:
        draft.hold(draft.person(village=unit.id), Office.GRID_LEAD, unit.id, grid.id)
    for office in (Office.SECRETARY, Office.COMMITTEE, Office.COMMITTEE, Office.SUPERVISOR, *[Office.REPRESENTATIVE] * 3):
        draft.hold(draft.person(village=unit.id), office, unit.id)
    chair = draft.person(draft.name(man=False), village=unit.id)
    draft.hold(chair, Office.COMMITTEE, unit.id)
    draft.hold(chair, Office.WOMEN_LEAD, unit.id)
    _outsiders(draft, unit)
    if unit.id in _THIN:
        _settle_thinly(draft, grids)


def _outsiders(draft: Draft, unit: Unit, police: str = "") -> None:
    """Those who are sent to a village: they live elsewhere."""
    draft.hold(draft.person(police), Office.POLICE, unit.id)
    draft.hold(draft.person(), Office.POLICE, unit.id)
    for office in (Office.FIRST_SECRETARY, Office.TEAM_LEAD, Office.SPONSOR):
        draft.hold(draft.person(), office, unit.id)


def _settle_thinly(draft: Draft, grids: list[Grid]) -> None:
    for n in range(20):
        names = [draft.name(clan(n), man=True), draft.name(man=False), draft.name(clan(n), man=True)]
        home = draft.household(grids[n % 2], f"{n + 1}号", names[0])
        people = [draft.person(name, home) for name in names]
        draft.change(people[-1], away=True)


def _fill_district(draft: Draft, townships: list[Unit]) -> None:
    for department in DEPARTMENTS:
        draft.hold(draft.person(), Office.LIAISON, DISTRICT.id, department=department)
    for _ in range(_LEADERS):
        draft.hold(draft.person(), Office.DISTRICT_LEADER, DISTRICT.id)
    for township in townships:
        for office in (Office.TOWNSHIP_LEADER, Office.TOWNSHIP_DUTY, Office.TOWNSHIP_DUTY, Office.REVIEWER):
            if township.id != "t01" or office is not Office.REVIEWER:
                draft.hold(draft.person(), office, township.id)
