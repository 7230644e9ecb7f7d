"""改类: a cadre puts a concern into its right category and sub, in three turns; who said so, and when, is kept, never the words."""

import pytest
from sqlalchemy import select

from storage import corrections
from storage.tables import concerns
from storage.tables import corrections as kept
from tests.dialogues.test_one_matter import LAMP, ROAD, WATER


async def rows(stage, table):
    async with stage.app.database.read() as connection:
        return (await connection.execute(select(table))).mappings().all()


async def learnt(stage):
    """What the next night will teach, without the words."""
    async with stage.app.database.read() as connection:
        return [each.code for each in await corrections.usable(connection)]


async def test_the_nth_of_the_list_is_put_right_in_three_turns(play, stage):
    await play(f"""
        {ROAD}
        {LAMP}
        王建国：摘要
        小助手：有 2 件事等您定
        王建国：改类 2
        小助手：路灯不亮 / 现在是：供电照明、取暖与通信·路灯不亮 / 该是哪一类？ / 道路交通 / 还是供电照明 / 别的
        王建国：道路交通
        小助手：“道路交通”里头，是哪一样？说不准，回 0。 / 1 路面破损塌方 / 6 大车碾压超载
        王建国：3
        小助手：改好了，这件算“道路交通·桥涵护栏错车道” / 先看哪一件？ / 2 / 道路交通
    """)
    (found,) = await rows(stage, kept)
    lamp = next(row for row in await rows(stage, concerns) if "路灯" in row["text"])
    assert (found["concern"], found["old"], found["new"]) == (lamp["id"], "03.2", "01.3")
    assert found["by"]
    assert found["at"]
    assert (lamp["category"], lamp["sub"]) == ("01", "01.3")
    async with stage.app.database.read() as connection:
        assert [(each.text, each.code) for each in await corrections.usable(connection)] == [(lamp["text"], "01.3")]


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
        小助手：“医疗卫生”里头
        王建国：0
        小助手：改好了，这件算“医疗卫生”。
    """)
    assert [(each["old"], each["new"]) for each in await rows(stage, kept)] == [("02.3", "10")]


async def test_another_sub_of_the_same_category_is_chosen(play, stage):
    await play(f"""
        {WATER}
        王建国：改类 1
        王建国：还是人畜饮水与灌溉
        小助手：该是哪一类？ / 6 还是人畜饮水与灌溉 / 7 别的
        小助手：“人畜饮水与灌溉”里头，是哪一样？ / 1 停水水小 / 3 管道冻裂漏水
        王建国：1
        小助手：改好了，这件算“人畜饮水与灌溉·停水水小”
    """)
    assert [(each["old"], each["new"]) for each in await rows(stage, kept)] == [("02.3", "02.1")]
    assert [(row["category"], row["sub"]) for row in await rows(stage, concerns)] == [("02", "02.1")]
    assert await learnt(stage) == ["02.1"]


@pytest.mark.parametrize("unsure", ["0", "说不准", "不知道"])
async def test_who_cannot_say_what_it_is_within_corrects_the_category_alone(play, stage, unsure):
    await play(f"""
        {WATER}
        王建国：改类 1
        王建国：1
        王建国：{unsure}
        小助手：该是哪一类？
        小助手：里头，是哪一样？
        小助手：改好了
    """)
    (found,) = await rows(stage, concerns)
    assert found["sub"] is None
    assert await learnt(stage) == [found["category"]]


async def test_by_sms_nought_turns_back_on_the_second_page_and_is_none_of_them_on_the_first(play, stage):
    await play(f"""
        {WATER}
        王建国[短信]：改类 1
        王建国[短信]：1
        小助手：该是哪一类？
        小助手：是里头哪一样？说不准回0。 / 1 / 3 / 9还有
        王建国[短信]：9
        小助手：1 / 3 / 0上一页
        王建国[短信]：0
        小助手：1 / 9还有
        王建国[短信]：0
        小助手：改好了
    """)
    assert [len(code) for code in await learnt(stage)] == [2]


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
        王建国：1
        小助手：该是哪一类？
        小助手：里头，是哪一样？
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
        王建国：1
        小助手：该是哪一类？
        小助手：里头，是哪一样？
        小助手：改好了
        王强[短信]：撤回
        王强[短信]：1
    """)
    async with stage.app.database.read() as connection:
        assert len(await rows(stage, kept)) == 1
        assert await corrections.usable(connection) == []
