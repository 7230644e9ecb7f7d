"""A roster typed by hand comes in whole, twice changes nothing, and what is wrong is named."""

import csv
import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bot.demo.district import demo_district
from bot.roster_cells import HEADS, OFFICE_NAMES, TypedRow, as_dialled, e164
from bot.roster_file import BadRow, RosterRefused, read_roster, write_roster, write_template
from bot.roster_gather import gather
from bot.roster_sheet import MAX_BYTES, clean, inert
from handlers.village.people import Grid, Holder, Household, Office, Person, Roster, Unit, UnitKind

ROW = ("石桥村", "信义镇", "东坡组", "东坡12号", "冯天平", "刘桂香", "13800000000", "否", "")


def a_row(**changed: str) -> list[str]:
    names = ("village", "township", "grid", "door", "head", "name", "phone", "away", "offices")
    return [changed.get(name, text) for name, text in zip(names, ROW, strict=True)]


def typed(path: Path, *rows: list[str], heads: tuple[str, ...] = HEADS, encoding: str = "utf-8-sig") -> Path:
    out = io.StringIO()
    csv.writer(out).writerows([heads, *rows])
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def read(tmp_path: Path, *rows: list[str]) -> tuple[Roster, list[BadRow]]:
    return read_roster(typed(tmp_path / "people.csv", *rows))


def told(roster: Roster) -> dict[str, set[tuple[object, ...]]]:
    """What a roster says, without ids: by these two rosters are the same district."""
    units = {unit.id: (unit.kind, unit.name) for unit in roster.units}
    grids = {grid.id: (units[grid.village], grid.name) for grid in roster.grids}
    homes = {home.id: (units[home.village], grids[home.grid], home.number, home.head, home.vulnerable) for home in roster.households}
    people = {
        each.id: (each.name, units.get(each.village or ""), homes.get(each.household or ""), each.phone, each.away, each.woman, each.born)
        for each in roster.persons
    }
    return {
        "units": {(*units[unit.id], units.get(unit.parent or "")) for unit in roster.units},
        "grids": set(grids.values()),
        "homes": set(homes.values()),
        "people": set(people.values()),
        "holders": {
            (people[each.person], each.office, units[each.unit], grids.get(each.grid or ""), each.department) for each in roster.holders
        },
    }


def as_sets(roster: Roster) -> list[frozenset[object]]:
    return [frozenset(rows) for rows in (roster.units, roster.grids, roster.households, roster.persons, roster.holders)]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_the_whole_demo_district_goes_out_and_comes_back(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"district.{suffix}"
    write_roster(demo_district(), path)
    back, bad = read_roster(path)
    assert bad == []
    assert told(back) == told(demo_district())


def test_one_village_goes_out_alone(tmp_path: Path) -> None:
    demo = demo_district()
    write_roster(demo, tmp_path / "village.csv", village="v001")
    back, bad = read_roster(tmp_path / "village.csv")
    assert bad == []
    assert {unit.name for unit in back.units} == {"离石区", "信义镇", "石桥村"}
    assert len(back.households) == 126
    assert len(back.holders) == sum(holder.unit == "v001" for holder in demo.holders)


def test_a_row_says_who_lives_where_and_holds_what(tmp_path: Path) -> None:
    roster, bad = read(tmp_path, a_row(offices="网格员、村民代表"))
    assert bad == []
    district, township, village = roster.units
    (grid,), (home,), (person,) = roster.grids, roster.households, roster.persons
    assert (district.name, district.kind) == ("离石区", UnitKind.DISTRICT)
    assert (township.name, township.parent) == ("信义镇", district.id)
    assert (village.name, village.kind, village.parent) == ("石桥村", UnitKind.VILLAGE, township.id)
    assert home == Household(home.id, village.id, grid.id, "东坡12号", "冯天平")
    assert person == Person(person.id, "刘桂香", village.id, home.id, "+8613800000000", False)
    assert roster.holders == (
        Holder(person.id, Office.GRID_LEAD, village.id, grid.id),
        Holder(person.id, Office.REPRESENTATIVE, village.id, grid.id),
    )


def test_the_later_columns_say_what_meetings_and_visits_ask(tmp_path: Path) -> None:
    roster, bad = read(
        tmp_path,
        [*a_row(), "女", "1956-03", "是", ""],
        [*a_row(name="冯天平", phone=""), "男", "", "", ""],
        [*a_row(village="", township="", grid="", door="", head="", name="梁桃", offices="部门联络员"), "", "", "", "交通运输局"],
    )
    assert bad == []
    assert [(p.name, p.woman, p.born) for p in roster.persons] == [("刘桂香", True, 1956), ("冯天平", False, None), ("梁桃", None, None)]
    assert [home.vulnerable for home in roster.households] == [True]
    assert [holder.department for holder in roster.holders] == ["交通运输局"]


def test_what_the_later_columns_cannot_mean_is_named(tmp_path: Path) -> None:
    _, bad = read(tmp_path, [*a_row(), "母", "去年", "也许", ""])
    assert [fault.column for fault in bad] == ["性别(男/女)", "出生年", "要上门问(是/否)"]


def test_ids_survive_a_new_telephone_a_new_office_and_another_order(tmp_path: Path) -> None:
    before, _ = read(tmp_path, a_row(), a_row(name="冯磊", away="是"))
    after, _ = read(tmp_path, a_row(name="冯磊"), a_row(phone="13900000000", offices="书记"))
    assert {person.name: person.id for person in before.persons} == {person.name: person.id for person in after.persons}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_both_encodings_of_china_are_read(tmp_path: Path, encoding: str) -> None:
    roster, _ = read_roster(typed(tmp_path / "people.csv", a_row(), encoding=encoding))
    assert [person.name for person in roster.persons] == ["刘桂香"]


def test_heads_may_stand_under_a_title_in_any_order_and_without_brackets(tmp_path: Path) -> None:
    heads = ("姓名", "村", "乡镇", "备注")
    path = typed(tmp_path / "people.csv", list(heads), ["刘桂香", "石桥村", "信义镇", "热心"], heads=("石桥村花名册", "", "", ""))
    roster, bad = read_roster(path)
    assert bad == []
    assert [person.name for person in roster.persons] == ["刘桂香"]


def test_excels_numbers_booleans_and_wide_spaces_are_understood(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(HEADS)
    book.worksheets[0].append(["石桥村", "信义镇", "东坡组", 12.0, "冯天平", "刘　香", 13800000000.0, True, None])
    book.save(tmp_path / "people.xlsx")
    roster, bad = read_roster(tmp_path / "people.xlsx")
    assert bad == []
    assert roster.households[0].number == "12"
    assert (roster.persons[0].name, roster.persons[0].phone, roster.persons[0].away) == ("刘香", "+8613800000000", True)


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("13800000000", "+8613800000000"),
        ("138-0000-0000", "+8613800000000"),
        ("+86 138 0000 0000", "+8613800000000"),
        ("008613800000000", "+8613800000000"),
        ("8613800000000", "+8613800000000"),
        ("0358-8220000", "+863588220000"),
        ("(0358) 8220000", "+863588220000"),
        ("010-12345678", "+861012345678"),
        ("+85212345678", "+85212345678"),
        ("1380000000", None),
        ("23800000000", None),
        ("8220000", None),
        ("13800000000/13900000000", None),
        ("没有", None),
        ("٠١٣٨٠٠٠٠٠٠٠٠", None),
        ("", None),
    ],
)
def test_telephone_numbers_are_read_as_people_write_them(text: str, phone: str | None) -> None:
    assert e164(text) == phone


@given(st.from_regex(r"\+861[3-9][0-9]{9}|\+86358[0-9]{7}|\+8610[0-9]{8}|\+852[0-9]{8}", fullmatch=True))
def test_a_number_written_is_the_number_read(phone: str) -> None:
    assert e164(as_dialled(phone)) == phone


def test_full_width_digits_are_digits(tmp_path: Path) -> None:
    roster, _ = read(tmp_path, a_row(phone="１３８０００００００0"))
    assert roster.persons[0].phone == "+8613800000000"


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"name": ""}, "姓名"),
        ({"name": "=1+1"}, "姓名"),
        ({"name": "13800000000"}, "姓名"),
        ({"name": "刘" * 61}, "姓名"),
        ({"phone": "12345"}, "电话"),
        ({"away": "也许"}, "是否外出(是/否)"),
        ({"offices": "皇帝"}, "职务"),
        ({"door": ""}, "户号"),
        ({"village": ""}, "村(社区)"),
        ({"township": ""}, "乡镇(街道)"),
        ({"grid": "", "offices": "网格员"}, "网格"),
        ({"door": "", "head": "", "village": "", "offices": "代表"}, "村(社区)"),
        ({"door": "", "head": "", "village": "", "offices": ""}, "村(社区)"),
        ({"door": "", "head": "", "village": "", "township": "", "offices": "把关人"}, "乡镇(街道)"),
    ],
)
def test_a_bad_row_is_named_by_its_number_and_column(tmp_path: Path, changed: dict[str, str], column: str) -> None:
    roster, bad = read(tmp_path, a_row(**changed))
    assert [(each.row, each.column) for each in bad] == [(2, column)]
    assert all(each.zh and each.en for each in bad)
    assert roster.persons == ()


def test_all_faults_of_a_row_are_told_at_once(tmp_path: Path) -> None:
    _, bad = read(tmp_path, a_row(name="", phone="12", offices="皇帝"))
    assert [each.column for each in bad] == ["姓名", "电话", "职务"]


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"name": "冯磊", "head": "冯地平"}, "户主"),
        ({"name": "冯磊", "grid": "前街组"}, "网格"),
        ({}, "姓名"),
    ],
)
def test_a_row_that_contradicts_an_earlier_one_is_left_out_and_the_earlier_stays(
    tmp_path: Path, changed: dict[str, str], column: str
) -> None:
    roster, bad = read(tmp_path, a_row(), a_row(**changed))
    assert [(each.row, each.column) for each in bad] == [(3, column)]
    assert [person.name for person in roster.persons] == ["刘桂香"]


def test_good_rows_are_taken_though_others_are_bad(tmp_path: Path) -> None:
    roster, bad = read(tmp_path, a_row(name=""), a_row(), a_row(name="冯磊", phone="12"))
    assert [each.row for each in bad] == [2, 4]
    assert [person.name for person in roster.persons] == ["刘桂香"]


def test_township_grid_and_head_need_be_written_once(tmp_path: Path) -> None:
    roster, bad = read(tmp_path, a_row(township="", grid="", head=""), a_row(name="冯磊"))
    assert bad == []
    assert (roster.households[0].head, roster.grids[0].name, len(roster.persons)) == ("冯天平", "东坡组", 2)


def test_a_household_without_grid_and_head_lies_in_the_whole_village_under_its_first_person(tmp_path: Path) -> None:
    roster, _ = read(tmp_path, a_row(grid="", head=""))
    assert (roster.households[0].head, roster.grids[0].name) == ("刘桂香", "全村")


def test_a_grid_worker_of_two_grids_has_a_second_row_without_a_household(tmp_path: Path) -> None:
    roster, bad = read(tmp_path, a_row(grid="前街组", door="", head="", offices="网格员"), a_row(offices="网格员"))
    assert bad == []
    (person,) = roster.persons
    assert person.household
    assert {(each.person, each.office) for each in roster.holders} == {(person.id, Office.GRID_LEAD)}
    assert len({each.grid for each in roster.holders}) == 2


def test_a_cadre_listed_without_telephone_and_household_is_the_villager_of_that_name(tmp_path: Path) -> None:
    roster, bad = read(tmp_path, a_row(), a_row(door="", head="", phone="", offices="书记"))
    assert bad == []
    assert [person.name for person in roster.persons] == ["刘桂香"]
    assert roster.holders[0].office is Office.SECRETARY


def test_one_sponsor_may_look_after_two_villages(tmp_path: Path) -> None:
    sponsor = {"door": "", "head": "", "grid": "", "name": "秦永虎", "offices": "包村干部"}
    roster, bad = read(tmp_path, a_row(**sponsor), a_row(**sponsor, village="柳沟村"))
    assert bad == []
    assert len(roster.persons) == 1
    assert roster.persons[0].village is None
    assert len({holder.unit for holder in roster.holders}) == 2


def test_two_people_of_one_name_sent_to_one_township_must_be_told_apart(tmp_path: Path) -> None:
    police = {"door": "", "head": "", "grid": "", "name": "赵刚", "offices": "政法干警"}
    _, bad = read(tmp_path, a_row(**police), a_row(**police, village="柳沟村", phone="13900000000"))
    assert [(each.row, each.column) for each in bad] == [(3, "电话")]


def test_the_same_office_holder_twice_is_named(tmp_path: Path) -> None:
    police = a_row(door="", head="", grid="", name="赵刚", offices="政法干警")
    _, bad = read(tmp_path, police, police)
    assert [(each.row, each.column) for each in bad] == [(3, "姓名")]


@pytest.mark.parametrize(
    ("office", "kind"),
    [("党委书记", UnitKind.TOWNSHIP), ("把关人", UnitKind.TOWNSHIP), ("部门联络员", UnitKind.DISTRICT), ("区级领导", UnitKind.DISTRICT)],
)
def test_offices_above_the_village_belong_to_the_unit_above(tmp_path: Path, office: str, kind: UnitKind) -> None:
    roster, bad = read(tmp_path, a_row(village="", door="", head="", grid="", offices=office))
    assert bad == []
    units = {unit.id: unit for unit in roster.units}
    assert units[roster.holders[0].unit].kind is kind


def test_every_office_has_a_name_of_its_own_and_none_means_two() -> None:
    assert set(OFFICE_NAMES) == set(Office)
    names = [name for names in OFFICE_NAMES.values() for name in names]
    assert len(names) == len(set(names))


def test_a_community_and_a_street_are_known_by_their_names(tmp_path: Path) -> None:
    roster, _ = read(tmp_path, a_row(village="安康里社区", township="城北街道"))
    assert [unit.kind for unit in roster.units] == [UnitKind.DISTRICT, UnitKind.STREET, UnitKind.COMMUNITY]


def test_a_template_is_empty_and_ready(tmp_path: Path) -> None:
    write_template(tmp_path / "template.xlsx", "石桥村")
    sheet = load_workbook(tmp_path / "template.xlsx")["人员"]
    assert [cell.value for cell in sheet[1]] == list(HEADS)
    assert sheet["A2"].value == "石桥村"
    assert sheet["G2"].number_format == "@"
    assert load_workbook(tmp_path / "template.xlsx").sheetnames == ["人员", "说明"]
    assert read_roster(tmp_path / "template.xlsx") == (Roster(), [])


HOSTILE = ('=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "＝1+1", "\t=1", " =1", "a\x00b\x1fc", "\ud800", "\uffff", "刘\u200b香")


def hostile_roster(text: str) -> Roster:
    units = (Unit("d0", UnitKind.DISTRICT, "离石区"), Unit("t1", UnitKind.TOWNSHIP, text, "d0"), Unit("v1", UnitKind.VILLAGE, text, "t1"))
    home = Household("h1", "v1", "g1", text, text)
    return Roster(units, (Grid("g1", "v1", text),), (home,), (Person("p1", text, "v1", "h1", "+85212345678"),))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_written_is_a_formula(tmp_path: Path, text: str) -> None:
    for name in ("out.xlsx", "out.csv"):
        write_roster(hostile_roster(text), tmp_path / name)
    for row in load_workbook(tmp_path / "out.xlsx")["人员"].iter_rows():
        assert all(cell.data_type in ("s", "n") for cell in row)
        assert not any(str(cell.value or "").startswith(tuple("=+-@＝\t\r")) for cell in row)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert not any(cell.startswith(tuple("=+-@＝\t\r")) for row in csv.reader(file) for cell in row)


@given(st.text())
def test_what_is_made_inert_reads_back_as_it_was(text: str) -> None:
    assert clean(inert(text)) == clean(text)
    assert not inert(text).startswith(tuple("=+-@\t\r"))


def packed(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = packed(tmp_path / "bomb.xlsx", sheet=b"0" * (65 * 2**20))
    assert path.stat().st_size < 2**20
    with pytest.raises(RosterRefused, match="unpacks"):
        read_roster(path)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("people.xls", b"", "Only"),
        ("people.xlsx", b"not a zip", "damaged"),
        ("people.csv", b"\xff\xff\xff", "encoding"),
        ("people.csv", b"", "heads"),
        ("people.csv", "姓名,电话\n刘桂香,1\n".encode(), "heads"),
        ("people.csv", b" " * (MAX_BYTES + 1), "10 MB"),
        ("people.csv", b"a\n" * 50_002, "50000"),
        ("people.csv", b'"' + b"a" * 200_000 + b'"', "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_two_languages(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(RosterRefused, match=why) as refused:
        read_roster(path)
    assert refused.value.zh
    assert refused.value.en


def test_a_workbook_without_its_parts_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RosterRefused, match="damaged"):
        read_roster(packed(tmp_path / "hollow.xlsx", nothing=b""))
    with pytest.raises(RosterRefused, match="no file"):
        read_roster(tmp_path / "absent.csv")


names = st.sampled_from(["王强", "李秀兰", "刘桂香"])
typed_rows = st.builds(
    TypedRow,
    number=st.just(2),
    name=names,
    village=st.sampled_from(["石桥村", "柳沟村"]),
    township=st.just("信义镇"),
    grid=st.sampled_from(["", "东坡组"]),
    door=st.sampled_from(["", "1", "2"]),
    phone=st.sampled_from([None, "+8613800000000", "+8613900000000"]),
    offices=st.lists(st.sampled_from([Office.SECRETARY, Office.POLICE, Office.REVIEWER]), unique=True, max_size=2).map(tuple),
)


@given(st.lists(typed_rows, max_size=8))
def test_whatever_is_typed_every_id_points_at_something_and_twice_is_the_same(rows: list[TypedRow]) -> None:
    roster, bad = gather(rows, "离石区")
    assert gather(rows, "离石区") == (roster, bad)
    units, people = {unit.id for unit in roster.units}, {person.id for person in roster.persons}
    homes = {home.id: home.village for home in roster.households}
    assert all(unit.parent in units for unit in roster.units if unit.parent)
    assert all(person.household is None or homes[person.household] == person.village for person in roster.persons)
    assert all(holder.person in people and holder.unit in units for holder in roster.holders)
    assert len(bad) <= len(rows)


def test_the_order_of_the_rows_does_not_matter(tmp_path: Path) -> None:
    write_roster(demo_district(), tmp_path / "ordered.csv", village="v001")
    first, *rows = (tmp_path / "ordered.csv").read_text("utf-8-sig").splitlines()
    random.Random(7).shuffle(rows)
    (tmp_path / "shuffled.csv").write_text("\n".join([first, *rows]), "utf-8")
    ordered, shuffled = read_roster(tmp_path / "ordered.csv"), read_roster(tmp_path / "shuffled.csv")
    assert shuffled[1] == []
    assert as_sets(ordered[0]) == as_sets(shuffled[0])


def test_a_sheet_that_swells_when_it_is_read_is_refused(tmp_path: Path) -> None:
    write_template(tmp_path / "template.xlsx", "石桥村")
    with zipfile.ZipFile(tmp_path / "template.xlsx") as file:
        parts = {name: file.read(name) for name in file.namelist()}
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    part = "xl/worksheets/sheet1.xml"
    swollen = parts[part].split(b"?>", 1)[-1].replace(b"<sheetData>", b'<sheetData><row r="1"><c r="A1"><v>&e9;</v></c></row>')
    parts[part] = f'<!DOCTYPE x [<!ENTITY e0 "lol">{entities}]>'.encode() + swollen
    with pytest.raises(RosterRefused, match="damaged"):
        read_roster(packed(tmp_path / "swollen.xlsx", **parts))
