"""A telephone with SmsForwarder: an answered call as its webhook tells it, then POST /config/query of its own server."""

import json
from collections.abc import AsyncIterator
from urllib.parse import quote

from bot.channel_checks.answers import Told, refused
from bot.channel_checks.our_side import Callback
from bot.channel_checks.steps import Step, failed, note, passed
from bot.channel_checks.subject import Subject
from bot.channels import SayFailed
from bot.channels.sms_calls import call
from bot.channels.sms_signing import forwarder_sign
from bot.sms_settings import SmsForwarderSettings

NEEDED = ("secret", "api_base")
KNOWN: dict[str, Told] = {
    "unreachable": (
        ("the telephone's server does not answer", "手机上的服务没有应答"),
        ("switch on 主动控制·服务端, same network or VPN", "打开“主动控制·服务端”，在同一个网或 VPN 里"),
    ),
    "refused": (
        ("the telephone does not take our sign", "手机不认我们的签名"),
        ("服务端 → 安全措施 must be 签名 with the same secret, and its clock right", "“服务端→安全措施”选签名，密钥要一样，手机的钟要准"),
    ),
}


async def callback(subject: Subject, wrong: bool) -> Callback:
    """A call that was taken, of no number: kept as an event line; only a missed one would be somebody's."""
    part: SmsForwarderSettings = subject.part
    stamp = str(subject.now() * 1000)
    sign = quote(forwarder_sign(f"not-{part.secret}" if wrong else part.secret, stamp), safe="*-._")
    letter = {"from": subject.mark(), "org_content": "类型：测试", "card_slot": "", "timestamp": stamp, "sign": sign}
    return Callback({"ok": True}, json.dumps(letter).encode(), headers={"Content-Type": "application/json"})


async def probe(subject: Subject) -> AsyncIterator[Step]:
    """What its server may do; it signs as sending does."""
    part: SmsForwarderSettings = subject.part
    stamp = str(subject.now() * 1000)
    letter = {"data": {}, "timestamp": int(stamp), "sign": quote(forwarder_sign(part.secret, stamp), safe="*-._")}
    try:
        answered = await call(subject.means.session, "POST", f"{part.api_base.rstrip('/')}/config/query", repeatable=True, json=letter)
    except SayFailed as fault:
        yield refused("unreachable" if fault.code == "timeout" else fault.code, part.api_base, KNOWN)
        return
    said = answered.json()
    if not answered.good or said.get("code") != 200:
        yield refused("refused", part.api_base, KNOWN)
        return
    yield passed("the telephone's server takes our sign", "手机上的服务认得我们的签名")
    config = said.get("data")
    if isinstance(config, dict) and config.get("enable_api_sms_send") is False:
        what = ("sending by its server is switched off", "手机上没打开远程发短信")
        yield failed(what, ("switch on 服务端 → 远程发短信", "打开“服务端→远程发短信”"))
    yield note(
        "it has no delivery reports, and what it forwards can be seen only by sending it an SMS",
        "它没有回执；短信转不转得过来，只有给它发一条才知道",
    )
