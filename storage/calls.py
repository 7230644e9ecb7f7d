"""The call list: entries made of what no message could bring, and closed by what arrived after all."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.messages import Reach, SayKind
from handlers.village.calls import READ_BACK, Call, CallKind, CallOutcome
from storage.outbox import LISTED, SHUT
from storage.records import RECORDS
from storage.tables import addresses, calls, outbox, persons

TOLD = (SayKind.NEWS.value, SayKind.ANNOUNCEMENT.value, SayKind.ANSWER.value)  # duty messages and emergencies have their own ladders


async def put(
    connection: AsyncConnection, rows: Sequence[Mapping[str, Any]], words: Callable[[Mapping[str, Any]], str], now: datetime
) -> None:
    """One entry for each row of the outbox that somebody has to tell. What the vault keeps is never written on a list.

    Nor is what only asks whether a call was made: it would call for another.
    """
    still = await connection.execute(select(outbox.c.id).where(outbox.c.id.in_([row["id"] for row in rows]), outbox.c.state == LISTED))
    there = set(still.scalars())  # what was recalled meanwhile is told by nobody
    told = [row for row in rows if row["id"] in there and _to_be_told(row)]
    people = await _people(connection, {row["receiver"] for row in told})
    made = []
    for row in told:
        person, village, number = people.get(row["receiver"], (None, row["village"], None))
        kind = CallKind.ASK if row["ask"] else CallKind.TELL
        call = Call(f"call:{row['id']}", village or "", kind, words(row), now, now, person, number, row["about"], row["ask"])
        made.append(RECORDS[Call].row(call))
    known = set((await connection.execute(select(calls.c.id).where(calls.c.id.in_([row["id"] for row in made])))).scalars())
    if fresh := [row for row in made if row["id"] not in known]:
        await connection.execute(insert(calls), fresh)


def _to_be_told(row: Mapping[str, Any]) -> bool:
    asks_back = (row["about"] or "").startswith(READ_BACK)
    secret = (row["text"] or "").startswith(SHUT)
    return row["kind"] in TOLD and row["reach"] != Reach.SPARE and not asks_back and not secret


async def _people(connection: AsyncConnection, receivers: set[str]) -> dict[str, tuple[str | None, str | None, str | None]]:
    """Receiver → person, village, number: of an address the person it is proved to be, else its own number."""
    keys = {
        what: sorted(key for kind, _, key in (r.partition(":") for r in receivers) if kind == what)
        for what in ("person", "address", "phone")
    }
    spoke = (await connection.execute(select(addresses).where(addresses.c.id.in_(keys["address"])))).mappings().all()
    whose = {row["id"]: row["talk"][2:] for row in spoke if row["talk"].startswith("p:")}
    wanted = sorted({*keys["person"], *whose.values()})
    rows = await connection.execute(select(persons.c.id, persons.c.village, persons.c.phone).where(persons.c.id.in_(wanted)))
    roster = {row.id: (row.id, row.village, row.phone) for row in rows}
    found: dict[str, tuple[str | None, str | None, str | None]] = {f"phone:{key}": (None, None, key) for key in keys["phone"]}
    found |= {f"person:{key}": roster[key] for key in keys["person"] if key in roster}
    for row in spoke:
        number = row["sender"] if row["channel"] in ("sms", "phone") else None
        person = roster.get(whose.get(row["id"], ""), (None, row["village"], None))
        found[f"address:{row['id']}"] = (person[0], person[1] or row["village"], number or person[2])
    return found


async def arrived(connection: AsyncConnection, rows: Sequence[str], now_ms: int) -> None:
    """These rows of the outbox reached their receivers after all: nobody has to tell them."""
    those = (calls.c.id.in_([f"call:{key}" for key in rows]), calls.c.outcome == CallOutcome.OPEN.value)
    await connection.execute(update(calls).where(*those).values(**_over(now_ms)))


async def answered(connection: AsyncConnection, asks: Sequence[str], now_ms: int) -> None:
    """These questions were answered by the people themselves."""
    those = (calls.c.ask.in_(asks), calls.c.outcome == CallOutcome.OPEN.value)
    await connection.execute(update(calls).where(*those).values(**_over(now_ms)))


def _over(now_ms: int) -> dict[str, Any]:
    return {"outcome": CallOutcome.ARRIVED.value, "closed_at": now_ms, "version": calls.c.version + 1}


async def forget(connection: AsyncConnection, said: Any) -> None:
    """Erased or sealed: with the words of these rows of the outbox their entries go."""
    made = select(literal("call:").concat(outbox.c.id)).where(said)
    await connection.execute(delete(calls).where(calls.c.id.in_(made)))


async def counts(connection: AsyncConnection) -> Mapping[str, int]:
    """Open entries by village."""
    waiting = select(calls.c.village, func.count()).where(calls.c.outcome == CallOutcome.OPEN.value).group_by(calls.c.village)
    return {row[0]: row[1] for row in await connection.execute(waiting)}


async def forget_person(connection: AsyncConnection, person: str) -> None:
    await connection.execute(delete(calls).where(calls.c.person == person))


async def forget_number(connection: AsyncConnection, number: str) -> None:
    await connection.execute(delete(calls).where(calls.c.number == number))
