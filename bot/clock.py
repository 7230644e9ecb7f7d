"""The clock: wakes at due moments of village time and lets the mind decide; settles rides; takes waiting messages up again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

log = logging.getLogger("shuoshi.clock")


@dataclass
class Ticker:
    """Calls a job again and again: soon after `tick`, else every `every_s` seconds. A job's fault is logged, never final.

    rests: after a round with more to do, so many times as long as the round took: what is in no hurry lets people go first.
    """

    job: Callable[[], Awaitable[object]]
    every_s: float
    name: str
    rests: float = 0.0
    _bell: asyncio.Event = field(default_factory=asyncio.Event)

    def tick(self) -> None:
        self._bell.set()

    async def run(self) -> None:
        while True:
            self._bell.clear()
            try:
                await self._rounds()
            except asyncio.CancelledError:
                raise
            except Exception as fault:
                log.warning("%s failed: %s", self.name, type(fault).__name__)
            try:
                await asyncio.wait_for(self._bell.wait(), self.every_s)
            except TimeoutError:
                continue

    async def _rounds(self) -> None:
        """Until a round had nothing to do."""
        clock = asyncio.get_running_loop().time
        began = clock()
        while await self.job():
            await asyncio.sleep((clock() - began) * self.rests)
            began = clock()
