"""The chain: any single change of any row is found, and rows are only ever added."""

import asyncio
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk import Note
from storage import audit, meta
from storage.database import Database
from storage.tables import audit as rows
from storage.tables import meta as values
from tests.servers import run_command, settings_of

LENGTH = 9
COLUMNS = ("at", "actor", "action", "thing", "detail", "hash")


def note(n: int) -> Note:
    return Note(f"p:p{n:05d}", "file", f"concern{n}", f"由 S00 到 S0{n}")


async def grow(database: Database, count: int = LENGTH) -> None:
    """In several transactions of several rows, as batches do."""
    for begin in range(0, count, 3):
        async with database.write() as connection:
            await audit.append(connection, [note(n) for n in range(begin, min(begin + 3, count))], 1_800_000_000_000 + begin)


async def unprotect(connection: AsyncConnection, dialect: str) -> None:
    """What somebody with the database's own password can do."""
    for name in ("audit_no_delete", "audit_no_update"):
        await connection.execute(text(f"DROP TRIGGER {name}" + (" ON audit" if dialect == "postgresql" else "")))


def mutations() -> Iterator[tuple[str, list[Any]]]:
    """Every single thing that can be done to a chain of nine: its name and its statements."""
    for seq, column in itertools.product(range(1, LENGTH + 1), COLUMNS):
        other: Any = rows.c[column] + 1 if column == "at" else "f" * 64 if column == "hash" else rows.c[column] + " "
        yield f"change {column} of {seq}", [update(rows).where(rows.c.seq == seq).values({column: other})]
    for seq in range(1, LENGTH + 1):
        yield f"delete {seq}", [delete(rows).where(rows.c.seq == seq)]
        yield f"cut off from {seq}", [delete(rows).where(rows.c.seq >= seq)]
    for one, two in itertools.combinations(range(1, LENGTH + 1), 2):
        numbers = [(one, -1), (two, one), (-1, two)]
        yield f"swap {one} and {two}", [update(rows).where(rows.c.seq == old).values(seq=new) for old, new in numbers]
    forged = {"seq": LENGTH + 1, "at": 1, "actor": "x", "action": "x", "thing": "x", "detail": "", "hash": "0" * 64}
    yield "add one by hand", [insert(rows).values(**forged)]
    yield "change the head", [update(values).where(values.c.id == audit.HEAD).values(value=f"{LENGTH}:{'0' * 64}")]
    yield "everything", [delete(rows)]


async def test_any_single_mutation_is_found(database: Database) -> None:
    await grow(database)
    unfound = []
    async with database.writer.connect() as connection:
        assert (await audit.verify(connection))[0] is None
        await unprotect(connection, database.dialect)
        for name, statements in mutations():
            point = await connection.begin_nested()
            for statement in statements:
                await connection.execute(statement)
            bad, _ = await audit.verify(connection)
            if bad is None:
                unfound.append(name)
            await point.rollback()
        assert (await audit.verify(connection))[0] is None
        await connection.rollback()
    assert unfound == []


async def test_the_first_bad_row_is_named(database: Database) -> None:
    await grow(database)
    async with database.writer.connect() as connection:
        await unprotect(connection, database.dialect)
        await connection.execute(update(rows).where(rows.c.seq == 4).values(detail=""))
        assert await audit.verify(connection) == (4, "the row was changed")
        await connection.execute(delete(rows).where(rows.c.seq == 2))
        assert await audit.verify(connection) == (2, "a row is missing")
        await connection.rollback()


@pytest.mark.parametrize("statement", [update(rows).values(detail=""), delete(rows), update(rows).where(rows.c.seq == 1).values(seq=99)])
async def test_the_database_itself_refuses_to_change_or_delete(database: Database, statement: Any) -> None:
    await grow(database)
    with pytest.raises(DBAPIError, match="only added to"):
        async with database.write() as connection:
            await connection.execute(statement)
    async with database.read() as connection:
        assert (await audit.verify(connection))[0] is None


async def test_twenty_writers_at_once_leave_no_gap(database: Database) -> None:
    async def writer(n: int) -> None:
        for turn in range(5):
            async with database.write() as connection:
                await audit.append(connection, [note(n), note(turn)], n)

    await asyncio.gather(*(writer(n) for n in range(20)))
    async with database.read() as connection:
        assert (await audit.verify(connection))[0] is None
        assert (await connection.execute(select(func.count(), func.max(rows.c.seq)))).one() == (200, 200)


async def test_a_transaction_that_fails_leaves_no_row(database: Database) -> None:
    await grow(database, 3)

    async def fails() -> None:
        async with database.write() as connection:
            await audit.append(connection, [note(7)], 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    await grow(database, 3)
    async with database.read() as connection:
        assert (await audit.verify(connection))[0] is None
        assert (await connection.execute(select(func.count()).select_from(rows))).scalar_one() == 6


async def test_an_empty_chain_holds_and_the_demos_new_beginning_is_protected_again(database: Database) -> None:
    async with database.write() as connection:
        assert await audit.verify(connection) == (None, audit.GENESIS)
    await grow(database)
    async with database.write() as connection:
        await meta.forget_history(connection)
        assert await audit.verify(connection) == (None, audit.GENESIS)
    await grow(database)
    with pytest.raises(DBAPIError, match="only added to"):
        async with database.write() as connection:
            await connection.execute(delete(rows))


@pytest.mark.parametrize("dialect", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
async def test_the_command_says_the_head_or_the_first_bad_record(tmp_path: Path, database: Database) -> None:
    await grow(database)
    url = database.writer.url.render_as_string(hide_password=False)

    async def verify() -> tuple[int, str]:
        done = await asyncio.to_thread(run_command, ["audit", "verify"], settings_of(tmp_path, url, port=0))
        return done.returncode, done.stdout

    async with database.read() as connection:
        head = (await audit.verify(connection))[1]
    assert await verify() == (0, f"{head}\n")
    async with database.write() as connection:
        await unprotect(connection, database.dialect)
        await connection.execute(update(rows).where(rows.c.seq == 5).values(actor="somebody else"))
    code, told = await verify()
    assert code == 1
    assert told.startswith("record 5: ")
