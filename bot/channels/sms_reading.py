"""What all SMS gateways read alike: bodies, fields, moments, cleaned words, and the two things they bring: words and fates.

What cannot be read is NotOurs 400 and nothing else, whatever a stranger sends; nothing of the request is in the reason.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes

from aiohttp import web

from bot.channels import NotOurs
from bot.channels.sms_text import is_service_number, normalise_number
from bot.guard import read_body
from handlers.messages import ChannelName, Heard

MAX_TEXT = 2000  # characters kept of one message
MAX_ID = 200
BEIJING = timezone(timedelta(hours=8))
_UNREADABLE = re.compile("[\ud800-\udfff]")
_TIGHT = re.compile(r"[0-9]{14}")  # 20170901000000, as Aliyun writes it now and then
_CODE = re.compile(r"[0-9]{1,12}")
T = TypeVar("T")


async def posted(request: web.Request) -> bytes:
    """The body of a POST; every refusal in the contract's order: 413, then 405."""
    body = await read_body(request)
    if request.method != "POST":
        raise NotOurs(405, "method")
    return body


def heard_words(account: str, raw: str, words: object, at: datetime, unique: str, message_id: str = "", **extra: str) -> Heard:
    """One SMS of whoever raw is: a person's E.164 number, or a service number, which is kept and never answered.

    extra: empty values are left out; code (what a reply's number was extended by) only where it is digits.
    """
    if not isinstance(words, str):
        raise NotOurs(400, "text")
    if not _CODE.fullmatch(extra.get("code", "")):
        extra.pop("code", None)
    if is_service_number(raw):
        extra["service"] = "1"
    return Heard(
        channel=ChannelName.SMS,
        account=account,
        sender=normalise_number(raw) or raw,
        message_id=message_id or unique,
        unique=unique,
        kind="text",
        sent_at=at,
        text=cleaned_words(words),
        extra={key: value for key, value in extra.items() if value},
    )


def heard_fate(account: str, raw: str, status: str, said: str, at: datetime, reason: str = "", ours: str = "") -> Heard:
    """What became of a message of ours. said: the id that `say` gave back; ours: the parcel's id, where the provider repeats it.

    One report may come twice, late and in any order: the same id and state are one, another state is another.
    """
    extra = {"status": status, "said": said, "reason": reason, "ours": ours}
    return Heard(
        channel=ChannelName.SMS,
        account=account,
        sender=normalise_number(raw) or raw,
        message_id=said,
        unique=f"{said}:{status}" if len(said) < MAX_ID - 60 else hashed(said, status),
        kind="status",
        sent_at=at,
        extra={key: value for key, value in extra.items() if value},
    )


def read_each(items: Iterable[T], read: Callable[[T], Heard]) -> list[Heard]:
    """An item that cannot be read is left out: the others came with the same proof and would be refused for ever."""
    heard, faults = [], 0
    for item in items:
        try:
            heard.append(read(item))
        except NotOurs:
            faults += 1
    if faults and not heard:
        raise NotOurs(400, "payload")
    return heard


def json_of(body: bytes) -> Any:
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError):
        raise NotOurs(400, "json") from None


def object_of(body: bytes) -> dict[str, Any]:
    return as_object(json_of(body))


def as_object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NotOurs(400, "json")
    return value


def objects_of(body: bytes) -> list[object]:
    """The items of an array, or the one object that came alone."""
    value = json_of(body)
    return value if isinstance(value, list) else [as_object(value)]


def form_of(raw: str | bytes) -> list[tuple[str, bytes]]:
    """A query or a form as it came: names as text, values as bytes, for only the fields tell in which charset they are."""
    given = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else raw
    pairs = (part.replace(b"+", b" ").partition(b"=") for part in given.split(b"&") if part)
    return [(unquote_to_bytes(name).decode("utf-8", "replace"), unquote_to_bytes(value)) for name, _, value in pairs]


def fields_of(pairs: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    """Values as UTF-8 text; of a name that comes twice the first."""
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, value.decode("utf-8", "replace"))
    return fields


def required(fields: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that is filled: without it the message has no name or no sender."""
    value = optional(fields, *names)
    if not value:
        raise NotOurs(400, names[0])
    return value


def optional(fields: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that is filled, at most 200 characters; "" for none."""
    for name in names:
        value = fields.get(name)
        if value is None:
            continue
        if not isinstance(value, str) or len(value) > MAX_ID:
            raise NotOurs(400, name)
        if kept := cleaned(value).strip():
            return kept
    return ""


def loose(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Whole numbers as text: providers write one id as a string today and as a number tomorrow."""
    return {name: str(value) if type(value) is int and abs(value) < 10**30 else value for name, value in fields.items()}


def cleaned_words(text: str) -> str | None:
    kept = cleaned(text[: 2 * MAX_TEXT])[:MAX_TEXT]
    return kept if kept.strip() else None


def cleaned(text: str) -> str:
    """Without what no database column takes: NUL goes, half an emoji becomes a visible mark."""
    return _UNREADABLE.sub("\ufffd", text.replace("\0", ""))


def hashed(*parts: str) -> str:
    """The identity of a message whose provider gives it none."""
    return "sha256:" + sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def moment(value: object, zone: timezone = BEIJING) -> datetime:
    """ISO 8601, or the same without separators, to UTC; what names no zone is in the given one."""
    try:
        if isinstance(value, str):
            read = datetime.fromisoformat(f"{value[:8]}T{value[8:]}" if _TIGHT.fullmatch(value) else value)
            return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise NotOurs(400, "time")


def at_second(value: str, per_second: int = 1) -> datetime:
    """Seconds since 1970 in digits (or thousandths, per_second=1000) to UTC."""
    if not (value.isascii() and value.isdigit() and len(value) <= 14):
        raise NotOurs(400, "time")
    try:
        return datetime.fromtimestamp(int(value) / per_second, UTC)
    except (ValueError, OverflowError, OSError):
        raise NotOurs(400, "time") from None
