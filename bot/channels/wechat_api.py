"""The Official Account's server API: one token for all, one table for the platform's error codes, no call without an end."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from enum import Enum, auto
from typing import Any, Protocol, TypeVar

import aiohttp

from bot.channels import SayFailed

log = logging.getLogger(__name__)

MAX_JSON = 64 * 1024  # bytes
MAX_MEDIA = 10 * 1024 * 1024  # bytes: the platform's own limit for films and pictures
MEDIA_TIMEOUT_S = 20.0
PAUSES_S = (0.2, 0.6)  # before the second and the third try
RENEW_EARLY_S = 300.0  # stable_token gives out a new token five minutes before the old one ends

T = TypeVar("T")


class Action(Enum):
    """What an error code asks of us."""

    RETRY = auto()  # again at once, a little later, at most three tries
    NEW_TOKEN = auto()  # fetch the token once, try once more
    LATER = auto()  # the outbox tries again
    MINUTE = auto()  # the minute's quota is used up
    DAY = auto()  # the day's quota is used up; it is counted anew at midnight, Beijing time
    CLOSED = auto()  # this way is closed for this person or this message
    UNFOLLOWED = auto()  # the person left the account
    ALARM = auto()  # the account itself is set up wrongly; somebody must look


# developers.weixin.qq.com, Global_Return_Code, and what experience says of it. HTTP says 200 with all of them.
ACTIONS = {
    -1: Action.RETRY,  # system busy
    40001: Action.NEW_TOKEN,
    40014: Action.NEW_TOKEN,
    42001: Action.NEW_TOKEN,
    40003: Action.CLOSED,  # no openid of this account
    40007: Action.CLOSED,  # media_id bad, or older than three days
    40013: Action.ALARM,  # app_id
    40125: Action.ALARM,  # secret
    40164: Action.ALARM,  # our address is not in the account's white list
    43004: Action.UNFOLLOWED,
    43101: Action.CLOSED,  # no consent to a subscription message
    45002: Action.CLOSED,  # too long
    45009: Action.DAY,
    45011: Action.MINUTE,
    45015: Action.CLOSED,  # more than 48 h since the person wrote
    45047: Action.CLOSED,  # the messages allowed since the person wrote are used up
    48001: Action.ALARM,  # this account may not use the interface
    48002: Action.CLOSED,  # the person has switched the account's messages off
    50005: Action.UNFOLLOWED,
}
_AGAIN = frozenset({Action.RETRY, Action.NEW_TOKEN, Action.LATER, Action.MINUTE, Action.DAY})


class TokenShelf(Protocol):
    """Where the access token lies between calls; several processes may share one. None of the three may raise."""

    async def get(self) -> str | None:
        """The token, or None when there is none or its time is over."""
        ...

    async def put(self, token: str, lasts_s: float) -> None:
        """Keeps a token for so many seconds."""
        ...

    def hold(self) -> AbstractAsyncContextManager[Any]:
        """Only one may fetch at a time: each new token kills the others'."""
        ...


class MemoryShelf:
    """The shelf of one process. now is any clock in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._token: str | None = None
        self._ends_at = 0.0
        self._lock = asyncio.Lock()

    async def get(self) -> str | None:
        return self._token if self._now() < self._ends_at else None

    async def put(self, token: str, lasts_s: float) -> None:
        self._token, self._ends_at = token, self._now() + lasts_s

    def hold(self) -> asyncio.Lock:
        return self._lock


class _Fault(Exception):
    """Something went wrong in one try; code is the platform's number or a fixed word of ours."""

    def __init__(self, code: str, action: Action) -> None:
        super().__init__(code)
        self.code = code
        self.action = action


class WeChatApi:
    """Calls to one account's API. Every method raises SayFailed and nothing else, within timeout_s seconds (media: 20 s).

    wire_now gives seconds since 1970; sleep waits between tries; token_guard lets several processes share one token.
    A try is repeated here only when it surely had no effect (busy, token, no connection): a message whose answer got lost
    may have been shown, and whether it is worth a double is the outbox's to decide.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        app_id: str,
        secret: str,
        api_base: str,
        wire_now: Callable[[], float],
        token_guard: TokenShelf | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        timeout_s: float = 5.0,
    ) -> None:
        self._session = session
        self._app_id = app_id
        self._secret = secret
        self._base = api_base.rstrip("/")
        self._now = wire_now
        self._shelf = token_guard or MemoryShelf(wire_now)
        self._sleep = sleep
        self._timeout_s = timeout_s

    async def custom_send(self, openid: str, text: str) -> None:
        """One customer-service text of at most 2,048 bytes: 5 within 48 h after the person wrote, 3 in a minute after a click."""
        words = {"touser": openid, "msgtype": "text", "text": {"content": text}}

        async def send(token: str) -> None:
            await self._json("/cgi-bin/message/custom/send", {"access_token": token}, words)

        await self._tries(send, self._timeout_s)

    async def media_get(self, media_id: str) -> tuple[bytes, str]:
        """What a person sent within the last three days: at most 10 MB of bytes, and their content type.

        SayFailed codes of our own: too_large, not_media (a film, whose bytes lie behind another address).
        """

        async def fetch(token: str) -> tuple[bytes, str]:
            return await self._media({"access_token": token, "media_id": media_id})

        return await self._tries(fetch, MEDIA_TIMEOUT_S)

    async def _tries(self, attempt: Callable[[str], Awaitable[T]], seconds: float) -> T:
        try:
            async with asyncio.timeout(seconds):
                return await self._up_to_three(attempt)
        except TimeoutError:
            raise SayFailed("timeout", again=True) from None
        except _Fault as fault:
            raise self._failed(fault) from None

    async def _up_to_three(self, attempt: Callable[[str], Awaitable[T]]) -> T:
        bad: str | None = None
        for pause in PAUSES_S:
            token = None
            try:
                token = await self._token(bad)
                return await attempt(token)
            except _Fault as fault:
                if fault.action is Action.NEW_TOKEN and token and not bad:
                    bad = token
                elif fault.action is Action.RETRY:
                    await self._sleep(pause)
                else:
                    raise
        return await attempt(await self._token(bad))

    async def _token(self, bad: str | None) -> str:
        # Asked again, the platform answers with the token that is valid now, so nothing has to be forced: force_refresh
        # may be used twenty times a day, and a fault on their side would use it up.
        token = await self._shelf.get()
        if token and token != bad:
            return token
        async with self._shelf.hold():
            token = await self._shelf.get()  # whoever held it before us may have fetched one
            if token and token != bad:
                return token
            token, lasts_s = await self._stable_token()
            await self._shelf.put(token, lasts_s)
            return token

    async def _stable_token(self) -> tuple[str, float]:
        words = {"grant_type": "client_credential", "appid": self._app_id, "secret": self._secret}
        answer = await self._json("/cgi-bin/stable_token", {}, words)
        token, lasts_s = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(lasts_s, int):
            raise _Fault("unreadable", Action.LATER)
        return token, max(lasts_s - RENEW_EARLY_S, 1.0)

    async def _json(self, path: str, query: dict[str, str], words: dict[str, Any]) -> dict[str, Any]:
        # ensure_ascii=False: the platform shows people \uXXXX as it stands
        body = json.dumps(words, ensure_ascii=False).encode("utf-8", "ignore")
        _, answer = await self._exchange("POST", path, query, body, MAX_JSON)
        return _checked(answer)

    async def _media(self, query: dict[str, str]) -> tuple[bytes, str]:
        content_type, body = await self._exchange("GET", "/cgi-bin/media/get", query, None, MAX_MEDIA)
        if body[:1] == b"{" or content_type in ("application/json", "text/plain"):  # an error, also with HTTP 200
            _checked(body)
            raise _Fault("not_media", Action.CLOSED)
        if content_type == "text/html" or not body:
            raise _Fault("unreadable", Action.LATER)
        return body, content_type

    async def _exchange(self, method: str, path: str, query: dict[str, str], body: bytes | None, limit: int) -> tuple[str, bytes]:
        # `from None` all along: the library's errors carry the URL, and the URL carries the token.
        headers = {"Content-Type": "application/json; charset=utf-8"} if body is not None else {}
        try:
            async with self._session.request(
                method, self._base + path, params=query, data=body, headers=headers, allow_redirects=False
            ) as response:
                if response.status != 200:
                    raise _Fault(f"http_{response.status}", Action.LATER)
                return response.content_type, await _at_most(response, limit)
        except aiohttp.ClientConnectorError:
            raise _Fault("no_connection", Action.RETRY) from None
        except (aiohttp.ClientError, OSError):
            raise _Fault("broken", Action.LATER) from None

    def _failed(self, fault: _Fault) -> SayFailed:
        if fault.action is Action.ALARM:
            log.error("the wechat account is set up wrongly: errcode %s", fault.code)
        wait = None
        if fault.action is Action.MINUTE:
            wait = 60.0
        elif fault.action is Action.DAY:
            wait = 86400 - (self._now() + 8 * 3600) % 86400
        unfollowed = fault.action is Action.UNFOLLOWED
        return SayFailed(fault.code, again=fault.action in _AGAIN, unfollowed=unfollowed, retry_after_s=wait)


def _checked(body: bytes) -> dict[str, Any]:
    try:
        answer: Any = json.loads(body)
    except (ValueError, RecursionError):  # a page of HTML, or half an answer
        raise _Fault("unreadable", Action.LATER) from None
    if not isinstance(answer, dict) or not isinstance(code := answer.get("errcode", 0), int):
        raise _Fault("unreadable", Action.LATER)
    if code:
        raise _Fault(str(code), ACTIONS.get(code, Action.LATER))
    return answer


async def _at_most(response: aiohttp.ClientResponse, limit: int) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > limit:
            raise _Fault("too_large", Action.CLOSED)
    return bytes(body)
