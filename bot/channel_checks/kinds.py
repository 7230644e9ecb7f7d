"""The settings' kinds → how each is checked. The only place that knows them all."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.channel_checks import (
    aliyun,
    android_gateway,
    gammu,
    kannel,
    phone_line,
    smsforwarder,
    tencent,
    twilio,
    wechat,
    wecom,
)
from bot.channel_checks.answers import Told
from bot.channel_checks.heard_of import last_heard
from bot.channel_checks.our_side import Callback, called, serving
from bot.channel_checks.steps import Step, Words, note
from bot.channel_checks.subject import DOORS, Subject, settings_step
from bot.channels.sms_kinds import Means
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Kind:
    """needed: settings without which nothing can be said. callback(subject, wrong): the provider's request, with a wrong proof."""

    words: Words
    needed: tuple[str, ...]
    known: Mapping[str, Told]  # its refusals, and what each asks for
    callback: Callable[[Subject, bool], Awaitable[Callback]]
    probe: Callable[[Subject], AsyncIterator[Step]]


def _kind(english: str, chinese: str, module: Any) -> Kind:
    return Kind((english, chinese), module.NEEDED, getattr(module, "KNOWN", {}), module.callback, module.probe)


KINDS = {
    "wechat": _kind("Official Account", "公众号", wechat),
    "wecom": _kind("WeCom application", "企业微信应用", wecom),
    "android_gateway": _kind("Android telephone", "旧安卓手机（SMS Gateway）", android_gateway),
    "smsforwarder": _kind("SmsForwarder telephone", "旧安卓手机（短信转发器）", smsforwarder),
    "gammu": _kind("USB modem", "短信猫", gammu),
    "kannel": _kind("Kannel", "运营商网关（Kannel）", kannel),
    "tencent": _kind("Tencent Cloud SMS", "腾讯云短信", tencent),
    "aliyun": _kind("Alibaba Cloud SMS", "阿里云短信", aliyun),
    "twilio": _kind("Twilio", "Twilio（境外号码）", twilio),
    "phone": _kind("telephone line", "电话线路", phone_line),
}
# who brings callbacks from outside, and so needs an address that the world can reach
_CALLED_FROM_AFAR = frozenset({"wechat", "wecom", "android_gateway", "smsforwarder", "tencent", "aliyun", "twilio"})


def subjects(settings: Settings, means: Means, name: str) -> list[Subject]:
    """Every account of this name, or the one that door.name says."""
    door, dot, key = name.rpartition(".")
    found = []
    for each in DOORS:
        part = getattr(settings, each).get(key if dot else name)
        if part is not None and (not dot or each == door):
            kind = part.kind if each == "sms" else each
            found.append(Subject(each, key if dot else name, kind, part, settings, means))
    return found


async def check(subject: Subject) -> AsyncIterator[Step]:
    """Settings, server, our side, their side: in the order in which they are mended."""
    kind = KINDS[subject.kind]
    if subject.stands_in:
        yield note("the demo's stand-in: no real provider is asked", "演示用的替身，不是真的对方")
    complete = settings_step(subject, kind.needed)
    yield complete
    server = await serving(subject)
    yield server
    if server.good:
        async for step in called(subject, await kind.callback(subject, False), await kind.callback(subject, True)):
            yield step
    else:
        yield note("our side could not be checked without the server", "服务没启动，我们这边没法查")
    asks = server.good or not subject.stands_in  # the stand-in lives in the server
    if asks and all(subject.value(key) for key in kind.needed):
        async for step in kind.probe(subject):
            yield step
    if server.good and subject.value("silent_h") and not subject.settings.demo:
        yield await last_heard(subject)
    if subject.kind in _CALLED_FROM_AFAR and not subject.stands_in:
        yield note(
            f"not seen from here: whether they reach https://YOUR-HOST{subject.path} from outside",
            f"这里看不出：对方从外面连不连得到 https://您的网址{subject.path}",
        )
