"""What the author of sealed words says and may do afterwards: it stays theirs, and nothing of it comes onto a village's list."""

import json
import sqlite3
from datetime import timedelta

import pytest

from bot.media import MediaFetcher
from bot.refusals import SayFailed
from storage import views
from tests.dialogues.test_accusation import ACCUSED, tables_with, vault_of
from tests.dialogues.test_vault import COMES_TO_THE_REVIEWER, OPENED, cases, rows, shown_to

FAMILY = ("张东", "陈雪梅")  # one telephone, two people
PICTURE = b"\x89PNG a list on a wall"


def nothing_ordinary(folder):
    """No concern, and no word heard that is not shut."""
    return [row["stage"] for row in rows(folder, "SELECT stage FROM concerns WHERE stage != 'sealed'")] == []


async def pictured(stage, name):
    await stage.watch(name, "wechat")
    await stage.say(name, "", kind="image")


# ---------------------------------------------------------------- right afterwards


async def test_a_picture_right_after_it_joins_the_case_and_no_list(play, stage, tmp_path):
    await stage.say("张春梅", ACCUSED)
    await stage.say("张春梅", "", kind="image")
    await play("""
        小助手：单独收好
        小助手：跟您前头说的放在一处了
        （过了1天）
        王建国：摘要
        小助手：现在没有等您定的事
    """)
    assert nothing_ordinary(tmp_path)
    assert len(cases(tmp_path)) == 1
    assert sorted(kept[1] for kept in vault_of(stage, tmp_path)) == sorted([ACCUSED, "（图片）"])


MORE = (
    "我有证人，东坡的李大娘都看见了",
    "一共三万块",
    "名单就在村委会墙上贴着，我拍了照",
    "我那年去问，他还骂我",
    "李二狗家有楼房还吃着低保",
)


@pytest.mark.parametrize("more", MORE)
async def test_what_is_said_right_after_it_never_reaches_the_list(play, stage, tmp_path, more):
    await stage.say("张春梅", ACCUSED)
    await stage.say("张春梅", more)
    await play("""
        （过了1天）
        王建国：摘要
        小助手：现在没有等您定的事
    """)
    assert nothing_ordinary(tmp_path)
    assert tables_with(tmp_path, more) == []
    assert more in "".join(kept[1] for kept in vault_of(stage, tmp_path))


async def test_the_reader_sees_it_with_the_rest(play, stage):
    await play(f"""
        {COMES_TO_THE_REVIEWER}
        张春梅：一共三万块，在东坡
        小助手：跟您前头说的放在一处了
        陈晓燕：来件
        小助手：有 1 份来件
        陈晓燕：1
        陈晓燕：2
        小助手：为什么看
        小助手：原话：{ACCUSED} / 一共三万块
    """)


async def test_it_goes_up_when_what_is_added_names_who_would_read_it(play, stage, tmp_path):
    await stage.know("闫秀丽")
    await play(f"""
        {COMES_TO_THE_REVIEWER}
        张春梅：补充来件 名单是陈晓燕经手的
        小助手：放在一处了
        小助手→闫秀丽：有一份来件等您看
        陈晓燕：来件
        小助手：现在没有来件
    """)
    assert [case["unit"] for case in cases(tmp_path)] == ["d0"]


async def test_a_lamp_right_after_it_is_a_concern_of_its_own(play, tmp_path):
    await play(f"""
        张春梅：{ACCUSED}
        张春梅：村口的路灯坏了三天了，黑夜看不见
        小助手：单独收好
        小助手：听见了
    """)
    assert [row["stage"] for row in rows(tmp_path, "SELECT stage FROM concerns")] == ["draft"]


async def test_eleven_minutes_later_a_sentence_is_a_matter_of_its_own(play, tmp_path):
    await play(f"""
        张春梅：{ACCUSED}
        （过了11分钟）
        张春梅：村口的路灯坏了三天了，黑夜看不见，我拍了照
    """)
    assert [row["stage"] for row in rows(tmp_path, "SELECT stage FROM concerns")] == ["draft"]


# ---------------------------------------------------------------- much later


LATER = (
    ("我要撤回来件", "撤了，11月23日的来件删掉了"),
    ("我那件告支书的事想撤了", "要撤，回“撤来件”三个字"),
    ("来件我再补充一句，他还拿了我家两袋面", "放在一处了"),
    ("补充来件：给的是他小舅子", "放在一处了"),
    ("我告他的那事咋样了", "11月23日的来件：等上一级看"),
    ("上回反映他的那件，镇上来人了吗", "11月23日的来件：等上一级看"),
)


@pytest.mark.parametrize(("words", "answer"), LATER)
async def test_what_is_said_of_it_twenty_hours_later_is_understood_and_filed_nowhere(play, tmp_path, words, answer):
    await play(f"""
        张春梅：{ACCUSED}
        小助手：单独收好
        （过了20小时）
        张春梅：{words}
        小助手：{answer}
        （过了1小时）
        王建国：摘要
        小助手：现在没有等您定的事
    """)
    assert nothing_ordinary(tmp_path)
    assert tables_with(tmp_path, words) == []


async def test_whoever_has_nothing_there_speaks_of_such_things_as_of_any_other(play):
    await play("""
        张春梅：查来件
        小助手：这里没有来件
        张春梅：撤来件
        小助手：这里没有来件
    """)


# ---------------------------------------------------------------- one's own


async def test_its_author_sees_the_words_who_has_read_them_and_what_was_answered(play):
    await play(f"""
        {COMES_TO_THE_REVIEWER}
        {OPENED}
        陈晓燕：4
        小助手：回什么话？
        陈晓燕：名单重新评了一遍
        小助手：记下了
        小助手→张春梅：您的来件有新进展
        张春梅：我的来件
        小助手：11月23日的来件：有回话 / 您说的：“{ACCUSED}” / 乡镇的专人在11月23日看过 / 名单重新评了一遍
    """)


async def test_by_sms_the_words_are_not_read_out(play, stage):
    await play(f"""
        张春梅[短信]：{ACCUSED}
        张春梅[短信]：我的来件
        小助手：收好
        小助手：等上一级看
    """)
    assert "亲戚" not in shown_to(stage, "张春梅")


async def test_taken_back_the_words_are_gone_and_nobody_above_waits(play, stage, tmp_path):
    await play(f"""
        {COMES_TO_THE_REVIEWER}
        张春梅：撤来件
        小助手：撤了，11月23日的来件删掉了
        张春梅：我的来件
        小助手：11月23日的来件：已撤回
        陈晓燕：来件
        小助手：现在没有来件
        （过了3天）
        小助手×陈晓燕
    """)
    assert vault_of(stage, tmp_path) == []


async def test_what_somebody_has_in_hand_can_only_be_added_to(play, stage, tmp_path):
    await play(f"""
        {COMES_TO_THE_REVIEWER}
        {OPENED}
        陈晓燕：1
        小助手：受理了
        小助手→张春梅：有新进展
        张春梅：撤来件
        小助手：已经有人受理，撤不掉了
        张春梅：补充来件 名单在村委会墙上
        小助手：放在一处了
        小助手→陈晓燕：有一份来件等您看
    """)
    assert len(vault_of(stage, tmp_path)) == 2


async def test_a_reader_in_the_middle_of_it_finds_it_gone(play, tmp_path):
    await play(f"""
        {COMES_TO_THE_REVIEWER}
        {OPENED}
        张春梅：撤来件
        小助手：撤了
        陈晓燕：1
        小助手：
    """)
    assert [case["state"] for case in cases(tmp_path)] == ["withdrawn"]


async def test_erasing_takes_the_sealed_words_along(play, stage, tmp_path):
    await play(f"""
        张春梅：{ACCUSED}
        张春梅：删掉我的信息
        张春梅：1
        （过了3天）
        （过了1小时）
        陈晓燕：来件
        小助手…：现在没有来件
    """)
    assert vault_of(stage, tmp_path) == []
    assert [(case["state"], case["relay"], case["speaker"]) for case in cases(tmp_path)] == [("withdrawn", "", "")]


async def test_what_is_decided_stays_and_that_is_said_before(play, stage, tmp_path):
    await play(f"""
        {COMES_TO_THE_REVIEWER}
        {OPENED}
        陈晓燕：1
        张春梅：删掉我的信息
        张春梅：1
        小助手→张春梅…：已经有人受理的来件要留着
        （过了3天）
        （过了1小时）
    """)
    assert [kept[1] for kept in vault_of(stage, tmp_path)] == [ACCUSED]
    assert [(case["state"], case["relay"], case["speaker"]) for case in cases(tmp_path)] == [("taken", "", "")]


async def test_after_erasing_the_vault_itself_knows_no_more_who_wrote_what_stays(play, stage, tmp_path):
    await stage.know("闫秀丽", "康霞")
    accused = "陈晓燕收了人家两万块，把低保给了她亲戚"
    for words in (accused, "补充来件 名单在村委会墙上"):
        await stage.say("张春梅", words)
    for words in ("来件", "1", "2", "1"):
        await stage.say("闫秀丽", words)
    bodies = {row["body"] for row in rows(tmp_path, "SELECT body FROM sealed")}
    for words in ("删掉我的信息", "1"):
        await stage.say("张春梅", words)
    await stage.pass_time(timedelta(days=3, hours=1))
    kept = vault_of(stage, tmp_path)
    assert [(address, words) for address, words, _ in kept] == [("", accused), ("", "名单在村委会墙上")]
    assert not bodies & {row["body"] for row in rows(tmp_path, "SELECT body FROM sealed")}
    for name in ("闫秀丽", "康霞"):
        for words in ("来件", "1", "2"):
            await stage.say(name, words)
        (who,) = [each for each in stage.phones[name].shown[-1][1].split("\n") if "看是谁写的" in each]
        for words in (who.split()[0], "2"):
            await stage.say(name, words)
    assert "查不到是谁写的了" in shown_to(stage, "康霞")
    assert "张春梅" not in shown_to(stage, "康霞") + shown_to(stage, "闫秀丽")
    assert accused in shown_to(stage, "康霞")
    assert "名单在村委会墙上" in shown_to(stage, "康霞")
    assert "退回村里" not in stage.phones["康霞"].shown[-2][1]
    for words in ("来件", "1", "2"):
        await stage.say("闫秀丽", words)
    (answer,) = [each for each in stage.phones["闫秀丽"].shown[-1][1].split("\n") if "回话" in each]
    before = len(stage.phones["张春梅"].shown)
    for words in (answer.split()[0], "看过了"):
        await stage.say("闫秀丽", words)
    assert len(stage.phones["张春梅"].shown) == before
    assert [case["state"] for case in cases(tmp_path)] == ["answered"]


# ---------------------------------------------------------------- a family's telephone


async def answered(stage):
    for words in ("来件", "1", "2", "4", "名单重评了，您家补上了"):
        await stage.say("陈晓燕", words)


async def test_on_a_family_s_telephone_no_news_comes_and_only_its_author_reads_the_answer(play, stage, tmp_path):
    one, other = FAMILY
    await play(f"""
        {one}[短信]：{ACCUSED}
        小助手：收好 / 您是哪位 / 1{one} 2{other}
        {one}[短信]：1
        小助手：有回话不发到这儿 / {one}，好
    """)
    await answered(stage)
    await play(f"""
        小助手×{one}
        {one}[短信]：查来件
        小助手：有回话 / 名单重评了
        （过了1天）
        {other}[短信]：查来件
        小助手：您是哪位
        {other}[短信]：2
        小助手：{other}，好
        {other}[短信]：查来件
        小助手：这里没有来件
    """)


async def test_who_never_said_who_they_are_hears_where_it_stands_and_no_words(play, stage):
    one, other = FAMILY
    await stage.say(one, ACCUSED, "sms")
    await answered(stage)
    await play(f"""
        （过了1天）
        {other}[短信]：查来件
        {other}[短信]：2
        {other}[短信]：查来件
        小助手…：有回话
    """)
    assert "名单重评" not in shown_to(stage, other) + shown_to(stage, one)


async def test_a_telephone_that_the_accused_holds_too_says_nothing(play, stage, tmp_path):
    """The secretary's number is in the roster for a neighbour without one of his own."""
    with sqlite3.connect(tmp_path / "stage.db") as connection:
        connection.execute("UPDATE persons SET phone = (SELECT phone FROM persons WHERE name = '王建国') WHERE name = '张东'")
    await stage.say("张东", "王建国把低保给了他亲戚", "sms")
    await stage.say("张东", "1", "sms")
    await answered(stage)
    await play("""
        （过了1天）
        王建国[短信]：查来件
    """)
    for words in ("1", "查来件", "2", "查来件"):
        await stage.say("王建国", words, "sms")
    said = shown_to(stage, "王建国") + shown_to(stage, "张东")
    assert "名单重评" not in said
    assert "11月23日的来件" not in said


# ---------------------------------------------------------------- pictures


class Gallery:
    """A provider that has the picture."""

    async def fetch(self, handle: str) -> tuple[bytes, str]:
        if handle != "handle":
            raise SayFailed("gone", again=False)
        return PICTURE, "image/png"


def fetcher(stage, folder):
    app = stage.app
    return MediaFetcher(app.database, {("wechat", "main"): Gallery()}, folder / "media", app.clock, app.vault)


async def heard_picture(stage, name):
    """A picture as WeChat sends it: with a handle to fetch it by."""
    from dataclasses import replace

    hear = stage.app.dispatch.hear

    async def with_handle(heard):
        return await hear(replace(heard, media="handle"))

    stage.app.dispatch.hear = with_handle
    await stage.say(name, "", kind="image")
    stage.app.dispatch.hear = hear


@pytest.mark.parametrize("order", ["picture first, not yet fetched", "picture first, fetched", "words first"])
async def test_a_picture_of_the_evidence_lies_under_the_key_and_nowhere_else(stage, tmp_path, order):
    gallery = fetcher(stage, tmp_path)
    if order == "words first":
        await stage.say("张春梅", ACCUSED)
    await heard_picture(stage, "张春梅")
    if order == "picture first, fetched":
        await gallery.step()
        assert len(list((tmp_path / "media").iterdir())) == 1
    if order != "words first":
        await stage.say("张春梅", f"照片上的名单，{ACCUSED}")
    while await gallery.step():
        pass
    ((case,),) = [tuple(each["id"] for each in cases(tmp_path))]
    async with stage.app.database.read() as connection:
        assert await stage.app.vault.files(connection, case) == [PICTURE]
    assert rows(tmp_path, "SELECT * FROM media") == []
    assert list((tmp_path / "media").iterdir()) == []
    for words in ("来件", "1", "2"):
        await stage.say("陈晓燕", words)
    assert "另有 1 张图片或录音" in shown_to(stage, "陈晓燕")


async def test_taken_back_its_pictures_go_too(stage, tmp_path):
    await stage.say("张春梅", ACCUSED)
    await heard_picture(stage, "张春梅")
    await stage.say("张春梅", "撤来件")
    assert rows(tmp_path, "SELECT * FROM media") == []
    assert rows(tmp_path, "SELECT * FROM sealed") == []


# ---------------------------------------------------------------- who it was


async def test_without_the_key_no_row_tells_who_accused(play, stage, tmp_path):
    await play(f"""
        {COMES_TO_THE_REVIEWER}
        {OPENED}
        陈晓燕：1
        小助手→张春梅：您的来件有新进展
    """)
    for words in ("我的来件", "补充来件 一共三万块", "撤来件"):
        await stage.say("张春梅", words)
    await stage.settle()
    await stage.say("李秀兰", "你好")  # with the next message an answer that rode is marked as said
    (me,) = rows(tmp_path, "SELECT sender FROM addresses WHERE talk = 'p:p00003'")
    for table in ("outbox", "inbox", "sealed_cases", "sealed", "alerts", "concerns", "entries", "audit"):
        assert me["sender"] not in repr(rows(tmp_path, f"SELECT * FROM {table}")), table
    assert json.loads(rows(tmp_path, "SELECT state FROM talks WHERE key = 'p:p00003'")[0]["state"]) == {"noticed": True}


JOINABLE = ("outbox", "inbox", "sealed_cases", "sealed", "alerts", "concerns", "entries", "audit", "asks", "dues", "digests")


async def test_nor_after_a_draft_and_an_alarm_by_address_person_or_telephone(play, stage, tmp_path):
    """Without the key no row of any kind holds her id, her number or her openid: only the roster, her addresses and her talk do."""
    await play(f"""
        张春梅：村口的路灯坏了三天了，黑夜看不见
        张春梅：电线杆也歪了，在村口
        张春梅：{ACCUSED}
        小助手→张春梅…：单独收好
        张春梅：支书家的人把我男人打得头破血流，正打着呢
        小助手→张春梅…：不是报警台
        张春梅：东坡5号
        小助手：地方告诉值班的人了
        赵刚：1
        小助手→赵刚：【急】 / 回电：19900000002
        小助手→赵刚：地方说清了
        小助手→赵刚：好，辛苦您。地方：东坡5号，电话：19900000002
        小助手→张春梅：赵同志看到了
    """)
    await stage.settle()
    for name in ("李秀兰", "赵刚"):
        await stage.say(name, "你好")  # with the next message an answer that rode is marked as said
    (me,) = rows(tmp_path, "SELECT sender FROM addresses WHERE talk = 'p:p00003'")
    for table in JOINABLE:
        text = repr(rows(tmp_path, f"SELECT * FROM {table}"))
        assert [each for each in (me["sender"], "p00003", "19900000002", "东坡5号") if each in text] == [], table
    assert json.loads(rows(tmp_path, "SELECT state FROM talks WHERE key = 'p:p00003'")[0]["state"]) == {"noticed": True}


async def test_a_filed_matter_that_is_sealed_joins_to_no_message_and_no_talk(play, stage, tmp_path):
    """Who was given a number may look it up; nothing else tells of it."""
    await play("""
        张春梅：村口的路灯坏了三天了，黑夜看不见
        张春梅：1
        王建国：摘要
        王建国：1
        王建国：2
        王建国：本周五以前来修
    """)
    (lamp,) = rows(tmp_path, "SELECT id, number FROM concerns")
    for words in ("封存", lamp["number"], "1"):
        await stage.say("陈晓燕", words)
    for table in ("outbox", "talks", "asks"):
        held = [row for row in rows(tmp_path, f"SELECT * FROM {table}") if lamp["id"] in repr(row) and "p00003" in repr(row)]
        assert held == [], table
    assert {row["author"] for row in rows(tmp_path, "SELECT author FROM entries WHERE concern = ?", lamp["id"])} == {"sealed"}


async def test_a_draft_that_was_sealed_and_a_cry_for_help_keep_no_author(stage, tmp_path):
    await stage.say("张春梅", "昨天开始，村口的路塌了半边，三轮车上不来")
    await stage.say("张春梅", ACCUSED)
    await stage.say("李秀兰", "支书家的人把我男人打得头破血流，正打着呢")
    left = rows(tmp_path, "SELECT stage, author, address, person, household, message_id, text FROM concerns")
    assert [tuple(row.values()) for row in left] == [("sealed", "sealed", "", None, None, "", "")]
    assert rows(tmp_path, "SELECT urgency FROM concerns") == [{"urgency": 0}]
    assert rows(tmp_path, "SELECT id FROM dues WHERE kind = 'draft' AND NOT done") == []


async def test_the_moment_joins_a_case_to_nothing(stage, tmp_path):
    """What is public of doubtful words is filed in the same breath: the case knows only the day."""
    await stage.say("张春梅", ACCUSED)
    ((case,), (kept,)) = cases(tmp_path), rows(tmp_path, "SELECT at FROM sealed")
    (heard,) = rows(tmp_path, "SELECT received_at FROM inbox")
    assert case["at"] == kept["at"] == heard["received_at"] - heard["received_at"] % 86_400_000 - 8 * 3_600_000
    dues = rows(tmp_path, "SELECT at FROM dues WHERE kind LIKE 'vault%'")
    assert [due["at"] % 3_600_000 for due in dues] == [0] * len(dues)


async def test_in_the_ledger_what_was_sealed_reads_like_what_was_taken_back(play, stage, tmp_path):
    await play("""
        李秀兰：前天开始，东坡那圪截路跌下去一块，农用车过不圪
        李秀兰：1
        张春梅：村口的路灯坏了三天了，黑夜看不见
        张春梅：1
        （过了11分钟）
        李秀兰：撤回
        李秀兰：1
    """)
    (lamp,) = rows(tmp_path, "SELECT number FROM concerns WHERE text LIKE '村口的路灯%'")
    for words in ("封存", lamp["number"], "1"):
        await stage.say("陈晓燕", words)
    async with stage.app.database.read() as connection:
        lines = [line async for line in views.ledger(connection)]
        heard = [line async for line in views.heard(connection)]
    assert len(lines) == 2
    own = ("number", "village", "account", "channel")
    assert [{k: v for k, v in line.items() if k not in own} for line in lines] == [
        {
            "provider_message_id": None,
            "received_at": "2026-11-22T16:00:00.000Z",
            "category": None,
            "urgency": 0,
            "issue": None,
            "stage": "withdrawn",
            "text": "",
        }
    ] * 2
    sealed = [line for line in heard if line["kind"] == "sealed"]
    assert sealed != []
    day = "2026-11-22T16:00:00.000Z"
    for each in sealed:
        assert (each["sender"], each["text"], each["provider_message_id"]) == (None, None, None)
        assert (each["sent_at"], each["received_at"], each["handled_at"]) == (day, day, day)
    moments = [line["received_at"] for line in heard]
    assert moments == sorted(moments)
