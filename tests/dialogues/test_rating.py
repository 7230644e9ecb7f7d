"""评价: everybody it was for says how it is; a no is heard, opened again, and goes one level up the second time; the clock closes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.demo.district import OPENS_AT
from handlers.memory import Due
from handlers.village.clocks import ClockKind
from handlers.village.issue import Issue, Method, Opinion, PaperKind, Stance, TaskState, Visit
from handlers.village.matter import Stage
from tests.dialogues.under_way import AWAY, ISSUE, NEIGHBOUR, REPORTER, concern, lay, paper, task, wake


@pytest.fixture
async def people(stage):
    """Their chats are open."""
    await stage.know("白生财")
    await wake(stage, "王建国", "刘桂香", "张春梅", "李秀兰", "陈晓燕")


def last(stage, name):
    return stage.phones[name].shown[-1][1]


async def test_nothing_closes_before_the_notice_has_stood_fifteen_days(stage, play, people):
    store = await lay(stage, Stage.RATING, paper(PaperKind.ACCEPTANCE, 7, 3, good="1", asked=REPORTER), noticed=13)
    await play("（过了1天）")
    assert await store.stage() is Stage.RATING
    await play("（过了2天）")
    assert await store.stage() is Stage.CLOSED


async def test_an_objection_without_an_answer_keeps_it_open(stage, play, people):
    objection = paper(PaperKind.OBJECTION, 5, 4, author=NEIGHBOUR, words="占了我家的地")
    store = await lay(stage, Stage.RATING, paper(PaperKind.ACCEPTANCE, 9, 3, good="1"), objection, noticed=20)
    await play("（过了2天）")
    assert await store.stage() is Stage.RATING


async def rated(stage, play, *more, **fields):
    """Accepted yesterday and everybody asked: a village in which two households are touched."""
    asked = f"{REPORTER} {NEIGHBOUR}"
    store = await lay(stage, Stage.RATING, paper(PaperKind.ACCEPTANCE, 0, 3, good="1", asked=asked), *more, **fields)
    await store.put_due("ask_ratings")
    await stage.settle()
    return store


BAD = """
    张春梅：3
    小助手：“东坡的路塌了”办好了 / 3 不行
    小助手：哪儿不行？您说一句
    张春梅：路肩又塌了，找李小平 13800001111 看过
    小助手：记下了，转给王支书，这件重新办
"""


async def test_no_good_once_goes_to_the_village(stage, play, people):
    store = await rated(stage, play)
    await play(BAD)
    assert await store.stage() is Stage.REDO
    await play("小助手→王建国：“东坡的路塌了”要重办。乡亲说：路肩又塌了，找李×")
    assert "1380" not in last(stage, "王建国")
    assert "张春梅" not in last(stage, "王建国")
    await play("小助手×陈晓燕")
    assert (await store.get(Issue, ISSUE)).redone == 1


async def test_the_secretary_says_the_cause_and_it_is_done_again(stage, play, people):
    store = await rated(stage, play)
    await store.put(replace(task(), state=TaskState.ACCEPTED))
    await play(BAD)
    await play("""
        小助手→王建国：要重办 / 1 重办
        王建国：1
        小助手：为什么没办好？
        王建国：下雪前没压实
        小助手：这回怎么办？ / 1 定一项新任务 / 2 重新挨户去问
        王建国：1
        小助手：这回要办什么？
        王建国：路肩重新压实，砌一道石墙
        小助手：归谁办？ / 1 刘桂香 / 2 王建国
        王建国：1
        小助手：哪天前办好？ / 1 3天后 / 4 30天后
        王建国：2
        小助手：告诉1位说过的人了
        小助手→张春梅：“东坡的路塌了”重新办。原因：下雪前没压实。11月30日前办好，归王支书管
        小助手→刘桂香：里有一项归您：路肩重新压实
    """)
    assert await store.stage() is Stage.DOING


async def test_what_an_assembly_did_not_agree_to_is_not_done_by_doing_it_again(stage, play, people):
    store = await rated(stage, play, item="land_compensation")
    await play(BAD)
    await play("""
        小助手→王建国：要重办 / 1 重办
        王建国：1
        小助手：为什么没办好？
        王建国：大会没同意
        小助手：会上没定下要办，表决也没同意，不能直接重办（支书） / 这回怎么办？ / 1 重新挨户去问
        王建国：议题
        王建国：1
        小助手：哪一件
        小助手：现在做哪一步 / 1 召集法定会议 / 2 重办
    """)
    assert await store.stage() is Stage.REDO
    await play("""
        王建国：2
        小助手：为什么没办好？
        王建国：大会没同意
        小助手：1 重新挨户去问
        王建国：1
        小助手：告诉1位说过的人了
    """)
    assert await store.stage() is Stage.VISITING


async def test_a_second_round_asks_everybody_anew_and_rests_on_no_door_of_the_first(stage, play, people):
    before = OPENS_AT - timedelta(days=30)
    store = await rated(stage, play, paper(PaperKind.SUMMARY, 29, 4), paper(PaperKind.NO_DISSENT, 29, 5))
    for person in (REPORTER, NEIGHBOUR):
        home = await store.household(person)
        await store.put(Opinion(f"{ISSUE}:{person}", ISSUE, home, person, before, "wechat", Stance.FOR, words="先修"))
        await store.put(Visit(f"v-{person}", ISSUE, home, before, "p00009", Method.DOOR, reached=True))
    await play(BAD)
    await play("""
        小助手→王建国：要重办 / 1 重办
        王建国：1
        小助手：为什么没办好？
        王建国：没问清楚
        小助手：1 定一项新任务 / 2 重新挨户去问
        王建国：2
        小助手：告诉2位说过的人了
        小助手→李秀兰：“东坡的路塌了”
        王建国：议题
        王建国：1
        小助手：哪一件
        小助手：现在做哪一步 / 1 走访
        王建国：1
        小助手：直接受影响的户问了0户，要问到2户，还差2户 / 征求意见汇总还没做
    """)
    assert await store.stage() is Stage.VISITING


async def test_no_good_a_second_time_goes_to_the_township_by_itself(stage, play, people):
    store = await rated(stage, play, redone=1)
    await play(BAD)
    await play("小助手→陈晓燕：石桥村“东坡的路塌了”第2次要重办。乡亲说：路肩又塌了")
    assert [p.facts["level"] for p in await store.papers(PaperKind.HANDED_UP)] == ["township"]


async def test_no_good_by_sms(stage, play, people):
    await play("王强[短信]：你好\n小助手：您好")
    store = await lay(stage, Stage.RATING)
    home = await store.household(AWAY)
    await store.put(paper(PaperKind.ACCEPTANCE, 0, 3, good="1", asked=AWAY), (await store.get(Issue, ISSUE)))
    await store.put_due("ask_ratings")
    await stage.settle()
    await play("""
        小助手→王强：“东坡的路塌了”办好了，您去走走看。 回1满意 2还行 3不行（说哪儿）
        王强[短信]：2
        小助手：记下了，谢谢您
    """)
    assert home
    assert all(len(text) <= 70 for channel, text in stage.phones["王强"].shown if channel == "sms")


async def test_one_neighbour_of_many_is_heard_but_does_not_open_it_again(stage, play, people):
    store = await lay(stage, Stage.RATING)
    others = " ".join(f"p{n:05}" for n in range(20, 30))
    await store.put(paper(PaperKind.ACCEPTANCE, 0, 3, good="1", asked=f"{NEIGHBOUR} {others}"))
    await store.put_due("ask_ratings")
    await stage.settle()
    await play("""
        李秀兰：3
        李秀兰：我家门口没垫
        小助手→李秀兰：办好了
        小助手→李秀兰：哪儿不行
        小助手→李秀兰：记下了，转给王支书了
        小助手→王建国：“东坡的路塌了”有乡亲说不行：我家门口没垫
    """)
    assert await store.stage() is Stage.RATING


async def test_one_in_five_of_those_who_answered_opens_it_when_the_week_is_over(stage, play, people):
    rates = [paper(PaperKind.RATING, 1, 4 + n, f"p{n}", person=f"p{n}", rate=rate) for n, rate in enumerate("11123")]
    unhappy = paper(PaperKind.RATING, 1, 9, "p9", words="水沟没通", person="p4", rate="3")
    store = await lay(stage, Stage.RATING, paper(PaperKind.ACCEPTANCE, 7, 3, good="1", asked=REPORTER), *rates, unhappy, noticed=20)
    await play("""
        （过了1天）
        小助手→王建国：要重办。乡亲说：水沟没通
    """)
    assert await store.stage() is Stage.REDO


async def test_still_no_good_within_thirty_days(stage, play, people):
    store = await lay(stage, Stage.RATING, paper(PaperKind.ACCEPTANCE, 8, 3, good="1", asked=REPORTER), noticed=20)
    await play("（过了1天）")
    assert await store.stage() is Stage.CLOSED
    for name in ("张春梅", "王建国"):
        stage.phones[name].seen = len(stage.phones[name].shown)
    await play("""
        张春梅：还是不行
        小助手：哪一件还是不行？ / 1 东坡的路塌了
        张春梅：1
        小助手：哪儿不行
        张春梅：开春一化又塌了
        小助手：这件重新办
        小助手→王建国：要重办。乡亲说：开春一化又塌了
        李秀兰：还是不行
        小助手→李秀兰：没有刚办完的
    """)
    assert await store.stage() is Stage.REDO


async def test_the_secretary_sends_it_from_door_to_door_once_more(stage, play, people):
    store = await rated(stage, play)
    await play(BAD)
    await play("""
        小助手→王建国：要重办
        王建国：1
        王建国：当初没问后院那几户
        王建国：2
        小助手：为什么没办好？
        小助手：这回怎么办？
        小助手：告诉1位说过的人了
        小助手→张春梅：“东坡的路塌了”重新挨户去问。原因：当初没问后院那几户
    """)
    assert await store.stage() is Stage.VISITING


async def test_a_phone_nobody_is_bound_to_is_told_to_go_and_look(stage, play, people):
    await play("外路人：你好\n小助手：您好")
    where = f"wechat:{next(a for c, a in stage.app.channels if c == 'wechat')}:{await stage.watch('外路人', 'wechat')}"
    store = await lay(stage, Stage.RATING, paper(PaperKind.ACCEPTANCE, 0, 3, good="1", asked=""))
    await store.put(replace(concern("c-2", "", None, stage), author=f"a:{where}", address=where, person=None, number="512345"))
    await store.put_due("ask_ratings")
    await stage.settle()
    await play("小助手→外路人：您说的“东坡的路塌了”办好了，您去走走看。不行就再说一遍")


async def test_who_lives_elsewhere_rates_nothing(stage, play, people):
    store = await lay(stage, Stage.RATING, paper(PaperKind.ACCEPTANCE, 0, 3, good="1", asked="p00037"))
    await store.put_due("ask_ratings")
    await stage.settle()
    await play("""
        陈晓燕：1
        小助手：办好了
        小助手：那件事已经变了
    """)
    assert await store.papers(PaperKind.RATING) == []


async def test_thirty_days_after_the_end_it_is_a_new_matter(stage, play, people):
    store = await lay(stage, Stage.RATING, paper(PaperKind.ACCEPTANCE, 8, 3, good="1", asked=REPORTER), noticed=20)
    await play("（过了1天）")
    stage.app.clock.now_ms += int(timedelta(days=31) / timedelta(milliseconds=1))
    await stage.settle()
    stage.phones["张春梅"].seen = len(stage.phones["张春梅"].shown)
    await play("""
        张春梅：还是不行
        张春梅：1
        张春梅：开春一化又塌了
        小助手：哪一件还是不行
        小助手：哪儿不行
        小助手：那件事已经变了
    """)
    assert await store.stage() is Stage.CLOSED


async def test_what_was_not_to_be_done_ends_when_its_notice_has_stood(stage, play, people):
    until = (OPENS_AT.date() - timedelta(days=1)).isoformat()
    notice = paper(PaperKind.NOTICE, 16, 2, page="outcome", until=until)
    no = paper(PaperKind.OUTCOME, 17, 1, kind="not", words="没有这笔钱")
    store = await lay(stage, Stage.OUTCOME, no, notice, noticed=None)
    await play("（过了1天）")
    assert await store.stage() is Stage.CLOSED
    await play("小助手→张春梅：“东坡的路塌了”就到这儿了，公示满了")


async def test_the_second_round_is_answered_and_reminded_by_a_bare_digit(stage, play, people):
    """Who had not answered the first time has one open question, not two."""
    store = await rated(stage, play)
    await play(BAD)
    again = paper(PaperKind.ACCEPTANCE, 0, 9, good="1", asked=f"{REPORTER} {NEIGHBOUR}")
    await store.put(replace(await store.get(Issue, ISSUE), stage=Stage.RATING), again)
    await store.put(Due(f"ask_ratings:{ISSUE}:1", "ask_ratings", ISSUE, stage.app.clock.village()))
    await store.clock(ClockKind.RATING_WINDOW, ISSUE)
    await stage.settle()
    assert "1 满意" in last(stage, "李秀兰")
    for phone in stage.phones.values():
        phone.seen = len(phone.shown)
    await play("（过了6天）")
    reminders = [text for name in ("李秀兰", "张春梅") for _, text in stage.phones[name].shown if "等您一句话" in text]
    assert len(reminders) == 2
    assert all("回1满意，2还行，3不行" in text for text in reminders)
    for phone in stage.phones.values():
        phone.seen = len(phone.shown)
    await play("""
        李秀兰[短信]：1
        小助手：记下了，谢谢您
    """)
    assert [p.facts["rate"] for p in await store.papers(PaperKind.RATING)] == ["3", "1"]
