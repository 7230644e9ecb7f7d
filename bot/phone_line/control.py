"""What the server asks of the line, over HTTP on 127.0.0.1, signed: POST /calls, GET /recordings/ID."""

import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.channels import NotOurs
from bot.channels.sms_reading import MAX_TEXT, object_of, optional, posted, required
from bot.channels.sms_signing import SKEW_S, prove_body
from bot.channels.sms_text import normalise_number
from bot.phone_line.hotline import PREFIX
from bot.phone_line.jobs import Jobs
from bot.phone_line.placing import Placing, Refused, Wanted

_ID = re.compile(r"[0-9A-Za-z_-]{1,80}")
_RECORDING = re.compile(re.escape(PREFIX) + r"[0-9a-z-]{1,60}")
_KEYS = re.compile(r"[0-9]{1,2}")


class Control:
    """now: seconds since 1970. way_out: this line can call."""

    def __init__(self, key: str, placing: Placing, jobs: Jobs, now: Callable[[], float], *, way_out: bool) -> None:
        self._key, self._placing, self._jobs, self._now, self._way_out = key, placing, jobs, now, way_out

    def app(self) -> web.Application:
        site = web.Application(client_max_size=65536, middlewares=[_refusals])
        site.router.add_route("*", "/calls", self.calls)
        site.router.add_route("*", "/recordings/{id}", self.recordings)
        return site

    async def calls(self, request: web.Request) -> web.Response:
        """202 {"call": id}: it rings, and what becomes of it is an event. 429 and 503 with Retry-After; 409, 400: never."""
        body = await posted(request)
        self._prove(request, body)
        placed = await self._placing.place(wanted(object_of(body)), way_out=self._way_out)
        if isinstance(placed, Refused):
            headers = {"Retry-After": str(placed.seconds)} if placed.seconds is not None else {}
            return web.json_response({"error": placed.why}, status=placed.status, headers=headers)
        return web.json_response({"call": placed}, status=202)

    async def recordings(self, request: web.Request) -> web.StreamResponse:
        """The WAV of a voicemail; what is signed is the path. It is dropped here an hour after it was fetched."""
        if request.method != "GET":
            raise NotOurs(405, "method")
        self._prove(request, request.path.encode())
        name = request.match_info["id"]
        file = self._jobs.recording(name)
        if not _RECORDING.fullmatch(name) or not file.exists():
            raise NotOurs(404, "recording")
        self._jobs.fetched(name)
        return web.FileResponse(file, headers={"Content-Type": "audio/wav"})

    def _prove(self, request: web.Request, what: bytes) -> None:
        """The server is next door and signs anew at every try: an old proof is somebody else's."""
        signed_at = prove_body(self._key, what, request.headers, self._now())
        if self._now() - signed_at.timestamp() > SKEW_S:
            raise NotOurs(401, "stale")


def wanted(given: dict[str, Any]) -> Wanted:
    """Raises NotOurs 400."""
    name, to, text = required(given, "id"), normalise_number(required(given, "to")), given.get("text")
    if not _ID.fullmatch(name) or to is None:
        raise NotOurs(400, "id" if to else "to")
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_TEXT:
        raise NotOurs(400, "text")
    keys = given.get("keys", [])
    if not isinstance(keys, list) or len(keys) > 30 or not all(isinstance(key, str) and _KEYS.fullmatch(key) for key in keys):
        raise NotOurs(400, "keys")
    return Wanted(name, to, text, optional(given, "key"), frozenset(keys))


@web.middleware
async def _refusals(request: web.Request, handler: Any) -> web.StreamResponse:
    try:
        response: web.StreamResponse = await handler(request)
        return response
    except NotOurs as refusal:
        return web.json_response({"error": refusal.reason}, status=refusal.status)
