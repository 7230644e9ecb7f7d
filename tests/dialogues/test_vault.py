"""The vault: who is named decides who reads; every look is in the register; what is shown is stored under the key only."""

import json
import sqlite3
from datetime import timedelta

import pytest

from bot.parts import Hearing
from storage.tables import holders, papers
from tests.dialogues.doubting import Doubting
from tests.dialogues.test_accusation import tables_with, vault_of
from tests.journey.test_same_transcript import transcript

ACCUSED = "支书把低保给了他亲戚"
UNSURE = "昨天开始，村口的路塌了半边，三轮车上不来，修路那笔钱不晓得叫谁花了"
TOWNSHIP, DISTRICT = "t01", "d0"


@pytest.fixture(scope="session")
def hearing(hearing: Hearing) -> Hearing:
    return Doubting(hearing)


@pytest.fixture(autouse=True)
async def known(stage):
    await stage.know("闫秀丽", "康霞", "武兵", "张美兰", "温明", "白爱凤", "秦永虎")


def rows(folder, query, *values):
    with sqlite3.connect(folder / "stage.db") as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(query, values)]


def cases(folder):
    return rows(folder, "SELECT * FROM sealed_cases ORDER BY at, id")


def register(folder, *actions):
    """(who, why) of every look, oldest first."""
    marks = ", ".join("?" * len(actions))
    return [(row["actor"], row["detail"]) for row in rows(folder, f"SELECT * FROM audit WHERE action IN ({marks}) ORDER BY seq", *actions)]


def shown_to(stage, name):
    return "\n".join(text for _, text in stage.phones[name].shown)


COMES_TO_THE_REVIEWER = f"""
    张春梅：{ACCUSED}
    小助手：单独收好，村里看不到
    小助手→陈晓燕：有一份来件等您看
"""
OPENED = f"""
    陈晓燕：来件
    小助手：有 1 份来件。看哪一份？ / 1 11月23日的来件（等上一级看）
    陈晓燕：1
    小助手：为什么看？会记进查阅登记 / 1 分办 / 2 核查 / 3 回话
    陈晓燕：2
    小助手：原话：{ACCUSED} / 这份来件怎么办？ / 1 受理 / 2 不是告状，退回村里办 / 3 转上一级（纪检） / 4 回话 / 5 看是谁写的
"""


# ---------------------------------------------------------------- where it goes


ROUTES = (
    ("张春梅", ACCUSED, TOWNSHIP),
    ("李秀兰", "王支书收了人家两万块", TOWNSHIP),
    ("马三旺", "王建国把低保给了他亲戚", TOWNSHIP),
    ("韩丽", "会计把补贴款装自己口袋了", TOWNSHIP),
    ("王强", "陈晓燕收了人家两万块，把低保给了她亲戚", DISTRICT),
    ("张春梅", "镇长把救济款拿走了，给了他亲戚", DISTRICT),
    ("李秀兰", "支书把低保给了白爱凤的亲戚", DISTRICT),
    ("马三旺", "包村干部秦永虎收了人家两万块", DISTRICT),
    ("韩丽", "康霞收了人家两万块，把低保给了她亲戚", ""),
)


async def test_the_unit_above_everybody_named_reads_it(stage, tmp_path):
    seen = set()
    for name, words, unit in ROUTES:
        await stage.say(name, words)
        (case,) = [case for case in cases(tmp_path) if case["id"] not in seen]
        seen.add(case["id"])
        assert (words, case["unit"]) == (words, unit)
    assert stage.phones["王建国"].shown == []


CALLED_OTHERWISE = (
    *("陈副主任收了人家两万块", "晓燕收了人家两万块，把低保给了她亲戚", "把关的小陈收了人家两万块", "小陈主任收了人家两万块"),
    *("办事处陈干事收了人家两万块，把低保给了她亲戚", "低保办的陈科员把低保给了她亲戚", "管低保的陈女士收了人家两万块，把低保给了她亲戚"),
    *("民政上的陈晓艳收了人家两万块，把低保给了她亲戚", "陈老师收了人家两万块，把低保给了她亲戚", "姓陈的收了人家两万块，把低保给了她亲戚"),
)


@pytest.mark.parametrize("words", CALLED_OTHERWISE)
async def test_however_the_reviewer_is_called_she_hears_of_nothing(stage, tmp_path, words):
    await stage.say("张春梅", words)
    assert [case["unit"] for case in cases(tmp_path)] == [DISTRICT]
    assert "份来件" not in shown_to(stage, "陈晓燕")


@pytest.mark.parametrize("words", ["张老师收了人家两万块，把低保给了她亲戚", "美兰收了人家两万块，把低保给了她亲戚"])
async def test_a_surname_that_a_leader_of_the_district_has_too_still_finds_a_reader(stage, tmp_path, words):
    await stage.say("张春梅", words)
    assert [case["unit"] for case in cases(tmp_path)] == [DISTRICT]
    assert "份来件" in shown_to(stage, "闫秀丽")
    assert "份来件" not in shown_to(stage, "张美兰")


async def test_nobody_of_ours_hears_of_a_complaint_about_the_district_s_leader(play, stage):
    await play("""
        张春梅：康霞收了人家两万块，把低保给了她亲戚
        小助手：单独收好 / 12388
        （过了3天）
    """)
    for name in ("陈晓燕", "康霞", "武兵", "闫秀丽", "王建国"):
        assert stage.phones[name].shown == []


async def test_danger_in_an_accusation_rings_and_the_case_waits_above(play, stage, tmp_path):
    await play("""
        张春梅：支书家的人把我男人打得头破血流，正打着呢
        小助手→赵刚：【急】
    """)
    assert [case["unit"] for case in cases(tmp_path)] == [TOWNSHIP]
    assert "支书" not in shown_to(stage, "赵刚")


# ---------------------------------------------------------------- reading


async def test_the_reviewer_says_why_and_then_reads(play, stage, tmp_path):
    await play(COMES_TO_THE_REVIEWER + OPENED)
    assert register(tmp_path, "read_sealed") == [("p00037", "check")]
    assert "低保" in shown_to(stage, "陈晓燕")
    assert tables_with(tmp_path, "低保给了他亲戚") == []


async def test_a_reason_in_words_stands_in_the_register_without_names_and_numbers(play, tmp_path):
    await play(f"""
        {COMES_TO_THE_REVIEWER}
        陈晓燕：来件
        陈晓燕：1
        陈晓燕：白爱凤打电话13800001111叫我先看看
        小助手：有 1 份来件
        小助手：为什么看？
        小助手：原话
    """)
    assert register(tmp_path, "read_sealed") == [("p00037", "白×打电话〔电话〕叫我先看看")]


async def test_a_long_one_is_read_piece_by_piece(play, stage):
    rest = "。".join(f"第{n}回分米分面，他家也是头一份，别人家一袋都没见着" for n in range(1, 24))
    await stage.say("张春梅", f"{ACCUSED}。{rest}")
    await play("""
        陈晓燕：来件
        陈晓燕：1
        陈晓燕：1
        陈晓燕：7
        小助手→陈晓燕：有一份来件
        小助手→陈晓燕：看哪一份
        小助手→陈晓燕：为什么看
        小助手→陈晓燕：支书把低保给了他亲戚 / 7 看下一段
        小助手→陈晓燕：原话
    """)
    pieces = [text.split("原话：")[1].split("\n")[0] for _, text in stage.phones["陈晓燕"].shown if "原话：" in text]
    assert "".join(pieces) == f"{ACCUSED}。{rest}"[:600]


async def test_it_is_not_read_by_sms(play, stage):
    await play(f"""
        {COMES_TO_THE_REVIEWER}
        陈晓燕[短信]：来件
        小助手：来件只能在微信里看
    """)


async def test_to_everybody_else_the_word_means_nothing(stage):
    await stage.say("张春梅", ACCUSED)
    for name in ("王建国", "刘桂香", "白斌", "雷霞", "冯明勇", "秦永虎", "赵刚", "白爱凤", "梁桃", "李秀兰"):
        await stage.say(name, "来件")
        assert "份来件" not in shown_to(stage, name)
        assert "低保" not in shown_to(stage, name)


async def test_a_reader_who_is_named_is_refused_even_after_changing_office(play, stage, tmp_path):
    """The secretary is named, and becomes the township's reviewer before anybody has looked."""
    await play(COMES_TO_THE_REVIEWER.replace(ACCUSED, "王建国把低保给了他亲戚"))
    async with stage.app.database.write() as connection:
        office = {"person": "p00006", "office": "reviewer", "unit": TOWNSHIP, "grid": "", "department": ""}
        await connection.execute(holders.insert(), [office])
        await stage.app.directory.load(connection)
    await play("""
        王建国：来件
        小助手：现在没有来件
        陈晓燕：来件
        小助手：有 1 份来件
    """)
    assert register(tmp_path, "read_sealed") == []


async def test_another_township_s_reviewer_reads_nothing_of_it(play, stage, tmp_path):
    (other,) = rows(
        tmp_path, "SELECT p.name FROM persons p JOIN holders h ON h.person = p.id WHERE h.office = 'reviewer' AND h.unit = 't02'"
    )
    await play(f"""
        {COMES_TO_THE_REVIEWER}
        {other["name"]}：来件
        小助手：现在没有来件
    """)


# ---------------------------------------------------------------- what becomes of it


async def test_taken_up_its_author_hears_that_there_is_news_and_no_more(play, tmp_path):
    await play(f"""
        {COMES_TO_THE_REVIEWER}
        {OPENED}
        陈晓燕：1
        小助手：受理了
        小助手→张春梅：您的来件有新进展，回“查来件”
        张春梅：查来件
        小助手：11月23日的来件：已受理
        （过了5天）
        小助手×闫秀丽
        小助手×王建国
    """)
    assert [(case["unit"], case["state"]) for case in cases(tmp_path)] == [(TOWNSHIP, "taken")]


async def test_an_answer_opens_only_where_the_words_came_from(play, stage, tmp_path):
    await play(f"""
        张春梅[短信]：{ACCUSED}
        小助手：已单独收好
        小助手→陈晓燕：有一份来件
        {OPENED}
        陈晓燕：4
        小助手：回什么话？
        陈晓燕：名单重新评了一遍，您家补上了
        小助手：记下了，本人回“查来件”才看得到
        小助手→张春梅：您的来件有新进展，回“查来件”
        张春梅：查来件
        小助手：这里没有来件
        张春梅[短信]：查来件
        小助手：有回话 / 回您的话：“名单重新评了一遍，您家补上了”
        李秀兰：查来件
        小助手：这里没有来件
    """)
    assert tables_with(tmp_path, "重新评了一遍") == []
    assert "重新评了一遍" not in shown_to(stage, "王建国")


async def test_returned_the_public_part_goes_to_the_village_without_persons(play, stage, tmp_path):
    await play("""
        张春梅：昨天开始，村口的路塌了半边，三轮车上不来，支书把修路的钱给了他亲戚
        小助手：单独收好
        小助手→陈晓燕：有一份来件
        陈晓燕：来件
        陈晓燕：1
        陈晓燕：1
        陈晓燕：2
        小助手→陈晓燕：看哪一份
        小助手→陈晓燕：为什么看
        小助手→陈晓燕：支书把修路的钱
        小助手→陈晓燕：村里只看到：“昨天开始，村口的路塌了半边，三轮车上不来”
        陈晓燕：1
        小助手：退回了，跟人有关的话还锁着
        小助手→张春梅：您的来件有新进展
        张春梅：我的事
        小助手：昨天开始，村口 / 已收到
        王建国：摘要
        小助手：有 1 件事等您定 / 昨天开始，村口
        王建国：1
        小助手：原话：昨天开始，村口的路塌了半边，三轮车上不来
    """)
    assert tables_with(tmp_path, "给了他亲戚") == []
    assert "亲戚" not in shown_to(stage, "王建国")
    (concern,) = rows(tmp_path, "SELECT * FROM concerns WHERE stage = 'received'")
    assert concern["message_id"] == ""  # nothing joins it to what stays sealed


async def test_returned_with_nothing_public_the_reader_puts_it_in_words(play):
    await play(f"""
        {COMES_TO_THE_REVIEWER}
        {OPENED}
        陈晓燕：2
        小助手：要村里办什么，您说一句
        陈晓燕：低保名单在村口再公示一回
        小助手：退回了
        王建国：摘要
        小助手：低保名单在村口再公示
    """)


async def test_nobody_of_whom_no_roster_knows_comes_back_with_it(play, tmp_path):
    await play(f"""
        {COMES_TO_THE_REVIEWER}
        {OPENED}
        陈晓燕：2
        小助手：要村里办什么，您说一句
        陈晓燕：贾翠兰家门口的路灯坏了，黑灯瞎火没法走
        小助手：退回了
    """)
    (concern,) = rows(tmp_path, "SELECT text FROM concerns WHERE stage = 'received'")
    assert concern["text"] == "贾×家门口的路灯坏了，黑灯瞎火没法走"


async def test_passed_up_discipline_reads_it_and_the_township_no_more(play, tmp_path):
    await play(f"""
        {COMES_TO_THE_REVIEWER}
        {OPENED}
        陈晓燕：3
        小助手：转到区里了
        小助手→闫秀丽：有一份来件等您看
        小助手→张春梅：您的来件有新进展
        陈晓燕：来件
        小助手：现在没有来件
        闫秀丽：来件
        小助手：有 1 份来件 / 转到再上一级
        闫秀丽：1
        小助手：为什么看？
        闫秀丽：2
        小助手：原话：{ACCUSED} / 1 受理 / 2 不是告状 / 3 回话 / 4 看是谁写的
    """)
    assert [(case["unit"], case["state"]) for case in cases(tmp_path)] == [(DISTRICT, "passed_up")]


async def test_who_wrote_it_takes_two_and_is_shown_once(play, stage, tmp_path):
    await play("""
        张春梅：陈晓燕收了人家两万块，把低保给了她亲戚
        闫秀丽：来件
        闫秀丽：1
        闫秀丽：2
        闫秀丽：4
        闫秀丽：3
        小助手：有一份来件
        小助手：看哪一份
        小助手：为什么看
        小助手：原话
        小助手：为什么要知道是谁
        小助手：要另一位也提，才给看一次
        小助手→康霞：另一位想知道是谁写的
        闫秀丽：来件
        闫秀丽：1
        闫秀丽：2
        闫秀丽：4
        闫秀丽：3
        小助手：看哪一份
        小助手：为什么看
        小助手：原话
        小助手：为什么要知道是谁
        小助手：要另一位也提，才给看一次
        康霞：来件
        康霞：1
        康霞：1
        康霞：4
        康霞：2
        小助手→康霞：另一位想知道是谁写的
        小助手→康霞：看哪一份
        小助手→康霞：为什么看
        小助手→康霞：原话
        小助手→康霞：为什么要知道是谁
        小助手→康霞：写的人：张春梅
        康霞：来件
        康霞：1
        康霞：1
        康霞：4
        康霞：2
        小助手：看哪一份
        小助手：为什么看
        小助手：原话
        小助手：为什么要知道是谁
        小助手：要另一位也提
    """)
    assert [why for _, why in register(tmp_path, "ask_accuser", "see_accuser")] == ["answer", "answer", "check", "check"]
    assert len({who for who, _ in register(tmp_path, "ask_accuser", "see_accuser")}) == 2
    assert "张春梅" not in shown_to(stage, "闫秀丽")
    texts = repr(rows(tmp_path, "SELECT say, text FROM outbox")) + repr(rows(tmp_path, "SELECT answer FROM inbox"))
    assert "写的人" not in texts


# ---------------------------------------------------------------- unsure


async def test_of_doubtful_words_the_road_goes_on_and_the_rest_waits_above(play, stage, tmp_path):
    await play(f"""
        张春梅：{UNSURE}
        小助手：说到人的话单独收好了 / 还没核对 / 编号
        小助手→陈晓燕：有一份来件
        王建国：摘要
        小助手：有 1 件事等您定
        王建国：1
        小助手：原话：昨天开始，村口的路塌了半边，三轮车上不来
        陈晓燕：来件
        小助手：11月23日的来件（拿不准
    """)
    assert tables_with(tmp_path, "叫谁花了") == []
    assert [(case["unit"], case["unsure"]) for case in cases(tmp_path)] == [(TOWNSHIP, 1)]
    assert vault_of(stage, tmp_path)[0][1] == UNSURE


async def test_where_nothing_is_public_all_of_it_waits(play, stage, tmp_path):
    await play("""
        张春梅：修路那笔钱不晓得叫谁花了
        小助手：单独收好，村里看不到
        王建国：摘要
        小助手：现在没有等您定的事
        张春梅：我的事
        小助手：没有报过
    """)
    assert tables_with(tmp_path, "叫谁花了") == []


async def test_a_doubt_nobody_resolved_in_two_working_days_goes_to_the_district(play, tmp_path):
    await play("""
        张春梅：修路那笔钱不晓得叫谁花了
        （过了2天）
        小助手→陈晓燕：有一份来件
        小助手→陈晓燕：有一份来件
        小助手×闫秀丽
        （过了1天）
        小助手→闫秀丽：有一份来件
        陈晓燕：来件
        小助手：现在没有来件
        闫秀丽：来件
        小助手：拿不准
    """)


async def test_an_accusation_nobody_took_in_a_day_goes_to_the_district(play, tmp_path):
    await play(f"""
        {COMES_TO_THE_REVIEWER}
        （过了22小时）
        小助手×闫秀丽
        （过了3小时）
        小助手→闫秀丽：有一份来件
        （过了2天）
        小助手→闫秀丽：有一份来件
    """)
    assert [case["unit"] for case in cases(tmp_path)] == [DISTRICT]


# ---------------------------------------------------------------- the second sentence


async def test_an_accusation_in_the_second_sentence_takes_the_first_along(play, stage, tmp_path):
    first, second = "支书领着人在村口修的路", "修好了就把剩下的水泥拉回他自己家盖房了"
    await play(f"""
        张春梅：昨天开始，{first}，今天又塌了
        张春梅：支书{second}
        小助手：
        小助手：单独收好
        王建国：摘要
        小助手：现在没有等您定的事
    """)
    assert tables_with(tmp_path, "水泥拉回") == []
    assert tables_with(tmp_path, first) == []


async def test_a_doubt_in_the_second_sentence_leaves_the_road_where_it_is(play, stage, tmp_path):
    await play("""
        张春梅：昨天开始，村口的路塌了半边，三轮车上不来
        小助手：听见了
        张春梅：这事他家那口子心里明白
        小助手：说到人的话单独收好了 / 还没核对 / 编号
        王建国：摘要
        小助手：有 1 件事等您定
        王建国：1
        小助手：原话：昨天开始，村口的路塌了半边，三轮车上不来
    """)
    assert tables_with(tmp_path, "心里明白") == []
    assert [kept[1] for kept in vault_of(stage, tmp_path)] == ["这事他家那口子心里明白"]


# ---------------------------------------------------------------- only asked


async def test_a_cadre_who_is_only_asked_is_masked_for_the_others_and_counted_above(play, stage):
    await play("""
        张春梅：昨天开始，村口的路塌了半边，我跟刘桂香说过了
        张春梅：1
        小助手：念给您听：昨天开始，村口的路塌了半边，我跟刘桂香说过了
        小助手：记好了，编号
        王建国：摘要
        王建国：1
        小助手：有 1 件事等您定
        小助手：原话：昨天开始，村口的路塌了半边，我跟刘×说过了
        陈晓燕：来件
        小助手：有 1 件诉求只是提到干部，不是告状
    """)


ASKED = "昨天开始，村口的路塌了半边，我跟刘桂香说过了，电话13800001111"


async def test_whoever_is_above_reads_what_merely_names_a_cadre_without_who_said_it_also_after_triage(play, stage):
    masked = "昨天开始，村口的路塌了半边，我跟刘×说过了，电话〔电话〕"
    await play(f"""
        张春梅：{ASKED}
        张春梅：1
        小助手：念给您听
        小助手：记好了，编号
        （过了1分钟）
        王建国：摘要
        王建国：1
        王建国：2
        王建国：本周五以前来修
        （过了3天）
        陈晓燕：来件
        小助手：有 1 件诉求只是提到干部，不是告状 / 1 石桥村：昨天开始 / 2 看完了
        陈晓燕：1
        小助手：原话：{masked} / 2 看完了
        陈晓燕：2
        小助手：好
    """)
    assert "张春梅" not in shown_to(stage, "陈晓燕")
    await play("""
        （过了31天）
        陈晓燕：来件
        小助手…：现在没有来件
    """)


async def test_beside_sealed_cases_they_are_the_last_choice_and_never_shown_to_whom_they_name(play, stage):
    await play(f"""
        张春梅：{ASKED}
        张春梅：1
        李秀兰：前天开始，东坡的路塌了半边，我跟陈晓燕说过了
        李秀兰：1
        韩丽：{ACCUSED}
        陈晓燕：来件
        小助手→陈晓燕：有一份来件
        小助手→陈晓燕：看哪一份？ / 1 11月23日的来件 / 2 另有 1 件诉求只是提到干部，不是告状
        陈晓燕：2
        小助手：看哪一件？ / 1 石桥村：昨天开始 / 2 看完了
    """)
    assert "东坡" not in shown_to(stage, "陈晓燕")


# ---------------------------------------------------------------- sealed later

FIRST = "昨天开始，村口的路塌了半边，三轮车上不来，问了三回都说不管"
OTHER = "前天开始，东坡那圪截路跌下去一块，农用车过不圪"
MERGED = f"""
    张春梅：{FIRST}
    张春梅：1
    小助手：念给您听
    小助手：记好了，编号
    （过了1分钟）
    李秀兰：{OTHER}
    李秀兰：1
    小助手：念给您听
    小助手：记好了，编号
    （过了1分钟）
    王建国：摘要
    王建国：1
    小助手：有 2 件事等您定
    小助手：原话
    王建国：1
    小助手：和哪一件是一回事？
    王建国：1
    小助手：2条，2户
"""


def number_of(folder, words):
    return rows(folder, "SELECT number FROM concerns WHERE text LIKE ?", f"{words[:12]}%")[0]["number"]


async def test_sealed_after_it_was_merged_nothing_of_it_is_left_and_the_count_is_made_anew(play, stage, tmp_path):
    await play(MERGED)
    number = number_of(tmp_path, FIRST)
    await play(f"""
        陈晓燕：封存
        小助手：六位编号
        陈晓燕：{number}
        小助手：连同说过的都锁进保密箱
        陈晓燕：1
        小助手：编号{number}封存了
        小助手→张春梅：您说的
        小助手→张春梅：单独收好，村里看不到
        张春梅：{number}
        小助手：已撤回
    """)
    assert tables_with(tmp_path, FIRST[:12]) == []
    assert tables_with(tmp_path, "村口的路塌了半边") == []
    ((_, words, concern),) = vault_of(stage, tmp_path)
    assert words == FIRST
    (issue,) = rows(tmp_path, "SELECT * FROM issues")
    assert (issue["households"], issue["reports"]) == (1, 1)
    assert issue["title"].startswith(OTHER[:10])
    assert rows(tmp_path, "SELECT stage, text, issue FROM concerns WHERE id = ?", concern) == [
        {"stage": "sealed", "text": "", "issue": None}
    ]
    assert rows(tmp_path, "SELECT * FROM group_keys WHERE concern = ?", concern) == []


async def test_quotes_and_papers_lose_its_words_and_keep_their_own(play, stage, tmp_path):
    await play(MERGED)
    number = number_of(tmp_path, FIRST)
    (issue,) = rows(tmp_path, "SELECT id FROM issues")
    (concern,) = rows(tmp_path, "SELECT id FROM concerns WHERE number = ?", number)
    made = {"issue": issue["id"], "at": 0, "author": "p00006", "version": 0}
    leaves = (
        {"id": "q1", "kind": "quote", "words": "路塌了，问谁都说不管", "facts": json.dumps({"concern": concern["id"]}), "seq": 1},
        {"id": "q2", "kind": "quote", "words": OTHER, "facts": "{}", "seq": 2},
        {"id": "n1", "kind": "notice", "words": f"议题：{FIRST[:19]}…。欢迎大家说说。", "facts": "{}", "seq": 3},
    )
    async with stage.app.database.write() as connection:
        await connection.execute(papers.insert(), [made | leaf for leaf in leaves])
    await play(f"""
        陈晓燕：封存
        陈晓燕：{number}
        陈晓燕：1
    """)
    left = {row["id"]: row["words"] for row in rows(tmp_path, "SELECT id, words FROM papers WHERE kind <> 'joined'")}
    assert left == {"q1": "", "q2": OTHER, "n1": "议题：（已收回）…。欢迎大家说说。"}


async def test_a_candidate_whose_only_voice_is_sealed_is_let_go(play, tmp_path):
    await play(f"""
        张春梅：{FIRST}
        张春梅：1
        （过了1分钟）
        王建国：摘要
        王建国：1
        王建国：1
        （过了1小时）
    """)
    number = number_of(tmp_path, FIRST)
    assert rows(tmp_path, "SELECT stage FROM issues") == [{"stage": "candidate"}]
    await play(f"""
        陈晓燕：封存
        陈晓燕：{number}
        陈晓燕：1
    """)
    assert rows(tmp_path, "SELECT stage, households FROM issues") == [{"stage": "withdrawn", "households": 0}]
    assert tables_with(tmp_path, FIRST[:12]) == []


async def test_a_digest_on_its_way_is_recalled(play, stage, tmp_path):
    await play(f"""
        王建国：你好
        张春梅：{FIRST}
        张春梅：1
        （过了23小时）
    """)
    assert FIRST[:10] in shown_to(stage, "王建国")
    number = number_of(tmp_path, FIRST)
    async with stage.app.database.write() as connection:  # as if it had not been said yet
        await connection.exec_driver_sql("UPDATE outbox SET state = 'due', due_at = due_at + 86400000, text = NULL WHERE kind = 'digest'")
    await play(f"""
        陈晓燕：封存
        陈晓燕：{number}
        陈晓燕：1
    """)
    (digest,) = rows(tmp_path, "SELECT state, say FROM outbox WHERE kind = 'digest'")
    assert digest == {"state": "recalled", "say": "[[],[]]"}
    assert [json.loads(row["concerns"]) for row in rows(tmp_path, "SELECT concerns FROM digests")] == [[]]


SHOWN_OTHERWISE = (
    "昨天跟王建国说过，村口的路塌了半边，三轮车上不来",
    '昨天"大路"上塌了半边，村口三轮车上不来',
    "昨天\\大路上塌了半边，村口三轮车上不来",
    "昨天 \t 村口的路塌了半边，三轮车上不来",
    "昨天打13800001111没人管，村口的路塌了半边",
    "路塌了，三轮车上不来。",
)


@pytest.mark.parametrize("words", SHOWN_OTHERWISE)
async def test_however_others_were_shown_it_nothing_of_it_stays_or_arrives(play, stage, tmp_path, words):
    """A cadre's name stands masked in lists; quotation marks, backslashes and tabs have another spelling in JSON."""
    await stage.say("张春梅", words)
    await stage.say("张春梅", "1")
    await play("""
        （过了20分钟）
        王建国：你好
        （过了23小时）
    """)
    (concern,) = rows(tmp_path, "SELECT number FROM concerns WHERE number IS NOT NULL")
    async with stage.app.database.write() as connection:  # as if it had not been said yet
        again = "UPDATE outbox SET state = 'due', due_at = due_at + 86400000, text = NULL WHERE kind = 'digest'"
        await connection.exec_driver_sql(again)
    seen = len(stage.phones["王建国"].shown)
    await stage.say("王建国", "摘要")
    await stage.say("王建国", "1")
    assert "原话" in shown_to(stage, "王建国")
    for each in ("封存", concern["number"], "1"):
        await stage.say("陈晓燕", each)
    assert "封存了" in shown_to(stage, "陈晓燕")
    (digest,) = rows(tmp_path, "SELECT state, say FROM outbox WHERE kind = 'digest'")
    assert digest == {"state": "recalled", "say": "[[],[]]"}
    assert tables_with(tmp_path, "三轮车上不来") + tables_with(tmp_path, "塌了半边") == []
    assert not {"open", "suspended"} & json.loads(rows(tmp_path, "SELECT state FROM talks WHERE key = 'p:p00006'")[0]["state"]).keys()
    now = len(stage.phones["王建国"].shown)
    assert now > seen
    await stage.pass_time(timedelta(days=2))
    assert [text for _, text in stage.phones["王建国"].shown[now:] if "路" in text] == []


async def test_an_issue_s_file_loses_the_words_as_everybody_was_shown_them(play, stage, tmp_path):
    words = '李秀兰家门口的"大路"塌了半边，三轮车上不来'
    await stage.say("张春梅", words)
    await stage.say("张春梅", "1")
    await play("""
        （过了20分钟）
        王建国：摘要
        王建国：1
        王建国：1
    """)
    (issue,) = rows(tmp_path, "SELECT id, title FROM issues")
    ((number,),) = [tuple(row.values()) for row in rows(tmp_path, "SELECT number FROM concerns")]
    shown = '李×家门口的"大路"塌了半边'
    made = {"issue": issue["id"], "at": 0, "author": "p00006", "version": 0, "id": "n1", "kind": "notice", "seq": 1}
    async with stage.app.database.write() as connection:
        facts = json.dumps({"title": f"议题：{shown}…"}, ensure_ascii=False)
        await connection.execute(papers.insert(), [made | {"words": f"议题：{shown}…", "facts": facts}])
    for each in ("封存", number, "1"):
        await stage.say("陈晓燕", each)
    (left,) = rows(tmp_path, "SELECT words, facts FROM papers WHERE id = 'n1'")
    assert (left["words"], json.loads(left["facts"])) == ("议题：（已收回）…", {"title": "议题：（已收回）…"})
    assert tables_with(tmp_path, "塌了半边") == []


PASSED_ON = (
    ("刘桂香", "昨天开始，李二狗家门口的路塌了半边，三轮车上不来"),  # 代报 by the grid worker
    ("刘桂香", "昨天开始，村口的路塌了半边，跟刘桂香说过了"),
    ("张春梅", "昨天跟王建国说过，村口的路塌了半边，三轮车上不来"),
)


@pytest.mark.parametrize(("name", "words"), PASSED_ON)
async def test_sealed_later_a_cadre_s_phone_hears_and_finds_nothing(stage, tmp_path, name, words):
    with sqlite3.connect(tmp_path / "stage.db") as connection:  # the third lives with the secretary
        connection.execute("UPDATE persons SET household = (SELECT household FROM persons WHERE name = '王建国') WHERE name = '张春梅'")
    for each in (words, "1"):
        await stage.say(name, each)
    await stage.pass_time(timedelta(minutes=20))
    (concern,) = rows(tmp_path, "SELECT number FROM concerns WHERE number IS NOT NULL")
    before = len(stage.phones[name].shown)
    for each in ("封存", concern["number"], "1", "来件", "1", "2", "1"):
        await stage.say("陈晓燕", each)
    assert "受理了" in shown_to(stage, "陈晓燕")
    await stage.say(name, "查来件")
    (told,) = (text for _, text in stage.phones[name].shown[before:])
    assert told.startswith("这里没有来件。")  # what may follow is the word on data that everybody hears once


async def test_within_ten_minutes_a_merged_matter_follows_its_second_sentence(play, tmp_path):
    await play(f"""
        李秀兰：{OTHER}
        李秀兰：1
        张春梅：{FIRST}
        张春梅：1
        王建国：摘要
        王建国：1
        王建国：1
        王建国：1
        张春梅：{ACCUSED}
    """)
    assert rows(tmp_path, "SELECT households, reports FROM issues") == [{"households": 1, "reports": 1}]
    assert tables_with(tmp_path, FIRST[:12]) == []


async def test_the_village_seals_nothing_itself(play, stage, tmp_path):
    await play(f"""
        张春梅：{FIRST}
        张春梅：1
    """)
    number = number_of(tmp_path, FIRST)
    for name in ("王建国", "白斌", "李秀兰", "闫秀丽"):
        for words in ("封存", number, "1"):
            await stage.say(name, words)
    assert [row["stage"] for row in rows(tmp_path, "SELECT stage FROM concerns WHERE number = ?", number)] == ["received"]
    assert cases(tmp_path) == []


async def test_the_register_holds_no_words_and_the_chain_is_sound(play, stage, tmp_path):
    from storage import audit

    await play(COMES_TO_THE_REVIEWER + OPENED)
    async with stage.app.database.read() as connection:
        assert (await audit.verify(connection))[0] is None
    assert "亲戚" not in repr(rows(tmp_path, "SELECT * FROM audit"))


WHOLE = f"""
{MERGED}
陈晓燕：封存
陈晓燕：{{number}}
陈晓燕：1
韩丽：{ACCUSED}
陈晓燕：来件
陈晓燕：2
陈晓燕：2
陈晓燕：4
陈晓燕：名单重新评了一遍
韩丽：查来件
小助手→韩丽：
小助手→韩丽：有新进展
小助手→韩丽：名单重新评了一遍
"""


async def test_the_vault_works_the_same_on_both_databases(play, stage, stores, tmp_path, capsys):
    await play(MERGED)
    script = tmp_path / "vault.txt"
    script.write_text(WHOLE.format(number=number_of(tmp_path, FIRST)), encoding="utf-8")
    capsys.readouterr()
    on_sqlite = await transcript(script, f"sqlite+aiosqlite:///{tmp_path / 'mine.db'}", capsys)
    on_postgres = await transcript(script, await stores.empty("postgresql", tmp_path), capsys)
    assert "封存了" in on_sqlite
    assert on_postgres == on_sqlite


async def test_a_household_s_own_matter_never_becomes_an_issue_s_text(play, stage, tmp_path):
    await play(f"""
        张春梅：昨天开始，我家的低保停了，不知道找谁问
        李秀兰：{OTHER}
        （过了20分钟）
        王建国：摘要
        王建国：1
        小助手：有 2 件事等您定
        小助手：低保 / 1 现在就能答 / 2 个案 / 3 转给
        王建国：取消
        王建国：摘要
        王建国：2
    """)
    offered = stage.phones["王建国"].shown[-1][1]
    assert "并成一件" not in offered  # with what should it be merged
    assert rows(tmp_path, "SELECT * FROM issues") == []
