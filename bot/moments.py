"""What happens outside a message: due moments of village time, and single commands, through the same transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.batch import Batches
from handlers import acts, on_time
from handlers.commands import Command
from handlers.desk import Desk
from handlers.memory import Address, Due, Needs
from handlers.messages import ChannelName, Heard, Line
from handlers.scene import Scene
from storage import audit, outbox
from storage.records import RECORDS, to_ms
from storage.tables import dues as dues_table
from storage.work import Work

ROUNDS_ON_TIME = 4096  # a morning's digest looks three things up for every village


@dataclass
class Moments:
    """Plays with the batches' own parts; a moment has a transaction of its own."""

    batches: Batches

    async def act(self, where: str, command: Command) -> tuple[Line, ...]:
        """One command of a known address without a conversation before it: for the demo's opening and the console."""
        now = self.batches.turns.clock.village()
        key = f"act:{where}:{to_ms(now)}:{self.batches.writing.next_seq()}"
        channel, account, sender = where.split(":", 2)
        heard = Heard(ChannelName(channel), account, sender, "", key, "act", now)
        async with self.batches.database.write() as connection:
            work = self.batches.work(connection)
            await work.load_keys(Address, [where])
            talk = self.batches.turns.address(work, where).talk
            await work.take_talks([talk])
            desk = await self._replay(work, lambda desk: acts.do(command, self.batches.turns.scene(heard, where, talk, desk, key, now, {})))
            desk.next = None
            await self._commit(work, desk, key, now)
        return tuple(desk.lines)

    async def _replay(self, work: Work, job: Callable[[Desk], None]) -> Desk:
        """Plays something outside a batch as often as it needs look-ups."""
        for _ in range(ROUNDS_ON_TIME):
            desk = Desk(work)
            try:
                job(desk)
                return desk
            except Needs as needs:
                await work.load(needs.refs)
        raise RuntimeError("needs more than can be looked up")

    async def _commit(self, work: Work, desk: Desk, key: str, now: datetime) -> None:
        """Writes what one desk holds: records, what is said, the chain."""
        work.merge(desk)
        await work.flush()
        says = self.batches.writing.pushes(desk, key, now)
        await self.batches.writing.put_away(work.connection, [desk], now)
        await outbox.put(work.connection, says)
        await audit.append(work.connection, desk.notes, to_ms(now))
        self.batches.writing.bells([desk], says)

    async def on_time(self, most: int = 50) -> int:
        """Plays what has fallen due in village time, each moment in a transaction of its own; returns how many there were."""
        now = self.batches.turns.clock.village()
        async with self.batches.database.read() as connection:
            due_now = select(dues_table).where(dues_table.c.done.is_(False), dues_table.c.at <= to_ms(now), dues_table.c.kind != "group")
            rows = (await connection.execute(due_now.order_by(dues_table.c.at, dues_table.c.id).limit(most))).mappings().all()
        faults: list[Exception] = []
        for row in rows:
            try:
                await self._happen(RECORDS[Due].record(row), now)
            except Exception as fault:  # it is tried again; what fell due after it must not wait for that
                faults.append(fault)
        if faults:
            raise faults[0]
        return len(rows)

    async def _happen(self, due: Due, now: datetime) -> None:
        async with self.batches.database.write() as connection:
            work = self.batches.work(connection)
            await work.load_keys(Due, [due.id], lock=True)
            still = work.get(Due, due.id)
            if still is None or still.done or still.at > now:
                return
            key = f"{due.id}@{to_ms(due.at)}"

            def job(desk: Desk) -> None:
                def scene_of(where: str, talk: str) -> Scene:
                    channel, account, sender = where.split(":", 2) if where else ("terminal", "", "")
                    heard = Heard(ChannelName(channel), account, sender, "", due.id, "clock", now)
                    return self.batches.turns.scene(heard, where, talk, desk, key, now, {})

                on_time.happen(still, scene_of, desk)

            await self._commit(work, await self._replay(work, job), key, now)
