"""What must be proven is not left at "accepted": a day later a named cadre has it on the call list."""

from dataclasses import dataclass
from datetime import timedelta

from bot.waiting import Clock
from handlers.messages import ChannelName
from handlers.wording import Wording
from storage import calls, delivery, outbox
from storage.database import Database
from storage.records import to_ms

PROVEN_WITHIN = timedelta(hours=24)


@dataclass
class Chaser:
    database: Database
    wording: Wording
    clock: Clock

    async def step(self) -> int:
        """Lists what nothing shows to have arrived; gives how many messages there were."""
        now = self.clock.village()
        before = to_ms(now - PROVEN_WITHIN)
        async with self.database.read() as connection:
            if not await delivery.unproven(connection, before, 1):
                return 0
        async with self.database.write() as connection:
            rows = await delivery.unproven(connection, before)
            await delivery.to_list(connection, [row["id"] for row in rows])
            await calls.put(connection, rows, lambda row: self._words(row["say"]), now)
        return len(rows)

    def _words(self, say: str) -> str:
        lines, options = outbox.say_of(say)
        return self.wording.text(lines, options, ChannelName.SMS)
