"""Kannel: a delivery report of nobody's message, then a sendsms without a receiver, which smsbox refuses only behind the password."""

from collections.abc import AsyncIterator
from urllib.parse import quote, urlencode

from bot.channel_checks.answers import Told, refused
from bot.channel_checks.our_side import Callback
from bot.channel_checks.steps import Step, passed
from bot.channel_checks.subject import Subject
from bot.channels import SayFailed
from bot.channels.sms_calls import call
from bot.sms_settings import KannelSettings

NEEDED = ("path_token", "api_base", "user", "password")
KNOWN: dict[str, Told] = {
    "403": (
        ("smsbox does not take user and password", "smsbox 不认用户名、密码"),
        (
            "compare with username and password of its sendsms-user; user-allow-ip must let us in",
            "对一下 sendsms-user 里的 username、password；user-allow-ip 要放我们进去",
        ),
    ),
    "unreachable": (
        ("smsbox does not answer", "smsbox 没有应答"),
        ("start bearerbox, then smsbox; api_base has sendsms-port", "先启动 bearerbox 再启动 smsbox；api_base 的端口是 sendsms-port"),
    ),
    "404": (
        ("there is no sendsms here", "这里没有 sendsms"),
        ("api_base needs sendsms-port, not the admin port", "api_base 要写 sendsms-port，不是管理端口"),
    ),
}


async def callback(subject: Subject, wrong: bool) -> Callback:
    """Accepted by the centre, of a reference nobody knows."""
    part: KannelSettings = subject.part
    token = f"not-{part.path_token}" if wrong else part.path_token
    fields = {"type": "8", "ref": subject.mark(), "from": "000", "to": "000", "reply": "", "smsc": "", "fid": "", "token": token}
    return Callback("", query=urlencode(fields, quote_via=quote, safe=""), method="GET")


async def probe(subject: Subject) -> AsyncIterator[Step]:
    """Without `to` nothing is sent; without `text` an empty SMS would be."""
    part: KannelSettings = subject.part
    login = {"username": part.user, "password": part.password}
    try:
        answered = await call(subject.means.session, "GET", f"{part.api_base.rstrip('/')}/cgi-bin/sendsms", repeatable=True, params=login)
    except SayFailed as fault:
        yield refused("unreachable" if fault.code == "timeout" else fault.code, part.api_base, KNOWN)
        return
    if answered.status == 400 and b"receiver" in answered.body.lower():
        yield passed("smsbox takes user and password", "smsbox 认得用户名、密码")
        return
    yield refused("unreadable" if answered.good else str(answered.status), part.api_base, KNOWN)
