"""One matter, once: likeness shown, joined by a cadre only, taken apart again, undone in a word; copies are one voice a phone."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from bot.demo.district import OPENS_AT
from handlers.look_up import undated
from handlers.memory import Due
from handlers.village.matter import Concern, Stage
from storage.records import RECORDS
from storage.tables import alikes, concerns, issues

ROAD = """
    张春梅：昨天开始，村口的路塌了半边，三轮车上不来
    张春梅：1
    （过了1分钟）
"""
AGAIN = """
    李秀兰：村口的路塌了一块，农用车过不去
    李秀兰：昨天
    李秀兰：1
    （过了1分钟）
"""
WATER = """
    王强[短信]：昨天开始，后沟的水管冻裂了，水流了一坡
    王强[短信]：1
    （过了1分钟）
"""
LAMP = """
    刘桂香：前天开始，后沟的路灯不亮了，天黑看不见
    刘桂香：1
    （过了1分钟）
"""
JOINED = f"""
    {ROAD}
    {AGAIN}
    王建国：摘要
    王建国：1
    王建国：并
    王建国：1
    小助手：有 2 件事等您定
    小助手：原话
    小助手：和哪一件是一回事？ / 1
    小助手：并好了 / 2条，2户 / 撤销
    小助手→张春梅…：您说的“村口的路塌了半边，三轮…”，已有2户提到
    小助手→李秀兰…：已有2户提到
"""


async def rows(stage, table=concerns):
    async with stage.app.database.read() as connection:
        return (await connection.execute(select(table))).mappings().all()


async def test_a_new_concern_shows_which_of_the_list_it_is_like(play):
    await play(f"""
        {ROAD}
        {WATER}
        {AGAIN}
        王建国：摘要
        王建国：3
        小助手：有 3 件事等您定
        小助手：原话：村口的路塌了一块 / 像是第1件（ / %）：“ / 这件怎么办？
    """)


async def test_the_first_told_shows_what_is_like_it_too(play):
    await play(f"""
        {ROAD}
        {WATER}
        {AGAIN}
        王建国：摘要
        王建国：1
        小助手：有 3 件事等您定
        小助手：原话：昨天开始，村口的路塌了半边 / 像是第3件（ / %）：“村口的路塌了一块 / 这件怎么办？ / 1 和别的并成一件
        王建国：1
        小助手：和哪一件是一回事？ / 1 村口的路塌了一块 / 2 昨天开始，后沟的水管
        王建国：1
        小助手：并好了 / 2条，2户
    """)


async def test_of_many_alike_every_one_shows_its_likeliest(play):
    tellings = {"张春梅": "不亮了，天黑看不见", "李秀兰": "瞎了三盏", "王强": "坏了好几个，黑夜出不去", "刘桂香": "灭了，没人修"}
    for name, words in tellings.items():
        await play(f"""
            {name}：前天开始，后沟的路灯{words}
            {name}：1
            （过了1分钟）
        """)
    await play("王建国：摘要")
    for n in range(1, 5):
        await play(f"""
            王建国：{n}
            小助手…：原话 / 像是第 / %
            王建国：返回
        """)


async def test_what_a_cadre_has_kept_apart_is_shown_on_neither(play, stage):
    await play(f"""
        {ROAD}
        {AGAIN}
        王建国：并
        王建国：1
        王建国：2
        小助手…：不再往一块儿提 / 都看完了
    """)
    for n in (1, 2):
        await play(f"""
            王建国：摘要
            王建国：{n}
            小助手：有 2 件事等您定
            小助手：原话 / 1 和别的并成一件
            王建国：先放着
            小助手：好
        """)
        assert "像是第" not in stage.phones["王建国"].shown[-2][1]


@pytest.mark.parametrize(
    ("text", "since", "quoted"),
    [
        ("昨天开始，村口的路塌了半边", "昨天", "村口的路塌了半边"),
        ("从前天起后沟的路灯不亮了", "前天", "后沟的路灯不亮了"),
        ("前天黑夜，坡上掉石头了", "前天", "坡上掉石头了"),
        ("昨天的雨把路冲断了", "昨天", "雨把路冲断了"),
        ("昨天起火了，烧了草垛", "昨天", "起火了，烧了草垛"),
        ("三天没水了", "三天", "三天没水了"),
        ("后沟昨天停了水", "昨天", "后沟昨天停了水"),
        ("昨天，没水", "昨天", "昨天，没水"),
        ("村口的路塌了", None, "村口的路塌了"),
    ],
)
def test_a_quote_does_not_open_with_the_day_it_was_said_from(text, since, quoted):
    concern = Concern("c", "a", "a", "sms", "main", "m", OPENS_AT, text, since=since)
    assert undated(concern, 20) == quoted


async def test_nothing_is_joined_by_itself(play, stage):
    await play(f"""
        {ROAD}
        {AGAIN}
        （过了2天）
    """)
    assert {row["stage"] for row in await rows(stage)} == {"received"}
    assert not await rows(stage, issues)


async def test_what_was_joined_is_undone_in_one_word(play, stage):
    await play(f"""
        {JOINED}
        王建国：撤销
        小助手：撤销了，还是两件
        小助手→张春梅：不是一回事，分开来办
        小助手→李秀兰：不是一回事，分开来办
        王建国：撤销
        小助手：没有并过
        李秀兰：查
        小助手：已收到，等村里看
        王建国：摘要
        小助手：有 2 件事等您定
    """)
    assert {row["issue"] for row in await rows(stage)} == {None}
    assert [row["stage"] for row in await rows(stage, issues)] == ["withdrawn"]


LANDLINE = """
    张喜：昨天开始，村口的路塌了半边，三轮车上不来
    张喜：1
    （过了1分钟）
"""


async def test_who_no_message_reaches_is_said_to_want_a_call(play, stage):
    await stage.know("张喜")
    await play(f"""
        {LANDLINE}
        {AGAIN}
        （过了3天）
        王建国：摘要
        王建国：1
        王建国：1
        王建国：1
        小助手…：并好了 / 2条，2户，报的人告诉了1个，1个要打电话。并错了
        小助手→李秀兰…：已有2户提到
        王建国：撤销
        小助手：撤销了，还是两件 / 报的人告诉了1个，1个要打电话
        王建国：摘要
        王建国：1
        王建国：列进候选议题
        小助手…：原话：昨天开始，村口的路塌了半边
        小助手：报的人收不到消息，1个要打电话。 / 先看哪一件
    """)
    assert "提到" not in "".join(text for _, text in stage.phones["张喜"].shown)


async def test_by_night_it_counts_what_reaches_them_in_the_morning(play, stage):
    await stage.know("张喜")
    await play(f"""
        {LANDLINE}
        {AGAIN}
        （过了1天）
        （过了14小时）
        王建国：摘要
        王建国：1
        王建国：1
        王建国：1
        小助手…：并好了 / 报的人都告诉了（2个手机）
        （过了10小时）
        小助手→李秀兰…：已有2户提到
        小助手→张喜…：已有2户提到
    """)


async def test_a_voice_is_taken_out_and_goes_with_its_own_matter(play, stage):
    await play(f"""
        {JOINED}
        {WATER}
        王建国：摘要
        王建国：1
        王建国：1
        王建国：1
        小助手：有 1 件事
        小助手：原话
        小助手：和哪一件是一回事？ / 1 候选 / 2条，2户
        小助手：并好了 / 3条，3户
        小助手→张春梅：已有3户提到
        小助手→王强…：已有3户提到
        王建国：拆
        小助手：拆哪一件？ / 3条，3户
        王建国：1
        小助手：哪一条是另一件事？ / 1条，1户 / 3 昨天开始，后沟的水管 / 4 都不是
        王建国：3
        小助手：拆开了 / 还有2条，2户 / 撤销
        小助手→王强：分开来办
        王强[短信]：查
        小助手：已收到，等村里看
        王建国：摘要
        王建国：1
        王建国：列进候选议题
        小助手：有 1 件事
        小助手：原话：昨天开始，后沟的水管
        小助手：告诉报的人了
        小助手→王强：列进候选议题
        小助手×张春梅
    """)
    apart = {row["text"][5:7]: row["issue"] for row in await rows(stage)}
    assert len({row["issue"] for row in await rows(stage)}) == 2, apart


async def test_a_split_is_undone_in_one_word_too(play, stage):
    await play(f"""
        {JOINED}
        王建国：拆
        王建国：1
        王建国：2
        小助手：拆哪一件？
        小助手：哪一条是另一件事？
        小助手：拆开了 / 还有1条，1户
        王建国：撤销
        小助手：并好了 / 2条，2户
        李秀兰：查
        小助手…：和别人说的并成一件
    """)
    assert len({row["issue"] for row in await rows(stage)}) == 1
    assert {row["stage"] for row in await rows(stage)} == {"merged"}


async def test_who_is_no_cadre_joins_and_undoes_nothing(play, stage):
    await play(JOINED)
    for name in ("张春梅", "外路人", "赵刚"):
        for word in ("并", "拆", "撤销"):
            await play(f"{name}：{word}")
    assert {row["stage"] for row in await rows(stage)} == {"merged"}


# ---------------------------------------------------------------- copies


TEXT = "村口的路塌了半边，三轮车上不来"


async def copies(stage, count: int, phones: int, **more) -> None:
    """So many concerns with one text, turn by turn from so many phones, as the store has them when they are filed."""
    async with stage.app.database.write() as connection:
        for n in range(count):
            where = f"sms:main:phone{n % phones}"
            made = Concern(
                f"copy{n}",
                f"a:{where}",
                where,
                "sms",
                "main",
                f"m{n}",
                stage.app.clock.village() + timedelta(milliseconds=n),
                TEXT,
                Stage.RECEIVED,
                "v001",
                category="01",
                sub="01.1",
                place="村口",
                number=str(100000 + n),
                **{key: value(n) if callable(value) else value for key, value in more.items()},
            )
            await connection.execute(insert(concerns), [RECORDS[Concern].row(made)])
            due = Due(f"group:copy{n}", "group", made.id, stage.app.clock.village())
            await connection.execute(insert(RECORDS[Due].table), [RECORDS[Due].row(due)])
    await stage.settle()


@pytest.mark.parametrize("meant", [None, lambda n: f"meant:copy{n}", lambda n: f"meant:v001:人{n}"], ids=["own", "unnamed", "named"])
async def test_five_hundred_copies_from_three_phones_are_three_households(play, stage, meant):
    await copies(stage, 500, 3, household=meant)
    await play("""
        王建国：摘要
        小助手：有 1 件事等您定 / 1 村口的路塌了半边 / 500条，3户
        王建国：1
        小助手：原话 / 一样的话：500条，3户
        王建国：列进候选议题
        小助手：3个要打电话 / 都定完了
        王建国：议题
        小助手：哪一件？ / 列进候选议题，500条，3户
        王建国：1
        小助手：现在做哪一步？ / 1 上会
        王建国：1
        小助手：500条，3户，放了0天
    """)
    told = [text for name, phone in stage.phones.items() if name.startswith("phone") for _, text in phone.shown]
    assert len(told) <= 3
    (issue,) = await rows(stage, issues)
    assert (issue["reports"], issue["households"]) == (500, 3)


async def test_a_flood_does_not_hide_what_others_say(play, stage):
    await copies(stage, 300, 1)
    await play(f"""
        （过了1分钟）
        {WATER}
        王建国：摘要
        小助手：有 2 件事等您定 / 1 村口的路塌了半边 / 300条，1户 / 2 昨天开始，后沟的水管
    """)


# ---------------------------------------------------------------- by night


async def test_the_night_lists_pairs_and_a_word_joins_them(play, stage):
    await play(f"""
        {ROAD}
        {AGAIN}
        王建国：摘要
        王建国：1
        王建国：列进候选议题
        王建国：1
        王建国：列进候选议题
        小助手：有 2 件事
        小助手：原话
        小助手：告诉报的人了
        小助手：原话
        小助手：告诉报的人了
        （过了1天）
    """)
    assert await rows(stage, alikes)
    await play("""
        王建国：并
        小助手…：有 1 对像是一回事，先看哪一对？ / 11 “ / ”和“ / %
        王建国：11
        小助手…：1条，1户 / 1条，1户 / 是一回事吗？ / 11 是，并成一件 / 12 不是一回事
        王建国：11
        小助手：并好了 / 2条，2户 / 像的都看完了
        小助手→张春梅…：已有2户提到
        小助手→李秀兰…：已有2户提到
        李秀兰：我的事
        小助手：列进候选议题
        王建国：撤销
        小助手：撤销了
        王建国：议题
        小助手：1条，1户 / 1条，1户
        王建国：并
        小助手：现在没有像是一回事的
    """)


async def test_what_is_no_one_matter_is_not_shown_again(play, stage):
    await play(f"""
        {ROAD}
        {AGAIN}
        王建国：并
        王建国：1
        王建国：2
        小助手：像是一回事
        小助手：是一回事吗？
        小助手：不再往一块儿提 / 都看完了
        （过了1天）
        王建国：并
        小助手…：现在没有像是一回事的
    """)


async def test_the_morning_says_that_pairs_wait(play):
    await play(f"""
        王建国：你好
        {ROAD}
        {AGAIN}
        （过了1天）
        小助手→王建国：您好
        小助手→王建国：早上好。有 2 件事等您定 / 另外还有 1 件：有 1 对像是一回事
    """)


# ---------------------------------------------------------------- the vault


async def test_what_accuses_is_like_nothing(play, stage):
    await play(f"""
        {ROAD}
        李秀兰：村口的路塌了，是王支书把修路的钱贪了
        （过了1天）
        王建国：并
        小助手…：现在没有像是一回事的
        王建国：摘要
        王建国：1
    """)
    heard = "".join(text for _, text in stage.phones["王建国"].shown)
    assert "贪" not in heard
    assert "像是" not in heard.replace("像是一回事", "")


async def test_what_is_sealed_later_is_like_nothing_any_more(play, stage):
    await play(f"""
        {ROAD}
        {AGAIN}
    """)
    assert await rows(stage, alikes)
    await play("""
        李秀兰：修这路的钱叫王支书贪了
        王建国：并
        小助手…：现在没有像是一回事的
        王建国：摘要
        王建国：1
        小助手：有 1 件事等您定
    """)
    assert not await rows(stage, alikes)
    assert "像是第" not in stage.phones["王建国"].shown[-1][1]
