"""SMS through Alibaba Cloud: unsigned callbacks (SmsUp, SmsReport) proved by their token, SendSms 2017-05-25 signed with ACS3.

Both callbacks are arrays; reports of one sending share its BizId and differ in the number. SendSms takes no id of ours that
would make it safe to repeat: what may have arrived is never sent again.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import aiohttp
from aiohttp import web
from yarl import URL

from bot.channels import NotOurs, Parcel, Receipt, SayFailed
from bot.channels.sms_calls import TIMEOUT, Answered, approved, call, host_of, refused
from bot.channels.sms_reading import (
    as_object,
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
from bot.channels.sms_signing import acs3, acs3_query, prove_token
from handlers.messages import Heard

_FATES = {True: "delivered", False: "failed", "true": "delivered", "false": "failed"}
# the account's owner can mend these, or time does
_MENDABLE = (
    *("Throttling", "ServiceUnavailable", "InternalError", "isp.SYSTEM_ERROR", "isp.RAM_PERMISSION_DENY", "isv.AMOUNT_NOT_ENOUGH"),
    *("isv.OUT_OF_SERVICE", "isv.ACCOUNT_", "SignatureDoesNotMatch", "InvalidAccessKeyId", "InvalidTimeStamp", "Forbidden"),
)
_PAUSES = {"分钟": 60.0, "小时": 3600.0}  # of isv.BUSINESS_LIMIT_CONTROL; a limit of a day closes this way for the message


class Aliyun:
    """One account; templates: reply key → "CODE" or "CODE:name,name" (its variables in order; else v1, v2 …)."""

    carries = False

    def __init__(
        self,
        account: str,
        path_token: str,
        secret_id: str,
        secret_key: str,
        sign_name: str,
        templates: Mapping[str, str],
        extend: bool,
        api_base: str,
        session: aiohttp.ClientSession,
        wire_now: Callable[[], float],
        chance: Callable[[int], bytes],
    ) -> None:
        self.account = account
        self.say_timeout = TIMEOUT
        self._token = path_token
        self._keys = (secret_id, secret_key)
        self._sign_name = sign_name
        self._templates = templates
        self._extend = extend
        self._base = api_base.rstrip("/")
        self._session = session
        self._wire_now = wire_now
        self._chance = chance

    async def hear(self, request: web.Request) -> list[Heard]:
        """Replies or reports. Raises NotOurs."""
        body = await posted(request)
        prove_token(request.query.get("token", ""), self._token)
        now = datetime.fromtimestamp(self._wire_now(), UTC)
        return read_each(objects_of(body), lambda item: _heard(self.account, loose(as_object(item)), now))

    def thank(self, request: web.Request, heard: list[Heard], answer: str | None) -> web.Response:
        """code must be a number; anything else is called again."""
        return web.json_response({"code": 0, "msg": "成功"})

    async def say(self, parcel: Parcel) -> Receipt:
        """One SMS of an approved template; the BizId is what its report names."""
        template, values = approved(self._templates, parcel)
        code, _, names = template.partition(":")
        named = [name.strip() for name in names.split(",")] if names else [f"v{n}" for n in range(1, len(values) + 1)]
        query = {
            "PhoneNumbers": parcel.receiver.removeprefix("+86").removeprefix("+"),
            "SignName": self._sign_name,
            "TemplateCode": code,
            "TemplateParam": json.dumps(dict(zip(named, values, strict=False)), ensure_ascii=False, separators=(",", ":")),
            "OutId": parcel.id,
        }
        if parcel.code and self._extend:
            query["SmsUpExtendCode"] = parcel.code
        query = {name: value.encode("utf-8", "replace").decode() for name, value in query.items()}
        try:
            url = URL(f"{self._base}/?{acs3_query(query)}", encoded=True)
        except ValueError:
            raise SayFailed("unreachable", again=True) from None
        return _receipt(await call(self._session, "POST", url, headers=self.signed(query), timeout=self.say_timeout))

    def signed(self, query: Mapping[str, str], action: str = "SendSms") -> dict[str, str]:
        """The headers of a call of this account."""
        headers = {
            "host": host_of(self._base),
            "x-acs-action": action,
            "x-acs-version": "2017-05-25",
            "x-acs-date": datetime.fromtimestamp(self._wire_now(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": self._chance(16).hex(),
            "x-acs-content-sha256": sha256(b"").hexdigest(),
        }
        return headers | {"Authorization": acs3(*self._keys, query=query, headers=headers)}


def _receipt(answered: Answered) -> Receipt:
    said = answered.json()
    code, message, biz = said.get("Code"), str(said.get("Message", "")), said.get("BizId")
    if code == "OK" and isinstance(biz, str) and biz:
        return Receipt(biz)
    if code == "isv.BUSINESS_LIMIT_CONTROL":
        pause = next((seconds for word, seconds in _PAUSES.items() if word in message), None)
        raise SayFailed(code, again=pause is not None, retry_after_s=pause)
    if isinstance(code, str) and code != "OK":
        raise SayFailed(code[:80], again=code.startswith(_MENDABLE), retry_after_s=answered.retry_after_s)
    if not answered.good:
        raise refused(answered)
    raise SayFailed("unknown", again=False)


def _heard(account: str, item: dict[str, Any], now: datetime) -> Heard:
    number = required(item, "phone_number")
    if "biz_id" in item or "success" in item:
        return _report(account, number, item, now)
    at, words, code = required(item, "send_time"), item.get("content"), optional(item, "dest_code")
    given = optional(item, "sequence_id")
    unique = given or hashed(number, str(words), at, code, optional(item, "sign_name"))
    return heard_words(account, number, words, moment(at), unique, given, code=code)


def _report(account: str, number: str, item: dict[str, Any], now: datetime) -> Heard:
    success = item.get("success")
    fate = _FATES.get(success) if isinstance(success, (bool, str)) else None
    if fate is None:
        raise NotOurs(400, "success")
    when = optional(item, "report_time", "send_time")
    reason = optional(item, "err_code") if fate == "failed" else ""
    return heard_fate(account, number, fate, required(item, "biz_id"), moment(when) if when else now, reason, ours=optional(item, "out_id"))
