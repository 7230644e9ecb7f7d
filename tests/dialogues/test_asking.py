"""A plain question is answered with where the matter stands; it is filed by nobody and never taken for a place or a day."""

from datetime import date, timedelta

import pytest

from bot.demo.district import OPENS_AT
from handlers.village.issue import Issue, Level, Track
from handlers.village.matter import Concern, Stage
from tests.dialogues.deep import found, lay

ROAD = Issue(
    "road",
    "v001",
    "东坡的路塌了半边",
    OPENS_AT - timedelta(days=9),
    stage=Stage.VISITING,
    level=Level.VILLAGE,
    track=Track.MAJOR,
    session=date(2026, 12, 10),
)


async def told(play) -> None:
    await play("""
        张春梅：昨天开始，村口到东坡的路塌了半边，三轮车上不来
        小助手：是这个事吧？
        张春梅：1
        小助手：记好了，编号
    """)


@pytest.mark.parametrize("words", ["这事到哪一步了", "路修好没有", "路修得咋样了", "路啥时候能修", "有没有消息"])
async def test_how_far_it_has_come_is_answered_and_not_filed(play, stage, words):
    await told(play)
    await play(f"""
        张春梅：{words}
        小助手：村口到东坡 / 王支书
    """)
    assert len(await found(stage, Concern)) == 1


async def test_the_day_of_the_meeting_is_told_to_anybody_of_the_village(play, stage):
    await lay(stage, ROAD)
    await play("""
        李秀兰：开会是哪天
        小助手：“东坡的路塌了半边”12月10日开会商量
        王强[短信]：路修好没有？
        小助手：“东坡的路塌了半边”：正在走访
    """)
    assert await found(stage, Concern) == []


async def test_what_is_not_called_yet_is_told_to_nobody(play, stage):
    await lay(stage, ROAD, Issue("pit", "v001", "垃圾池满了", OPENS_AT, stage=Stage.SET, session=date(2026, 12, 10)))
    await play("""
        李秀兰：垃圾池拉了没有
        小助手：还没有报过的事
        李秀兰：垃圾池的会是哪天
        小助手：没有定下日子
    """)


async def test_a_question_back_in_the_middle_of_a_report_is_no_place(play, stage):
    await told(play)
    await play("""
        张春梅：前街的路灯瞎了四五个
        小助手：从什么时候
        张春梅：路修好没有
        小助手：村口到东坡 / 从什么时候
        张春梅：前天
        小助手：是这个事吧？
    """)


async def test_when_something_nobody_has_told_of_is_a_concern(play, stage):
    await play("""
        李秀兰：路啥时候能修
        小助手：听见了
    """)


async def test_a_question_about_the_family_s_matter_asks_who_speaks(play, stage):
    await play("""
        张东[短信]：路修好没有
        小助手：您是哪位
    """)


@pytest.mark.parametrize("words", ["路修得坑坑洼洼", "路修好没几天又塌了", "会开了也不顶用，没人听"])
async def test_what_only_looks_like_a_question_is_a_concern(play, stage, words):
    await told(play)
    await play(f"""
        张春梅：{words}
        小助手：听见了
    """)
