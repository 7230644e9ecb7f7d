"""Who hears what became of it: a refused meeting taken back, households that have not spoken, and the fifteen days begun anew."""

from dataclasses import replace
from datetime import timedelta

from handlers.memory import Ask, Due
from handlers.village.clocks import ClockKind
from handlers.village.issue import Opinion, PaperKind, Request, RequestState
from handlers.village.matter import Stage
from handlers.village.people import Household, Person
from tests.dialogues.laid import heard, keep, kept, lay, looked, met, papers, running, stage_of
from tests.dialogues.test_meeting import LEADERS, NOBODY, OPEN, SLOTS, VOICES, ready
from tests.dialogues.test_outcome import CONFIRMED, DO, meeting

MENU = """
    王建国：议题
    小助手：哪一件
    王建国：1
    小助手：现在做哪一步
"""


async def test_a_meeting_refused_and_then_held_is_taken_back(play, stage):
    await ready(stage)
    await play(NOBODY)
    assert "的会没开成：区乡干部不参与不开" in heard(stage, "张春梅")
    looked(stage)
    await play(f"""
        王建国：取消
        小助手：好
        {OPEN}
        王建国：都到了，妇女15人
        小助手：谁来了
        {LEADERS}
        小助手：应到34户，到34户
        王建国：1
        小助手：会开了
        小助手→张春梅：东坡的路塌了半边，三轮 / 11月23日的会开成了。先前说没开成，不作数
        小助手→李秀兰：的会开成了
    """)
    assert await stage_of(stage) is Stage.MEETING
    (notice,) = [paper for paper in await papers(stage, PaperKind.NOTICE) if paper.facts["page"] == "refusal"]
    assert notice.words.startswith("更正：11月23日的会后来开成了，下面这张不作数。\n")
    assert len(await papers(stage, PaperKind.NOT_HELD)) == 1


async def test_a_meeting_that_was_never_refused_takes_nothing_back(play, stage):
    await ready(stage)
    await play(f"""
        {OPEN}
        王建国：都到了，妇女15人
        小助手：谁来了
        {LEADERS}
        小助手：应到34户，到34户
        王建国：1
        小助手：会开了
        小助手×张春梅
    """)


PUBLISH = f"""
    {DO}
    {CONFIRMED}
    {MENU}
    王建国：公布结果
    小助手：公示到12月8日
    王建国：1
"""


async def silent_home(stage):
    """One household of the slope of which nobody has spoken: the head at home, and a son away."""
    spoke = {o.household for o in await kept(stage, Opinion, issue="road")}
    people = [p for p in await kept(stage, Person, village="v001") if p.phone and p.household and p.household not in spoke]
    homes = {h.id: h for h in await kept(stage, Household, grid="g001")}
    heads = [p for p in people if p.household in homes and homes[p.household].head == p.name and not p.away]
    return sorted(heads, key=lambda person: person.id)[0]


async def test_a_household_that_has_not_spoken_hears_the_outcome_once(play, stage):
    await meeting(stage)
    head = await silent_home(stage)
    await stage.know(head.name)
    looked(stage)
    await play(PUBLISH)
    told = [text for _, text in stage.phones[head.name].shown if "会上定了" in text or "说事会的结果" in text]
    assert len(told) == 1
    assert "办。先修塌的那段" in told[0]
    assert len(told[0]) <= 70 or "跟您家有关" in told[0]
    assert "跟您家有关" not in heard(stage, "张春梅")


async def test_news_begins_the_fifteen_days_anew(play, stage):
    await meeting(stage)
    now = stage.app.clock.village()
    await keep(stage, Due("clock_due:progress:road", "clock_due", "progress:road", now + timedelta(days=5)))
    await play(PUBLISH)
    clock = await running(stage, ClockKind.PROGRESS, "road")
    assert clock is not None
    assert clock.at - now > timedelta(days=14)


async def test_a_department_s_answer_told_is_news(play, stage):
    await lay(stage, Stage.LINKAGE, *met(), SLOTS, VOICES)
    now = stage.app.clock.village()
    answer = Request("r-1", "road", "交通运输局", "派人看一看", now - timedelta(days=3), "p00006", can=True, words="下月派人垫")
    await keep(stage, replace(answer, state=RequestState.ANSWERED, answered_at=now, basis="公路法", role="科长"))
    await keep(stage, Due("clock_due:progress:road", "clock_due", "progress:road", now + timedelta(days=5)))
    key = "department_said"
    shown = {"1": "tell", "2": "keep"}
    await keep(stage, Ask("ask-1", "p00006", key, f"{key}.how", now, now + timedelta(days=7), {"request": "r-1"}, shown, channel="wechat"))
    await play("""
        王建国：1
        小助手：告诉
    """)
    clock = await running(stage, ClockKind.PROGRESS, "road")
    assert clock is not None
    assert clock.at - now > timedelta(days=14)
    assert "交通运输局" in heard(stage, "张春梅")


async def test_everybody_in_scope_is_read_words_one_by_one_and_bare_digits_in_one_line(play, stage):
    """Whoever is asked is promised that it will be read, touched or not."""
    laid = await ready(stage)
    opinions = sorted(await kept(stage, Opinion, issue=laid.id), key=lambda o: o.household)
    await keep(stage, replace(laid, affected=(opinions[0].household,)))
    await keep(stage, *(replace(o, words="") for o in opinions[:-2]), replace(opinions[-2], words="先说好谁出钱"))
    await keep(stage, replace(opinions[-1], words="石头我家有"))
    await play(f"""
        {MENU}
        王建国：备好没到会的人的意见
        小助手：“先说好谁出钱” / “石头我家有” / 另有32位只表了态：同意 / 要念的3条
    """)
