"""A cadre may be accused: the answer is neutral, nobody of the village hears of it, and the words are only in the vault."""

import json
import sqlite3

import pytest

from storage.vault import Vault

ACCUSED = "支书把低保给了他亲戚"
MARK = "低保给了他亲戚"


def tables_with(folder, words):
    """Tables in whose rows these words can be read."""
    with sqlite3.connect(folder / "stage.db") as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return sorted(name for name in names if words in repr(connection.execute(f'SELECT * FROM "{name}"').fetchall()))


def vault_of(stage, folder):
    """What the vault's key opens."""
    vault: Vault = stage.app.vault
    with sqlite3.connect(folder / "stage.db") as connection:
        return [json.loads(vault.open(key, body))[:3] for key, body in connection.execute("SELECT id, body FROM sealed")]


async def test_an_accusation_is_answered_neutrally_and_nobody_of_the_village_hears(play, stage, tmp_path):
    for by in ("微信", "短信", "终端"):
        await play(f"""
            张春梅[{by}]：{ACCUSED}
            小助手：单独收好，村里看不到
            张春梅[{by}]：查
            小助手：没有报过
            张春梅[{by}]：改一下
            小助手：
        """)
    await play("""
        （过了1天）
        小助手×张春梅
        小助手×王建国
        小助手×刘桂香
        王建国：摘要
        小助手：现在没有等您定的事
    """)
    assert tables_with(tmp_path, MARK) == []
    assert [kept[1:] for kept in vault_of(stage, tmp_path)] == [[ACCUSED, None]] * 3
    assert MARK not in "".join(text for phone in stage.phones.values() for _, text in phone.shown)


@pytest.mark.parametrize("first", ["路灯坏了，黑灯瞎火没法走", "昨天开始，村口的路塌了半边，三轮车上不来"])
async def test_an_accusation_in_the_middle_of_a_report_takes_the_report_with_it(play, stage, tmp_path, first):
    await play(f"""
        张春梅：{first}
        张春梅：{ACCUSED}
        小助手：听见了
        小助手：单独收好，村里看不到
        张春梅：1
        小助手：没听明白
        张春梅：查
        小助手：没有报过
        （过了1天）
        小助手×张春梅
        小助手×王建国
        小助手×刘桂香
        王建国：摘要
        小助手：现在没有等您定的事
    """)
    assert tables_with(tmp_path, MARK) == []
    ((_, words, _),) = vault_of(stage, tmp_path)
    assert words == f"{first}\n{ACCUSED}"


async def test_the_first_sentence_of_an_accusation_is_emptied_too(play, stage, tmp_path):
    await play(f"""
        张春梅：咱村的低保今年还评不评
        张春梅：{ACCUSED}
        小助手：听见了
        小助手：单独收好
    """)
    assert tables_with(tmp_path, MARK) == []
    assert tables_with(tmp_path, "低保今年还评不评") == []


@pytest.mark.parametrize("open_question", ["村口的路灯坏了三天了，黑夜看不见", "路灯坏了，黑灯瞎火没法走"])
async def test_an_accusation_beside_a_digit_is_not_swallowed(play, stage, tmp_path, open_question):
    await play(f"""
        张春梅：{open_question}
        张春梅：1 {ACCUSED}
        小助手：听见了
        小助手：单独收好，村里看不到
        小助手→陈晓燕：有一份来件等您看
    """)
    assert tables_with(tmp_path, MARK) == []


async def test_a_cadre_who_is_only_asked_is_no_accusation(play):
    await play("""
        张春梅：昨天开始，村口的路塌了半边，我跟支书说过了
        小助手：念给您听
        张春梅：1
        小助手：记好了，编号
    """)


FILED = """
    张春梅：昨天开始，村口的路塌了半边，三轮车上不来
    张春梅：1
    小助手：念给您听
    小助手：记好了，编号
"""


async def test_an_accusation_said_as_better_words_does_not_reach_the_accused(play, tmp_path):
    await play(f"""
        {FILED}
        张春梅：改一下
        张春梅：{ACCUSED}
        小助手：您说一句
        小助手：单独收好，村里看不到
        王建国：摘要
        小助手：现在没有等您定的事
    """)
    assert tables_with(tmp_path, MARK) == []


async def test_an_accusation_said_instead_of_a_place_is_not_told_to_those_who_were_called(play, tmp_path):
    await play(f"""
        张春梅：我家隔壁着火了
        小助手→刘桂香：【急】着火
        小助手→王建国：【急】着火
        张春梅：{ACCUSED}
        小助手：119
        小助手：单独收好，村里看不到
        小助手×刘桂香
        小助手×王建国
    """)
    assert tables_with(tmp_path, MARK) == []


async def test_an_accusation_said_of_an_answer_is_not_passed_on_to_the_accused(play, tmp_path):
    await play(f"""
        {FILED}
        王建国：摘要
        王建国：1
        王建国：2
        王建国：本周五以前来修
        张春梅：2
        小助手：王支书回您的话
        小助手：哪儿不行？
        张春梅：{ACCUSED}
        小助手：单独收好，村里看不到
        王建国：你好
        小助手：有 1 件事等您定
        小助手：原话
        小助手：怎么答？
        小助手：告诉报的人了
        小助手：您好
    """)
    assert tables_with(tmp_path, MARK) == []


async def test_who_confirms_after_words_were_sealed_is_answered(play):
    await play("""
        李秀兰：路灯坏了
        李秀兰：前街
        小助手：在哪儿
        小助手：从什么时候开始的
        李秀兰：从支书上任就没亮过，钱都叫他花了
        小助手：说到人的话单独收好了 / 还没核对，先替您报上了，编号
        李秀兰：1
        小助手：好，编号 / 核对好了
        王建国：摘要
        王建国：1
        小助手…：原话：路灯坏了（地方：前街）
    """)
