"""The chain: every change of something has a row whose hash holds the row before it. Rows are only ever added.

What the chain cannot show by itself is that its end was cut off: the head goes into digests and backups for that.
"""

import hashlib
from collections.abc import Sequence

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk import Note
from storage.records import dumps
from storage.tables import audit, meta

HEAD, SALT = "audit_head", "salt"
GENESIS = "0" * 64


def link(before: str, seq: int, at: int, note: Note) -> str:
    """The hash of one row: its predecessor's and its own content."""
    content = dumps([before, seq, at, note.actor, note.action, note.thing, note.detail])
    return hashlib.sha256(content.encode()).hexdigest()


async def append(connection: AsyncConnection, notes: Sequence[Note], at: int) -> None:
    """Adds rows as the last thing of a transaction; the predecessor is read inside it, under a lock on PostgreSQL."""
    if not notes:
        return
    shared = select(meta.c.id, meta.c.value).where(meta.c.id.in_((HEAD, SALT))).order_by(meta.c.id).with_for_update()
    values: dict[str, str] = {row[0]: row[1] for row in await connection.execute(shared)}
    seq_text, _, before = values[HEAD].partition(":")
    seq, rows = int(seq_text), []
    for note in pseudonymous(notes, bytes.fromhex(values[SALT])):
        seq += 1
        before = link(before, seq, at, note)
        rows.append(
            {"seq": seq, "at": at, "actor": note.actor, "action": note.action, "thing": note.thing, "detail": note.detail, "hash": before}
        )
    await connection.execute(insert(audit), rows)
    await connection.execute(update(meta).where(meta.c.id == HEAD).values(value=f"{seq}:{before}"))


def pseudonymous(notes: Sequence[Note], salt: bytes) -> list[Note]:
    """A row can never be erased: a number or an openid (channel:account:sender) stands in it as a keyed digest only."""

    def masked(value: str) -> str:
        if value.count(":") < 2:
            return value
        return f"a:{hashlib.blake2b(value.removeprefix('a:').encode('utf-8', 'replace'), key=salt, digest_size=10).hexdigest()}"

    return [Note(masked(note.actor), note.action, masked(note.thing), note.detail) for note in notes]


async def verify(connection: AsyncConnection) -> tuple[int | None, str]:
    """(None, head hash) when the chain holds, else (number of the first bad row, what is wrong)."""
    before, expected = GENESIS, 0
    result = await connection.stream(select(audit).order_by(audit.c.seq))
    async for row in result.mappings():
        expected += 1
        note = Note(row["actor"], row["action"], row["thing"], row["detail"])
        if row["seq"] != expected:
            return expected, "a row is missing"
        if row["hash"] != link(before, row["seq"], row["at"], note):
            return expected, "the row was changed"
        before = row["hash"]
    head = (await connection.execute(select(meta.c.value).where(meta.c.id == HEAD))).scalar_one()
    if head != f"{expected}:{before}":
        return expected + 1, "rows are missing at the end"
    return None, before
