"""What every test may ask for: fresh databases of both kinds, a Redis, warm ears, a running server."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.demo.district import PLACES
from bot.parts import Hearing
from tests.servers import Missing, Postgres, Redis, ServerProcess, Stores

# compiled files are kept, wherever the environment says otherwise (as in the Makefile): two hundred files of tests are rewritten
# by pytest, and the program is started some hundred times
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# how long an example takes says more of what else the machine does than of the code
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def skip(missing: Missing) -> None:
    """With NO_SKIPS=1, as in .ci/run, what is missing is a failure."""
    if os.environ.get("NO_SKIPS"):
        pytest.fail(str(missing))
    pytest.skip(str(missing))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], Postgres]]:
    """Called: the PostgreSQL of this session, started at the first call."""
    started: list[Postgres] = []

    def server() -> Postgres:
        if not started:
            try:
                started.append(Postgres())
            except Missing as missing:
                skip(missing)
        return started[0]

    yield server
    for each in started:
        each.close()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    """One Redis for the session: flush it, stop it, but leave it running behind you."""
    server: Redis | None = None
    try:
        server = Redis()
    except Missing as missing:
        skip(missing)
    assert server is not None
    yield server
    server.close()


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory, postgres: Callable[[], Postgres]) -> Stores:
    return Stores(tmp_path_factory.mktemp("stores"), postgres)


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """A test that asks for it runs once on either database."""
    name: str = request.param
    return name


class WarmHearing(Hearing):
    """Warmed once for the whole session: an app that starts finds it ready."""

    def warm(self) -> None:
        if self.ears is None:
            super().warm()


@pytest.fixture(scope="session")
def hearing(tmp_path_factory: pytest.TempPathFactory) -> Hearing:
    ears = WarmHearing(tmp_path_factory.mktemp("ears"), PLACES)
    ears.warm()
    return ears


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., ServerProcess]]:
    """Called with a database's url (and redis, wechat_api): a server process, started; it is stopped after the test."""
    running: list[ServerProcess] = []

    def started(database: str, **more: str) -> ServerProcess:
        server = ServerProcess(tmp_path / f"server{len(running)}", database, **more)  # type: ignore[arg-type]
        running.append(server)
        server.start()
        return server

    yield started
    for each in running:
        each.kill9()
