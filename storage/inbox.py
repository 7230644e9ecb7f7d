"""What was heard: the judge of duplicates, the messages that wait to be taken up again, and those set aside."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, insert, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.messages import ChannelName, Heard
from storage.records import dumps, from_ms, to_ms
from storage.tables import inbox

WAITING, HANDLED, ASIDE = "waiting", "handled", "aside"


def key_of(heard: Heard, salt: bytes) -> str:
    """The message's own key: the same message has it again, another never does. Salted, so that it tells nothing of the sender."""
    parts = "\x1f".join((heard.channel, heard.account, heard.sender, heard.unique))
    return hashlib.blake2b(parts.encode("utf-8", "surrogatepass"), key=salt, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """A message that is in the inbox: what it was thanked with, and whether it is done."""

    key: str
    state: str
    answer: str | None
    said: str | None
    tries: int


async def known(connection: AsyncConnection, keys: Sequence[str]) -> dict[str, Kept]:
    """Which of these messages have been heard before."""
    columns = (inbox.c.key, inbox.c.state, inbox.c.answer, inbox.c.said, inbox.c.tries)
    rows = await connection.execute(select(*columns).where(inbox.c.key.in_(keys)))
    return {row[0]: Kept(*row) for row in rows}


def row_of(heard: Heard, key: str, seq: int, received_ms: int) -> dict[str, Any]:
    """A row that still waits."""
    return {
        "key": key,
        "seq": seq,
        "channel": heard.channel.value,
        "account": heard.account,
        "sender": heard.sender,
        "message_id": heard.message_id,
        "kind": heard.kind[:60],  # as wide as the column: an event may have a longer name, and PostgreSQL would not take it
        "text": heard.text,
        "media": heard.media,
        "extra": dumps(dict(heard.extra)) if heard.extra else "{}",
        "sent_at": to_ms(heard.sent_at),
        "received_at": received_ms,
        "state": WAITING,
        "handled_at": None,
        "tries": 0,
        "answer": None,
        "said": None,
    }


def heard_of(row: Mapping[str, Any]) -> Heard:
    """A kept message as it came in."""
    import json

    return Heard(
        channel=ChannelName(row["channel"]),
        account=row["account"],
        sender=row["sender"] or "",
        message_id=row["message_id"],
        unique=row["key"],
        kind=row["kind"],
        sent_at=from_ms(row["sent_at"]),
        text=row["text"],
        media=row["media"],
        extra=json.loads(row["extra"]),
    )


async def keep(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        await connection.execute(insert(inbox), list(rows))


_DONE = (
    update(inbox)
    .where(inbox.c.key == bindparam("b_key"))
    .values({name: bindparam(name) for name in ("state", "handled_at", "answer", "said", "kind", "sender", "text", "media", "extra")})
)


async def finish(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Rows that were waiting are done."""
    if rows:
        names = ("state", "handled_at", "answer", "said", "kind", "sender", "text", "media", "extra")
        await connection.execute(_DONE, [{"b_key": row["key"]} | {name: row[name] for name in names} for row in rows])


async def waiting(connection: AsyncConnection, most: int = 200) -> list[dict[str, Any]]:
    """Messages that still wait, oldest first."""
    # said twice, so that SQLite sees that its index of the open ones holds them all
    open_ones = and_(inbox.c.state != literal_column(f"'{HANDLED}'"), inbox.c.state == literal_column(f"'{WAITING}'"))
    rows = await connection.execute(select(inbox).where(open_ones).order_by(inbox.c.seq).limit(most))
    return [dict(row) for row in rows.mappings()]


async def tried(connection: AsyncConnection, key: str, tries: int, *, aside: bool) -> None:
    """So many tries have failed so far; aside: it is given up and a person has to look."""
    values: dict[str, Any] = {"tries": tries}
    if aside:
        values["state"] = ASIDE
    await connection.execute(update(inbox).where(inbox.c.key == key).values(values))


async def thanked_with(connection: AsyncConnection, key: str, receipt: str) -> None:
    """What the channel really was thanked with: a retry gets it again."""
    await connection.execute(update(inbox).where(inbox.c.key == key).values(answer=receipt))
