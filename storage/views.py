"""Read-only queries: both ledgers and the counts. Identity never, words only redacted."""

import json
from collections.abc import AsyncIterator
from datetime import UTC
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.village.matter import Stage
from storage.records import from_ms
from storage.tables import concerns, inbox, outbox

DAY_MS, ZONE_MS = 86_400_000, 28_800_000  # a village day begins at 16:00 UTC


def stamp(ms: int | None) -> str | None:
    """ISO 8601, UTC with Z, milliseconds."""
    return None if ms is None else from_ms(ms).astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day_of(moment: ColumnElement[int]) -> ColumnElement[int]:
    """When the village's day began: by the moment, what was sealed could be joined to what else is known of that minute."""
    return moment - (moment + ZONE_MS) % DAY_MS


GONE = (Stage.WITHDRAWN.value, Stage.SEALED.value)


async def ledger(connection: AsyncConnection) -> AsyncIterator[dict[str, Any]]:
    """One line per concern, drafts included. text is as said: the caller redacts it.

    What was taken back and what was sealed read alike: the day, no words, nothing that joins them to a message.
    """
    moment = case((concerns.c.stage.in_(GONE), day_of(concerns.c.received_at)), else_=concerns.c.received_at).label("moment")
    result = await connection.stream(select(concerns, moment).order_by(moment, concerns.c.id))
    async for row in result.mappings():
        gone = row["stage"] in GONE
        yield {
            "number": row["number"],
            "account": row["account"],
            "channel": row["channel"],
            "provider_message_id": None if gone else row["message_id"] or None,
            "received_at": stamp(row["moment"]),
            "village": row["village"],
            "category": None if gone else row["category"],
            "urgency": 0 if gone else row["urgency"],
            "issue": None if gone else row["issue"],
            "stage": Stage.WITHDRAWN.value if gone else row["stage"],
            "text": "" if gone else row["text"],
        }


async def heard(connection: AsyncConnection) -> AsyncIterator[dict[str, Any]]:
    """One line per message heard, oldest first; sender is as the provider calls it: the caller masks it.

    Of a sealed one the day alone, in no order among those of its day, and nothing that joins it to the provider's own list.
    """
    shut = inbox.c.kind == "sealed"
    moment = case((shut, day_of(inbox.c.received_at)), else_=inbox.c.received_at).label("moment")
    order = (moment, case((shut, 0), else_=inbox.c.seq), inbox.c.channel, inbox.c.account, inbox.c.key)
    result = await connection.stream(select(inbox, moment).order_by(*order))
    async for row in result.mappings():
        sealed = row["kind"] == "sealed"
        day = stamp(row["moment"])
        yield {
            "channel": row["channel"],
            "account": row["account"],
            "sender": None if sealed else row["sender"],
            "provider_message_id": None if sealed else row["message_id"] or None,
            "sent_at": day if sealed else stamp(row["sent_at"]),
            "received_at": day,
            "kind": row["kind"],
            "text": row["text"] if row["kind"] not in ("status",) and not row["kind"].startswith("event.") else None,
            "handled_at": day if sealed and row["handled_at"] is not None else stamp(row["handled_at"]),
        }


async def counts(connection: AsyncConnection) -> list[tuple[str, str, int]]:
    """Rows by state: (table, state, how many). A sealed matter counts as one taken back, as it reads everywhere."""
    found: list[tuple[str, str, int]] = []
    stands = case((concerns.c.stage.in_(GONE), Stage.WITHDRAWN.value), else_=concerns.c.stage)
    for table, column in ((inbox, inbox.c.state), (outbox, outbox.c.state), (concerns, stands)):
        rows = await connection.execute(select(column, func.count()).group_by(column).order_by(column))
        found += [(table.name, row[0], row[1]) for row in rows]
    return found


async def said_to(connection: AsyncConnection, ways: list[str], after_seq: int = 0) -> list[dict[str, Any]]:
    """What reached these addresses, oldest first, with the lines it was made of: the simulator's view of a phone."""
    query = select(outbox.c.seq, outbox.c.way, outbox.c.kind, outbox.c.say, outbox.c.text, outbox.c.said_at)
    rows = await connection.execute(query.where(outbox.c.way.in_(ways), outbox.c.seq > after_seq).order_by(outbox.c.seq))
    return [dict(row) | {"say": json.loads(row["say"])} for row in rows.mappings()]
