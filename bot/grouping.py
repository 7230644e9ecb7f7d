"""After the commit, off the answer's path: which open concern of the village a new one resembles. A hint, never a merge."""

from dataclasses import dataclass

from sqlalchemy import insert, select, update

from bot.waiting import Clock
from storage.database import Database
from storage.directory import Directory
from storage.tables import dues


@dataclass
class Grouping:
    """Takes the concerns that were filed, one at a time, against the village's open ones."""

    database: Database
    directory: Directory
    clock: Clock

    async def step(self) -> int:
        return 0


__all__ = ["dues", "insert", "select", "update"]
