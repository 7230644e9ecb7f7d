"""The schema's way to its newest shape and back: alembic, run from code, no ini file and no command line of its own."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.database import Database

FOLDER = Path(__file__).parent / "migrations"
LOCK = 7_236_051  # an arbitrary number of ours for PostgreSQL's advisory lock: two processes must not migrate at once


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The newest revision."""
    found = ScriptDirectory(str(FOLDER)).get_current_head()
    assert found is not None
    return found


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection, revision: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    if revision != "head" or _current(connection) != head():
        command.upgrade(_config(connection), revision)


def _downgrade(connection: Connection, revision: str) -> None:
    command.downgrade(_config(connection), revision)


async def upgrade(database: Database, revision: str = "head") -> None:
    """To a revision, in one transaction: an interrupted migration leaves the old schema."""
    async with database.write() as connection:
        await connection.run_sync(_upgrade, revision)


async def downgrade(database: Database, revision: str = "base") -> None:
    async with database.write() as connection:
        await connection.run_sync(_downgrade, revision)


async def current(database: Database) -> str | None:
    async with database.read() as connection:
        return await connection.run_sync(_current)
