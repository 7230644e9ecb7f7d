"""The outbox's loop: claims due rows, has them said side by side, marks what became of them, and claims again meanwhile."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.saying import Outcome, Teller, by_receiver
from bot.spending import Spending
from bot.ways import Exits, Reachable, ways_to
from handlers.messages import ChannelName, SayKind
from handlers.planner import Rung
from storage import calls, delivery, outbox
from storage.database import Database
from storage.records import to_ms
from storage.tables import addresses, asks

log = logging.getLogger("shuoshi.outbox")

LEASE_MS = 60_000
MOST = 256  # rows under way: so many may be said twice when the machine is switched off
ENOUGH = MOST // 4  # less room than this is not worth a claim
GATHER_S = 0.02  # answers come in swarms: so long they are waited for, that one commit marks many
LAST_WORDS_S = 3.0  # what is under way at a stop gets so long to be marked


@dataclass
class Outbox:
    """One loop; several processes may run it side by side on PostgreSQL."""

    database: Database
    teller: Teller
    exits: Exits
    _spending: Spending = field(default_factory=Spending)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)
    _open: int = 0  # rows claimed and not yet marked
    _done: list[Outcome] = field(default_factory=list)
    _last: str = ""  # the village that was served last
    _bell: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def counts(self) -> Mapping[str, int]:
        return self.teller.counts

    def ring(self) -> None:
        """Something is due."""
        self._bell.set()

    async def run(self) -> None:
        """Says what is due until cancelled."""
        try:
            while True:
                self._bell.clear()
                try:
                    busy = await self._turn()
                    wait = 0.0 if busy else await self._until_next()
                except Exception as fault:
                    log.warning("outbox step failed: %s", type(fault).__name__)
                    wait = 1.0
                if wait:
                    await self._wait_for_bell(wait)
                if self._under_way:
                    await asyncio.sleep(GATHER_S)
        finally:
            await self._last_words()

    async def _wait_for_bell(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._bell.wait(), seconds)
        except TimeoutError:
            return

    async def _until_next(self) -> float:
        if self._room() < ENOUGH:
            return 5.0  # the next answer rings
        async with self.database.read() as connection:
            due = await outbox.next_due(connection)
        if due is None:
            return 5.0
        return min(5.0, max(0.05, (due - self.teller.clock.wire_ms()) / 1000))

    def _room(self) -> int:
        return MOST - self._open + len(self._done)

    async def step(self) -> int:
        """One round to its end: claims rows, waits for all of them, marks them; gives how many there were."""
        claimed = await self._begin(await self._mark_and_claim())
        while self._under_way:
            await asyncio.wait(self._under_way)
        await self._mark_done()
        return claimed

    async def _turn(self) -> bool:
        """One round of the loop: True when there was something to do. Rows still under way hold up nobody else's."""
        marked = bool(self._done)
        claimed = await self._begin(await self._mark_and_claim())
        return bool(marked or claimed)

    async def _mark_and_claim(self) -> list[Mapping[str, Any]]:
        """One transaction for both: at full speed every commit counts."""
        teller, room = self.teller, self._room()
        if not self._done and room < ENOUGH:
            return []
        rows: list[Mapping[str, Any]] = []
        async with self._marking() as connection:
            if room >= ENOUGH:
                day = f"{teller.clock.village():%F}"
                teller.look_at(day, await delivery.sent_on(connection, day))
                now = teller.clock.wire_ms()
                rows = await outbox.claim(connection, now, LEASE_MS, room, self.database.dialect, self._last)
        self._open += len(rows)
        if rows:
            self._last = rows[-1]["village"]
        return rows

    async def _begin(self, rows: Sequence[Mapping[str, Any]]) -> int:
        """Sets a task to work for each receiver; who receives several things receives them in order."""
        if not rows:
            return 0
        lines, now = by_receiver(rows), self.teller.clock.village()
        try:
            async with self.database.read() as connection:
                found = await ways_to(connection, lines, now, self.exits)
                await self._spending.look_up(connection, found.values(), rows, now)
        except BaseException:
            self._open -= len(rows)  # their lease runs out, and they are due again
            raise
        for receiver, theirs in lines.items():
            task = asyncio.create_task(self._line(theirs, found[receiver]))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return len(rows)

    async def _line(self, rows: Sequence[Mapping[str, Any]], to: Reachable) -> None:
        for row in rows:
            outcome = await self.teller.tell(row, to, self._spending)
            self._done.append(outcome)  # looked up only now: the list is another one after every mark
            self._bell.set()

    async def _mark_done(self) -> None:
        if self._done:
            async with self._marking():
                pass

    @asynccontextmanager
    async def _marking(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that begins with the marks of what is done; one that fails leaves them to be made by the next."""
        done, self._done = self._done, []
        try:
            async with self.database.write() as connection:
                await self._mark(connection, done)
                yield connection
        except BaseException:
            self._done = done + self._done
            raise
        self._open -= len(done)
        for outcome in done:
            if outcome.way is not None:
                self._spending.marked(outcome.way)
        if not self._open:
            self._spending.forget()

    async def _mark(self, connection: AsyncConnection, done: Sequence[Outcome]) -> None:
        """What a round leaves behind, in the transaction of its marks."""
        if done:
            await outbox.mark(connection, [outcome.columns for outcome in done])
            await self._fates(connection, done)
            await self._questions(connection, done)
            await self._gone(connection, done)
            await self._list(connection, done)

    async def _fates(self, connection: AsyncConnection, done: Sequence[Outcome]) -> None:
        """Reports that came while the row was being said; and what each account has sent today."""
        now, wire = to_ms(self.teller.clock.village()), self.teller.clock.wire_ms()
        said = [o for o in done if o.said and o.way is not None and o.columns["confirmed_at"] is None]
        ids = {(f"{o.way.channel}:{o.way.account}", o.columns["provider_id"]): o.row["id"] for o in said if o.way is not None}
        if fates := await delivery.early_reports(connection, ids):
            await delivery.settle(connection, fates, now, wire)
        if said:
            await delivery.reroute(connection, [o.row["id"] for o in said], wire)
        sent: dict[str, int] = defaultdict(int)
        for outcome in done:
            if outcome.said and outcome.way is not None:
                sent[f"{outcome.way.channel}:{outcome.way.account}"] += 1
        await delivery.count_sent(connection, f"{self.teller.clock.village():%F}", sent)

    async def _questions(self, connection: AsyncConnection, done: Sequence[Outcome]) -> None:
        """Where questions were shown; one whose options the message had no room for must not be answered by a digit."""
        carried: dict[str, list[str]] = defaultdict(list)
        for outcome in done:
            if outcome.said and outcome.way is not None and outcome.row["ask"]:
                carried[outcome.way.channel].append(outcome.row["ask"])
        for channel, those in carried.items():
            await connection.execute(update(asks).where(asks.c.id.in_(those)).values(channel=channel))
        if unshown := [o.row["ask"] for o in done if o.said and o.row["ask"] and not o.shown]:
            over = to_ms(self.teller.clock.village())
            await connection.execute(update(asks).where(asks.c.id.in_(unshown)).values(answered_at=over))

    async def _gone(self, connection: AsyncConnection, done: Sequence[Outcome]) -> None:
        """Whoever left the account is re-routed from now on; a notice uses up its consent."""
        if gone := [o.way.id for o in done if o.gone and o.way is not None]:
            await connection.execute(update(addresses).where(addresses.c.id.in_(gone)).values(following=False))
        for outcome in done:
            if outcome.way is not None and outcome.way.rung is Rung.NOTICE and (outcome.said or outcome.consents_gone):
                way = outcome.way
                await delivery.use_consent(connection, way.id, way.template, all_gone=outcome.consents_gone)

    async def _list(self, connection: AsyncConnection, done: Sequence[Outcome]) -> None:
        """Whom no message can reach stands on a named cadre's list, in the same transaction."""
        listed = [outcome.row for outcome in done if outcome.columns["state"] == outbox.LISTED]
        if listed:
            clock = self.teller.clock
            await calls.put(
                connection, listed, lambda row: self.teller.text(row, SayKind(row["kind"]), ChannelName.SMS)[0], clock.village()
            )

    async def _last_words(self) -> None:
        """A stop is no crash: what a provider is taking just now is marked, so that nobody hears it twice."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=LAST_WORDS_S)
        for task in self._under_way:
            task.cancel()
        await self._mark_done()
