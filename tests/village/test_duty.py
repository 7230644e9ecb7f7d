"""Danger rings the right people, in time, and never the wrong ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.village.duty import HOTLINES, NUMBERS, STEP_MINUTES, TREES, DangerKind, called, minutes_until, rounds
from handlers.village.people import Office, Person, Staff, Unit, UnitKind
from nlp.reading import Danger

VILLAGE = Unit("v1", UnitKind.VILLAGE, "石桥村", "t1")
HOME = frozenset({DangerKind.VIOLENCE_AT_HOME, DangerKind.SELF_HARM})
NEIGHBOURS = (
    Office.SECRETARY,
    Office.COMMITTEE,
    Office.GRID_LEAD,
    Office.SUPERVISOR,
    Office.WOMEN_LEAD,
    Office.REPRESENTATIVE,
)


def someone(name: str) -> Person:
    return Person(id=name, name=name)


EAST, WEST = someone("east worker"), someone("west worker")
FULL = Staff(
    unit=VILLAGE,
    township=None,
    district=None,
    holders={
        **{office: (someone(office.value),) for office in Office if office is not Office.GRID_LEAD},
        Office.POLICE: (someone("police one"), someone("police two")),
        Office.GRID_LEAD: (EAST, WEST),
    },
    grid_leads={"east": EAST, "west": WEST},
)
NOBODY: frozenset[str] = frozenset()

# Any staffing at all: five people under any hats, several hats each.
people = st.lists(st.sampled_from([someone(f"p{n}") for n in range(5)]), max_size=3, unique=True).map(tuple)
staffs = st.builds(
    Staff,
    unit=st.just(VILLAGE),
    township=st.none(),
    district=st.none(),
    holders=st.dictionaries(st.sampled_from(Office), people),
    grid_leads=st.dictionaries(st.sampled_from(["east", "west"]), st.sampled_from([someone(f"p{n}") for n in range(5)])),
)
kinds = st.sampled_from(DangerKind)
grids = st.sampled_from([None, "east", "west", "unknown"])
kins = st.frozensets(st.sampled_from([f"p{n}" for n in range(5)]))


def names(found: tuple[Person, ...]) -> list[str]:
    return [person.name for person in found]


def test_the_kinds_are_the_dangers_the_ears_know() -> None:
    assert [kind.value for kind in DangerKind] == [danger.value for danger in Danger]


@pytest.mark.parametrize("kind", DangerKind)
def test_every_danger_has_a_number_that_is_explained(kind: DangerKind) -> None:
    assert NUMBERS[kind]
    assert set(NUMBERS[kind]) <= set(HOTLINES)


@pytest.mark.parametrize("kind", DangerKind)
def test_every_tree_ends_at_the_township(kind: DangerKind) -> None:
    assert TREES[kind][-1] == (Office.REVIEWER,)
    assert any(Office.TOWNSHIP_DUTY in step for step in TREES[kind])


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        (DangerKind.FIRE, {"119"}),
        (DangerKind.COLLAPSE, {"119", "120"}),
        (DangerKind.DROWNING, {"110", "119", "120"}),
        (DangerKind.GAS, {"119", "120"}),
        (DangerKind.ELECTRIC, {"120", "95598"}),
        (DangerKind.ILLNESS, {"120"}),
        (DangerKind.VIOLENCE, {"110"}),
        (DangerKind.VIOLENCE_AT_HOME, {"110", "12338"}),
        (DangerKind.SELF_HARM, {"12356", "120"}),
        (DangerKind.LOST_CHILD, {"110"}),
        (DangerKind.FRAUD, {"110", "96110"}),
    ],
)
def test_the_numbers_told_are_those_of_the_danger(kind: DangerKind, numbers: set[str]) -> None:
    assert set(NUMBERS[kind]) == numbers


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        (DangerKind.FIRE, ["east worker", "secretary"]),
        (DangerKind.VIOLENCE, ["police one", "police two"]),
        (DangerKind.VIOLENCE_AT_HOME, ["police one", "police two"]),
        (DangerKind.SELF_HARM, ["township_duty", "police one", "police two"]),
        (DangerKind.LOST_CHILD, ["east worker", "secretary", "police one", "police two"]),
        (DangerKind.FRAUD, ["police one", "police two"]),
    ],
)
def test_the_first_rung_are_those_who_can_do_something(kind: DangerKind, first: list[str]) -> None:
    assert names(called(kind, 0, FULL, "east", NOBODY)) == first


def test_two_minutes_pass_before_the_second_step_and_five_before_each_next() -> None:
    assert STEP_MINUTES[:4] == (0, 2, 7, 12)
    assert len(STEP_MINUTES) == max(map(len, TREES.values()))
    assert minutes_until(4) == 17


def test_without_a_grid_every_grid_worker_is_rung() -> None:
    assert names(called(DangerKind.FIRE, 0, FULL, None, NOBODY)) == ["east worker", "west worker", "secretary"]


@pytest.mark.parametrize("step", [-1, 4, 99])
def test_outside_the_tree_nobody_is_rung(step: int) -> None:
    assert called(DangerKind.FIRE, step, FULL, "east", NOBODY) == ()


def test_kin_are_not_rung() -> None:
    assert names(called(DangerKind.FIRE, 0, FULL, "east", frozenset({"east worker"}))) == ["secretary"]


def test_a_police_officer_who_is_also_a_cadre_does_not_hear_of_violence_at_home() -> None:
    cousin = someone("cousin")
    staff = Staff(VILLAGE, None, None, {Office.POLICE: (cousin, someone("stranger")), Office.COMMITTEE: (cousin,)})
    assert names(called(DangerKind.VIOLENCE_AT_HOME, 0, staff, None, NOBODY)) == ["stranger"]


def test_an_unfilled_office_costs_no_minutes() -> None:
    staff = Staff(VILLAGE, None, None, {Office.TOWNSHIP_DUTY: (someone("duty"),)})
    assert [names(people) for people in rounds(DangerKind.FIRE, staff, None, NOBODY)] == [["duty"]]


@given(kinds, staffs, grids, kins)
def test_kin_are_never_rung_and_nobody_twice_in_a_step(kind: DangerKind, staff: Staff, grid: str | None, kin: frozenset[str]) -> None:
    for step in range(len(TREES[kind])):
        rung = [person.id for person in called(kind, step, staff, grid, kin)]
        assert not kin.intersection(rung)
        assert len(rung) == len(set(rung))


@given(st.sampled_from(sorted(HOME)), staffs, grids, kins)
def test_what_happens_at_home_never_reaches_the_village(kind: DangerKind, staff: Staff, grid: str | None, kin: frozenset[str]) -> None:
    near = {person.id for office in NEIGHBOURS for person in staff.holders.get(office, ())}
    near |= {person.id for person in staff.grid_leads.values()}
    assert not near & {person.id for people in rounds(kind, staff, grid, kin) for person in people}


@given(kinds, staffs, grids, kins)
def test_the_rounds_ring_everybody_of_the_tree_once(kind: DangerKind, staff: Staff, grid: str | None, kin: frozenset[str]) -> None:
    found = rounds(kind, staff, grid, kin)
    rung = [person.id for people in found for person in people]
    assert all(found)
    assert len(rung) == len(set(rung))
    assert set(rung) == {person.id for step in range(len(TREES[kind])) for person in called(kind, step, staff, grid, kin)}
