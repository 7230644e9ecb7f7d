"""The schema's way up and down: what the migrations make is what the tables say, on either database."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from storage import meta
from storage.database import Database, open_database
from storage.migrate import current, downgrade, head, upgrade
from storage.tables import metadata
from tests.servers import ROOT, Stores, run_command, settings_of


async def tables(database: Database) -> set[str]:
    async with database.read() as connection:
        return set(await connection.run_sync(lambda c: inspect(c).get_table_names())) - {"alembic_version"}


def differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


async def triggers(database: Database) -> set[str]:
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[database.dialect]
    async with database.read() as connection:
        return {row[0] for row in await connection.execute(text(query))}


async def test_up_down_and_up_again_gives_the_schema_of_the_tables(empty: Database) -> None:
    assert await current(empty) is None
    for _ in range(2):
        await upgrade(empty)
        assert await current(empty) == head()
        assert await tables(empty) == set(metadata.tables)
        assert await triggers(empty) == {"audit_no_delete", "audit_no_update"}
        async with empty.read() as connection:
            assert await connection.run_sync(differences) == []
        await downgrade(empty)
        assert await tables(empty) == set()
        assert await triggers(empty) == set()
        assert await current(empty) is None


async def test_going_up_twice_changes_nothing(database: Database) -> None:
    async with database.write() as connection:
        await meta.put(connection, "a", "b")
    await upgrade(database)
    async with database.read() as connection:
        assert await meta.get(connection, "a") == "b"


async def test_a_migration_that_fails_leaves_the_schema_as_it_was(empty: Database) -> None:
    # the audit table is in the way of the migration, after others were made
    async with empty.write() as connection:
        await connection.execute(text("CREATE TABLE units (mine integer)"))
    with pytest.raises(Exception, match="units"):
        await upgrade(empty)
    assert await tables(empty) == {"units"}
    async with empty.write() as connection:
        await connection.execute(text("DROP TABLE units"))
    await upgrade(empty)
    assert await tables(empty) == set(metadata.tables)


async def test_two_processes_that_migrate_at_once_do_it_once(empty: Database) -> None:
    url = empty.writer.url.render_as_string(hide_password=False)
    others = [open_database(url) for _ in range(3)]
    try:
        await asyncio.gather(*(upgrade(each) for each in others))
        assert await current(empty) == head()
    finally:
        for each in others:
            await each.close()


@pytest.mark.parametrize("dialect", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
async def test_the_command_brings_an_empty_folder_to_head(stores: Stores, tmp_path: Path, dialect: str) -> None:
    url = await stores.empty(dialect, tmp_path)
    done = await asyncio.to_thread(run_command, ["migrate"], settings_of(tmp_path, url, port=0))
    assert done.returncode == 0, done.stderr
    opened = open_database(url)
    assert await current(opened) == head()
    await opened.close()


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
async def test_killed_while_it_migrates_it_starts_again(stores: Stores, tmp_path: Path, dialect: str, part: int) -> None:
    url = await stores.empty(dialect, tmp_path)
    environment = settings_of(tmp_path, url, port=0)
    migrating = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "migrate", cwd=ROOT, env=environment)
    with suppress(TimeoutError):
        await asyncio.wait_for(migrating.wait(), 0.3 + part * 0.06)
    with suppress(ProcessLookupError):
        migrating.kill()
    await migrating.wait()
    done = await asyncio.to_thread(run_command, ["migrate"], environment)
    assert done.returncode == 0, done.stderr
    opened = open_database(url)
    assert await tables(opened) == set(metadata.tables)
    await opened.close()
