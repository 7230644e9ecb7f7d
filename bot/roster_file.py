"""The roster as a spreadsheet: people, households and offices in and out, one row a person.

Reading the same file twice changes nothing. A row that cannot be taken is named and left out; the others are taken.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.roster_cells import AWAY, DISCIPLINE_NAMES, HEADS, NAME, OFFICE_NAMES, TOWNSHIP, VILLAGE, BadRow, TypedRow, as_dialled, understand
from bot.roster_gather import gather
from bot.roster_sheet import RosterRefused, read_rows, write_rows
from handlers.village.people import Holder, Household, Person, Roster, Unit, UnitKind
from handlers.village.roles import DISCIPLINE

__all__ = ["BadRow", "RosterRefused", "read_roster", "write_roster", "write_template"]

_NOTES = (
    "一人一行。姓名必填，别的没有就空着。",
    "One row a person. The name is required; leave empty what you do not have.",
    "乡镇(街道)：每个村写一次就行。户主：每户写一次就行。",
    "户号：门牌号或册上的号，一个村里不能重。同一户的人写同一个户号。",
    "电话：手机号，或带区号的座机，如 0358-8220000。几口人用一个电话，就都写上。",
    "是否外出：在外打工、上学、常住外地的写“是”。",
    "职务：有几个写几个，用“、”隔开。网格员要写他管的网格；管两个网格的，另起一行，户号空着。",
    "要上门问：独居、五保、残疾、年老的户写“是”，一户写一次就行。部门：只有部门联络员要写，如 水利局。",
    "认得的职务：" + "、".join(names[0] for names in OFFICE_NAMES.values()),
    "第一书记、工作队队长、包村干部、政法干警不住村里，户号空着。乡镇的人，村空着；区里的人，乡镇也空着。",
    "例：石桥村 | 信义镇 | 东坡组 | 东坡12号 | 冯天平 | 刘桂香 | 13800000000 | 否 | 网格员、代表",
)
_LINES_FOR_TYPING = 200


def read_roster(path: Path | str, district: str = "离石区") -> tuple[Roster, list[BadRow]]:
    """Everybody the file names, and every row that was left out with the reason, in the file's order.

    .xlsx, or .csv in UTF-8 or GBK; at most 10 MB and 50,000 rows. Raises RosterRefused when the file as a whole cannot be read.
    """
    rows: list[TypedRow] = []
    bad: list[BadRow] = []
    for number, cells in _named_cells(Path(path)):
        if any(text for column, text in cells.items() if column not in (VILLAGE, TOWNSHIP)):  # else a row prepared for typing
            read = understand(number, cells)
            bad += read if isinstance(read, list) else []
            rows += [read] if isinstance(read, TypedRow) else []
    roster, contradicting = gather(rows, district)
    return roster, sorted(bad + contradicting, key=lambda each: each.row)


def write_roster(roster: Roster, path: Path | str, village: str | None = None) -> None:
    """The whole roster, or the people of one unit; read again it names the same people, households and offices."""
    write_rows(Path(path), HEADS, list(_written(roster, village)), _NOTES, yes_no=HEADS.index(AWAY) + 1, plain=0)


def write_template(path: Path | str, village_name: str) -> None:
    """An empty sheet for one village: its name is there already, the telephone column keeps its zeros."""
    rows = [[village_name, *[""] * (len(HEADS) - 1)] for _ in range(_LINES_FOR_TYPING)]
    write_rows(Path(path), HEADS, rows, _NOTES, yes_no=HEADS.index(AWAY) + 1, plain=_LINES_FOR_TYPING)


def _named_cells(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows by column head. The heads may stand under a title, in any order, with or without their brackets."""
    rows = iter(read_rows(path))
    for _, heads in rows:
        columns = {_short(head): n for n, head in reversed(list(enumerate(heads)))}
        if _short(NAME) in columns and _short(VILLAGE) in columns:
            break
    else:
        zh, en = "没找到表头，至少要有“村(社区)”和“姓名”两列。", "No column heads: at least 村(社区) and 姓名 are needed."
        raise RosterRefused(zh, en)
    places = {head: columns.get(_short(head)) for head in HEADS}
    for number, cells in rows:
        yield number, {head: cells[n] if n is not None and n < len(cells) else "" for head, n in places.items()}


def _short(head: str) -> str:
    return head.partition("(")[0].strip()


def _written(roster: Roster, village: str | None) -> Iterator[list[str]]:
    units = {unit.id: unit for unit in roster.units}
    grids = {grid.id: grid.name for grid in roster.grids}
    households = {household.id: household for household in roster.households}
    held: dict[str, list[Holder]] = {}
    for holder in sorted(roster.holders, key=lambda each: each.grid is None):
        held.setdefault(holder.person, []).append(holder)
    for person in roster.persons:
        home = households.get(person.household or "")
        for (unit, grid), offices in _places(person, home, held.get(person.id, [])).items():
            if village in (None, unit):
                at_home = home if home and (home.village, home.grid) == (unit, grid) else None
                department = next((h.department for h in held.get(person.id, []) if h.unit == unit and h.department), "")
                yield [*_row(person, at_home, _place(units, unit), grids.get(grid or "", ""), offices), *_more(person, at_home, department)]


def _places(person: Person, home: Household | None, holders: list[Holder]) -> dict[tuple[str, str | None], list[str]]:
    """(unit, grid) → offices held there, the home first: a row has room for one place only."""
    places: dict[tuple[str, str | None], list[str]] = {}
    if home:
        places[home.village, home.grid] = []
    for holder in holders:
        own = next((place for place in places if place[0] == holder.unit), (holder.unit, None))
        place = (holder.unit, holder.grid) if holder.grid else own
        places.setdefault(place, []).append(OFFICE_NAMES[holder.office][0])
    if person.village and not any(unit == person.village for unit, _ in places):
        places[person.village, None] = []
    return places


def _place(units: Mapping[str, Unit], unit: str) -> tuple[str, str]:
    """(village, township) as the row writes them: both empty for the district."""
    here = units[unit]
    if here.kind in (UnitKind.VILLAGE, UnitKind.COMMUNITY):
        return here.name, units[here.parent].name if here.parent else ""
    return "", here.name if here.kind is not UnitKind.DISTRICT else ""


def _more(person: Person, home: Household | None, department: str) -> list[str]:
    woman = "" if person.woman is None else "女" if person.woman else "男"
    at_door = ("是" if home.vulnerable else "否") if home else ""
    return [woman, str(person.born or ""), at_door, DISCIPLINE_NAMES[0] if department == DISCIPLINE else department]


def _row(person: Person, home: Household | None, place: tuple[str, str], grid: str, offices: list[str]) -> list[str]:
    door, head = (home.number, home.head) if home else ("", "")
    return [*place, grid, door, head, person.name, as_dialled(person.phone), "是" if person.away else "否", "、".join(offices)]
