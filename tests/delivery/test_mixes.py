"""Nobody is lost: whatever fails, every message ends, the ledger adds up, and who must be sure to know is on a list."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from handlers.messages import Reach
from handlers.planner import SMS_A_WEEK, SMS_AN_ISSUE
from storage import delivery
from storage.database import open_database
from storage.tables import calls
from tests.delivery.world import World, sms_of, worst
from tests.servers import Stores

MATTERS = ("i1", "i2", "i3")


async def played(world: World, people: int, *, once: bool = False) -> None:
    ids = await world.people(people)
    for about in MATTERS[:1] if once else MATTERS:
        await world.say(ids, about)
        if not once:
            await world.say(ids[::3], about)  # several things at once, to some
    await world.to_the_end()


async def checked(world: World, people: int) -> Counter[str]:
    """The laws of the ledger; gives how many messages stand where."""
    rows, total = await world.rows(), Counter[str]()
    async with world.database.read() as connection:
        listed = set((await connection.execute(select(calls.c.id).where(calls.c.outcome == ""))).scalars())
        for about in MATTERS:
            ledger = await delivery.ledger(connection, about)
            assert sum(ledger.values()) == sum(row["about"] == about for row in rows), "the ledger does not add up"
            total += Counter(ledger)
    assert total["waiting"] == 0
    assert {row["receiver"] for row in rows} == {f"person:p{n}" for n in range(people)}
    taken = Counter(parcel.id for provider in world.providers.values() for parcel in provider.taken)
    for row in rows:
        if row["state"] == "listed":
            assert f"call:{row['id']}" in listed, "listed, and on nobody's list"
        if row["confirmed_at"] is not None:
            assert row["state"] == "said"
            assert taken[row["id"]]
            assert f"call:{row['id']}" not in listed, "arrived, and still to be told"
        if row["reach"] in (Reach.PROVEN.value, Reach.LAWFUL.value):
            assert row["confirmed_at"] is not None or row["state"] == "listed", "neither proven nor listed"
        if row["reach"] == Reach.OWED.value:
            assert row["state"] in ("said", "listed", "spared")
    by_matter, by_week = worst(sms_of(rows))
    assert by_matter <= SMS_AN_ISSUE
    assert by_week <= SMS_A_WEEK
    return total


@pytest.mark.parametrize("seed", range(3))
async def test_the_ledger_balances_whatever_fails(stores: Stores, tmp_path: Path, dialect: str, seed: int) -> None:
    database = open_database(await stores.fresh(dialect, tmp_path))
    world = World(database, seed)
    await played(world, 120)
    total = await checked(world, 120)
    assert all(total[each] for each in ("accepted", "confirmed", "listed", "spared")), "the dice never fell some way"
    await database.close()


@pytest.mark.slow
async def test_the_ledger_balances_in_ten_thousand_mixes(stores: Stores, tmp_path: Path) -> None:
    """Ten thousand people, each with ways and faults of their own."""
    database = open_database(await stores.fresh("sqlite", tmp_path))
    world = World(database, 77)
    await played(world, 10_000, once=True)
    print(dict(await checked(world, 10_000)))
    await database.close()


@pytest.mark.parametrize("faulty", [0.0, 1.0])
async def test_when_nothing_or_everything_fails(stores: Stores, tmp_path: Path, faulty: float) -> None:
    database = open_database(await stores.fresh("sqlite", tmp_path))
    world = World(database, 5, faulty)
    await played(world, 60)
    total = await checked(world, 60)
    assert bool(total["accepted"] + total["confirmed"]) == (faulty == 0.0)
    await database.close()
