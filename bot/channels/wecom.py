"""WeCom (企业微信): callbacks of a company's own application, answers in the response or as application messages."""

import re
from collections import deque
from collections.abc import Callable

from aiohttp import web

from bot.channels import Parcel, Receipt, SayFailed
from bot.channels.callers import Callers
from bot.channels.wechat_letter import NOT_XML, Letter
from bot.channels.wechat_reading import Dialect, heard_in
from bot.channels.wecom_api import MAX_TEXT_BYTES, WeComApi
from bot.channels.wecom_wire import WeComWire
from bot.guard import read_body
from handlers.messages import ChannelName, Heard

# Of thirty in a minute the platform drops the surplus without a word (document/path/90454): we stay below.
MEMBER_MOST, MEMBER_WITHIN_S = 20, 60.0
MEMBERS_KEPT = 4096

DIALECT = Dialect(
    ChannelName.WECOM,
    sender=re.compile(r"[0-9A-Za-z][0-9A-Za-z_.@\-]{0,63}"),  # a UserID
    identity=("FromUserName", "CreateTime", "Event", "EventKey", "TaskId"),
)


class WeComChannel:
    """One application; account is its settings key.

    wire_now gives wire time in seconds since 1970, chance(n) n random bytes.
    Raises ValueError when token, corp_id or aes_key cannot be right.
    """

    carries = True

    def __init__(
        self,
        *,
        account: str,
        corp_id: str,
        token: str,
        aes_key: str,
        max_skew_s: float,
        api: WeComApi,
        wire_now: Callable[[], float],
        chance: Callable[[int], bytes],
        only_platform_ips: bool = False,
    ) -> None:
        self._account = account
        self._wire = WeComWire(corp_id=corp_id, token=token, aes_key=aes_key, max_skew_s=max_skew_s)
        self._api = api
        self._wire_now = wire_now
        self._chance = chance
        self._callers = Callers(api.callback_ips if only_platform_ips else None)
        self.refresh = self._callers.refresh
        self._pace = Pace(wire_now)

    def verify(self, request: web.Request) -> web.Response:
        """Answers the platform's GET, sent when the callback URL is entered; it waits one second. Raises NotOurs."""
        self._callers.check(request)
        echo = self._wire.echo(request.query, self._wire_now())
        return web.Response(text=echo, headers={"X-Content-Type-Options": "nosniff"})

    async def hear(self, request: web.Request) -> list[Heard]:
        """The one message or event of a callback. Raises NotOurs: 413, 403, 401, 400 in this order."""
        body = await read_body(request)
        self._callers.check(request)
        return [read(self._account, self._wire.open(request.query, body, self._wire_now()))]

    def thank(self, request: web.Request, heard: list[Heard], answer: str | None) -> web.Response:
        """An empty 200, which ends the platform's retries, or our answer as the passive reply (2,000 bytes of text)."""
        if not answer or not heard:
            return web.Response()
        xml = self._wire.reply(
            receiver=heard[0].sender,
            sender=heard[0].extra.get("to", ""),
            text=answer,
            now=self._wire_now(),
            nonce=self._chance(8).hex(),
        )
        return web.Response(text=xml, content_type="application/xml")

    async def say(self, parcel: Parcel) -> Receipt:
        """Sends application messages, as many as the text needs. Raises SayFailed and nothing else."""
        # After a fault half-way all parts go again: those already shown are the same words, which the platform shows once.
        provider_id = ""
        for part in parts_of(parcel.text):
            self._pace.spend(parcel.receiver)
            provider_id = await self._api.send_text(parcel.receiver, part)
        return Receipt(provider_id or None)

    async def fetch(self, handle: str) -> tuple[bytes, str]:
        """A picture, voice or film by its MediaId, within three days: content and content type. Raises SayFailed."""
        media = await self._api.media(handle)
        return media.content, media.content_type


def read(account: str, letter: Letter) -> Heard:
    """What the platform's fields mean (document/path/90239 and 90240). Raises NotOurs(400)."""
    return heard_in(account, letter, DIALECT)


def parts_of(text: str) -> list[str]:
    """text in pieces that one message may hold: cut at a line's end where one is near, else between two characters."""
    rest = NOT_XML.sub("", text).encode("utf-8", "ignore").decode()
    parts = []
    while len(rest.encode()) > MAX_TEXT_BYTES:
        most = len(rest.encode()[:MAX_TEXT_BYTES].decode("utf-8", "ignore"))
        at = rest.rfind("\n", most // 2, most + 1)
        parts.append(rest[: most if at < 0 else at])
        rest = rest[most if at < 0 else at + 1 :]
    return [part for part in (*parts, rest) if part.strip()]


class Pace:
    """How many messages each member was sent in the last minute. now is any clock in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._sent: dict[str, deque[float]] = {}

    def spend(self, member: str) -> None:
        """Counts one message. Raises SayFailed when the member has had enough for now."""
        now = self._now()
        if member not in self._sent and len(self._sent) >= MEMBERS_KEPT:
            self._sent = {who: times for who, times in self._sent.items() if now - times[-1] < MEMBER_WITHIN_S}
        times = self._sent.setdefault(member, deque(maxlen=MEMBER_MOST))
        if len(times) == MEMBER_MOST and (wait := times[0] + MEMBER_WITHIN_S - now) > 0:
            raise SayFailed("member_minute", again=True, retry_after_s=wait)
        times.append(now)
