"""SMS through Kannel, the operator's SMPP behind it: its smsbox calls us by GET, the body of our answer is the reply SMS.

In the callbacks %p is the person, in ours and in its delivery reports. Kannel signs nothing: the token in the URL proves
it, so smsbox and we belong on one machine or one closed network.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote, urlencode

import aiohttp
from aiohttp import web
from yarl import URL

from bot.channels import NotOurs, Parcel, Receipt
from bot.channels.sms_calls import TIMEOUT, call, refused
from bot.channels.sms_reading import (
    MAX_TEXT,
    at_second,
    fields_of,
    form_of,
    hashed,
    heard_fate,
    heard_words,
    moment,
    optional,
    required,
)
from bot.channels.sms_signing import prove_token
from bot.channels.sms_text import length, normalise_number
from bot.guard import read_body
from handlers.messages import Heard

# %d of a delivery report: a phone got it, it never will, the centre keeps it, took it, refuses it, or says it is on its way.
_FATES = {"1": "delivered", "2": "failed", "4": "sent", "8": "sent", "16": "failed", "32": "sent"}
_CHARSETS = {
    **dict.fromkeys(("UTF-16BE", "UTF-16", "UCS-2", "UCS2", "ISO-10646-UCS-2"), "utf-16-be"),
    **dict.fromkeys(("ISO-8859-1", "LATIN1", "WINDOWS-1252", "CP1252"), "cp1252"),
    **dict.fromkeys(("GBK", "GB2312", "GB18030"), "gb18030"),
}
_DLR_MASK = "31"
_STATE = re.compile(r"\bstat:([A-Z]{1,10})\b|\berr:([0-9A-Za-z]{1,8})\b")


class Kannel:
    """One smsbox. callback: our own URL for its delivery reports, without the query."""

    carries = True

    def __init__(
        self,
        account: str,
        path_token: str,
        api_base: str,
        user: str,
        password: str,
        callback: str,
        session: aiohttp.ClientSession,
        wire_now: Callable[[], float],
    ) -> None:
        self.account = account
        self.say_timeout = TIMEOUT
        self._token = path_token
        self._base = api_base.rstrip("/")
        fixed = {"username": user, "password": password, "charset": "UTF-8", "dlr-mask": _DLR_MASK}
        self._sendsms = f"{self._base}/cgi-bin/sendsms?{urlencode(fixed, quote_via=quote, safe='')}"
        self._callback = callback
        self._report_tail = f"&from=%p&to=%P&reply=%A&smsc=%i&fid=%F&token={_escaped(path_token)}"
        self._session = session
        self._wire_now = wire_now

    async def hear(self, request: web.Request) -> list[Heard]:
        """One SMS, or one delivery report: the one has text, the other a type and our ref. Raises NotOurs."""
        await read_body(request)
        if request.method != "GET":
            raise NotOurs(405, "method")
        pairs = form_of(request.raw_path.partition("?")[2])
        fields = fields_of(pairs)
        prove_token(fields.get("token", ""), self._token)
        now = datetime.fromtimestamp(self._wire_now(), UTC)
        if "type" in fields and "text" not in fields:
            return [_report(self.account, fields, now)]
        return [_message(self.account, fields, dict(pairs[::-1]).get("text"), now)]

    def thank(self, request: web.Request, heard: list[Heard], answer: str | None) -> web.Response:
        """Our answer as the SMS to the person. Without the coding header Kannel would send Chinese as ????."""
        headers = {"X-Kannel-Coding": "2"} if answer else {}
        return web.Response(text=answer or "", headers=headers)

    async def say(self, parcel: Parcel) -> Receipt:
        """One SMS. Kannel gives no id back; the report's URL brings ours."""
        report = quote(self._report_url(parcel.id), safe="")
        url = f"{self._sendsms}&{_words(parcel.text)}&to={quote(parcel.receiver, safe='')}&dlr-url={report}"
        answered = await call(self._session, "GET", _encoded(url), timeout=self.say_timeout)
        if not answered.good:
            raise refused(answered)
        return Receipt(parcel.id)

    def _report_url(self, ref: str) -> str:
        return f"{self._callback}?type=%d&ref={_escaped(ref)}{self._report_tail}"


def _escaped(text: str) -> str:
    """A per cent sign of ours would be read as one of Kannel's own escapes."""
    return quote(text, safe="").replace("%", "%%")


@lru_cache(maxsize=64)
def _words(text: str) -> str:
    """Text and coding of the query; what a whole village hears is worked out once."""
    chinese = length(text)[1] < 160
    words = text.encode("utf-8", "replace").decode()
    return urlencode({"text": words, "coding": "2" if chinese else "0"}, quote_via=quote, safe="")


def _encoded(url: str) -> URL | str:
    try:
        return URL(url, encoded=True)
    except ValueError:
        return url  # the call says in its own words that this is no address


def _message(account: str, fields: dict[str, str], text: bytes | None, now: datetime) -> Heard:
    if text is None:
        raise NotOurs(400, "text")
    sender = required(fields, "from")
    words = text[: 8 * MAX_TEXT].decode(_CHARSETS.get(fields.get("charset", "").upper(), "utf-8"), "replace")
    at = optional(fields, "ts")
    sent = now if not at else at_second(at) if at.isdigit() else moment(at, UTC)
    given = optional(fields, "id")
    unique = given or hashed(sender, words, at, fields.get("udh", ""))
    return heard_words(account, sender, words, sent, unique, given)


def _report(account: str, fields: dict[str, str], now: datetime) -> Heard:
    fate, ref = _FATES.get(fields["type"].strip()), required(fields, "ref")
    if fate is None:
        raise NotOurs(400, "type")
    person = optional(fields, "from")
    if not normalise_number(person):  # whoever wrote the URL the other way round
        person = optional(fields, "to") or person
    reason = "" if fate != "failed" else ",".join("".join(found) for found in _STATE.findall(fields.get("reply", "")[:500]))
    return heard_fate(account, person, fate, ref, now, reason, ours=ref)
