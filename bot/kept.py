"""Messages that were only kept: inbox rows that wait, and files on disk from when the database was away."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.dispatch import Dispatch
from handlers.messages import ChannelName, Heard
from storage import inbox
from storage.database import Database
from storage.spool import Spool


@dataclass
class Kept:
    """Brings kept messages back to dispatch, oldest first."""

    database: Database
    spool: Spool
    dispatch: Dispatch

    async def take_up(self) -> bool:
        """One round; False: it is not called again before its time."""
        if not self.dispatch.ready():
            return False
        await self._from_disk()
        async with self.database.read() as connection:
            rows = await inbox.waiting(connection)
        for row in rows:
            self.dispatch.take_up(inbox.heard_of(row), row["key"], row["seq"], row["received_at"], row["tries"], row["answer"])
        return False

    async def _from_disk(self) -> None:
        for path in await asyncio.to_thread(self.spool.waiting):
            entry = await asyncio.to_thread(self.spool.read, path)
            if entry is None:  # unreadable: put aside by the spool itself
                continue
            outcome = await self.dispatch.again(heard_of(entry), entry.get("late") or None)
            if outcome:
                await asyncio.to_thread(self.spool.drop, path)
                self.dispatch.on_disk.discard(path.stem)


def heard_of(entry: dict[str, Any]) -> Heard:
    return Heard(
        channel=ChannelName(entry["channel"]),
        account=entry["account"],
        sender=entry["sender"],
        message_id=entry["message_id"],
        unique=entry["unique"],
        kind=entry["kind"],
        sent_at=datetime.fromisoformat(entry["sent_at"]),
        text=entry["text"],
        media=entry["media"],
        extra=entry["extra"],
    )
