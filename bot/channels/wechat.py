"""WeChat Official Account: callbacks in the modes safe, compat and plain; answers in the response or by customer-service message."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from hashlib import sha256

from aiohttp import web

from bot.channels import NotOurs, Parcel, Receipt
from bot.channels.wechat_api import WeChatApi
from bot.channels.wechat_wire import Letter, Wire, fit
from bot.guard import read_body
from handlers.messages import ChannelName, Heard

MAX_TEXT = 2000  # characters; what is longer costs the ears more time than an answer has
MAX_UNIQUE = 200  # characters; a VIEW event carries a whole URL, and an index has no room for it

_NAME = re.compile(r"[0-9A-Za-z_.\-]{1,64}")
_ID = re.compile(r"[\x21-\x7e]{0,64}")
_OPENID = re.compile(r"\S{1,64}")
_SECONDS = re.compile(r"[0-9]{1,10}")
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,12})?")

_KINDS = {"shortvideo": "video"}  # to the villager both are a film
_TEXT_FIELD = {"text": "Content", "voice": "Recognition", "link": "Title"}
_EVENT_IDENTITY = ("FromUserName", "CreateTime", "Event", "EventKey", "MsgID", "TemplateId")

_EXTRA = {
    "ToUserName": "to",
    "EventKey": "event_key",
    "Ticket": "ticket",
    "Status": "status",
    "SubscribeStatusString": "status",
    "ErrorStatus": "status",
    "ErrorCode": "error_code",
    "MsgID": "msg_id",
    "TemplateId": "template_id",
    "PopupScene": "popup_scene",
    "bizmsgmenuid": "bizmsgmenuid",
    "MenuId": "menu_id",
    "Format": "format",
    "MediaId16K": "media_16k",
    "ThumbMediaId": "thumb_media",
    "PicUrl": "pic_url",
    "Location_X": "latitude",
    "Location_Y": "longitude",
    "Latitude": "latitude",
    "Longitude": "longitude",
    "Precision": "precision",
    "Label": "label",
    "Url": "url",
    "Description": "description",
    "ScanType": "scan_type",
    "ScanResult": "scan_result",
}


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
    ) -> None:
        self._account = account
        self._wire = Wire(app_id=app_id, token=token, aes_key=aes_key, mode=mode, max_skew_s=max_skew_s)
        self._api = api
        self._wire_now = wire_now
        self._chance = chance

    def verify(self, request: web.Request) -> web.Response:
        """Answers the platform's GET, sent when the callback URL is entered in its console. Raises NotOurs."""
        echo = self._wire.echo(request.query, self._wire_now())
        return web.Response(text=echo, headers={"X-Content-Type-Options": "nosniff"})

    async def hear(self, request: web.Request) -> list[Heard]:
        """The one message or event of a callback. Raises NotOurs: 413, 403, 401, 400 in this order."""
        body = await read_body(request)
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

    async def fetch(self, handle: str) -> tuple[bytes, str]:
        """A picture, voice or film by its MediaId, within three days: content and content type. Raises SayFailed."""
        media = await self._api.media(handle)
        return media.content, media.content_type


def read(account: str, letter: Letter) -> Heard:
    """What the platform's fields mean (Receiving_standard_messages, Receiving_event_pushes). Raises NotOurs(400)."""
    top = letter.top
    msg_type = _form(top, "MsgType", _NAME)
    name = msg_type.lower()
    event = _form(top, "Event", _NAME) if name == "event" else ""
    words = top.get(_TEXT_FIELD.get(name, ""), "")
    return Heard(
        channel=ChannelName.WECHAT,
        account=account,
        sender=_form(top, "FromUserName", _OPENID),
        message_id=_form(top, "MsgId", _ID) or _form(top, "MsgID", _ID),
        unique=_unique(letter, event),
        kind=f"event.{event}" if event else _KINDS.get(name, name if name in _KNOWN else msg_type),
        sent_at=datetime.fromtimestamp(int(_form(top, "CreateTime", _SECONDS)), UTC),
        text=words[:MAX_TEXT] or None,
        media=top.get("MediaId", "").strip() or None,
        extra=_extra(letter, event),
    )


_KNOWN = frozenset({"text", "image", "voice", "video", "shortvideo", "location", "link"})


def _form(top: Mapping[str, str], name: str, form: re.Pattern[str]) -> str:
    value = top.get(name, "").strip()
    if not form.fullmatch(value):
        raise NotOurs(400, f"field_{name}")
    return value


def _unique(letter: Letter, event: str) -> str:
    # MsgId for messages. Sender and second, which the platform's page names for events, fall together for two menu
    # clicks in one second: so everything that tells two events apart.
    top = letter.top
    msg_id = top.get("MsgId", "").strip()
    if msg_id and not event:
        return msg_id
    parts = [top.get(name, letter.deep.get(name, "")).strip() for name in _EVENT_IDENTITY]
    if not event:  # never seen, but two words in one second without ids must not become one
        parts += [top.get(name, "") for name in ("MsgType", "Content", "MediaId")]
    unique = "|".join(parts)
    return unique if len(unique) <= MAX_UNIQUE else "sha256:" + sha256(unique.encode()).hexdigest()


def _extra(letter: Letter, event: str) -> dict[str, str]:
    extra: dict[str, str] = {}
    for fields in (letter.deep, letter.top):
        for name, value in fields.items():
            if name in _EXTRA and (value := value.strip()[:MAX_TEXT]):
                extra[_EXTRA[name]] = value
    if "latitude" in extra or "longitude" in extra:
        _drop_false_place(extra)
    key = extra.get("event_key", "")
    if event.lower() == "subscribe" and key.startswith("qrscene_"):
        extra["scene"] = key.removeprefix("qrscene_")
    elif event.lower() == "scan" and key:
        extra["scene"] = key
    return extra


def _drop_false_place(extra: dict[str, str]) -> None:
    # a place that is none must not cost the villager the whole message
    for name, most in (("latitude", 90), ("longitude", 180)):
        value = extra.get(name, "")
        if not _DEGREES.fullmatch(value) or abs(float(value)) > most:
            extra.pop("latitude", None)
            extra.pop("longitude", None)
            return
