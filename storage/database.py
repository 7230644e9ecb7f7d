"""The engines: exactly one writer per process on SQLite, readers apart; a small pool on PostgreSQL.

SQLite: WAL and synchronous=FULL (NORMAL loses acknowledged commits at a power cut and buys nothing once commits are
grouped), BEGIN IMMEDIATE (a deferred transaction that reads and then writes fails at once when another writes).
"""

import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import event, text
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

_WRITER = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA secure_delete=ON",  # an erased person's number must not stay in free pages
    "PRAGMA cache_size=-32768",
    "PRAGMA journal_size_limit=67108864",
)
TRIES = 100
_FORGETFUL = "PRAGMA synchronous=OFF"
_READER = ("PRAGMA query_only=ON", "PRAGMA busy_timeout=5000", "PRAGMA trusted_schema=OFF")


@dataclass
class Database:
    """writer: transactions that change something. reader: views, which never wait for the writer."""

    writer: AsyncEngine
    reader: AsyncEngine
    dialect: str

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        async with self.writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        async with self.reader.connect() as connection:
            yield connection

    async def answers(self) -> bool:
        """Can the database be asked anything now?"""
        try:
            async with self.read() as connection:
                await connection.execute(text("SELECT 1"))
        except Exception:
            return False
        return True

    async def close(self) -> None:
        await self.writer.dispose()
        if self.reader is not self.writer:
            await self.reader.dispose()


def open_database(url: str) -> Database:
    """An engine pair for sqlite+aiosqlite:///file or postgresql+asyncpg://… . Raises ValueError for anything else.

    On PostgreSQL "?schema=NAME" works in a schema of its own. On SQLite "?scratch=1" is a store that is thrown away: nothing
    waits for the disk, so that all of it runs on the loop, and what one such store has compiled the next need not.
    """
    parsed = make_url(url)
    if parsed.drivername == "sqlite+aiosqlite":
        scratch = parsed.query.get("scratch") == "1"
        return _open_sqlite(str(parsed.difference_update_query(["scratch"])), parsed.database, scratch)
    if parsed.drivername == "postgresql+asyncpg":
        schema = parsed.query.get("schema")
        own = {"server_settings": {"search_path": schema}} if schema else {}
        engine = create_async_engine(
            parsed.difference_update_query(["schema"]),
            pool_size=8,
            max_overflow=0,
            pool_pre_ping=True,  # after a restart of the server the first statement must not fail
            connect_args={"timeout": 3, "command_timeout": 20, **own},
        )
        return Database(engine, engine, "postgresql")
    raise ValueError(f"database.url must begin with sqlite+aiosqlite: or postgresql+asyncpg:, not {parsed.drivername}:")


def _open_sqlite(url: str, file: str | None, scratch: bool) -> Database:
    if not file or file == ":memory:":
        raise ValueError("database.url needs a file: sqlite+aiosqlite:///data/shuoshi.db")
    Path(file).parent.mkdir(parents=True, exist_ok=True)

    async def connect() -> aiosqlite.Connection:
        return await (_AllOnLoop if scratch else _OnLoop).to(file)

    how: dict[str, Any] = {"async_creator": connect} if scratch else {"connect_args": {"timeout": 5}}
    if scratch:
        url, how["execution_options"] = url.replace("sqlite+aiosqlite:", "sqlite+scratch:", 1), {"compiled_cache": _COMPILED}
    writer = create_async_engine(url, pool_size=1, max_overflow=0, **how | {"async_creator": connect})
    reader = create_async_engine(url, pool_size=4, max_overflow=2, **how)
    _prepare(writer, (*_WRITER, _FORGETFUL) if scratch else _WRITER, "BEGIN IMMEDIATE")
    _prepare(reader, _READER, "BEGIN")
    return Database(writer, reader, "sqlite")


class _OnLoop(aiosqlite.Connection):
    """Statements run on the loop, where they take microseconds; what may wait, for a lock or for the disk, runs in the thread."""

    @classmethod
    async def to(cls, file: str) -> "_OnLoop":
        made = cls(lambda: sqlite3.connect(file, timeout=5, check_same_thread=False), 64)
        made._thread.daemon = True
        await made
        return made

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._connection is None or self._may_wait(self._connection, fn):
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        return fn(*args, **kwargs)

    def _may_wait(self, connection: sqlite3.Connection, fn: Callable[..., Any]) -> bool:
        return not connection.in_transaction or fn in (connection.commit, connection.rollback, connection.close)


class _AllOnLoop(_OnLoop):
    """Where nothing waits, a thread only costs the way to it and back."""

    def _may_wait(self, connection: sqlite3.Connection, fn: Callable[..., Any]) -> bool:
        return fn == connection.close


class Scratch(SQLiteDialect_aiosqlite):
    """SQLAlchemy keeps what it compiled under the dialect: those of all scratch stores are one."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scratch)

    def __hash__(self) -> int:
        return hash(Scratch)


_COMPILED: dict[Any, Any] = {}  # as many as the code has statements
registry.register("sqlite.scratch", __name__, "Scratch")


def _insist(cursor: Any, pragma: str) -> None:
    """The switch to WAL does not wait for a lock, whatever the busy timeout says: two processes at a new file collide."""
    for tries_left in range(TRIES, -1, -1):
        try:
            cursor.execute(pragma)
            return
        except sqlite3.OperationalError:
            if not tries_left:
                raise
            time.sleep(0.02)


def _prepare(engine: AsyncEngine, pragmas: tuple[str, ...], begin: str) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say when a transaction begins, not the driver
        cursor = connection.cursor()
        for pragma in pragmas:
            _insist(cursor, pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def do_begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)
