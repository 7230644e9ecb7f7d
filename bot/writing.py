"""What a played batch leaves behind: inbox rows, records, what is said, the vault, and last the chain."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.addresses import address_id
from bot.fresh import Fresh
from bot.turns import Turn
from bot.waiting import Clock, Outcome, Waiting
from handlers.desk import Desk, Note
from handlers.memory import Address, Ask, Due
from handlers.messages import ChannelName, Heard, Line, Say, SayKind
from handlers.scene import Limits
from handlers.wording import Wording
from storage import audit, calls, delivery, identities, inbox, outbox, pulses
from storage.erase import erase_talk
from storage.records import to_ms
from storage.tables import media
from storage.vault import Vault, file_key
from storage.work import Work


@dataclass
class Writing:
    """Writes finished turns within the batch's transaction."""

    vault: Vault
    wording: Wording
    clock: Clock
    limits: Limits
    salt: bytes
    next_seq: Callable[[], int]
    ring: Callable[[], None]  # something is due in the outbox
    tick: Callable[[], None]  # something is due on the clock
    carries: Callable[[Heard], bool]  # the response to this message can hold its answer
    _beats: dict[str, int] = field(default_factory=dict)  # gateway → when its sign of life was kept

    async def write(self, work: Work, turns: list[Turn], now: datetime) -> list[Outcome]:
        """Inbox, records, what is said, and last the chain."""
        await work.flush()
        outcomes, rows, says, notes = [], [], [], list[Note]()
        for turn in turns:
            outcome, said = self._answer(turn, now)
            outcomes.append(outcome)
            rows.append(self._inbox_row(turn, outcome, said, now))
            says += said + self.pushes(turn.desk, turn.waiting.key, now)
            notes += turn.desk.notes
        await inbox.keep(work.connection, [row for turn, row in zip(turns, rows, strict=True) if not turn.waiting.row])
        await inbox.finish(work.connection, [row for turn, row in zip(turns, rows, strict=True) if turn.waiting.row])
        await self._media(work.connection, turns)
        # what is sealed follows its earlier read-backs into the outbox: this turn's own answer comes after
        await self.put_away(work.connection, [turn.desk for turn in turns], now)
        await outbox.put(work.connection, says)
        await self._fates(work.connection, turns, now)
        await audit.append(work.connection, notes, to_ms(now))
        self.bells([turn.desk for turn in turns], says)
        return outcomes

    async def _fates(self, connection: AsyncConnection, turns: list[Turn], now: datetime) -> None:
        """What this batch tells of messages of ours: reports of providers, and questions that people have answered themselves."""
        reports = [h for h in (turn.waiting.heard for turn in turns) if h.kind == "status" or h.kind.startswith("event.")]
        if reports:
            await delivery.take_reports(connection, reports, to_ms(now), self.clock.wire_ms())
            self.ring()
        if left := [who for turn in turns if turn.waiting.heard.kind == "event.unsubscribe" for who in self._receivers(turn)]:
            await outbox.wake(connection, self.clock.wire_ms(), left)
            self.ring()
        await self._beat(connection, {t.waiting.heard.account for t in turns if t.waiting.heard.channel is ChannelName.SMS}, now)
        answered = [ask.id for turn in turns for (kind, _), ask in turn.desk.puts.items() if kind is Ask and ask.answer]
        if answered:
            await calls.answered(connection, answered, to_ms(now))

    def _receivers(self, turn: Turn) -> list[str]:
        """Whoever has just left: what still waits for them by this way takes another at once."""
        address = turn.desk.get(Address, turn.where)
        return [f"address:{turn.where}", *(f"person:{person}" for person in (address.persons if address else ()))]

    async def _beat(self, connection: AsyncConnection, gateways: set[str], now: datetime) -> None:
        """A sign of life, kept once a minute."""
        for name in sorted(gateways):
            if to_ms(now) - self._beats.get(name, 0) >= 60_000:
                self._beats[name] = to_ms(now)
                await pulses.beat(connection, f"sms:{name}", to_ms(now))

    def _answer(self, turn: Turn, now: datetime) -> tuple[Outcome, list[dict[str, Any]]]:
        """The turn's own answer: it rides in the response where the channel can carry it, else it is due at once."""
        desk, waiting = turn.desk, turn.waiting
        if desk.silent or not (desk.lines or desk.labels):
            return Outcome(waiting.late or None, None, turn.where), []
        # whoever telephoned has hung up: what is answered is read, not heard
        channel = ChannelName.SMS if waiting.heard.channel is ChannelName.PHONE else waiting.heard.channel
        text = self.wording.text(desk.lines, desk.labels, channel)
        rides = self.carries(waiting.heard) and waiting.late is None
        key = Fresh(self.salt, waiting.key).id("answer")
        wire = self.clock.wire_ms()
        say = Say(f"address:{turn.where}", tuple(desk.lines), tuple(desk.labels), SayKind.ANSWER)
        state, due = (outbox.RIDING, wire + outbox.RIDE_MS) if rides else (outbox.DUE, wire)
        kept = text
        if desk.shut:  # shown, and stored as what nobody can read without the vault's key
            say, kept = replace(say, lines=(Line("sealed.shown"),), options=()), self.vault.shut(key, text)
        row = outbox.row_of(say, key, self.next_seq(), state=state, due_ms=due, made_ms=to_ms(now), text=kept)
        return Outcome(text if rides else waiting.late or None, key if rides else None, turn.where), [row]

    def _inbox_row(self, turn: Turn, outcome: Outcome, said: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
        waiting = turn.waiting
        row = inbox.row_of(waiting.heard, waiting.key, waiting.seq, to_ms(now))
        answer = said[0]["text"] if turn.desk.shut and said and outcome.ride else outcome.text
        row |= {"state": inbox.HANDLED, "handled_at": to_ms(now), "answer": answer, "said": said[0]["id"] if said else None}
        if turn.desk.sealed or turn.desk.hidden:
            # the words are in the vault: here stays only that something was heard, so that a retry is known; no way to the answer
            row |= {"kind": "sealed", "sender": None, "text": None, "media": None, "extra": "{}", "said": None}
        return row

    def pushes(self, desk: Desk, key: str, now: datetime) -> list[dict[str, Any]]:
        fresh, wire = Fresh(self.salt, key), self.clock.wire_ms()
        keyed = [(say, fresh.id("push")) for say in desk.says]
        return [
            outbox.row_of(
                replace(say, lines=(Line("sealed.shown"),), options=()) if say.secret else say,
                each,
                self.next_seq(),
                state=outbox.DUE,
                due_ms=wire + self.limits.hold_s * 1000 if say.kind is SayKind.ANNOUNCEMENT else wire,
                made_ms=to_ms(now),
                text=self.vault.shut(each, self.wording.text(say.lines, say.options, ChannelName.SMS)) if say.secret else None,
            )
            for say, each in keyed
        ]

    def aside(self, waiting: Waiting) -> dict[str, Any]:
        """What somebody hears of whose message nobody could handle."""
        say = Say(f"address:{address_id(waiting.heard)}", (Line("aside.told"),), kind=SayKind.ANSWER)
        now, key = to_ms(self.clock.village()), Fresh(self.salt, waiting.key).id("aside")
        return outbox.row_of(say, key, self.next_seq(), state=outbox.DUE, due_ms=self.clock.wire_ms(), made_ms=now)

    async def _media(self, connection: AsyncConnection, turns: list[Turn]) -> None:
        rows = [
            {
                "inbox": file_key(turn.desk.sealed[0].id, turn.waiting.key) if turn.desk.sealed else turn.waiting.key,
                "channel": turn.waiting.heard.channel.value,
                "account": turn.waiting.heard.account,
                "handle": turn.waiting.heard.media,
                "state": "due",
                "tries": 0,
                "due_at": turn.waiting.received_ms,
            }
            for turn in turns
            if turn.waiting.heard.media
        ]
        if rows:
            await connection.execute(insert(media), rows)

    async def put_away(self, connection: AsyncConnection, desks: Iterable[Desk], now: datetime) -> None:
        for desk in desks:
            await outbox.recall(connection, desk.recalled)
            for address, old, new in desk.moved:
                await identities.move(connection, address, old, new)
            if desk.sealed:
                await self.vault.keep(connection, desk.sealed, to_ms(now))
            for case in desk.unsealed:
                await self.vault.forget(connection, case)
            for erased in desk.erased:
                await self.vault.erase(connection, erased.talk)
                await erase_talk(connection, erased.talk)

    def bells(self, desks: list[Desk], says: list[dict[str, Any]]) -> None:
        if any(row["state"] == outbox.DUE for row in says):
            self.ring()
        now = self.clock.village()  # what falls due later is found when its time has come, and grouping is in no hurry
        if any(
            kind is Due and due.kind != "group" and due.at <= now and not due.done for desk in desks for (kind, _), due in desk.puts.items()
        ):
            self.tick()
