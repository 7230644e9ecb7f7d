"""Tencent Cloud: a report of nobody's message, then DescribeSmsTemplateList, signed as SendSms is."""

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

from bot.channel_checks.answers import Told, refused
from bot.channel_checks.our_side import Callback
from bot.channel_checks.steps import Step, failed, note, passed
from bot.channel_checks.subject import Subject
from bot.channels import SayFailed
from bot.channels.sms_calls import call
from bot.channels.sms_kinds import open_sms
from bot.channels.tencent import Tencent
from bot.sms_settings import TencentSettings

NEEDED = ("path_token", "secret_id", "secret_key", "app_id", "sign_name", "templates")
_KEY: Told = (
    ("the cloud does not take secret_id and secret_key", "云上不认 secret_id、secret_key"),
    ("make a new key in the console (访问管理) and set both", "在“访问管理”里重新生成密钥，两样都再设一次"),
)
KNOWN: dict[str, Told] = {
    "AuthFailure.SignatureFailure": _KEY,
    "AuthFailure.SecretIdNotFound": _KEY,
    "AuthFailure.InvalidSecretId": _KEY,
    "AuthFailure.SignatureExpire": (
        ("the cloud finds our call stale", "云上说请求过期了"),
        ("this machine's clock is wrong: switch NTP on", "这台机器的钟不准：打开 NTP"),
    ),
    "UnauthorizedOperation.RequestIpNotInWhitelist": (
        ("this machine's address is not on the account's list", "这台机器的地址不在账号的白名单里"),
        ("add it in the console", "在控制台里加上"),
    ),
}
_NO_RIGHT = ("AuthFailure.UnauthorizedOperation", "UnauthorizedOperation.RequestPermissionDeny", "UnauthorizedOperation.CamNoAuth")
_APPROVED = 0


async def callback(subject: Subject, wrong: bool) -> Callback:
    """One report, with an id of ours that no message has."""
    part: TencentSettings = subject.part
    mark = subject.mark()
    report = {"nationcode": "", "mobile": "000", "report_status": "SUCCESS", "errmsg": "", "description": "", "sid": mark, "ext": mark}
    token = quote(f"not-{part.path_token}" if wrong else part.path_token, safe="")
    headers = {"Content-Type": "application/json"}
    return Callback({"result": 0, "errmsg": "OK"}, json.dumps([report]).encode(), f"token={token}", headers)


async def probe(subject: Subject) -> AsyncIterator[Step]:
    """Which of our templates are approved; a sub-account that may only send proves its signature all the same."""
    part: TencentSettings = subject.part
    channel = open_sms(subject.alone, subject.means)[subject.name]
    assert isinstance(channel, Tencent)
    ids = sorted({code for code in part.templates.values() if code.isdecimal()})
    body = json.dumps({"International": 0, "TemplateIdSet": [int(code) for code in ids], "Limit": 100, "Offset": 0}).encode()
    headers = channel.signed(body, "DescribeSmsTemplateList")
    url = part.api_base.rstrip("/") + "/"
    try:
        answered = await call(subject.means.session, "POST", url, repeatable=True, data=body, headers=headers)
    except SayFailed as fault:
        yield refused(fault.code, part.api_base, KNOWN)
        return
    match answered.json().get("Response"):
        case {"DescribeTemplateStatusSet": list(found)}:
            yield passed("secret_id and secret_key are right", "secret_id、secret_key 都对")
            yield _approved(ids, found)
        case {"Error": {"Code": str(code)}} if code in _NO_RIGHT:
            yield passed("secret_id and secret_key are right", "secret_id、secret_key 都对")
            yield note(
                "this key may not list templates: look in the console whether they are approved",
                "这把钥匙不能查模板：过没过审，请到控制台看",
            )
        case {"Error": {"Code": str(code)}}:
            yield refused(code[:80], part.api_base, KNOWN)
        case _:
            yield refused("unreadable" if answered.good else str(answered.status), part.api_base, KNOWN)


def _approved(ids: list[str], found: list[Any]) -> Step:
    good = {str(each.get("TemplateId")) for each in found if isinstance(each, dict) and each.get("StatusCode") == _APPROVED}
    if missing := [code for code in ids if code not in good]:
        what = (f"templates not approved: {', '.join(missing)}", f"模板没过审：{'、'.join(missing)}")
        return failed(what, ("look in the console why, or set another in templates", "到控制台看原因，或在 templates 里换一个"))
    return passed("the templates are approved", "模板都过审了")
