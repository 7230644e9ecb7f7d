"""After the commit, off the answer's path: which open concern of the village a new one resembles. A hint, never a merge."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.duplicates import Duplicates, mattered
from bot.waiting import Clock
from handlers.village.matter import Alike, Concern, alike_id
from handlers.village.voices import same, told_once
from nlp.group import Mattered, keys, match
from nlp.reading import Reading
from storage import alike
from storage.database import Database
from storage.records import RECORDS, to_ms
from storage.tables import concerns, dues, group_keys

MOST_CANDIDATES = 25
MOST_READ = 400  # a flood of copies must not push what others have said out of the candidates
MOST = 4  # in one transaction: to hear the candidates takes some milliseconds each time, and others wait to write
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
            heard: dict[str, Mattered] = {}  # for this round only: nobody's words are kept longer
            async with self.database.write() as connection:
                for due, concern in found:
                    taken = await connection.execute(update(dues).where(dues.c.id == due, dues.c.done.is_(False)).values(done=True))
                    if taken.rowcount:  # another process may have been quicker
                        await self._group(connection, concern, heard)
            return len(found)
        await Duplicates(self.database, self.clock).step()
        return 0

    async def _group(self, connection: AsyncConnection, key: str, heard: dict[str, Mattered]) -> None:
        row = (await connection.execute(select(concerns).where(concerns.c.id == key))).mappings().first()
        if row is None or not row["village"] or row["stage"] not in alike.OPEN:
            return
        mine: Concern = RECORDS[Concern].record(row)
        found = keys(self.read(mine.text, self.clock.village().date(), (), mine.village or ""), mine.text)
        others = await self._candidates(connection, mine, found, heard)
        await self._keep(connection, mine, sorted(found))
        likely = match(mattered(mine, found), [telling for telling, _ in others])
        if likely:
            like = next(concern for telling, concern in others if telling.id == likely[0].id)
            # the version stays: a hint is no change that anybody's turn could conflict with
            await connection.execute(update(concerns).where(concerns.c.id == key).values(like=like.id, likeness=likely[0].likeness))
            await alike.add(connection, [self._pair(mine, each.id, each.likeness) for each in likely])

    def _pair(self, mine: Concern, other: str, likeness: float) -> Alike:
        return Alike(alike_id(mine.id, other), mine.village or "", mine.id, other, likeness, self.clock.village())

    async def _keep(self, connection: AsyncConnection, mine: Concern, found: Sequence[str]) -> None:
        # a matter that was opened again is told anew
        await connection.execute(delete(group_keys).where(group_keys.c.concern == mine.id))
        if found:
            await connection.execute(insert(group_keys), [{"village": mine.village, "key": k, "concern": mine.id} for k in found])

    async def _candidates(
        self, connection: AsyncConnection, mine: Concern, found: frozenset[str], heard: dict[str, Mattered]
    ) -> list[tuple[Mattered, Concern]]:
        """Open concerns of the village that share most keys, each as one telling. Copies are one telling; its own are none."""
        if not found or not mine.village:
            return []
        shared = func.count().label("shared")
        sharing = (
            select(group_keys.c.concern, shared)
            .where(group_keys.c.village == mine.village, group_keys.c.key.in_(found), group_keys.c.concern != mine.id)
            .group_by(group_keys.c.concern)
            .subquery()
        )
        query = select(concerns).join(sharing, concerns.c.id == sharing.c.concern).where(concerns.c.stage.in_(alike.OPEN))
        query = query.order_by(sharing.c.shared.desc(), concerns.c.received_at.desc(), concerns.c.id).limit(MOST_READ)
        rows = (await connection.execute(query)).mappings().all()
        told = told_once(RECORDS[Concern].record(row) for row in rows)
        again = (mine.address, *same(mine))
        others = [each for each in told if each.issue or (each.address, *same(each)) != again][:MOST_CANDIDATES]
        unheard = [each.id for each in others if each.id not in heard]
        kept = await alike.keys_of(connection, mine.village, unheard) if unheard else {}
        heard.update((each.id, mattered(each, kept.get(each.id, frozenset()))) for each in others if each.id in unheard)
        return [(heard[each.id], each) for each in others]
