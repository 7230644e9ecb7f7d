"""One transaction for whoever waits: load at once, let each turn see what the one before did, write, commit, thank everyone."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.addresses import address_id, cadre_names, new_address
from bot.fresh import Fresh
from bot.waiting import Clock, Outcome, Waiting
from handlers.converse import respond
from handlers.desk import Desk, Note
from handlers.memory import Address, Ask, Due, Needs, OpenAsks, SealedBy
from handlers.messages import ChannelName, Heard, Line, Say, SayKind
from handlers.scene import Limits, Scene, Statutes
from handlers.talk import TalkState
from handlers.village.matter import Concern
from handlers.village.people import Household, Person
from handlers.village.working_days import Calendar
from handlers.wording import Wording
from nlp.reading import Reading
from storage import audit, calls, delivery, identities, inbox, outbox, pulses
from storage.database import Database
from storage.directory import Directory
from storage.erase import erase_talk
from storage.records import to_ms
from storage.tables import media, persons
from storage.vault import Vault, file_key
from storage.work import Work

log = logging.getLogger("shuoshi.batch")

# Look-ups that only a look-up brings to light; more is a fault. An alarm looks up two things for each person it calls, one
# after the other, and a morning three for each village.
ROUNDS = 64


@dataclass
class Turn:
    """One message being played: its desk, and the talk it belongs to."""

    waiting: Waiting
    where: str
    talk: str
    desk: Desk
    read: dict[tuple[str, tuple[str, ...]], Reading] = field(default_factory=dict)


@dataclass
class Batches:
    """Plays messages and due moments against the store. Everything but the database is a value or a pure function."""

    database: Database
    directory: Directory
    vault: Vault
    wording: Wording
    clock: Clock
    calendar: Calendar
    limits: Limits
    statutes: Statutes
    salt: bytes
    ears: Callable[[str, date, tuple[str, ...], str], Reading]  # words, today, names of cadres nearby, village
    spots: Callable[[str], tuple[str, ...]]  # a village's id → what its places are called
    next_seq: Callable[[], int]
    ring: Callable[[], None]  # something is due in the outbox
    tick: Callable[[], None]  # something is due on the clock
    carries: Callable[[Heard], bool]  # the response to this message can hold its answer
    failed: Callable[[Waiting], Any] | None = None
    _rides: list[tuple[str, str, int]] | None = None
    _beats: dict[str, int] = field(default_factory=dict)  # gateway → when its sign of life was kept

    # ------------------------------------------------------------ messages

    async def play(self, batch: Sequence[Waiting]) -> None:
        """Plays and commits; sets every message's future. A message whose own turn fails is handed to `failed` after the commit."""
        now = self.clock.village()
        results: list[tuple[Waiting, Outcome]] = []
        poisoned: list[Waiting] = []
        rides, self._rides = self._rides or [], []
        try:
            async with self.database.write() as connection:
                await outbox.rode(connection, rides)
                work = Work(connection, self.directory, self.database.dialect, self.vault)
                fresh_ones = await self._gather(work, batch, results)
                turns, poisoned = await self._turns(work, fresh_ones, now)
                outcomes = await self._write(work, turns, now)
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
                    await outbox.no_ride(connection, ride or "", self.clock.wire_ms())
            self.ring()

    async def _gather(self, work: Work, batch: Sequence[Waiting], results: list[tuple[Waiting, Outcome]]) -> list[Turn]:
        """Addresses, then talks (the persons' turns), then the judge of duplicates, then what turns usually need."""
        ids = {w.key: address_id(w.heard) for w in batch}
        await work.load_keys(Address, sorted(set(ids.values())))
        await self._first_heard(work, {ids[w.key]: w.heard for w in batch})
        talks = {where: self.address(work, where).talk for where in set(ids.values())}
        await work.take_talks(sorted(set(talks.values())))
        known = await inbox.known(work.connection, [w.key for w in batch])
        turns = []
        for waiting in batch:
            kept = known.get(waiting.key)
            if kept is not None and kept.state != inbox.WAITING:
                results.append((waiting, Outcome(self.vault.unshut(kept.answer), kept.said, ids[waiting.key], True)))
                continue
            waiting.row = kept is not None
            if kept is not None and kept.answer and waiting.late is None:
                waiting.late = kept.answer  # thanked with its receipt before a restart: a retry hears the same again
            turns.append(Turn(waiting, ids[waiting.key], talks[ids[waiting.key]], Desk(work)))
        await self._prefetch(work, turns)
        return turns

    def address(self, work: Work, where: str) -> Address:
        address = work.get(Address, where)
        assert address is not None
        return address

    async def _first_heard(self, work: Work, heard: dict[str, Heard]) -> None:
        """New addresses: a number that the roster knows belongs to those people, and answers go to that very number."""
        fresh = {where: h for where, h in heard.items() if work.get(Address, where) is None}
        if not fresh:
            return
        numbers = {h.sender for h in fresh.values() if h.channel in (ChannelName.SMS, ChannelName.PHONE)}
        owners: dict[str, list[tuple[str, str | None]]] = {}
        if numbers:
            query = select(persons.c.phone, persons.c.id, persons.c.village).where(persons.c.phone.in_(numbers)).order_by(persons.c.id)
            for phone, person, village in await work.connection.execute(query):
                owners.setdefault(phone, []).append((person, village))
        desk = Desk(work)
        for where, h in fresh.items():
            desk.put(new_address(where, h, owners.get(h.sender, []), self.clock.village()))
        work.merge(desk)

    async def _prefetch(self, work: Work, turns: list[Turn]) -> None:
        """What nearly every turn asks for, in a few queries for the whole batch."""
        people: set[str] = set()
        drafts: set[str] = set()
        for turn in turns:
            people.update(self.address(work, turn.where).persons)
            talk = work.get(TalkState, turn.talk)
            if talk is not None:
                drafts.update(key for key in (talk.draft, talk.last[0] if talk.last else None) if key)
        await work.load_keys(Concern, sorted(drafts))
        speakers = {self.address(work, turn.where).person or turn.where for turn in turns}
        await work.load([SealedBy(self.vault.mark(speaker)) for speaker in sorted(speakers)])
        if people:
            await work.load_keys(Person, sorted(people))
            found = (work.get(Person, key) for key in people)
            await work.load_keys(Household, sorted({p.household for p in found if p is not None and p.household}))
            await work.load([OpenAsks(person) for person in people])

    async def _turns(self, work: Work, turns: list[Turn], now: datetime) -> tuple[list[Turn], list[Waiting]]:
        """Every turn in order; those that need more wait for one common look-up, and later ones of the same talk for them."""
        done: dict[str, Turn] = {}
        poisoned: list[Waiting] = []
        todo = turns
        for _ in range(ROUNDS):
            refs: list[Any] = []
            postponed: list[Turn] = []
            held: set[str] = set()
            for turn in todo:
                if turn.talk in held:
                    postponed.append(turn)
                    continue
                turn.desk = Desk(work)
                try:
                    respond(self._scene(turn, now))
                except Needs as needs:
                    refs += needs.refs
                    held.add(turn.talk)
                    postponed.append(turn)
                except Exception:
                    log.exception("turn failed for message %s", turn.waiting.key[:8])
                    poisoned.append(turn.waiting)
                else:
                    work.merge(turn.desk)
                    done[turn.waiting.key] = turn
            if not postponed:
                break
            await work.load(refs)
            todo = postponed
        else:
            log.error("%d turns need more than can be looked up", len(todo))
            poisoned += [turn.waiting for turn in todo]
        return [turn for turn in turns if turn.waiting.key in done], poisoned

    def _scene(self, turn: Turn, now: datetime) -> Scene:
        return self.scene(turn.waiting.heard, turn.where, turn.talk, turn.desk, turn.waiting.key, now, turn.read)

    def scene(
        self, heard: Heard, where: str, talk: str, desk: Desk, key: str, now: datetime, read: dict[tuple[str, tuple[str, ...]], Reading]
    ) -> Scene:
        """read: what the ears have made of these words already, when the turn is played again."""
        fresh = Fresh(self.salt, key)

        def ears(text: str) -> Reading:
            address = desk.get(Address, where) if where else None
            village = address.village if address else None
            names = cadre_names(desk.staff(village))
            if (text, names) not in read:
                read[text, names] = self.ears(text, now.date(), names, village or "")
            return read[text, names]

        def word(line: Line) -> str:
            return self.wording.line(line, heard.channel)

        common = (self.calendar, self.limits, ears, word, self.statutes, self.vault.mark, self.spots)
        return Scene(now, heard, where, talk, desk, fresh, *common)

    # ------------------------------------------------------------ writing

    async def _write(self, work: Work, turns: list[Turn], now: datetime) -> list[Outcome]:
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

    def rode(self, ride: str, where: str) -> None:
        """The response with this answer was written: marked with the next transaction, or by `settle`."""
        if self._rides is None:
            self._rides = []
        self._rides.append((ride, where, to_ms(self.clock.village())))

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
                row = inbox.row_of(waiting.heard, waiting.key, waiting.seq, to_ms(self.clock.village()))
                await inbox.keep(connection, [row | {"answer": waiting.late, "tries": waiting.tries}])
            elif waiting.tries:
                await inbox.tried(connection, waiting.key, waiting.tries, aside=aside)
            if aside:
                say = Say(f"address:{address_id(waiting.heard)}", (Line("aside.told"),), kind=SayKind.ANSWER)
                wire = self.clock.wire_ms()
                key = Fresh(self.salt, waiting.key).id("aside")
                row = outbox.row_of(say, key, self.next_seq(), state=outbox.DUE, due_ms=wire, made_ms=to_ms(self.clock.village()))
                await outbox.put(connection, [row])
        if aside:
            self.ring()
