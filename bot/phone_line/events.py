"""What happened on the line, as signed POSTs to the server: kept in a folder until thanked, so that no restart loses any."""

import asyncio
import hmac
import json
import logging
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import aiohttp

from bot.phone_line.disk import folder, write

log = logging.getLogger("shuoshi.phone_line")

_PAUSES_S = (1.0, 2.0, 5.0, 10.0, 20.0)
_REFUSED = frozenset({400, 413})  # the server cannot read it, today or tomorrow: it is set aside, for a person to look at


def signed(key: str, body: bytes, now: float) -> dict[str, str]:
    """The headers that prove a body: X-Signature = hex HMAC-SHA256(key, body + X-Timestamp). now: seconds since 1970."""
    stamp = str(int(now))
    return {"X-Timestamp": stamp, "X-Signature": hmac.new(key.encode(), body + stamp.encode(), sha256).hexdigest()}


class Events:
    """put is on the disk when it returns; run delivers, the oldest first, for as long as the process lives."""

    def __init__(self, kept: Path, url: str, key: str, session: aiohttp.ClientSession, now: Callable[[], float]) -> None:
        self._kept = folder(kept)
        self._aside = folder(kept / "refused")
        self._url, self._key, self._session, self._now = url, key, session, now
        self._bell = asyncio.Event()

    def put(self, event: Mapping[str, Any]) -> None:
        """event["id"] is what the server tells duplicates by: the same again is the same file. Raises OSError."""
        write(self._kept / f"{event['id']}.json", json.dumps(dict(event), ensure_ascii=False).encode())
        self._bell.set()

    def waiting(self) -> list[Path]:
        """Oldest first."""
        return sorted(self._kept.glob("*.json"), key=lambda file: (file.stat().st_mtime_ns, file.name))

    async def run(self) -> None:
        """Delivers until cancelled; after a failure it waits, longer each time, at most twenty seconds."""
        failures = 0
        while True:
            self._bell.clear()
            try:
                failures = 0 if await self.deliver() else failures + 1
            except OSError as fault:  # the disk, not the server: what cannot be taken away yet is told twice
                log.warning("events wait for the disk: %s", fault.strerror)
                failures += 1
            if failures:
                await asyncio.sleep(_PAUSES_S[min(failures, len(_PAUSES_S)) - 1])
            elif not self.waiting():
                await self._bell.wait()

    async def deliver(self) -> bool:
        """One round. False: the server did not thank for one, and it and those after it wait."""
        for file in self.waiting():
            status = await self._post(file.read_bytes())
            if 200 <= status < 300:
                file.unlink()
            elif status in _REFUSED:
                log.warning("event %s refused with %d", file.stem, status)
                file.replace(self._aside / file.name)
            else:
                log.info("event %s waits: %d", file.stem, status)
                return False
        return True

    async def _post(self, body: bytes) -> int:
        """The server's status; 0 when it cannot be reached."""
        headers = signed(self._key, body, self._now()) | {"Content-Type": "application/json"}
        try:
            async with self._session.post(self._url, data=body, headers=headers, allow_redirects=False) as response:
                return response.status
        except (aiohttp.ClientError, OSError, TimeoutError):
            return 0
