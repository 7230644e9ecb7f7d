"""WeChat Official Account: callbacks in the modes safe, compat and plain; answers in the response or by customer-service message."""

import re
from collections.abc import Callable, Mapping

from aiohttp import web

from bot.channels import Parcel, Receipt
from bot.channels.callers import Callers
from bot.channels.wechat_api import WeChatApi
from bot.channels.wechat_letter import Letter
from bot.channels.wechat_reading import Dialect, heard_in
from bot.channels.wechat_wire import Wire, fit
from bot.guard import read_body
from handlers.messages import ChannelName, Heard

DIALECT = Dialect(
    ChannelName.WECHAT,
    sender=re.compile(r"\S{1,64}"),
    identity=("FromUserName", "CreateTime", "Event", "EventKey", "MsgID", "TemplateId"),
)


class WeChatChannel:
    """One Official Account; account is its settings key.

    wire_now gives wire time in seconds since 1970, chance(n) n random bytes.
    Raises ValueError when token, app_id, aes_key or mode cannot be right.
    """

    carries = True

    def __init__(
        self,
        *,
        account: str,
        app_id: str,
        token: str,
        aes_key: str,
        mode: str,
        max_skew_s: float,
        api: WeChatApi,
        wire_now: Callable[[], float],
        chance: Callable[[int], bytes],
        only_platform_ips: bool = False,
    ) -> None:
        self._account = account
        self._wire = Wire(app_id=app_id, token=token, aes_key=aes_key, mode=mode, max_skew_s=max_skew_s)
        self._api = api
        self._wire_now = wire_now
        self._chance = chance
        self._callers = Callers(api.callback_ips if only_platform_ips else None)
        self.refresh = self._callers.refresh

    def verify(self, request: web.Request) -> web.Response:
        """Answers the platform's GET, sent when the callback URL is entered in its console. Raises NotOurs."""
        self._callers.check(request)
        echo = self._wire.echo(request.query, self._wire_now())
        return web.Response(text=echo, headers={"X-Content-Type-Options": "nosniff"})

    async def hear(self, request: web.Request) -> list[Heard]:
        """The one message or event of a callback. Raises NotOurs: 413, 403, 401, 400 in this order."""
        body = await read_body(request)
        self._callers.check(request)
        return [read(self._account, self._wire.open(request.query, body, self._wire_now()))]

    def thank(self, request: web.Request, heard: list[Heard], answer: str | None) -> web.Response:
        """ "success", which ends the platform's retries, or our answer as the passive reply (2,000 bytes of text)."""
        if not answer or not heard:
            return web.Response(text="success")
        xml = self._wire.reply(
            receiver=heard[0].sender,
            sender=heard[0].extra.get("to", ""),
            text=answer,
            now=self._wire_now(),
            nonce=self._chance(8).hex(),
        )
        return web.Response(text=xml, content_type="application/xml")

    async def say(self, parcel: Parcel) -> Receipt:
        """Sends a customer-service message. Raises SayFailed and nothing else."""
        await self._api.custom_send(parcel.receiver, fit(parcel.text))
        return Receipt()

    async def say_template(self, parcel: Parcel, template_id: str, fields: Mapping[str, str], url: str = "") -> Receipt:
        """A template message, in no window (Template_Message_Interface); fields are cut to what each may hold.

        TEMPLATESENDJOBFINISH brings the receipt's id back. Raises SayFailed: 40037 no such template, 43004 not a follower,
        47003 a value that does not fit.
        """
        return Receipt(await self._api.send_template(parcel.receiver, template_id, fields, url, once=parcel.id) or None)

    async def say_notice(self, parcel: Parcel, template_id: str, fields: Mapping[str, str], page: str = "") -> Receipt:
        """A subscription notice for one consent (api_sendnewsubscribemsg); fields as with a template.

        The receipt mostly has no id: subscribe_msg_sent_event names receiver and template. Raises SayFailed: 43101 none is left.
        """
        return Receipt(await self._api.send_notice(parcel.receiver, template_id, fields, page) or None)

    async def fetch(self, handle: str) -> tuple[bytes, str]:
        """A picture, voice or film by its MediaId, within three days: content and content type. Raises SayFailed."""
        media = await self._api.media(handle)
        return media.content, media.content_type


def read(account: str, letter: Letter) -> Heard:
    """What the platform's fields mean (Receiving_standard_messages, Receiving_event_pushes). Raises NotOurs(400)."""
    return heard_in(account, letter, DIALECT)
