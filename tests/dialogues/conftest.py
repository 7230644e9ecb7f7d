"""Every conversation is tested as a spoken script over a real store."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.app import Hearing
from bot.demo.district import PLACES
from bot.settings import load
from bot.stage import Stage, read_script, scratch_app


@pytest.fixture(scope="session")
def hearing(tmp_path_factory: pytest.TempPathFactory) -> Hearing:
    ears = Hearing(tmp_path_factory.mktemp("ears"), PLACES)
    ears.warm()
    return ears


@pytest.fixture
async def stage(hearing: Hearing, tmp_path: Path) -> AsyncIterator[Stage]:
    root = Path(__file__).parents[2]
    app = await scratch_app(load({"SHUOSHI_CONFIG": str(root / "config.yaml")}), tmp_path, hearing)
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
