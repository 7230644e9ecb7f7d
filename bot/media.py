"""Pictures, voices and films are fetched later, never in the request: WeChat keeps them three days, we ask in the first minutes."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels import Channel, SayFailed
from bot.waiting import Clock
from storage.database import Database
from storage.tables import media
from storage.vault import SHUT, Vault

WAIT_MS = (10_000, 60_000, 600_000, 3_600_000, 6 * 3_600_000)
MOST = 8
ORPHAN_S = 600
# decided by the bytes, never by what the sender calls it; what is none of these is not kept
SIGNATURES = {b"\xff\xd8\xff": "jpg", b"\x89PNG": "png", b"GIF8": "gif", b"#!AMR": "amr"}
SIGNATURES |= dict.fromkeys((b"ID3", b"\xff\xfb", b"\xff\xf3"), "mp3")


class Fetches(Protocol):
    async def fetch(self, handle: str) -> tuple[bytes, str]: ...


@dataclass
class MediaFetcher:
    """Keeps each file under its own hash; nothing here is ever served as a page."""

    database: Database
    channels: Mapping[tuple[str, str], Channel]
    folder: Path
    clock: Clock
    vault: Vault

    async def step(self) -> int:
        """One round; returns how many were due."""
        now = self.clock.wire_ms()
        async with self.database.read() as connection:
            to_fetch = and_(media.c.state == "due", media.c.due_at <= now)
            to_seal = and_(media.c.state == "kept", media.c.inbox.startswith(SHUT, autoescape=True))
            rows = (
                (await connection.execute(select(media).where(or_(to_fetch, to_seal)).order_by(media.c.due_at).limit(MOST)))
                .mappings()
                .all()
            )
        for found in rows:
            row = dict(found)
            if row["state"] == "due":
                row |= await self._one(found, now)
            async with self.database.write() as connection:
                if row["state"] == "kept" and row["inbox"].startswith(SHUT):
                    await self._seal(connection, row)
                else:
                    await connection.execute(update(media).where(media.c.inbox == row["inbox"]).values(**row))
        return len(rows)

    async def _seal(self, connection: AsyncConnection, row: Any) -> None:
        """A picture of sealed words goes under the vault's key; the plain file stays only where another message sent the same."""
        plain = self.folder / row["file"]
        try:
            content = await asyncio.to_thread(plain.read_bytes)
        except FileNotFoundError:  # somebody tidied the folder: the others' rounds must not end here for ever
            await connection.execute(update(media).where(media.c.inbox == row["inbox"]).values(state="gone", file=None))
            return
        await self.vault.keep_file(connection, row["inbox"], content)
        others = select(media.c.inbox).where(media.c.file == row["file"]).limit(1)
        if (await connection.execute(others)).first() is None:
            await asyncio.to_thread(plain.unlink, True)

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
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return "wav"
    return next((ending for head, ending in SIGNATURES.items() if content.startswith(head)), None)
