"""One transaction for whoever waits: load at once, let each turn see what the one before did, write, commit, thank everyone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.turns import Turns
from bot.waiting import Outcome, Waiting
from bot.writing import Writing
from storage import inbox, outbox
from storage.database import Database
from storage.records import to_ms
from storage.work import WaysOf, Work


@dataclass
class Batches:
    """Plays messages against the store, `turns` and `writing` within one transaction.

    failed is told of a message whose own turn fails. ways: to whom there is one now, as the outbox will find it.
    """

    database: Database
    turns: Turns
    writing: Writing
    failed: Callable[[Waiting], Any] | None = None
    ways: WaysOf | None = None
    _rides: list[tuple[str, str, int]] | None = None

    def work(self, connection: AsyncConnection) -> Work:
        return Work(connection, self.turns.directory, self.database.dialect, self.turns.vault, self.ways)

    async def play(self, batch: Sequence[Waiting]) -> None:
        """Plays and commits; sets every message's future. A message whose own turn fails is handed to `failed` after the commit."""
        now = self.turns.clock.village()
        results: list[tuple[Waiting, Outcome]] = []
        poisoned: list[Waiting] = []
        rides, self._rides = self._rides or [], []
        try:
            async with self.database.write() as connection:
                await outbox.rode(connection, rides)
                work = self.work(connection)
                fresh_ones = await self.turns.gather(work, batch, results)
                turns, poisoned = await self.turns.play(work, fresh_ones, now)
                outcomes = await self.writing.write(work, turns, now)
                results += [(turn.waiting, outcome) for turn, outcome in zip(turns, outcomes, strict=True)]
        except BaseException:
            self._rides = rides + (self._rides or [])
            raise
        for waiting, outcome in results:
            if not waiting.future.done():
                waiting.future.set_result(outcome)
        await self._answer_late([(w.key, outcome.ride, w.late or "") for w, outcome in results if w.thanked and outcome.ride])
        for waiting in poisoned:
            if self.failed is not None:
                await self.failed(waiting)

    async def _answer_late(self, late: Sequence[tuple[str, str | None, str]]) -> None:
        """Thanked with a receipt while the commit was on its way: a retry hears the receipt, the answer goes out by itself."""
        if late:
            async with self.database.write() as connection:
                for key, ride, receipt in late:
                    await inbox.thanked_with(connection, key, receipt)
                    await outbox.no_ride(connection, ride or "", self.turns.clock.wire_ms())
            self.writing.ring()

    def rode(self, ride: str, where: str) -> None:
        """The response with this answer was written: marked with the next transaction, or by `settle`."""
        if self._rides is None:
            self._rides = []
        self._rides.append((ride, where, to_ms(self.turns.clock.village())))

    async def settle(self) -> None:
        """Marks ridden answers when no message comes along to do it."""
        rides, self._rides = self._rides or [], []
        if rides:
            try:
                async with self.database.write() as connection:
                    await outbox.rode(connection, rides)
            except BaseException:
                self._rides = rides + (self._rides or [])
                raise

    async def keep_raw(self, waiting: Waiting, aside: bool) -> None:
        """The message alone, unhandled; aside: given up after its last try, and its sender is told so."""
        async with self.database.write() as connection:
            known = await inbox.known(connection, [waiting.key])
            if waiting.key not in known:
                row = inbox.row_of(waiting.heard, waiting.key, waiting.seq, to_ms(self.turns.clock.village()))
                await inbox.keep(connection, [row | {"answer": waiting.late, "tries": waiting.tries}])
            elif waiting.tries:
                await inbox.tried(connection, waiting.key, waiting.tries, aside=aside)
            if aside:
                await outbox.put(connection, [self.writing.aside(waiting)])
        if aside:
            self.writing.ring()
