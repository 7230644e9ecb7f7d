"""HTTP round a stand-in: faults first, then its rules, errors as errcode with HTTP 200 and JSON under a wrong label."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aiohttp import web

MOST_WORDS, MOST_FILE = 64 << 10, 11 << 20  # bytes


class FaultKind(StrEnum):
    ERRCODE = "errcode"  # value: the code
    STATUS = "status"  # value: the HTTP status
    HTML = "html"  # a page with HTTP 200
    DELAY = "delay"  # value: seconds, then as always
    HANG = "hang"  # no answer until the stand-in is closed
    TRUNCATED = "truncated"  # the work is done, half the answer arrives
    LOST = "lost"  # the work is done, the connection is cut instead of an answer


@dataclass(frozen=True, slots=True)
class Fault:
    kind: FaultKind
    value: float = 0


class Refused(Exception):
    """What the platform answers instead: an errcode of its own."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


@dataclass(frozen=True, slots=True)
class Asked:
    """One call. at: the stand-in's own address, whatever it is mounted under."""

    query: Mapping[str, str]
    body: bytes
    content_type: str
    at: str

    def words(self) -> dict[str, Any]:
        """The JSON object of the body. Raises Refused."""
        if b"\\u" in self.body:  # the real phone shows the person the escapes as they stand
            raise Refused(40033)
        try:
            words = json.loads(self.body)
        except ValueError:
            raise Refused(47001) from None
        if not isinstance(words, dict):
            raise Refused(47001)
        return words


Said = dict[str, Any] | tuple[bytes, str]  # an object, or a file and its content type
Work = Callable[[Asked], Said]


class Doors:
    """The calls of one stand-in: path below /cgi-bin → the work behind it. calls counts them, faults come before them."""

    def __init__(self, calls: defaultdict[str, int], faults: defaultdict[str, deque[Fault]]) -> None:
        self._calls = calls
        self._faults = faults
        self._closing = asyncio.Event()
        self._answers = 0

    def app(self, gets: Mapping[str, Work], posts: Mapping[str, Work]) -> web.Application:
        app = web.Application()
        for method, works in ("GET", gets), ("POST", posts):
            for path, work in works.items():
                app.router.add_route(method, f"/cgi-bin/{path}", self._door(path, work))
        app.on_shutdown.append(self._close)
        return app

    async def _close(self, _: web.Application) -> None:
        self._closing.set()

    def _door(self, path: str, work: Work) -> Callable[[web.Request], Any]:
        async def door(request: web.Request) -> web.StreamResponse:
            body = await _body(request, MOST_FILE if path == "media/upload" else MOST_WORDS)
            at = str(request.url.origin()) + request.path.removesuffix(f"/cgi-bin/{path}")
            asked = Asked(request.query, body, request.headers.get("Content-Type", ""), at)
            return await self._answer(request, path, lambda: work(asked))

        return door

    async def _answer(self, request: web.Request, path: str, work: Callable[[], Said]) -> web.StreamResponse:
        self._calls[path] += 1
        queue = self._faults[path]
        fault = queue.popleft() if queue else None
        if fault and (instead := await self._instead(fault)):
            return instead
        try:
            done = work()
        except Refused as refused:
            return self._json(_error(refused.code))
        if fault and fault.kind is FaultKind.LOST:
            assert request.transport is not None
            request.transport.abort()
        if fault and fault.kind is FaultKind.TRUNCATED:
            whole = json.dumps(done) if isinstance(done, dict) else "{"
            return web.Response(text=whole[: len(whole) // 2], content_type="text/plain")
        if isinstance(done, tuple):
            return web.Response(body=done[0], content_type=done[1], headers={"Content-disposition": 'attachment; filename="media"'})
        return self._json(done)

    async def _instead(self, fault: Fault) -> web.StreamResponse | None:
        match fault.kind:
            case FaultKind.ERRCODE:
                return self._json(_error(int(fault.value)))
            case FaultKind.STATUS:
                return web.Response(status=int(fault.value), text="<html>bad gateway</html>", content_type="text/html")
            case FaultKind.HTML:
                return web.Response(text="<html>be patient</html>", content_type="text/html")
            case FaultKind.DELAY:
                await asyncio.sleep(fault.value)
            case FaultKind.HANG:
                await self._closing.wait()
        return None

    def _json(self, answer: dict[str, Any]) -> web.Response:
        # the real API calls its JSON text/plain now and then: here every second time
        self._answers += 1
        content_type = "text/plain" if self._answers % 2 else "application/json"
        return web.Response(text=json.dumps(answer), content_type=content_type)


async def _body(request: web.Request, most: int) -> bytes:
    # not request.read(): whoever mounts us may take less of a stranger than a film is long
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > most:
            raise web.HTTPRequestEntityTooLarge(max_size=most, actual_size=len(body))
    return bytes(body)


def _error(code: int) -> dict[str, Any]:
    return {"errcode": code, "errmsg": f"refused hint: [{code}] rid: 0-0-0"}
