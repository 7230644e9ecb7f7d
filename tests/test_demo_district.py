"""The demo district has Lishi's shape, is the same every time, and has the people its cast needs."""

from collections import Counter
from time import process_time

import pytest

from bot.demo.district import CAST, DEPARTMENTS, OPENING, OPENS_AT, PLACES, PREPARED, Actor, demo_district, liaisons
from handlers.messages import ChannelName
from handlers.village.matter import Stage
from handlers.village.people import Office, Person, UnitKind

ROSTER = demo_district()
PEOPLE = {person.id: person for person in ROSTER.persons}
HOUSEHOLDS = {household.id: household for household in ROSTER.households}
UNITS = {unit.id: unit for unit in ROSTER.units}
GRIDS = {grid.id: grid for grid in ROSTER.grids}
STONE_BRIDGE = "v001"
RESIDENTS = [person for person in ROSTER.persons if person.village == STONE_BRIDGE]
SETTLED_UNITS = [unit for unit in ROSTER.units if unit.kind in (UnitKind.VILLAGE, UnitKind.COMMUNITY)]
TOWNSHIPS = [unit for unit in ROSTER.units if unit.kind in (UnitKind.TOWNSHIP, UnitKind.STREET)]
FILLED = {unit.id: Counter(holder.office for holder in ROSTER.holders if holder.unit == unit.id) for unit in ROSTER.units}


def held_by(person: str) -> set[tuple[Office, str]]:
    return {(holder.office, holder.unit) for holder in ROSTER.holders if holder.person == person}


def test_it_is_the_same_at_every_call_and_quickly_made() -> None:
    started = process_time()
    again = demo_district()
    assert process_time() - started < 1  # 20 ms on an idle machine; a busy one is not a failure
    assert again == ROSTER


def test_it_has_the_shape_of_lishi() -> None:
    kinds = Counter(unit.kind for unit in ROSTER.units)
    assert (kinds[UnitKind.DISTRICT], kinds[UnitKind.VILLAGE], kinds[UnitKind.COMMUNITY]) == (1, 105, 85)
    assert len(TOWNSHIPS) == 12
    assert UNITS["d0"].name == "离石区"
    assert UNITS[STONE_BRIDGE].name == "石桥村"


@pytest.mark.parametrize("rows", [ROSTER.units, ROSTER.grids, ROSTER.households, ROSTER.persons])
def test_no_id_is_given_twice(rows: tuple[Person, ...]) -> None:
    assert len({row.id for row in rows}) == len(rows)


def test_no_name_is_given_twice() -> None:
    assert len({unit.name for unit in ROSTER.units}) == len(ROSTER.units)
    assert len({person.name for person in ROSTER.persons}) == len(ROSTER.persons)


def test_everything_points_at_something_that_is_there() -> None:
    assert all(unit.parent in UNITS for unit in ROSTER.units if unit.id != "d0")
    assert all(grid.village in UNITS for grid in ROSTER.grids)
    assert all(GRIDS[household.grid].village == household.village for household in ROSTER.households)
    assert all(person.household is None or HOUSEHOLDS[person.household].village == person.village for person in ROSTER.persons)
    assert all(holder.person in PEOPLE and holder.unit in UNITS for holder in ROSTER.holders)
    assert all(holder.grid is None or GRIDS[holder.grid].village == holder.unit for holder in ROSTER.holders)
    assert len(set(ROSTER.holders)) == len(ROSTER.holders)


@pytest.mark.parametrize("unit", [unit.id for unit in SETTLED_UNITS])
def test_every_office_of_a_village_or_community_is_filled(unit: str) -> None:
    filled = FILLED[unit]
    one = (Office.SECRETARY, Office.WOMEN_LEAD, Office.FIRST_SECRETARY, Office.TEAM_LEAD, Office.SPONSOR)
    assert [filled[office] for office in one] == [1] * 5
    assert filled[Office.POLICE] == 2
    assert filled[Office.COMMITTEE] >= 3
    assert filled[Office.SUPERVISOR] >= 1
    assert filled[Office.REPRESENTATIVE] >= 3
    led = {holder.grid for holder in ROSTER.holders if holder.office is Office.GRID_LEAD and holder.unit == unit}
    assert led == {grid.id for grid in ROSTER.grids if grid.village == unit}
    assert len(led) >= 2


@pytest.mark.parametrize("township", [unit.id for unit in TOWNSHIPS])
def test_every_township_has_a_reviewer_people_on_duty_and_a_leader(township: str) -> None:
    filled = FILLED[township]
    assert filled[Office.REVIEWER] == 1
    assert filled[Office.TOWNSHIP_DUTY] >= 1
    assert filled[Office.TOWNSHIP_LEADER] == 1


def test_every_department_has_a_liaison() -> None:
    assert set(liaisons(ROSTER)) == set(DEPARTMENTS)
    assert FILLED["d0"][Office.LIAISON] == len(DEPARTMENTS) + 1 == 13  # 纪检监察 beside them
    assert FILLED["d0"][Office.DISTRICT_LEADER] >= 1


def test_every_office_holder_can_be_reached() -> None:
    assert all(PEOPLE[holder.person].phone for holder in ROSTER.holders)
    assert not any(PEOPLE[holder.person].away for holder in ROSTER.holders)


def test_stone_bridge_is_rich_in_people() -> None:
    households = [household for household in ROSTER.households if household.village == STONE_BRIDGE]
    assert len(households) >= 120
    assert len({household.number for household in households}) == len(households)
    assert len(RESIDENTS) >= 400
    assert 0.30 <= sum(person.away for person in RESIDENTS) / len(RESIDENTS) <= 0.37
    assert sum(person.phone is not None for person in RESIDENTS) / len(RESIDENTS) >= 0.8
    per_grid = Counter(GRIDS[household.grid].name for household in households)
    assert per_grid == {"东坡组": 34, "前街组": 40, "后沟组": 24, "西坪组": 28}


def test_a_third_of_the_representatives_are_women_and_every_grid_has_some() -> None:
    representatives = [holder for holder in ROSTER.holders if holder.unit == STONE_BRIDGE and holder.office is Office.REPRESENTATIVE]
    assert len(representatives) == 12
    assert set(Counter(holder.grid for holder in representatives).values()) == {3}


def test_some_households_share_one_telephone() -> None:
    phones = Counter(person.phone for person in RESIDENTS if person.phone)
    shared = [phone for phone, people in phones.items() if people > 1]
    assert 3 <= len(shared) <= 10
    for phone in shared:
        assert len({person.household for person in RESIDENTS if person.phone == phone}) == 1


def test_every_telephone_is_of_the_invented_range() -> None:
    assert all(person.phone is None or person.phone.startswith(("+861990000", "+86358000")) for person in ROSTER.persons)


def test_one_village_and_one_community_are_thin_and_the_others_have_offices_only() -> None:
    homes = Counter(household.village for household in ROSTER.households)
    assert homes == {STONE_BRIDGE: 126, "v002": 20, "c001": 20}


@pytest.mark.parametrize("actor", CAST, ids=lambda actor: actor.key)
def test_the_cast_is_in_the_roster_and_has_lines_to_say(actor: Actor) -> None:
    assert PEOPLE[actor.person].name == actor.name
    assert PEOPLE[actor.person].phone
    assert 4 <= len(PREPARED[actor.key]) <= 6
    assert all(line.text and line.gloss.isascii() for line in PREPARED[actor.key])


@pytest.mark.parametrize(
    ("key", "held"),
    [
        ("villager", set()),
        ("neighbour", set()),
        ("away", set()),
        ("secretary", {(Office.SECRETARY, STONE_BRIDGE)}),
        ("grid_lead", {(Office.GRID_LEAD, STONE_BRIDGE)}),
        ("reviewer", {(Office.REVIEWER, UNITS[STONE_BRIDGE].parent)}),
        ("police", {(Office.POLICE, STONE_BRIDGE)}),
    ],
)
def test_the_cast_holds_the_offices_of_its_roles(key: str, held: set[tuple[Office, str]]) -> None:
    (actor,) = [actor for actor in CAST if actor.key == key]
    assert held_by(actor.person) == held


def test_the_cast_lives_where_the_story_says() -> None:
    people = {actor.key: PEOPLE[actor.person] for actor in CAST}
    homes = {key: HOUSEHOLDS[person.household] for key, person in people.items() if person.household}
    assert GRIDS[homes["villager"].grid].name == GRIDS[homes["neighbour"].grid].name == "东坡组"
    assert GRIDS[homes["grid_lead"].grid].name == "东坡组"
    assert homes["villager"] != homes["neighbour"]
    assert people["away"].away
    assert {actor.channel for actor in CAST if actor.key == "away"} == {ChannelName.SMS}


def test_the_opening_brings_matters_of_every_early_stage_in_order() -> None:
    assert {row.hoped for row in OPENING} == {
        Stage.RECEIVED,
        Stage.CANDIDATE,
        Stage.ANSWERED,
        Stage.PRIVATE,
        Stage.REFERRED,
        Stage.DECLINED,
        Stage.MERGED,
    }
    assert 8 <= len(OPENING) <= 12
    assert [row.days_before for row in OPENING] == sorted((row.days_before for row in OPENING), reverse=True)
    assert all(row.days_before > 0 for row in OPENING)


def test_the_opening_is_spoken_by_residents_at_home_who_have_a_telephone_and_no_office() -> None:
    for row in OPENING:
        speaker = PEOPLE[row.speaker]
        assert speaker.village == STONE_BRIDGE
        assert speaker.phone
        assert not speaker.away
        assert not held_by(speaker.id)
        assert row.speaker not in {actor.person for actor in CAST}


def test_the_demo_opens_on_a_monday_morning_in_the_village() -> None:
    assert OPENS_AT.isoformat() == "2026-11-23T08:40:00+08:00"
    assert OPENS_AT.weekday() == 0


def test_no_place_is_listed_twice() -> None:
    assert len(set(PLACES)) == len(PLACES)
