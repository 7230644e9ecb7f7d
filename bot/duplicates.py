"""By night: which open concerns of a village may be one matter although, one at a time, none was joined to the other.

By day a new concern is compared with a few and a matter of many must agree with it twice. Here every telling is compared
with every other that shares a word, and one likely pair is enough: more is found, and a cadre looks at all of it.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from bot.waiting import Clock
from handlers.village.matter import Alike, Concern, alike_id
from handlers.village.voices import PRIVATE, told_once
from nlp.group import Mattered, match, words_of
from nlp.group_said import said
from storage import alike, meta
from storage.database import Database

BEGINS_AT = time(3, 0)  # before the morning's digest, when nobody waits
LAST_NIGHT = "alike_night"  # in meta: the day whose night has been worked through
MOST_PAIRS = 40  # a village; more would be read by nobody
MOST_NEAR = 60  # tellings one is compared with


@dataclass
class Duplicates:
    """Once a night, village by village, each in a short transaction of its own."""

    database: Database
    clock: Clock

    async def step(self) -> None:
        now = self.clock.village()
        if now.time() < BEGINS_AT or not await self._taken(now):
            return
        async with self.database.read() as connection:
            villages = await alike.villages_with_concerns(connection)
        for village in villages:
            await self._look_at(village, now)

    async def _taken(self, now: datetime) -> bool:
        """False when this night is done, or another process has it."""
        today = now.date().isoformat()
        async with self.database.read() as connection:
            if (await meta.get(connection, LAST_NIGHT) or "") >= today:
                return False
        async with self.database.write() as connection:
            if (await meta.get(connection, LAST_NIGHT) or "") >= today:
                return False
            await meta.put(connection, LAST_NIGHT, today)
        return True

    async def _look_at(self, village: str, now: datetime) -> None:
        async with self.database.read() as connection:
            told = await alike.open_concerns(connection, village)
            kept = await alike.keys_of(connection, village)
            refused = await alike.refused(connection, village)
        found = await asyncio.to_thread(pairs, told, kept, refused)  # some seconds in a village of very many
        async with self.database.write() as connection:
            await alike.renew(connection, village, [Alike(alike_id(*pair), village, *pair, much, now) for pair, much in found])


def pairs(
    told: Sequence[Concern], kept: Mapping[str, frozenset[str]], refused: Iterable[tuple[str, str]] = ()
) -> list[tuple[tuple[str, str], float]]:
    """Pairs of matters (ids of issues, or of concerns that stand alone), the likeliest first. Copies of one text are one telling."""
    matter = {concern.id: concern.issue or concern.id for concern in told}
    apart = {frozenset(matter.get(each, each) for each in pair) for pair in refused}
    tellings = [concern for concern in told_once(told) if PRIVATE not in concern.flags]
    near = sharing(tellings, kept)
    # each telling under an id of its own: here one that agrees is enough
    heard = {concern.id: alone(concern, kept) for concern in tellings}
    best: dict[frozenset[str], float] = {}
    for concern in tellings:
        for each in match(heard[concern.id], [heard[other.id] for other in near[concern.id]]):
            pair = frozenset((matter[concern.id], matter[each.id]))
            if len(pair) == 2 and pair not in apart:
                best[pair] = max(best.get(pair, 0.0), each.likeness)
    likeliest = sorted(best.items(), key=lambda found: (-found[1], sorted(found[0])))[:MOST_PAIRS]
    return [((min(pair), max(pair)), much) for pair, much in likeliest]


def sharing(tellings: Sequence[Concern], kept: Mapping[str, frozenset[str]]) -> dict[str, list[Concern]]:
    """For each telling the others that share a key with it: those that share most, of many."""
    by_key = defaultdict[str, list[Concern]](list)
    for concern in tellings:
        for key in kept.get(concern.id, ()):
            by_key[key].append(concern)
    near: dict[str, list[Concern]] = {}
    for concern in tellings:
        shared = defaultdict[str, int](int)
        met: dict[str, Concern] = {}
        for key in kept.get(concern.id, ()):
            for other in by_key[key]:
                if other.id != concern.id:
                    shared[other.id] += 1
                    met[other.id] = other
        near[concern.id] = [met[each] for each in sorted(met, key=lambda each: (-shared[each], each))[:MOST_NEAR]]
    return near


def alone(concern: Concern, kept: Mapping[str, frozenset[str]]) -> Mattered:
    return mattered(replace(concern, issue=None), kept.get(concern.id, frozenset()))


def mattered(concern: Concern, found: frozenset[str]) -> Mattered:
    """A concern as one telling: those of one issue share its id, so that the likelier half of them must agree."""
    heard = said(concern.text, concern.place)
    day = concern.received_at.date()
    return Mattered(concern.issue or concern.id, words_of(found), concern.place, concern.sub or concern.category, day, heard)
