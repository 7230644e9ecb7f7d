"""Before a rule is voted on: whoever knows the law is asked, the party members look at it, and the township sees what came of both."""

from handlers.village.evidence import CaseFile, gather
from handlers.village.issue import Level, PaperKind, RuleState
from handlers.village.matter import Stage as At
from handlers.village.strip import Mechanism, strip_of
from handlers.village.thresholds import DEFAULTS
from tests.dialogues.deep import a_paper, an_issue, heard, last, lay, papers, seen, skip
from tests.dialogues.test_rules import BRANCH, CALL, DRAFT, NO_TOUCH, SENTENCE, STEP, called, count, the_rule, up
from tests.village.files import TODAY, ground

PARTY = """
    王建国：议题
    王建国：1
    王建国：记党员大会（看规矩）
    王建国：3
    王建国：30
    王建国：21
"""
FILING = "陈晓燕：备案\n陈晓燕：1\n"


async def test_the_officer_is_asked_whatever_the_drafter_says(play, stage):
    await up(stage)
    await play(DRAFT)
    assert heard(stage, "王建国", "可以表决了", "也请了政法干警看合不合法，没回话也能表决")
    await play("赵刚：法律意见")
    assert "《大车限重》：十吨以上的大车不上东坡路。" in last(stage, "赵刚")
    assert (await the_rule(stage)).state is RuleState.DRAFT
    await play(STEP)
    seen(stage, "王建国")
    await play("小助手：法律意见：还没有。不影响开会，会上说明 / 村民会议哪天开")
    await play("王建国：1\n赵刚：合法\n赵刚：0\n")
    assert (await the_rule(stage)).state is RuleState.CHECKED
    assert heard(stage, "王建国", "政法干警看过，合法")
    assert "照旧往下走，您不用再做什么" in last(stage, "王建国")  # the day has been set


async def test_nobody_s_opinion_in_three_working_days_goes_up_and_holds_no_vote(play, stage):
    await up(stage)
    await play(DRAFT + CALL)
    for days in (3, 1, 1):
        await skip(stage, days)
    await play("陈晓燕：待办")
    assert heard(stage, "陈晓燕", "大车上山压坏路")
    await skip(stage, 12)
    await play(count(216, 109, 107))
    assert (await the_rule(stage)).state is RuleState.VOTED
    await play(FILING)
    assert "法律意见：还没有，请您细看" in last(stage, "陈晓燕")


async def test_the_opinion_stands_beside_the_rule_at_its_filing(play, stage):
    await up(stage)
    await called(play, stage)
    await play(f"{count(216, 109, 107)} 赵刚：法律意见\n赵刚：有问题\n赵刚：县道村里管不了\n{FILING}")
    assert "法律意见：有问题。县道村里管不了" in last(stage, "陈晓燕")


async def test_a_trouble_named_holds_no_vote_either(play, stage):
    await up(stage)
    await play(f"{DRAFT} 赵刚：法律意见\n赵刚：有问题\n赵刚：县道村里管不了\n{STEP}")
    seen(stage, "王建国")
    await play("""
        小助手：提出的问题：县道村里管不了 / 1 改一改，重新写 / 2 不改，照这样表决 / 3 先等着
        王建国：2
        小助手：法律意见：有问题。县道村里管不了 / 村民会议哪天开
        王建国：1
        小助手：定了，12月10日开村民会议
    """)


async def test_an_opinion_on_the_matter_is_none_on_its_rule(play, stage):
    await up(stage)
    await play(f"{SENTENCE} 王建国：2\n王建国：1\n王建国：1\n王建国：1\n王建国：1\n{BRANCH}")
    await lay(stage, a_paper(99, PaperKind.LEGAL, "封路要公安同意", of="issue", lawful="0"))
    await play(STEP)
    assert "封路" not in last(stage, "王建国")


async def test_a_house_rule_that_is_agreed_asks_nobody(play, stage):
    await up(stage, level=Level.GRID)
    await play(f"{SENTENCE}{NO_TOUCH} 王建国：1\n{BRANCH}")
    assert (await the_rule(stage)).state is RuleState.FILED
    assert not heard(stage, "赵刚", "大车限重")


# ---------------------------------------------------------------- 四议两公开


async def test_the_party_members_look_at_the_draft_before_the_vote(play, stage):
    await up(stage)
    await lay(stage, a_paper(3, PaperKind.PARTY, agreed="1"))  # on the matter's own decision: not on this draft
    await play(f"{DRAFT}{STEP}")
    assert "表决前还差一步：村“两委”商议" in last(stage, "王建国")
    assert "表决前还差一步：党员大会审议" in last(stage, "王建国")
    assert "村党支部提议" not in last(stage, "王建国")
    await play(f"王建国：取消\n{PARTY}")
    seen(stage, "王建国")
    await play("""
        小助手：同意的多少人？
        王建国：16
        小助手：应到党员30人，实到21人，同意16人。 / 对吗？
        王建国：1
        小助手：表决前还差一步：村“两委”商议
    """)
    assert "还差一步：党员大会审议" not in last(stage, "王建国")
    party = (await papers(stage, PaperKind.PARTY))[-1]
    assert (party.facts["of"], party.facts["agreed"], party.facts["notice"]) == ("rule", "1", "3")
    await play(STEP)
    assert "党员大会审议" not in last(stage, "王建国")
    await play("王建国：取消\n王建国：议题\n王建国：1\n")
    assert "记党员大会（看规矩）" not in last(stage, "王建国")


async def test_too_few_members_leave_the_step_to_be_taken(play, stage):
    await up(stage)
    await play(f"{DRAFT}{PARTY} 王建国：14\n王建国：1\n")
    assert "表决前还差一步：党员大会审议" in last(stage, "王建国")
    assert (await papers(stage, PaperKind.PARTY))[-1].facts["agreed"] == "0"


async def test_the_township_sees_which_step_was_left_out(play, stage):
    await up(stage)
    await lay(stage, a_paper(3, PaperKind.PRE_MEETING))
    await called(play, stage)
    await play(f"{count(216, 109, 107)}{FILING}")
    assert "表决前还差一步：党员大会审议" in last(stage, "陈晓燕")
    assert "商议" not in last(stage, "陈晓燕")


async def test_the_members_meeting_is_no_step_before_there_is_a_draft(play, stage):
    await up(stage)
    await play("王建国：议题\n王建国：1\n")
    assert "记党员大会（看规矩）" not in last(stage, "王建国")


def test_the_members_meeting_stands_in_the_strip():
    file = CaseFile(an_issue(At.DOING), papers=(a_paper(1, PaperKind.PARTY, of="rule", agreed="1"),))
    shown = dict(strip_of(file, gather(file, ground(12), TODAY), DEFAULTS[Level.VILLAGE]).mechanisms)
    assert [record.name for record in shown[Mechanism.PARTY_LEADS]] == ["party"]
