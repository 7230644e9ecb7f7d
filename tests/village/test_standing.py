"""Every filed concern stands in exactly one place, and the places add up to the number filed."""

from itertools import product

import pytest

from handlers.village.matter import Stage
from handlers.village.road import CONCERN_ROADS
from handlers.village.standing import Standing, standing, tally
from tests.village.files import concern, issue

ISSUE_STAGES = [None, *sorted(set(Stage) - set(CONCERN_ROADS)), Stage.CANDIDATE, Stage.DECLINED, Stage.WITHDRAWN, Stage.CLOSED]


@pytest.mark.parametrize(
    ("stage", "of_issue", "stands"),
    [
        (Stage.RECEIVED, None, Standing.OPEN),
        (Stage.CANDIDATE, Stage.CANDIDATE, Standing.OPEN),
        (Stage.CANDIDATE, None, Standing.OPEN),
        (Stage.MERGED, Stage.CANDIDATE, Standing.MERGED),
        (Stage.MERGED, Stage.SET, Standing.CHOSEN),
        (Stage.MERGED, Stage.CLOSED, Standing.CHOSEN),
        (Stage.MERGED, Stage.DECLINED, Standing.NOT_CHOSEN),
        (Stage.CANDIDATE, Stage.WITHDRAWN, Standing.WITHDRAWN),
        (Stage.DECLINED, None, Standing.NOT_CHOSEN),
        (Stage.SEALED, None, Standing.WITHDRAWN),
        (Stage.EMERGENCY, None, Standing.EMERGENCY),
        (Stage.CLOSED, None, Standing.ANSWERED),
    ],
)
def test_what_has_become_of_a_concern(stage: Stage, of_issue: Stage | None, stands: Standing) -> None:
    assert standing(concern(1, stage=stage), issue(stage=of_issue) if of_issue else None) is stands


@pytest.mark.parametrize(("stage", "of_issue"), list(product(sorted(set(CONCERN_ROADS) - {Stage.DRAFT}), ISSUE_STAGES)))
def test_every_filed_concern_stands_somewhere(stage: Stage, of_issue: Stage | None) -> None:
    assert standing(concern(1, stage=stage), issue(stage=of_issue) if of_issue else None) in Standing


def test_they_add_up_to_the_number_filed() -> None:
    said = [concern(n, stage=stage, issue="i1") for n, stage in enumerate(CONCERN_ROADS)]
    counted = tally(said, {"i1": issue()})
    assert sum(counted.values()) == len(said) - 1
    assert standing(concern(1, stage=Stage.DRAFT), None) is None
