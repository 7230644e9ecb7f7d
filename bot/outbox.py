"""The outbox: takes due rows, finds each person's open way, says, marks; postpones what failed, lists whom nobody can reach."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels import Channel, Parcel, SayFailed
from bot.waiting import Clock
from bot.ways import ways_to
from handlers.messages import ChannelName, SayKind
from handlers.planner import Go, ToList, Wait, Way, plan
from handlers.wording import Wording
from storage import outbox
from storage.database import Database
from storage.records import to_ms
from storage.tables import addresses, asks

log = logging.getLogger("shuoshi.outbox")

LEASE_MS = 60_000
MOST = 128
BACKOFF_S = (1, 5, 30, 120, 600, 1800)
TRIES = 12  # about six hours of a provider's silence; then the next way, or the list


@dataclass
class Outbox:
    """One loop; several processes may run it side by side on PostgreSQL."""

    database: Database
    channels: Mapping[tuple[str, str], Channel]
    wording: Wording
    clock: Clock
    sms_account: str | None
    allow: Callable[[str, str], Any]  # an account's send rate: seconds to wait, 0 when it may go now
    unshut: Callable[[str], str] = str  # opens what is kept under the vault's key; other words stay as they are
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _gone: list[str] = field(default_factory=list)
    _shown: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # channel → questions it has carried
    _unshown: list[str] = field(default_factory=list)  # questions whose options the message had no room for
    _bell: asyncio.Event = field(default_factory=asyncio.Event)

    def ring(self) -> None:
        """Something is due."""
        self._bell.set()

    async def run(self) -> None:
        """Says what is due until cancelled."""
        while True:
            self._bell.clear()
            try:
                while await self.step():
                    pass
                wait = await self._until_next()
            except asyncio.CancelledError:
                raise
            except Exception as fault:
                log.warning("outbox step failed: %s", type(fault).__name__)
                wait = 1.0
            try:
                await asyncio.wait_for(self._bell.wait(), wait)
            except TimeoutError:
                continue

    async def _until_next(self) -> float:
        async with self.database.read() as connection:
            due = await outbox.next_due(connection)
        if due is None:
            return 5.0
        return min(5.0, max(0.05, (due - self.clock.wire_ms()) / 1000))

    async def step(self) -> int:
        """One round: claims rows, says them side by side (in order per person), marks them all in one transaction."""
        now = self.clock.wire_ms()
        async with self.database.write() as connection:
            rows = await outbox.claim(connection, now, LEASE_MS, MOST, self.database.dialect)
        if not rows:
            return 0
        lines: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for row in rows:
            lines[row["receiver"]].append(row)
        async with self.database.read() as connection:
            ways = await ways_to(connection, lines, self.clock.village(), self.sms_account)
        outcomes = [o for line in await asyncio.gather(*(self._line(rows, ways[who]) for who, rows in lines.items())) for o in line]
        async with self.database.write() as connection:
            await outbox.mark(connection, outcomes)
            await self._left(connection)
        return len(rows)

    async def _line(self, rows: Sequence[Mapping[str, Any]], ways: Sequence[Way]) -> list[dict[str, Any]]:
        return [await self._safely(row, ways) for row in rows]

    async def _safely(self, row: Mapping[str, Any], ways: Sequence[Way]) -> dict[str, Any]:
        """The outbox's door for faults: a row that cannot be said must not hold up anybody else's."""
        try:
            return await self._one(row, ways)
        except Exception as fault:
            log.exception("row %s cannot be said", row["id"][:8])
            state = outbox.LISTED if row["tries"] + 1 >= TRIES else outbox.DUE
            wait = BACKOFF_S[min(row["tries"], len(BACKOFF_S) - 1)]
            return self._outcome(row, state, due_at=self.clock.wire_ms() + wait * 1000, failure=type(fault).__name__)

    async def _one(self, row: Mapping[str, Any], ways: Sequence[Way]) -> dict[str, Any]:
        """Says one row by the first open way."""
        kind = SayKind(row["kind"])
        choice = plan(kind, [way for way in ways if way.id not in row["shut"].split()], self.clock.village())
        if isinstance(choice, Wait):
            wait_ms = int((choice.until - self.clock.village()) / timedelta(milliseconds=1))
            return self._outcome(row, outbox.DUE, due_at=self.clock.wire_ms() + min(max(wait_ms, 1000), 60_000))
        if isinstance(choice, ToList):
            self.counts["listed"] += 1
            return self._outcome(row, outbox.LISTED, failure="no_way")
        return await self._say(row, kind, choice)

    async def _say(self, row: Mapping[str, Any], kind: SayKind, go: Go) -> dict[str, Any]:
        way = go.way
        if wait := await self.allow(way.channel, way.account):
            return self._outcome(row, outbox.DUE, due_at=self.clock.wire_ms() + int(wait * 1000))
        text = self._text(row, kind, way.channel)
        channel = self.channels.get((way.channel, way.account))
        if channel is None:
            return self._outcome(row, outbox.LISTED, failure="no_channel")
        try:
            receipt = await channel.say(Parcel(row["id"], way.receiver, self.unshut(text)))
        except SayFailed as fault:
            return self._failed(row, way, fault)
        self.counts[f"said_{way.channel}"] += 1
        if kind is SayKind.DIGEST and way.channel == ChannelName.SMS and row["ask"]:
            self._unshown.append(row["ask"])
        if row["ask"]:
            self._shown[way.channel].append(row["ask"])
        said = to_ms(self.clock.village())
        return self._outcome(row, outbox.SAID, text=text, said_at=said, way=way.id, provider_id=receipt.provider_id or "accepted")

    def _text(self, row: Mapping[str, Any], kind: SayKind, channel: str) -> str:
        lines, options = outbox.say_of(row["say"])
        if kind is SayKind.DIGEST and channel == ChannelName.SMS:
            options = ()  # outside WeChat's window a digest is one line; any reply opens the window again
        kept = row["text"] and (kind is SayKind.ANSWER or row["text"].startswith(outbox.SHUT))
        return row["text"] if kept else self.wording.text(lines, options, channel)

    def _failed(self, row: Mapping[str, Any], way: Way, fault: SayFailed) -> dict[str, Any]:
        self.counts["failed"] += 1
        tries = row["tries"] + 1
        if fault.again and tries < TRIES:
            wait = fault.retry_after_s if fault.retry_after_s is not None else BACKOFF_S[min(tries, len(BACKOFF_S)) - 1]
            return self._outcome(row, outbox.DUE, due_at=self.clock.wire_ms() + int(wait * 1000), failure=fault.code)
        outcome = self._outcome(row, outbox.DUE, due_at=self.clock.wire_ms(), failure=fault.code)
        if tries >= TRIES:
            self.counts["listed"] += 1
            return outcome | {"state": outbox.LISTED}
        if fault.unfollowed:
            self._gone.append(way.id)
        return outcome | {"shut": f"{row['shut']} {way.id}"}  # the planner takes the next way for this row

    def _outcome(self, row: Mapping[str, Any], state: str, **changes: Any) -> dict[str, Any]:
        base = {"id": row["id"], "state": state, "due_at": row["due_at"], "text": row["text"], "said_at": None, "way": None}
        return base | {"provider_id": None, "failure": row["failure"], "shut": row["shut"]} | changes

    async def _left(self, connection: AsyncConnection) -> None:
        """What a round leaves behind: where questions were shown, and that whoever left the account is re-routed from now on."""
        gone, self._gone = self._gone, []
        unshown, self._unshown = self._unshown, []
        shown, self._shown = self._shown, defaultdict(list)
        for channel, carried in shown.items():
            await connection.execute(update(asks).where(asks.c.id.in_(carried)).values(channel=channel))
        if unshown:  # a digit must not answer what was never shown; 摘要 asks it again
            await connection.execute(update(asks).where(asks.c.id.in_(unshown)).values(answered_at=to_ms(self.clock.village())))
        if gone:
            await connection.execute(update(addresses).where(addresses.c.id.in_(gone)).values(following=False))
