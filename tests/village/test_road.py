"""A concern goes only where the table says; every other step is refused, and a refusal changes nothing."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers.village.matter import Concern, Stage
from handlers.village.road import CONCERN_ROADS, Held, Moved, move

# One row a stage: from where, and to where it may go. Written out once more, so that a change of the law is seen twice.
TABLE = """
draft      received emergency withdrawn sealed
received   answered private referred merged declined candidate emergency withdrawn sealed
emergency  received closed withdrawn sealed
answered   received closed withdrawn sealed
private    answered closed withdrawn sealed
referred   received closed withdrawn sealed
declined   received closed withdrawn sealed
merged     received declined withdrawn sealed
candidate  received declined withdrawn sealed
closed     received sealed
withdrawn
sealed
"""
ROADS = {Stage(row.split()[0]): {Stage(word) for word in row.split()[1:]} for row in TABLE.strip().splitlines()}
CONCERN = Concern("c1", "p:p00001", "wechat:main:oA", "wechat", "main", "m1", datetime(2026, 11, 23, tzinfo=UTC), "路塌了", number="268109")


def test_the_table_knows_every_stage_of_a_concern():
    assert ROADS.keys() == set(CONCERN_ROADS)


@pytest.mark.parametrize("start", CONCERN_ROADS)
@pytest.mark.parametrize("to", Stage)
def test_a_step_is_taken_or_refused_as_the_table_says(start, to):
    concern = replace(CONCERN, stage=start)
    if to in ROADS[start]:
        assert move(concern, to) == Moved(replace(concern, stage=to))
    else:
        assert move(concern, to) == Held("held.no_road")


def test_nothing_leads_back_from_withdrawn_or_sealed_and_nothing_back_to_a_draft():
    assert not ROADS[Stage.WITHDRAWN] | ROADS[Stage.SEALED]
    assert all(Stage.DRAFT not in to for to in ROADS.values())


def test_everything_that_is_still_somewhere_can_be_sealed():
    assert all(Stage.SEALED in ROADS[start] for start in set(CONCERN_ROADS) - {Stage.WITHDRAWN, Stage.SEALED})


def test_what_its_author_may_take_back_is_not_yet_closed():
    able = {start for start in CONCERN_ROADS if Stage.WITHDRAWN in ROADS[start]}
    assert able == set(CONCERN_ROADS) - {Stage.CLOSED, Stage.WITHDRAWN, Stage.SEALED}
