"""Pictures, voices and films are fetched later, never in the request: WeChat keeps them three days, we ask in the first minutes."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import select, update

from bot.channels import Channel, SayFailed
from bot.waiting import Clock
from storage.database import Database
from storage.tables import media

WAIT_MS = (10_000, 60_000, 600_000, 3_600_000, 6 * 3_600_000)
MOST = 8
ORPHAN_S = 600
# decided by the bytes, never by what the sender calls it; what is none of these is not kept
SIGNATURES = {b"\xff\xd8\xff": "jpg", b"\x89PNG": "png", b"GIF8": "gif", b"#!AMR": "amr", b"ID3": "mp3", b"\xff\xfb": "mp3"}


class Fetches(Protocol):
    async def fetch(self, handle: str) -> tuple[bytes, str]: ...


@dataclass
class MediaFetcher:
    """Keeps each file under its own hash; nothing here is ever served as a page."""

    database: Database
    channels: Mapping[tuple[str, str], Channel]
    folder: Path
    clock: Clock

    async def step(self) -> int:
        """One round; returns how many were due."""
        now = self.clock.wire_ms()
        async with self.database.read() as connection:
            due = select(media).where(media.c.state == "due", media.c.due_at <= now).order_by(media.c.due_at).limit(MOST)
            rows = (await connection.execute(due)).mappings().all()
        for row in rows:
            changes = await self._one(row, now)
            async with self.database.write() as connection:
                await connection.execute(update(media).where(media.c.inbox == row["inbox"]).values(**changes))
        return len(rows)

    async def _one(self, row: Any, now: int) -> dict[str, Any]:
        channel = self.channels.get((row["channel"], row["account"]))
        fetch = getattr(channel, "fetch", None)
        if fetch is None:
            return {"state": "gone"}
        try:
            content, content_type = await fetch(row["handle"])
        except SayFailed as fault:
            tries = row["tries"] + 1
            if fault.again and tries <= len(WAIT_MS):
                return {"tries": tries, "due_at": now + WAIT_MS[tries - 1]}
            return {"state": "gone", "tries": tries}
        ending = kind_of(content)
        if ending is None:
            return {"state": "gone"}
        file = await asyncio.to_thread(self._keep, content, ending)
        return {"state": "kept", "content_type": content_type[:100], "file": file}

    async def sweep(self) -> None:
        """Files that no row names any more, because their words were erased or sealed, go too."""
        async with self.database.read() as connection:
            named = {row[0] for row in await connection.execute(select(media.c.file).where(media.c.file.is_not(None)))}
        await asyncio.to_thread(self._drop_all_but, named, self.clock.wire_ms() / 1000)

    def _drop_all_but(self, named: set[str], now: float) -> None:
        for path in self.folder.glob("*") if self.folder.exists() else ():
            # a file is written before its row: the young ones are left alone
            if path.name not in named and now - path.stat().st_mtime > ORPHAN_S:
                path.unlink(missing_ok=True)

    def _keep(self, content: bytes, ending: str) -> str:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{hashlib.blake2b(content, digest_size=16).hexdigest()}.{ending}"
        path = self.folder / name
        if not path.exists():
            path.touch(mode=0o600)
            path.write_bytes(content)
        return name


def kind_of(content: bytes) -> str | None:
    """The file ending that the first bytes say, None for anything we do not keep."""
    if content[4:8] == b"ftyp":
        return "mp4"
    return next((ending for head, ending in SIGNATURES.items() if content.startswith(head)), None)
