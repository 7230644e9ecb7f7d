"""A telephone that takes the village's SMS falls silent, and whoever keeps it hears of it once."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, select

from bot.pulse import Pulse, Watched
from storage import pulses
from storage.database import Database, open_database
from storage.records import to_ms
from storage.tables import holders, outbox
from tests.delivery.world import HandClock
from tests.servers import SALT, Stores

HOLDERS = (("chen", "reviewer", "t1"), ("wang", "secretary", "v1"), ("li", "secretary", "v2"))


async def village(stores: Stores, tmp_path: Path, dialect: str, offices: tuple[tuple[str, str, str], ...] = HOLDERS) -> Database:
    database = open_database(await stores.fresh(dialect, tmp_path))
    rows = [{"person": person, "office": office, "unit": unit, "grid": "", "department": ""} for person, office, unit in offices]
    async with database.write() as connection:
        await connection.execute(insert(holders), rows)
    return database


def watch(database: Database, clock: HandClock, unit: str | None = None) -> Pulse:
    seq = iter(range(1, 99))
    return Pulse(database, clock, SALT, {"phone": Watched(6, unit)}, lambda: next(seq), lambda: None)


async def beat(database: Database, clock: HandClock) -> None:
    async with database.write() as connection:
        await pulses.beat(connection, "sms:phone", to_ms(clock.village()))


async def told(database: Database) -> list[str]:
    async with database.read() as connection:
        return list((await connection.execute(select(outbox.c.receiver).order_by(outbox.c.seq))).scalars())


async def test_silence_is_told_once_and_again_after_it_spoke(stores: Stores, tmp_path: Path, dialect: str) -> None:
    database, clock = await village(stores, tmp_path, dialect), HandClock()
    pulse = watch(database, clock)
    assert await pulse.step() == 0  # never heard of: that is no silence
    await beat(database, clock)
    clock.go(timedelta(hours=6))
    assert await pulse.step() == 0
    clock.go(timedelta(minutes=1))
    assert (await pulse.step(), await pulse.step()) == (1, 0)
    assert await told(database) == ["person:chen"]
    await beat(database, clock)
    clock.go(timedelta(hours=7))
    assert await pulse.step() == 1
    assert await told(database) == ["person:chen", "person:chen"]
    await database.close()


async def test_a_villages_own_telephone_is_its_secretarys(stores: Stores, tmp_path: Path) -> None:
    database, clock = await village(stores, tmp_path, "sqlite"), HandClock()
    pulse = watch(database, clock, "v2")
    await beat(database, clock)
    clock.go(timedelta(hours=7))
    assert await pulse.step() == 1
    assert await told(database) == ["person:li"]
    await database.close()


async def test_without_a_township_the_secretaries_hear_it(stores: Stores, tmp_path: Path) -> None:
    database, clock = await village(stores, tmp_path, "sqlite", HOLDERS[1:]), HandClock()
    pulse = watch(database, clock)
    await beat(database, clock)
    clock.go(timedelta(hours=7))
    await pulse.step()
    assert await told(database) == ["person:li", "person:wang"]
    await database.close()
