"""四不开: each gate opens by evidence and by nothing else, in every village from three households to two thousand."""

import dataclasses
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.village import gates, road
from handlers.village.evidence import Evidence
from handlers.village.gates import FOUR, GateName, Mender, Shut
from handlers.village.issue import Level, OutcomeKind, Track
from handlers.village.matter import Stage
from handlers.village.thresholds import DEFAULTS, LIMITS, Presence, Thresholds
from tests.village.files import everything, issue

VILLAGE = DEFAULTS[Level.VILLAGE]
SHARES = [name for name, (least, _) in LIMITS.items() if isinstance(least, Fraction)]
COUNTS = [name for name in LIMITS if name not in SHARES]
ALL_DONE = everything(120, 34)

# what spoils each gate alone
SPOILT = {
    GateName.CLOSE: {"quotes": 0},
    GateName.VISITED: {"affected_asked": 33},
    GateName.PARTAKEN: {"slots": False},
    GateName.ATTENDED: {"guests": frozenset({Presence.CADRE})},
}


@pytest.mark.parametrize("shut", list(product((False, True), repeat=4)))
def test_each_of_the_sixteen_combinations_is_told_apart(shut: tuple[bool, ...]) -> None:
    spoilt = {name for name, is_shut in zip(GateName, shut, strict=True) if is_shut}
    evidence = ALL_DONE
    for name in spoilt:
        evidence = replace(evidence, **SPOILT[name])
    found = {name for name, gate in FOUR.items() if gate(evidence, VILLAGE)}
    assert found == spoilt
    assert all(each.gate is name for name, gate in FOUR.items() for each in gate(evidence, VILLAGE))


def rows_a_village_may_set(level: Level) -> Iterator[Thresholds]:
    """As shipped, everything as low as it may be, everything as high."""
    yield DEFAULTS[level]
    for at in (0, 1):
        yield replace(DEFAULTS[level], **{name: limits[at] for name, limits in LIMITS.items()})  # type: ignore[arg-type]


def shut_in(scope: int, affected: int, level: Level, track: Track) -> list[Shut]:
    """What nobody could open, on the issue's way to its meeting, by any thresholds a village may set."""
    found: list[Shut] = []
    for t in rows_a_village_may_set(level):
        evidence = everything(scope, affected, level, track, t)
        found += [shut for gate in FOUR.values() for shut in gate(evidence, t)]
    return found


@given(scope=st.integers(3, 2000), share=st.fractions(0, 1), level=st.sampled_from(Level), track=st.sampled_from(Track))
@settings(max_examples=400, deadline=None)
def test_some_evidence_opens_all_gates_in_every_scope(scope: int, share: Fraction, level: Level, track: Track) -> None:
    assert shut_in(scope, max(1, int(scope * share)), level, track) == []


@pytest.mark.slow
@pytest.mark.parametrize("track", Track)
@pytest.mark.parametrize("level", Level)
def test_every_scope_and_every_number_affected_can_open_all_gates(level: Level, track: Track) -> None:
    """Every number affected of every scope to a hundred, where the small numbers bite; of every greater one a row of them."""
    for scope in range(3, 2001):
        some = {1, 2, 3, scope // 3, scope // 2, scope - 1, scope} | set(range(1, scope + 1, 499))
        for affected in range(1, scope + 1) if scope <= 100 else sorted(some):
            assert shut_in(scope, affected, level, track) == [], (scope, affected)


# One row a lack: which gate, what is missing, how it reads, how many are lacking, who mends it.
LACKS = [
    ("close", {"supporting": 5, "ours": 90}, "supporters", 1, Mender.SECRETARY),
    ("close", {"private": True}, "not_private", 1, Mender.SECRETARY),
    ("close", {"clean_title": False}, "clean_title", 1, Mender.SECRETARY),
    ("close", {"title_length": 21}, "short_title", 1, Mender.SECRETARY),
    ("close", {"quotes": 1}, "quotes", 2, Mender.SECRETARY),
    ("close", {"polled": 19, "ours": 19}, "poll_answers", 1, Mender.SECRETARY),
    ("close", {"polled": 100, "ours": 59}, "poll_ours", 1, Mender.SECRETARY),
    ("visited", {"affected_asked": 33}, "affected_asked", 1, Mender.VISITORS),
    ("visited", {"affected_reached": 23}, "affected_reached", 1, Mender.VISITORS),
    ("visited", {"others_asked": 25}, "others_asked", 1, Mender.VISITORS),
    ("visited", {"grids_heard": 1}, "grids_heard", 2, Mender.VISITORS),
    ("visited", {"away_tried": 23}, "away_tried", 1, Mender.VISITORS),
    ("visited", {"vulnerable_seen": 5}, "vulnerable_seen", 1, Mender.VISITORS),
    ("visited", {"dissent": False}, "dissent", 1, Mender.VISITORS),
    ("visited", {"summary": False}, "summary", 1, Mender.SECRETARY),
    ("visited", {"read_back": 2}, "read_back", 1, Mender.VISITORS),
    ("visited", {"denied": 2}, "denied", 2, Mender.VISITORS),
    ("partaken", {"affected_heard": 30}, "affected_heard", 4, Mender.HOST),
    ("partaken", {"voices_ready": False}, "voices", 1, Mender.HOST),
    ("partaken", {"present": 60}, "villagers", 2, Mender.HOST),
    ("partaken", {"present_touched": 17}, "touched", 1, Mender.HOST),
    ("partaken", {"present": 14, "present_villagers": 14}, "attendance", 1, Mender.HOST),
    ("partaken", {"affected_grids_present": 2}, "grids_present", 1, Mender.HOST),
    ("partaken", {"present_women": 11}, "women", 1, Mender.HOST),
    ("partaken", {"slots": False}, "slots", 1, Mender.SECRETARY),
    ("attended", {"guests": frozenset({Presence.DISTRICT})}, "guest_sponsor", 1, Mender.TOWNSHIP),
    ("attended", {"guests": frozenset({Presence.TOWNSHIP})}, "guest_district", 1, Mender.TOWNSHIP),
    ("attended", {"legal": True, "guests": frozenset({Presence.SPONSOR, Presence.SPONSOR_UNIT})}, "police", 1, Mender.TOWNSHIP),
    ("attended", {"departments_missing": 2}, "department_there", 2, Mender.DEPARTMENT),
]


@pytest.mark.parametrize(("gate", "spoilt", "what", "lacking", "mender"), LACKS, ids=[row[2] for row in LACKS])
def test_a_lack_is_named_with_its_number_and_who_mends_it(gate, spoilt, what, lacking, mender) -> None:
    (shut,) = FOUR[GateName(gate)](replace(ALL_DONE, **spoilt), VILLAGE)
    assert (shut.what, shut.lacking, shut.mender, shut.gate) == (what, lacking, mender, GateName(gate))


def test_all_that_is_lacking_is_told_at_once() -> None:
    nothing = Evidence(village=100, scope=100, affected=30, others=70, grids=3, affected_grids=3, away=9, vulnerable=5, title_length=8)
    assert [len(gate(nothing, VILLAGE)) for gate in FOUR.values()] == [4, 9, 5, 2]


@pytest.mark.parametrize("plea", [{"petition": True}, {"urgent": True}, {"reports": 3}])
def test_a_petition_danger_or_three_reports_need_no_supporters(plea: dict[str, object]) -> None:
    lone = replace(ALL_DONE, supporting=1, **plea)  # type: ignore[arg-type]
    assert gates.close_to_the_people(lone, VILLAGE) == ()


def test_a_petition_needs_no_poll_but_three_reports_do() -> None:
    unasked = replace(ALL_DONE, polled=0, ours=0)
    assert gates.close_to_the_people(replace(unasked, petition=True), VILLAGE) == ()
    assert {s.what for s in gates.close_to_the_people(replace(unasked, reports=3), VILLAGE)} == {"poll_answers"}


def test_a_small_matter_needs_those_who_are_touched_and_no_crowd() -> None:
    few = replace(
        ALL_DONE,
        track=Track.MINOR,
        level=Level.GRID,
        scope=6,
        affected=2,
        affected_heard=2,
        present=3,
        present_villagers=2,
        present_touched=2,
        present_women=0,
        slots=False,
    )
    assert gates.people_take_part(few, VILLAGE) == ()
    assert {s.what for s in gates.people_take_part(replace(few, present=0, present_villagers=0, present_touched=0), VILLAGE)} == {
        "attendance"
    }


def test_guests_are_among_those_of_whom_half_is_touched() -> None:
    """协商总人数 is everybody who sits there: half of the villagers alone is not half of the meeting."""
    among_guests = replace(ALL_DONE, present=30, present_villagers=20, present_touched=14)
    (shut,) = gates.people_take_part(among_guests, VILLAGE)
    assert (shut.what, shut.have, shut.need) == ("touched", 14, 15)
    assert gates.people_take_part(replace(among_guests, present_touched=15), VILLAGE) == ()


def test_one_touched_household_need_not_be_half_of_a_meeting() -> None:
    assert gates.people_take_part(replace(ALL_DONE, affected=1, affected_heard=1, present_touched=1), VILLAGE) == ()


@pytest.mark.parametrize(
    ("level", "affected", "scope", "need"),
    [
        (Level.BUILDING, 2, 60, 30),  # half of the households that live there
        (Level.BUILDING, 2, 5, 3),
        (Level.BUILDING, 1, 2, 2),
        (Level.GRID, 2, 60, 40),  # two thirds of the grid's
        (Level.GRID, 6, 6, 5),
        (Level.VILLAGE, 2, 60, 15),
        (Level.VILLAGE, 60, 600, 20),  # a third of the affected
    ],
)
def test_near_home_attendance_is_a_share_of_everybodys_households(level: Level, affected: int, scope: int, need: int) -> None:
    assert DEFAULTS[level].attending(affected, scope) == need


def test_guests_fill_no_household_of_a_grids_meeting() -> None:
    grid = everything(30, 4, Level.GRID)
    assert gates.people_take_part(grid, DEFAULTS[Level.GRID]) == ()
    (shut,) = gates.people_take_part(replace(grid, present_villagers=19, present=24, present_touched=4), DEFAULTS[Level.GRID])
    assert (shut.what, shut.have, shut.need) == ("attendance", 19, 20)


def test_a_small_matter_of_a_grid_needs_no_two_thirds_of_it() -> None:
    small = everything(30, 4, Level.GRID, Track.MINOR)
    assert gates.people_take_part(replace(small, present_villagers=4, present=6, present_touched=4), DEFAULTS[Level.GRID]) == ()


def test_a_recorded_reason_stands_for_the_missing_women() -> None:
    assert gates.people_take_part(replace(ALL_DONE, present_women=0, women_reason=True), VILLAGE) == ()


def test_a_great_matter_needs_the_district_and_an_ordinary_one_does_not() -> None:
    township_only = replace(ALL_DONE, guests=frozenset({Presence.TOWNSHIP}))
    assert gates.leaders_come(replace(township_only, track=Track.MINOR, level=Level.GRID), VILLAGE) == ()
    assert gates.leaders_come(replace(township_only, track=Track.URGENT, urgent=True), VILLAGE) == ()
    for called in (township_only, replace(township_only, track=Track.MINOR), replace(township_only, track=Track.URGENT)):
        assert {shut.what for shut in gates.leaders_come(called, VILLAGE)} == {"guest_district"}


def test_a_great_matter_that_is_called_small_needs_its_crowd() -> None:
    few = replace(ALL_DONE, track=Track.MINOR, present=2, present_villagers=2, present_touched=2, affected_grids_present=1)
    assert {shut.what for shut in gates.people_take_part(few, VILLAGE)} == {"attendance", "grids_present"}


URGENT = {"track": Track.URGENT, "urgent": True}
SMALL = {"track": Track.MINOR, "level": Level.GRID}
STEPS = [
    (gates.set_with_reasons, {"reasoned": False}, "reasoned"),
    (gates.set_with_reasons, {"branch": frozenset()}, "branch_set"),
    (gates.notice_elapsed, {"called_days": 4}, "notice_days"),
    (gates.notice_elapsed, {"called_days": None}, "notice_days"),
    (gates.pre_meeting_held, {"pre_met": False}, "pre_met"),
    (gates.pre_meeting_held, {"options": 0}, "options"),
    (gates.needs_departments, {"departments": 0}, "departments"),
    (gates.departments_answered, {"unanswered": 1}, "unanswered"),
    (gates.township_agreed, {"agreed": False}, "agreed"),
    (gates.minutes_confirmed, {"confirmed": frozenset({"supervisor"})}, "host_confirmed"),
    (gates.minutes_confirmed, {"confirmed": frozenset({"host"})}, "supervisor_confirmed"),
    (gates.minutes_confirmed, {"branch": frozenset({"set"})}, "branch_outcome"),
    (gates.settled_to_do, {"outcome": OutcomeKind.NOT}, "settled_do"),
    (gates.settled_to_do, {"vote_planned": True}, "settled_do"),
    (gates.needs_a_lawful_vote, {}, "settled_vote"),
    (gates.passed_by_law, {"lawful": None}, "lawful"),
    (gates.passed_by_law, {"lawful": False}, "lawful"),
    (gates.not_passed_by_law, {"lawful": True}, "unlawful"),
    (gates.settled_otherwise, {}, "settled_other"),
    (gates.published, {"notice_days": None}, "published"),
    (gates.notice_kept_up, {"notice_days": 14}, "notice_up"),
    (gates.notice_kept_up, {"notice_days": None}, "notice_up"),
    (gates.notice_kept_up, {"objections": 1}, "objections"),
    (gates.tasks_done, {"tasks": 0}, "tasks"),
    (gates.tasks_done, {"tasks_open": 2}, "tasks_open"),
    (gates.work_accepted, {"tasks_unaccepted": 1}, "unaccepted"),
    (gates.rated, {"rating_days": 6}, "rated"),
    (gates.rated, {"rating_days": None}, "rated"),
    (gates.rated, {"rated": 5, "unhappy": 1}, "unhappy"),
    (gates.rule_settled, {"rule_settled": False}, "rule"),
    (gates.rule_studied, {"branch": frozenset()}, "branch_rule"),
    (gates.small_enough, {}, "small"),
    (gates.set_with_reasons, {"track": Track.MINOR}, "small"),
    (gates.urgent_matter, {}, "urgent"),
    (gates.urgent_matter, {"track": Track.URGENT}, "urgent"),
    (gates.urgent_matter, {"urgent": True}, "urgent"),
    (gates.urgent_matter, URGENT | {"vote_planned": True}, "no_vote"),
    (gates.urgent_matter, URGENT | {"private": True}, "not_private"),
    (gates.urgent_matter, URGENT | {"clean_title": False}, "clean_title"),
    (gates.small_enough, SMALL | {"vote_planned": True}, "small"),
    (gates.small_enough, SMALL | {"level": Level.VILLAGE}, "small"),
    (gates.small_enough, SMALL | {"affected": 41}, "small"),
    (gates.still_to_do, {"outcome": OutcomeKind.POSTPONE}, "still_to_do"),
    (gates.still_to_do, {"vote_planned": True}, "still_to_do"),
    (gates.still_to_do, {"vote_planned": True, "lawful": False}, "still_to_do"),
    (gates.left_to_an_assembly, {}, "settled_vote"),
    (gates.obliged_by_law, {}, "petition"),
    (gates.result_stands, {"confirmed": frozenset({"host"})}, "supervisor_confirmed"),
    (gates.notice_kept_up, {"board_days": None}, "notice_up"),
]


@pytest.mark.parametrize(("gate", "spoilt", "what"), STEPS)
def test_a_step_says_what_it_waits_for(gate, spoilt, what) -> None:
    assert [
        shut.what
        for shut in gate(
            replace(ALL_DONE, departments=1, **spoilt) if "departments" not in spoilt else replace(ALL_DONE, **spoilt), VILLAGE
        )
    ] == [what]


OPEN = [
    (gates.small_enough, SMALL),
    (gates.small_enough, SMALL | {"affected": 40}),
    (gates.set_with_reasons, SMALL),
    (gates.urgent_matter, URGENT),
    (gates.still_to_do, {}),
    (gates.still_to_do, {"outcome": None, "vote_planned": True, "lawful": True}),
    (gates.still_to_do, URGENT | {"outcome": None}),
    (gates.left_to_an_assembly, {"vote_planned": True}),
    (gates.obliged_by_law, {"petition": True}),
    (gates.obliged_by_law, {"period": True}),
    (gates.result_stands, {}),
    (gates.result_stands, {"confirmed": frozenset(), "lawful": False}),
    (gates.result_stands, URGENT | {"confirmed": frozenset()}),
    (gates.needs_a_lawful_vote, {"outcome": OutcomeKind.VOTE_BY_LAW, "vote_planned": True}),
    (gates.passed_by_law, {"lawful": True}),
    (gates.not_passed_by_law, {"lawful": False}),
    (gates.settled_otherwise, {"outcome": OutcomeKind.POSTPONE}),
    (gates.needs_departments, {"departments": 1}),
    (gates.rated, {"rated": 6, "unhappy": 1}),
    *((gate, {}) for gate in (gates.set_with_reasons, gates.notice_elapsed, gates.pre_meeting_held, gates.departments_answered)),
    *((gate, {}) for gate in (gates.township_agreed, gates.minutes_confirmed, gates.settled_to_do, gates.published, gates.notice_kept_up)),
    *((gate, {}) for gate in (gates.tasks_done, gates.work_accepted, gates.rule_settled, gates.rule_studied)),
]


@pytest.mark.parametrize(("gate", "fields"), OPEN)
def test_a_step_is_open_when_its_sentence_is_true(gate, fields) -> None:
    assert gate(replace(ALL_DONE, **fields), VILLAGE) == ()


def test_a_lack_never_counts_below_one() -> None:
    assert Shut("poll_ours", 3, 3, Mender.SECRETARY).lacking == 1


# ---------------------------------------------------------------- floors


def test_the_shipped_thresholds_keep_their_floors() -> None:
    assert [row.floors(level) for level, row in DEFAULTS.items()] == [()] * len(Level)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"support": 0}, ("support",)),
        ({"poll_share": Fraction(0)}, ("poll_share",)),
        ({"women_share": Fraction(3, 2)}, ("women_share",)),
        ({"title_length": 400}, ("title_length",)),
        ({"leaders": ()}, ("leaders",)),
        ({"leaders": (frozenset(),)}, ("leaders",)),
        ({"leaders": (frozenset({Presence.CADRE}),)}, ("leaders",)),
        ({"leaders": (frozenset({Presence.TOWNSHIP, Presence.GRID_LEAD}),)}, ("leaders",)),
        ({"major_leaders": ()}, ("major_leaders",)),
        ({"major_leaders": (frozenset(),)}, ("major_leaders",)),
        ({"attendance": -1, "notice_days": 0}, ("attendance", "notice_days")),
        ({name: Fraction(1, 10_000) for name in SHARES}, tuple(sorted(SHARES))),
        (dict.fromkeys(COUNTS, 1), tuple(sorted(COUNTS))),
        ({"of_scope": True}, ("of_scope",)),
    ],
)
def test_a_threshold_below_its_floor_or_above_its_ceiling_is_named(fields, wrong) -> None:
    assert Thresholds(**fields).floors() == wrong


def test_every_number_has_a_floor_and_a_ceiling() -> None:
    assert {f.name for f in dataclasses.fields(Thresholds)} == set(LIMITS) | {"leaders", "major_leaders", "of_scope"}


def test_a_buildings_matter_may_stay_with_those_who_live_there() -> None:
    near = (frozenset({Presence.GRID_LEAD}),)
    assert Thresholds(leaders=near, major_leaders=(), of_scope=True).floors(Level.BUILDING) == ()
    assert Thresholds(leaders=near, major_leaders=(), of_scope=True).floors(Level.GRID) == ("leaders",)
    assert Thresholds(leaders=near, major_leaders=()).floors(Level.BUILDING) == ("of_scope",)


# ---------------------------------------------------------------- overrides


def overridden(stage: Stage, to: Stage, evidence: Evidence) -> road.MovedOn | road.Held:
    return road.advance(issue(stage=stage), to, evidence, VILLAGE)


def test_the_township_opens_the_first_gate_in_writing_and_it_is_seen() -> None:
    few = replace(ALL_DONE, supporting=1, overridden=frozenset({"close"}))
    step = overridden(Stage.SET, Stage.CALLED, few)
    assert isinstance(step, road.MovedOn)
    assert step.by_override


@pytest.mark.parametrize("spoilt", [{"private": True}, {"clean_title": False}])
def test_nobody_opens_it_for_a_private_matter_or_a_name_in_the_title(spoilt: dict[str, bool]) -> None:
    evidence = replace(ALL_DONE, overridden=frozenset(GateName), **spoilt)  # type: ignore[arg-type]
    assert isinstance(overridden(Stage.SET, Stage.CALLED, evidence), road.Held)


def test_an_override_of_one_gate_opens_no_other() -> None:
    evidence = replace(ALL_DONE, summary=False, overridden=frozenset({"close"}))
    assert isinstance(overridden(Stage.VISITING, Stage.PRE_MEETING, evidence), road.Held)
    absent = replace(ALL_DONE, guests=frozenset(), overridden=frozenset(GateName))
    assert isinstance(overridden(Stage.READY, Stage.MEETING, absent), road.Held)


def test_what_the_township_opened_in_writing_stays_open_on_the_day_and_only_the_rest_is_told() -> None:
    thin = replace(ALL_DONE, supporting=1, read_back=0, overridden=frozenset({"close", "visited"}))
    held = overridden(Stage.READY, Stage.MEETING, replace(thin, guests=frozenset({Presence.SPONSOR})))
    assert isinstance(held, road.Held)
    assert [shut.what for shut in held.shut] == ["guest_district"]
    step = overridden(Stage.READY, Stage.MEETING, thin)
    assert isinstance(step, road.MovedOn)
    assert step.by_override
