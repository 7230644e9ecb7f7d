"""Telephones that may fall silent: when each was last heard of, and whether somebody was told of its silence."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import holders, pulses

KEEPERS = ("reviewer", "secretary")  # offices in this order: the township keeps the telephone, a village alone its own


async def beat(connection: AsyncConnection, account: str, now_ms: int) -> None:
    """Heard of, whatever it said; a silence is over."""
    done = await connection.execute(update(pulses).where(pulses.c.account == account).values(heard_at=now_ms, told_at=None))
    if not done.rowcount:
        await connection.execute(insert(pulses), [{"account": account, "heard_at": now_ms, "told_at": None}])


async def silent(connection: AsyncConnection, account: str, before_ms: int) -> Mapping[str, Any] | None:
    """Its row when it was last heard of before then and nobody has been told; None for one that was never heard of."""
    quiet = (pulses.c.account == account, pulses.c.heard_at < before_ms, pulses.c.told_at.is_(None))
    row = (await connection.execute(select(pulses).where(*quiet))).mappings().first()
    return dict(row) if row else None


async def told(connection: AsyncConnection, account: str, now_ms: int) -> None:
    await connection.execute(update(pulses).where(pulses.c.account == account).values(told_at=now_ms))


async def keepers(connection: AsyncConnection, unit: str | None) -> list[str]:
    """Who is told: holders at this unit, else the township's reviewers, else the secretaries."""
    for office in KEEPERS:
        those = select(holders.c.person).where(holders.c.office == office)
        those = those.where(holders.c.unit == unit) if unit else those
        if found := sorted(set((await connection.execute(those)).scalars())):
            return found
    return []
