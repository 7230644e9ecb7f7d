"""What is kept of one person, for the person (PIPL Art. 45) and for taking it away (Art. 47). What is sealed is in neither."""

from typing import Any

from sqlalchemy import RowMapping, Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.named import DOORS_NAMED
from handlers.village.issue import PaperKind
from handlers.village.matter import Stage
from storage.erase import erase_talk
from storage.records import dumps
from storage.tables import (
    address_persons,
    addresses,
    alerts,
    asks,
    concerns,
    entries,
    holders,
    households,
    opinions,
    papers,
    persons,
    tasks,
    units,
    visits,
)

MOST_FOUND = 20
# Kept for the machine: which row a digest or a question was, how a row is counted.
NOT_TOLD = frozenset({"version", "relay", "author", "talk", "like", "likeness", "score"})


async def find(connection: AsyncConnection, words: str) -> list[RowMapping]:
    """People by id, a part of the name, the number, or the household's number or head."""
    query = (
        select(persons, units.c.name.label("unit_name"), households.c.number.label("house"))
        .outerjoin(units, units.c.id == persons.c.village)
        .outerjoin(households, households.c.id == persons.c.household)
    )
    fits = or_(
        persons.c.id == words,
        persons.c.name.contains(words, autoescape=True),
        persons.c.phone.endswith(words, autoescape=True) if len(words) >= 4 else persons.c.phone == words,
        households.c.number == words,
        households.c.head == words,
    )
    return [*(await connection.execute(query.where(fits).order_by(persons.c.id).limit(MOST_FOUND))).mappings()]


async def file_of(connection: AsyncConnection, person: str) -> dict[str, Any] | None:
    """Everything by kind, as lists of rows; None for an unknown person."""
    one = (await connection.execute(select(persons).where(persons.c.id == person))).mappings().first()
    if one is None:
        return None
    return {"person": dict(one)} | {name: await _rows(connection, query) for name, query in _parts(person).items()}


def _parts(person: str) -> dict[str, Select[Any]]:
    talk = f"p:{person}"
    ways = select(address_persons.c.address).where(address_persons.c.person == person)
    mine = or_(concerns.c.author == talk, concerns.c.person == person)
    said = select(concerns).where(mine, concerns.c.stage != Stage.SEALED.value)
    leaves = entries.c.concern.in_(said.with_only_columns(concerns.c.id))
    rated = papers.c.kind.in_((PaperKind.RATING.value, PaperKind.READ_BACK.value))
    marked = papers.c.facts.contains(f'"person":"{person}"', autoescape=True)
    return {
        "offices": select(holders).where(holders.c.person == person).order_by(holders.c.unit, holders.c.office),
        "addresses": select(addresses).where(addresses.c.id.in_(ways)).order_by(addresses.c.id),
        "concerns": said.order_by(concerns.c.received_at, concerns.c.id),
        "entries": select(entries).where(leaves).order_by(entries.c.at, entries.c.id),
        "alerts": select(alerts).where(alerts.c.address.in_(ways), alerts.c.sealed.is_(False)).order_by(alerts.c.raised_at),
        "opinions": select(opinions).where(opinions.c.person == person).order_by(opinions.c.at, opinions.c.id),
        "visits": select(visits).where(or_(visits.c.person == person, visits.c.by == person)).order_by(visits.c.at, visits.c.id),
        "ratings": select(papers).where(rated, marked).order_by(papers.c.at, papers.c.id),
        "tasks": select(tasks).where(tasks.c.owner == person).order_by(tasks.c.due_on, tasks.c.id),
        "asks": select(asks).where(asks.c.person == person).order_by(asks.c.made_at, asks.c.id),
    }


async def _rows(connection: AsyncConnection, query: Select[Any]) -> list[dict[str, Any]]:
    rows = (await connection.execute(query)).mappings()
    return [{name: told(name, value) for name, value in row.items() if name not in NOT_TOLD} for row in rows]


def told(name: str, value: Any) -> Any:
    """A message that once named a petition, a court or a crowd is not sorted by it: older rows still hold the marks."""
    return " ".join(flag for flag in value.split() if flag not in DOORS_NAMED) if name == "flags" else value


async def erase(connection: AsyncConnection, person: str) -> None:
    """What 删掉我的信息 takes away, and the person's words in others' files: stance, visit and rating stay as counts."""
    await erase_talk(connection, f"p:{person}")
    # phones bound to this person alone but not proved have talks of their own; a family's phone is the others' too
    alone = select(addresses.c.talk).where(addresses.c.persons == dumps([person]))
    for talk in (await connection.execute(alone.distinct())).scalars().all():
        await erase_talk(connection, talk)
    await connection.execute(update(opinions).where(opinions.c.person == person).values(words=""))
    await connection.execute(update(visits).where(visits.c.person == person).values(words=""))
    marked = papers.c.facts.contains(f'"person":"{person}"', autoescape=True)
    await connection.execute(update(papers).where(marked).values(words=""))
