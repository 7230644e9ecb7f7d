"""The ears learn while the server runs: when, by whose file, swapped in one step, undone in one word."""

import argparse
import asyncio
import json
import logging
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.commands import relearning
from bot.ears_file import EarsFile, all_learnt, shipped_mark
from bot.learning import MANY, Learning, OwnEars, due
from bot.parts import Hearing
from handlers.village.matter import Correction, Stage
from nlp.linear import packed
from nlp.measure import Judged, measure
from nlp.model import Model, shipped, text_of
from nlp.reading import Accusation, Danger
from nlp.relearn import Refusal, Trial
from storage.database import open_database
from storage.erase import erase_talk
from storage.records import VILLAGE_ZONE
from tests.conftest import WarmHearing
from tests.servers import Stores
from tests.storage.test_contract import NOW, concern, put

NIGHT = datetime(2026, 11, 23, 3, 0, tzinfo=VILLAGE_ZONE)
NOON = NIGHT.replace(hour=12)
IDS = [f"k{n}" for n in range(12)]


def model(favoured: str) -> Model:
    """Hears one category in everything."""
    labels = [f"{n:02}" for n in range(16)]
    return Model(packed(labels, [1.0 if label == favoured else -1.0 for label in labels], {"路": [0.1] * 16}, 1.0), {})


def same(one: Model | None, other: Model) -> bool:
    return one is not None and text_of(one) == text_of(other)


def file_in(folder: Path) -> EarsFile:
    return EarsFile(folder)


# ---------------------------------------------------------------- when


def test_by_night_what_is_new_and_by_day_only_when_it_is_much() -> None:
    tried = {"tried": IDS, "shipped": shipped_mark()}
    assert due({}, IDS, NIGHT)
    assert not due({}, IDS, NOON)
    assert not due({}, IDS[:9], NIGHT)
    assert not due(tried, IDS, NIGHT)
    assert due(tried, [*IDS, "new"], NIGHT)
    assert not due(tried, [*IDS, "new"], NOON)
    assert due(tried, [*IDS, *(f"n{n}" for n in range(MANY))], NOON)


def test_after_an_undo_it_takes_many_new_ones() -> None:
    undone = {"tried": IDS, "shipped": shipped_mark(), "undone": True}
    assert not due(undone, [*IDS, "new"], NIGHT)
    assert due(undone, [*IDS, *(f"n{n}" for n in range(MANY))], NOON)


def test_what_is_gone_is_forgotten_at_any_hour_and_a_new_release_is_learnt_upon() -> None:
    assert due({"tried": IDS, "learnt": IDS, "shipped": shipped_mark()}, IDS[1:], NOON)
    assert due({"tried": IDS, "learnt_before": ["k0"], "shipped": shipped_mark()}, [], NOON)
    assert due({"tried": IDS, "shipped": "an older one"}, IDS, NIGHT)
    assert due({"tried": "no list", "learnt": 3}, IDS, NIGHT)


class Hour:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def village(self) -> datetime:
        return self.now

    def wire_ms(self) -> int:
        return 0


async def filled(stores: Stores, folder: Path, dialect: str, count: int = 12) -> str:
    url = await stores.fresh(dialect, folder)
    database = open_database(url)
    for n in range(count):
        told = concern(n, village="v001", stage=Stage.RECEIVED, text=f"水渠堵了{n}", address=f"a{n}", author=f"a:a{n}")
        await put(database, told, Correction(f"k{n}", f"c{n}", "01", "02", "p1", NOW + timedelta(seconds=n)))
    await database.close()
    return url


async def test_the_loop_has_it_learnt_once(stores: Stores, tmp_path: Path, dialect: str) -> None:
    database = open_database(await filled(stores, tmp_path, dialect))
    times: list[int] = []

    async def teach() -> int:
        times.append(1)
        return 1  # it failed: another night

    clock = Hour(NOON)
    learning = Learning(database, clock, file_in(tmp_path), teach)
    await learning.step()
    assert not times
    clock.now = NIGHT
    for _ in range(3):
        await learning.step()
    await Learning(database, clock, file_in(tmp_path), teach).step()  # another process
    assert len(times) == 1
    clock.now = NIGHT + timedelta(days=1)
    await learning.step()
    assert len(times) == 2
    await database.close()


# ---------------------------------------------------------------- the file


def test_each_undo_goes_one_model_back(tmp_path: Path) -> None:
    file = file_in(tmp_path)
    assert file.load() is None
    assert file.undo() == "nothing"
    file.put(model("03"))
    file.put(model("04"))
    assert same(file.load(), model("04"))
    assert file.undo() == "before"
    assert same(file.load(), model("03"))
    assert file.undo() == "shipped"
    assert file.load() is None
    assert sorted(each.name for each in file.model.parent.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no model",
        "categories\nshuoshi-linear 1\n01\t02",
        "categories\nshuoshi-linear 2\nA\tB\n0\t0\n1\t1\n1\t1\nx\nQP\n",  # of no labels of ours
        "categories\nshuoshi-linear 2\n01\t02\n0\t0\n1\t1\n1\t0\n\n\n",
    ],
)
def test_a_broken_file_is_one_line_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str) -> None:
    file = file_in(tmp_path)
    file.model.parent.mkdir()
    file.model.write_text(text, "utf-8")
    with caplog.at_level(logging.WARNING):
        assert file.load() is None
    assert len(caplog.records) == 1
    file.model.write_bytes(b"\xff\xfe")
    assert file.load() is None


def test_a_broken_note_is_none(tmp_path: Path) -> None:
    file = file_in(tmp_path)
    file.put_note({"learnt": ["k1"], "learnt_before": ["k0"]})
    assert all_learnt(file.note()) == {"k0", "k1"}
    file.told.write_text("[", "utf-8")
    assert file.note() == {}
    file.told.write_text("[]", "utf-8")
    assert file.note() == {}


def test_at_the_start_the_village_s_own_model_hears_and_else_the_shipped_one(tmp_path: Path, hearing: WarmHearing) -> None:
    file = file_in(tmp_path)
    for name in hearing.folder.iterdir():
        if name.is_file():
            (tmp_path / name.name).write_bytes(name.read_bytes())
    file.put(model("05"))
    own = Hearing(tmp_path)
    own.warm()
    assert own.ears is not None
    assert same(own.ears.model, model("05"))
    file.model.write_text("broken", "utf-8")
    again = Hearing(tmp_path)
    again.warm()
    assert again.ears is not None
    assert same(again.ears.model, shipped())


async def test_a_running_server_takes_up_and_gives_back(tmp_path: Path, hearing: WarmHearing) -> None:
    file = file_in(tmp_path)
    mine = Hearing(tmp_path, hearing.places)
    step = OwnEars(file, mine).step
    file.put(model("05"))
    await step()  # not warm yet: looked at again later
    mine.ears = hearing.ears
    warm = mine.ears
    assert warm is not None
    await step()
    assert mine.ears is not None
    assert same(mine.ears.model, model("05"))
    assert mine.ears.places == warm.places
    assert mine.ears.read("房子着火了，快来人", NIGHT.date()).danger is Danger.FIRE
    assert mine.ears.read("支书把低保给了他小舅子", NIGHT.date()).accusation is Accusation.ACCUSED
    taken = mine.ears
    await step()
    assert mine.ears is taken
    file.put(model("06"))
    file.undo()
    await step()
    assert same(mine.ears.model, model("05"))
    file.model.write_text("broken", "utf-8")
    await step()
    assert same(mine.ears.model, shipped())
    file.drop()
    await step()
    assert same(mine.ears.model, shipped())
    assert same(warm.model, shipped())


# ---------------------------------------------------------------- the commands


@pytest.fixture
def learns(monkeypatch: pytest.MonkeyPatch, hearing: WarmHearing) -> list[tuple[int, int]]:
    """nlp learn with a model at hand instead of minutes of teaching; what it was asked to learn, and what was known."""
    asked: list[tuple[int, int]] = []
    figures = measure([Judged("01", "01", 0.9), Judged("02", "02", 0.9)])

    def relearn(rows: list[tuple[str, str]], known: list[tuple[str, str]], _shown: object) -> Trial:
        asked.append((len(rows), len(known)))
        if len(rows) < 10:
            return Trial(None, None, None, Refusal("too few corrections", "改类太少"))
        return Trial(model(f"{len(asked):02}"), figures, figures, None)

    monkeypatch.setattr(relearning, "relearn", relearn)
    monkeypatch.setattr(relearning, "_step_back", lambda: None)
    monkeypatch.setattr(relearning.segment, "warm", lambda _folder: None)
    return asked


async def run(command: object, capsys: pytest.CaptureFixture[str]) -> str:
    assert await command(argparse.Namespace()) == 0  # type: ignore[operator]
    return capsys.readouterr().out


async def test_learn_keeps_the_model_and_undo_gives_it_back(
    stores: Stores,
    tmp_path: Path,
    dialect: str,
    learns: list[tuple[int, int]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = await filled(stores, tmp_path, dialect)
    monkeypatch.setenv("SHUOSHI_FOLDER", str(tmp_path / "data"))
    monkeypatch.setenv("SHUOSHI_DATABASE__URL", url)
    file = file_in(tmp_path / "data")
    out = await run(relearning.nlp_learn, capsys)
    assert out.startswith("12 corrections · 改类 12 条\nheld back · 检验: macro-F1 1.0000 -> 1.0000")
    assert out.endswith("\n学会了：一分钟之内服务就用上\n")
    assert "水渠" not in out + file.told.read_text("utf-8")
    note = json.loads(file.told.read_text("utf-8"))
    assert (note["corrections"], note["refused"], len(note["learnt"])) == (12, None, 12)
    assert note["after"]["categories"]["01"] == {"f1": 1.0, "support": 1}
    await run(relearning.nlp_learn, capsys)
    assert learns == [(12, 0), (12, 12)]
    assert same(file.load(), model("02"))
    out = await run(relearning.nlp_undo, capsys)
    assert "the model before" in out
    assert "上一个模型" in out
    assert same(file.load(), model("01"))
    assert (len(file.note()["learnt"]), file.note()["undone"]) == (12, True)
    assert "自带的模型" in await run(relearning.nlp_undo, capsys)
    assert file.load() is None
    assert file.note()["learnt"] == []
    out = await run(relearning.nlp_undo, capsys)
    assert "nothing to undo" in out
    assert "没有可退的" in out
    assert oct(file.told.parent.stat().st_mode)[-3:] == "700"


async def test_what_was_erased_is_forgotten_with_every_model_that_knew_it(
    stores: Stores,
    tmp_path: Path,
    learns: list[tuple[int, int]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = await filled(stores, tmp_path, "sqlite", 10)
    monkeypatch.setenv("SHUOSHI_FOLDER", str(tmp_path / "data"))
    monkeypatch.setenv("SHUOSHI_DATABASE__URL", url)
    file = file_in(tmp_path / "data")
    await run(relearning.nlp_learn, capsys)
    database = open_database(url)
    async with database.write() as connection:
        await erase_talk(connection, "a:a3")
    await database.close()
    out = await run(relearning.nlp_learn, capsys)
    assert "refused: too few corrections\n没有采用：改类太少\n" in out
    assert learns == [(10, 0), (9, 0)]
    assert file.load() is None
    assert not file.before.exists()
    assert all_learnt(file.note()) == set()


async def test_the_child_gets_no_address_among_its_arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.learning import in_a_process
    from bot.settings import load

    seen: list[tuple[tuple[str, ...], dict[str, str]]] = []

    class Child:
        returncode = 0

        async def wait(self) -> int:
            return 0

    async def spawn(*command: str, env: dict[str, str], **_more: object) -> Child:
        seen.append((command, env))
        return Child()

    monkeypatch.setattr(asyncio, "create_subprocess_exec", spawn)
    settings = load({"SHUOSHI_CONFIG": "config.yaml", "SHUOSHI_FOLDER": str(tmp_path)})
    assert await in_a_process(settings)() == 0
    ((command, env),) = seen
    assert command[1:] == ("-m", "bot", "nlp", "learn")
    assert env["SHUOSHI_FOLDER"] == str(tmp_path)
    assert env["SHUOSHI_DATABASE__URL"] == settings.database.url
    assert env.items() >= {"PATH": os.environ["PATH"]}.items()
