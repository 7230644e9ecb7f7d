"""One message's journey: whoever waited while the last commit ran shares the next transaction; commit, then thank.

A failing or late message is kept raw and taken up again; a batch that fails is tried message by message.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bot.waiting import Clock, Outcome, Waiting
from handlers.messages import Heard
from storage.inbox import key_of
from storage.spool import Spool, spool_name

log = logging.getLogger("shuoshi.dispatch")

LATE_S = 3.0  # WeChat waits 5 s: later than this the raw message is kept and a receipt goes out
KEEP_S = 0.8
MOST = 256
BACKOFF_S = (0.5, 1.0, 2.0, 4.0)
TRIES = 5
AWAY_S = 2.0  # before the next try when not even the raw message can be kept
OLDER_FIRST_S = 10.0  # newer messages of a person wait at most so long for an older one that fails


@dataclass
class Answer:
    """What the channel may carry back: the text, and the outbox row that rides in it."""

    text: str | None
    ride: str | None = None
    where: str = ""
    repeated: bool = False


@dataclass
class Dispatch:
    """The queue in front of the one writer."""

    play: Callable[[list[Waiting]], Any]  # bot.batch.Batches.play: one transaction for all of them
    keep_raw: Callable[[Waiting, bool], Any]
    spool: Spool
    clock: Clock
    salt: bytes
    receipt: Callable[[Heard], str | None]
    ready: Callable[[], bool]
    loop_time: Callable[[], float]
    counts: dict[str, int] = field(default_factory=lambda: {"heard": 0, "repeated": 0, "late": 0, "spooled": 0, "aside": 0, "failed": 0})
    on_disk: set[str] = field(default_factory=set)  # names of the messages that lie in the spool
    _queue: "OrderedDict[str, list[Waiting]]" = field(default_factory=OrderedDict)  # by sender, oldest first
    _open: dict[str, Waiting] = field(default_factory=dict)  # by message key
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _seq: int = 0

    # ------------------------------------------------------------ the door

    async def hear(self, heard: Heard) -> Answer:
        """Keeps and handles one message; returns after its commit, or after 3 s with the honest receipt, kept raw."""
        waiting = self.enqueue(heard)
        self.counts["heard"] += 1
        if not self.ready():
            return await self.keep(waiting)
        done, _ = await asyncio.wait((waiting.future,), timeout=LATE_S)  # copies share the future: none may cancel it
        if not done:
            return await self.keep(waiting)
        outcome = waiting.future.result()
        if outcome.repeated:
            self.counts["repeated"] += 1
        return Answer(outcome.text, outcome.ride, outcome.where, outcome.repeated)

    def enqueue(self, heard: Heard) -> Waiting:
        """Puts a message at the end of its sender's line; a copy of one that is still on its way joins it."""
        key = key_of(heard, self.salt)
        if (there := self._open.get(key)) is not None:
            return there
        waiting = Waiting(heard, key, self.clock.wire_ms(), self.next_seq(), asyncio.get_running_loop().create_future())
        if self.on_disk and spool_name(heard) in self.on_disk:
            waiting.late = self.receipt(heard) or ""  # thanked with it before a restart: a retry hears the same
        self._line_up(waiting)
        return waiting

    def take_up(self, heard: Heard, key: str, seq: int, received_ms: int, tries: int, late: str | None) -> None:
        """A kept message again, before newer ones of its sender."""
        if key in self._open:
            return
        waiting = Waiting(heard, key, received_ms, seq, asyncio.get_running_loop().create_future(), row=True, late=late or "", tries=tries)
        waiting.future.add_done_callback(_seen)
        self._line_up(waiting, first=True)

    async def again(self, heard: Heard, late: str | None) -> bool:
        """A message from disk: handled now like any other, its sender already thanked. True: it is safe in the database."""
        waiting = self.enqueue(heard)
        waiting.late = late or waiting.late or ""
        try:
            await asyncio.wait_for(asyncio.shield(waiting.future), 10)
        except TimeoutError:
            return waiting.row
        return True

    def _line_up(self, waiting: Waiting, *, first: bool = False) -> None:
        heard = waiting.heard
        self._open[waiting.key] = waiting
        line = self._queue.setdefault(f"{heard.channel}:{heard.account}:{heard.sender}", [])
        place = next((n for n, other in enumerate(line) if first and other.seq > waiting.seq), len(line))
        line.insert(place, waiting)
        self._wake.set()

    def next_seq(self) -> int:
        """Grows with time and never repeats in one process: the order in which things were heard and are said."""
        self._seq = max(self._seq + 1, self.clock.wire_ms() << 12)
        return self._seq

    async def keep(self, waiting: Waiting) -> Answer:
        """The raw message alone: an inbox row, else a file on disk. Only then is the channel thanked."""
        if waiting.future.done():  # it was done at the last moment after all
            outcome = waiting.future.result()
            return Answer(outcome.text, outcome.ride, outcome.where, outcome.repeated)
        if not waiting.late:
            waiting.late = self.receipt(waiting.heard) or ""
        self.counts["late"] += 1
        try:
            # shielded: a write that comes through after all does no harm, the key judges
            await asyncio.wait_for(asyncio.shield(asyncio.ensure_future(self.keep_raw(waiting, False))), KEEP_S)
            waiting.row = True
        except Exception as fault:
            log.warning("inbox not reachable, keeping a message on disk: %s", type(fault).__name__)
            self.on_disk.add(spool_name(waiting.heard))
            await asyncio.to_thread(self.spool.keep, spool_name(waiting.heard), spool_entry(waiting))
            self.counts["spooled"] += 1
        if waiting.future.done():  # its turn was committed meanwhile: a retry would hear that answer, so this one does
            outcome = waiting.future.result()
            return Answer(outcome.text, outcome.ride, outcome.where, outcome.repeated)
        waiting.thanked = True
        return Answer(waiting.late or None)

    # ------------------------------------------------------------ the writer

    async def run(self) -> None:
        """Plays batches until cancelled; nobody lingers: a batch is whoever is there."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self.ready() and (batch := self._take()):
                await self._play(batch)
            if self._queue:
                asyncio.get_running_loop().call_later(0.1, self._wake.set)

    def _take(self) -> list[Waiting]:
        """The first of every sender's line that is not waiting out a failure."""
        now, batch = self.loop_time(), list[Waiting]()
        for sender in list(self._queue):
            line = self._queue[sender]
            for n, waiting in enumerate(line):
                if waiting.not_before <= now:
                    batch.append(line.pop(n))
                    break
                if now - waiting.not_before < -OLDER_FIRST_S or not self._may_pass(line, n):
                    break
            if not line:
                del self._queue[sender]
            if len(batch) >= MOST:
                break
        return batch

    def _may_pass(self, line: list[Waiting], n: int) -> bool:
        """A newer message passes one that keeps failing once it has waited ten seconds for it."""
        return n + 1 < len(line) and self.clock.wire_ms() - line[n + 1].received_ms >= OLDER_FIRST_S * 1000

    async def _play(self, batch: list[Waiting]) -> None:
        try:
            await self.play(batch)
        except asyncio.CancelledError:
            raise
        except Exception as fault:
            log.warning("batch of %d failed: %s", len(batch), type(fault).__name__)
            for waiting in batch:
                await self._alone(waiting)
        for waiting in batch:
            if waiting.future.done():
                self._open.pop(waiting.key, None)

    async def _alone(self, waiting: Waiting) -> None:
        """Each message of a failed batch by itself; one that fails again is kept raw and tried later."""
        if waiting.future.done():
            return
        try:
            await self.play([waiting])
        except asyncio.CancelledError:
            raise
        except Exception:
            await self.failed(waiting)

    async def failed(self, waiting: Waiting) -> None:
        """One try more is gone: later again, and after five the message is set aside for a person."""
        waiting.tries += 1
        self.counts["failed"] += 1
        log.exception("message %s failed, try %d", waiting.key[:8], waiting.tries)
        aside, kept = waiting.tries >= TRIES, False
        with suppress(Exception):
            await self.keep_raw(waiting, aside)
            waiting.row = kept = True
        if not kept:
            waiting.tries -= 1  # the database is away: not the message's fault, and not counted when it is back
        elif aside:
            self.counts["aside"] += 1
            self._open.pop(waiting.key, None)
            if not waiting.future.done():
                waiting.future.set_result(Outcome(waiting.late or self.receipt(waiting.heard)))
            return
        waiting.not_before = self.loop_time() + (BACKOFF_S[min(waiting.tries, len(BACKOFF_S)) - 1] if kept else AWAY_S)
        self._line_up(waiting, first=True)

    @property
    def depth(self) -> int:
        """Messages on their way."""
        return len(self._open)


def _seen(future: asyncio.Future[Outcome]) -> None:
    """Nobody waits for a message that is taken up again: its fault was logged where it happened."""
    if not future.cancelled():
        future.exception()


def spool_entry(waiting: Waiting) -> dict[str, Any]:
    """A raw message as it is written to disk; it goes the same way again once the database is back."""
    heard = waiting.heard
    return {
        "key": waiting.key,
        "received_ms": waiting.received_ms,
        "late": waiting.late,
        "channel": heard.channel.value,
        "account": heard.account,
        "sender": heard.sender,
        "message_id": heard.message_id,
        "unique": heard.unique,
        "kind": heard.kind,
        "sent_at": heard.sent_at.isoformat(),
        "text": heard.text,
        "media": heard.media,
        "extra": dict(heard.extra),
    }
