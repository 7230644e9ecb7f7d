"""The rest of the village, when a story needs more voices than its people: whoever has been asked last answers by SMS."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.village.people import Person
from storage.records import RECORDS
from storage.tables import asks, persons


async def waiting(connection: AsyncConnection, count: int) -> list[Person]:
    """So many people of different households whom the bot's latest question waits for, each with a number of their own."""
    latest = select(asks.c.script, asks.c.args).where(asks.c.answered_at.is_(None)).order_by(asks.c.made_at.desc(), asks.c.id).limit(1)
    asked = (await connection.execute(latest)).first()
    if asked is None:
        return []
    alone = select(persons.c.phone).group_by(persons.c.phone).having(func.count() == 1)
    same = select(asks.c.person).where(asks.c.script == asked.script, asks.c.args == asked.args, asks.c.answered_at.is_(None))
    found = select(persons).where(persons.c.id.in_(same), persons.c.phone.in_(alone), persons.c.household.is_not(None))
    people: dict[str, Person] = {}
    for row in (await connection.execute(found.order_by(persons.c.id))).mappings():
        people.setdefault(row["household"], RECORDS[Person].record(row))
    return list(people.values())[:count]
