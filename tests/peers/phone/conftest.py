"""A line and a server that know each other, with a village's people in the database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import skip
from tests.peers.phone.kit import Line, ServerWithLine, missing
from tests.servers import Missing, Stores, free_port


@pytest.fixture(scope="session", autouse=True)
def telephones() -> None:
    if packages := missing():
        skip(Missing(f"no telephones: apt-get install {packages}"))


@pytest.fixture
async def server(stores: Stores, tmp_path: Path) -> AsyncIterator[ServerWithLine]:
    """Not started yet: some tests call while it is away."""
    database = await stores.fresh("sqlite", tmp_path, people=True)
    server = ServerWithLine(tmp_path / "server", database)
    server.line = Line(tmp_path / "line", server.url, database)
    server.line.short_prompts()
    yield server
    server.line.kill9()
    server.kill9()


@pytest.fixture
async def line(tmp_path: Path, stores: Stores) -> AsyncIterator[Line]:
    """A line alone; whoever wants to hear of it listens on its callback."""
    database = await stores.fresh("sqlite", tmp_path, people=True)
    line = Line(tmp_path / "line", f"http://127.0.0.1:{free_port()}", database)
    line.short_prompts()
    yield line
    line.kill9()
