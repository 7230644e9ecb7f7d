"""A telephone with SMS Gateway for Android: one of its webhooks, then its local server and the webhooks it has registered."""

import json
from collections.abc import AsyncIterator

import aiohttp

from bot.channel_checks.answers import Told, refused
from bot.channel_checks.our_side import Callback
from bot.channel_checks.signed_json import signed_json
from bot.channel_checks.steps import Step, failed, note, passed
from bot.channel_checks.subject import Subject
from bot.channels import SayFailed
from bot.channels.sms_calls import Answered, call
from bot.sms_settings import AndroidGatewaySettings

NEEDED = ("signing_key", "api_base", "user", "password")
WEBHOOKS = ("sms:received", "sms:sent", "sms:delivered", "sms:failed", "mms:downloaded")
PING = "system:ping"
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
    """A batch of no messages: proved, read and thanked. A ping of ours would pass for a sign of life of the telephone."""
    event = {"event": "sms:batch:received", "id": subject.mark(), "payload": {"messages": []}}
    return signed_json(subject, subject.part.signing_key, event, wrong, {"ok": True})


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
    ours = {event for event, url in _hooks(answered) if url.rstrip("/").endswith(subject.path)}
    yield _registered(subject, ours)
    if part.silent_h and PING not in ours:
        yield note(
            "system:ping is not registered: a quiet night will look like a dead telephone (or set silent_h to 0)",
            "system:ping 没登记：夜里没短信，会当成手机坏了（不想管，就把 silent_h 设成 0）",
        )


def _registered(subject: Subject, ours: set[str]) -> Step:
    missing = [event for event in WEBHOOKS if event not in ours]
    if missing:
        what = (f"webhooks not registered for us: {', '.join(missing)}", f"这些事件还没登记到我们这里：{'、'.join(missing)}")
        mend = (f"register each with https://YOUR-HOST{subject.path}, one by one", f"一个事件登记一条，地址 https://您的网址{subject.path}")
        return failed(what, mend)
    return passed("all five webhooks are registered", "五个事件都登记了")


def _hooks(answered: Answered) -> list[tuple[str, str]]:
    try:
        listed = json.loads(answered.body)
    except ValueError:
        return []
    each = [hook for hook in listed if isinstance(hook, dict)] if isinstance(listed, list) else []
    return [(str(hook.get("event", "")), str(hook.get("url", ""))) for hook in each]
