"""The outbox: takes due rows, finds each person's open way, says, marks; postpones what failed, lists whom nobody can reach."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels import Channel, Parcel, SayFailed
from bot.waiting import Clock
from handlers.messages import ChannelName, SayKind
from handlers.planner import Go, ToList, Wait, Way, plan
from handlers.wording import Wording
from storage import outbox
from storage.database import Database
from storage.records import from_ms, to_ms
from storage.tables import address_persons, addresses, asks, persons

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
        outcomes = [o for line in await asyncio.gather(*(self._line(line) for line in lines.values())) for o in line]
        async with self.database.write() as connection:
            await outbox.mark(connection, outcomes)
            await self._left(connection)
        return len(rows)

    async def _line(self, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [await self._safely(row) for row in rows]

    async def _safely(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The outbox's door for faults: a row that cannot be said must not hold up anybody else's."""
        try:
            return await self._one(row)
        except Exception as fault:
            log.exception("row %s cannot be said", row["id"][:8])
            state = outbox.LISTED if row["tries"] + 1 >= TRIES else outbox.DUE
            wait = BACKOFF_S[min(row["tries"], len(BACKOFF_S) - 1)]
            return self._outcome(row, state, due_at=self.clock.wire_ms() + wait * 1000, failure=type(fault).__name__)

    async def _one(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Says one row by the first open way."""
        kind = SayKind(row["kind"])
        async with self.database.read() as connection:
            ways = [way for way in await self._ways(connection, row["receiver"]) if way.id not in row["shut"].split()]
        choice = plan(kind, ways, self.clock.village())
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
        return row["text"] if row["text"] and kind is SayKind.ANSWER else self.wording.text(lines, options, channel)

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

    # ------------------------------------------------------------ ways

    async def _ways(self, connection: AsyncConnection, receiver: str) -> list[Way]:
        """Every way to a receiver, the nearest first: the address that spoke, then the person's others, then the roster's number."""
        what, _, key = receiver.partition(":")
        if what == "phone":
            return self._phone(key)
        if what == "address":
            rows = (await connection.execute(select(addresses).where(addresses.c.id == key))).mappings().all()
            ways = [await self._way(connection, row) for row in rows]
            # news of a concern goes on to the person's other proved ways when this one is shut
            talk = rows[0]["talk"] if rows else ""
            return ways + (await self._person(connection, talk[2:], {key}) if talk.startswith("p:") else [])
        return await self._person(connection, key, set())

    async def _person(self, connection: AsyncConnection, person: str, known: set[str]) -> list[Way]:
        mine = select(address_persons.c.address).where(address_persons.c.person == person)
        found = select(addresses).where(addresses.c.id.in_(mine), addresses.c.trusted.is_(True)).order_by(addresses.c.id)
        every = (await connection.execute(found)).mappings().all()
        rows = [row for row in every if row["id"] not in known]
        silent = any(row["opted_out"] for row in every)
        ways = [await self._way(connection, row) for row in rows]
        phone = (await connection.execute(select(persons.c.phone).where(persons.c.id == person))).scalar()
        known_numbers = {way.receiver for way in ways} | {key.rpartition(":")[2] for key in known}
        return ways + ([] if phone in known_numbers else self._phone(phone, silent))

    def _phone(self, phone: str | None, opted_out: bool = False) -> list[Way]:
        """The roster's number, when an SMS can reach it: a landline cannot read."""
        mobile = phone is not None and ((phone.startswith("+861") and len(phone) == 14) or not phone.startswith("+86"))
        return [Way("sms", self.sms_account, phone, opted_out=opted_out)] if phone and mobile and self.sms_account else []

    async def _way(self, connection: AsyncConnection, row: Any) -> Way:
        way = Way(row["channel"], row["account"], row["sender"], row["following"], row["opted_out"], preferred=row["way"] == row["channel"])
        if row["channel"] != ChannelName.WECHAT:
            return way
        last = await outbox.last_heard(connection, row["channel"], row["account"], row["sender"])
        if last is None:
            return way
        pushed = await outbox.pushed_since(connection, row["id"], last[0])
        ago = self.clock.village() - from_ms(last[0])
        return Way(way.channel, way.account, way.receiver, way.following, way.opted_out, last[1], ago, pushed, way.preferred)
