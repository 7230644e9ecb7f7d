"""By night the ears learn from cadres' corrections, in a process of its own; a new model is taken up while the server runs."""

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from bot.ears_file import EarsFile, all_learnt, mark, shipped_mark, tried_in
from bot.parts import Hearing
from bot.settings import Settings
from bot.waiting import Clock
from nlp.model import shipped
from nlp.relearn import FEWEST
from storage import corrections, meta
from storage.database import Database

NIGHT = (time(2, 0), time(5, 0))
MANY = 20  # new corrections that wait for no night
TAKEN = "ears_learning"  # in meta: the day and the corrections that some process has begun with

log = logging.getLogger("shuoshi.learning")


@dataclass
class Learning:
    """Looks whether there is anything to learn, and has it learnt once."""

    database: Database
    clock: Clock
    file: EarsFile
    teach: Callable[[], Awaitable[int]]  # runs `nlp learn`; its exit code

    async def step(self) -> None:
        now = self.clock.village()
        async with self.database.read() as connection:
            found = [each.id for each in await corrections.usable(connection)]
        note = await asyncio.to_thread(self.file.note)
        if not due(note, found, now) or not await self._taken(f"{now.date().isoformat()} {mark(found)}"):
            return
        if code := await self.teach():
            log.warning("nlp learn ended with %d", code)

    async def _taken(self, what: str) -> bool:
        """False when the same was begun with today, by us or by another process."""
        async with self.database.read() as connection:
            if await meta.get(connection, TAKEN) == what:
                return False
        async with self.database.write() as connection:
            if await meta.get(connection, TAKEN) == what:
                return False
            await meta.put(connection, TAKEN, what)
        return True


def due(note: Mapping[str, Any], found: Collection[str], now: datetime) -> bool:
    """Is there anything to learn, or to forget? found: ids of the corrections that may be learnt from.

    What was sealed or erased meanwhile is forgotten at once. After an undo a few new corrections change nothing.
    """
    if all_learnt(note) - set(found):
        return True
    fresh = len(set(found) - tried_in(note))
    if len(found) < FEWEST:
        return False
    if fresh >= MANY:
        return True
    renewed = bool(note) and note.get("shipped") != shipped_mark()
    return NIGHT[0] <= now.time() < NIGHT[1] and not note.get("undone") and (fresh > 0 or renewed)


def in_a_process(settings: Settings) -> Callable[[], Awaitable[int]]:
    """`nlp learn` as a process of its own: minutes of a processor, and nobody waits for an answer meanwhile."""
    # the database's address may hold a password: it goes where the settings come from, never among the arguments
    own = {"SHUOSHI_FOLDER": str(settings.folder), "SHUOSHI_DATABASE__URL": settings.database.url}

    async def teach() -> int:
        quiet = asyncio.subprocess.DEVNULL
        command = (sys.executable, "-m", "bot", "nlp", "learn")
        child = await asyncio.create_subprocess_exec(*command, stdin=quiet, stdout=quiet, stderr=quiet, env=os.environ | own)
        try:
            return await child.wait()
        finally:
            if child.returncode is None:  # the server stops: what was begun is begun again another day
                child.kill()

    return teach


@dataclass
class OwnEars:
    """Takes up the village's own model when its file changes, whoever wrote it; without one the shipped model hears again."""

    file: EarsFile
    hearing: Hearing
    _seen: int = field(init=False)

    def __post_init__(self) -> None:
        self._seen = self.file.written_at()

    async def step(self) -> None:
        written = self.file.written_at()
        if written == self._seen or self.hearing.ears is None:
            return
        self._seen = written
        model = await asyncio.to_thread(lambda: self.file.load() or shipped())  # the shipped one may not have been read yet
        # one assignment: a message is heard by the ears from before it or by those from after it
        self.hearing.ears = replace(self.hearing.ears, model=model)
