"""打电话: one list for all who may call, one call a person, what was said recorded and read back, missed calls called back."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.demo.district import OPENS_AT
from handlers.acts.opinions import own_id
from handlers.memory import Ask
from handlers.village.calls import Call, CallKind, CallOutcome
from handlers.village.issue import Backing, Issue, Level, Method, Opinion, Stance, Track, Visit
from handlers.village.matter import Concern, Entry, EntryKind, OnBehalf, Stage
from handlers.village.people import Person
from storage.tables import audit
from tests.dialogues.deep import a_concern, found, heard, lay, skip
from tests.dialogues.test_clocks import leap

FENG, GAO, ZHANG, WANG = "p00110", "p00115", "p00119", "p00111"  # 冯秀娥 高珍 张喜: landlines of 东坡; 王树平: a mobile
LANDLINE = {FENG: "+863580000003", GAO: "+863580000004", ZHANG: "+863580000005", WANG: "+8619900000104"}


def entry(key: str, person: str | None, kind: CallKind = CallKind.TELL, words: str = "明天上午停水", **more: Any) -> Call:
    made = OPENS_AT - timedelta(minutes=30)
    given: dict[str, Any] = {"number": LANDLINE.get(person or ""), "village": "v001"} | more
    return Call(key, given.pop("village"), kind, words, made, made, person, **given)


async def at_nine(stage: Any, *records: Any) -> None:
    """Calls begin at nine; the curtain rises before."""
    await lay(stage, *records)
    await skip(stage, 30 / 1440)
    for phone in stage.phones.values():
        phone.seen = len(phone.shown)


async def call(stage: Any, key: str) -> Call:
    (kept,) = await found(stage, Call, id=key)
    return kept


async def noted(stage: Any, thing: str) -> list[tuple[str, str]]:
    async with stage.app.database.read() as connection:
        rows = await connection.execute(audit.select().where(audit.c.thing == thing).order_by(audit.c.seq))
        return [(row.actor, row.action) for row in rows]


async def test_told_in_three_turns_several_words_in_one_call(play, stage):
    await at_nine(stage, entry("c1", FENG), entry("c2", FENG, words="路的事定了：先修塌的那段"), entry("c3", GAO))
    await play("""
        刘桂香：打电话
        小助手：还有 2 个人要打电话 / 1 冯秀娥 03580000003（2件事） / 2 高珍 03580000004（1件事）
        刘桂香：1
        小助手：要告诉的：明天上午停水 / 要告诉的：路的事定了 / 请打给冯秀娥：03580000003。打通了吗？ / 1 说到了 / 2 没人接 / 3 号码不对
        刘桂香：1
        小助手：记上了 / 还有 1 个人要打电话 / 1 高珍
    """)
    for key in ("c1", "c2"):
        done = await call(stage, key)
        assert (done.outcome, done.by, done.holder) == (CallOutcome.DONE, "p00009", None)
        assert await noted(stage, key) == [("p00009", "call_done")]
    assert await found(stage, Ask, person=FENG) == []  # a landline reads nothing back


async def test_two_cadres_never_call_one_person(play, stage):
    await at_nine(stage, entry("c1", FENG), entry("c2", GAO))
    await play("""
        刘桂香：打电话
        王建国：打电话
        小助手：1 冯秀娥 / 2 高珍
        刘桂香：1
        王建国：1
        小助手：这一位刚有人在打，换下一位 / 请打给高珍
        白斌：打电话
        小助手：这会儿没有要打的电话
        （过了30分钟）
        白斌：打电话
        小助手：1 冯秀娥 / 2 高珍
    """)
    assert (await call(stage, "c1")).holder == "p00009"
    assert (await call(stage, "c2")).holder == "p00006"


async def test_a_call_that_another_took_over_is_no_longer_the_first_ones(play, stage):
    await at_nine(stage, entry("c1", FENG))
    await play("""
        刘桂香：打电话
        刘桂香：1
        （过了30分钟）
        白斌：打电话
        白斌：1
        刘桂香：1
        小助手：还有 1 个人
        小助手：请打给冯秀娥
        小助手：那件事已经变了
        白斌：1
        小助手…：记上了 / 电话都打完了
    """)
    assert (await call(stage, "c1")).by == "p00103"


async def test_a_family_telephone_rings_for_one_cadre_at_a_time(play, stage):
    shared = "+863580000001"  # 马俊强 and 薛素萍
    await at_nine(stage, entry("c1", "p00101", number=shared), entry("c2", "p00102", number=shared))
    await play("""
        刘桂香：打电话
        小助手：1 马俊强 / 2 薛素萍
        刘桂香：1
        王建国：打电话
        小助手：这会儿没有要打的电话
        刘桂香：1
        小助手…：1 薛素萍
    """)


async def test_three_tries_at_three_parts_of_the_day_then_somebody_goes_there(play, stage):
    await at_nine(stage, entry("c1", FENG))
    await play("""
        刘桂香：打电话
        刘桂香：1
        刘桂香：2
        小助手：还有 1 个人
        小助手：打通了吗
        小助手：换个钟点再打：11月23日12点以后 / 电话都打完了
        刘桂香：打电话
        小助手：这会儿没有要打的电话
        （过了3小时）
        刘桂香：打电话
        小助手：1 冯秀娥
        刘桂香：1
        刘桂香：2
        小助手：打通了吗
        小助手：11月23日17点以后
        （过了5小时）
        刘桂香：打电话
        小助手…：1 冯秀娥
        刘桂香：1
        刘桂香：2
        小助手：打通了吗
        小助手：打了三回都没人接，请上门跟冯秀娥说一声 / 1 冯秀娥（请上门，1件事）
        刘桂香：1
        小助手：请上门找冯秀娥。说到了吗？ / 1 说到了 / 2 没人在
        刘桂香：2
        小助手：改天再去：11月24日起
    """)
    assert len((await call(stage, "c1")).tries) == 3
    assert [action for _, action in await noted(stage, "c1")] == ["call_in_vain"] * 4


async def test_a_wrong_number_goes_to_the_secretary(play, stage):
    await at_nine(stage, entry("c1", FENG))
    await stage.say("王建国", "你好")
    stage.phones["王建国"].seen = len(stage.phones["王建国"].shown)
    await play("""
        刘桂香：打电话
        刘桂香：1
        刘桂香：3
        小助手…：名册上冯秀娥的电话 03580000003 不对 / 1 冯秀娥（请上门，1件事）
        小助手→王建国：名册上冯秀娥的电话 03580000003 不对
    """)
    kept = await call(stage, "c1")
    assert (kept.number, kept.in_person, kept.outcome) == (None, True, CallOutcome.OPEN)


async def test_the_own_grid_first_and_nobody_of_another_village_or_household(play, stage):
    far = entry("c0", "p00330", words="远处的", number="+863580009999", village="v002")
    (other,) = await found(stage, Person, id="p00208")  # 李小兵 of another grid
    await at_nine(
        stage,
        far,
        replace(entry("c1", other.id, number="+863580008888"), due_at=OPENS_AT - timedelta(hours=9)),
        entry("c2", GAO),
        entry("c3", "p00008", number="+863580007777"),  # 冯天平, of the grid worker's own household
        entry("c4", "p00110"),
    )
    await play("""
        刘桂香：打电话
        小助手：还有 3 个人 / 1 冯秀娥 / 2 高珍 / 3 李小兵
        王建国：打电话
        小助手：还有 4 个人 / 1 李小兵
        陈晓燕：打电话
        小助手：这会儿没有要打的电话
        张春梅：打电话
    """)
    assert not heard(stage, "张春梅", "个人要打电话")


async def test_whoever_a_matter_names_does_not_call_about_it(play, stage):
    said = replace(a_concern(1, FENG, "h0018"), text="吕巧香委员不管路灯的事", stage=Stage.RECEIVED)
    await at_nine(stage, said, entry("c1", GAO, about="c1"))
    await play("""
        吕巧香：打电话
        小助手：这会儿没有要打的电话
        白斌：打电话
        小助手：1 高珍
    """)


async def test_a_private_matter_is_told_by_who_may_read_it(play, stage):
    said = replace(a_concern(1, FENG, "h0018"), text="我家的低保停了", stage=Stage.PRIVATE)
    await at_nine(stage, said, entry("c1", FENG, words="您说的低保的事", about="c1"))
    await play("""
        刘桂香：打电话
        小助手：这会儿没有要打的电话
        王建国：打电话
        小助手：1 冯秀娥
    """)


@pytest.mark.parametrize("gone", [Stage.SEALED, Stage.WITHDRAWN])
async def test_of_what_is_sealed_or_taken_back_nobody_is_told(play, stage, gone):
    await at_nine(stage, replace(a_concern(1, FENG, "h0018"), stage=gone), entry("c1", FENG, about="c1"))
    await play("""
        王建国：打电话
        小助手：这会儿没有要打的电话
    """)


async def visiting(stage: Any, person: str = FENG) -> Call:
    issue = Issue("road", "v001", "东坡的路塌了半边", OPENS_AT - timedelta(days=9), stage=Stage.VISITING)
    given: dict[str, Any] = {"level": Level.VILLAGE, "track": Track.MAJOR, "participants": "东坡组", "reason": "断路", "grid": "g001"}
    args = {"issue": "road", "person": person, "comment": ""}
    asked = Ask("a1", person, "opinions", "opinions.stance", OPENS_AT, OPENS_AT + timedelta(days=9), args, {"1": ":for"}, words=True)
    await lay(stage, replace(issue, **given), asked)
    return entry("c1", person, CallKind.ASK, "东坡路塌了半边，您家怎么看？", about="road", ask="a1")


async def test_an_opinion_by_telephone_in_six_turns(play, stage):
    await at_nine(stage, await visiting(stage), entry("c2", FENG))
    await play("""
        刘桂香：打电话
        小助手：1 冯秀娥 03580000003（2件事）
        刘桂香：1
        小助手：要问的：东坡路塌了半边 / 要告诉的：明天上午停水 / 打通了吗？
        刘桂香：1
        小助手：冯秀娥家怎么说？ / 1 同意 / 2 不同意 / 3 有条件 / 4 不表态
        刘桂香：2
        小助手：为什么？
        刘桂香：占了我家的地
        小助手：记成：冯秀娥=不同意，“占了我家的地”。对吗？
        刘桂香：1
        小助手：记上了，1户 / 电话都打完了
    """)
    (said,) = await found(stage, Opinion, person=FENG)
    assert (said.id, said.stance, said.words) == (own_id("road", FENG), Stance.AGAINST, "占了我家的地")
    assert (said.channel, said.backing, said.recorder) == ("phone", Backing.PENDING, "p00009")
    (visit,) = await found(stage, Visit, issue="road")
    assert (visit.method, visit.reached, visit.by) == (Method.PHONE, True, "p00009")
    assert {(await call(stage, key)).outcome for key in ("c1", "c2")} == {CallOutcome.DONE}


async def test_what_they_say_on_the_telephone_may_be_typed_as_it_is_heard(play, stage):
    await at_nine(stage, await visiting(stage))
    await play("""
        刘桂香：打电话
        刘桂香：1
        刘桂香：1
        刘桂香：俺家坚决不出这个工
        小助手…：记成：冯秀娥=不同意，“俺家坚决不出这个工”。对吗？
        刘桂香：1
    """)
    (said,) = await found(stage, Opinion, person=FENG)
    assert (said.stance, said.words) == (Stance.AGAINST, "俺家坚决不出这个工")


async def test_typed_words_that_say_neither_are_asked_by_digit(play, stage):
    await at_nine(stage, await visiting(stage))
    await play("""
        刘桂香：打电话
        刘桂香：1
        刘桂香：1
        刘桂香：我弟出工
        小助手…：没听准。冯秀娥家是哪一样？ / 1 同意
        刘桂香：1
        小助手：记成：冯秀娥=同意，“我弟出工”。对吗？
    """)


async def test_written_down_wrongly_it_is_asked_again_and_nothing_is_kept(play, stage):
    await at_nine(stage, await visiting(stage))
    await play("""
        刘桂香：打电话
        刘桂香：1
        刘桂香：1
        刘桂香：1
        刘桂香：0
        刘桂香：2
        小助手…：记成：冯秀娥=同意
        小助手：冯秀娥家怎么说？
    """)
    assert await found(stage, Visit, issue="road") == []
    assert (await call(stage, "c1")).outcome is CallOutcome.OPEN


async def test_a_question_is_put_by_who_may_write_down_the_answer(play, stage):
    """A committee member makes no visits: the question is not on their list, and is none of a grid worker elsewhere."""
    await at_nine(stage, await visiting(stage))
    await play("""
        白斌：打电话
        小助手：这会儿没有要打的电话
        崔桂香：打电话
        小助手：这会儿没有要打的电话
        王建国：打电话
        小助手：1 冯秀娥
    """)


async def test_an_opinion_on_a_mobile_is_read_back_to_its_household(play, stage):
    await at_nine(stage, await visiting(stage, WANG))
    await play("""
        刘桂香：打电话
        刘桂香：1
        刘桂香：1
        刘桂香：1
        刘桂香：先修塌的
        刘桂香：1
        小助手→王树平：刘师傅替您家记的：同意，“先修塌的” / 11对 12不对 13别念
        王树平[短信]：12
        小助手：那条不算了
    """)
    (said,) = await found(stage, Opinion, person=WANG)
    assert said.backing is Backing.DISPUTED


async def test_another_question_counts_as_told_and_never_as_answered(play, stage):
    asked = Ask("a9", FENG, "rating", "rating.how", OPENS_AT, OPENS_AT + timedelta(days=7), {"issue": "road"}, {"1": "good"})
    await at_nine(stage, asked, entry("c1", FENG, CallKind.ASK, "路修好了，满意吗？", ask="a9"))
    await play("""
        刘桂香：打电话
        刘桂香：1
        刘桂香：1
        小助手…：要问的：路修好了
        小助手：记上了 / 电话都打完了
    """)
    (kept,) = await found(stage, Ask, id="a9")
    assert (kept.answer, kept.answered_at) == ("", None)


async def test_what_was_told_is_read_back_and_a_dispute_goes_to_somebody_else(play, stage):
    await at_nine(stage, entry("c1", WANG))
    await play("""
        刘桂香：打电话
        刘桂香：1
        刘桂香：1
        小助手→王树平：网格员刘师傅说给您打过电话，说的是：明天上午停水。 / 1有 2没这回事
        王树平[短信]：2
        小助手：会再有别的人跟您说
        刘桂香：打电话
        小助手…：这会儿没有要打的电话
        白斌：打电话
        小助手：1 王树平
        白斌：1
        白斌：1
        小助手→王树平：白同志说给您打过电话
        王树平[短信]：1
        小助手：好，知道了
    """)
    kept = await call(stage, "c1")
    assert (kept.outcome, kept.by, kept.disputed) == (CallOutcome.DONE, "p00103", ("p00009",))
    actions = [action for _, action in await noted(stage, "c1")]
    assert actions == ["call_done", "call_disputed", "call_done", "call_confirmed"]


async def test_who_wants_no_messages_gets_no_read_back(play, stage):
    await stage.say("王树平", "TD", "sms")
    await at_nine(stage, entry("c1", WANG))
    await play("""
        刘桂香：打电话
        刘桂香：1
        刘桂香：1
        小助手×王树平
    """)


async def test_whoever_wants_to_be_told_by_a_person_is_not_listed_once_more_for_the_read_back(play, stage):
    await play("""
        王树平[短信]：通知方式
        王树平[短信]：3
    """)
    await at_nine(stage, entry("c1", WANG))
    await play("""
        刘桂香：打电话
        刘桂香：1
        刘桂香：1
        小助手×王树平
        小助手…：电话都打完了
    """)
    assert [each.id for each in await found(stage, Call)] == ["c1"]


async def test_on_the_line_a_second_question_follows_the_first(play, stage):
    await at_nine(stage, await visiting(stage), replace(entry("c2", FENG, CallKind.BACK), words=""))
    await play("""
        刘桂香：打电话
        刘桂香：1
        刘桂香：1
        刘桂香：1
        刘桂香：0
        刘桂香：1
        小助手…：记成：冯秀娥=同意
        小助手：记上了，1户 / 冯秀娥说什么事？
        刘桂香：自来水管漏了
        小助手：替人报上了 / 电话都打完了
    """)
    assert {(await call(stage, key)).outcome for key in ("c1", "c2")} == {CallOutcome.DONE}
    (said,) = await found(stage, Concern)
    assert (said.address.startswith("wechat:"), said.person, said.author) == (True, FENG, "p:p00009")


# ---------------------------------------------------------------- missed calls


async def ring(stage: Any, name: str = "王树平", sender: str = "") -> None:
    await stage.say(name, "", "sms", kind="missed_call")


async def test_a_missed_call_is_answered_once_a_day_and_called_back_once(play, stage):
    await at_nine(stage)
    await ring(stage)
    await ring(stage)
    await play("""
        小助手→王树平：看到您打来的电话，网格员刘师傅会给您回过去。急事请打110、119、120
        小助手×王树平
        小助手→刘桂香：王树平（电话 19900000104）来过电话没人接，回“打电话”
        小助手×刘桂香
        刘桂香：打电话
        小助手：还有 1 个人 / 1 王树平
        刘桂香：1
        小助手：11月23日 09:10 打来过，没人接 / 请打给王树平：19900000104
        刘桂香：1
        小助手：王树平说什么事？
        刘桂香：村口路灯坏了两个
        小助手：替人报上了，编号 / 归王支书管
        小助手→王树平：您说的没核对，先报上了，编号
    """)
    (said,) = await found(stage, Concern)
    assert (said.text, said.stage, said.author, said.person) == ("村口路灯坏了两个", Stage.RECEIVED, f"p:{WANG}", WANG)
    assert (said.on_behalf, said.behalf_of, said.household, said.checked) == (OnBehalf.NEIGHBOUR, "王树平", "h0018", False)
    assert {(each.kind, each.author) for each in await found(stage, Entry, concern=said.id)} >= {(EntryKind.HANDOVER, "p00009")}
    (back,) = await found(stage, Call)
    assert (back.outcome, back.by) == (CallOutcome.DONE, "p00009")
    assert "19900000104" not in back.id
    await ring(stage)
    assert (await call(stage, back.id)).outcome is CallOutcome.OPEN


async def test_what_the_caller_wanted_may_be_skipped(play, stage):
    await at_nine(stage)
    await ring(stage)
    await play("""
        刘桂香：打电话
        刘桂香：1
        刘桂香：1
        刘桂香：0
        小助手…：王树平说什么事？
        小助手：记上了 / 电话都打完了
    """)
    assert await found(stage, Concern) == []


async def test_an_accusation_told_by_telephone_goes_where_accusations_go(play, stage):
    await at_nine(stage)
    await ring(stage)
    await play("""
        刘桂香：打电话
        刘桂香：1
        刘桂香：1
        刘桂香：王建国支书把低保给了他亲戚，收了人家的钱
    """)
    assert await found(stage, Concern) == []


async def test_a_stranger_is_called_back_by_the_office_above(play, stage):
    await at_nine(stage)
    await stage.say("路人", "", "sms", kind="missed_call")
    assert await found(stage, Call) == []  # no number, nobody to call
    sender = "+8613912345678"
    stage.whose["sms", sender] = "路人"
    await missed_from(stage, sender)
    await play("""
        小助手→路人：看到您打来的电话，乡镇便民中心会给您回过去
        王建国：打电话
        小助手：这会儿没有要打的电话
        陈晓燕：打电话
        小助手：1 没留姓名的乡亲 13912345678
        陈晓燕：1
        陈晓燕：3
        小助手…：名册上没留姓名的乡亲的电话
    """)
    (kept,) = await found(stage, Call)
    assert (kept.village, kept.outcome) == ("", CallOutcome.OVER)


async def missed_from(stage: Any, sender: str, **extra: str) -> None:
    """The telephone rang: nobody of the roster."""
    watch = stage.watch

    async def known(name: str, by: str) -> str:
        return sender

    stage.watch = known
    try:
        await stage.say("路人", "", "sms", kind="missed_call", **extra)
    finally:
        stage.watch = watch


async def test_a_landline_is_called_back_without_an_sms_and_a_service_not_at_all(stage):
    await at_nine(stage)
    await missed_from(stage, "+863580000003")
    await missed_from(stage, "+8610086", service="1")
    (kept,) = await found(stage, Call)
    assert (kept.person, kept.kind, kept.village) == (FENG, CallKind.BACK, "v001")


# ---------------------------------------------------------------- the morning, and what ends by itself


async def test_the_morning_and_the_list_say_how_many_wait(play, stage):
    await stage.say("白斌", "你好")
    await at_nine(stage, entry("c1", FENG), entry("c2", GAO), entry("c3", "p00104", number="+863580007777"))  # c3: 白斌's own household
    await play("""
        白斌：待办
        小助手：先办哪一件？ / 1 有 2 个人等着打电话
        白斌：1
        小助手：还有 2 个人要打电话
    """)
    await leap(stage, 23)
    assert heard(stage, "白斌", "早上好", "有 2 个人等着打电话")
    assert heard(stage, "陈晓燕", "电话") is False


async def test_at_night_nobody_is_called(play, stage):
    await at_nine(stage, entry("c1", FENG))
    await play("""
        （过了12小时）
        白斌：待办
        小助手…：1 有 1 个人等着打电话
        白斌：1
        小助手：这会儿没有要打的电话。打电话在早上九点到晚上八点
    """)


async def test_nobody_to_call_is_not_said(play, stage):
    await stage.say("白斌", "你好")
    await leap(stage, 24)
    assert not heard(stage, "白斌", "打电话")


async def test_what_is_over_leaves_the_list_in_the_morning(stage):
    old = replace(entry("c1", FENG), made_at=OPENS_AT - timedelta(days=40))
    asked = Ask("a9", GAO, "rating", "rating.how", OPENS_AT - timedelta(days=9), OPENS_AT - timedelta(days=1), {}, {"1": "good"})
    nobody = entry("c3", None)
    await at_nine(stage, old, asked, entry("c2", GAO, CallKind.ASK, ask="a9"), nobody, entry("c4", ZHANG))
    await skip(stage, 1)
    outcomes = {each.id: each.outcome for each in await found(stage, Call)}
    over, still = CallOutcome.OVER, CallOutcome.OPEN
    assert outcomes == {"c1": over, "c2": over, "c3": over, "c4": still}
    assert await noted(stage, "c1") == [("clock", "call_over")]


# ---------------------------------------------------------------- 通知到了吗


async def test_how_far_an_announcement_has_come(play, stage):
    await play("""
        王建国：通知到了吗
        小助手：还没有发过什么
        王建国：通知 明天上午停水
        王建国：1
        王建国：1
        （过了1小时）
        王建国：通知到了吗？
        小助手…：一共发了 / 在等着打电话 / 还要打电话的有
        王建国：打电话
        小助手：个人要打电话
        王建国：1
        王建国：1
        王建国：通知到了没有
        小助手…：一共发了 / 电话里说到了 1 条
    """)
    await adds_up(stage)
    first, *_ = await found(stage, Call, outcome="")
    await lay(stage, replace(first, outcome=CallOutcome.OVER))
    await play("""
        王建国：通知到了吗
        小助手…：电话里说到了 1 条 / 过了时候没说到 1 条
        刘桂香：通知到了吗
    """)
    await adds_up(stage)
    assert not heard(stage, "刘桂香", "一共发了")


async def adds_up(stage: Any) -> None:
    said = [text for _, text in stage.phones["王建国"].shown if "一共发了" in text][-1]
    total, *parts = [int(n) for n in re.findall(r"(\d+) 条", said.split("\n")[0])]
    assert total == sum(parts) > 100


async def test_of_several_matters_one_is_chosen(play, stage):
    asked = await visiting(stage)
    await lay(stage, replace(asked, about="road"))
    await play("""
        王建国：通知 明天上午停水
        王建国：2
        王建国：1
        （过了1小时）
        王建国：通知到了吗
        小助手…：看哪一件？ / 1 通知：明天上午停水 / 2 东坡的路塌了半边
        王建国：2
        小助手：还没有发过什么
    """)
