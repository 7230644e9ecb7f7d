"""The schema's way to its newest shape and back: alembic, run from code, no ini file and no command line of its own.

Alembic is loaded only when there is something to do: a server that is up to date starts sooner and 11 MB smaller.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from storage.database import Database

FOLDER = Path(__file__).parent / "migrations"
HEAD = "0005"  # the newest revision; a test holds it to the folder
LOCK = 7_236_051  # an arbitrary number of ours for PostgreSQL's advisory lock: two processes must not migrate at once


def _config(connection: Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The newest revision as the folder has it."""
    from alembic.script import ScriptDirectory

    found = ScriptDirectory(str(FOLDER)).get_current_head()
    assert found is not None
    return found


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def _upgrade(connection: Connection, revision: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    if revision != "head" or _current(connection) != HEAD:
        from alembic import command

        command.upgrade(_config(connection), revision)


def _downgrade(connection: Connection, revision: str) -> None:
    from alembic import command

    command.downgrade(_config(connection), revision)


async def upgrade(database: Database, revision: str = "head") -> None:
    """To a revision, in one transaction: an interrupted migration leaves the old schema."""
    async with database.write() as connection:
        await connection.run_sync(_upgrade, revision)


async def downgrade(database: Database, revision: str = "base") -> None:
    async with database.write() as connection:
        await connection.run_sync(_downgrade, revision)


async def current(database: Database) -> str | None:
    """The revision the database is at, None before the first."""
    async with database.read() as connection:
        return await connection.run_sync(_current)
