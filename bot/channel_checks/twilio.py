"""Twilio: a status of nobody's message, signed over our public URL, then the account itself."""

from collections.abc import AsyncIterator
from urllib.parse import urlencode

import aiohttp

from bot.channel_checks.answers import Told, refused
from bot.channel_checks.our_side import Callback
from bot.channel_checks.steps import Step, failed, passed
from bot.channel_checks.subject import Subject
from bot.channels import SayFailed
from bot.channels.sms_calls import call
from bot.channels.sms_signing import twilio_signature
from bot.channels.twilio import callback_url
from bot.sms_settings import TwilioSettings

NEEDED = ("account_sid", "auth_token", "public_url", "sender")
_KEY: Told = (
    ("Twilio does not take account_sid and auth_token", "Twilio 不认 account_sid、auth_token"),
    ("copy both from its console", "从它的控制台再抄一遍"),
)
KNOWN: dict[str, Told] = {"401": _KEY, "20003": _KEY, "404": _KEY, "20404": _KEY}


async def callback(subject: Subject, wrong: bool) -> Callback:
    """A message that is queued; the signature covers our public address, not the one we knock at."""
    part: TwilioSettings = subject.part
    form = {"MessageSid": subject.mark(), "MessageStatus": "queued", "To": "000", "AccountSid": part.account_sid}
    token = f"not-{part.auth_token}" if wrong else part.auth_token
    signature = twilio_signature(token, callback_url(part.public_url, subject.name), form.items())
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    return Callback("<Response></Response>", urlencode(form).encode(), headers=headers)


async def probe(subject: Subject) -> AsyncIterator[Step]:
    """GET of the account."""
    part: TwilioSettings = subject.part
    headers = {"Authorization": aiohttp.encode_basic_auth(part.account_sid, part.auth_token, encoding="utf-8")}
    url = f"{part.api_base.rstrip('/')}/2010-04-01/Accounts/{part.account_sid}.json"
    try:
        answered = await call(subject.means.session, "GET", url, repeatable=True, headers=headers)
    except SayFailed as fault:
        yield refused(fault.code, part.api_base, KNOWN)
        return
    said = answered.json()
    if not answered.good:
        code = said.get("code")
        yield refused(str(code) if isinstance(code, int) else str(answered.status), part.api_base, KNOWN)
    elif said.get("status") == "active":
        yield passed("account_sid and auth_token are right, the account is active", "account_sid、auth_token 都对，账号能用")
    else:
        yield failed(
            ("the account is not active", "账号停用了"), ("look in Twilio's console: money or a block", "到 Twilio 控制台看：欠费或被停")
        )
