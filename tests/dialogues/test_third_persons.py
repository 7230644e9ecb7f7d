"""Names that no roster knows: gone from every text that others read, whole for its author and for the cadre who works on it."""

import json
from dataclasses import replace

import pytest

from bot.casebook import Casebook
from bot.commands.reading import masked as in_the_ledger
from handlers.acts.told import others_words
from handlers.case import case_of
from handlers.issues.overview import quoted
from handlers.issues.quoting import clean, masked, quotable
from handlers.issues.voices import public, voices
from handlers.look_up import public_words
from handlers.scene import Scene
from handlers.village.issue import Opinion, PaperKind, Stance
from handlers.village.matter import Stage
from storage.tables import papers
from tests.dialogues.laid import heard, keep, kept, lay, paper, request_of
from tests.dialogues.test_linkage import ASK, CLAIMED, HELLO, SENT, asked
from tests.dialogues.test_vault import rows, tables_with

SAID = "田旺上边的路叫贾翠兰家占了，跟陈晓燕说过，李主任也来看过"
NOBODY = "田旺上边的路叫贾×家占了"


async def read(stage, job):
    """What a turn makes of the file: with ears, in a village that calls a place 田旺."""
    app = stage.app
    now = app.clock.village()
    book = Casebook(app.directory, app.batches.turns.statutes, app.batches.turns.calendar, app.wording, app.database.dialect)

    def heard_there(scene: Scene):
        there = replace(scene, spots=lambda village: ("田旺",), ears=lambda text: app.hearing.read(text, now.date()))
        return job(case_of(there, "road"))

    async with app.database.read() as connection:
        return await book.read(connection, now, heard_there)


@pytest.mark.parametrize("shown", [public, quoted, lambda case, words, most: others_words(case, words)])
async def test_of_what_others_read_the_name_goes_the_place_and_the_office_stay(stage, shown):
    await lay(stage, Stage.OUTCOME)
    words = await read(stage, lambda case: shown(case, SAID, 80))
    assert words.startswith(NOBODY)
    assert words.endswith("李主任也来看过")


async def test_who_holds_an_office_is_named_where_nobody_hid_it_before(stage):
    await lay(stage, Stage.OUTCOME)
    assert "跟陈晓燕说过" in await read(stage, lambda case: public(case, SAID, 80))
    assert "跟陈晓燕说过" in await read(stage, lambda case: others_words(case, SAID))
    assert "跟陈×说过" in await read(stage, lambda case: masked(case, SAID))


async def test_a_sentence_that_names_somebody_is_no_quote_and_no_title(stage):
    await lay(stage, Stage.SET)
    said = ("田旺上边的路一下雨就塌", "路叫贾翠兰家占了，车过不去")
    assert await read(stage, lambda case: [quotable(case, words) for words in said]) == [said[0], ""]
    titles = ("田旺上边的路塌了", "贾翠兰家门口的路塌了")
    assert await read(stage, lambda case: [clean(case, title) for title in titles]) == [True, False]


async def test_absent_voices_are_read_without_the_name(stage):
    await lay(stage, Stage.READY)
    (opinion, *_) = await kept(stage, Opinion, issue="road", stance=Stance.FOR.value)
    await keep(stage, replace(opinion, words="贾翠兰家占了路，叫她挪开"))
    aloud = await read(stage, lambda case: voices(case).aloud)
    said = [line.values["words"] for line in aloud if line.key == "voices.words"]
    assert "贾×家占了路，叫她挪开" in said
    assert not any("贾翠兰" in words for words in said)


async def test_the_outcome_that_anybody_may_look_up(stage):
    await lay(stage, Stage.OUTCOME)
    outcome = paper(None, PaperKind.OUTCOME, "叫贾翠兰挪开")
    assert await read(stage, lambda case: public_words(case.scene, case.issue, outcome)) == "叫贾×挪开"


def test_a_line_of_the_ledger():
    line = in_the_ledger({"channel": "sms", "text": "贾翠兰家占了路，打13800001111"})
    assert line["text"] == "贾×家占了路，打〔电话〕"


async def test_a_department_is_asked_and_answers_without_a_third_person(play, stage):
    asks = ASK.replace("王建国：1\n    小助手：有热线", "王建国：贾翠兰家门口那段塌了，谁来修\n    小助手：有热线")
    asks = asks.replace("归不归您单位管，能不能办，什么时候办。送吗", "贾翠兰家门口")
    await asked(play, stage, f"{HELLO}{asks}\n小助手→梁桃：想请您单位答复：贾×家门口那段塌了，谁来修{CLAIMED}")
    assert "贾翠兰" not in heard(stage, "梁桃")
    assert "贾翠兰" in heard(stage, "王建国")  # their own words are read back whole
    assert "贾翠兰" not in (await request_of(stage)).asked


async def test_why_a_department_sends_it_back(play, stage):
    await asked(play, stage, SENT)
    await play("""
        梁桃：2
        小助手：为什么不归您单位
        梁桃：那是贾翠兰家的河堤，归水利
        小助手：该归哪个部门
        梁桃：水利局
        小助手→王建国：交通运输局说不归他们：那是贾×家的河堤，归水利
    """)


async def test_the_officer_of_law_hears_no_name_the_asker_said(play, stage):
    await play("""
        赵刚：你好
        小助手：您好
        张春梅：问法：贾翠兰占了我家的地，要不要去打官司
        小助手→赵刚：有乡亲问法：贾×占了我家的地
    """)


REPORT = "昨天开始，贾翠兰家门口的路塌了半边，三轮车上不来"


async def test_its_author_and_the_secretary_read_the_report_whole(play, stage):
    await play(f"""
        张春梅：{REPORT}
        小助手：念给您听：昨天开始，贾翠兰家门口的路塌了半边
        张春梅：1
        小助手：记好了，编号
        （过了20分钟）
        王建国：摘要
        小助手：有 1 件事等您定
        王建国：1
        小助手：原话：{REPORT}
    """)


@pytest.mark.parametrize("shown", ["贾×家门口的路塌了半边", "昨天开始，贾×家门口的路塌了半边，三轮车上不来"])
async def test_sealed_later_it_is_found_in_the_form_that_others_read(play, stage, tmp_path, shown):
    await stage.say("张春梅", REPORT.removeprefix("" if shown.startswith("昨天") else "昨天开始，"))
    await stage.say("张春梅", "1")
    if not shown.startswith("昨天"):
        await stage.say("张春梅", "1")
    await play("""
        （过了20分钟）
        王建国：摘要
        王建国：1
        王建国：1
    """)
    (issue,) = rows(tmp_path, "SELECT id FROM issues")
    ((number,),) = [tuple(row.values()) for row in rows(tmp_path, "SELECT number FROM concerns")]
    made = {"issue": issue["id"], "at": 0, "author": "p00006", "version": 0, "id": "n1", "kind": "notice", "seq": 1}
    async with stage.app.database.write() as connection:
        facts = json.dumps({"title": f"议题：{shown}…"}, ensure_ascii=False)
        await connection.execute(papers.insert(), [made | {"words": f"议题：{shown}…", "facts": facts}])
    for each in ("封存", number, "1"):
        await stage.say("陈晓燕", each)
    (left,) = rows(tmp_path, "SELECT words, facts FROM papers WHERE id = 'n1'")
    assert (left["words"], json.loads(left["facts"])) == ("议题：（已收回）…", {"title": "议题：（已收回）…"})
    assert tables_with(tmp_path, "塌了半边") == []
