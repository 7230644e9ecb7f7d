"""改类: a cadre puts a concern into its right category, in two turns; who said so, and when, is kept, never the words."""

from sqlalchemy import select

from storage import corrections
from storage.tables import concerns
from storage.tables import corrections as kept
from tests.dialogues.test_one_matter import LAMP, ROAD, WATER


async def rows(stage, table):
    async with stage.app.database.read() as connection:
        return (await connection.execute(select(table))).mappings().all()


async def test_the_nth_of_the_list_is_put_right_in_two_turns(play, stage):
    await play(f"""
        {ROAD}
        {LAMP}
        王建国：摘要
        小助手：有 2 件事等您定
        王建国：改类 2
        小助手：路灯不亮 / 现在是：供电照明 / 该是哪一类？ / 道路交通 / 别的
        王建国：道路交通
        小助手：改好了，这件算“道路交通” / 先看哪一件？ / 2 / 道路交通
    """)
    (found,) = await rows(stage, kept)
    lamp = next(row for row in await rows(stage, concerns) if "路灯" in row["text"])
    assert (found["concern"], found["old"], found["new"]) == (lamp["id"], "03", "01")
    assert found["by"]
    assert found["at"]
    assert (lamp["category"], lamp["sub"]) == ("01", None)
    async with stage.app.database.read() as connection:
        assert [(each.text, each.code) for each in await corrections.usable(connection)] == [(lamp["text"], "01")]


async def test_the_one_looked_at_needs_no_number(play, stage):
    await play(f"""
        {WATER}
        {LAMP}
        王建国：摘要
        王建国：1
        小助手：有 2 件事等您定
        小助手：原话 / 水管冻裂
        王建国：改类
        小助手：水管冻裂 / 现在是：人畜饮水 / 该是哪一类？
        王建国：别的
        小助手：别的类里，是哪一类？
        王建国：医疗卫生
        小助手：改好了
    """)
    assert [(each["old"], each["new"]) for each in await rows(stage, kept)] == [("02", "10")]


async def test_without_a_list_it_is_asked_which(play, stage):
    await play(f"""
        {WATER}
        王建国：改类别
        小助手：哪一件分错了类？ / 都没分错
        王建国：2
        小助手：好
        王建国：改类 7
        小助手：哪一件分错了类？
        王建国：1
        王建国：1
        小助手：该是哪一类？
        小助手：改好了
    """)
    assert len(await rows(stage, kept)) == 1


async def test_nobody_but_a_triager_corrects(play, stage):
    await play(f"""
        {WATER}
        张春梅：改类 1
    """)
    assert not await rows(stage, kept)


async def test_what_its_author_took_back_teaches_nothing(play, stage):
    await play(f"""
        {WATER}
        王建国：改类 1
        王建国：1
        小助手：该是哪一类？
        小助手：改好了
        王强[短信]：撤回
        王强[短信]：1
    """)
    async with stage.app.database.read() as connection:
        assert len(await rows(stage, kept)) == 1
        assert await corrections.usable(connection) == []
