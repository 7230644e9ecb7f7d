"""What a batch plays: who speaks is looked up, then every message is played on a desk of its own, again until nothing is lacking."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from bot.addresses import address_id, cadre_names, new_address
from bot.fresh import Fresh
from bot.waiting import Clock, Outcome, Waiting
from handlers.converse import respond
from handlers.desk import Desk
from handlers.memory import Address, Needs, OpenAsks, SealedBy
from handlers.messages import ChannelName, Heard, Line
from handlers.scene import Limits, Scene, Statutes
from handlers.talk import TalkState
from handlers.village.matter import Concern
from handlers.village.people import Household, Person
from handlers.village.working_days import Calendar
from handlers.wording import Wording
from nlp.reading import Reading, Vote
from storage import inbox
from storage.directory import Directory
from storage.tables import persons
from storage.vault import Vault
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
class Turns:
    """Loads for a whole batch at once and plays it. Nothing is written here."""

    directory: Directory
    vault: Vault
    wording: Wording
    clock: Clock
    calendar: Calendar
    limits: Limits
    statutes: Statutes
    salt: bytes
    ears: Callable[[str, date, tuple[str, ...], str], Reading]  # words, today, names of cadres nearby, village
    deciding: Callable[[str], tuple[Vote, ...]]  # the words of a text that speak for its category
    spots: Callable[[str], tuple[str, ...]]  # a village's id → what its places are called

    async def gather(self, work: Work, batch: Sequence[Waiting], results: list[tuple[Waiting, Outcome]]) -> list[Turn]:
        """The turns to play; what was answered before goes into results.

        Addresses, then talks (the persons' turns), then the judge of duplicates, then what turns usually need.
        """
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

    async def play(self, work: Work, turns: list[Turn], now: datetime) -> tuple[list[Turn], list[Waiting]]:
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

        common = (self.calendar, self.limits, ears, word, self.statutes, self.vault.mark, self.spots, self.deciding)
        return Scene(now, heard, where, talk, desk, fresh, *common)
