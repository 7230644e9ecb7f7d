"""What the visits came to: the coverage bar, the summary as villagers hear it, and the second gate with every number."""

from typing import Any

import pytest

from bot.demo.district import OPENS_AT
from handlers.village.issue import Backing, Issue, Method, Opinion, Paper, Stance
from handlers.village.matter import Stage
from tests.dialogues.deep import found, lay
from tests.dialogues.test_visiting import BAI, GAO, LI, ZHANG_DONG, been, open_doors


def says(person: str, household: str, stance: Stance, words: str = "", **more: Any) -> Opinion:
    return Opinion(f"road:{person}", "road", household, person, OPENS_AT, "wechat", stance, words=words, **more)


SAID = (
    says("p00014", LI, Stance.FOR, "先修塌的那段"),
    says("p00011", BAI, Stance.AGAINST, "占了我家的地，找13812345678问"),
    says("p00012", BAI, Stance.FOR),
    says("p00134", ZHANG_DONG, Stance.FOR, "李拴牢说得对"),
    says("p00169", GAO, Stance.CONDITIONAL, "先说好谁出钱", recorder="p00009", backing=Backing.PENDING),
    says("p00016", "h0007", Stance.AGAINST, "别把水引到我家院里", withheld=True),
)


@pytest.fixture
def menu(stage):
    """Says a step by its words, wherever it stands in the menu."""

    async def chosen(name: str, words: str) -> str:
        await stage.say(name, "议题")
        await stage.say(name, "1")
        shown = stage.phones[name].shown[-1][1].splitlines()
        digit = next(line.split()[0] for line in shown if words in line)
        await stage.say(name, digit)
        stage.phones[name].seen = len(stage.phones[name].shown)
        return str(stage.phones[name].shown[-1][1])

    return chosen


async def test_the_coverage_bar_counts_households_and_persons_and_keeps_the_unbacked_apart(stage, menu):
    await open_doors(stage, LI, BAI, ZHANG_DONG, GAO, "h0007", "h0001")
    await lay(stage, *SAID)
    bar = await menu("王建国", "看问到多少户")
    assert "问到5/6户（外出5人，答0人）" in bar
    assert "按户：同意2 不同意1 有条件0 不表态0；意见不一1户" in bar
    assert "按人：同意3 不同意2 有条件0 不表态0" in bar
    assert "待核1户，单列" in bar


async def test_a_small_group_is_not_split(stage, menu):
    await open_doors(stage, grid=None)
    five = [says(f"p{n}", f"h{n:04}", Stance.FOR) for n in (4, 5, 6, 7, 15)]
    await lay(stage, *five, says("p00006", "h0003", Stance.AGAINST))
    bar = await menu("王建国", "看问到多少户")
    assert "东坡组5/34户：同意5" in bar
    assert "前街组1/40户（答的户少，不分开算）" in bar


async def test_the_summary_keeps_every_reason_against_and_names_nobody(stage, menu):
    await open_doors(stage, LI, BAI, ZHANG_DONG, GAO)
    await lay(stage, *SAID, says("p00001", "h0001", Stance.FOR))
    shown = await menu("王建国", "做征求意见汇总")
    assert "5户6人说了，不是表决" in shown
    assert "不同意的说：“占了我家的地" in shown
    assert "13812345678" not in shown
    assert "李拴牢" not in shown
    assert "水引到" not in shown
    assert "不同意的还有1条" in shown
    assert "有条件的说：“先说好谁出钱（待核）”" in shown
    (paper,) = await found(stage, Paper, kind="summary")
    assert (paper.facts["households"], paper.facts["persons"], paper.facts["divided"], paper.facts["pending"]) == ("5", "6", "1", "1")


async def test_a_digest_quotes_the_likest_first_counts_messages_and_households_and_drops_no_dissent(stage, menu):
    await open_doors(stage, LI, BAI, ZHANG_DONG, GAO)
    words = ("旧窑那头也捎上", "先修塌的那段", "塌的那段先修好", "塌的那段快修", "修塌的那段要紧", "塌的那段修宽些", "给渠留个口子")
    yes = [says(f"p{n:05}", f"h{n:04}", Stance.FOR, said) for n, said in zip(range(20, 27), words, strict=True)]
    await lay(stage, *yes, says("p00011", BAI, Stance.AGAINST, "占了我家的地"))
    shown = await menu("王建国", "做征求意见汇总")
    assert "塌的那段" in shown.partition("同意的说：“")[2].partition("”")[0]
    assert "（7条意见，来自" in shown
    assert "不是表决）" in shown
    assert "常提到：" in shown
    assert "不同意的说：“占了我家的地”" in shown
    assert "（1条意见，来自1户，不是表决）" in shown


async def test_of_fewer_than_five_households_nobody_is_told_who_is_for_and_who_against(stage, menu):
    """Three households: a number would be a name."""
    await open_doors(stage, LI, BAI, ZHANG_DONG, GAO)
    few = (says("p00014", LI, Stance.FOR, "先修塌的那段"), says("p00134", ZHANG_DONG, Stance.AGAINST, "占了地咋办"))
    await lay(stage, *few, says("p00016", "h0007", Stance.AGAINST, "别念", withheld=True))
    shown = await menu("王建国", "做征求意见汇总")
    assert "3户3人说了" in shown
    assert "答的户少，不分开算" in shown
    assert "大家说：“先修塌的那段”“占了地咋办”" in shown
    assert "还有1条不念" in shown
    assert "同意" not in shown


async def test_the_summary_is_read_to_three_and_made_again_when_wrong(play, stage, menu):
    await open_doors(stage, LI, BAI, ZHANG_DONG)
    await lay(stage, *SAID)
    await menu("王建国", "做征求意见汇总")
    await play("""
        刘桂香：念汇总
        小助手：念给哪家听了？ / 白生财 / 李拴牢
        刘桂香：2
        小助手：征求意见汇总 / 李拴牢家听了，这么写对吗？ / 1 对 / 2 不对
        刘桂香：1
        小助手：记上了，1位乡亲听过，要3位
        刘桂香：念汇总
        刘桂香：1
        刘桂香：2
        小助手：念给哪家听了？
        小助手：白生财家听了
        小助手：有乡亲说写得不对，汇总要重做
        刘桂香：念汇总
        小助手：有乡亲说写得不对，汇总要重做
    """)
    assert "有乡亲说写得不对" in await menu("王建国", "走访完了")
    assert (await found(stage, Issue, id="road"))[0].stage is Stage.VISITING


async def test_without_a_summary_there_is_nothing_to_read(play, stage):
    await open_doors(stage, LI)
    await play("""
        刘桂香：念汇总
        小助手：汇总还没做
    """)


async def test_no_dissent_is_signed_by_somebody_who_was_there(play, stage):
    await open_doors(stage, LI)
    await play("""
        冯明勇：没有反对
        冯明勇：1
        小助手：没收到反对意见，您签字吗？ / 1 签
        小助手：您还没有走访过，不能签
        刘桂香：李拴牢同意
        刘桂香：1
        刘桂香：没有反对
        刘桂香：1
        小助手：记成
        小助手：记上了
        小助手：您签字吗？
        小助手：签上了：未收到反对意见
    """)
    (paper,) = await found(stage, Paper, kind="no_dissent")
    assert paper.author == "p00009"


async def test_who_was_against_cannot_be_signed_away(play, stage):
    await open_doors(stage, LI)
    await lay(stage, *SAID, been(1, LI))
    await play("""
        刘桂香：没有反对
        刘桂香：1
        小助手：您签字吗？
        小助手：已经有人不同意，不用签
    """)
    assert await found(stage, Paper, kind="no_dissent") == []


async def test_refused_at_the_second_gate_with_every_number(stage, menu):
    await open_doors(stage, LI, BAI, "h0001", "h0015")
    await menu("王建国", "走访完了")
    shown = stage.phones["王建国"].shown[-1][1]
    for part in (
        "问了0户，要问到4户，还差4户",
        "真正问着的有0户，要3户，还差3户",
        "别的户问了0户，要9户",
        "有0个网格说了意见，要1个",
        "在外的人联系了0人，要2人",
        "老人、残疾人家上门了0户，要1户",
        "没有记下不同意见",
        "征求意见汇总还没做",
        "汇总念给0位乡亲听过，要3位",
    ):
        assert part in shown, part


async def test_done_in_full_the_pre_meeting_is_next(play, stage, menu):
    await open_doors(stage, LI, BAI, ZHANG_DONG, "h0007", "h0015")
    everybody = [f"h{n:04}" for n in (1, 4, *range(15, 44))]
    await lay(stage, *SAID, *(been(n, home) for n, home in enumerate(everybody)))
    for n, (person, home) in enumerate((("p00013", BAI), ("p00136", ZHANG_DONG))):
        await lay(stage, been(100 + n, home, "clock", 2, method=Method.SMS, reached=False, person=person))
        await lay(stage, been(200 + n, home, method=Method.PHONE, reached=False, person=person))
    await menu("王建国", "做征求意见汇总")
    for _ in range(3):
        await play("""
            刘桂香：念汇总
            刘桂香：1
            刘桂香：1
            小助手：念给哪家听了？
            小助手：这么写对吗？
            小助手：记上了
        """)
    assert "走访到位，5户说了话。下面开会前小议" in await menu("王建国", "走访完了")
    assert (await found(stage, Issue, id="road"))[0].stage is Stage.PRE_MEETING
