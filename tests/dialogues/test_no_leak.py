"""Twenty complaints, each with a mark of its own, told in every way: nobody of the village finds one, and no number moves.

The same day is played twice, with the complaints and with a greeting in place of each. Whatever a village role is shown,
asking for everything there is to ask for, must be the same to the letter.
"""

import json
import logging
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands.reading import masked
from bot.demo.district import OPENS_AT
from bot.metrics import metrics_text
from bot.spoken_script import read_script
from bot.stage import Stage, scratch_app
from handlers.spoken import CADRE_COMMANDS, COMMANDS
from storage import person_file, views
from tests.dialogues.conftest import SETTINGS, Peopled
from tests.dialogues.doubting import Doubting

MARKS = tuple(f"记号{stem}{branch}" for stem in "甲乙丙丁" for branch in "子丑寅卯辰")
NAMED = (
    *("支书", "村主任", "会计", "王支书", "王建国", "网格员刘桂香", "监委会的雷霞", "妇联主席薛雪霞", "白斌", "第一书记冯明勇"),
    *("包村干部秦永虎", "民警赵刚", "镇长", "陈晓燕", "驻村队长冯巧凤"),
)
ROLES = ("王建国", "白斌", "薛雪霞", "刘桂香", "雷霞", "侯香", "冯明勇", "冯巧凤", "秦永虎", "赵刚")
CHANNELS = ("wechat", "sms", "terminal")


def complaints() -> list[tuple[str, ...]]:
    """What each of the twenty says, one or two messages."""
    plain = [(f"{who}把低保给了他亲戚，{mark}",) for who, mark in zip(NAMED, MARKS, strict=False)]
    first, second, third, *rest = MARKS[len(NAMED) :]
    seconds = [(f"昨天开始，后沟的水管裂了，{first}", f"支书把低保给了他亲戚，{first}")]
    seconds += [(f"学校门口没灯，{second}", "1", f"会计把补贴款装自己口袋了，{second}")]
    unsure = [(f"修路那笔钱不晓得叫谁花了，{mark}",) for mark in (third, *rest)]
    return [*plain, *seconds, *unsure]


def test_there_are_twenty_and_each_has_its_mark() -> None:
    told = complaints()
    assert len(told) == 20
    assert [sum(mark in "".join(words) for words in told) for mark in MARKS] == [1] * 20


def copy(peopled: Peopled, folder: Path) -> None:
    folder.mkdir()
    shutil.copy(peopled.file, folder / "stage.db")


@asynccontextmanager
async def district(hearing, peopled: Peopled, folder: Path) -> AsyncIterator[Stage]:
    copy(peopled, folder)
    stage = Stage(await scratch_app(SETTINGS, folder, Doubting(hearing)))
    await stage.begin()
    await stage.know(*ROLES, "陈晓燕", "闫秀丽")
    yield stage
    await stage.end()


def residents(folder: Path) -> list[str]:
    """Twenty of the village without an office, each with a telephone of their own."""
    with sqlite3.connect(folder / "stage.db") as connection:
        found = connection.execute(
            "SELECT name FROM persons WHERE village = 'v001' AND phone LIKE '+861%' AND id NOT IN (SELECT person FROM holders)"
            " AND phone IN (SELECT phone FROM persons GROUP BY phone HAVING count(*) = 1) ORDER BY id DESC LIMIT 20"
        )
        return [row[0] for row in found]


async def play_the_day(stage: Stage, folder: Path, accusing: bool) -> None:
    await stage.play(
        read_script("""
        张春梅：昨天开始，村口的路塌了半边，三轮车上不来
        张春梅：1
        李秀兰：前天开始，东坡那圪截路跌下去一块，农用车过不圪
        李秀兰：1
    """)
    )
    for n, (name, words) in enumerate(zip(residents(folder), complaints(), strict=True)):
        for each in words:
            await stage.say(name, each if accusing else "你好", CHANNELS[n % 3] if len(words) == 1 else "wechat")
    await stage.pass_time(timedelta(hours=1))


def words_for(stage: Stage, name: str, person: str) -> list[str]:
    """Everything there is to say for the secretary; for the others what is for their office, and what is not."""
    if name == ROLES[0]:
        return [*COMMANDS, *CADRE_COMMANDS, "帮助"]
    mine = {hat.office for hat in stage.app.directory.hats(person)}
    return [*dict.fromkeys(("摘要", "来件", "封存", "查来件", *(word for word, (offices, _) in CADRE_COMMANDS.items() if offices & mine)))]


async def ask_for_everything(stage: Stage, folder: Path, roles: tuple[str, ...]) -> None:
    """Every word there is, and the first option behind it; then the night and the morning's digests."""
    with sqlite3.connect(folder / "stage.db") as connection:
        people = dict(connection.execute("SELECT name, id FROM persons").fetchall())
    for name in roles:
        for words in words_for(stage, name, people[name]):
            await stage.say(name, words)
            if words in CADRE_COMMANDS:
                await stage.say(name, "1")
            await stage.say(name, "取消")
    await stage.pass_time(timedelta(days=1))


def everything_kept(folder: Path) -> str:
    """Every column of every table; the vault's own is ciphertext."""
    with sqlite3.connect(folder / "stage.db") as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return "".join(repr(connection.execute(f'SELECT * FROM "{name}"').fetchall()) for name in names)


async def ledgers(stage: Stage) -> str:
    async with stage.app.database.read() as connection:
        lines = [masked(line) async for line in views.ledger(connection)] + [masked(line) async for line in views.heard(connection)]
    return json.dumps(lines, ensure_ascii=False)


def hits(text: str) -> list[str]:
    return [mark for mark in MARKS if mark in text]


@pytest.mark.slow
async def test_nobody_of_the_village_finds_a_complaint_and_no_number_moves(hearing, peopled, tmp_path, caplog):
    caplog.set_level(logging.INFO)
    shown: dict[bool, dict[str, list[tuple[str, str]]]] = {}
    for accusing in (True, False):
        folder = tmp_path / str(accusing)
        async with district(hearing, peopled, folder) as stage:
            await play_the_day(stage, folder, accusing)
            await ask_for_everything(stage, folder, ROLES)
            shown[accusing] = {name: list(stage.phones[name].shown) for name in ROLES}
            if accusing:
                kept = everything_kept(folder)
                with sqlite3.connect(folder / "stage.db") as connection:
                    assert connection.execute("SELECT count(*) FROM sealed_cases").fetchone() == (20,)
                assert hits(kept) == []
                assert hits(await ledgers(stage)) == []
                assert hits(await metrics_text(stage.app, {})) == []
    assert hits(repr(shown[True])) == []
    assert hits(caplog.text) == []
    for name in ROLES:
        assert shown[True][name] == shown[False][name]
    assert any("有 2 件事等您定" in text for _, text in shown[True]["王建国"])  # there was something to see


async def test_reading_them_all_leaves_no_trace_of_the_words(hearing, peopled, tmp_path, caplog):
    caplog.set_level(logging.INFO)
    folder = tmp_path / "read"
    async with district(hearing, peopled, folder) as stage:
        await play_the_day(stage, folder, True)
        for name, decision in (("陈晓燕", "4"), ("陈晓燕", "3"), ("陈晓燕", "2"), ("闫秀丽", "1"), ("闫秀丽", "3")):
            await stage.say(name, "来件")
            for digits in ("1", "1", decision):
                await stage.say(name, digits)
            await stage.say(name, "看过了，记号甲子的事查着呢" if decision in "43" and name + decision != "陈晓燕3" else "0")
        await ask_for_everything(stage, folder, ROLES[:1])
        read = hits(repr(stage.phones["陈晓燕"].shown) + repr(stage.phones["闫秀丽"].shown))
        assert len(read) >= 4  # one that is taken up stays first in its reader's list
        assert hits(everything_kept(folder)) == []
        assert hits(await ledgers(stage)) == []
        assert hits(repr([stage.phones[name].shown for name in ROLES])) == []
    assert hits(caplog.text) == []


async def test_the_marks_of_petition_lawsuit_and_crowd_are_shown_and_counted_nowhere(hearing, peopled, tmp_path):
    """They decide which lawful door is named to the speaker; on a list they would single people out."""
    said = "地界的官司法院判了我不服，想去信访，大家商量着明天一起去堵路"
    folder = tmp_path / "flags"
    async with district(hearing, peopled, folder) as stage:
        await stage.play(read_script(f"张春梅：{said}\n（过了20分钟）"))
        assert {"xinfang", "litigation", "mass_incident_risk"} <= hearing.read(said, OPENS_AT.date(), ()).flags
        mine = "".join(text for _, text in stage.phones["张春梅"].shown)
        assert "乡镇信访窗口" in mine
        assert "12348" in mine
        assert "编号" in mine  # it is filed all the same
        await ask_for_everything(stage, folder, ROLES)
        async with stage.app.database.read() as connection:
            file = await person_file.file_of(connection, "p00003")
        assert file is not None
        assert file["concerns"] != []
        shown = repr([stage.phones[name].shown for name in ROLES]).replace(said, "") + repr(file)
        kept = everything_kept(folder) + await ledgers(stage) + await metrics_text(stage.app, {})
        assert [flag for flag in ("xinfang", "litigation", "mass_incident_risk") if flag in shown + kept] == []
        assert "信访窗口" not in shown
