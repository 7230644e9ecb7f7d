"""The roster in and out of the store: importing the same one twice changes nothing."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.village.people import Grid, Holder, Household, Office, Person, Roster, Unit
from storage import meta
from storage.records import RECORDS
from storage.tables import holders, metadata, persons
from storage.work import upsert

CHUNK = 500


async def put_roster(connection: AsyncConnection, roster: Roster, dialect: str) -> None:
    """Adds what is new and corrects what changed; nobody is removed by an import."""
    for kind, records in ((Unit, roster.units), (Grid, roster.grids), (Household, roster.households), (Person, roster.persons)):
        rows = RECORDS[kind]
        await _put(connection, rows.table, upsert(rows.table, rows.key, dialect), [rows.row(record) for record in records])
    held = [
        {"person": h.person, "office": h.office.value, "unit": h.unit, "grid": h.grid or "", "department": h.department}
        for h in roster.holders
    ]
    made = (pg_insert if dialect == "postgresql" else sqlite_insert)(holders)
    add = made.on_conflict_do_update(index_elements=["person", "office", "unit", "grid"], set_={"department": made.excluded.department})
    await _put(connection, holders, add, held)
    await meta.bump(connection, meta.ROSTER_VERSION)


async def _put(connection: AsyncConnection, table: Table, statement: Any, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), CHUNK):
        await connection.execute(statement, list(rows[start : start + CHUNK]))


async def read_roster(connection: AsyncConnection) -> Roster:
    """Everybody, in a stable order."""

    async def all_of(kind: type[Any]) -> tuple[Any, ...]:
        rows = RECORDS[kind]
        found = await connection.execute(select(rows.table).order_by(rows.table.c.id))
        return tuple(rows.record(row) for row in found.mappings())

    order = (holders.c.unit, holders.c.office, holders.c.person, holders.c.grid)
    held = tuple(
        Holder(row["person"], Office(row["office"]), row["unit"], row["grid"] or None, row["department"])
        for row in (await connection.execute(select(holders).order_by(*order))).mappings()
    )
    return Roster(await all_of(Unit), await all_of(Grid), await all_of(Household), await all_of(Person), held)


async def is_empty(connection: AsyncConnection) -> bool:
    return (await connection.execute(select(func.count()).select_from(persons))).scalar_one() == 0


async def wipe(connection: AsyncConnection) -> None:
    """Empties every table but keeps the salt and the chain's beginning: the demo's "start again", and leaving the demo."""
    await meta.forget_history(connection)
    for table in reversed(metadata.sorted_tables):
        if table.name not in ("meta", "audit"):
            await connection.execute(table.delete())
    await meta.bump(connection, meta.ROSTER_VERSION)
