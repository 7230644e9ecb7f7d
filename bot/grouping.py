"""After the commit, off the answer's path: which open concern of the village a new one resembles. A hint, never a merge."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.waiting import Clock
from handlers.village.matter import Stage
from nlp.group import Mattered, keys, match
from nlp.reading import Reading
from storage.database import Database
from storage.records import from_ms, to_ms
from storage.tables import concerns, dues, group_keys

MOST_CANDIDATES = 25
MOST = 16
OPEN = (Stage.RECEIVED.value, Stage.CANDIDATE.value, Stage.MERGED.value)
KIND = "group"


@dataclass
class Grouping:
    """Takes the concerns that were filed, each against the village's open ones: keys in the store, match in the ears."""

    database: Database
    read: Callable[[str, date, tuple[str, ...], str], Reading]  # as Hearing.read
    ready: Callable[[], bool]
    clock: Clock

    async def step(self) -> int:
        """One round: several concerns share a transaction, so that the writer is not kept from people; returns how many."""
        if not self.ready():
            return 0
        now = to_ms(self.clock.village())
        async with self.database.read() as connection:
            query = select(dues.c.id, dues.c.ref).where(dues.c.done.is_(False), dues.c.kind == KIND, dues.c.at <= now)
            found = (await connection.execute(query.order_by(dues.c.at, dues.c.id).limit(MOST))).all()
        if found:
            async with self.database.write() as connection:
                for due, concern in found:
                    taken = await connection.execute(update(dues).where(dues.c.id == due, dues.c.done.is_(False)).values(done=True))
                    if taken.rowcount:  # another process may have been quicker
                        await self._group(connection, concern)
        return len(found)

    async def _group(self, connection: AsyncConnection, key: str) -> None:
        row = (await connection.execute(select(concerns).where(concerns.c.id == key))).mappings().first()
        if row is None or not row["village"] or row["stage"] not in OPEN:
            return
        reading = self.read(row["text"], self.clock.village().date(), (), row["village"])
        found = sorted(keys(reading))
        others = await self._candidates(connection, row["village"], found, key)
        await self._keep(connection, row["village"], found, key)
        mine = mattered(row, frozenset(found))
        likely = match(mine, [telling for telling, _ in others])
        if likely:
            like = next(concern for telling, concern in others if telling.id == likely[0].id)
            # the version stays: a hint is no change that anybody's turn could conflict with
            await connection.execute(update(concerns).where(concerns.c.id == key).values(like=like, likeness=likely[0].likeness))

    async def _keep(self, connection: AsyncConnection, village: str, found: Sequence[str], key: str) -> None:
        # a matter that was opened again is told anew
        await connection.execute(delete(group_keys).where(group_keys.c.concern == key))
        if found:
            await connection.execute(insert(group_keys), [{"village": village, "key": k, "concern": key} for k in found])

    async def _candidates(self, connection: AsyncConnection, village: str, found: Sequence[str], key: str) -> list[tuple[Mattered, str]]:
        """Open concerns of the village that share a key, each with the concern it is told in."""
        if not found:
            return []
        sharing = select(group_keys.c.concern).where(
            group_keys.c.village == village, group_keys.c.key.in_(found), group_keys.c.concern != key
        )
        query = select(concerns).where(concerns.c.id.in_(sharing), concerns.c.stage.in_(OPEN)).order_by(concerns.c.received_at.desc())
        rows = (await connection.execute(query.limit(MOST_CANDIDATES))).mappings().all()
        words: dict[str, set[str]] = defaultdict(set)
        kept = select(group_keys.c.concern, group_keys.c.key).where(
            group_keys.c.village == village, group_keys.c.concern.in_([row["id"] for row in rows])
        )
        for concern, word in await connection.execute(kept):
            words[concern].add(word)
        return [(mattered(row, frozenset(words[row["id"]])), row["id"]) for row in rows]


def mattered(row: Any, found: frozenset[str]) -> Mattered:
    """A concern as one telling: those of one issue share its id, so that two of them must agree."""
    tokens = frozenset(word for word in found if not word.startswith("@"))
    return Mattered(row["issue"] or row["id"], tokens, row["place"], row["sub"] or row["category"], from_ms(row["received_at"]).date())
