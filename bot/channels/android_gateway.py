"""SMS through a village telephone running SMS Gateway for Android: its signed webhooks in, its local server out.

The telephone signs body + timestamp anew at every attempt and tries for two days, so a late message is still fresh; the
event id stays the same and is what duplicates are told by. Its messageId of a received SMS is made from the words and
comes twice when somebody writes 1 twice.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import aiohttp
from aiohttp import web

from bot.channels import NotOurs, Parcel, Receipt
from bot.channels.sms_calls import TIMEOUT, Answered, call, refused
from bot.channels.sms_reading import MAX_ID, cleaned, heard_words, moment, object_of, optional, posted, read_each, required
from bot.channels.sms_signing import prove_body
from bot.channels.sms_text import normalise_number
from handlers.messages import ChannelName, Heard

_STATUS_TIMES = {
    "sms:sent": "sentAt",
    "sms:delivered": "deliveredAt",
    "sms:failed": "failedAt",
    "sms:cancelled": "cancelledAt",
    "sms:data-received": "receivedAt",
    "mms:received": "receivedAt",  # only the announcement; the picture and its words follow as mms:downloaded
    "system:ping": "",
}


class AndroidGateway:
    """One telephone: account is its settings key, signing_key the one its app shows under Webhooks."""

    carries = False

    def __init__(
        self,
        account: str,
        signing_key: str,
        api_base: str,
        user: str,
        password: str,
        session: aiohttp.ClientSession,
        wire_now: Callable[[], float],
    ) -> None:
        if not signing_key:
            raise ValueError("an android gateway without a signing key would believe anybody")
        self.account = account
        self.say_timeout = TIMEOUT
        self._key = signing_key
        self._url = api_base.rstrip("/") + "/message"
        self._headers = {"Authorization": aiohttp.encode_basic_auth(user, password, encoding="utf-8")}
        self._session = session
        self._wire_now = wire_now

    async def hear(self, request: web.Request) -> list[Heard]:
        """The messages of one webhook: one, or as many as a batch event holds. Raises NotOurs."""
        body = await posted(request)
        signed_at = prove_body(self._key, body, request.headers, self._wire_now())
        return _read(self.account, object_of(body), signed_at)

    def thank(self, request: web.Request, heard: list[Heard], answer: str | None) -> web.Response:
        """Any 2xx ends the retries; our answer cannot ride here and goes out through `say`."""
        return web.json_response({"ok": True})

    async def say(self, parcel: Parcel) -> Receipt:
        """One SMS. The telephone keeps our id, so its reports name it and a second try is not a second message."""
        letter = {
            "id": parcel.id,
            "textMessage": {"text": parcel.text},
            "phoneNumbers": [parcel.receiver],
            "withDeliveryReport": True,
        }
        more: dict[str, Any] = {"json": letter, "headers": self._headers, "timeout": self.say_timeout}
        return _receipt(parcel, await call(self._session, "POST", self._url, repeatable=True, **more))


def _receipt(parcel: Parcel, answered: Answered) -> Receipt:
    if answered.status == 409:  # it already holds this id: an earlier try arrived and only its answer was lost
        return Receipt(parcel.id)
    if not answered.good:
        raise refused(answered)
    given = answered.json().get("id")
    return Receipt(given if isinstance(given, str) and given else parcel.id)


def _read(account: str, event: dict[str, Any], signed_at: datetime) -> list[Heard]:
    name, unique = required(event, "event"), required(event, "id")
    payload = event.get("payload")
    if not isinstance(payload, dict):
        if payload is not None or name.startswith(("sms:", "mms:")):
            raise NotOurs(400, "payload")
        payload = {}
    if ":batch:" not in name:
        return [_heard(account, name, unique, payload, signed_at)]
    return _batch(account, name.replace(":batch:", ":"), unique, payload, signed_at)


def _batch(account: str, name: str, unique: str, payload: dict[str, Any], signed_at: datetime) -> list[Heard]:
    items = payload.get("messages")
    if not isinstance(items, list):
        raise NotOurs(400, "payload")

    def one(placed: tuple[int, Any]) -> Heard:
        place, item = placed
        return _heard(account, name, f"{unique}#{place}", item if isinstance(item, dict) else {}, signed_at)

    return read_each(enumerate(items), one)


def _heard(account: str, name: str, unique: str, payload: dict[str, Any], signed_at: datetime) -> Heard:
    if name in ("sms:received", "mms:downloaded"):
        return _message(account, name, unique, payload)
    return _report(account, name, unique, payload, signed_at)


def _message(account: str, name: str, unique: str, payload: dict[str, Any]) -> Heard:
    raw = required(payload, "sender", "phoneNumber")
    picture = name == "mms:downloaded"
    words = payload.get("body") or payload.get("subject") or "" if picture else payload.get("message")
    heard = heard_words(account, raw, words, moment(payload.get("receivedAt")), unique, optional(payload, "messageId"))
    return replace(heard, kind="image", media=_first_part(payload)) if picture else heard


def _report(account: str, name: str, unique: str, payload: dict[str, Any], signed_at: datetime) -> Heard:
    """What is not a villager's words: fates of our own messages, pings, and events of apps newer than this file."""
    said = optional(payload, "messageId")
    raw = optional(payload, "recipient", "sender", "phoneNumber")
    at = payload.get(_STATUS_TIMES.get(name, ""))
    fate = name.removeprefix("sms:") if name in _STATUS_TIMES else ""
    extra = {"status": fate, "said": said, "reason": optional(payload, "reason")}
    return Heard(
        channel=ChannelName.SMS,
        account=account,
        sender=normalise_number(raw) or raw,
        message_id=said or unique,
        unique=unique,
        kind="status" if fate else f"event.{name}",
        sent_at=signed_at if at is None else moment(at),
        extra={key: value for key, value in extra.items() if value},
    )


def _first_part(payload: dict[str, Any]) -> str | None:
    match payload.get("attachments"):
        case [{"partId": int() | str() as part}, *_]:
            return cleaned(str(part))[:MAX_ID] or None
    return None
