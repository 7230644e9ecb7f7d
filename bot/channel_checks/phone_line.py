"""A telephone line: a signed ping to /phone/{line}, then /healthz of the line's control address.

Only the two settings that every line has are looked at, whichever program speaks on it.
"""

from collections.abc import AsyncIterator

from bot.channel_checks.answers import Told, refused
from bot.channel_checks.our_side import Callback
from bot.channel_checks.signed_json import signed_json
from bot.channel_checks.steps import Step, note, passed
from bot.channel_checks.subject import Subject
from bot.channels import SayFailed
from bot.channels.sms_calls import call

NEEDED = ("signing_key",)
KNOWN: dict[str, Told] = {
    "unreachable": (
        ("the program of the line does not answer", "电话线路的程序没有应答"),
        ("start it on its machine; control is its address", "在它那台机器上启动；control 是它的地址"),
    ),
}


async def callback(subject: Subject, wrong: bool) -> Callback:
    """A ping: nobody rang."""
    return signed_json(subject, str(subject.value("signing_key")), {"event": "ping", "id": subject.mark()}, wrong, {"ok": True})


async def probe(subject: Subject) -> AsyncIterator[Step]:
    """GET control/healthz."""
    control = subject.value("control")
    if not control:
        yield note("no control address is set: the bot takes calls and makes none", "没有设 control：只接电话，不往外打")
        return
    try:
        answered = await call(subject.means.session, "GET", f"{str(control).rstrip('/')}/healthz", repeatable=True)
    except SayFailed as fault:
        yield refused("unreachable" if fault.code == "timeout" else fault.code, str(control), KNOWN)
        return
    yield (
        passed("the program of the line answers", "电话线路的程序有应答")
        if answered.good
        else refused(str(answered.status), str(control), KNOWN)
    )
