"""办理: from the last task to the closed issue, by the people it was for; and what happens when it will not do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.demo.district import OPENS_AT
from bot.demo.laying import openid
from handlers.issues.accepting import Accept
from handlers.village.clocks import ClockKind
from handlers.village.issue import Issue, PaperKind, Task, TaskState
from handlers.village.matter import Concern, Stage
from handlers.village.people import Office, Person
from tests.dialogues.under_way import GRID_LEAD, ISSUE, day, lay, paper, task


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


async def test_the_last_task_done_from_the_morning_s_list_leaves_no_question_behind(stage, play, people):
    """The digest's digit was answered while 任务 lay open: nothing is left to choose, so nothing is asked."""
    await lay(stage, Stage.DOING, task())
    await play("""
        （过了一天）
        刘桂香：你好
    """)
    listed = next(text for _, text in stage.phones["刘桂香"].shown if "任务：" in text)
    digit = next(row.split()[0] for row in listed.splitlines() if "任务：" in row)
    await stage.say("刘桂香", "任务")
    assert digit not in [row.split()[0] for row in last(stage, "刘桂香").splitlines()[1:]]
    for words in (digit, "办完了", "0"):
        await stage.say("刘桂香", words)
    assert "都办完了" in last(stage, "刘桂香")
    assert "哪一件" not in last(stage, "刘桂香")
    await stage.say("刘桂香", "待办")
    assert "先办哪一件" not in last(stage, "刘桂香")


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


async def test_a_supervisor_whom_a_report_is_about_is_not_asked_and_accepts_nothing(stage, play, people):
    store = await lay(stage, Stage.DOING, task())
    (said,) = await store.every(Concern, id="c-1")
    await store.put(replace(said, text="雷霞家的院墙占了东坡的路，车过不去"))
    await play(DONE)
    await play("小助手→高素香：请您去看一看")
    assert not any("请您去看一看" in text for _, text in stage.phones["雷霞"].shown)
    where = f"wechat:main:{openid((await store.every(Person, name='雷霞'))[0].id)}"
    lines = await stage.app.moments.act(where, Accept(ISSUE, good=True))
    assert [line.key for line in lines] == ["held.not_yours"]


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
        小助手：哪一件？ / 1 东坡的路塌了（正在办，1条，2户）
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


async def test_what_a_meeting_put_off_is_asked_about_on_its_day(stage, play, people):
    await lay(stage, Stage.SUSPENDED, review_on=OPENS_AT.date() + timedelta(days=1))
    await play("""
        （过了25小时）
        小助手→王建国：“东坡的路塌了”说好今天再看，怎么办？ / 1 接着办
        王建国：1
        小助手：接着办了
    """)


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
