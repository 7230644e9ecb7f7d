"""删掉我的信息 (PIPL Art. 47): a talk's words and marks go, the counts stay. Nothing is left in free pages (secure_delete)."""

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import address_persons, addresses, asks, concerns, entries, inbox, media, outbox, talks

GONE = "（已按本人要求删除）"


async def erase_talk(connection: AsyncConnection, talk: str) -> None:
    """Everything the talk's addresses have said, and what was said to them."""
    rows = (await connection.execute(select(addresses).where(addresses.c.talk == talk))).mappings().all()
    for row in rows:
        mine = (inbox.c.channel == row["channel"], inbox.c.account == row["account"], inbox.c.sender == row["sender"])
        keys = select(inbox.c.key).where(*mine)
        await connection.execute(delete(media).where(media.c.inbox.in_(keys)))
        await connection.execute(update(inbox).where(*mine).values(sender=None, text=None, media=None, extra="{}", answer=None))
        await connection.execute(update(outbox).where(outbox.c.receiver == f"address:{row['id']}").values(say="[[],[]]", text=None))
        await connection.execute(delete(address_persons).where(address_persons.c.address == row["id"]))
    await _erase_concerns(connection, talk)
    if talk.startswith("p:"):
        person = talk[2:]
        await connection.execute(update(outbox).where(outbox.c.receiver == f"person:{person}").values(say="[[],[]]", text=None))
        await connection.execute(delete(asks).where(asks.c.person == person))
    await connection.execute(delete(addresses).where(addresses.c.talk == talk))
    await connection.execute(delete(talks).where(talks.c.key == talk))


async def _erase_concerns(connection: AsyncConnection, talk: str) -> None:
    # the supporter stays as an opaque mark, so that an issue's count of households does not change
    mine = select(concerns.c.id).where(concerns.c.author == talk)
    await connection.execute(
        update(entries).where(or_(entries.c.author == talk, entries.c.concern.in_(mine))).values(words="", author="erased")
    )
    gone = {"text": GONE, "person": None, "behalf_of": None, "place": None, "since": None, "address": "erased", "author": "erased"}
    for row in (await connection.execute(select(concerns.c.id, concerns.c.household).where(concerns.c.author == talk))).all():
        household = row[1] or f"erased:{row[0]}"
        await connection.execute(update(concerns).where(concerns.c.id == row[0]).values(household=household, **gone))
