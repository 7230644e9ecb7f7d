"""The clock: wakes at due moments of village time and lets the mind decide; settles rides; takes waiting messages up again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

log = logging.getLogger("shuoshi.clock")


@dataclass
class Ticker:
    """Calls a job again and again: soon after `tick`, else every `every_s` seconds. A job's fault is logged, never final."""

    job: Callable[[], Awaitable[object]]
    every_s: float
    name: str
    _bell: asyncio.Event = field(default_factory=asyncio.Event)

    def tick(self) -> None:
        self._bell.set()

    async def run(self) -> None:
        while True:
            self._bell.clear()
            try:
                while await self.job():
                    pass
            except asyncio.CancelledError:
                raise
            except Exception as fault:
                log.warning("%s failed: %s", self.name, type(fault).__name__)
            try:
                await asyncio.wait_for(self._bell.wait(), self.every_s)
            except TimeoutError:
                continue
