"""A cadre on WeCom: the same talk as on WeChat, open for whoever is a member, whenever they last spoke."""

from sqlalchemy import select, update

from storage.tables import addresses


async def test_a_cadre_on_wecom_talks_like_on_wechat(play, stage):
    await play("""
        王建国[企业微信]：帮助
        小助手：待办：等您办的事
        张春梅：昨天开始，村口的路塌了半边，三轮车上不来
        张春梅：1
        小助手：念给您听
        小助手：记好了，编号
        王建国[企业微信]：摘要
        小助手：有 1 件事等您定 / 村口的路塌了
    """)
    assert {channel for channel, _ in stage.phones["王建国"].shown} == {"wecom"}


async def test_entering_the_application_is_no_reason_to_talk(stage, play):
    await stage.say("王建国", "", by="wecom", kind="event.enter_agent")
    await play("小助手×王建国")


async def test_whoever_speaks_can_be_spoken_to_again(stage, play):
    where = await stage.watch("王建国", "wecom")
    async with stage.app.database.write() as connection:
        await connection.execute(update(addresses).where(addresses.c.sender == where).values(following=False))
    await play("""
        王建国[企业微信]：帮助
        小助手：待办
    """)
    async with stage.app.database.read() as connection:
        kept = await connection.execute(select(addresses.c.following).where(addresses.c.sender == where, addresses.c.channel == "wecom"))
        assert kept.scalar_one() is True


async def test_a_cadre_s_morning_comes_to_wecom_days_after_they_last_spoke(play, stage):
    await play("""
        王建国[企业微信]：帮助
        小助手：待办
        （过了3天）
        张春梅：昨天开始，村口的路塌了半边，三轮车上不来
        张春梅：1
        （过了1天）
        小助手→王建国…：村口的路塌了
    """)
    assert {channel for channel, _ in stage.phones["王建国"].shown} == {"wecom"}
