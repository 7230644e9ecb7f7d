"""Likeness between a village's open concerns: who may be compared with whom, which pairs wait for a cadre, what was refused."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.village.matter import Alike, Concern, Stage
from storage.records import RECORDS
from storage.tables import alikes, concerns, group_keys, issues

# A sealed concern has neither one of these stages nor words nor keys: it is compared with nothing and nothing with it.
OPEN = (Stage.RECEIVED.value, Stage.CANDIDATE.value, Stage.MERGED.value)
MOST_COMPARED = 1000  # concerns of a village looked at in one night, the newest first


async def villages(connection: AsyncConnection) -> tuple[str, ...]:
    """Where some pair waits to be looked at."""
    waiting = select(alikes.c.village).where(alikes.c.refused.is_(False)).distinct().order_by(alikes.c.village)
    return tuple((await connection.execute(waiting)).scalars())


async def villages_with_concerns(connection: AsyncConnection) -> tuple[str, ...]:
    """Where at least two open concerns could be one, or a pair of yesterday's has to go."""
    told = select(concerns.c.village).where(concerns.c.stage.in_(OPEN), concerns.c.village.is_not(None)).distinct()
    return tuple(sorted({*(await connection.execute(told)).scalars(), *await villages(connection)}))


async def open_concerns(connection: AsyncConnection, village: str) -> list[Concern]:
    """Concerns of a village that wait or stand in a candidate, the newest first."""
    candidates = select(issues.c.id).where(issues.c.village == village, issues.c.stage == Stage.CANDIDATE.value)
    still = or_(concerns.c.issue.is_(None), concerns.c.issue.in_(candidates))
    query = select(concerns).where(concerns.c.village == village, concerns.c.stage.in_(OPEN), still)
    rows = await connection.execute(query.order_by(concerns.c.received_at.desc(), concerns.c.id).limit(MOST_COMPARED))
    return [RECORDS[Concern].record(row) for row in rows.mappings()]


async def keys_of(connection: AsyncConnection, village: str, found: Iterable[str] | None = None) -> Mapping[str, frozenset[str]]:
    """Each concern's kept keys; found limits them to these concerns."""
    query = select(group_keys.c.concern, group_keys.c.key).where(group_keys.c.village == village)
    if found is not None:
        query = query.where(group_keys.c.concern.in_(list(found)))
    kept = defaultdict[str, set[str]](set)
    for concern, key in await connection.execute(query):
        kept[concern].add(key)
    return {concern: frozenset(words) for concern, words in kept.items()}


async def refused(connection: AsyncConnection, village: str) -> list[tuple[str, str]]:
    """Pairs that a cadre has said to be two."""
    query = select(alikes.c.one, alikes.c.other).where(alikes.c.village == village, alikes.c.refused.is_(True))
    return [(one, other) for one, other in await connection.execute(query)]


async def renew(connection: AsyncConnection, village: str, found: Sequence[Alike]) -> None:
    """Tonight's pairs in the place of last night's; what was refused stays."""
    await connection.execute(delete(alikes).where(alikes.c.village == village, alikes.c.refused.is_(False)))
    await add(connection, found)


async def add(connection: AsyncConnection, found: Sequence[Alike]) -> None:
    """Pairs that are not known yet."""
    known = set((await connection.execute(select(alikes.c.id).where(alikes.c.id.in_([each.id for each in found])))).scalars())
    rows: list[dict[str, Any]] = [RECORDS[Alike].row(each) for each in found if each.id not in known]
    if rows:
        await connection.execute(insert(alikes), rows)


async def forget(connection: AsyncConnection, concern: str, issue: str | None) -> None:
    """Nothing is like a sealed concern; what its issue was like may have been told by it alone, and is looked for anew."""
    await connection.execute(delete(alikes).where(or_(alikes.c.one == concern, alikes.c.other == concern)))
    if issue:
        theirs = or_(alikes.c.one == issue, alikes.c.other == issue)
        await connection.execute(delete(alikes).where(theirs, alikes.c.refused.is_(False)))
