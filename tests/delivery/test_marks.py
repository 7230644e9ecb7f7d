"""What was said is marked, also when the transaction of its marks fails on the way: nobody hears it twice."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.outbox import Outbox
from bot.rates import Rates
from bot.saying import Teller
from handlers.messages import Reach
from storage.database import open_database
from tests.delivery.world import WORDING, World
from tests.servers import Stores


class Faltering(Teller):
    """Its look at the day's counts fails once, behind the first marks and before the next claim."""

    looks = 0

    def look_at(self, day: str, sent: Mapping[str, int]) -> None:
        self.looks += 1
        if self.looks == 2:
            raise RuntimeError("the database is away")
        super().look_at(day, sent)


async def test_marks_that_were_rolled_back_are_made_again(stores: Stores, tmp_path: Path, dialect: str) -> None:
    database = open_database(await stores.fresh(dialect, tmp_path))
    world = World(database, 3, faulty=0.0)
    rates = Rates(None, world.clock.wire_now)
    rates.lift()
    outbox = Outbox(database, Faltering(world.providers, WORDING, world.clock, rates), world.outbox.exits)
    people = await world.people(40)
    await world.say(people, "i1", Reach.LAWFUL)
    await outbox._begin(await outbox._mark_and_claim())
    while outbox._under_way:
        await asyncio.wait(outbox._under_way)
    said = sum(len(provider.taken) for provider in world.providers.values())
    assert said
    with pytest.raises(RuntimeError):
        await outbox._mark_and_claim()
    assert Counter(row["state"] for row in await world.rows())["said"] == 0
    while await outbox.step():
        pass
    taken = Counter(parcel.id for provider in world.providers.values() for parcel in provider.taken)
    assert set(taken.values()) == {1}
    assert Counter(row["state"] for row in await world.rows())["said"] == len(taken) >= said
    await database.close()
