"""A telephone line of our own: a signed empty list to /phone/{line}, then a recording that nobody made, asked of the line itself."""

from collections.abc import AsyncIterator

from bot.channel_checks.answers import Told, refused
from bot.channel_checks.our_side import Callback
from bot.channel_checks.signed_json import signed_json
from bot.channel_checks.steps import Step, note, passed
from bot.channel_checks.subject import Subject
from bot.channels import SayFailed
from bot.channels.sms_calls import call
from bot.channels.sms_signing import body_signature
from bot.phone_settings import PhoneLineSettings

NEEDED = ("signing_key",)
_ASLEEP: Told = (
    ("shuoshi phone-line does not answer at its control address", "control 的地址上没有应答"),
    ("start shuoshi phone-line beside the server", "在服务旁边启动 shuoshi phone-line"),
)
_LATER: Told = (
    ("the line calls nobody now", "现在不往外打"),
    ("calls go out 9:00–20:00, twice a day to one number: check again later", "只在 9–20 点打，一个号码一天最多两次：过后再查"),
)
KNOWN: dict[str, Told] = {
    "unreachable": _ASLEEP,
    "timeout": _ASLEEP,
    "403": (
        ("the line has another signing_key than these settings", "phone-line 用的 signing_key 和现在的设置不一样"),
        ("stop and start shuoshi phone-line with these settings", "用这份设置重新启动 shuoshi phone-line"),
    ),
    "no_way_out": (
        ("the line only answers: it has no gateway and no register", "这条线路只接不打：没设 gateway，也没设 register"),
        ("set one of them to let it call", "要往外打，就设其中一样"),
    ),
    "no_voice": (("nothing can speak", "没有声音"), ("apt-get install espeak-ng, or record the prompts", "请装 espeak-ng，或把话录好")),
    "hours": _LATER,
    "tries": _LATER,
    "full": (("all four calls are taken", "四个电话都占着"), ("check again in a minute", "过一分钟再查")),
}


async def callback(subject: Subject, wrong: bool) -> Callback:
    """Several events at once, none of them: the proof is judged and nothing is left behind."""
    part: PhoneLineSettings = subject.part
    return signed_json(subject, part.signing_key, [], wrong, {"code": 0})


async def probe(subject: Subject) -> AsyncIterator[Step]:
    """The line proves us before it says that there is no such recording."""
    part: PhoneLineSettings = subject.part
    path, stamp = f"/recordings/{subject.mark()}", str(subject.now())
    headers = {"X-Timestamp": stamp, "X-Signature": body_signature(part.signing_key, path.encode(), stamp)}
    try:
        answered = await call(subject.means.session, "GET", f"{part.control.rstrip('/')}{path}", repeatable=True, headers=headers)
    except SayFailed as fault:
        yield refused(fault.code, part.control, KNOWN)
        return
    if answered.status != 404 or answered.json().get("error") != "recording":
        yield refused("unreadable" if answered.status in (200, 404) else str(answered.status), part.control, KNOWN)
        return
    yield passed("shuoshi phone-line runs and takes our signature", "phone-line 在跑，认得我们的签名")
    if part.way_out is None:
        yield note("neither gateway nor register is set: it answers and makes no calls", "没设 gateway 和 register：只接，不往外打")
