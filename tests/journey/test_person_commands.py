"""One person's data asked for, shown and erased, and an office that changes hands, from the command line of a village that has begun."""

import asyncio
import json
import shutil
import sqlite3
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.commands import parser, run
from bot.parts import Hearing
from bot.roster_file import read_roster
from bot.settings import SettingsError, load
from bot.spoken_script import read_script
from bot.stage import Stage, scratch_app
from handlers.village.roles import DISCIPLINE
from storage import audit
from storage.database import open_database
from storage.records import from_ms
from tests.journey.test_same_transcript import ROOT, environment

CONFIG = str(ROOT / "config.yaml")
ROAD = "昨天开始，村口的路塌了半边，三轮车上不来"
LAMP = "前天开始，前街的路灯瞎了四五个"
ACCUSED = "支书把低保给了他亲戚"
ZHANG, WANG, BAI, GRID_LEAD = "p00003", "p00006", "白斌", "p00009"
DAY = f"""
    张春梅：{ROAD}
    张春梅：1
    小助手：念给您听
    小助手：记好了，编号
    王建国：你好
    （过了20分钟）
    张春梅[短信]：{ACCUSED}
    李秀兰：{LAMP}
    李秀兰：1
    （过了1天）
"""

Shuoshi = Callable[..., Awaitable[int]]


@pytest.fixture(scope="module")
def day(hearing: Hearing, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a day of a village in it: played once, copied for every test."""
    folder = tmp_path_factory.mktemp("day")

    async def play() -> None:
        stage = Stage(await scratch_app(load({"SHUOSHI_CONFIG": CONFIG}), folder, hearing))
        await stage.begin()
        await stage.know("王建国", "白斌")
        await stage.play(read_script(DAY))
        await stage.end()

    with asyncio.Runner() as runner:  # a fixture of the module has no loop of its own to wait in
        runner.run(play())
    return folder


@pytest.fixture
def village(day: Path, tmp_path: Path) -> Path:
    """Nobody is serving it."""
    shutil.copytree(day, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def shuoshi(village: Path) -> Shuoshi:
    async def called(*argv: str) -> int:
        """In the village's own hour: by the machine's the questions of that day may have run out long ago."""
        url = f"sqlite+aiosqlite:///{village}/stage.db"
        (last,) = rows(village, "SELECT max(received_at) AS at FROM inbox")
        hour = str((last["at"] - time.time_ns() // 1_000_000) // 1000 + 25 * 3600)
        with environment(SHUOSHI_CONFIG=CONFIG, SHUOSHI_FOLDER=str(village), SHUOSHI_DATABASE__URL=url, SHUOSHI_CLOCK__OFFSET_S=hour):
            options = parser().parse_args(argv)
            code: int = await options.command(options)
            return code

    return called


def rows(folder: Path, query: str, *values: object) -> list[dict[str, Any]]:
    with sqlite3.connect(folder / "stage.db") as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(query, values)]


def last_note(folder: Path) -> tuple[str, str, str, str]:
    (row,) = rows(folder, "SELECT * FROM audit ORDER BY seq DESC LIMIT 1")
    return row["actor"], row["action"], row["thing"], row["detail"]


async def test_a_person_is_found_by_name_and_the_purpose_is_noted(shuoshi, village, capsys):
    assert await shuoshi("person", "find", "张春梅", "--why", "本人来问，电话13800001111") == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{ZHANG}  张春梅  石桥村")
    assert rows(village, "SELECT phone FROM persons WHERE id = ?", ZHANG)[0]["phone"] not in out
    assert last_note(village) == ("console", "person_find", "roster", "1 found; why: 本人来问，电话〔电话〕")


async def test_nobody_found_is_exit_1(shuoshi, capsys):
    assert await shuoshi("person", "find", "没有这个人", "--why", "试试") == 1
    assert capsys.readouterr().out == ""


async def test_a_person_s_own_data_is_shown_and_what_is_sealed_never(shuoshi, village, capsys):
    assert await shuoshi("person", "show", ZHANG, "--why", "本人要看") == 0
    out = capsys.readouterr().out
    file = json.loads(out)
    assert file["person"]["name"] == "张春梅"
    assert [concern["text"] for concern in file["concerns"]] == [ROAD]
    assert {address["channel"] for address in file["addresses"]} == {"wechat", "sms"}
    assert {"offices", "opinions", "visits", "ratings", "asks", "tasks", "alerts", "entries"} <= file.keys()
    assert "低保" not in out
    assert "sealed" not in out
    assert last_note(village) == ("console", "person_show", ZHANG, "why: 本人要看")


async def test_an_erased_person_leaves_counts_and_no_words(shuoshi, village, capsys):
    before = rows(village, "SELECT count(*) AS n FROM concerns")
    assert await shuoshi("person", "erase", ZHANG, "--why", "本人要求") == 0
    assert "erased" in capsys.readouterr().out
    assert rows(village, "SELECT count(*) AS n FROM concerns") == before
    everything = "".join(repr(rows(village, f"SELECT * FROM {table}")) for table in ("concerns", "inbox", "outbox", "entries", "talks"))
    assert ROAD[:10] not in everything
    assert LAMP in everything  # somebody else's stay
    assert rows(village, "SELECT * FROM addresses WHERE persons LIKE ?", f"%{ZHANG}%") == []
    assert last_note(village) == ("console", "person_erase", ZHANG, "why: 本人要求")
    database = open_database(f"sqlite+aiosqlite:///{village}/stage.db")
    async with database.read() as connection:
        assert (await audit.verify(connection))[0] is None
    await database.close()


async def test_who_holds_an_office_is_not_erased(shuoshi, village):
    with pytest.raises(SettingsError, match="hand-over"):
        await shuoshi("person", "erase", WANG, "--why", "本人要求")
    assert rows(village, "SELECT * FROM holders WHERE person = ?", WANG) != []


@pytest.mark.parametrize("argv", [("find", "张春梅"), ("show", ZHANG), ("erase", ZHANG)])
async def test_without_a_purpose_nothing_is_done(shuoshi, village, argv):
    before = rows(village, "SELECT count(*) AS n FROM audit")
    with pytest.raises(SettingsError, match="why"):
        await shuoshi("person", *argv)
    assert rows(village, "SELECT count(*) AS n FROM audit") == before


async def test_the_secretary_s_office_changes_hands_and_the_duties_with_it(shuoshi, village, hearing, capsys):
    (committee,) = rows(village, "SELECT id FROM persons WHERE name = ?", BAI)
    new = committee["id"]
    version = rows(village, "SELECT value FROM meta WHERE id = 'roster_version'")
    assert await shuoshi("office", "hand-over", "--office", "secretary", "--unit", "v001", "--from", "王建国", "--to", BAI) == 0
    assert "2 concerns" in capsys.readouterr().out
    assert rows(village, "SELECT person FROM holders WHERE office = 'secretary' AND unit = 'v001'") == [{"person": new}]
    assert {row["responsible"] for row in rows(village, "SELECT responsible FROM concerns WHERE stage = 'received'")} == {new}
    assert rows(village, "SELECT * FROM asks WHERE person = ? AND answered_at IS NULL", WANG) == []
    assert rows(village, "SELECT script FROM asks WHERE person = ? AND answered_at IS NULL", new) == [{"script": "triage"}]
    assert rows(village, "SELECT value FROM meta WHERE id = 'roster_version'") != version
    assert last_note(village)[:3] == ("console", "hand_over_office", "v001")


async def test_the_new_holder_is_asked_anew_and_the_old_one_no_more(shuoshi, village, hearing):
    await shuoshi("office", "hand-over", "--office", "secretary", "--unit", "v001", "--from", "王建国", "--to", BAI)
    stage = Stage(await scratch_app(load({"SHUOSHI_CONFIG": CONFIG}), village, hearing))
    now = rows(village, "SELECT max(received_at) AS at FROM inbox")[0]["at"]
    await stage.begin(from_ms(now + 26 * 3_600_000))
    await stage.know("王建国", BAI)
    await stage.play(
        read_script(f"""
        {BAI}：1
        小助手：原话 / 这件怎么办
        王建国：摘要
        王建国：1
    """)
    )
    said = "".join(text for _, text in stage.phones["王建国"].shown)
    assert "原话" not in said
    await stage.end()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"--office": "mayor"}, "no office"),
        ({"--unit": "v999"}, "no unit"),
        ({"--from": "刘桂香"}, "is not secretary"),
        ({"--to": "没有这个人"}, "nobody"),
        ({"--to": "王建国"}, "both"),
    ],
)
async def test_a_wrong_hand_over_changes_nothing(shuoshi, village, changed, told):
    options = {"--office": "secretary", "--unit": "v001", "--from": "王建国", "--to": BAI} | changed
    before = rows(village, "SELECT * FROM holders ORDER BY 1, 2, 3, 4")
    with pytest.raises(SettingsError, match=told):
        await shuoshi("office", "hand-over", *(each for pair in options.items() for each in pair))
    assert rows(village, "SELECT * FROM holders ORDER BY 1, 2, 3, 4") == before


@pytest.mark.parametrize("argv", [["person", "show", ZHANG], ["office", "hand-over"], ["person"]])
def test_a_mistake_is_one_line_in_each_language_and_exit_2(tmp_path, capsys, argv):
    url = f"sqlite+aiosqlite:///{tmp_path}/empty.db"
    with environment(SHUOSHI_CONFIG=CONFIG, SHUOSHI_FOLDER=str(tmp_path), SHUOSHI_DATABASE__URL=url):
        assert run(argv) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert said[0].isascii()
    assert any("\u4e00" <= c <= "\u9fff" for c in said[1])


async def test_discipline_is_written_in_the_roster_by_its_name_and_read_back(shuoshi, village, capsys):
    """Rights know the one department that reads accusations by a name of its own; people type 纪检监察."""
    file = village / "roster.xlsx"
    assert await shuoshi("roster", "export", str(file)) == 0
    roster, bad = read_roster(file)
    assert list(bad) == []
    assert [holder.unit for holder in roster.holders if holder.department == DISCIPLINE] == ["d0"]
