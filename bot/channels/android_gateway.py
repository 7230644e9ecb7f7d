"""SMS through a village telephone running SMS Gateway for Android: its signed webhooks in, its local server out.

The telephone signs body + timestamp anew at every attempt and tries for two days, so a late message is still fresh; the
event id stays the same and is what duplicates are told by. Its messageId of a received SMS is made from the words and
comes twice when somebody writes 1 twice.
"""

import hmac
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import aiohttp
from aiohttp import web

from bot.channels import NotOurs, Parcel, Receipt, SayFailed
from bot.channels.sms_text import is_service_number, normalise_number
from bot.guard import read_body
from handlers.messages import ChannelName, Heard

MAX_TEXT = 2000  # characters kept of one message
_MAX_ID = 200
_BEIJING = timezone(timedelta(hours=8))
_UNREADABLE = re.compile("[\ud800-\udfff]")

# These answers may change when the operator mends the password, the block or the load: the person's way is not closed.
_AGAIN = frozenset({401, 403, 408, 425, 429})

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

    def __init__(
        self,
        account: str,
        signing_key: str,
        api_base: str,
        user: str,
        password: str,
        session: aiohttp.ClientSession,
        wire_now: Callable[[], float],
        max_late_s: float = 48 * 3600,
        skew_s: float = 300,
    ) -> None:
        if not signing_key:
            raise ValueError("an android gateway without a signing key would believe anybody")
        self.account = account
        self.say_timeout = aiohttp.ClientTimeout(total=5)
        self._key = signing_key.encode()
        self._url = api_base.rstrip("/") + "/message"
        self._headers = {"Authorization": aiohttp.encode_basic_auth(user, password, encoding="utf-8")}
        self._session = session
        self._wire_now = wire_now
        self._max_late_s = max_late_s
        self._skew_s = skew_s

    async def hear(self, request: web.Request) -> list[Heard]:
        """The messages of one webhook: one, or as many as a batch event holds. Raises NotOurs."""
        body = await read_body(request)
        if request.method != "POST":
            raise NotOurs(405, "method")
        signed_at = self._proved(body, request.headers)
        if not -self._skew_s <= self._wire_now() - signed_at <= self._max_late_s:
            raise NotOurs(401, "stale")
        return _read(self.account, _object(body), datetime.fromtimestamp(signed_at, UTC))

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
        try:
            async with self._session.post(
                self._url, json=letter, headers=self._headers, timeout=self.say_timeout, allow_redirects=False
            ) as response:
                answer = await response.content.read(16_384)
        except TimeoutError:
            raise SayFailed("timeout", again=True) from None
        except (aiohttp.ClientError, OSError, RuntimeError):  # RuntimeError: the session was closed under us, at shutdown
            raise SayFailed("unreachable", again=True) from None
        return _receipt(parcel, response.status, answer, response.headers.get("Retry-After", ""))

    def _proved(self, body: bytes, headers: Mapping[str, str]) -> int:
        """The moment of signing, once the signature over body and timestamp holds. Raises NotOurs 403."""
        stamp = headers.get("X-Timestamp", "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 11):
            raise NotOurs(403, "timestamp")
        expected = hmac.new(self._key, body + stamp.encode(), sha256).hexdigest()
        given = headers.get("X-Signature", "").lower()
        if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogateescape")):
            raise NotOurs(403, "signature")
        return int(stamp)


def _receipt(parcel: Parcel, status: int, answer: bytes, retry_after: str) -> Receipt:
    if status == 409:  # it already holds this id: an earlier try arrived and only its answer was lost
        return Receipt(parcel.id)
    if not 200 <= status < 300:
        wait = float(retry_after) if retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 6 else None
        closed = 400 <= status < 500 and status not in _AGAIN
        raise SayFailed(str(status), again=not closed, retry_after_s=wait)
    try:
        given = json.loads(answer)["id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        given = None
    return Receipt(given if isinstance(given, str) and given else parcel.id)


def _object(body: bytes) -> dict[str, Any]:
    try:
        event = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise NotOurs(400, "json") from None
    if not isinstance(event, dict):
        raise NotOurs(400, "json")
    return event


def _read(account: str, event: dict[str, Any], signed_at: datetime) -> list[Heard]:
    name, unique = _string(event, "event"), _string(event, "id")
    payload = event.get("payload")
    if not isinstance(payload, dict):
        if payload is not None or name.startswith(("sms:", "mms:")):
            raise NotOurs(400, "payload")
        payload = {}
    if ":batch:" not in name:
        return [_heard(account, name, unique, payload, signed_at)]
    return _batch(account, name.replace(":batch:", ":"), unique, payload, signed_at)


def _batch(account: str, name: str, unique: str, payload: dict[str, Any], signed_at: datetime) -> list[Heard]:
    """An item that cannot be read is left out: the others came with the same proof and would be refused for ever."""
    items = payload.get("messages")
    if not isinstance(items, list):
        raise NotOurs(400, "payload")
    heard = []
    for place, item in enumerate(items):
        try:
            heard.append(_heard(account, name, f"{unique}#{place}", item if isinstance(item, dict) else {}, signed_at))
        except NotOurs:
            continue
    if items and not heard:
        raise NotOurs(400, "payload")
    return heard


def _heard(account: str, name: str, unique: str, payload: dict[str, Any], signed_at: datetime) -> Heard:
    if name in ("sms:received", "mms:downloaded"):
        return _message(account, name, unique, payload)
    return _report(account, name, unique, payload, signed_at)


def _message(account: str, name: str, unique: str, payload: dict[str, Any]) -> Heard:
    raw = _string(payload, "sender", "phoneNumber")
    number = normalise_number(raw)
    picture = name == "mms:downloaded"
    words = payload.get("body") or payload.get("subject") or "" if picture else payload.get("message")
    if not isinstance(words, str):
        raise NotOurs(400, "message")
    return Heard(
        channel=ChannelName.SMS,
        account=account,
        sender=number or raw,
        message_id=_optional(payload, "messageId") or unique,
        unique=unique,
        kind="image" if picture else "text",
        sent_at=_moment(payload.get("receivedAt")),
        text=_words(words),
        media=_first_part(payload) if picture else None,
        extra={"service": "1"} if is_service_number(raw) else {},
    )


def _report(account: str, name: str, unique: str, payload: dict[str, Any], signed_at: datetime) -> Heard:
    """What is not a villager's words: fates of our own messages, pings, and events of apps newer than this file."""
    said = _optional(payload, "messageId")
    raw = _optional(payload, "recipient", "sender", "phoneNumber")
    at = payload.get(_STATUS_TIMES.get(name, ""))
    fate = name.removeprefix("sms:") if name in _STATUS_TIMES else ""
    extra = {"status": fate, "said": said, "reason": _optional(payload, "reason")}
    return Heard(
        channel=ChannelName.SMS,
        account=account,
        sender=normalise_number(raw) or raw,
        message_id=said or unique,
        unique=unique,
        kind="status" if fate else f"event.{name}",
        sent_at=signed_at if at is None else _moment(at),
        extra={key: value for key, value in extra.items() if value},
    )


def _first_part(payload: dict[str, Any]) -> str | None:
    match payload.get("attachments"):
        case [{"partId": int() | str() as part}, *_]:
            return _cleaned(str(part))[:_MAX_ID] or None
    return None


def _string(fields: dict[str, Any], *names: str) -> str:
    """The first of these fields that is filled. Raises NotOurs 400: without it the message has no name or no sender."""
    value = _optional(fields, *names)
    if not value:
        raise NotOurs(400, names[0])
    return value


def _optional(fields: dict[str, Any], *names: str) -> str:
    for name in names:
        value = fields.get(name)
        if value is None:
            continue
        if not isinstance(value, str) or len(value) > _MAX_ID:
            raise NotOurs(400, name)
        if cleaned := _cleaned(value).strip():
            return cleaned
    return ""


def _words(text: str) -> str | None:
    kept = _cleaned(text[: 2 * MAX_TEXT])[:MAX_TEXT]
    return kept if kept.strip() else None


def _cleaned(text: str) -> str:
    """Without what no database column takes: NUL goes, half an emoji becomes a visible mark."""
    return _UNREADABLE.sub("\ufffd", text.replace("\0", ""))


def _moment(value: object) -> datetime:
    """ISO 8601 to UTC; without a zone it is the telephone's own time, which is Beijing's. Raises NotOurs 400."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        if moment is not None:
            return (moment if moment.tzinfo else moment.replace(tzinfo=_BEIJING)).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise NotOurs(400, "time")
