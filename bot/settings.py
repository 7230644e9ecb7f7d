"""config.yaml and the environment → one checked value. A mistake is a SettingsError that says what to do next, in two languages."""

import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from bot.notices import NoticeKind
from bot.phone_settings import PhoneLineSettings
from bot.sms_settings import KINDS, AndroidGatewaySettings, SmsSettings
from bot.wecom_settings import WeComApplication
from bot.yaml_file import parse

PREFIX = "SHUOSHI_"
DEMO_WECHAT = {"app_id": "wxdemo0000000000", "token": "demo-token", "aes_key": "a" * 43, "secret": "demo-secret"}
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class SettingsError(Exception):
    """english and chinese: one line each, what is wrong and what to do next."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.english, self.chinese = english, chinese


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Server(_Part):
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    max_connections: int = Field(1000, ge=16)


class DatabaseSettings(_Part):
    url: str = "sqlite+aiosqlite:///data/shuoshi.db"


class RedisSettings(_Part):
    url: str | None = None


class NoticeTemplate(_Part):
    kind: NoticeKind = NoticeKind.TEMPLATE
    fields: dict[str, str] = {}


class WeChatAccount(_Part):
    app_id: str
    token: str
    aes_key: str = ""
    secret: str = ""
    mode: Literal["safe", "compat", "plain"] = "safe"
    api_base: str = "https://api.weixin.qq.com"
    max_skew_s: int = Field(300, ge=30, le=3600)
    only_platform_ips: bool = False
    notices: dict[str, NoticeTemplate] = {}  # template id: what it may be used for and how it is filled


class ClockSettings(_Part):
    offset_s: int = 0
    wire_offset_s: int = 0


class VillageSettings(_Part):
    """Our own thresholds and clocks, each with a floor: nothing the law fixes is here."""

    answer_days: int = Field(3, ge=1, le=15)
    draft_minutes: int = Field(10, ge=1, le=120)
    erase_undo_hours: int = Field(72, ge=24, le=720)
    join_minutes: int = Field(10, ge=1, le=60)
    ask_days: int = Field(3, ge=1, le=30)
    bind_misses: int = Field(5, ge=3, le=10)
    bind_lock_minutes: int = Field(60, ge=10, le=1440)
    code_minutes: int = Field(10, ge=2, le=60)
    hold_s: int = Field(120, ge=0, le=600)
    holidays: tuple[date, ...] = ()  # days off of years we have no table for, "2027-01-01"
    makeup_days: tuple[date, ...] = ()
    session_days: tuple[Annotated[int, Field(ge=1, le=28)], ...] = Field((10, 25), min_length=1)
    clocks: dict[str, int] = {}  # clocks.ClockKind → its length, not below the floor


Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Settings(_Part):
    demo: bool = False
    demo_public: bool = False
    server: Server = Server()
    database: DatabaseSettings = DatabaseSettings()
    redis: RedisSettings = RedisSettings()
    wechat: dict[Name, WeChatAccount] = {}
    wecom: dict[Name, WeComApplication] = {}
    sms: dict[Name, SmsSettings] = {}
    phone: dict[Name, PhoneLineSettings] = {}
    village: VillageSettings = VillageSettings()
    clock: ClockSettings = ClockSettings()
    folder: Path = Path("data")
    replies: Path = Path("replies.yaml")
    thresholds: Path = Path("thresholds.yaml")
    places: Path = Path("places.yaml")
    home: Path = Path()

    @field_validator("wechat")
    @classmethod
    def _tokens(cls, accounts: dict[str, WeChatAccount]) -> dict[str, WeChatAccount]:
        for name, account in accounts.items():
            if not account.token:
                raise ValueError(f"wechat.{name}.token is empty")
            if account.mode != "plain" and not re.fullmatch(r"[A-Za-z0-9]{43}", account.aes_key):
                raise ValueError(f"wechat.{name}.aes_key must have 43 letters and digits")
        return accounts

    @field_validator("database")
    @classmethod
    def _known_database(cls, database: DatabaseSettings) -> DatabaseSettings:
        if not database.url.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
            raise ValueError("database.url must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://")
        return database

    @model_validator(mode="after")
    def _demo_stays_at_home(self) -> "Settings":
        if self.demo and not self.demo_public and self.server.host not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError("demo: true serves on 127.0.0.1 only; set demo_public: true if you mean it")
        if not self.demo:
            for name, account in self.wechat.items():
                if (
                    account.token == DEMO_WECHAT["token"]
                    or account.app_id == DEMO_WECHAT["app_id"]
                    or account.aes_key == DEMO_WECHAT["aes_key"]
                ):
                    raise ValueError(f"wechat.{name} still has demo values: set token, app_id and aes_key, or demo: true")
            if self.clock.offset_s or self.clock.wire_offset_s:
                raise ValueError("clock can be moved in the demo only")
        return self


def village_phones(settings: Settings) -> dict[str, AndroidGatewaySettings]:
    """The gateways that a simulator's telephones can hang on; demo: true always has one."""
    return {name: part for name, part in settings.sms.items() if isinstance(part, AndroidGatewaySettings)}


def find_file(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("SHUOSHI_CONFIG", "config.yaml"))


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in force. Raises SettingsError."""
    environ = os.environ if environ is None else environ
    file = find_file(environ)
    tree = _read(file)
    _override(tree, environ)
    _secrets_from_files(tree, file.parent)
    if tree.get("demo"):
        _demo_values(tree)
    try:
        settings = Settings.model_validate(tree | {"home": file.parent.resolve()})
    except ValidationError as fault:
        raise SettingsError(*_told(file, fault)) from None
    return _absolute(settings)


def _read(file: Path) -> dict[str, Any]:
    try:
        tree = parse(file.read_text(encoding="utf-8")) or {}
    except FileNotFoundError:
        raise SettingsError(
            f"{file} not found: start in the project's folder or set SHUOSHI_CONFIG",
            f"找不到 {file}：请在项目文件夹里运行，或设 SHUOSHI_CONFIG",
        ) from None
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsError(f"cannot read {file}: {type(fault).__name__}; check its rights", f"读不了 {file}，请检查权限") from None
    except yaml.YAMLError as fault:
        at = getattr(fault, "problem_mark", None)
        where = f" at line {at.line + 1}" if at else ""
        raise SettingsError(
            f"{file} is not valid YAML{where}", f"{file} 格式不对{where.replace(' at line ', '，第 ')}{'行' if at else ''}"
        ) from None
    if not isinstance(tree, dict):
        raise SettingsError(f"{file} must hold keys and values", f"{file} 里应当是“名字: 值”")
    return tree


def _override(tree: dict[str, Any], environ: Mapping[str, str]) -> None:
    for name, value in sorted(environ.items()):
        if not name.startswith(PREFIX) or name == "SHUOSHI_CONFIG":
            continue
        path = [part.lower() for part in name[len(PREFIX) :].split("__")]
        if not all(_NAME.fullmatch(part) for part in path) or path[0] not in Settings.model_fields or path[0] == "home":
            raise SettingsError(f"{name} is no setting: see config.yaml for the names", f"没有 {name} 这个设置，名字见 config.yaml")
        _set(tree, path, value, name)


def _set(tree: dict[str, Any], path: list[str], value: str, name: str) -> None:
    here = tree
    for part in path[:-1]:
        there = here.get(part)
        if there is None:
            there = here[part] = {}
        if not isinstance(there, dict):
            raise SettingsError(f"{name} is no setting: {part} has no parts", f"没有 {name} 这个设置")
        here = there
    here[path[-1]] = _value(value)
    if here[path[-1]] is None:  # unset is as if nobody had written it: what has a default takes it
        del here[path[-1]]


def _value(text: str) -> Any:
    """null and "" unset, true and false are switches, JSON-looking values are read, all else is text (pydantic makes numbers)."""
    if text in ("", "null", "true", "false"):
        return {"true": True, "false": False}.get(text)
    if text[:1] in ("[", "{"):
        try:
            return parse(text)
        except yaml.YAMLError:
            return text
    return text


def _secrets_from_files(tree: dict[str, Any], home: Path) -> None:
    """token_file: a path → token: its content. A file that others can read is refused."""
    for value in tree.values():
        if isinstance(value, dict):
            _secrets_from_files(value, home)
    for key in [key for key in tree if isinstance(key, str) and key.endswith("_file")]:
        file = home / str(tree.pop(key))
        try:
            if file.stat().st_mode & 0o077:
                raise SettingsError(f"{file} can be read by others: chmod 600 it", f"{file} 别人也能读，请 chmod 600")
            tree[key.removesuffix("_file")] = file.read_text(encoding="utf-8").strip()
        except OSError:
            raise SettingsError(f"cannot read the secret file {file}", f"读不了密钥文件 {file}") from None


def _demo_values(tree: dict[str, Any]) -> None:
    """With demo: true each missing key of wechat.main takes its demo value singly."""
    server = tree.get("server") or {}
    base = f"http://127.0.0.1:{server.get('port') or 8080}/standin"
    accounts = tree["wechat"] = dict(tree.get("wechat") or {})
    main = accounts["main"] = dict(accounts.get("main") or {})
    for key, value in (DEMO_WECHAT | {"api_base": f"{base}/wechat"}).items():
        if main.get(key) is None:
            main[key] = value
    gateways = tree.get("sms") or {}
    kinds = [part.get("kind") for part in gateways.values() if isinstance(part, dict)] if isinstance(gateways, dict) else None
    if kinds is not None and "android_gateway" not in kinds:
        phone = {
            "kind": "android_gateway",
            "signing_key": "demo-signing-key",
            "user": "demo",
            "password": "demo",
            "api_base": f"{base}/phone",
        }
        # the simulator's telephones hang on it, whatever real gateway is tried beside it
        tree["sms"] = gateways | {"demo_phone" if "village_phone" in gateways else "village_phone": phone}


def _told(file: Path, fault: ValidationError) -> tuple[str, str]:
    """Every problem, in one line each language."""
    english, chinese = [], []
    for each in fault.errors():
        place = each["loc"]
        if place[0:1] == ("sms",) and len(place) > 3:
            place = (*place[:2], *place[3:])  # without the gateway's kind, which is no key
        where = ".".join(str(part) for part in place)
        what = str(each["msg"]).removeprefix("Value error, ")
        known = (each.get("ctx") or {}).get("expected_tags")
        if each["type"] == "union_tag_not_found":
            known = ", ".join(KINDS)
            where, what = f"{where}.kind", f"Field required, one of {known}"
        english.append(f"{where}: {what}" if where else what)
        chinese.append(f"“{where or '设置'}”" + (f"（kind 只能是 {known}）" if known else _why(each["type"])))
    return f"{file}: {'; '.join(english)}. Mend it and start again.", f"{file} 里这几处不对：{'、'.join(chinese)}。改好再启动。"


def _why(fault: str) -> str:
    if fault == "string_pattern_mismatch":
        return "（格式不对）"
    return "（没有填）" if fault in ("missing", "string_too_short") else ""


def _absolute(settings: Settings) -> Settings:
    """Relative paths count from the settings file."""
    home = settings.home
    url = settings.database.url
    changes: dict[str, Any] = {
        "folder": (home / settings.folder).resolve(),
        "replies": (home / settings.replies).resolve(),
        "thresholds": (home / settings.thresholds).resolve(),
        "places": (home / settings.places).resolve(),
    }
    head = "sqlite+aiosqlite:///"
    if url.startswith(head) and not url.startswith(f"{head}/"):
        changes["database"] = DatabaseSettings(url=f"{head}{(home / url[len(head) :]).resolve()}")
    return settings.model_copy(update=changes)
