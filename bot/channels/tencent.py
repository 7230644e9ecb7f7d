"""SMS through Tencent Cloud: unsigned callbacks proved by the token in their URL, SendSms 2021-01-11 signed with TC3.

A reply comes alone as an object, reports as an array of at most 100; the two are told apart by their fields. The extension
of the number (extend) comes back with the reply and says which question it answers.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web

from bot.channels import NotOurs, Parcel, Receipt, SayFailed
from bot.channels.sms_calls import TIMEOUT, Answered, approved, call, host_of, refused
from bot.channels.sms_reading import (
    as_object,
    at_second,
    hashed,
    heard_fate,
    heard_words,
    loose,
    moment,
    objects_of,
    optional,
    posted,
    read_each,
    required,
)
from bot.channels.sms_signing import prove_token, tc3
from handlers.messages import Heard

_FATES = {"SUCCESS": "delivered", "FAIL": "failed"}
# how long to leave a number or the account alone; a limit of a day closes this way for the message
_PAUSES = {
    "LimitExceeded.PhoneNumberThirtySecondLimit": 30.0,
    "LimitExceeded.PhoneNumberOneHourLimit": 3600.0,
    "LimitExceeded.DeliveryFrequencyLimit": 60.0,
    "RequestLimitExceeded": 2.0,
}
# the account's owner can mend these, or time does: money, rights, clocks, a fault of the cloud
_MENDABLE = ("AuthFailure", "UnauthorizedOperation", "InternalError", "ResourceInsufficient", "FailedOperation.InsufficientBalance")


class Tencent:
    """One application of an account; templates: reply key → the id of the approved template, "default" for all others."""

    carries = False

    def __init__(
        self,
        account: str,
        path_token: str,
        secret_id: str,
        secret_key: str,
        app_id: str,
        sign_name: str,
        templates: Mapping[str, str],
        extend: bool,
        api_base: str,
        region: str,
        session: aiohttp.ClientSession,
        wire_now: Callable[[], float],
    ) -> None:
        self.account = account
        self.say_timeout = TIMEOUT
        self._token = path_token
        self._keys = (secret_id, secret_key)
        self._fixed = {"SmsSdkAppId": app_id, "SignName": sign_name}
        self._templates = templates
        self._extend = extend
        self._url = api_base.rstrip("/") + "/"
        self._region = region
        self._session = session
        self._wire_now = wire_now

    async def hear(self, request: web.Request) -> list[Heard]:
        """A reply, or up to a hundred reports. Raises NotOurs."""
        body = await posted(request)
        prove_token(request.query.get("token", ""), self._token)
        now = datetime.fromtimestamp(self._wire_now(), UTC)
        return read_each(objects_of(body), lambda item: _heard(self.account, loose(as_object(item)), now))

    def thank(self, request: web.Request, heard: list[Heard], answer: str | None) -> web.Response:
        """Anything else is called again."""
        return web.json_response({"result": 0, "errmsg": "OK"})

    async def say(self, parcel: Parcel) -> Receipt:
        """One SMS of an approved template; the serial number is what its report names."""
        template, values = approved(self._templates, parcel)
        letter = self._fixed | {
            "PhoneNumberSet": [parcel.receiver],
            "TemplateId": template,
            "TemplateParamSet": list(values),
            "SessionContext": parcel.id,
        }
        if parcel.code and self._extend:
            letter["ExtendCode"] = parcel.code
        body = json.dumps(letter).encode()
        return _receipt(await call(self._session, "POST", self._url, data=body, headers=self.signed(body), timeout=self.say_timeout))

    def signed(self, body: bytes, action: str = "SendSms") -> dict[str, str]:
        """The headers of a call of this account."""
        now, host = int(self._wire_now()), host_of(self._url)
        return {
            "Content-Type": "application/json",
            "Host": host,
            "X-TC-Action": action,
            "X-TC-Version": "2021-01-11",
            "X-TC-Region": self._region,
            "X-TC-Timestamp": str(now),
            "Authorization": tc3(*self._keys, host=host, service="sms", body=body, now=now),
        }


def _receipt(answered: Answered) -> Receipt:
    match answered.json().get("Response"):
        case {"SendStatusSet": [{"Code": "Ok", "SerialNo": str(serial)}, *_]} if serial:
            return Receipt(serial)
        case {"SendStatusSet": [{"Code": str(code)}, *_]} | {"Error": {"Code": str(code)}}:
            again = code in _PAUSES or code.startswith(_MENDABLE)
            raise SayFailed(code, again=again, retry_after_s=_PAUSES.get(code))
    if not answered.good:
        raise refused(answered)
    raise SayFailed("unknown", again=False)  # taken or not: nobody gets it twice


def _heard(account: str, item: dict[str, Any], now: datetime) -> Heard:
    number = _number(item)
    if "report_status" in item:
        return _report(account, number, item, now)
    at = required(item, "time")
    words, code = item.get("text"), optional(item, "extend")
    unique = hashed(number, str(words), at, code, optional(item, "sign"))
    return heard_words(account, number, words, at_second(at), unique, code=code)


def _report(account: str, number: str, item: dict[str, Any], now: datetime) -> Heard:
    fate = _FATES.get(required(item, "report_status"))
    if fate is None:
        raise NotOurs(400, "report_status")
    when = optional(item, "user_receive_time")
    reason = optional(item, "errmsg") if fate == "failed" else ""
    return heard_fate(
        account, number, fate, required(item, "sid"), moment(when) if when else now, reason, ours=optional(item, "ext", "session_context")
    )


def _number(item: dict[str, Any]) -> str:
    """The country's code comes apart from the number: 49 and 15112345678 are no mobile of China."""
    mobile, nation = required(item, "mobile"), optional(item, "nationcode").lstrip("+")
    return mobile if not nation or mobile.startswith("+") else f"+{nation}{mobile}"
