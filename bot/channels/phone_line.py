"""A telephone line of our own (`shuoshi phone-line`, a process beside us): what happens on it comes in, what is to be asked goes out.

It posts JSON, one event or several, signed as X-Signature = hex HMAC-SHA256(key, body + X-Timestamp), until thanked:
{id, event, call, number, at} and for voicemail recording and text, for key digit and ref, for status status and ref.
ref is the id of what `say` was given. Our own calls to it are signed with the same key.
"""

import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import aiohttp
from aiohttp import web

from bot.channels import Channel, NotOurs, Parcel, Receipt, SayFailed
from bot.channels.sms_calls import TIMEOUT, call, refused
from bot.channels.sms_reading import (
    as_object,
    at_second,
    cleaned_words,
    heard_fate,
    loose,
    objects_of,
    optional,
    posted,
    read_each,
    required,
)
from bot.channels.sms_signing import prove_body
from bot.channels.sms_text import normalise_number
from bot.phone_settings import PhoneLineSettings
from handlers.messages import ChannelName, Heard

FATES = frozenset({"answered", "no_answer", "busy", "failed", "no_input"})
MOST_RECORDED = 4_000_000  # bytes; two minutes are half of it
_RECORDING = re.compile(r"[0-9A-Za-z-]{1,80}")
_DIGIT = re.compile(r"[0-9]{1,2}")
_OPTIONS = re.compile(r"请按([0-9]{1,2})(?=[，。])")
_TAIL = re.compile(r"[^。？！…]*请按[0-9]{1,2}。\Z")  # where Wording puts them: people's own words stand before


def open_lines(lines: Mapping[str, PhoneLineSettings], session: aiohttp.ClientSession, wire_now: Callable[[], float]) -> dict[str, Channel]:
    """One channel for each line, by its settings key."""
    return {name: PhoneLine(name, line, session, wire_now) for name, line in lines.items()}


class PhoneLine:
    """One line: account is its settings key."""

    carries = False

    def __init__(self, account: str, line: PhoneLineSettings, session: aiohttp.ClientSession, wire_now: Callable[[], float]) -> None:
        self.account = account
        self._key, self._village = line.signing_key, line.village
        self._control = line.control.rstrip("/")
        self._session, self._wire_now = session, wire_now

    async def hear(self, request: web.Request) -> list[Heard]:
        """What happened, one event or several. Raises NotOurs."""
        body = await posted(request)
        prove_body(self._key, body, request.headers, self._wire_now())
        return read_each(objects_of(body), lambda item: read_event(self.account, as_object(item), self._village))

    def thank(self, request: web.Request, heard: list[Heard], answer: str | None) -> web.Response:
        """Any 2xx lets the line forget the event; nothing can be said back into a call that is over."""
        return web.json_response({"code": 0})

    async def say(self, parcel: Parcel) -> Receipt:
        """Asks for a call. Taken means that it rings: what becomes of it comes as key and status. The same parcel twice is one call."""
        if normalise_number(parcel.receiver) is None:
            raise SayFailed("receiver", again=False)
        wanted = {"id": parcel.id, "to": parcel.receiver, "text": parcel.text, "key": parcel.key, "keys": keys_in(parcel.text)}
        body = json.dumps(wanted, ensure_ascii=False).encode("utf-8", "replace")
        headers = self._signed(body) | {"Content-Type": "application/json"}
        answered = await call(self._session, "POST", f"{self._control}/calls", repeatable=True, data=body, headers=headers)
        if not answered.good:
            given = answered.json().get("error")
            raise refused(answered, given if isinstance(given, str) and len(given) < 40 else "")
        name = answered.json().get("call")
        return Receipt(name if isinstance(name, str) else parcel.id)

    async def fetch(self, handle: str) -> tuple[bytes, str]:
        """The recording of a voicemail. Raises SayFailed."""
        path = f"/recordings/{handle}"
        if not _RECORDING.fullmatch(handle):
            raise SayFailed("handle", again=False)
        try:
            async with self._session.get(f"{self._control}{path}", headers=self._signed(path.encode()), timeout=TIMEOUT) as response:
                if response.status != 200:
                    raise SayFailed(str(response.status), again=response.status != 404)
                content = await response.content.read(MOST_RECORDED)
                while more := await response.content.read(MOST_RECORDED):
                    content += more
                    if len(content) > MOST_RECORDED:
                        raise SayFailed("too_large", again=False)
        except (aiohttp.ClientError, OSError, TimeoutError):
            raise SayFailed("unreachable", again=True) from None
        return content, "audio/wav"

    def _signed(self, what: bytes) -> dict[str, str]:
        stamp = str(int(self._wire_now()))
        return {"X-Timestamp": stamp, "X-Signature": hmac.new(self._key.encode(), what + stamp.encode(), sha256).hexdigest()}


def keys_in(text: str) -> list[str]:
    """The keys that the end of a spoken text offers: 同意请按1，不同意请按2。"""
    tail = _TAIL.search(text)
    return _OPTIONS.findall(tail[0]) if tail else []


def read_event(account: str, item: dict[str, Any], village: str | None) -> Heard:
    """One event as it is heard. Raises NotOurs 400."""
    name, what = required(item, "id"), required(item, "event")
    at = at_second(required(loose(item), "at"))
    if what == "status":
        return _fate(account, item, at)
    if what not in ("voicemail", "key", "missed_call"):
        raise NotOurs(400, "event")
    number = optional(item, "number")
    known = normalise_number(number)
    extra = {"village": village or "", "call": optional(item, "call"), "ref": optional(item, "ref")}
    if known is None:  # nobody can be called back, or answered
        extra["service" if what == "missed_call" else "withheld"] = "1"
    heard = Heard(
        channel=ChannelName.PHONE,
        account=account,
        # callers who withhold their number are not one person: each is an address of its own
        sender=known or number or f"withheld-{name}",
        message_id=name,
        unique=name,
        kind=what,
        sent_at=at,
        extra={key: value for key, value in extra.items() if value},
    )
    if what == "voicemail":
        return _voicemail(heard, item)
    return replace(heard, text=_matching(_DIGIT, item, "digit")) if what == "key" else heard


def _voicemail(heard: Heard, item: dict[str, Any]) -> Heard:
    words = item.get("text")
    if words is not None and not isinstance(words, str):
        raise NotOurs(400, "text")
    return replace(heard, kind="voice", media=_matching(_RECORDING, item, "recording"), text=cleaned_words(words or ""))


def _fate(account: str, item: dict[str, Any], at: datetime) -> Heard:
    """Whoever heard it and pressed a key, or heard it out where nothing was asked, has got it; else it goes another way, or again.

    It is told apart by the call's id alone: a row's own id would find it before its mark, when the line was engaged at once.
    """
    status = required(item, "status")
    if status not in FATES:
        raise NotOurs(400, "status")
    arrived = "delivered" if status == "answered" else "failed"
    heard = heard_fate(account, required(item, "number"), arrived, required(item, "call"), at, status)
    return replace(heard, channel=ChannelName.PHONE)


def _matching(form: re.Pattern[str], item: dict[str, Any], name: str) -> str:
    value = required(item, name)
    if not form.fullmatch(value):
        raise NotOurs(400, name)
    return value
