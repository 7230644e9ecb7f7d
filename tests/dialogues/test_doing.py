"""办理: from the last task to the closed issue, by the people it was for; and what happens when it will not do."""

from dataclasses import replace

import pytest

from handlers.village.clocks import ClockKind
from handlers.village.issue import Issue, PaperKind, Task, TaskState
from handlers.village.matter import Stage
from handlers.village.people import Office
from tests.dialogues.under_way import AWAY, GRID_LEAD, ISSUE, NEIGHBOUR, REPORTER, day, lay, paper, task


@pytest.fixture
async def people(stage, play):
    """Their phones are known and awake."""
    await stage.know("雷霞", "高素香", "张明平", "白爱凤", "梁桃", "白生财")
    for name in ("王建国", "刘桂香", "张春梅", "李秀兰", "雷霞", "陈晓燕"):
        await play(f"""
            {name}：你好
            小助手：您好
        """)


async def hear_all(stage, *names):
    """What has reached these people so far is looked at."""
    for name in names:
        stage.phones[name].seen = len(stage.phones[name].shown)


def last(stage, name):
    return stage.phones[name].shown[-1][1]


DONE = """
    刘桂香：任务
    小助手：哪一件？ / 1 把塌的那截垫平（11月28日前）
    刘桂香：1
    小助手：“把塌的那截垫平”说好11月28日前办好 / 1 办完了
    刘桂香：1
    小助手：有什么要说的
    刘桂香：垫平了，三轮车能走
    小助手：记下了，都办完了，这就请监委会去看
"""
ACCEPTED = """
    雷霞：1
    小助手：记下了，这就请大家评一评
"""


async def test_from_the_last_task_to_the_closed_issue(stage, play, people):
    store = await lay(stage, Stage.DOING, task())
    await play(DONE)
    await play("""
        小助手→王建国：“东坡的路塌了”都办完了，已请监委会去看
        小助手→雷霞：“东坡的路塌了”说是办完了：把塌的那截垫平。请您去看一看 / 1 看过，行 / 2 不行
    """)
    assert await store.stage() is Stage.ACCEPTANCE
    await play(ACCEPTED)
    await play("""
        小助手→张春梅：“东坡的路塌了”办好了，您去走走看 / 1 满意 / 2 还行 / 3 不行（说哪儿）
        小助手→白生财：“东坡的路塌了”办好了，您去走走看。 回1满意 2还行 3不行
        小助手×李秀兰
        张春梅：1
        小助手：记下了，谢谢您
        （过了5天）
        小助手→白生财：“东坡的路塌了”办得怎么样，等您一句话：回1满意，2还行，3不行
        小助手×张春梅
    """)
    assert await store.stage() is Stage.RATING
    await play("（过了3天）")
    assert await store.stage() is Stage.CLOSED
    await play("小助手→张春梅：“东坡的路塌了”办结：满意1，还行0，不行0，没评1。三十天内不行，回“还是不行”")
    found = await store.get(Issue, ISSUE)
    assert found.notice is Stage.CLOSED
    assert [p.facts["rate"] for p in await store.papers(PaperKind.RATING)] == ["1"]
    assert (await store.get(Task, "t-1")).state is TaskState.ACCEPTED


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


async def test_two_tasks_are_two_steps(stage, play, people):
    store = await lay(stage, Stage.DOING, task(), task("t-2", "栽四根标志桩", 8))
    await play("""
        刘桂香：任务
        小助手：1 把塌的那截垫平 / 2 栽四根标志桩
        刘桂香：2
        刘桂香：1
        刘桂香：0
        小助手：怎么样了？
        小助手：有什么要说的
        小助手：记下了，还有1项没办完
        小助手→王建国：“东坡的路塌了”里有一项办完了：栽四根标志桩
        小助手×雷霞
    """)
    assert await store.stage() is Stage.DOING


async def test_a_department_s_liaison_has_the_department_s_tasks(stage, play):
    store = await lay(stage, Stage.DOING, task(owner=None, name="交通运输局"))
    await play("""
        梁桃：任务
        小助手：哪一件？ / 1 把塌的那截垫平
        梁桃：1
        梁桃：1
        梁桃：0
        小助手：怎么样了？
        小助手：有什么要说的
        小助手：记下了，都办完了
    """)
    assert await store.stage() is Stage.ACCEPTANCE


async def test_who_has_no_task_is_told_so(play):
    await play("""
        李秀兰：任务
        小助手：现在没有归您办的任务
    """)


async def test_nobody_accepts_their_own_work(stage, play, people):
    supervisor = next(p for p in stage.app.directory.staff("v001").holders[Office.SUPERVISOR] if p.name == "雷霞")
    await lay(stage, Stage.DOING, task(owner=supervisor.id, name="雷霞"))
    await play("""
        雷霞：任务
        雷霞：1
        雷霞：1
        雷霞：0
        小助手：哪一件？
        小助手：怎么样了？
        小助手：有什么要说的
        小助手：都办完了，这就请监委会去看
        小助手×雷霞
        小助手→高素香：请您去看一看
        小助手→张明平：请您去看一看
    """)


async def test_the_supervisors_send_it_back_with_words(stage, play, people):
    store = await lay(stage, Stage.DOING, task())
    await play(DONE)
    await play("""
        小助手→雷霞：请您去看一看
        雷霞：2
        小助手：哪儿不行？您说一句
        雷霞：路肩还是软的，下雨要塌
        小助手：退回去接着办
        小助手→刘桂香：“东坡的路塌了”验收说还不行：路肩还是软的，下雨要塌。请补好
    """)
    assert await store.stage() is Stage.DOING
    assert (await store.get(Task, "t-1")).state is TaskState.OPEN


async def test_the_second_supervisor_finds_it_accepted_already(stage, play, people):
    await lay(stage, Stage.DOING, task())
    await play(DONE)
    await play(ACCEPTED.replace("雷霞：1", "小助手→雷霞：请您去看一看\n雷霞：1"))
    await play("""
        高素香：2
        小助手→高素香：请您去看一看
        小助手→高素香：哪儿不行
        高素香：没看见
        小助手：那件事已经变了
    """)


# ---------------------------------------------------------------- rating


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
    await hear_all(stage, "张春梅", "王建国")
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


# ---------------------------------------------------------------- late, and waiting


async def test_a_missed_date_is_told_by_the_bot_before_anybody_asks(stage, play, people):
    store = await lay(stage, Stage.DOING, task(days=1))
    await store.clock_for(ClockKind.PROMISE, "t-1", 1)
    await play(f"""
        （过了34小时）
        小助手→张春梅：“东坡的路塌了”说好{day(1)}有结果，还没有。归网格员刘师傅管，新日子定了就告诉您
    """)


async def test_the_secretary_moves_a_date_and_everybody_hears_why(stage, play, people):
    store = await lay(stage, Stage.DOING, task(days=1))
    await play("""
        王建国：议题
        小助手：哪一件？ / 1 东坡的路塌了（正在办，2户）
        王建国：1
        小助手：现在做哪一步？ / 任务：办完了，或者改日子
    """)
    digit = next(line.split()[0] for line in last(stage, "王建国").splitlines() if "任务：" in line)
    await play(f"""
        王建国：{digit}
        小助手：哪一项任务？
        王建国：1
        小助手：怎么样了？ / 1 办完了 / 2 要改日子
        王建国：2
        小助手：改到哪天？
        王建国：12月5日
        小助手：为什么改？
        王建国：上冻了，石灰拌不开
        小助手：改到12月5日了，1位说过的人都告诉了
        小助手→张春梅：“东坡的路塌了”原定{day(1)}办好，改到12月5日。原因：上冻了，石灰拌不开。归王支书管
        小助手→刘桂香：日子改到12月5日
        （过了3天）
        小助手×张春梅
    """)
    assert [p.facts["day"] for p in await store.papers(PaperKind.MISSED)] == ["2026-12-05"]


async def step(stage, play, name):
    await play("""
        王建国：议题
        小助手：哪一件？
        王建国：1
        小助手：现在做哪一步？
    """)
    digit = next(line.split()[0] for line in last(stage, "王建国").splitlines() if line.endswith(name))
    await play(f"王建国：{digit}")


async def test_a_word_of_progress_reaches_everybody_who_spoke(stage, play, people):
    store = await lay(stage, Stage.DOING, task())
    await step(stage, play, "说说进展")
    await play("""
        小助手：到哪一步了？
        王建国：石灰拉回来了，明天开工
        小助手：告诉1位说过的人了
        小助手→张春梅：“东坡的路塌了”的进展，王支书说：石灰拉回来了，明天开工
    """)
    assert len(await store.papers(PaperKind.PROGRESS)) == 1


async def test_it_waits_for_the_thaw_and_goes_on(stage, play, people):
    store = await lay(stage, Stage.DOING, task())
    await step(stage, play, "先放一放")
    await play(f"""
        小助手：放到哪天再看？ / 1 3天后
        王建国：1
        小助手：为什么要放？
        王建国：等地化开
        小助手：放到{day(3)}了，告诉1位说过的人了
        小助手→张春梅：“东坡的路塌了”先放到{day(3)}再看。原因：等地化开。归王支书管
    """)
    assert await store.stage() is Stage.SUSPENDED
    await play("""
        （过了73小时）
        小助手→王建国：“东坡的路塌了”说好今天再看，怎么办？ 回1接着办 2先放一放
        王建国：1
        小助手：接着办了，告诉1位说过的人了
        小助手→张春梅：“东坡的路塌了”接着办了
    """)
    assert await store.stage() is Stage.DOING
    assert (await store.get(Task, "t-1")).due_on.isoformat() == "2026-12-01"


async def test_nothing_waits_longer_than_ninety_days(stage, play, people):
    store = await lay(stage, Stage.SUSPENDED, paper(PaperKind.SUSPENDED, 80, 3, words="等钱", until="2026-11-23"), resumes=Stage.DOING)
    await step(stage, play, "先放一放")
    await play("""
        小助手：放到哪天再看？
        王建国：3
        王建国：再等等
        小助手：为什么要放
        小助手：最多再放10天，还要说清原因
    """)
    assert await store.stage() is Stage.SUSPENDED


async def test_the_menu_says_done_for_somebody_else(stage, play, people):
    store = await lay(stage, Stage.DOING, task())
    await step(stage, play, "任务：办完了，或者改日子")
    await play("""
        小助手：哪一项任务？
        王建国：1
        王建国：1
        王建国：0
        小助手：怎么样了？
        小助手：有什么要说的
        小助手：都办完了，这就请监委会去看
    """)
    assert await store.stage() is Stage.ACCEPTANCE
    assert (await store.papers(PaperKind.DONE))[0].author != GRID_LEAD
