"""Every conversation is tested as a spoken script over a real store."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.parts import Hearing
from bot.settings import load
from bot.spoken_script import read_script
from bot.stage import Stage, scratch_app
from storage.directory import Directory

SETTINGS = load({"SHUOSHI_CONFIG": str(Path(__file__).parents[2] / "config.yaml")})


@dataclass(frozen=True)
class Peopled:
    """A store with the demo's people and no matters, and what the app and the stage have read of it."""

    file: Path
    directory: Directory
    whose: Mapping[tuple[str, str], str]


@pytest.fixture(scope="session")
def peopled(hearing: Hearing, tmp_path_factory: pytest.TempPathFactory) -> Peopled:
    """Made once, copied for every stage."""
    folder = tmp_path_factory.mktemp("peopled")

    async def make() -> Peopled:
        for _ in ("the roster is put", "it is read, as it is when an app starts"):
            stage = Stage(await scratch_app(SETTINGS, folder, hearing))
            await stage.begin()
            await stage.end()
        return Peopled(folder / "stage.db", stage.app.directory, stage.whose)

    with asyncio.Runner() as runner:  # a fixture of the session has no loop of its own to wait in
        return runner.run(make())


@pytest.fixture
async def stage(hearing: Hearing, peopled: Peopled, tmp_path: Path) -> AsyncIterator[Stage]:
    shutil.copy(peopled.file, tmp_path / "stage.db")
    app = await scratch_app(SETTINGS, tmp_path, hearing, directory=peopled.directory.again())
    stage = Stage(app, whose=peopled.whose)
    await stage.begin()
    await stage.know("王建国", "刘桂香", "陈晓燕", "赵刚", "张春梅", "李秀兰", "王强")
    yield stage
    await stage.end()


@pytest.fixture
def play(stage: Stage) -> Callable[[str], Awaitable[None]]:
    async def played(script: str) -> None:
        await stage.play(read_script(script))

    return played
