"""The Official Account's server API: what can be said, shown, fetched and set, each as one function."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

import aiohttp

from bot.channels.callers import Network, networks_in
from bot.channels.wechat_calls import Calls
from bot.channels.wechat_errors import ACTIONS, Action, Fault, action_of, said_of
from bot.channels.wechat_exchange import MAX_LONG_JSON, Exchange, as_file
from bot.channels.wechat_fields import fitted
from bot.channels.wechat_media import MAX_MEDIA, Media, Uploaded, answered, film_at, media_of, uploaded
from bot.channels.wechat_menu import Button, menu_of, menu_words
from bot.channels.wechat_token import AccessToken, MemoryShelf, TokenShelf, stable_token
from bot.refusals import SayFailed

__all__ = ["ACTIONS", "Action", "Button", "Media", "MemoryShelf", "Ticket", "TokenShelf", "Uploaded", "WeChatApi", "action_of"]

MEDIA_TIMEOUT_S = 20.0
QR_DAYS = 30
QR_SCENE = 64  # characters
MAX_PICTURE = 1024 * 1024  # bytes; a QR code has about thirty thousand
PICTURES = "https://mp.weixin.qq.com"  # shows the QR pictures of the real API, and needs no token

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A scene's QR code: url is what the code says, picture_url a picture of it. lasts_s: None for ever."""

    ticket: str
    url: str
    picture_url: str
    lasts_s: int | None


class WeChatApi:
    """Calls to one account's API. Every method raises SayFailed and nothing else, within timeout_s seconds (media: 20 s).

    wire_now gives seconds since 1970; sleep waits between tries; token_guard lets several processes share one token.
    `action_of(SayFailed.code)` says what a code asks for.
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
        exchange = Exchange(session, api_base)
        token = AccessToken(token_guard or MemoryShelf(wire_now), stable_token(exchange, app_id, secret))
        self._calls = Calls(exchange, token, now=wire_now, sleep=sleep, timeout_s=timeout_s)
        self._now = wire_now
        self._pictures = PICTURES if exchange.base == "https://api.weixin.qq.com" else exchange.base

    # ------------------------------------------------------------ said to one person

    async def custom_send(self, openid: str, text: str) -> None:
        """One customer-service text of at most 2,048 bytes: 5 within 48 h after the person wrote, 3 in a minute after a click."""
        await self._custom(openid, "text", {"content": text})

    async def send_file(self, openid: str, content: bytes, media_id: str = "") -> str:
        """A picture, voice or film in the same windows; gives the media_id that went, for the next person.

        media_id of an earlier upload spares this one; when it has expired (40007) the file goes up once more.
        """
        media = self._known(content)
        try:
            if media_id:
                await self._custom(openid, media.kind, {"media_id": media_id})
                return media_id
        except SayFailed as fault:
            if action_of(fault.code) is not Action.UPLOAD:
                raise
        media_id = (await self.upload(content)).media_id
        await self._custom(openid, media.kind, {"media_id": media_id})
        return media_id

    async def send_template(self, openid: str, template_id: str, fields: Mapping[str, str], url: str = "", once: str = "") -> str:
        """A template message to a follower, in no window; gives the msgid that TEMPLATESENDJOBFINISH brings back.

        once is an idempotency key of ours: the platform shows one message for it within ten minutes.
        """
        words: dict[str, Any] = {"touser": openid, "template_id": template_id, "data": fitted(fields)}
        words |= {name: value for name, value in (("url", url), ("client_msg_id", once[:32])) if value}
        answer = await self._calls.post("/cgi-bin/message/template/send", words)
        return str(answer.get("msgid") or "")[:64]

    async def send_notice(self, openid: str, template_id: str, fields: Mapping[str, str], page: str = "") -> str:
        """A subscription notice: each consent pays for one; a long-term template's consent lasts. 43101: none is left.

        Gives the msgid that subscribe_msg_sent_event brings back, "" where the platform names none.
        """
        words: dict[str, Any] = {"touser": openid, "template_id": template_id, "data": fitted(fields)}
        answer = await self._calls.post("/cgi-bin/message/subscribe/bizsend", words | ({"page": page} if page else {}))
        return str(answer.get("msgid") or "")[:64]

    async def _custom(self, openid: str, kind: str, content: Mapping[str, str]) -> None:
        await self._calls.post("/cgi-bin/message/custom/send", {"touser": openid, "msgtype": kind, kind: content})

    # ------------------------------------------------------------ files

    async def media(self, media_id: str) -> Media:
        """What a person sent within the last three days.

        SayFailed codes of our own: too_large, not_media (bytes that are no picture, voice or film), foreign_host (a film
        that is not on the platform's own machines).
        """

        async def fetch(token: str) -> Media:
            exchange = self._calls.exchange
            query = {"access_token": token, "media_id": media_id}
            got = answered(await exchange.ask("GET", exchange.base + "/cgi-bin/media/get", query, None, MAX_MEDIA))
            if isinstance(got, Media):
                return got
            film = await exchange.ask("GET", film_at(got, exchange.base), {}, None, MAX_MEDIA)
            return media_of(film.content)

        return await self._calls.tries(fetch, MEDIA_TIMEOUT_S)

    async def upload(self, content: bytes) -> Uploaded:
        """Keeps a picture (10 MB), voice (2 MB, AMR or MP3) or film (10 MB, MP4) at the platform for three days."""
        media = self._known(content)
        body = as_file(content, f"media.{media.ending}", media.content_type)
        answer = await self._calls.json("POST", "/cgi-bin/media/upload", {"type": media.kind}, body, timeout_s=MEDIA_TIMEOUT_S)
        return self._read(lambda: uploaded(answer, self._now()))

    def _known(self, content: bytes) -> Media:
        return self._read(lambda: media_of(content))

    def _read(self, read: Callable[[], T]) -> T:
        try:
            return read()
        except Fault as fault:
            raise said_of(fault, self._now()) from None

    # ------------------------------------------------------------ the account's own things

    async def qr(self, scene: str, days: int | None = None) -> Ticket:
        """A QR code that brings its scene (1 to 64 characters) when it is scanned: subscribe or SCAN, extra["scene"].

        days: 1 to 30; None is for ever, of which an account has 100,000. Raises ValueError for what cannot be a scene.
        """
        if not 1 <= len(scene) <= QR_SCENE or (days is not None and not 1 <= days <= QR_DAYS):
            raise ValueError(f"a scene has 1 to {QR_SCENE} characters and lasts 1 to {QR_DAYS} days, or for ever")
        words: dict[str, Any] = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": scene}}}
        if days is not None:
            words |= {"action_name": "QR_STR_SCENE", "expire_seconds": days * 86400}
        answer = await self._calls.post("/cgi-bin/qrcode/create", words)
        ticket, url = answer.get("ticket"), answer.get("url")
        if not isinstance(ticket, str) or not ticket or not isinstance(url, str):
            raise SayFailed("unreadable", again=True)
        picture = f"{self._pictures}/cgi-bin/showqrcode?ticket={quote(ticket, safe='')}"
        return Ticket(ticket, url, picture, None if days is None else days * 86400)

    async def picture(self, ticket: Ticket) -> Media:
        """The picture of a QR code, to be printed. The platform keeps it on another machine, which asks for no token."""

        async def fetch(_: str) -> Media:
            shown = media_of((await self._calls.exchange.ask("GET", ticket.picture_url, {}, None, MAX_PICTURE)).content)
            if shown.kind != "image":
                raise Fault("not_media", Action.DROP)
            return shown

        return await self._calls.tries(fetch, MEDIA_TIMEOUT_S)

    async def set_menu(self, buttons: Sequence[Button]) -> None:
        """Sets the menu under the chat; phones show it within a day. Raises ValueError for what the platform would refuse."""
        await self._calls.post("/cgi-bin/menu/create", menu_words(buttons))

    async def menu(self) -> tuple[Button, ...]:
        """The menu as it is set; () when there is none."""
        try:
            return menu_of(await self._calls.get("/cgi-bin/menu/get", MAX_LONG_JSON))
        except SayFailed as fault:
            if fault.code != "46003":
                raise
            return ()

    async def drop_menu(self) -> None:
        """Takes the menu away."""
        await self._calls.get("/cgi-bin/menu/delete")

    async def callback_ips(self) -> tuple[Network, ...]:
        """Where the platform's callbacks come from (Get_the_WeChat_server_IP_address)."""
        return networks_in(await self._calls.get("/cgi-bin/getcallbackip", MAX_LONG_JSON))
