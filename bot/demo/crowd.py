"""The rest of the village, when a story needs more voices than its people: whoever has been asked last answers by SMS."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.demo.cast import CAST
from handlers.village.people import Person
from storage.records import RECORDS
from storage.tables import asks, persons


async def waiting(connection: AsyncConnection, count: int) -> list[Person]:
    """So many people of different households whom the bot's latest question waits for, each with a number of their own."""
    still = asks.c.answered_at.is_(None)
    rounds = select(asks.c.script, asks.c.made_at).where(still).group_by(asks.c.script, asks.c.made_at)
    asked = (await connection.execute(rounds.order_by(asks.c.made_at.desc(), func.count().desc()).limit(1))).first()
    if asked is None:
        return []
    alone = select(persons.c.phone).group_by(persons.c.phone).having(func.count() == 1)
    same = select(asks.c.person).where(asks.c.script == asked.script, asks.c.made_at == asked.made_at, still)
    speakers = [actor.person for actor in CAST]  # these speak for themselves
    found = select(persons).where(
        persons.c.id.in_(same), persons.c.id.not_in(speakers), persons.c.phone.in_(alone), persons.c.household.is_not(None)
    )
    people: dict[str, Person] = {}
    for row in (await connection.execute(found.order_by(persons.c.id))).mappings():
        people.setdefault(row["household"], RECORDS[Person].record(row))
    return list(people.values())[:count]
