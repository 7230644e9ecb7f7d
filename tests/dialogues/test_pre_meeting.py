"""会前小议: who met, options with their costs, and the whole on its way to the township."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.issues.pre_meeting import read_present, read_yuan
from handlers.village.issue import Level, Opinion, PaperKind, Stance, Track
from handlers.village.matter import Stage
from tests.dialogues.laid import digit, heard, keep, kept, lay, met, paper, papers, running, stage_of

MENU = """
    王建国：议题
    小助手：东坡的路塌了半边
    王建国：1
    小助手：记会前小议 / 添一个方案 / 送乡镇把关 / 请部门答复
"""
VIEWS = "同意22户，不同意7户 / 同意的说：“先把塌的修了” / 不同意的说：“占了我家地咋办"
MET = f"""
    王建国：记会前小议
    小助手：直接碰着34户，问着31户；这一片34户，问着31户。 / {VIEWS} / 12月10日开会：12月6日会前小议，12月7日—12月8日乡镇把关 / 各来了几位
"""


async def test_a_pre_meeting_is_recorded_by_digits(play, stage):
    await lay(stage, Stage.PRE_MEETING)
    await play(MENU)
    await stage.say("王建国", digit(stage, "王建国", "记会前小议"))
    await play("""
        小助手：直接碰着34户，问着31户；这一片34户，问着31户 / 各来了几位
        王建国：3 4 5
        小助手：小议说定了什么
        王建国：先修塌的那段
        小助手：村干部3位，党员代表4位，群众代表5位。说定：先修塌的那段 / 1 对
        王建国：1
        小助手：会前小议记下了 / 这个方案怎么办
    """)
    (written,) = await papers(stage, PaperKind.PRE_MEETING)
    assert (written.words, dict(written.facts)) == ("先修塌的那段", {"cadres": "3", "party": "4", "people": "5"})
    assert written.author == "p00006"


async def test_a_pre_meeting_is_recorded_by_a_sentence_and_said_again(play, stage):
    await lay(stage, Stage.PRE_MEETING)
    await play(f"""
        {MENU}
        {MET}
        王建国：来了十几个人
        小助手：没听全 / 各来了几位
        王建国：群众代表5个，党员代表4个，村干部3个
        小助手：小议说定了什么
        王建国：先拓宽
        小助手：村干部3位，党员代表4位，群众代表5位。说定：先拓宽
        王建国：不对，我再说一遍
        小助手：各来了几位
        王建国：村干部3 党员代表4 群众代表5
        小助手：小议说定了什么
        王建国：先修塌的那段，明年再拓宽
        小助手：说定：先修塌的那段，明年再拓宽
        王建国：对
        小助手：会前小议记下了
    """)
    (written,) = await papers(stage, PaperKind.PRE_MEETING)
    assert written.words == "先修塌的那段，明年再拓宽"


async def test_a_divided_household_is_on_neither_side_for_whoever_decides(play, stage):
    """Neither in the pre-meeting nor on the township's screen."""
    await lay(stage, Stage.PRE_MEETING, *met())
    first = next(o for o in await kept(stage, Opinion, issue="road") if o.stance is Stance.FOR)
    await keep(stage, replace(first, id="road:other", person="p00002", stance=Stance.AGAINST))
    await play(f"{MENU}王建国：记会前小议")
    assert "同意21户，不同意7户，有条件0户，不表态0户，意见不一1户" in heard(stage, "王建国")
    await play("王建国：取消\n王建国：议题\n王建国：1\n王建国：送乡镇把关")
    assert "这一片34户，问着31户。同意21户，不同意7户，有条件0户，不表态0户，意见不一1户" in heard(stage, "王建国")


async def test_the_digest_shows_no_telephone_number_of_a_villager(play, stage):
    await lay(stage, Stage.PRE_MEETING)
    await play(MENU + MET)
    assert "13812345678" not in heard(stage, "王建国")


async def test_where_no_peoples_representative_came_the_pre_meeting_does_not_count(play, stage):
    await lay(stage, Stage.PRE_MEETING)
    await play(f"""
        {MENU}
        {MET}
        王建国：村干部3 党员4 群众0
        小助手：小议说定了什么
        王建国：先修塌的那段
        小助手：群众代表0位
        王建国：1
        小助手：有一样人一个没到，这次小议还不作数
        王建国：议题
        小助手：东坡的路
        王建国：1
        小助手：送乡镇把关
        王建国：送乡镇把关
        小助手：直接碰着34户，问着31户 / 现在送吗
        王建国：1
        小助手：会前小议 / 方案 / 各来了几位
    """)
    assert await stage_of(stage) is Stage.PRE_MEETING
    assert await papers(stage, PaperKind.SENT) == []


async def test_two_options_one_after_the_other(play, stage):
    await lay(stage, Stage.PRE_MEETING, *met()[:1])
    await play(f"""
        {MENU}
        王建国：添一个方案
        小助手：这个方案怎么办
        王建国：先修塌处，石料村里拉
        小助手：花不花钱 / 1 不花钱 / 2 要花钱
        王建国：2
        小助手：大概多少钱
        王建国：不清楚
        小助手：没听出多少钱 / 大概多少钱
        王建国：30000
        小助手：谁出 / 1 村集体出 / 2 上级项目出
        王建国：2
        小助手：不愿意这个方案的人怎么说 / 0
        王建国：0
        小助手：先修塌处，石料村里拉（30000元，上级项目出） / 1 对，就这个 / 2 对，还有一个方案
        王建国：2
        小助手：方案记下了，一共1个 / 这个方案怎么办
        王建国：拓宽到五米
        小助手：花不花钱
        王建国：要花钱
        小助手：大概多少钱
        王建国：二十万
        小助手：谁出
        王建国：1
        小助手：不愿意这个方案的人怎么说
        王建国：占了地谁补
        小助手：拓宽到五米（200000元，村集体出）
        王建国：1
        小助手：方案记下了，一共2个
    """)
    first, second = await papers(stage, PaperKind.OPTION)
    assert dict(first.facts) == {"cost": "30000", "payer": "project"}
    assert dict(second.facts) == {"cost": "200000", "payer": "collective", "against": "占了地谁补"}


async def test_an_option_that_costs_nothing_needs_no_payer(play, stage):
    await lay(stage, Stage.PRE_MEETING)
    await play(f"""
        {MENU}
        王建国：添一个方案
        小助手：这个方案怎么办
        王建国：大家出工，石头就地取
        小助手：花不花钱
        王建国：1
        小助手：不愿意这个方案的人怎么说
        王建国：0
        小助手：（不花钱，
        王建国：4
        小助手：就到这儿
    """)
    assert await papers(stage, PaperKind.OPTION) == []


async def test_a_fifth_option_is_not_offered(play, stage):
    four = [paper(None, PaperKind.OPTION, f"方案{n}", cost="free", payer="other") for n in range(4)]
    await lay(stage, Stage.PRE_MEETING, *four)
    await play("""
        王建国：议题
        小助手：东坡的路
        王建国：1
        小助手：记会前小议 / 送乡镇把关
    """)
    assert "添一个方案" not in heard(stage, "王建国")


async def test_sent_for_review_the_reviewer_sees_one_screen_and_her_clock_runs(play, stage):
    await lay(stage, Stage.PRE_MEETING, *met())
    await play(f"""
        陈晓燕：你好
        小助手：您好
        {MENU}
        王建国：送乡镇把关
        小助手：石桥村·东坡的路塌了半边：直接碰着34户，问着31户 / 方案1：先修塌处，石料村里拉（30000元 / 乡镇看到的就是这些 / 现在送吗
        王建国：1
        小助手：送乡镇了，两个工作日里给回话
        小助手→陈晓燕：石桥村·东坡的路塌了半边：直接碰着34户，问着31户；这一片34户，问着31户。同意22户，不同意7户 / 1 同意 / 2 退回
    """)
    assert await stage_of(stage) is Stage.REVIEW
    (sent,) = await papers(stage, PaperKind.SENT)
    assert sent.author == "p00006"
    clock = await running(stage, "review", "road")
    assert clock is not None
    assert clock.at.date() - stage.app.clock.village().date() == timedelta(days=2)


async def test_sending_can_wait(play, stage):
    await lay(stage, Stage.PRE_MEETING, *met())
    await play(f"""
        {MENU}
        王建国：送乡镇把关
        小助手：现在送吗
        王建国：2
        小助手：就到这儿
    """)
    assert await stage_of(stage) is Stage.PRE_MEETING


async def test_a_small_matter_of_a_grid_is_ready_without_the_township(play, stage):
    await lay(stage, Stage.PRE_MEETING, *met(), track=Track.MINOR, level=Level.GRID)
    await play(f"""
        {MENU}
        王建国：送乡镇把关
        小助手：小事小议，不用乡镇把关
        王建国：1
        小助手：这件等开会了
    """)
    assert await stage_of(stage) is Stage.READY
    assert await running(stage, "review", "road") is None


async def test_nothing_can_be_sent_before_anybody_has_met(play, stage):
    await lay(stage, Stage.PRE_MEETING)
    await play(f"""
        {MENU}
        王建国：送乡镇把关
        小助手：方案0个
        王建国：1
        小助手：会前小议 / 方案 / 各来了几位
        王建国：取消
        小助手：好
    """)
    assert await stage_of(stage) is Stage.PRE_MEETING


async def test_a_committee_member_may_record_but_not_send(play, stage):
    await lay(stage, Stage.PRE_MEETING, *met())
    await play("""
        白斌：议题
        小助手：东坡的路
        白斌：1
        小助手：记会前小议 / 添一个方案
    """)
    assert "送乡镇把关" not in heard(stage, "白斌")
    assert "请部门答复" not in heard(stage, "白斌")


@pytest.mark.parametrize(
    ("words", "present"),
    [
        ("村干部3 党员代表4 群众代表5", (3, 4, 5)),
        ("3 4 5", (3, 4, 5)),
        ("三个 四个 五个", (3, 4, 5)),
        ("群众代表5个，党员代表4个，村干部3个", (3, 4, 5)),
        ("两委3 党员4 群众5", (3, 4, 5)),
        ("村干部3党员代表4群众代表5", (3, 4, 5)),
        ("来了12个", None),
        ("干部3 党员4 5", None),
        ("都来了", None),
    ],
)
def test_who_was_there_is_read_from_a_sentence(words, present):
    assert read_present(words) == present


@pytest.mark.parametrize(
    ("words", "yuan"),
    [("30000", "30000"), ("3万", "30000"), ("1.5万元", "15000"), ("两千块", "2000"), ("三十万", "300000"), ("0", None), ("没有", None)],
)
def test_a_sum_is_read_in_yuan(words, yuan):
    assert read_yuan(words) == yuan


async def test_a_villager_who_says_the_word_starts_nothing(play, stage):
    await lay(stage, Stage.PRE_MEETING, *met())
    await play("""
        马三旺：把关
        小助手：
        马三旺：任务单
        小助手：
    """)
    assert "石桥村·" not in heard(stage, "马三旺")
    assert await kept(stage, type((await papers(stage, PaperKind.SET))[0]), kind="review") == []
