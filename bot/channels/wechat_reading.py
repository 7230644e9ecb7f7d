"""The fields of a letter → what was heard: the same names on both of the company's platforms."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from bot.channels import NotOurs
from bot.channels.wechat_letter import Letter
from handlers.consents import CONSENTS
from handlers.messages import ChannelName, Heard

MAX_TEXT = 2000  # characters; what is longer costs the ears more time than an answer has
MAX_UNIQUE = 200  # characters; a VIEW event carries a whole URL, and an index has no room for it

MAX_CONSENTS, MAX_FIELD = 16, 100  # the platform asks for at most a handful at once; characters

_NAME = re.compile(r"[0-9A-Za-z_.\-]{1,64}")
_ID = re.compile(r"[\x21-\x7e]{0,64}")
_SECONDS = re.compile(r"[0-9]{1,10}")
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,12})?")

_KINDS = {"shortvideo": "video"}  # to the villager both are a film
_TEXT_FIELD = {"text": "Content", "voice": "Recognition", "link": "Title"}

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
    "TaskId": "task_id",
    "CardType": "card_type",
    "ResponseCode": "response_code",
    "OptionId": "option_id",
    "AgentID": "agent_id",
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


_CONSENT = {
    "SubscribeStatusString": "status",
    "ErrorStatus": "status",
    "PopupScene": "scene",
    "MsgID": "msg_id",
    "ErrorCode": "error_code",
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one platform names things. sender: the form of its people's names; identity: what tells two events apart."""

    channel: ChannelName
    sender: re.Pattern[str]
    identity: tuple[str, ...]


def heard_in(account: str, letter: Letter, how: Dialect) -> Heard:
    """The message or event in a letter. Raises NotOurs(400)."""
    top = letter.top
    msg_type = _form(top, "MsgType", _NAME)
    name = msg_type.lower()
    event = _form(top, "Event", _NAME) if name == "event" else ""
    words = top.get(_TEXT_FIELD.get(name, ""), "")
    return Heard(
        channel=how.channel,
        account=account,
        sender=_form(top, "FromUserName", how.sender),
        message_id=_form(top, "MsgId", _ID) or _form(top, "MsgID", _ID),
        unique=_unique(letter, event, how.identity),
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


def _unique(letter: Letter, event: str, identity: tuple[str, ...]) -> str:
    # MsgId for messages. Sender and second, which the platform's page names for events, fall together for two menu
    # clicks in one second: so everything that tells two events apart.
    top = letter.top
    msg_id = top.get("MsgId", "").strip()
    if msg_id and not event:
        return msg_id
    parts = [top.get(name, letter.deep.get(name, "")).strip() for name in identity]
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
    if consents := _consents(letter):
        extra[CONSENTS] = consents
    key = extra.get("event_key", "")
    if event.lower() == "subscribe" and key.startswith("qrscene_"):
        extra["scene"] = key.removeprefix("qrscene_")
    elif event.lower() == "scan" and key:
        extra["scene"] = key
    return extra


def _consents(letter: Letter) -> str:
    """Template by template, what was answered: joined lists would not tell whose answer is missing."""
    found = []
    for item in letter.items[:MAX_CONSENTS]:
        if template := item.get("TemplateId", "")[:MAX_FIELD]:
            found.append({"template": template} | {name: item[field][:MAX_FIELD] for field, name in _CONSENT.items() if item.get(field)})
    return json.dumps(found, ensure_ascii=False) if found else ""


def _drop_false_place(extra: dict[str, str]) -> None:
    # a place that is none must not cost the villager the whole message
    for name, most in (("latitude", 90), ("longitude", 180)):
        value = extra.get(name, "")
        if not _DEGREES.fullmatch(value) or abs(float(value)) > most:
            extra.pop("latitude", None)
            extra.pop("longitude", None)
            return
