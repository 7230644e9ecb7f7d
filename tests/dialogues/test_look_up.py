"""Where a matter stands, better words, taking it back, being forgotten, and a person to talk to."""

import re
import sqlite3
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from handlers.village.issue import PaperKind, Task
from handlers.village.matter import Concern, Stage
from storage.tables import issues
from tests.dialogues.laid import keep, kept, lay, paper

CHANNELS = ("微信", "短信", "终端")
REPORT = """
    张春梅：昨天开始，村口的路塌了半边，三轮车上不来
    张春梅：1
    小助手：念给您听
    小助手：记好了，编号
"""


def number_of(stage, name):
    """The public number that this person's phone showed last."""
    return re.findall("编号 ?([0-9]{6})", "\n".join(text for _, text in stage.phones[name].shown))[-1]


def all_text(folder):
    """Every value of every table, as a look into the database file would find it."""
    with sqlite3.connect(folder / "stage.db") as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: repr(connection.execute(f'SELECT * FROM "{table}"').fetchall()) for table in tables}


def tables_with(folder, words):
    return sorted(table for table, text in all_text(folder).items() if words in text)


async def test_one_s_own_matters_with_their_words(play, stage):
    for by in CHANNELS:
        await play(f"""
            张春梅[{by}]：昨天开始，村口的路塌了半边，三轮车上不来
            张春梅[{by}]：1
            小助手：村口的路塌了半边
            小助手：编号
        """)
        number = number_of(stage, "张春梅")
        await play(f"""
            张春梅[{by}]：我的事
            小助手：{number} / 已收到，等村里看 / 王支书管，11月26日前
            张春梅[{by}]：查
            小助手：{number} / 已收到
            张春梅[{by}]：查{number}
            小助手：{number} / 已收到
            张春梅[{by}]：{number}
            小助手：{number} / 已收到
            （过了1分钟）
        """)


async def test_another_phone_sees_the_stage_but_not_the_words(play, stage):
    await play(REPORT)
    number = number_of(stage, "张春梅")
    for by in CHANNELS:
        await play(f"""
            李秀兰[{by}]：查 {number}
            小助手：编号 {number}：已收到，等村里看。王支书管，11月26日前有回话
            李秀兰[{by}]：查999999
            小助手：没有查到编号 999999
            李秀兰[{by}]：查
            小助手：没有报过
        """)
    assert "塌" not in "".join(text for _, text in stage.phones["李秀兰"].shown)


async def test_better_words_join_the_file(play, stage):
    await play(f"""
        {REPORT}
        张春梅：改一下
        小助手：原来记的是：昨天开始，村口的路塌了半边 / 您说一句
        张春梅：坡底也塌了一块
        小助手：编号 / 添上您的新话了
        王建国：摘要
        小助手：有 1 件事等您定
        王建国：1
        小助手：村口的路塌了半边 / 坡底也塌了一块
    """)


async def test_with_several_matters_one_is_chosen_first(play):
    await play(f"""
        {REPORT}
        张春梅：昨天开始，前街的路灯坏了三个，黑夜没法走
        张春梅：1
        小助手：念给您听
        小助手：记好了，编号
        张春梅：改一下
        小助手：要改哪一件？ / 1 / 2
        张春梅：取消
        小助手：好，不说这个了
        张春梅：撤回
        小助手：要撤回哪一件？ / 1 / 2
    """)


async def test_taken_back_leaves_the_list(play):
    await play(f"""
        {REPORT}
        张春梅：撤回
        小助手：撤回“昨天开始，村口的路塌了半边，三轮车上不来”，是吗？ / 1 撤回 / 2 不撤
        张春梅：2
        小助手：好，就到这儿
        张春梅：撤回
        张春梅：1
        小助手：是吗？
        小助手：撤回了。以后想说，随时再说
        张春梅：查
        小助手：没有报过
        王建国：摘要
        小助手：现在没有等您定的事
    """)


async def test_an_issue_counts_one_household_less_when_a_voice_is_taken_back(play, stage):
    await play(f"""
        {REPORT}
        李秀兰：前天开始，东坡那圪截路跌下去一块，农用车过不圪
        李秀兰：1
        王建国：摘要
        王建国：1
        王建国：1
        王建国：1
        张春梅：撤回
        张春梅：1
    """)
    async with stage.app.database.read() as connection:
        counted = (await connection.execute(select(issues.c.households, issues.c.reports))).all()
    assert counted == [(1, 1)]


async def test_what_was_said_is_gone_after_three_days_unless_it_was_undone(play, stage, tmp_path):
    await play(f"""
        {REPORT}
        张春梅：改一下
        张春梅：坡底也塌了一块
        小助手：您说一句
        小助手：添上您的新话了
        张春梅：删掉我的信息
        张春梅：1
        小助手：都删掉吗？ / 在办的事还会办 / 1 删掉 / 2 不删
        小助手：11月26日删。这之前反悔，回“别删”
        李秀兰：昨天开始，前街的路灯坏了三个，黑夜没法走
        李秀兰：1
        小助手：念给您听
        小助手：记好了
        李秀兰：别删
        小助手：没有要删的
        李秀兰：删掉我的信息
        李秀兰：2
        李秀兰：删掉我的信息
        李秀兰：1
        李秀兰：别删
        小助手：都删掉吗？
        小助手：好，就到这儿
        小助手：都删掉吗？
        小助手：11月26日删
        小助手：好，不删了
    """)
    number = number_of(stage, "张春梅")
    await play(f"""
        （过了3天）
        （过了1小时）
        张春梅：查
        小助手：没有报过 / 只用来办事
        张春梅：查{number}
        小助手：编号 {number}：已收到
        李秀兰：查
        小助手：前街的路灯 / 已收到
    """)
    assert tables_with(tmp_path, "三轮车上不来") == []
    assert tables_with(tmp_path, "坡底也塌了") == []
    assert "concerns" in tables_with(tmp_path, "前街的路灯坏了三个，黑夜没法走")


async def test_who_wants_a_person_is_called_back_by_the_grid_worker(play):
    for by in CHANNELS:
        await play(f"""
            李秀兰[{by}]：找人说
            小助手：已请网格员刘师傅给您打 / 110、119、120
            小助手→刘桂香：李秀兰（电话 19900000010）想找人说说话，请打过去
            李秀兰[{by}]：网格员电话
            小助手：网格员刘师傅的电话：19900000007
        """)


async def test_a_stranger_who_wants_a_person_is_asked_for_the_village_first(play):
    await play("""
        外路人：网格员电话
        小助手：还不知道您是哪个村的。回“换村”
        外路人：换村
        小助手：您是哪个村
        外路人：石桥村
        小助手：记下了，您是石桥村的
        外路人：网格员电话
        小助手：王支书的电话：19900000004
    """)


# ---------------------------------------------------------------- the matter has become an issue


SETTLED = (
    replace(paper(None, PaperKind.OUTCOME, "先修塌的那段，明年再拓宽，找李拴牢"), facts={"kind": "do"}),
    paper(None, PaperKind.NOTICE, "结果", page="outcome", until="2026-12-08"),
)


@pytest.mark.parametrize(
    ("at", "written", "mine", "others"),
    [
        (Stage.VISITING, (), "正在走访，挨户问。12月10日开会商量", "正在走访，挨户问。12月10日开会商量"),
        (Stage.OUTCOME, SETTLED[:1], "会开了，等公布结果。王支书管", "会开了，等公布结果。王支书管"),
        (Stage.DOING, SETTLED, "正在办。结果：办，先修塌的那段，明年再拓…。王支书11月30日前办好", "正在办。结果：办"),
        (Stage.RATING, SETTLED, "请大家评价。结果：办，先修塌的那段，明年再拓…。公示到12月8日", "请大家评价。结果：办"),
        (Stage.CLOSED, SETTLED, "办完了。结果：办，先修塌的那段，明年再拓…。", "办完了。结果：办"),
        (Stage.CLOSED, (replace(SETTLED[0], facts={"kind": "not"}), SETTLED[1]), "定了不办：先修塌的那段，明年再拓…。", "定了不办"),
    ],
)
async def test_a_matter_that_goes_its_way_is_followed(play, stage, at, written, mine, others):
    await lay(stage, at, *written, responsible="p00006")
    await keep(stage, Task("t-1", "road", "垫平", "王建国", date(2026, 11, 30), "p00006"))
    await play(f"""
        张春梅：我的事
        小助手：304120（东坡的路塌了半边，三轮…）：{mine}
        李秀兰：查304120
        小助手：编号 304120：{others}
        李秀兰[短信]：我的事
        小助手：304121：
    """)
    assert "李拴牢" not in "".join(text for name in ("张春梅", "李秀兰") for _, text in stage.phones[name].shown)
    assert all(len(text) <= 70 for phone in stage.phones.values() for channel, text in phone.shown if channel == "sms")


async def test_what_is_private_or_sealed_follows_no_issue(play, stage):
    await lay(stage, Stage.DOING, *SETTLED)
    for concern in await kept(stage, Concern, issue="road"):
        await keep(stage, replace(concern, stage=Stage.SEALED if concern.number == "304120" else Stage.PRIVATE))
    await play("""
        王强：查304120
        小助手：编号 304120：已撤回。
        王强：查304121
        小助手：编号 304121：单独在办
    """)
    assert "结果" not in "".join(text for _, text in stage.phones["王强"].shown)
