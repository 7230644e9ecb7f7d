"""SMS and missed calls through a village telephone running SmsForwarder (短信转发器): its webhook in, its own server out.

Its sign covers only the moment, not the words: whoever reads one callback may forge others for five minutes, so the
telephone must reach us by HTTPS. It has no message ids and no delivery reports.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import aiohttp
from aiohttp import web

from bot.channels import Parcel, Receipt, SayFailed
from bot.channels.sms_calls import TIMEOUT, call, refused
from bot.channels.sms_reading import (
    at_second,
    fields_of,
    form_of,
    hashed,
    heard_words,
    loose,
    object_of,
    optional,
    posted,
    required,
)
from bot.channels.sms_signing import forwarder_sign, prove_stamp
from handlers.messages import Heard

# A call is forwarded as its contact, a line 类型 and the length; 未接来电 is the one that somebody should return.
_CALL = re.compile(r"^(?:通话)?类型[:：]\s*(\S+)", re.MULTILINE)


class SmsForwarder:
    """One telephone: account is its settings key, secret the one that its webhook and its server sign with."""

    carries = False

    def __init__(self, account: str, secret: str, api_base: str, session: aiohttp.ClientSession, wire_now: Callable[[], float]) -> None:
        self.account = account
        self.say_timeout = TIMEOUT
        self._secret = secret
        self._url = api_base.rstrip("/") + "/sms/send"
        self._session = session
        self._wire_now = wire_now

    async def hear(self, request: web.Request) -> list[Heard]:
        """The one SMS or call of a webhook, as JSON or a form. Raises NotOurs."""
        body = await posted(request)
        fields = loose(object_of(body)) if body.lstrip()[:1] in (b"{", b"[") else fields_of(form_of(body))
        stamp, sign = _text(fields, "timestamp"), _text(fields, "sign")
        prove_stamp(self._secret, stamp, sign, self._wire_now())
        return [_heard(self.account, fields, stamp)]

    def thank(self, request: web.Request, heard: list[Heard], answer: str | None) -> web.Response:
        """Any 2xx ends the telephone's tries."""
        return web.json_response({"ok": True})

    async def say(self, parcel: Parcel) -> Receipt:
        """One SMS from the first SIM. There is no id to ask by: what may have left is never sent again."""
        stamp = int(self._wire_now() * 1000)
        letter = {
            "data": {"sim_slot": 1, "phone_numbers": parcel.receiver, "msg_content": parcel.text},
            "timestamp": stamp,
            "sign": quote(forwarder_sign(self._secret, str(stamp)), safe="*-._"),  # as java.net.URLEncoder writes it
        }
        answered = await call(self._session, "POST", self._url, json=letter, timeout=self.say_timeout)
        if not answered.good:
            raise refused(answered)
        if (code := answered.json().get("code")) != 200:  # wrong sign, clock or rights: the telephone's owner can mend it
            raise SayFailed(f"code_{code}" if isinstance(code, int) else "unreadable", again=isinstance(code, int))
        return Receipt()


def _heard(account: str, fields: Mapping[str, Any], stamp: str) -> Heard:
    sender = required(fields, "from")
    words = next((fields[name] for name in ("org_content", "content", "msg") if fields.get(name)), "")
    # two rules of the telephone may forward one SMS twice, each with its own stamp: the moment of receiving tells
    when = optional(fields, "receive_time") or stamp
    unique = hashed(sender, str(words), when, optional(fields, "card_slot"))
    heard = heard_words(account, sender, words, at_second(stamp, 1000), unique)
    call_kind = _CALL.search(heard.text or "")
    if call_kind is None:
        return heard
    return replace(heard, kind="missed_call" if "未接" in call_kind[1] else "event.call", text=None)


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) and len(value) <= 400 else ""
