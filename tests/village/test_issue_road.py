"""An issue goes only where the table of roads says and only through open gates; its three lines run side by side."""

from dataclasses import replace

import pytest

from handlers.village import road
from handlers.village.issue import Level, OutcomeKind, Track
from handlers.village.matter import Stage
from handlers.village.road import ISSUE_ROADS, SUSPENDABLE, Held, MovedOn, advance
from handlers.village.thresholds import DEFAULTS
from tests.village.files import everything, issue

VILLAGE = DEFAULTS[Level.VILLAGE]
DONE = everything(120, 34)

# Written out once more, so that a change of the law is seen twice: from, to, and what must be true on the way.
TABLE = """
candidate    set          set_with_reasons
candidate    declined
candidate    withdrawn
withdrawn    candidate
set          called       close_to_the_people
set          candidate
set          doing        urgent_matter
set          withdrawn
called       visiting     notice_elapsed
called       withdrawn
visiting     pre_meeting  visits_done
visiting     withdrawn
pre_meeting  linkage      needs_departments
pre_meeting  review       pre_meeting_held
pre_meeting  ready        small_enough pre_meeting_held
pre_meeting  withdrawn
linkage      pre_meeting  departments_answered
linkage      review       pre_meeting_held
review       pre_meeting
review       ready        township_agreed
ready        meeting      close_to_the_people visits_done people_take_part leaders_come
ready        visiting
ready        called
meeting      outcome      minutes_confirmed
outcome      doing        settled_to_do published
outcome      statutory    needs_a_lawful_vote
outcome      suspended    settled_otherwise published
outcome      closed       settled_otherwise published notice_kept_up rule_settled
candidate    statutory    obliged_by_law
set          statutory    obliged_by_law
called       statutory    obliged_by_law
visiting     statutory    obliged_by_law
pre_meeting  statutory    obliged_by_law
linkage      statutory    obliged_by_law
review       statutory    obliged_by_law
ready        statutory    obliged_by_law
statutory    doing        passed_by_law published
statutory    closed       not_passed_by_law published notice_kept_up rule_settled
doing        acceptance   tasks_done
acceptance   doing
acceptance   rating       work_accepted
rating       closed       rated notice_kept_up rule_settled
rating       redo
closed       redo
redo         doing        still_to_do
redo         visiting
redo         statutory    left_to_an_assembly
"""
ROWS = [row.split() for row in TABLE.strip().splitlines()]
TOLD = {(Stage(row[0]), Stage(row[1])): tuple(row[2:]) for row in ROWS}


def test_the_roads_are_those_of_the_table() -> None:
    assert {steps: tuple(gate.__name__ for gate in gates) for steps, gates in ISSUE_ROADS.items()} == TOLD


@pytest.mark.parametrize("start", Stage)
@pytest.mark.parametrize("to", Stage)
def test_what_is_not_in_the_table_does_not_happen(start: Stage, to: Stage) -> None:
    step = advance(issue(stage=start), to, DONE, VILLAGE)
    if (start, to) not in TOLD:
        assert step == Held("held.no_road")
    elif isinstance(step, MovedOn):
        assert step.issue.stage is to
        assert step.issue.redone == (to is Stage.REDO)
    else:
        assert step.shut


def test_every_stage_of_the_road_can_be_reached_and_left() -> None:
    reached = {to for _, to in ISSUE_ROADS} | {Stage.CANDIDATE}
    left = {start for start, _ in ISSUE_ROADS} | {Stage.SUSPENDED}
    beside = {Stage.NOTICE, Stage.RULE}
    only_concerns = set(road.CONCERN_ROADS) - reached
    assert reached | only_concerns | beside == set(Stage)
    assert reached - left == {Stage.DECLINED}


def test_every_shut_gate_of_a_road_is_told_at_once() -> None:
    bare = replace(DONE, slots=False, guests=frozenset())
    held = advance(issue(stage=Stage.READY), Stage.MEETING, bare, VILLAGE)
    assert isinstance(held, Held)
    assert [shut.what for shut in held.shut] == ["slots", "guest_sponsor", "guest_district"]


@pytest.mark.parametrize("stage", Stage)
def test_what_waits_for_a_season_comes_back_to_where_it_stood(stage: Stage) -> None:
    step = road.suspend(issue(stage=stage))
    if stage not in SUSPENDABLE:
        assert step == Held("held.no_road")
        return
    assert isinstance(step, MovedOn)
    assert step.issue.stage is Stage.SUSPENDED
    back = road.resume(step.issue)
    assert isinstance(back, MovedOn)
    assert (back.issue.stage, back.issue.resumes) == (stage, None)


def test_what_a_meeting_postponed_comes_back_as_a_candidate() -> None:
    postponed = advance(issue(stage=Stage.OUTCOME), Stage.SUSPENDED, replace(DONE, outcome=OutcomeKind.POSTPONE), VILLAGE)
    assert isinstance(postponed, MovedOn)
    back = road.resume(postponed.issue)
    assert isinstance(back, MovedOn)
    assert back.issue.stage is Stage.CANDIDATE
    assert road.resume(back.issue) == Held("held.no_road")


def test_the_notice_goes_up_comes_down_after_its_days_and_no_further() -> None:
    up = road.post(issue(stage=Stage.OUTCOME), DONE, VILLAGE)
    assert isinstance(up, MovedOn)
    assert up.issue.notice is Stage.NOTICE
    early = road.post(up.issue, replace(DONE, notice_days=14), VILLAGE)
    assert isinstance(early, Held)
    assert [shut.what for shut in early.shut] == ["notice_up"]
    down = road.post(up.issue, DONE, VILLAGE)
    assert isinstance(down, MovedOn)
    assert down.issue.notice is Stage.CLOSED
    assert road.post(down.issue, DONE, VILLAGE) == Held("held.no_road")


def test_a_rule_begins_when_the_outcome_is_posted_and_is_settled_once() -> None:
    assert isinstance(road.make_rule(issue(), replace(DONE, notice_days=None), VILLAGE), Held)
    begun = road.make_rule(issue(), DONE, VILLAGE)
    assert isinstance(begun, MovedOn)
    assert begun.issue.rule is Stage.RULE
    settled = road.make_rule(begun.issue, DONE, VILLAGE)
    assert isinstance(settled, MovedOn)
    assert settled.issue.rule is Stage.CLOSED
    assert road.make_rule(settled.issue, DONE, VILLAGE) == Held("held.no_road")


def test_what_was_urgent_is_told_rated_and_closed_without_a_meeting() -> None:
    acted = replace(DONE, track=Track.URGENT, urgent=True, outcome=None, confirmed=frozenset(), branch=frozenset({"set", "rule"}))
    begun = advance(issue(stage=Stage.SET), Stage.DOING, acted, VILLAGE)
    assert isinstance(begun, MovedOn)
    early = road.post(begun.issue, replace(acted, tasks_unaccepted=1), VILLAGE)
    assert isinstance(early, Held)
    up = road.post(begun.issue, acted, VILLAGE)
    assert isinstance(up, MovedOn)
    rated = replace(up.issue, stage=Stage.RATING)
    for lacking in ({"notice_days": None}, {"rule_settled": False}, {"rating_days": None}):
        assert isinstance(advance(rated, Stage.CLOSED, replace(acted, **lacking), VILLAGE), Held)
    assert isinstance(advance(rated, Stage.CLOSED, acted, VILLAGE), MovedOn)


def test_a_lost_lawful_vote_is_not_carried_out_by_doing_it_again() -> None:
    lost = replace(DONE, outcome=OutcomeKind.VOTE_BY_LAW, vote_planned=True, lawful=False)
    held = advance(issue(stage=Stage.REDO), Stage.DOING, lost, VILLAGE)
    assert isinstance(held, Held)
    assert [shut.what for shut in held.shut] == ["still_to_do"]
    for to in (Stage.VISITING, Stage.STATUTORY):
        assert isinstance(advance(issue(stage=Stage.REDO), to, lost, VILLAGE), MovedOn)


def test_a_gate_that_has_shut_since_keeps_the_meeting_from_being_held() -> None:
    denied = replace(DONE, denied=100, supporting=1, polled=2, ours=2)
    held = advance(issue(stage=Stage.READY), Stage.MEETING, denied, VILLAGE)
    assert isinstance(held, Held)
    assert {shut.what for shut in held.shut} == {"supporters", "poll_answers", "denied"}


def test_a_small_matter_skips_the_review_and_a_great_one_does_not() -> None:
    small = replace(DONE, track=Track.MINOR, level=Level.GRID)
    assert isinstance(advance(issue(stage=Stage.PRE_MEETING), Stage.READY, small, VILLAGE), MovedOn)
    assert isinstance(advance(issue(stage=Stage.PRE_MEETING), Stage.READY, DONE, VILLAGE), Held)
