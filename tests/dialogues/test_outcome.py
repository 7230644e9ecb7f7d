"""会议结果: votes, what it came to, minutes that two confirm, the notice, and everybody who spoke told what became of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.demo.laying import openid
from handlers.issues.minutes import CheckMinutes
from handlers.issues.minutes_text import mend
from handlers.messages import Line
from handlers.village.clocks import ClockKind
from handlers.village.issue import Issue, Opinion, PaperKind, Stance, Task
from handlers.village.matter import Stage
from handlers.village.people import Person
from storage.tables import holders
from tests.dialogues.laid import heard, keep, kept, lay, met, one, paper, papers, running, stage_of
from tests.dialogues.test_meeting import LEADERS, OPEN, ready

TODAY = date(2026, 11, 23)
THERE = {"persons": "34", "villagers": "32", "women": "12", "women_reason": "", "guests": "cadre sponsor_unit township", "departments": ""}
ATTENDANCE = paper(None, PaperKind.ATTENDANCE, households="h0001 h0004 h0005", **THERE)
VOTE = paper(None, PaperKind.VOTE, "先修塌处，石料村里拉", option="1", yes="26", no="1", abstain="1")
MENU = """
    王建国：议题
    小助手：哪一件
    王建国：1
    小助手：现在做哪一步
"""
DO = f"""
    {MENU}
    王建国：记会议结果
    小助手：会上说定的是什么 / 1 办 / 2 依法表决 / 3 先放一放 / 4 不办
    王建国：1
    小助手：说定了怎么办
    王建国：先修塌的那段，明年再拓宽
    小助手：要办的是什么
    王建国：五天内把塌处垫平
    小助手：归谁办 / 1 王建国
    王建国：1
    小助手：哪天以前办好
    王建国：去年
    小助手：没看出是哪天
    王建国：2025年12月1日
    小助手：那天已经过了，换一天
    王建国：11月30日
    小助手：记成：五天内把塌处垫平；王建国；11月30日以前。 / 还有吗 / 1 就这些 / 2 还有一件
    王建国：2
    小助手：要办的是什么
    王建国：石料钱
    小助手：归谁办
    王建国：9
    小助手：归谁办
    王建国：9
    小助手：归谁办
    王建国：交通运输局
    小助手：哪天以前办好
    王建国：下周五
    小助手：记成：石料钱；交通运输局；12月4日以前
    王建国：1
    小助手：支部研究，到了几位
    王建国：支委三人
    小助手：支部哪天研究的？ / 1 11月
    王建国：1
    小助手：支部怎么定的？ / 1 同意会上说定的
    王建国：同意，拓宽明年报项目
    小助手：1. 时间：11月23日；地点：石桥村。 / 结果：办。先修塌的那段 / 分工：五天内把塌处垫平；王支书；11月30日前 / 1 对 / 2 改一处
"""
CONFIRMED = """
    王建国：1
    小助手：送给监委会3位看了
    雷霞：你好
    小助手→雷霞：会议记录写好了，请在微信里看全文。会议记录对吗？ 回1对 2不对 3看全文
    小助手→雷霞：您好
    雷霞：3
    小助手：1. 时间：11月23日；地点：石桥村。 / 对吗
    雷霞：1
    小助手：记下您看过了
    小助手→王建国：会议记录核对过了，可以公布
"""


async def meeting(stage, *more, **fields):
    await stage.know("雷霞", "高素香", "张明平", "梁桃")
    return await lay(stage, Stage.MEETING, *met(), ATTENDANCE, VOTE, *more, session=TODAY, **fields)


async def settled(play, stage):
    await meeting(stage)
    await play(f"{DO}{CONFIRMED}")


# ---------------------------------------------------------------- votes


async def test_voices_that_lie_ready_are_offered_once_more_before_the_outcome(play, stage):
    """Who works far away was told that it would be read."""
    ready_voices = paper(None, PaperKind.VOICES, count="29", withheld="0")
    await lay(stage, Stage.MEETING, *met(), ATTENDANCE, ready_voices, VOTE)
    await play(f"""
        {MENU}
        王建国：记会议结果
        小助手：没到会的人的意见还有29条没念 / 会上说定的是什么 / 4 不办 / 5 先念没到会的人的意见
        王建国：5
        小助手：先把塌的修了
        王建国：取消
        小助手：好，不说这个了
    """)
    (laid,) = await papers(stage, PaperKind.VOICES)
    assert "read" not in laid.facts
    await play(f"""
        {MENU}
        王建国：记会议结果
        王建国：5
        王建国：接着念
        王建国：接着念
        王建国：接着念
        小助手…：念完了吗
        王建国：念完了
        小助手…：现在做哪一步
        王建国：记会议结果
        小助手：会上说定的是什么 / 4 不办
    """)
    assert "没念" not in stage.phones["王建国"].shown[-1][1]
    assert (await papers(stage, PaperKind.VOICES))[-1].facts["read"] == "1"


async def test_votes_are_said_in_one_sentence_and_read_back_and_are_no_passing(play, stage):
    await lay(stage, Stage.MEETING, *met(), ATTENDANCE, session=TODAY)
    await play(f"""
        {MENU}
        王建国：记举手的数
        小助手：方案1“先修塌处，石料村里拉”：赞成、反对、弃权各多少
        王建国：赞成36 反对1 弃权1
        小助手：加起来38，比到会的乡亲32人还多
        王建国：大多数赞成
        小助手：没看明白
        王建国：赞成26 反对1 弃权1
        小助手：赞成26，反对1，弃权1，对吗
        王建国：2
        小助手：赞成、反对、弃权各多少
        王建国：26 2 1
        小助手：赞成26，反对2，弃权1，对吗
        王建国：1
        小助手：这是大家的意见，不是法定表决
    """)
    (vote,) = await papers(stage, PaperKind.VOTE)
    assert dict(vote.facts) == {"option": "1", "yes": "26", "no": "2", "abstain": "1"}
    assert "通过" not in heard(stage, "王建国")


# ---------------------------------------------------------------- minutes


@pytest.mark.parametrize(
    ("sentence", "second"),
    [
        ("改第二条，是三天不是五天", "2. 分工：三天内垫平"),
        ("第2条是三天，不是五天", "2. 分工：三天内垫平"),
        ("把第二条改成三天，不是五天", "2. 分工：三天内垫平"),
        ("五天改成三天", "2. 分工：三天内垫平"),
    ],
)
def test_one_sentence_mends_the_minutes(sentence, second):
    assert mend("1. 议程：路\n2. 分工：五天内垫平\n3. 结果：办", sentence).split("\n")[1] == second


def test_a_correction_that_cannot_be_placed_stands_at_the_end():
    assert mend("1. 甲\n2. 五天", "改第一条，是三天不是五天").endswith("\n3. 更正：改第一条，是三天不是五天")
    assert mend("1. 五天\n2. 五天", "是三天不是五天").endswith("3. 更正：是三天不是五天")


async def test_minutes_are_mended_by_a_sentence_and_need_a_supervisor_beside_the_host(play, stage):
    await meeting(stage)
    number = "10"  # the line of the first task
    await play(f"""
        {DO}
        王建国：2
        小助手：改哪儿
        王建国：改第{number}条，是三天不是五天
        小助手：改好了，请再看 / 分工：三天内把塌处垫平 / 1 对，送监委会看
        王建国：1
        小助手：送给监委会3位看了
        {MENU}
        王建国：看会议记录
        小助手：记得对吗
        王建国：1
        小助手：现在还不行，差这些 / 会议记录监委会还没确认（监委会）
    """)
    assert await stage_of(stage) is Stage.MEETING
    assert len(await papers(stage, PaperKind.CORRECTION)) == 1
    first, second = await papers(stage, PaperKind.MINUTES)
    assert "五天内把塌处垫平" in first.words
    assert "三天内把塌处垫平" in second.words


async def test_the_host_cannot_stand_in_for_the_supervisor_even_holding_that_office_too(play, stage):
    await settled_by_host(play, stage)
    (minutes,) = await papers(stage, PaperKind.MINUTES)
    async with stage.app.database.write() as connection:
        await connection.execute(
            holders.insert(), [{"person": "p00006", "office": "supervisor", "unit": "v001", "grid": "", "department": ""}]
        )
        await stage.app.directory.load(connection)
    host = f"wechat:main:{openid('p00006')}"
    assert await stage.app.moments.act(host, CheckMinutes("road", minutes.id)) == (Line("held.not_yours"),)
    assert await stage_of(stage) is Stage.MEETING
    assert [p.facts["as"] for p in await papers(stage, PaperKind.CONFIRMATION)] == ["host"]


async def settled_by_host(play, stage):
    await meeting(stage)
    await play(f"""
        {DO}
        王建国：1
        小助手：送给监委会3位看了
    """)


async def test_a_supervisor_who_disagrees_sends_them_back_in_her_own_words(play, stage):
    await settled_by_host(play, stage)
    await play("""
        雷霞：2
        小助手→雷霞：会议记录对吗
        小助手→雷霞：哪儿不对
        雷霞：石料不是村里出，是交通局出
        小助手：告诉主持人了
        小助手→王建国：雷同志说会议记录不对：石料不是村里出，是交通局出
    """)
    assert await stage_of(stage) is Stage.MEETING
    assert {p.facts["as"] for p in await papers(stage, PaperKind.CONFIRMATION)} == {"host", "refused"}


async def test_a_supervisor_of_the_hosts_own_household_does_not_count(play, stage):
    host = await one(stage, Person, name="王建国")
    for name in ("雷霞", "高素香", "张明平"):
        person = await one(stage, Person, name=name)
        await keep(stage, replace(person, household=host.household))
    async with stage.app.database.read() as connection:
        await stage.app.directory.load(connection)
    await meeting(stage)
    await play(f"""
        {DO}
        王建国：1
        小助手：没有能核对的监委会成员，请乡镇帮忙
    """)


# ---------------------------------------------------------------- published


async def test_an_outcome_is_confirmed_published_and_told_to_everybody_who_spoke(play, stage):
    await meeting(stage)
    away = await one(stage, Person, name="王强")
    await keep(
        stage, Opinion(f"road:{away.id}", "road", away.household, away.id, stage.app.clock.village(), "sms", Stance.FOR, words="拓宽")
    )
    await play(f"""
        {DO}
        {CONFIRMED}
        {MENU}
        王建国：公布结果
        小助手：结果：办。先修塌的那段，明年再拓宽 / 1. 时间 / 公示到12月8日，不少于15天 / 1 公布
        王建国：1
        小助手：公布了，挂到12月8日；告诉了
    """)
    assert await stage_of(stage) is Stage.DOING
    assert (await one(stage, Issue, id="road")).notice is Stage.NOTICE
    (notice,) = await papers(stage, PaperKind.NOTICE)
    assert (notice.facts["page"], notice.facts["until"]) == ("outcome", "2026-12-08")
    assert "王建国" not in notice.words
    assert "张桂英" not in notice.words
    branch = await papers(stage, PaperKind.BRANCH)
    assert [(p.facts["of"], p.facts["met"], p.facts["day"]) for p in branch] == [("outcome", "支委三人", "2026-11-23")]
    assert branch[0].words == "同意，拓宽明年报项目"  # the branch's own conclusion, not the meeting's words
    tasks = await kept(stage, Task, issue="road")
    assert {(t.what, t.owner_name, t.due_on.isoformat()) for t in tasks} == {
        ("五天内把塌处垫平", "王建国", "2026-11-30"),
        ("石料钱", "交通运输局", "2026-12-04"),
    }
    assert all([await running(stage, ClockKind.PROMISE, task.id) for task in tasks])
    assert await running(stage, ClockKind.MINUTES, "road") is None
    assert await running(stage, ClockKind.NOTICE_START, "road") is None
    (told,) = [text for channel, text in stage.phones["王强"].shown if channel == "sms"]
    assert told.startswith("“东坡的路塌了半边”您说同意，“拓宽”。结果：办，先修塌的那段，明年再拓宽。不行回“有意见”")
    assert len(told) <= 70
    assert "“东坡的路塌了半边，三轮…”：办。先修塌的那段，明年再拓宽。王支书11月30日前办好" in heard(stage, "张春梅")
    assert "办。先修塌的那段" in heard(stage, "李秀兰")
    assert max(len(text) for name in ("张春梅", "李秀兰", "王强") for channel, text in stage.phones[name].shown if channel == "sms") <= 70


async def test_one_meeting_from_the_first_sentence_to_the_work(play, stage):
    await stage.know("雷霞", "高素香", "张明平", "梁桃")
    await ready(stage)
    await play(f"""
        {OPEN}
        王建国：到34户，女15人
        小助手：谁来了
        {LEADERS}
        小助手：妇女15人
        王建国：1
        小助手：会开了
        {MENU}
        王建国：记举手的数
        小助手：方案1
        王建国：赞成30 反对3 弃权1
        小助手：对吗
        王建国：1
        小助手：不是法定表决
        {DO}
        {CONFIRMED}
        {MENU}
        王建国：公布结果
        小助手：赞成30，反对3，弃权1（征求意见）
        王建国：1
        小助手：公布了
    """)
    assert await stage_of(stage) is Stage.DOING
    assert "通过" not in "".join(heard(stage, name) for name in ("王建国", "雷霞", "张春梅", "李秀兰"))


# ---------------------------------------------------------------- the other three


async def other(play, stage, digit, *answers):
    """Settled as the digit says, confirmed by both, published."""
    await meeting(stage)
    said = "\n".join(f"王建国：{words}" for words in answers)
    await play(f"""
        王建国：议题
        王建国：1
        王建国：记会议结果
        王建国：{digit}
        {said}
        王建国：支委三人
        王建国：1
        王建国：1
        王建国：1
        雷霞：1
        王建国：议题
        王建国：1
        王建国：公布结果
        王建国：1
    """)


async def test_a_matter_for_the_law_goes_to_its_assembly(play, stage):
    await other(play, stage, "2", "占了集体的地，要大家定", "9", "9", "土地补偿费怎么分、怎么用")
    found = await one(stage, Issue, id="road")
    assert (found.stage, found.item) == (Stage.STATUTORY, "land_compensation")
    assert "依法表决。占了集体的地，要大家定" in heard(stage, "张春梅")


async def test_a_matter_is_postponed_to_a_day(play, stage):
    await other(play, stage, "3", "今年没有钱", "正月", "2027年3月1日")
    found = await one(stage, Issue, id="road")
    assert (found.stage, found.review_on) == (Stage.SUSPENDED, date(2027, 3, 1))
    assert "先放一放。今年没有钱。3月1日再看" in heard(stage, "张春梅")


async def test_a_matter_is_declined_with_its_reason_and_closed_only_after_fifteen_days(play, stage):
    await other(play, stage, "4", "那是省道，村里修不了")
    assert await stage_of(stage) is Stage.OUTCOME
    assert "不办。那是省道，村里修不了" in heard(stage, "张春梅")
    await play("""
        王建国：议题
        王建国：1
        王建国：归档
        王建国：1
    """)
    assert await stage_of(stage) is Stage.OUTCOME
    assert "公示了0天，要15天，再等15天" in heard(stage, "王建国")


async def test_what_the_law_reserves_cannot_be_settled_at_the_table(play, stage):
    await meeting(stage, item="land_compensation")
    await play(f"""
        {MENU}
        王建国：记会议结果
        小助手：这件是“土地补偿费怎么分、怎么用”，法律要大家开会表决 / 会上说定的是什么 / 1 依法表决
    """)


# ---------------------------------------------------------------- objections


async def test_an_objection_is_answered_and_its_author_told_and_nobody_learns_who(play, stage):
    await settled(play, stage)
    await play(f"""
        {MENU}
        王建国：公布结果
        小助手：结果：办
        王建国：1
        小助手：公布了
        小助手→李秀兰：“农用车过不圪，玉茭拉不…”：办。先修塌的那段
        李秀兰[短信]：有意见：明年太晚了，今年就该拓宽
        小助手：您的意见记下了，不说是谁提的。支书写了答复就告诉您
        小助手→王建国：的公示有人提了意见 / 先答哪一条 / “明年太晚了，今年就该拓宽”
        王建国：1
        小助手：怎么答复
        王建国：今年项目款没到，明年正月列进去
        小助手：答复发给本人了
        小助手→李秀兰：支书答复：今年项目款没到，明年正月列进去
    """)
    (objection,) = await papers(stage, PaperKind.OBJECTION)
    assert (objection.facts["answered"], objection.facts["answer"]) == ("1", "今年项目款没到，明年正月列进去")
    assert "李秀兰" not in heard(stage, "王建国")


async def test_without_a_notice_an_objection_is_a_concern_like_any_other(play, stage):
    await play("""
        李秀兰：有意见：前街的路灯瞎了四五个，老人出来摸黑
        小助手：听见了
    """)


async def test_an_objection_that_accuses_a_cadre_is_sealed(play, stage):
    await settled(play, stage)
    await play("""
        王建国：议题
        王建国：1
        王建国：公布结果
        王建国：1
        李秀兰：有意见：王建国收了包工头的钱，吃回扣
        李秀兰：有意见
        李秀兰：王建国收了包工头的钱，吃回扣
    """)
    assert await papers(stage, PaperKind.OBJECTION) == []
    assert "回扣" not in heard(stage, "王建国")


async def test_late_minutes_say_so(play, stage):
    late = replace(ATTENDANCE, facts={**ATTENDANCE.facts, "late": "1"})
    await lay(stage, Stage.MEETING, *met(), late, VOTE, session=TODAY - timedelta(days=1))
    await play(DO.replace("石桥村。", "石桥村（补录）").replace("11月23日", "11月22日"))
    assert "（补录）" in (await papers(stage, PaperKind.MINUTES))[-1].words
