"""The heartbeat of gateway telephones: one that has been silent for hours is told of to whoever keeps it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.fresh import Fresh
from bot.waiting import Clock
from handlers.messages import Line, Say
from storage import outbox, pulses
from storage.database import Database
from storage.records import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class Watched:
    """One telephone. after_h: hours of silence that are worth a word; unit: whose it is, None: the township's."""

    after_h: int
    unit: str | None = None


@dataclass
class Pulse:
    """watched: gateway → how it is looked after; a gateway that never spoke is not missed: `channel check` tells of it."""

    database: Database
    clock: Clock
    salt: bytes
    watched: Mapping[str, Watched]
    next_seq: Callable[[], int]
    ring: Callable[[], None]

    async def step(self) -> int:
        """Tells of what has fallen silent; gives how many telephones that are."""
        now, found = self.clock.village(), 0
        for name, watched in self.watched.items():
            found += await self._look_at(name, watched, now)
        if found:
            self.ring()
        return found

    async def _look_at(self, name: str, watched: Watched, now: datetime) -> int:
        account, before = f"sms:{name}", to_ms(now - timedelta(hours=watched.after_h))
        async with self.database.read() as connection:
            if await pulses.silent(connection, account, before) is None:
                return 0
        async with self.database.write() as connection:
            row = await pulses.silent(connection, account, before)
            if row is None:
                return 0
            since = from_ms(row["heard_at"])
            words = Line("gateway.silent", {"name": name, "since": f"{since.month}月{since.day}日{since:%H:%M}"})
            fresh, due, made = Fresh(self.salt, f"pulse:{account}:{row['heard_at']}"), self.clock.wire_ms(), to_ms(now)
            says = [Say(f"person:{person}", (words,)) for person in await pulses.keepers(connection, watched.unit)]
            rows = [outbox.row_of(s, fresh.id("pulse"), self.next_seq(), state=outbox.DUE, due_ms=due, made_ms=made) for s in says]
            await outbox.put(connection, rows)
            await pulses.told(connection, account, made)
        return 1
