"""The platform's side of an Official Account: it keeps the real API's rules and shows what a phone would show.

Nothing here knows the product. The simulator and the tests tell it who speaks (`heard`), read `inbox`, and may put faults
in the way of the next calls (`faults`).
"""

import asyncio
import json
import re
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aiohttp import web

MAX_TEXT_BYTES = 2048
TOKEN_LASTS_S = 7200
MEDIA_LASTS_S = 3 * 86400
MESSAGE_WINDOW = (5, 48 * 3600.0)  # messages, seconds: after the person wrote
EVENT_WINDOW = (3, 60.0)  # after a click, a subscription or a scan
_OPENING = frozenset({"msgmenu", "event.subscribe", "event.scan", "event.click", "event.scancode_push", "event.scancode_waitmsg"})
_OPENID = re.compile(r"[0-9A-Za-z_-]{6,64}")


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


@dataclass(slots=True)
class Window:
    """How many messages may still be sent, and until when (seconds of the stand-in's clock)."""

    left: int
    until: float


@dataclass(slots=True)
class Follower:
    following: bool = True
    message_window: Window | None = None
    event_window: Window | None = None
    inbox: list[dict[str, Any]] = field(default_factory=list)


class _Refused(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class WeChatStandIn:
    """One platform with the accounts in apps (app_id: secret); now is its clock, seconds since 1970.

    faults["message/custom/send"].append(Fault(...)) puts a fault before the next call of that path. calls counts them.
    """

    def __init__(self, now: Callable[[], float], apps: dict[str, str]) -> None:
        self._now = now
        self._apps = apps
        self._followers: dict[str, Follower] = {}
        self._tokens: dict[str, tuple[str, float]] = {}  # app_id: token and its end
        self._killed: set[str] = set()
        self._media: dict[str, tuple[bytes, str, float]] = {}
        self._ids = 0
        self.faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.calls: defaultdict[str, int] = defaultdict(int)

    # what the simulator and the tests do

    def heard(self, openid: str, kind: str) -> None:
        """The person spoke, or did what kind ("text", "msgmenu", "event.subscribe" …) says; it opens the window for answers."""
        person = self._followers.setdefault(openid, Follower())
        kind = kind.lower() if kind.startswith("event.") else kind
        person.following = kind != "event.unsubscribe"
        if not person.following:
            person.message_window = person.event_window = None
        elif kind in _OPENING:
            person.event_window = Window(EVENT_WINDOW[0], self._now() + EVENT_WINDOW[1])
        elif not kind.startswith("event."):
            person.message_window = Window(MESSAGE_WINDOW[0], self._now() + MESSAGE_WINDOW[1])

    def show(self, openid: str, text: str) -> None:
        """Lays a text into the phone's view: what came back as a passive reply."""
        self._ids += 1
        shown = {"id": str(self._ids), "text": text, "at": self._now()}
        self._followers.setdefault(openid, Follower()).inbox.append(shown)

    def inbox(self, openid: str) -> list[dict[str, Any]]:
        """What the person's phone shows, oldest first: id, text, at."""
        person = self._followers.get(openid)
        return list(person.inbox) if person else []

    def keep_media(self, content: bytes, content_type: str) -> str:
        """A picture, voice or film the person sent; gives its media_id, good for three days."""
        self._ids += 1
        media_id = f"media-{self._ids}"
        self._media[media_id] = (content, content_type, self._now() + MEDIA_LASTS_S)
        return media_id

    def kill_token(self, app_id: str) -> None:
        """The token is worth nothing from now on, as when somebody forces a new one elsewhere."""
        token, _ = self._tokens.pop(app_id, ("", 0.0))
        self._killed.add(token)

    # what the product calls

    def stable_token(self, words: dict[str, Any]) -> dict[str, Any]:
        """The same token while it is valid, a new one from five minutes before its end."""
        app_id = str(words.get("appid"))
        if app_id not in self._apps:
            raise _Refused(40013)
        if words.get("secret") != self._apps[app_id]:
            raise _Refused(40125)
        if words.get("grant_type") != "client_credential":
            raise _Refused(40002)
        token, ends_at = self._tokens.get(app_id, ("", 0.0))
        if words.get("force_refresh") or ends_at - self._now() < 300:
            self._ids += 1
            token, ends_at = f"{self._ids}_{'t' * 128}", self._now() + TOKEN_LASTS_S
            self._tokens[app_id] = (token, ends_at)
        return {"access_token": token, "expires_in": int(ends_at - self._now())}

    def custom_send(self, words: dict[str, Any]) -> dict[str, Any]:
        """Shows one text, if the person may be written to now."""
        openid, text = words.get("touser"), (words.get("text") or {}).get("content")
        if not isinstance(openid, str) or not _OPENID.fullmatch(openid):
            raise _Refused(40003)
        if words.get("msgtype") != "text":
            raise _Refused(40008)
        if not isinstance(text, str) or not text:
            raise _Refused(44004)
        if len(text.encode()) > MAX_TEXT_BYTES:
            raise _Refused(45002)
        self._spend(openid)
        self.show(openid, text)
        return {"errcode": 0, "errmsg": "ok"}

    def media(self, media_id: str) -> tuple[bytes, str]:
        content, content_type, ends_at = self._media.get(media_id, (b"", "", 0.0))
        if ends_at <= self._now():
            raise _Refused(40007)
        return content, content_type

    def check_token(self, token: str) -> None:
        ends_at = next((ends for held, ends in self._tokens.values() if held == token), None)
        if ends_at is None or token in self._killed:
            raise _Refused(40001)
        if ends_at <= self._now():
            raise _Refused(42001)

    def _spend(self, openid: str) -> None:
        person = self._followers.get(openid)
        if person is None or not person.following:
            raise _Refused(43004)
        windows = [w for w in (person.event_window, person.message_window) if w and w.until > self._now()]
        if not windows:
            raise _Refused(45015)
        for window in windows:
            if window.left > 0:
                window.left -= 1
                return
        raise _Refused(45047)

    def app(self) -> web.Application:
        """The API's paths (/cgi-bin/…) as an application, to be mounted under any prefix; that address is the api_base."""
        return _Doors(self).app()


class _Doors:
    """HTTP round a stand-in: faults first, then its rules, errors as errcode with HTTP 200."""

    def __init__(self, platform: WeChatStandIn) -> None:
        self._platform = platform
        self._closing = asyncio.Event()
        self._answers = 0

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/cgi-bin/stable_token", self._stable_token)
        app.router.add_post("/cgi-bin/message/custom/send", self._custom_send)
        app.router.add_get("/cgi-bin/media/get", self._media_get)
        app.on_shutdown.append(self._close)
        return app

    async def _close(self, _: web.Application) -> None:
        self._closing.set()

    async def _stable_token(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        return await self._answer(request, "stable_token", lambda: self._platform.stable_token(_words(body)))

    async def _custom_send(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()

        def send() -> dict[str, Any]:
            self._platform.check_token(request.query.get("access_token", ""))
            return self._platform.custom_send(_words(body))

        return await self._answer(request, "message/custom/send", send)

    async def _media_get(self, request: web.Request) -> web.StreamResponse:
        def fetch() -> tuple[bytes, str]:
            self._platform.check_token(request.query.get("access_token", ""))
            return self._platform.media(request.query.get("media_id", ""))

        return await self._answer(request, "media/get", fetch)

    async def _answer(self, request: web.Request, path: str, work: Callable[[], dict[str, Any] | tuple[bytes, str]]) -> web.StreamResponse:
        self._platform.calls[path] += 1
        queue = self._platform.faults[path]
        fault = queue.popleft() if queue else None
        if fault and (instead := await self._instead(fault)):
            return instead
        try:
            done = work()
        except _Refused as refused:
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


def _error(code: int) -> dict[str, Any]:
    return {"errcode": code, "errmsg": f"refused hint: [{code}] rid: 0-0-0"}


def _words(body: bytes) -> dict[str, Any]:
    if b"\\u" in body:  # the real phone shows the person the escapes as they stand
        raise _Refused(40033)
    try:
        words = json.loads(body)
    except ValueError:
        raise _Refused(47001) from None
    if not isinstance(words, dict):
        raise _Refused(47001)
    return words
