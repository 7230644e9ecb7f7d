"""Read-only queries: both ledgers and the counts. Identity never, words only redacted."""

import json
from collections.abc import AsyncIterator
from datetime import UTC
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.village.matter import Stage
from storage.records import from_ms
from storage.tables import concerns, inbox, outbox


def stamp(ms: int | None) -> str | None:
    """ISO 8601, UTC with Z, milliseconds."""
    return None if ms is None else from_ms(ms).astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def ledger(connection: AsyncConnection) -> AsyncIterator[dict[str, Any]]:
    """One line per concern, drafts included; sealed ones are not here at all. text is as said: the caller redacts it."""
    query = select(concerns).where(concerns.c.stage != Stage.SEALED.value).order_by(concerns.c.received_at, concerns.c.id)
    result = await connection.stream(query)
    async for row in result.mappings():
        yield {
            "number": row["number"],
            "account": row["account"],
            "channel": row["channel"],
            "provider_message_id": row["message_id"] or None,
            "received_at": stamp(row["received_at"]),
            "village": row["village"],
            "category": row["category"],
            "urgency": row["urgency"],
            "issue": row["issue"],
            "stage": row["stage"],
            "text": row["text"],
        }


async def heard(connection: AsyncConnection) -> AsyncIterator[dict[str, Any]]:
    """One line per message heard, oldest first; sender is as the provider calls it: the caller masks it."""
    result = await connection.stream(select(inbox).order_by(inbox.c.received_at, inbox.c.seq))
    async for row in result.mappings():
        sealed = row["kind"] == "sealed"
        yield {
            "channel": row["channel"],
            "account": row["account"],
            "sender": None if sealed else row["sender"],
            "provider_message_id": row["message_id"] or None,
            "sent_at": stamp(row["sent_at"]),
            "received_at": stamp(row["received_at"]),
            "kind": row["kind"],
            "text": row["text"] if row["kind"] not in ("status",) and not row["kind"].startswith("event.") else None,
            "handled_at": stamp(row["handled_at"]),
        }


async def counts(connection: AsyncConnection) -> list[tuple[str, str, int]]:
    """Rows by state: (table, state, how many). Sealed matters are not counted."""
    found: list[tuple[str, str, int]] = []
    for table, column in ((inbox, inbox.c.state), (outbox, outbox.c.state), (concerns, concerns.c.stage)):
        rows = await connection.execute(select(column, func.count()).where(column != "sealed").group_by(column).order_by(column))
        found += [(table.name, row[0], row[1]) for row in rows]
    return found


async def said_to(connection: AsyncConnection, ways: list[str], after_seq: int = 0) -> list[dict[str, Any]]:
    """What reached these addresses, oldest first, with the lines it was made of: the simulator's view of a phone."""
    query = select(outbox.c.seq, outbox.c.way, outbox.c.kind, outbox.c.say, outbox.c.text, outbox.c.said_at)
    rows = await connection.execute(query.where(outbox.c.way.in_(ways), outbox.c.seq > after_seq).order_by(outbox.c.seq))
    return [dict(row) | {"say": json.loads(row["say"])} for row in rows.mappings()]
