"""A village's poster and the account's menu: who scans is asked nothing twice, a key says what its word says."""

import pytest

from bot.spoken_script import read_script
from bot.stage import Stage

STONE_BRIDGE, OTHER = "v001", "v002"


@pytest.fixture
def scans(stage: Stage):
    async def scanned(name: str, unit: str = STONE_BRIDGE, event: str = "subscribe", script: str = "") -> None:
        await stage.say(name, "", kind=f"event.{event}", scene=f"v_{unit}", event_key=f"qrscene_v_{unit}")
        await stage.play(read_script(script))

    return scanned


@pytest.fixture
def presses(stage: Stage):
    async def pressed(name: str, key: str, script: str, event: str = "CLICK") -> None:
        await stage.say(name, "", kind=f"event.{event}", event_key=key)
        await stage.play(read_script(script))

    return pressed


async def test_who_scans_a_poster_is_greeted_and_never_asked_for_the_village(scans, play):
    await scans("外路人", script="小助手：这里是石桥村“说事” / 只用来办事")
    await play("""
        外路人：村口的路灯坏了，黑灯瞎火没法走
        小助手：从什么时候开始的？
        外路人：前天
        小助手：念给您听：村口的路灯坏了
        外路人：1
        小助手：记好了，编号 / 归王支书管
        外路人：绑定
        小助手：您叫什么名字
    """)


@pytest.mark.parametrize("event", ["subscribe", "SCAN"])
async def test_scanning_it_again_asks_nothing(scans, event):
    await scans("外路人", script="小助手：这里是石桥村“说事”")
    await scans("外路人", event=event, script="小助手：这里是石桥村“说事”。有什么烦心事")


async def test_a_scene_of_before_and_one_that_is_none(stage, scans, play):
    await stage.say("外路人", "", kind="event.SCAN", scene=STONE_BRIDGE)
    await play("小助手：这里是石桥村“说事”")
    await scans("另一人", "nowhere", script="小助手：乡亲您好，这里是“说事”")
    await scans("第三人", "t001", script="小助手：乡亲您好，这里是“说事”")  # a township is no village


async def test_who_was_of_another_village_is_asked_once_and_moves(scans, play, stage):
    other = stage.app.directory.units[OTHER].name
    await scans("外路人", OTHER, script=f"小助手：这里是{other}“说事”")
    await scans("外路人", event="SCAN", script=f"小助手：这里是石桥村“说事”。您原来是{other}的，要改成石桥村吗 / 1 / 改成石桥村 / 2")
    await play("""
        外路人：1
        小助手：记下了，您是石桥村的
    """)
    await scans("外路人", event="SCAN", script="小助手：这里是石桥村“说事”。有什么烦心事")


async def test_or_stays(scans, play, stage):
    other = stage.app.directory.units[OTHER].name
    await scans("外路人", OTHER, script=f"小助手：这里是{other}“说事”")
    await scans("外路人", script="小助手：要改成石桥村吗")
    await play("""
        外路人：2
        小助手：好，就到这儿
    """)
    await scans("外路人", OTHER, script=f"小助手：这里是{other}“说事”。有什么烦心事")


async def test_a_report_in_the_middle_waits_until_the_village_is_clear(scans, play, stage):
    other = stage.app.directory.units[OTHER].name
    await scans("外路人", OTHER, script=f"小助手：这里是{other}“说事”")
    await play("""
        外路人：村口的路灯坏了，黑灯瞎火没法走
        小助手：从什么时候开始的？
    """)
    await scans("外路人", script="小助手：要改成石桥村吗")
    await play("""
        外路人：2
        小助手：好，就到这儿 / 从什么时候开始的？
        外路人：前天
        小助手：念给您听：村口的路灯坏了
    """)


async def test_no_poster_moves_whom_the_roster_knows(scans, play, stage):
    other = stage.app.directory.units[OTHER].name
    await scans("张春梅", OTHER, script=f"小助手：这里是{other}“说事”。您在名册上是石桥村的，您说的事还归石桥村管")
    await scans("张春梅", script="小助手：这里是石桥村“说事”。有什么烦心事")


async def test_whoever_left_and_scans_again_hears_from_us_again(scans, stage):
    await scans("外路人", script="小助手：这里是石桥村“说事”")
    await stage.say("外路人", "", kind="event.unsubscribe")
    await scans("外路人", script="小助手：这里是石桥村“说事”")


@pytest.mark.parametrize("event", ["CLICK", "click"])
async def test_the_menu_s_keys(presses, play, event):
    await presses("张春梅", "report", "小助手：您说，是什么事？", event)
    await play("""
        张春梅：昨天开始，村口的路塌了半边，三轮车上不来
        小助手：念给您听
        张春梅：1
        小助手：记好了，编号
    """)
    await presses("张春梅", "progress", "小助手：村口的路塌了 / 已收到", event)
    await presses("张春梅", "help", "小助手：有事直接说一句，打字、语音、照片都行", event)
    await presses("张春梅", "a_key_of_yesterday", "小助手：有事直接说一句就行", event)


async def test_a_new_matter_by_the_menu_waits_for_the_open_question(presses, play):
    await play("""
        张春梅：村口的路灯坏了，黑灯瞎火没法走
        小助手：从什么时候开始的？
    """)
    await presses("张春梅", "report", "小助手：先把这件说完；不说了，回“取消” / 从什么时候开始的？")
    await play("""
        张春梅：前天
        小助手：念给您听：村口的路灯坏了
    """)
