"""What providers report of messages they have taken: in any order, several at once, before we know their ids, and twice."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.channels.sms_reading import heard_fate
from handlers.messages import Line, Reach, Say
from storage import delivery, outbox
from storage.database import Database, open_database
from storage.tables import calls, reports
from storage.tables import outbox as rows_table
from tests.servers import Stores

AT = datetime(2026, 11, 30, 4, tzinfo=UTC)


@pytest.fixture
async def database(stores: Stores, tmp_path: Path, dialect: str) -> AsyncIterator[Database]:
    """Five messages, said by the telephone "a"."""
    opened = open_database(await stores.fresh(dialect, tmp_path))
    rows = [
        outbox.row_of(Say(f"phone:+8613{n}", (Line("told"),), reach=Reach.PROVEN), f"s{n}", n, state=outbox.SAID, due_ms=0, made_ms=0)
        | {"way": f"sms:a:+8613{n}", "provider_id": f"x{n}", "said_at": 5}
        for n in range(5)
    ]
    async with opened.write() as connection:
        await outbox.put(connection, rows)
    yield opened
    await opened.close()


async def told(database: Database, *fates: tuple[str, str], ours: bool = False) -> None:
    heard = [heard_fate("a", "+8613800000000", fate, ref, AT, ours=ref if ours else "") for ref, fate in fates]
    async with database.write() as connection:
        await delivery.take_reports(connection, heard, 77, 99)


async def row(database: Database, key: str) -> dict[str, Any]:
    async with database.read() as connection:
        return dict((await connection.execute(select(rows_table).where(rows_table.c.id == key))).mappings().one())


async def test_several_at_once(database: Database) -> None:
    await told(database, ("x0", "delivered"), ("x1", "failed"), ("x2", "delivered"), ("x3", "sent"), ("x4", "failed"))
    stands = [(each["state"], each["confirmed_at"], each["shut"].strip()) for each in [await row(database, f"s{n}") for n in range(5)]]
    arrived, again = ("said", 77, ""), [("due", None, f"sms:a:+8613{n}") for n in (1, 4)]
    assert stands == [arrived, again[0], arrived, ("said", None, ""), again[1]]


async def test_several_of_ours_in_one_settling(database: Database) -> None:
    async with database.write() as connection:
        fates = [("s0", "delivered"), ("s1", "delivered"), ("s2", "failed"), ("s3", "failed")]
        await delivery.settle(connection, fates, 77, 99)
    assert [(await row(database, f"s{n}"))["state"] for n in range(5)] == ["said", "said", "due", "due", "said"]


@pytest.mark.parametrize(
    "fates", [("delivered", "failed"), ("failed", "delivered"), ("delivered", "delivered"), ("sent", "delivered", "sent")]
)
async def test_what_has_arrived_has_arrived(database: Database, fates: tuple[str, ...]) -> None:
    for fate in fates:
        await told(database, ("x0", fate))
    stands = await row(database, "s0")
    assert (stands["state"], stands["confirmed_at"]) == ("said", 77)


async def test_a_report_that_overtakes_the_mark_waits_for_it(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(update(rows_table).where(rows_table.c.id == "s0").values(provider_id=None, state="saying"))
    await told(database, ("x0", "failed"), ("x0", "delivered"), ("elsewhere", "delivered"))
    async with database.write() as connection:
        kept = {each.provider_id: each.fate for each in await connection.execute(select(reports))}
        assert kept == {"x0": "delivered", "elsewhere": "delivered"}
        assert await delivery.early_reports(connection, {("sms:a", "x0"): "s0"}) == [("s0", "delivered")]
        assert [each.provider_id for each in await connection.execute(select(reports))] == ["elsewhere"]


async def test_another_accounts_id_is_not_ours(database: Database) -> None:
    heard = heard_fate("b", "+8613800000000", "delivered", "x0", AT)
    async with database.write() as connection:
        await delivery.take_reports(connection, [heard], 77, 99)
    assert (await row(database, "s0"))["confirmed_at"] is None


async def test_who_was_listed_and_has_it_after_all_is_not_called(database: Database) -> None:
    entry = {
        "id": "call:s0",
        "village": "v1",
        "kind": "tell",
        "words": "—",
        "made_at": 1,
        "due_at": 1,
        "tries": "[]",
        "outcome": "",
        "version": 0,
    }
    async with database.write() as connection:
        await delivery.to_list(connection, ["s0"])
        await connection.execute(calls.insert(), [entry])
    await told(database, ("s0", "delivered"), ours=True)
    assert (await row(database, "s0"))["state"] == "said"
    async with database.read() as connection:
        assert (await connection.execute(select(calls.c.outcome))).scalar_one() == "arrived"
