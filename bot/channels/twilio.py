"""SMS through Twilio, for numbers abroad: callbacks signed over URL and form (X-Twilio-Signature), messages by its REST API.

The signature covers everything but no moment, and Twilio's ids are for ever: a late callback is fresh, a repeated one is known.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
from aiohttp import web

from bot.channels import NotOurs, Parcel, Receipt, SayFailed
from bot.channels.sms_calls import TIMEOUT, call, refused
from bot.channels.sms_reading import MAX_ID, fields_of, form_of, heard_fate, heard_words, loose, object_of, optional, posted, required
from bot.channels.sms_signing import same, twilio_signature
from handlers.messages import Heard

_FATES = {
    **dict.fromkeys(("accepted", "scheduled", "queued", "sending"), "accepted"),
    "sent": "sent",
    **dict.fromkeys(("delivered", "read"), "delivered"),
    **dict.fromkeys(("failed", "undelivered", "canceled"), "failed"),
}


class Twilio:
    """One account. public_url: what Twilio calls, our site or this callback itself; sender: our number, or an MG… service."""

    carries = False

    def __init__(
        self,
        account: str,
        account_sid: str,
        auth_token: str,
        public_url: str,
        api_base: str,
        sender: str,
        session: aiohttp.ClientSession,
        wire_now: Callable[[], float],
    ) -> None:
        self.account = account
        self.say_timeout = TIMEOUT
        self._token = auth_token
        self._callback = callback_url(public_url, account)
        self._url = f"{api_base.rstrip('/')}/2010-04-01/Accounts/{account_sid}/Messages.json"
        self._headers = {"Authorization": aiohttp.encode_basic_auth(account_sid, auth_token, encoding="utf-8")}
        self._sender = {"MessagingServiceSid" if sender.startswith("MG") else "From": sender} if sender else {}
        self._session = session
        self._wire_now = wire_now

    async def hear(self, request: web.Request) -> list[Heard]:
        """One SMS or one report. Raises NotOurs."""
        body = await posted(request)
        query = request.raw_path.partition("?")[2]
        fields = self._proved(body, query, request.headers.get("X-Twilio-Signature", ""))
        return [_heard(self.account, fields, datetime.fromtimestamp(self._wire_now(), UTC))]

    def thank(self, request: web.Request, heard: list[Heard], answer: str | None) -> web.Response:
        """Empty TwiML: an answer in it would have no id, and its reports would be nobody's."""
        return web.Response(text="<Response></Response>", content_type="text/xml")

    async def say(self, parcel: Parcel) -> Receipt:
        """One SMS; its sid is what the reports name."""
        form = self._sender | {"To": parcel.receiver, "Body": parcel.text, "StatusCallback": self._callback}
        form = {name: value.encode("utf-8", "replace").decode() for name, value in form.items()}
        answered = await call(self._session, "POST", self._url, data=form, headers=self._headers, timeout=self.say_timeout)
        said = answered.json()
        if not answered.good:
            raise refused(answered, f"{said['code']}" if isinstance(said.get("code"), int) else "")
        sid = said.get("sid")
        if not isinstance(sid, str) or not sid:
            raise SayFailed("unknown", again=False)
        return Receipt(sid)

    def _proved(self, body: bytes, query: str, signature: str) -> Mapping[str, Any]:
        """The fields, once the signature holds; a body that is no form is signed by its hash in the query. Raises NotOurs 403."""
        hashes = parse_qs(query).get("bodySHA256")
        form = [] if hashes else [(name, value.decode("utf-8", "replace")) for name, value in form_of(body)]
        urls = _with_and_without_port(self._callback + ("?" + query if query else ""))
        if not any([same(signature, twilio_signature(self._token, url, form)) for url in urls]):  # noqa: C419  no early end
            raise NotOurs(403, "signature")
        if not hashes:
            return fields_of((name, value) for name, value in form_of(body))
        if not same(hashes[0], sha256(body).hexdigest()):
            raise NotOurs(403, "body")
        return loose(object_of(body))


def callback_url(public_url: str, account: str) -> str:
    """What Twilio calls and signs; public_url may be our site or this address itself."""
    site = public_url.rstrip("/")
    return site if site.endswith(f"/sms/{account}") else f"{site}/sms/{account}"


def _with_and_without_port(url: str) -> list[str]:
    """Twilio signs sometimes the one and sometimes the other."""
    parts = urlsplit(url)
    bare = parts.netloc.partition(":")[0]
    port = parts.netloc.partition(":")[2] or ("443" if parts.scheme == "https" else "80")
    return [url.replace(parts.netloc, there, 1) for there in (bare, f"{bare}:{port}")]


def _heard(account: str, fields: Mapping[str, Any], now: datetime) -> Heard:
    sid = required(fields, "MessageSid", "SmsSid", "SmsMessageSid")
    status = optional(fields, "MessageStatus", "SmsStatus")
    if status in ("", "received", "receiving"):
        return _message(account, sid, fields, now)
    if status not in _FATES:
        raise NotOurs(400, "status")
    reason = optional(fields, "ErrorCode")
    return heard_fate(account, optional(fields, "To"), _FATES[status], sid, now, reason if reason != "0" else "")


def _message(account: str, sid: str, fields: Mapping[str, Any], now: datetime) -> Heard:
    heard = heard_words(account, required(fields, "From"), fields.get("Body", ""), now, sid)
    picture = optional(fields, "MediaUrl0")[:MAX_ID] if optional(fields, "MediaContentType0").startswith("image/") else ""
    return replace(heard, kind="image", media=picture) if picture else heard
