"""区乡领导参与 spoken through: invited, answered, somebody sent once a quarter, briefed the evening before, a promise kept in sight."""

from datetime import date, timedelta

import pytest

from bot.stage import Stage
from handlers.village.issue import Opinion, Paper, PaperKind, Request, RequestState, Stance
from handlers.village.matter import Stage as At
from handlers.village.people import Person
from tests.dialogues.deep import BEFORE, a_concern, a_paper, an_issue, found, heard, last, lay, papers, seen, skip

SESSION = date(2026, 11, 27)
INVITE = """
    王建国：议题
    王建国：1
    王建国：请领导和部门来
"""
ALL = f"{INVITE} 王建国：1\n"


async def people_of(stage: Stage) -> dict[str, Person]:
    return {person.name: person for person in await found(stage, Person)}


async def ready(stage: Stage, at: At = At.READY, **more: object) -> dict[str, Person]:
    """A big matter of the village that meets on Friday, with two options and three opinions."""
    people = await people_of(stage)
    await stage.know("白爱凤", "秦永虎", "冯明勇", "冯巧凤", "康霞", "武兵", "张美兰", "温明", "王俊斌", "梁桃")
    options = [a_paper(n, PaperKind.OPTION, words) for n, words in ((3, "立限高杆，两千元"), (4, "请交警管"))]
    stances = {"张春梅": Stance.FOR, "李秀兰": Stance.FOR, "韩丽": Stance.AGAINST}
    said = [
        Opinion(f"i1:{people[name].id}", "i1", people[name].household or "", people[name].id, BEFORE, "chat", stance)
        for name, stance in stances.items()
    ]
    await lay(stage, an_issue(at, **({"session": SESSION} | more)), a_paper(2, PaperKind.SET, clean="1"), *options, *said)
    person = people["张春梅"]
    await lay(stage, a_concern(1, person.id, person.household or ""))
    return people


async def last_answer(stage: Stage, person: Person, issue: str = "i1") -> Paper:
    return [paper for paper in await papers(stage, PaperKind.INVITATION, issue) if paper.facts["person"] == person.id][-1]


async def test_a_big_matter_asks_for_the_township_the_sponsors_and_the_district(play, stage):
    people = await ready(stage)
    await play(f"""
        {INVITE}
        小助手：哪一件？
        小助手：现在做哪一步？ / 请领导和部门来
        小助手：该请：秦永虎（包村干部） / 冯明勇（包村单位） / 白爱凤（乡镇领导） / 请谁来？ / 1 都请 / 2 我来挑
        王建国：1
        小助手：请了 8 位，回了话就告诉您
        小助手→白爱凤：石桥村11月27日开说事会，议“大车上山压坏路”，请您到会 / 1来 2派人去 3来不了
        白爱凤[短信]：1
        小助手：好，会前一天晚上给您一页纸
        小助手→王建国：白同志：来
        秦永虎[短信]：3
        小助手→秦永虎：请您到会
    """)
    await play("秦永虎[短信]：去省里学习")
    assert heard(stage, "王建国", "秦同志：来不了，去省里学习")
    assert (await last_answer(stage, people["白爱凤"])).facts["answer"] == "come"
    assert (await last_answer(stage, people["秦永虎"])).words == "去省里学习"


async def test_the_officer_and_a_silent_department_are_asked_for_too(play, stage):
    people = await ready(stage, legal=True)
    await lay(stage, Request("q1", "i1", "交通运输局", "能不能立限高杆", BEFORE, "p00006"))
    await lay(stage, Request("q2", "i1", "水利局", "水渠", BEFORE, "p00006", state=RequestState.ANSWERED))
    await play(ALL)
    asked = {paper.facts["person"]: paper.facts["office"] for paper in await papers(stage, PaperKind.INVITATION)}
    assert asked[people["赵刚"].id] == "police"
    assert asked[people["梁桃"].id] == "department"
    assert people["王俊斌"].id not in asked


async def test_one_after_another_is_picked_by_digit(play, stage):
    people = await ready(stage)
    await play(f"""
        {INVITE}
        王建国：2
        王建国：白爱凤（乡镇领导）
        王建国：1
    """)
    assert [paper.facts["person"] for paper in await papers(stage, PaperKind.INVITATION)] == [people["白爱凤"].id]
    await play(INVITE)
    assert "白同志：还没回话" in last(stage, "王建国")
    assert "白爱凤" not in last(stage, "王建国").split("该请")[1]


async def test_somebody_is_sent_once_and_a_second_time_in_the_quarter_refused(play, stage):
    people = await ready(stage)
    await play(f"""
        {ALL}
        白爱凤：2
        小助手→白爱凤：请您到会
        白爱凤：镇党委副书记李强
    """)
    assert (await last_answer(stage, people["白爱凤"])).facts["substitute"] == "镇党委副书记李强"
    assert heard(stage, "王建国", "白同志：派镇党委副书记李强来")
    await lay(stage, an_issue(At.READY, "i2", title="后沟水压", session=SESSION))
    await play("王建国：议题\n王建国：2\n王建国：请领导和部门来\n王建国：1\n")
    await play("白爱凤：2")
    assert "这个季度您11月23日已经派人代过一次" in last(stage, "白爱凤")
    seen(stage, "白爱凤")
    await play("""
        小助手→白爱凤：能来吗？ / 1 来 / 2 来不了
        白爱凤：1
    """)
    assert (await last_answer(stage, people["白爱凤"], "i2")).facts["answer"] == "come"


async def test_after_ninety_days_somebody_may_be_sent_again(play, stage):
    people = await ready(stage)
    boss = people["白爱凤"].id
    facts = {"person": boss, "office": "township", "answer": "send", "substitute": "李强"}
    long_ago = Paper("old", "i9", PaperKind.INVITATION, BEFORE - timedelta(days=80), boss, "", facts, 1)
    await lay(stage, long_ago)
    await play(f"{ALL} 白爱凤：2\n白爱凤：镇长王明\n")
    assert (await last_answer(stage, people["白爱凤"])).facts["substitute"] == "镇长王明"


async def test_the_brief_comes_at_eight_the_evening_before(play, stage):
    people = await ready(stage)
    mother = people["张桂英"]
    await lay(stage, Opinion(f"i1:{mother.id}", "i1", mother.household or "", mother.id, BEFORE, "chat", Stance.AGAINST))
    await play(f"""
        {ALL}
        白爱凤：1
        秦永虎：3
        秦永虎：去省里学习
    """)
    await skip(stage, 3 + 10.9 / 24)  # 26 November, 19:34
    assert not heard(stage, "白爱凤", "明天看这一页")
    await play("白爱凤：你好\n（过了30分钟）\n")
    page = last(stage, "白爱凤")
    assert "大车上山压坏路（11月27日开会）" in page
    # 张春梅's mother has said no: their household is on neither side
    assert "2户提的。答了3户。答的户少，不分开算。" in page  # of fewer than five nobody is put on a side
    assert "方案：1. 立限高杆，两千元；2. 请交警管" in page
    assert "请您：听完表个态，能领办的领一件，给个日子。" in page
    assert len(page) <= 600
    assert not heard(stage, "秦永虎", "明天看这一页")
    assert not heard(stage, "秦永虎", "回“简报”看全页")
    short = next(text for channel, text in stage.phones["冯明勇"].shown if "回“简报”看全页" in text)
    assert len(short) <= 70
    await play("冯明勇：简报")
    assert "请您：说说单位能帮什么，给个日子。" in last(stage, "冯明勇")


async def test_a_session_that_moved_has_its_brief_the_evening_before_its_own_day(play, stage):
    await ready(stage)
    await play(f"{ALL} 白爱凤：1\n")
    await lay(stage, an_issue(At.READY, session=SESSION + timedelta(days=2)))
    await skip(stage, 3.5)
    assert not heard(stage, "白爱凤", "简报")
    assert not heard(stage, "白爱凤", "明天看这一页")
    await skip(stage, 1.98)  # 28 November, 20:11
    assert heard(stage, "白爱凤", "大车上山压坏路", "简报")


async def test_whoever_was_not_invited_sees_no_brief(play, stage):
    await ready(stage, session=date(2026, 11, 24))
    await play("白爱凤：简报")
    assert "大车" not in last(stage, "白爱凤")


async def test_a_leader_promises_is_reminded_and_says_that_it_is_done(play, stage):
    people = await ready(stage, At.DOING)
    await play("白爱凤：领办：协调交警立限高杆")
    assert "哪天办好？" in last(stage, "白爱凤")
    await play("白爱凤：12月10日")
    assert "记下了：白同志领办“协调交警立限高杆”，12月10日前" in last(stage, "白爱凤")
    assert heard(stage, "王建国", "白同志领办“协调交警立限高杆”")
    promise = (await papers(stage, PaperKind.PROMISE))[0]
    assert (promise.facts["person"], promise.facts["day"], promise.words) == (people["白爱凤"].id, "2026-12-10", "协调交警立限高杆")
    await skip(stage, 14.9)
    assert not heard(stage, "白爱凤", "12月10日到日子")
    await skip(stage, 0.1)
    assert heard(stage, "白爱凤", "您领办的“协调交警立限高杆”，12月10日到日子", "1办完了 2还没有")
    await play("白爱凤[短信]：1")
    assert heard(stage, "王建国", "领办的“协调交警立限高杆”办完了")
    assert (await papers(stage, PaperKind.PROMISE))[0].facts["done"] == "2026-12-08"
    before = len(stage.phones["白爱凤"].shown)
    await skip(stage, 3)
    assert len(stage.phones["白爱凤"].shown) == before


async def test_a_promise_not_kept_is_told_by_the_bot_first(play, stage):
    await ready(stage, At.DOING)
    await play("白爱凤：领办 协调交警\n白爱凤：11月30日\n")
    await skip(stage, 8)
    assert heard(stage, "白爱凤", "今天到日子")
    assert heard(stage, "王建国", "今天到日子还没办完")


async def test_the_secretary_writes_down_what_a_leader_said_at_the_meeting(play, stage):
    people = await ready(stage, At.MEETING)
    await play("""
        王建国：议题
        王建国：1
        王建国：记一件领办的事
    """)
    seen(stage, "王建国")
    await play("""
        小助手：谁领办？ / 1 白爱凤
        王建国：1
        小助手：领办什么？一句话
        王建国：请交警来看一次
        小助手：哪天办好？
        王建国：11月30日
        小助手：记下了：白同志领办“请交警来看一次”，11月30日前
    """)
    assert heard(stage, "白爱凤", "记了您领办：请交警来看一次，11月30日前")
    assert (await papers(stage, PaperKind.PROMISE))[0].facts["person"] == people["白爱凤"].id


@pytest.mark.parametrize("name", ["王建国", "张春梅", "陈晓燕", "赵刚"])
async def test_only_leaders_of_township_and_district_promise(play, stage, name):
    await ready(stage, At.DOING)
    await play(f"{name}：领办：协调交警")
    assert "哪天办好" not in last(stage, name)
    assert await papers(stage, PaperKind.PROMISE) == []


async def test_nobody_else_answers_an_invitation(play, stage):
    people = await ready(stage)
    await play(ALL)
    before = len(await papers(stage, PaperKind.INVITATION))
    await play("李秀兰：1\n陈晓燕：1\n")
    assert len(await papers(stage, PaperKind.INVITATION)) == before
    assert (await last_answer(stage, people["白爱凤"])).facts["answer"] == ""
