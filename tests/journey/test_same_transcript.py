"""The same spoken script reads the same on SQLite and on PostgreSQL, numbers and dates included, and leaves nothing behind."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.commands.chatting import play
from bot.story import FILE
from storage.database import open_database
from tests.servers import Stores

ROOT = Path(__file__).parents[2]
SCRIPT = """
张春梅：村口到东坡的路塌了半边，三轮车上不来
小助手：听见了
张春梅：前天
小助手：念给您听
张春梅：1
小助手：记好了
（过了一天）
小助手→王建国：等您定
王强[短信]：我妈在后沟住，水压不够，半夜才滴一点
小助手：听见了
"""


@contextmanager
def environment(**values: str) -> Iterator[None]:
    kept = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in kept.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


async def transcript(script: Path, url: str, capsys: pytest.CaptureFixture[str]) -> str:
    with environment(SHUOSHI_CONFIG=str(ROOT / "config.yaml"), SHUOSHI_DATABASE__URL=url):
        assert await play(argparse.Namespace(script=str(script), at=None)) == 0
    return capsys.readouterr().out


@pytest.mark.slow
async def test_the_whole_life_of_an_issue_reads_the_same_on_both_databases(
    stores: Stores, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From a villager's words over a shut gate and a reopening to the rule on file: every line of the story comes true twice."""
    on_sqlite = await transcript(FILE, f"sqlite+aiosqlite:///{tmp_path / 'mine.db'}", capsys)
    on_postgres = await transcript(FILE, await stores.empty("postgresql", tmp_path), capsys)
    assert "作数了，编号信备〔2026〕7号" in on_sqlite
    assert "办结：满意3" in on_sqlite
    assert on_postgres == on_sqlite


async def test_a_script_reads_the_same_on_both_databases(stores: Stores, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "road.txt"
    script.write_text(SCRIPT, encoding="utf-8")
    url = await stores.empty("postgresql", tmp_path)
    on_sqlite = await transcript(script, f"sqlite+aiosqlite:///{tmp_path / 'mine.db'}", capsys)
    on_postgres = await transcript(script, url, capsys)
    assert "念给您听" in on_sqlite
    assert on_postgres == on_sqlite
    assert not (tmp_path / "mine.db").exists()
    database = open_database(url)
    async with database.read() as connection:
        schemas = (await connection.execute(text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'shuoshi%'"))).all()
    await database.close()
    assert schemas == []
