"""乡镇把关: one screen, one digit; sent back and sent again; a gate opened in writing; nothing of another township."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.cast import OPENS_AT
from bot.parts import load_wording
from handlers.issues.overview import DIVIDED, tally
from handlers.memory import Ask
from handlers.village.issue import Backing, Issue, Opinion, PaperKind, Request, RequestState, Stance
from handlers.village.matter import Concern, Stage
from handlers.village.people import Person
from tests.dialogues.laid import digit, heard, keep, kept, lay, looked, met, noted, one, paper, papers, running, stage_of

WORDING = load_wording(Path(__file__).parents[2] / "replies.yaml")
SENT = paper(None, PaperKind.SENT, to="township")
HELLO = "王建国：你好\n小助手：您好\n"
ALL = (
    "石桥村·东坡的路塌了半边：直接碰着34户，问着31户；这一片34户，问着31户。"
    " / 同意22户，不同意7户，有条件0户，不表态0户，意见不一0户；方案1个 / 方案1：先修塌处，石料村里拉（30000元，上级项目出）"
)
OPENED = """
    陈晓燕：把关
    小助手：等您把关的，先看哪一件 / 1 石桥村：东坡的路塌了半边
    陈晓燕：1
"""
SCREEN = f"""
    {OPENED}
    小助手：{ALL} / 缺：3户没问到 / 您看行不行 / 1 同意 / 2 退回
"""


async def at_review(stage, **fields):
    return await lay(stage, Stage.REVIEW, *met(), SENT, **fields)


async def test_agreed_by_one_digit_the_secretary_and_the_invited_hear_it(play, stage):
    invited = paper(None, PaperKind.INVITATION, person="p00054", office="township_leader")
    await lay(stage, Stage.REVIEW, *met(), invited, SENT)
    await stage.know("白爱凤")
    await play(f"""
        {HELLO}
        {SCREEN}
        陈晓燕：1
        小助手：同意了，等开会
        小助手→王建国：乡镇同意了，可以开会了
        小助手→白爱凤：定了要开说事会
    """)
    assert await stage_of(stage) is Stage.READY
    (written,) = await papers(stage, PaperKind.REVIEW)
    assert (written.author, written.facts["agree"]) == ("p00037", "1")


async def test_the_screen_names_the_department_that_has_not_answered(play, stage):
    await at_review(stage)
    now = stage.app.clock.village()
    await keep(stage, Request("r1", "road", "交通运输局", "归谁管", now, "p00006", RequestState.CLAIMED, "p00038"))
    answered = Request("r2", "road", "水利局", "归谁管", now, "p00006", RequestState.ANSWERED, can=False, basis="不是河堤", role="河道股长")
    await keep(stage, answered)
    await play(f"""
        {OPENED}
        小助手：{ALL} / 水利局：办不了。依据：不是河堤。河道股长答复 / 缺：3户没问到 / 缺：交通运输局没回话 / 您看行不行
    """)


async def test_sent_back_mended_sent_again_and_agreed(play, stage):
    await at_review(stage)
    await play(f"""
        {HELLO}
        {SCREEN}
        陈晓燕：2
        小助手：为什么退 / 1 走访不够 / 2 方案不清 / 3 该问的部门没问 / 4 不归村里定 / 5 别的原因
        陈晓燕：1
        小助手：还要补一句吗 / 0
        陈晓燕：后沟那三户还没问
        小助手：退回村里了
        小助手→王建国：乡镇退回来了：走访不够：后沟那三户还没问
    """)
    assert await stage_of(stage) is Stage.PRE_MEETING
    (back,) = await papers(stage, PaperKind.REVIEW)
    assert (back.words, dict(back.facts)) == ("走访不够：后沟那三户还没问", {"agree": "0", "reason": "visits"})
    await play("""
        王建国：议题
        小助手：东坡的路
        王建国：1
        小助手：送乡镇把关
        王建国：送乡镇把关
        小助手：现在送吗
        王建国：1
        小助手：送乡镇了
        小助手→陈晓燕：石桥村·东坡的路塌了半边 / 您看行不行 / 1 同意 / 2 退回
    """)
    assert await running(stage, "review", "road") is not None
    await play("""
        陈晓燕：1
        小助手：同意了
        小助手→王建国：乡镇同意了
    """)
    assert await stage_of(stage) is Stage.READY
    assert await running(stage, "review", "road") is None


async def test_another_reason_has_to_be_said(play, stage):
    await at_review(stage)
    await play(f"""
        {HELLO}
        {SCREEN}
        陈晓燕：退回
        小助手：为什么退
        陈晓燕：别的原因
        小助手：是什么原因
        陈晓燕：等县里的项目批了再议
        小助手：退回村里了
        小助手→王建国：乡镇退回来了：等县里的项目批了再议
    """)


async def test_a_stock_reason_is_enough(play, stage):
    await at_review(stage)
    await play(f"""
        {HELLO}
        {SCREEN}
        陈晓燕：2
        小助手：为什么退
        陈晓燕：4
        小助手：还要补一句吗
        陈晓燕：0
        小助手：退回村里了
        小助手→王建国：乡镇退回来了：不归村里定。
    """)


async def test_silence_agrees_to_nothing(play, stage):
    await lay(stage, Stage.PRE_MEETING, *met())
    await play(
        "王建国：议题\n小助手：东坡的路\n王建国：1\n小助手：送乡镇\n王建国：送乡镇把关\n小助手：送吗\n王建国：1\n小助手：送乡镇了\n（过了5天）"
    )
    assert await stage_of(stage) is Stage.REVIEW
    assert await papers(stage, PaperKind.REVIEW) == []


async def test_a_reviewer_of_another_township_sees_nothing(play, stage):
    await at_review(stage)
    await play("""
        穆月珍：把关
        小助手：现在没有等您把关的议题
        穆月珍：破例
        小助手：现在没有卡在关口上的议题
        王建国：把关
        小助手：把关和破例归乡镇办
    """)
    assert "石桥村" not in heard(stage, "穆月珍")


async def test_what_only_waits_elsewhere_is_not_on_her_list(play, stage):
    await lay(stage, Stage.PRE_MEETING, *met())
    await play("""
        陈晓燕：把关
        小助手：现在没有等您把关的议题
    """)


async def test_whoever_drafted_it_cannot_agree_to_it(play, stage):
    await lay(stage, Stage.REVIEW, *met(author="p00037"), SENT)
    await play(f"""
        {SCREEN}
        陈晓燕：1
        小助手：这是您自己的，得换个人来定
    """)
    assert await stage_of(stage) is Stage.REVIEW
    assert await papers(stage, PaperKind.REVIEW) == []


async def test_two_matters_one_after_the_other_the_older_first(play, stage):
    first = await at_review(stage)
    await keep(stage, replace(first, id="second", title="后沟的水管", opened_at=stage.app.clock.village()))
    await play(f"""
        {HELLO}
        陈晓燕：把关
        小助手：1 石桥村：东坡的路塌了半边 / 2 石桥村：后沟的水管
        陈晓燕：1
        小助手：您看行不行
        陈晓燕：1
        小助手：同意了，等开会 / 先看哪一件 / 1 石桥村：后沟的水管
    """)


def test_households_not_of_one_mind_and_unconfirmed_entries_are_counted_apart():
    def said(household, person, stance, backing=Backing.OWN):
        return Opinion(f"road:{person}", "road", household, person, OPENS_AT, "chat", stance, backing=backing)

    found = tally(
        (
            said("h1", "a", Stance.FOR),
            said("h1", "b", Stance.FOR),
            said("h2", "c", Stance.FOR),
            said("h2", "d", Stance.AGAINST),
            said("h3", "e", Stance.AGAINST, Backing.PENDING),
            said("h4", "f", Stance.AGAINST, Backing.CONFIRMED),
            said("h5", "g", None),
        )
    )
    assert found == {Stance.FOR: 1, Stance.AGAINST: 1, DIVIDED: 1}


# ---------------------------------------------------------------- a gate opened in writing

REASON = "汛期以前必须修通，等不到走完剩下三户"


async def test_a_gate_is_opened_only_with_a_reason_of_ten_characters_and_everybody_can_read_it(play, stage):
    await lay(stage, Stage.VISITING)
    await play(f"""
        {HELLO}
        陈晓燕：把关
        小助手：先看哪一件 / 1 破例：开一道没过的关口
        陈晓燕：1
        小助手：给哪一件破例 / 1 石桥村：东坡的路塌了半边
        陈晓燕：1
        小助手：开哪一道关口 / 1 走访调研不到位不开 / 2 不破例
        陈晓燕：1
        小助手：为什么破例
        陈晓燕：太急了
        小助手：太短了，理由至少10个字 / 为什么破例
        陈晓燕：{REASON}
        小助手：理由是“{REASON}”，会一直公示。定吗 / 1 定了 / 2 不破例
        陈晓燕：1
        小助手：记下了，“走访调研不到位不开”这道关口开了
        小助手→王建国：乡镇破例开了“走访调研不到位不开”这道关口，理由：{REASON}
    """)
    (written,) = await papers(stage, PaperKind.OVERRIDE)
    assert (written.words, written.facts["gate"], written.author) == (REASON, "visited", "p00037")
    issue: Issue = await one(stage, Issue, id="road")
    await keep(stage, replace(issue, stage=Stage.REVIEW))
    await play(f"""
        陈晓燕：把关
        小助手：东坡的路
        陈晓燕：1
        小助手：乡镇书面破例过一道关口，理由：{REASON} / 您看行不行
    """)
    assert await noted(stage, "paper_override") == 1


async def test_the_first_gate_too_by_a_word(play, stage):
    await lay(stage, Stage.SET)
    await play(f"""
        {HELLO}
        陈晓燕：破例
        小助手：给哪一件破例
        陈晓燕：1
        小助手：开哪一道关口 / 1 议题确定不贴近民意不开
        陈晓燕：议题确定不贴近民意不开
        小助手：为什么破例
        陈晓燕：{REASON}
        小助手：定吗
        陈晓燕：2
        小助手：就到这儿
    """)
    assert await papers(stage, PaperKind.OVERRIDE) == []


async def test_a_private_matter_is_never_let_through(play, stage):
    await lay(stage, Stage.SET)
    concern: Concern = (await kept(stage, Concern, issue="road"))[0]
    await keep(stage, replace(concern, stage=Stage.PRIVATE))
    await play("""
        陈晓燕：破例
        小助手：现在没有卡在关口上的议题
    """)


@pytest.mark.parametrize("name", ["王建国", "梁桃", "马三旺", "穆月珍"])
async def test_nobody_else_opens_a_gate(play, stage, name):
    await lay(stage, Stage.VISITING)
    await stage.say(name, "破例")
    assert "给哪一件破例" not in heard(stage, name)


@pytest.mark.parametrize(
    ("script", "question", "token", "at"),
    [
        ("review", "review.decide", "agree", Stage.REVIEW),
        ("department_said", "department_said.how", "tell", Stage.LINKAGE),
        ("redirect", "redirect.which", "交通运输局", Stage.LINKAGE),
        ("request", "request.take", "claim", Stage.LINKAGE),
    ],
)
@pytest.mark.parametrize("name", ["马三旺", "穆月珍", "刘桂香"])
async def test_a_question_that_was_never_theirs_lets_nobody_decide(play, stage, name, script, question, token, at):
    await lay(stage, at, *met(), SENT)
    now = stage.app.clock.village()
    states = {"department_said": RequestState.ANSWERED, "redirect": RequestState.RETURNED}
    await keep(stage, Request("r1", "road", "交通运输局", "归谁管", now, "p00006", states.get(script, RequestState.SENT)))
    person = (await kept(stage, Person, name=name))[0]
    args = {"issue": "road"} if script == "review" else {"request": "r1"}
    await keep(stage, Ask("stray", person.id, script, question, now, now + timedelta(days=1), args, {"1": token}))
    await play(f"""
        {name}：1
        小助手：这件事您这儿办不了
    """)
    assert await stage_of(stage) is at
    assert await papers(stage, PaperKind.REVIEW) == []


async def test_a_title_with_private_data_is_mended_not_let_through(play, stage):
    await lay(stage, Stage.SET)
    (first,) = await papers(stage, PaperKind.SET)
    await keep(stage, replace(first, facts={"clean": "0"}))
    await play("""
        陈晓燕：破例
        小助手：给哪一件破例
        陈晓燕：1
        小助手：开哪一道关口
    """)
    assert WORDING.replies["shut.clean_title"].split("（")[0] not in stage.phones["陈晓燕"].shown[-1][1]


async def test_the_reviewers_list_ranks_no_village(play, stage):
    """Villages stand in the order their matters were opened: no figure orders them."""
    first = await at_review(stage)
    await keep(stage, replace(first, id="thin", village="v002", title="井水发黄", households=900, opened_at=stage.app.clock.village()))
    await play("陈晓燕：把关")
    text = stage.phones["陈晓燕"].shown[-1][1]
    assert text.index("东坡的路") < text.index("井水发黄")
    assert "900" not in text
    looked(stage)
    await stage.say("陈晓燕", digit(stage, "陈晓燕", "石桥村：东坡的路塌了半边"))
    await play("小助手：石桥村·东坡的路")
