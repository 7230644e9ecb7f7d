"""Alibaba Cloud: a report of nobody's message, then QuerySmsSign, signed as SendSms is."""

import json
from collections.abc import AsyncIterator
from urllib.parse import quote

from yarl import URL

from bot.channel_checks.answers import Told, refused
from bot.channel_checks.our_side import Callback
from bot.channel_checks.steps import Step, failed, note, passed
from bot.channel_checks.subject import Subject
from bot.channels import SayFailed
from bot.channels.aliyun import Aliyun
from bot.channels.sms_calls import call
from bot.channels.sms_kinds import open_sms
from bot.channels.sms_signing import acs3_query
from bot.sms_settings import AliyunSettings

NEEDED = ("path_token", "secret_id", "secret_key", "sign_name", "templates")
_KEY: Told = (
    ("the cloud does not take secret_id and secret_key", "云上不认 secret_id、secret_key"),
    ("make a new AccessKey in the console (RAM) and set both", "在 RAM 里重新生成 AccessKey，两样都再设一次"),
)
_CLOCK: Told = (
    ("the cloud finds our call stale", "云上说请求过期了"),
    ("this machine's clock is wrong: switch NTP on", "这台机器的钟不准：打开 NTP"),
)
KNOWN: dict[str, Told] = {
    "SignatureDoesNotMatch": _KEY,
    "InvalidAccessKeyId.NotFound": _KEY,
    "InvalidAccessKeyId.Inactive": _KEY,
    "InvalidTimeStamp.Expired": _CLOCK,
    "isv.SMS_SIGNATURE_ILLEGAL": (
        ("there is no such 签名", "没有这个签名"),
        ("sign_name must be exactly as it was approved, without 【】", "sign_name 要和批下来的一字不差，不带【】"),
    ),
}
_NO_RIGHT = ("isp.RAM_PERMISSION_DENY", "NoPermission", "Forbidden.RAM", "Forbidden")
_APPROVED = 1


async def callback(subject: Subject, wrong: bool) -> Callback:
    """One report, with an id of ours that no message has."""
    part: AliyunSettings = subject.part
    mark = subject.mark()
    report = {"phone_number": "000", "success": True, "biz_id": mark, "out_id": mark, "err_code": "DELIVERED"}
    token = quote(f"not-{part.path_token}" if wrong else part.path_token, safe="")
    headers = {"Content-Type": "application/json"}
    return Callback({"code": 0, "msg": "成功"}, json.dumps([report]).encode(), f"token={token}", headers)


async def probe(subject: Subject) -> AsyncIterator[Step]:
    """Whether our 签名 is approved; a sub-account that may only send proves its signature all the same."""
    part: AliyunSettings = subject.part
    channel = open_sms(subject.alone, subject.means)[subject.name]
    assert isinstance(channel, Aliyun)
    query = {"SignName": part.sign_name}
    url = URL(f"{part.api_base.rstrip('/')}/?{acs3_query(query)}", encoded=True)
    try:
        answered = await call(subject.means.session, "POST", url, repeatable=True, headers=channel.signed(query, "QuerySmsSign"))
    except SayFailed as fault:
        yield refused(fault.code, part.api_base, KNOWN)
        return
    said = answered.json()
    code = said.get("Code")
    if not isinstance(code, str):
        yield refused("unreadable" if answered.good else str(answered.status), part.api_base, KNOWN)
    elif code != "OK" and code not in _NO_RIGHT:
        yield refused(code[:80], part.api_base, KNOWN)
    else:
        yield passed("secret_id and secret_key are right", "secret_id、secret_key 都对")
        yield (
            _approved(said.get("SignStatus"))
            if code == "OK"
            else note(
                "this key may not look at the 签名: see in the console whether it is approved", "这把钥匙不能查签名：过没过审，请到控制台看"
            )
        )


def _approved(status: object) -> Step:
    if status == _APPROVED:
        return passed("the 签名 is approved", "签名过审了")
    return failed(("the 签名 is not approved", "签名没过审"), ("look in the console why", "到控制台看原因"))
