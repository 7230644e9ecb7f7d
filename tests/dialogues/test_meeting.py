"""说事议事会: the card of four gates, who came in one sentence, absent voices; and what is said when it cannot be held."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.issues.attendance import Book, Odd, Roll, read_roll
from handlers.issues.votes import Count, read_votes
from handlers.village.clocks import ClockKind
from handlers.village.issue import Check, Issue, Opinion, PaperKind, Stance, Visit
from handlers.village.matter import Concern, Stage
from handlers.village.people import Household, Person
from tests.dialogues.laid import heard, keep, kept, lay, met, one, paper, papers, running, slope, stage_of

TODAY, YESTERDAY, TOMORROW, LONG_AGO = date(2026, 11, 23), date(2026, 11, 22), date(2026, 11, 24), date(2026, 11, 20)
SLOTS = paper(None, PaperKind.SLOTS, first="天黑前后", second="晌午", slot="天黑前后")
VOICES = paper(None, PaperKind.VOICES, count="29", withheld="0")
REST = "张喜、李爱花、李红东、任明、张东"
MENU = """
    王建国：议题
    小助手：哪一件
    王建国：1
    小助手：现在做哪一步
"""
OPEN = """
    王建国：开会
    小助手：应到34户 / 到了多少户，缺谁家
"""
LEADERS = """
    王建国：2
    小助手：谁来了 / 3 冯明勇（
    王建国：3
    小助手：谁来了
    王建国：1
"""


async def ready(stage, *more, **fields):
    """Everything done that comes before the day: only who comes is open."""
    laid = await lay(stage, Stage.READY, *met(), await slots_asked(stage), VOICES, *more, **({"session": TODAY} | fields))
    await hear_the_rest(stage, laid)
    return laid


async def slots_asked(stage):
    """Three households of the slope were asked which of two times suits them."""
    homes = sorted(home.id for home in await kept(stage, Household, grid=await slope(stage)))
    return replace(SLOTS, facts={**SLOTS.facts, "homes": " ".join(homes[:3])})


async def hear_the_rest(stage, laid):
    """The five households that nobody has reached yet have said something too."""
    homes = sorted(await kept(stage, Household, grid=laid.grid), key=lambda home: home.id)
    people = {person.household: person for person in await kept(stage, Person, village="v001")}
    for home in homes[29:]:
        who = people[home.id].id
        await keep(stage, Opinion(f"{laid.id}:{who}", laid.id, home.id, who, laid.opened_at, "chat", Stance.FOR))


# ---------------------------------------------------------------- the sentence

HOMES = tuple(Household(f"h{n}", "v", "g", f"东坡{n}号", name) for n, name in enumerate(("李二", "王老四", "张三", "赵六", "李二")))[:4]
OTHERS = (Household("h9", "v", "g", "前街1号", "孙大"), Household("h8", "v", "g", "前街2号", "钱七"))
BOOK = Book((*HOMES, *OTHERS), (Person("p1", "王小妹", "v", "h1"), Person("p2", "孙大", "v", "h3")))
EVERYBODY = frozenset(home.id for home in HOMES)


@pytest.mark.parametrize(
    ("words", "present", "villagers", "women"),
    [
        ("到2户，缺李二、王老四", "h2 h3", 2, None),
        ("到二户，缺李二和王老四家", "h2 h3", 2, None),
        ("缺李二", "h1 h2 h3", 3, None),
        ("王小妹家没来", "h0 h2 h3", 3, None),
        ("都到了", "h0 h1 h2 h3", 4, None),
        ("到4户", "h0 h1 h2 h3", 4, None),
        ("来的有张三、东坡3号", "h2 h3", 2, None),
        ("到7户，缺李二", "h1 h2 h3", 7, None),
        ("到3户9人，妇女4人，缺赵六", "h0 h1 h2", 9, 4),
    ],
)
def test_attendance_is_one_sentence_against_the_roster(words, present, villagers, women):
    assert read_roll(words, EVERYBODY, BOOK) == Roll(frozenset(present.split()), villagers, women)


@pytest.mark.parametrize(
    ("words", "odd"),
    [
        ("到2户", Odd("missing", said=2, listed=4)),
        ("到9户12人", Odd("more", said=9, listed=4)),
        ("到2户，缺李二", Odd("fewer", said=2, listed=3)),
        ("缺李二、周七", Odd("unknown", ("周七",))),
        ("缺孙大", Odd("ambiguous", ("孙大",))),
        ("到3户，缺钱七", Odd("unexpected", ("钱七",), listed=4)),
        ("人不少", Odd("unclear", listed=4)),
    ],
)
def test_a_sentence_that_does_not_add_up_is_no_attendance(words, odd):
    assert read_roll(words, EVERYBODY, BOOK) == odd


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("赞成26 反对1 弃权1", Count(26, 1, 1)),
        ("赞成二十六，反对一，弃权一", Count(26, 1, 1)),
        ("26 1 1", Count(26, 1, 1)),
        ("同意26人，不同意2人", Count(26, 2, 0)),
        ("不同意3，同意4", Count(4, 3, 0)),
        ("大家都赞成", None),
    ],
)
def test_votes_are_one_sentence(words, count):
    assert read_votes(words) == count


# ---------------------------------------------------------------- before the day


async def test_the_gate_card_has_the_four_sentences_and_what_is_lacking(play, stage):
    await lay(stage, Stage.READY, *met(), thin=True, session=TODAY)
    await play(f"""
        {MENU}
        王建国：看四不开
    """)
    card = stage.phones["王建国"].shown[-1][1]
    assert "✗ 议题确定不贴近民意不开" in card
    assert "✗ 走访调研不到位不开" in card
    assert "✗ 群众参与不充分不开" in card
    assert "✗ 区乡干部不参与不开" in card
    assert "直接受影响的户问了31户，要问到34户，还差3户（走访的人）" in card
    assert "哪个时间方便，问了0户，要问3户，还差3户（支书）" in card
    assert "乡镇干部、包村干部都没到（乡镇）" in card
    assert "还有" in card
    offered = [row[2:] for row in card.splitlines() if row[:1].isdigit()]
    assert offered[-3:] == ["开会，记到会的人", "改个日子", "先看看"]
    assert {"问一句“跟您家有关吗”", "备好没到会的人的意见", "问大家哪个时间方便", "请领导和部门来"} <= set(offered)


async def test_two_times_are_asked_and_each_answer_counts(play, stage):
    await lay(stage, Stage.READY, *met(), session=TODAY)
    await play(f"""
        {MENU}
        王建国：问大家哪个时间方便
        小助手：头一个时间是哪会儿 / 1 天黑前后 / 2 晌午
        王建国：1
        小助手：另一个时间呢 / 1 晌午
        王建国：腊月农闲的上午
        小助手：怎么问大家 / 1 机器人去问
        王建国：1
        小助手：问出去了
        小助手→张春梅：要开会商量“东坡的路塌了半边”了 / 您哪个时间方便 / 1天黑前后 2腊月农闲的上午
        张春梅：2
        小助手：记下了：腊月农闲的上午
        小助手→李秀兰：要开会商量
        李秀兰[短信]：1
        小助手：记下了：天黑前后
    """)
    (asked,) = await papers(stage, PaperKind.SLOTS)
    assert asked.facts["for_first"] == asked.facts["for_second"] == "1"
    assert max(len(text) for channel, text in stage.phones["张春梅"].shown if channel == "sms") <= 70


async def test_absent_voices_are_laid_ready_and_a_withheld_one_is_only_counted(play, stage):
    laid = await ready(stage)
    first = sorted(await kept(stage, Opinion, issue=laid.id), key=lambda o: o.household)[0]
    await keep(stage, replace(first, withheld=True, words="别念我这句"))
    await play(f"""
        {MENU}
        王建国：备好没到会的人的意见
        小助手：先把塌的修了 / 要念的29条 / 本人不让念的1条，只计数 / 1 备好
        王建国：1
        小助手：备好了，29条到会上念
    """)
    assert "别念我这句" not in heard(stage, "王建国")
    assert (await papers(stage, PaperKind.VOICES))[-1].facts == {"count": "29", "withheld": "1"}


# ---------------------------------------------------------------- held


async def test_a_meeting_is_opened_by_one_sentence_and_its_absent_voices_are_read(play, stage):
    await ready(stage)
    await play(f"""
        {OPEN}
        王建国：到28户，缺李二、王老四
        小助手：名册上没有：李二、王老四
        王建国：到32户，缺李拴牢、武爱花
        小助手：区里、乡镇、包村的，谁来了 / 1 就这些 / 2 白爱凤（乡镇领导） / 秦永虎（包村干部）
        {LEADERS}
        小助手：应到34户，到32户；乡亲32人，妇女 / 来了：白爱凤（乡镇领导） / 来了：冯明勇 / 对吗 / 1 对
        王建国：2
        小助手：妇女来了多少人
        王建国：12
        小助手：妇女12人
        王建国：1
        小助手：“东坡的路塌了半边”的会开了，到会34人 / 念没到会的人的意见
        王建国：念没到会的人的意见
        小助手：先把塌的修了 / 要念的2条
        王建国：1
        小助手：念了2条
    """)
    assert await stage_of(stage) is Stage.MEETING
    (written,) = await papers(stage, PaperKind.ATTENDANCE)
    assert len(written.facts["households"].split()) == 32
    assert (written.facts["persons"], written.facts["villagers"], written.facts["women"]) == ("34", "32", "12")
    assert written.facts["guests"] == "cadre sponsor_unit township"
    assert "late" not in written.facts
    assert await running(stage, ClockKind.MINUTES, "road")
    assert await running(stage, ClockKind.NOTICE_START, "road")
    assert (await papers(stage, PaperKind.VOICES))[-1].facts["read"] == "1"


async def test_attendance_by_digits_alone(play, stage):
    await ready(stage)
    await play(f"""
        {OPEN}
        王建国：2
        小助手：谁家没到 / 1 就缺这些 / 2 张桂英家（东坡3号）
        王建国：2
        小助手：谁家没到 / 2 冯天平家
        王建国：1
        小助手：到了33户，一共来了多少乡亲
        王建国：33
        小助手：谁来了
        王建国：2
        小助手：谁来了
        王建国：1
        小助手：应到34户，到33户；乡亲33人
    """)


async def test_when_more_came_than_are_touched_the_missing_of_these_are_asked_and_the_count_stands(play, stage):
    await ready(stage)
    await play(f"""
        {OPEN}
        王建国：到50户60人
        小助手：跟这事有关的是34户，您说到了50户。这34户里缺谁家
        王建国：缺李拴牢
        小助手：谁来了
        {LEADERS}
        小助手：应到34户，到33户；乡亲60人
    """)


async def test_few_women_need_a_reason_on_record(play, stage):
    await ready(stage)
    await play(f"""
        {OPEN}
        王建国：到34户，女3人
        小助手：谁来了
        {LEADERS}
        小助手：妇女3人
        王建国：1
        小助手：妇女到了3人，该到12人。为什么少
        王建国：妇女们去镇上体检了
        小助手：会开了
    """)
    assert (await papers(stage, PaperKind.ATTENDANCE))[-1].facts["women_reason"] == "妇女们去镇上体检了"


async def test_an_entry_on_the_day_after_is_marked_and_shown(play, stage):
    await ready(stage, session=YESTERDAY)
    await play(f"""
        {OPEN}
        王建国：都到了，妇女15人
        小助手：谁来了
        {LEADERS}
        小助手：应到34户，到34户
        王建国：1
        小助手：会开了 / 这是会后补记的，记录和公示上都写“补录”
    """)
    assert (await papers(stage, PaperKind.ATTENDANCE))[-1].facts["late"] == "1"


async def test_a_later_entry_is_refused_and_another_day_offered(play, stage):
    await ready(stage, session=LONG_AGO)
    await play("""
        王建国：开会
        小助手：11月20日的会过了一天多，不能补录了 / 改到哪天 / 11月25日
        王建国：1
        小助手：改到11月25日了
        小助手→张春梅：的会改到11月25日开
    """)
    assert await papers(stage, PaperKind.ATTENDANCE) == []
    assert (await one(stage, Issue, id="road")).session == date(2026, 11, 25)


async def test_a_meeting_is_not_entered_before_its_day(play, stage):
    await ready(stage, session=TOMORROW)
    await play("""
        王建国：开会
        小助手：还没到开会的日子，是11月24日
    """)
    assert await stage_of(stage) is Stage.READY


# ---------------------------------------------------------------- not held


async def test_a_gate_that_has_shut_since_keeps_the_meeting_from_being_held(play, stage):
    laid = await ready(stage)
    doors = sorted(await kept(stage, Visit, issue=laid.id), key=lambda visit: visit.household)
    home = max(visit.household for visit in doors)
    await keep(stage, *(replace(visit, check=Check.DENIED) for visit in doors if visit.household == home))
    for concern in await kept(stage, Concern, issue=laid.id):
        await keep(stage, replace(concern, stage=Stage.WITHDRAWN))
    await keep(stage, *(replace(o, ours=None) for o in await kept(stage, Opinion, issue=laid.id)))
    await play(f"""
        {OPEN}
        王建国：都到了
        小助手：谁来了
        {LEADERS}
        小助手：对吗
        王建国：1
        小助手：为什么少
        王建国：0
        小助手：这次会没开成 / ✗ 议题确定不贴近民意不开 / 说过这事的有0户 / ✗ 走访调研不到位不开 / 1户说没人去问过
    """)
    assert await stage_of(stage) is Stage.READY
    assert await papers(stage, PaperKind.ATTENDANCE) == []


async def test_a_meeting_is_refused_at_the_third_gate_with_all_numbers_and_reporters_hear(play, stage):
    await lay(stage, Stage.READY, *met(), session=TODAY)
    await play(f"""
        {OPEN}
        王建国：来的有张桂英、冯天平
        小助手：谁来了
        {LEADERS}
        小助手：应到34户，到2户；乡亲2人
        王建国：1
        小助手：这次会没开成 / ✗ 群众参与不充分不开 / 有29户，要34户，还差5户 / 到会4人，要15人，还差11人 / 哪个时间方便，问了 / 改到哪天
        王建国：1
        小助手：改到11月25日了
    """)
    assert "“东坡的路塌了半边，三轮…”的会没开成：群众参与不充分不开" in heard(stage, "张春梅")
    assert "群众参与不充分不开" in heard(stage, "李秀兰")
    (refused,) = await papers(stage, PaperKind.NOT_HELD)
    assert refused.facts["gates"] == "partaken"
    assert "attendance:4:15" in refused.facts["lacking"]
    (notice,) = await papers(stage, PaperKind.NOTICE)
    assert (notice.facts["page"], notice.facts["until"]) == ("refusal", "2026-12-08")
    assert "还差11人" in notice.words
    assert await stage_of(stage) is Stage.READY
    assert await papers(stage, PaperKind.ATTENDANCE) == []


NOBODY = f"""
    {OPEN}
    王建国：都到了，妇女15人
    小助手：谁来了
    王建国：就这些
    小助手：区里、乡镇没有人来
    王建国：1
    小助手：这次会没开成 / ✗ 区乡干部不参与不开 / 乡镇干部、包村干部都没到 / 区级领导、包村单位都没到
"""


async def test_a_meeting_is_refused_at_the_fourth_gate_and_the_township_hears_the_second_time(play, stage):
    await ready(stage)
    await play(NOBODY)
    assert "的会没开成：区乡干部不参与不开" in heard(stage, "张春梅")
    assert heard(stage, "陈晓燕") == ""
    await play(f"""
        王建国：取消
        小助手：好
        {NOBODY}
    """)
    assert "连着两次没有区乡干部到" in heard(stage, "陈晓燕")
    assert [p.facts["gates"] for p in await papers(stage, PaperKind.NOT_HELD)] == ["attended", "attended"]


async def test_only_the_host_opens_a_meeting(play, stage):
    await ready(stage)
    await play("""
        刘桂香：开会
        白斌：议题
        白斌：1
    """)
    assert "记到会的人" not in heard(stage, "白斌")
    assert "缺谁家" not in heard(stage, "刘桂香")
    assert await stage_of(stage) is Stage.READY
