"""待办 and the morning: one list a person over all their offices, one message a day, nothing when nothing waits."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.demo.district import OPENS_AT
from handlers.acts.nudges import digest_day
from handlers.memory import Ask, Due
from handlers.village.evidence import Attendance
from handlers.village.issue import Issue, Method, PaperKind, Request, TaskState, Visit
from handlers.village.matter import Stage
from handlers.village.people import Office
from handlers.village.thresholds import Presence
from storage.records import to_ms
from storage.tables import holders
from tests.dialogues.test_clocks import leap
from tests.dialogues.under_way import ISSUE, NEIGHBOUR, SECRETARY, Store, concern, lay, paper, task, wake

REQUEST = Request("r-1", ISSUE, "交通运输局", "派人看一看路肩", OPENS_AT - timedelta(days=1), SECRETARY)


def shown(stage) -> dict[str, list[str]]:
    return {name: [text for _, text in phone.shown] for name, phone in stage.phones.items() if phone.shown}


MORNING = 23.5  # hours after the curtain rises: 08:10, news of the night has arrived too


async def test_nothing_waits_and_nobody_hears_anything(stage, play):
    await wake(stage, "王建国", "刘桂香", "陈晓燕")
    await leap(stage, 48)
    assert shown(stage) == {}
    await play("""
        王建国：待办
        小助手：现在没有等您办的事
    """)


@pytest.mark.parametrize(
    ("stands", "who", "words"),
    [
        (Stage.SET, "王建国", "公示议题：东坡的路塌了"),
        (Stage.VISITING, "冯明勇", "走访：东坡的路塌了"),
        (Stage.VISITING, "刘桂香", "走访：东坡的路塌了"),
        (Stage.PRE_MEETING, "王建国", "会前小议：东坡的路塌了"),
        (Stage.LINKAGE, "梁桃", "答复：派人看一看路肩"),
        (Stage.REVIEW, "陈晓燕", "把关：东坡的路塌了"),
        (Stage.READY, "王建国", "开会：东坡的路塌了"),
        (Stage.MEETING, "雷霞", "会议记录：东坡的路塌了"),
        (Stage.OUTCOME, "王建国", "公布结果：东坡的路塌了"),
        (Stage.DOING, "刘桂香", "任务：把塌的那截垫平（11月28日）"),
        (Stage.ACCEPTANCE, "高素香", "验收：东坡的路塌了"),
        (Stage.REDO, "王建国", "重办：东坡的路塌了"),
    ],
)
async def test_each_office_is_told_in_the_morning_what_waits_for_it(stage, stands, who, words):
    await wake(stage, who)
    more = [task()] if stands is Stage.DOING else []
    minutes = [paper(PaperKind.MINUTES, 0, 3, words="先修塌的那截")] if stands is Stage.MEETING else []
    store = await lay(stage, stands, *more, *minutes, noticed=10 if stands is Stage.DOING else None)
    if stands is Stage.LINKAGE:
        await store.put(REQUEST)
    await leap(stage, MORNING)
    mornings = [text for text in shown(stage).get(who, []) if text.startswith("早上好")]
    assert len(mornings) == 1
    assert words in mornings[0]


async def test_what_only_takes_its_time_is_not_said_again_every_morning(stage):
    await wake(stage, "陈晓燕")
    await lay(stage, Stage.REVIEW)
    await leap(stage, 71)
    assert [text.splitlines()[0] for text in shown(stage)["陈晓燕"]] == ["早上好。今天有 1 件事等您，先办哪一件？"]
    await leap(stage, 95)
    assert len(shown(stage)["陈晓燕"]) == 2


async def test_mornings_that_nobody_was_there_to_play_are_made_up_for_once(stage):
    """After days without power the old morning and today's fall due at the same time."""
    await wake(stage, "王建国")
    store = await lay(stage, Stage.SET, concern("c9", NEIGHBOUR, None, stage, Stage.RECEIVED, number="100009"))
    now, person = stage.app.clock.village(), SECRETARY
    for ago in (2, 1, 0):
        day = now - timedelta(days=ago)
        await store.put(Due(digest_day(person, day.date()), "digest_of", person, day))
    await stage.settle()
    assert len([text for text in shown(stage)["王建国"] if text.startswith("早上好")]) == 1


async def test_a_digit_of_the_morning_leads_into_the_work(stage, play):
    await wake(stage, "雷霞", "高素香")
    await lay(stage, Stage.ACCEPTANCE, replace(task(), state=TaskState.DONE))
    await leap(stage, MORNING)
    await play("""
        小助手→雷霞：早上好。今天有 1 件事等您 / 1 验收：东坡的路塌了
        雷霞：1
        小助手：“东坡的路塌了”看过了，行不行？ / 1 看过，行
        雷霞：1
        小助手：这就请大家评一评
        高素香：待办
        小助手→高素香：早上好
        小助手→高素香：现在没有等您办的事
    """)


async def test_a_late_task_is_on_the_secretary_s_list_and_one_digit_from_a_new_date(stage, play):
    await wake(stage, "王建国")
    await lay(stage, Stage.DOING, task(days=-1))
    await leap(stage, MORNING)
    await play("""
        小助手→王建国：早上好。今天有 1 件事等您 / 1 任务过了日子：东坡的路塌了
        王建国：1
        小助手：哪一项任务？ / 1 把塌的那截垫平
        王建国：1
        小助手：怎么样了？ / 2 要改日子
    """)


async def test_an_invitation_without_an_answer_is_asked_again(stage, play):
    await wake(stage, "白爱凤")
    leader = stage.app.directory.staff("v001").holders[Office.TOWNSHIP_LEADER][0]
    asked = paper(PaperKind.INVITATION, 1, 3, person=leader.id, office="township_leader", answer="")
    store = await lay(stage, Stage.READY, asked, noticed=None)
    made, until = OPENS_AT - timedelta(days=1), OPENS_AT + timedelta(days=6)
    await store.put(Ask("ask-1", leader.id, "invitation", "invitation.answer", made, until, {"issue": ISSUE}, {"1": "come"}))
    await leap(stage, MORNING)
    await play("""
        小助手→白爱凤：早上好。今天有 1 件事等您 / 11 到会：东坡的路塌了
    """)


async def test_a_digit_whose_matter_is_done_meanwhile_is_closed(stage, play):
    await wake(stage, "雷霞")
    store = await lay(stage, Stage.ACCEPTANCE, replace(task(), state=TaskState.DONE))
    await leap(stage, MORNING)
    await store.put(replace(await store.get(Issue, ISSUE), stage=Stage.RATING))
    await play("""
        雷霞：1
        小助手：早上好
        小助手：那件事已经变了
    """)


async def test_the_secretary_s_list_of_concerns_says_what_else_waits(stage, play):
    await wake(stage, "王建国")
    store = await lay(stage, Stage.SET, noticed=None)
    await store.put(concern("c-9", NEIGHBOUR, None, stage, Stage.RECEIVED, issue=None, number="402817", text="前街的灯瞎了"))
    await leap(stage, MORNING)
    await play("""
        小助手→王建国：早上好。有 1 件事等您定，新来 1 件 / 另外还有 1 件：公示议题：东坡的路塌了。回“待办” / 1 前街的灯瞎了
        王建国：1
        小助手：原话：前街的灯瞎了
        王建国：取消
        小助手：好，不说这个了
        王建国：待办
        小助手：先办哪一件？ / 有 1 件新说的事等您定
    """)


async def test_a_silent_secretary_s_morning_is_one_sms(stage, play):
    await stage.know("王建国")
    store = await lay(stage, Stage.SET, task(), noticed=None)
    await store.put(concern("c-9", NEIGHBOUR, None, stage, Stage.RECEIVED, issue=None, number="402817"))
    await leap(stage, MORNING)
    (text,) = shown(stage)["王建国"]
    assert text == "早上好，有1件事等您定，新来1件。在微信里回“摘要”就能看。另有1件，回“待办”看。"
    assert len(text) <= 70


async def test_who_serves_two_villages_hears_one_message(stage):
    sponsor = next(p for p in stage.app.directory.staff("v001").holders[Office.SPONSOR])
    async with stage.app.database.write() as connection:
        more = {"person": sponsor.id, "office": Office.SPONSOR.value, "unit": "v002", "grid": "", "department": ""}
        await connection.execute(holders.insert(), [more])
        await stage.app.directory.load(connection)
    store = await lay(stage, Stage.VISITING, noticed=None)
    await store.put(replace(await store.get(Issue, ISSUE), id="i-other", village="v002", title="后沟的水不够", affected=()))
    await wake(stage, sponsor.name)
    await leap(stage, MORNING)
    (text,) = shown(stage)[sponsor.name]
    assert text.startswith("早上好。今天有 2 件事等您")
    assert "东坡的路塌了" in text
    assert "后沟的水不够" in text


async def test_the_list_is_nobody_s_on_a_phone_that_is_not_proved(stage, play):
    await wake(stage, "陈晓燕")
    await lay(stage, Stage.REVIEW)
    await play("""
        外路人：待办
        李秀兰：待办
        小助手×陈晓燕
    """)
    assert all("东坡" not in text for name in ("外路人", "李秀兰") for text in shown(stage)[name])


# ---------------------------------------------------------------- the half-year


async def half_a_year(stage) -> Store:
    """One session of fifteen people for an issue that two households are touched by: done, then once more."""
    there = Attendance(frozenset(), 15, 12, 5, guests=frozenset({Presence.TOWNSHIP}))
    store = await lay(stage, Stage.DOING, task(days=-3), task("t-2", "砌石墙", -2), noticed=12)
    homes = (await store.get(Issue, ISSUE)).affected
    visits = [Visit(f"w-{n}", ISSUE, home, OPENS_AT - timedelta(days=20), SECRETARY, Method.DOOR, True) for n, home in enumerate(homes)]
    await store.put(
        paper(PaperKind.SET, 30, 0),
        paper(PaperKind.ATTENDANCE, 13, 3, **replace(there, households=frozenset(homes[:1])).facts()),
        paper(PaperKind.DONE, 4, 4, task="t-1"),
        paper(PaperKind.MISSED, 4, 5, task="t-2", day="2026-11-21"),
        paper(PaperKind.ACCEPTANCE, 3, 6, good="1"),
        paper(PaperKind.REOPENED, 2, 7, words="路肩又塌了"),
        replace(task(days=-3), state=TaskState.ACCEPTED),
        *visits,
    )
    return store


PAGE = """石桥村半年回顾（5月23日到11月22日）
说事会：该开12次，开了1次。
问到的户：126户里问到2户。
上会的事：大事1件，小事0件，急事0件。
到会15人次；到会的1户里，跟这事有关的1户。
定下要办1件，办成1件，重办1次。
到日子的任务2项，按日子办完1项。"""


async def test_the_half_year_of_a_village_is_six_figures(stage, play):
    await wake(stage, "王建国")
    await half_a_year(stage)
    await play("王建国：半年回顾")
    assert shown(stage)["王建国"] == [PAGE]


async def test_the_township_asks_for_one_of_its_villages(stage, play):
    await wake(stage, "陈晓燕")
    await half_a_year(stage)
    await play("""
        陈晓燕：半年回顾
        小助手：看哪个村、哪个社区的？ / 石桥村
    """)
    digit = next(row.split()[0] for row in shown(stage)["陈晓燕"][-1].splitlines() if row.endswith("石桥村"))
    await play(f"陈晓燕：{digit}")
    assert shown(stage)["陈晓燕"][-1].startswith("石桥村半年回顾")


async def test_the_page_comes_by_itself_on_the_first_of_january(stage, play):
    await stage.know("王建国", "陈晓燕")
    stage.app.clock.now_ms = to_ms(OPENS_AT.replace(month=12, day=31, hour=23))
    await stage.settle()
    for hour in (31.55, 34):  # half past seven and nine of the next morning
        stage.app.clock.now_ms = to_ms(OPENS_AT.replace(month=12, day=31, hour=0, minute=0) + timedelta(hours=hour))
        await stage.settle()
    assert shown(stage)["王建国"] == ["石桥村半年回顾好了，在微信里回“半年回顾”看六个数。"]
    assert shown(stage)["陈晓燕"] == ["各村、各社区的半年回顾好了，回“半年回顾”看。"]
