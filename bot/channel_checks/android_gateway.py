"""A telephone with SMS Gateway for Android: its system:ping, then its local server and the webhooks it has registered."""

import json
from collections.abc import AsyncIterator

import aiohttp

from bot.channel_checks.answers import Told, refused
from bot.channel_checks.our_side import Callback
from bot.channel_checks.signed_json import signed_json
from bot.channel_checks.steps import Step, failed, passed
from bot.channel_checks.subject import Subject
from bot.channels import SayFailed
from bot.channels.sms_calls import Answered, call
from bot.sms_settings import AndroidGatewaySettings

NEEDED = ("signing_key", "api_base", "user", "password")
WEBHOOKS = ("sms:received", "sms:sent", "sms:delivered", "sms:failed", "mms:downloaded")
KNOWN: dict[str, Told] = {
    "401": (
        ("the telephone does not take user and password", "手机不认用户名、密码"),
        ("copy both from its Local Server page", "照手机 Local Server 页面再抄一遍"),
    ),
    "unreachable": (
        ("the telephone's local server does not answer", "手机上的 Local Server 没有应答"),
        (
            "is it on, with its server switched on, in the same network or VPN?",
            "手机开着吗？Local Server 打开了吗？在同一个网或 VPN 里吗？",
        ),
    ),
}


async def callback(subject: Subject, wrong: bool) -> Callback:
    """Its ping: kept as a status line, with no number and no words."""
    ping = {"event": "system:ping", "id": subject.mark(), "payload": {"health": {"status": "pass"}}}
    return signed_json(subject, subject.part.signing_key, ping, wrong, {"ok": True})


async def probe(subject: Subject) -> AsyncIterator[Step]:
    """GET /webhooks with Basic auth: who we are, and what the telephone will tell us of."""
    part: AndroidGatewaySettings = subject.part
    headers = {"Authorization": aiohttp.encode_basic_auth(part.user, part.password, encoding="utf-8")}
    try:
        answered = await call(subject.means.session, "GET", f"{part.api_base.rstrip('/')}/webhooks", repeatable=True, headers=headers)
    except SayFailed as fault:
        yield refused("unreachable" if fault.code == "timeout" else fault.code, part.api_base, KNOWN)
        return
    if not answered.good:
        yield refused(str(answered.status), part.api_base, KNOWN)
        return
    yield passed("the telephone's local server takes user and password", "手机的 Local Server 认得用户名、密码")
    yield _registered(subject, answered)


def _registered(subject: Subject, answered: Answered) -> Step:
    hooks = _hooks(answered.body)
    ours = {event for event, url in hooks if url.rstrip("/").endswith(subject.path)}
    missing = [event for event in WEBHOOKS if event not in ours]
    if missing:
        what = (f"webhooks not registered for us: {', '.join(missing)}", f"这些事件还没登记到我们这里：{'、'.join(missing)}")
        mend = (f"register each with https://YOUR-HOST{subject.path}, one by one", f"一个事件登记一条，地址 https://您的网址{subject.path}")
        return failed(what, mend)
    return passed("all five webhooks are registered", "五个事件都登记了")


def _hooks(body: bytes) -> list[tuple[str, str]]:
    try:
        listed = json.loads(body)
    except ValueError:
        return []
    each = [hook for hook in listed if isinstance(hook, dict)] if isinstance(listed, list) else []
    return [(str(hook.get("event", "")), str(hook.get("url", ""))) for hook in each]
