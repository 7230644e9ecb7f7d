"""The collapsed road, from three people's words to a rule on file, as its six people tell it: each line of the story comes true."""

from bot.spoken_script import read_script
from bot.story import FILE, read_story
from handlers.village.issue import Issue, PaperKind, Rule, RuleState
from handlers.village.matter import Stage
from storage import audit
from storage.records import RECORDS
from storage.tables import issues, papers, rules


async def test_the_story_comes_true_to_its_end(stage):
    await stage.play(read_script(FILE.read_text(encoding="utf-8")))
    async with stage.app.database.read() as connection:
        (issue,) = [RECORDS[Issue].record(row) for row in (await connection.execute(issues.select())).mappings()]
        (rule,) = [RECORDS[Rule].record(row) for row in (await connection.execute(rules.select())).mappings()]
        kinds = [row.kind for row in await connection.execute(papers.select().where(papers.c.issue == issue.id).order_by(papers.c.seq))]
        bad, _ = await audit.verify(connection)
    assert (issue.stage, issue.notice, issue.rule, issue.redone) == (Stage.CLOSED, Stage.CLOSED, Stage.CLOSED, 1)
    assert (rule.state, rule.edition) == (RuleState.FILED, 1)
    assert bad is None
    held, refused = PaperKind.ATTENDANCE.value, PaperKind.NOT_HELD.value
    assert kinds.index(refused) < kinds.index(held)
    assert kinds.count(held) == 1
    assert {"reopened", "rule_filed", "review", "summary", "pre_meeting"} <= set(kinds)


def test_every_step_has_its_caption_in_both_languages():
    steps = read_story()
    assert len(steps) >= 20
    assert all(step.english and step.chinese and step.lines for step in steps)
