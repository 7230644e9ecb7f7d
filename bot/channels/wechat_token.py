"""One access token for all: fetched by one caller under a lock, read by the others, in this process or any number of them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from bot.channels.wechat_errors import Action, Fault
from bot.channels.wechat_exchange import Exchange, as_json

RENEW_EARLY_S = 300.0  # stable_token gives out a new token five minutes before the old one ends


class TokenShelf(Protocol):
    """Where the access token lies between calls; several processes may share one. None of the three may raise."""

    async def get(self) -> str | None:
        """The token, or None when there is none or its time is over."""
        ...

    async def put(self, token: str, lasts_s: float) -> None:
        """Keeps a token for so many seconds."""
        ...

    def hold(self) -> AbstractAsyncContextManager[Any]:
        """Only one may fetch at a time: the others would spend the day's quota for the same answer."""
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


Fetch = Callable[[], Awaitable[Mapping[str, Any]]]  # one question to the platform: access_token and expires_in


def stable_token(exchange: Exchange, app_id: str, secret: str) -> Fetch:
    """An Official Account's token (api_getstableaccesstoken)."""
    # Asked again, the platform answers with the token that is valid now, so nothing has to be forced: force_refresh may be
    # used twenty times a day, and a fault on their side would use it up.
    words = as_json({"grant_type": "client_credential", "appid": app_id, "secret": secret})
    return lambda: exchange.json("POST", "/cgi-bin/stable_token", {}, words)


def application_token(exchange: Exchange, corp_id: str, secret: str) -> Fetch:
    """A WeCom application's token (document/path/91039); asked again, the platform gives the one that is valid now."""
    query = {"corpid": corp_id, "corpsecret": secret}
    return lambda: exchange.json("GET", "/cgi-bin/gettoken", query)


class AccessToken:
    """The token of one account, from its shelf or by fetch from the platform."""

    def __init__(self, shelf: TokenShelf, fetch: Fetch) -> None:
        self._shelf = shelf
        self._fetch = fetch

    async def get(self, bad: str | None = None) -> str:
        """A token that is not the bad one, which the platform has just refused. Raises Fault."""
        token = await self._shelf.get()
        if token and token != bad:
            return token
        async with self._shelf.hold():
            token = await self._shelf.get()  # whoever held it before us may have fetched one
            if token and token != bad:
                return token
            token, lasts_s = _token_in(await self._fetch())
            await self._shelf.put(token, lasts_s)
            return token


def _token_in(answer: Mapping[str, Any]) -> tuple[str, float]:
    token, lasts_s = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(token, str) or not token or type(lasts_s) is not int:
        raise Fault("unreadable", Action.LATER)
    return token, max(lasts_s - RENEW_EARLY_S, 1.0)
