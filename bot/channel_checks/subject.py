"""The account that is looked at: its settings, its door on our server, and the first steps that are the same for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from yarl import URL

from bot.channel_checks.steps import Step, failed, passed
from bot.channels.sms_kinds import Means, own_address
from bot.settings import DEMO_WECHAT, Settings

DOORS = ("wechat", "wecom", "sms", "phone")
TOKEN_LEAST = 16  # characters: the clouds sign nothing, the token in the address is all that proves them
_DEMO = frozenset({*DEMO_WECHAT.values(), "demo-signing-key", "demo"})


@dataclass(frozen=True, slots=True)
class Subject:
    """part is what the settings say of it; door the first part of its path (wechat, wecom, sms, phone), name the second."""

    door: str
    name: str
    kind: str
    part: Any
    settings: Settings
    means: Means

    @property
    def title(self) -> str:
        return f"{self.door}.{self.name}"

    @property
    def path(self) -> str:
        return f"/{self.door}/{self.name}"

    @property
    def server(self) -> str:
        """Where our own server should be answering."""
        return own_address(self.settings.server)

    @property
    def stands_in(self) -> bool:
        """The provider is the demo's own stand-in."""
        return self.settings.demo and f"{self.server}/standin/" in f"{getattr(self.part, 'api_base', '')}/"

    @property
    def alone(self) -> Settings:
        """The settings with this account only: another one's mistakes are not its own."""
        changes: dict[str, Any] = {door: {} for door in DOORS} | {self.door: {self.name: self.part}}
        return self.settings.model_copy(update=changes)

    def value(self, key: str) -> Any:
        """A setting by its key; None where this kind has no such setting."""
        return getattr(self.part, key, None)

    def variable(self, key: str) -> str:
        """What is typed into the environment for a setting."""
        return f"SHUOSHI_{self.door}__{self.name}__{key}".upper()

    def now(self) -> int:
        return int(self.means.wire_now())

    def mark(self) -> str:
        """An id of ours that no message has."""
        return f"check-{self.means.chance(6).hex()}"


def shown(url: str) -> str:
    """Where a call goes, without whatever secret the address may hold."""
    try:
        parsed = URL(url)
        return f"{parsed.scheme}://{parsed.host_port_subcomponent}"
    except ValueError:
        return "?"


def settings_step(subject: Subject, needed: Sequence[str]) -> Step:
    """needed: keys without which nothing can be said, though the server starts without them."""
    missing = [key for key in needed if not subject.value(key)]
    if missing:
        names = ", ".join(subject.variable(key) for key in missing)
        return failed((f"settings are missing: {', '.join(missing)}", f"还没设：{'、'.join(missing)}"), (f"set {names}", f"请设 {names}"))
    if not subject.settings.demo and (left := [key for key in _texts(subject) if subject.value(key) in _DEMO]):
        names = ", ".join(subject.variable(key) for key in left)
        what = (f"still demo values: {', '.join(left)}", f"还是演示用的值：{'、'.join(left)}")
        return failed(what, (f"set {names} to your own", f"把 {names} 换成自己的"))
    token = subject.value("path_token")
    if isinstance(token, str) and len(token) < TOKEN_LEAST:
        what = (f"path_token has fewer than {TOKEN_LEAST} characters: it can be guessed", f"path_token 不到 {TOKEN_LEAST} 位，容易被猜到")
        mend = ("take 32 random letters and digits, here and in the provider's console", "换成 32 位随机的字母数字，对方后台也一起改")
        return failed(what, mend)
    return passed("the settings are complete", "设置齐了")


def _texts(subject: Subject) -> list[str]:
    return [key for key in type(subject.part).model_fields if isinstance(subject.value(key), str)]
