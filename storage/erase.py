"""删掉我的信息 (PIPL Art. 47): a talk's words and marks go, the counts stay. Nothing is left in free pages (secure_delete)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import calls
from storage.outbox import RECALLED
from storage.tables import (
    OPEN,
    address_persons,
    addresses,
    alerts,
    asks,
    concerns,
    consents,
    dues,
    entries,
    inbox,
    issues,
    media,
    misses,
    outbox,
    proofs,
    talks,
)

TITLE = 8  # characters of a concern that surely stand in every title made of it
GONE = "（已按本人要求删除）"


async def erase_talk(connection: AsyncConnection, talk: str) -> None:
    """Everything the talk's addresses have said, and what was said to them."""
    rows = (await connection.execute(select(addresses).where(addresses.c.talk == talk))).mappings().all()
    where = [row["id"] for row in rows]
    for row in rows:
        await _erase_address(connection, row)
    # also what the address said before it was proved to be the person's
    await _erase_concerns(connection, or_(concerns.c.author == talk, concerns.c.address.in_(where)), talk)
    if talk.startswith("p:"):
        person = talk[2:]
        await _unsay(connection, outbox.c.receiver == f"person:{person}")
        await connection.execute(delete(asks).where(asks.c.person == person))
        await calls.forget_person(connection, person)
    await connection.execute(delete(dues).where(dues.c.ref == talk))
    await connection.execute(delete(addresses).where(addresses.c.talk == talk))
    await connection.execute(delete(talks).where(talks.c.key.in_([talk, *(f"a:{each}" for each in where)])))


async def _erase_address(connection: AsyncConnection, row: Any) -> None:
    mine = (inbox.c.channel == row["channel"], inbox.c.account == row["account"], inbox.c.sender == row["sender"])
    keys = select(inbox.c.key).where(*mine)
    await connection.execute(delete(media).where(media.c.inbox.in_(keys)))
    await connection.execute(update(inbox).where(*mine).values(sender=None, text=None, media=None, extra="{}", answer=None))
    await _unsay(connection, outbox.c.receiver == f"address:{row['id']}", receiver="address:erased")
    await connection.execute(update(outbox).where(outbox.c.way == row["id"]).values(way=None))
    await connection.execute(update(alerts).where(alerts.c.address == row["id"]).values(address="erased", call_back="", place=None))
    await calls.forget_number(connection, row["sender"])
    await connection.execute(delete(consents).where(consents.c.address == row["id"]))
    await connection.execute(delete(proofs).where(proofs.c.address == row["id"]))
    await connection.execute(delete(misses).where(misses.c.id.endswith(row["id"], autoescape=True)))
    await connection.execute(delete(address_persons).where(address_persons.c.address == row["id"]))


async def _unsay(connection: AsyncConnection, rows: Any, **more: str) -> None:
    """Words that were said are forgotten, those not said yet never will be."""
    await calls.forget(connection, rows)
    await connection.execute(update(outbox).where(rows, outbox.c.state.in_(OPEN)).values(state=RECALLED))
    await connection.execute(update(outbox).where(rows).values(say="[[],[]]", text=None, **more))


async def _erase_concerns(connection: AsyncConnection, theirs: Any, talk: str) -> None:
    # the supporter stays as an opaque mark, so that an issue's count of households does not change
    found: Sequence[Any] = (await connection.execute(select(concerns.c.id, concerns.c.household).where(theirs))).all()
    mine = [row[0] for row in found]
    await connection.execute(
        update(entries).where(or_(entries.c.author == talk, entries.c.concern.in_(mine))).values(words="", author="erased")
    )
    # what others were told of it and have long read; what is still on its way to them is work to be done
    await _unsay_to_others(connection, mine)
    gone = {"text": GONE, "person": None, "behalf_of": None, "place": None, "since": None, "address": "erased", "author": "erased"}
    mark = f"erased:{min(mine, default='')}"  # one for all of them: a phone without a household was one voice, and stays one
    for key, household in found:
        await _forget_title(connection, key)
        await connection.execute(update(concerns).where(concerns.c.id == key).values(household=household or mark, **gone))


async def _unsay_to_others(connection: AsyncConnection, mine: list[str]) -> None:
    told = (outbox.c.about.in_(mine), outbox.c.state.not_in(OPEN))
    await connection.execute(update(outbox).where(*told).values(say="[[],[]]", text=None))


async def _forget_title(connection: AsyncConnection, concern: str) -> None:
    """A handful of the words stood in lists that cadres were shown, and perhaps over an issue."""
    words = (await connection.execute(select(concerns.c.text).where(concerns.c.id == concern))).scalar() or ""
    head = words.split("\n", 1)[0].strip()[:TITLE]
    if len(head) < 4:  # too few characters to be anybody's own words
        return
    shown = outbox.c.say.contains(head, autoescape=True)
    await connection.execute(update(outbox).where(shown, outbox.c.state.not_in(OPEN)).values(say="[[],[]]", text=None))
    await connection.execute(update(inbox).where(inbox.c.answer.contains(head, autoescape=True)).values(answer=None))
    await connection.execute(update(issues).where(issues.c.title.startswith(head, autoescape=True)).values(title=GONE))
