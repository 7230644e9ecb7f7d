"""Where a matter stands, better words, taking it back, being forgotten, and a person to talk to."""

import re
import sqlite3

from sqlalchemy import select

from storage.tables import issues

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
