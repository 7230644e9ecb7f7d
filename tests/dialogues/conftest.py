"""Every conversation is tested as a spoken script over a real store."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.parts import Hearing
from bot.settings import load
from bot.spoken_script import read_script
from bot.stage import Stage, scratch_app

SETTINGS = load({"SHUOSHI_CONFIG": str(Path(__file__).parents[2] / "config.yaml")})


@pytest.fixture(scope="session")
def peopled(hearing: Hearing, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the demo's people and no matters: made once, copied for every stage."""
    folder = tmp_path_factory.mktemp("peopled")

    async def make() -> None:
        stage = Stage(await scratch_app(SETTINGS, folder, hearing))
        await stage.begin()
        await stage.end()

    with asyncio.Runner() as runner:  # a fixture of the session has no loop of its own to wait in
        runner.run(make())
    return folder / "stage.db"


@pytest.fixture
async def stage(hearing: Hearing, peopled: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    shutil.copy(peopled, tmp_path / "stage.db")
    app = await scratch_app(SETTINGS, tmp_path, hearing)
    stage = Stage(app)
    await stage.begin()
    await stage.know("王建国", "刘桂香", "陈晓燕", "赵刚", "张春梅", "李秀兰", "王强")
    yield stage
    await stage.end()


@pytest.fixture
def play(stage: Stage) -> Callable[[str], Awaitable[None]]:
    async def played(script: str) -> None:
        await stage.play(read_script(script))

    return played
