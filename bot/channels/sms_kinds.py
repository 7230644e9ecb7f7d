"""The `sms` part of the settings → its channel. The only place that knows every SMS provider."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.channels import Channel
from bot.channels.aliyun import Aliyun
from bot.channels.android_gateway import AndroidGateway
from bot.channels.gammu import Gammu
from bot.channels.kannel import Kannel
from bot.channels.smsforwarder import SmsForwarder
from bot.channels.tencent import Tencent
from bot.channels.twilio import Twilio
from bot.settings import Server, Settings
from bot.sms_settings import AndroidGatewaySettings, GammuSettings, KannelSettings, SmsForwarderSettings, SmsSettings

OURS = {"kind", "per_second", "per_day", "unit", "silent_h"}  # settings that are no channel's business


@dataclass(frozen=True, slots=True)
class Means:
    """What channels are built with: the shared session, wire time in seconds, chance."""

    session: aiohttp.ClientSession
    wire_now: Callable[[], float]
    chance: Callable[[int], bytes]


def open_sms(settings: Settings, means: Means) -> dict[str, Channel]:
    """One channel for each gateway, by its settings key."""
    return {name: _open(name, part, settings, means) for name, part in settings.sms.items()}


def _open(name: str, part: SmsSettings, settings: Settings, means: Means) -> Channel:
    given: dict[str, Any] = part.model_dump(exclude=OURS) | {
        "account": name,
        "wire_now": means.wire_now,
    }
    if isinstance(part, GammuSettings):
        return Gammu(**given | {"outbox": settings.home / part.outbox})
    given["session"] = means.session
    if isinstance(part, AndroidGatewaySettings):
        return AndroidGateway(**given)
    if isinstance(part, SmsForwarderSettings):
        return SmsForwarder(**given)
    if isinstance(part, KannelSettings):
        site = given.pop("public_url") or own_address(settings.server)
        return Kannel(**given, callback=f"{site.rstrip('/')}/sms/{name}")
    return _cloud(part, given, means)


def _cloud(part: SmsSettings, given: dict[str, Any], means: Means) -> Channel:
    match part.kind:
        case "tencent":
            return Tencent(**given)
        case "aliyun":
            return Aliyun(**given, chance=means.chance)
        case _:
            return Twilio(**given)


def own_address(server: Server) -> str:
    """Where whoever runs beside us reaches the server: 0.0.0.0 is here too."""
    host = "127.0.0.1" if server.host in ("0.0.0.0", "::", "localhost") else server.host  # noqa: S104  compared, not listened on
    return f"http://[{host}]:{server.port}" if ":" in host else f"http://{host}:{server.port}"
