"""原话: what was taken back is nobody's word any more, and keeps its household from being heard no longer."""

from dataclasses import replace

import pytest

from handlers.issues.setting import AddQuote
from handlers.village.issue import Level, Paper, PaperKind, Track
from handlers.village.matter import Concern, Stage
from tests.dialogues.test_setting import SECRETARY, candidate, keep, kept, papers


@pytest.mark.parametrize(("taken_back", "count"), [(Stage.WITHDRAWN, 1), (Stage.SEALED, 1), (Stage.MERGED, 0)])
async def test_a_household_whose_quoted_concern_was_taken_back_is_quoted_anew(stage, taken_back, count):
    """One household reported it twice; the sentence that hangs is of the report that was taken back."""
    issue = await candidate(stage, {"王强": "昨天开始，后沟的水管冻裂了，我妈没水吃"}, level=Level.VILLAGE, track=Track.MAJOR)
    await stage.watch("王建国", "wechat")
    first = (await kept(stage, Concern, id="i1c0"))[0]
    again = replace(first, id="again", message_id="again", number="777777", text="水管冻了三天没水吃", stage=Stage.CANDIDATE)
    facts = {"household": first.supporter, "concern": first.id}
    own = Paper("q1", "i1", PaperKind.QUOTE, first.received_at, "p00006", first.text, facts, 1)
    await keep(stage, replace(issue, stage=Stage.SET), replace(first, stage=taken_back), again, own)
    lines = await stage.app.moments.act(SECRETARY, AddQuote("i1"))
    assert [(line.key, line.values["count"]) for line in lines] == [("setting.quoted", str(count))]
    assert [paper.words for paper in await papers(stage, PaperKind.QUOTE)][1:] == ["水管冻了三天没水吃"] * count
