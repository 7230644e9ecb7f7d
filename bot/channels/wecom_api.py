"""A WeCom application's server API: what can be said to a member, fetched and set."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import aiohttp

from bot.channels.callers import Network, networks_in
from bot.channels.wechat_calls import Calls
from bot.channels.wechat_errors import Action, Fault
from bot.channels.wechat_exchange import MAX_LONG_JSON, Exchange, as_json
from bot.channels.wechat_media import MAX_MEDIA, Media, answered
from bot.channels.wechat_menu import Button, menu_words
from bot.channels.wechat_token import AccessToken, MemoryShelf, TokenShelf, application_token
from bot.channels.wecom_errors import ACTIONS
from bot.refusals import SayFailed

__all__ = ["ACTIONS", "MAX_TEXT_BYTES", "WeComApi"]

MAX_TEXT_BYTES = 2048
MEDIA_TIMEOUT_S = 20.0
# Longer than a retry after a lost answer takes to come, shorter than a person takes to ask the same thing again: within it
# the platform shows the same words to the same member once, and says nothing.
SAME_S = 120


class WeComApi:
    """Calls to one application's API. Every method raises SayFailed and nothing else, within timeout_s seconds (media: 20 s).

    wire_now gives seconds since 1970; sleep waits between tries; token_guard lets several processes share one token.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        corp_id: str,
        agent_id: int,
        secret: str,
        api_base: str,
        wire_now: Callable[[], float],
        token_guard: TokenShelf | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        timeout_s: float = 5.0,
    ) -> None:
        exchange = Exchange(session, api_base, ACTIONS)
        token = AccessToken(token_guard or MemoryShelf(wire_now), application_token(exchange, corp_id, secret))
        self._calls = Calls(exchange, token, now=wire_now, sleep=sleep, timeout_s=timeout_s, what="wecom")
        self._agent_id = agent_id

    async def send_text(self, user_id: str, text: str) -> str:
        """One text of at most 2,048 bytes (document/path/90236); gives the platform's msgid.

        SayFailed codes of our own: invaliduser (not a member, or out of the application's reach), unlicenseduser (the
        company has no licence for the member).
        """
        words: dict[str, Any] = {"touser": user_id, "msgtype": "text", "agentid": self._agent_id, "text": {"content": text}}
        words |= {"enable_duplicate_check": 1, "duplicate_check_interval": SAME_S}
        answer = await self._calls.post("/cgi-bin/message/send", words)
        for code in ("invaliduser", "unlicenseduser"):  # errcode 0 all the same
            if answer.get(code):
                raise SayFailed(code, again=False, unfollowed=code == "invaliduser")
        return str(answer.get("msgid") or "")[:64]

    async def media(self, media_id: str) -> Media:
        """What a member sent within the last three days (document/path/90254).

        SayFailed codes of our own: too_large, not_media (bytes that are no picture, voice or film).
        """

        async def fetch(token: str) -> Media:
            exchange = self._calls.exchange
            query = {"access_token": token, "media_id": media_id}
            got = answered(await exchange.ask("GET", exchange.base + "/cgi-bin/media/get", query, None, MAX_MEDIA), ACTIONS)
            if isinstance(got, Media):
                return got
            raise Fault("not_media", Action.DROP)  # films come as they are here: an address is none of this platform's

        return await self._calls.tries(fetch, MEDIA_TIMEOUT_S)

    async def callback_ips(self) -> tuple[Network, ...]:
        """Where the platform's callbacks come from (document/path/90930)."""
        return networks_in(await self._calls.get("/cgi-bin/getcallbackip", MAX_LONG_JSON))

    async def set_menu(self, buttons: Sequence[Button]) -> None:
        """Sets the application's menu (document/path/90231). Raises ValueError for what the platform would refuse."""
        body = as_json(menu_words(buttons))
        await self._calls.json("POST", "/cgi-bin/menu/create", {"agentid": str(self._agent_id)}, body)
