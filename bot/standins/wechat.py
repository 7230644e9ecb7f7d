"""The platform's side of an Official Account: it keeps the real API's rules and shows what a phone would show.

Nothing here knows the product. The simulator and the tests tell it who speaks (`heard`), read `inbox`, and may put faults
in the way of the next calls (`faults`).
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.standins.wechat_account import Account
from bot.standins.wechat_doors import Asked, Doors, Fault, FaultKind, Refused, Said, Work

__all__ = ["Fault", "FaultKind", "WeChatStandIn"]

MAX_TEXT_BYTES = 2048
TOKEN_LASTS_S = 7200
MESSAGE_WINDOW = (5, 48 * 3600.0)  # messages, seconds: after the person wrote
QUOTAS = {"message/custom/send": 500_000, "message/template/send": 100_000}  # a day, of an account (API_Call_Limits)
EVENT_WINDOW = (3, 60.0)  # after a click, a subscription or a scan
_OPENING = frozenset({"msgmenu", "event.subscribe", "event.scan", "event.click", "event.scancode_push", "event.scancode_waitmsg"})
_OPENID = re.compile(r"[0-9A-Za-z_-]{6,64}")


@dataclass(slots=True)
class Window:
    """How many messages may still be sent, and until when (seconds of the stand-in's clock)."""

    left: int
    until: float


@dataclass(slots=True)
class Follower:
    following: bool = True
    message_window: Window | None = None
    event_window: Window | None = None
    inbox: list[dict[str, Any]] = field(default_factory=list)


class WeChatStandIn:
    """One platform with the accounts in apps (app_id: secret); now is its clock, seconds since 1970.

    faults["message/custom/send"].append(Fault(...)) puts a fault before the next call of that path. calls counts them.
    """

    def __init__(self, now: Callable[[], float], apps: dict[str, str]) -> None:
        self._now = now
        self._apps = apps
        self._followers: dict[str, Follower] = {}
        self._tokens: dict[str, tuple[str, float]] = {}  # app_id: token and its end
        self._killed: set[str] = set()
        self.account = Account(now)
        self._once: dict[tuple[str, str], float] = {}  # openid, client_msg_id: until when it is the same message
        self._ids = 0
        self.consents: defaultdict[tuple[str, str], int] = defaultdict(int)  # openid, template: how many notices are allowed
        self.faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.calls: defaultdict[str, int] = defaultdict(int)
        self.refused: Counter[int] = Counter()  # error codes that were answered
        self.quotas = dict(QUOTAS)
        self._today: Counter[tuple[str, int]] = Counter()  # path, day

    # what the simulator and the tests do

    def heard(self, openid: str, kind: str) -> None:
        """The person spoke, or did what kind ("text", "msgmenu", "event.subscribe" …) says; it opens the window for answers."""
        person = self._followers.setdefault(openid, Follower())
        kind = kind.lower() if kind.startswith("event.") else kind
        person.following = kind != "event.unsubscribe"
        if not person.following:
            person.message_window = person.event_window = None
        elif kind in _OPENING:
            person.event_window = Window(EVENT_WINDOW[0], self._now() + EVENT_WINDOW[1])
        elif not kind.startswith("event."):
            person.message_window = Window(MESSAGE_WINDOW[0], self._now() + MESSAGE_WINDOW[1])

    def show(self, openid: str, text: str) -> None:
        """Lays a text into the phone's view: what came back as a passive reply."""
        self._ids += 1
        shown = {"id": str(self._ids), "text": text, "at": self._now()}
        self._followers.setdefault(openid, Follower()).inbox.append(shown)

    def inbox(self, openid: str) -> list[dict[str, Any]]:
        """What the person's phone shows, oldest first: id, text, at."""
        person = self._followers.get(openid)
        return list(person.inbox) if person else []

    def keep_media(self, content: bytes, content_type: str) -> str:
        """A picture, voice or film the person sent; gives its media_id, good for three days."""
        return self.account.keep(content, content_type)

    def kill_token(self, app_id: str) -> None:
        """The token is worth nothing from now on, as when somebody forces a new one elsewhere."""
        token, _ = self._tokens.pop(app_id, ("", 0.0))
        self._killed.add(token)

    def _within_the_day(self, path: str) -> None:
        """The platform counts every call of a day, Beijing time."""
        today = int(self._now() + 8 * 3600) // 86400
        self._today[path, today] += 1
        if self._today[path, today] > self.quotas[path]:
            raise Refused(45009)

    # what the product calls

    def stable_token(self, words: dict[str, Any]) -> dict[str, Any]:
        """The same token while it is valid, a new one from five minutes before its end."""
        app_id = str(words.get("appid"))
        if app_id not in self._apps:
            raise Refused(40013)
        if words.get("secret") != self._apps[app_id]:
            raise Refused(40125)
        if words.get("grant_type") != "client_credential":
            raise Refused(40002)
        token, ends_at = self._tokens.get(app_id, ("", 0.0))
        if words.get("force_refresh") or ends_at - self._now() < 300:
            self._ids += 1
            token, ends_at = f"{self._ids}_{'t' * 128}", self._now() + TOKEN_LASTS_S
            self._tokens[app_id] = (token, ends_at)
        return {"access_token": token, "expires_in": int(ends_at - self._now())}

    def custom_send(self, words: dict[str, Any]) -> dict[str, Any]:
        """Shows one text or file, if the person may be written to now."""
        self._within_the_day("message/custom/send")
        openid, kind = _openid(words), words.get("msgtype")
        content = words.get(str(kind))
        if kind not in ("text", "image", "voice", "video") or not isinstance(content, dict):
            raise Refused(40008)
        if kind != "text":
            self.account.check_file(str(content.get("media_id")), str(kind))
        shown = _text(content.get("content")) if kind == "text" else f"[{kind}]"
        self._spend(openid)
        self.show(openid, shown)
        return {"errcode": 0, "errmsg": "ok"}

    def template_send(self, words: dict[str, Any]) -> dict[str, Any]:
        """Shows a template message to a follower, once for each client_msg_id in ten minutes."""
        self._within_the_day("message/template/send")
        openid = _openid(words)
        shown = self.account.filled(words)
        self._followed(openid)
        once, ends_at = words.get("client_msg_id"), self._now() + 600
        if once and self._once.get((openid, once), 0.0) > self._now():
            return {"errcode": 0, "errmsg": "ok", "msgid": self._ids}
        if once:
            self._once[openid, once] = ends_at
        self.show(openid, shown)
        return {"errcode": 0, "errmsg": "ok", "msgid": self._ids}

    def bizsend(self, words: dict[str, Any]) -> dict[str, Any]:
        """Shows a subscription notice for one of the person's consents."""
        openid = _openid(words)
        shown = self.account.filled(words)
        key = (openid, str(words.get("template_id")))
        if self.consents[key] < 1:
            raise Refused(43101)
        self.consents[key] -= 1
        self.show(openid, shown)
        return {"errcode": 0, "errmsg": "ok"}

    def check_token(self, token: str) -> None:
        ends_at = next((ends for held, ends in self._tokens.values() if held == token), None)
        if ends_at is None or token in self._killed:
            raise Refused(40001)
        if ends_at <= self._now():
            raise Refused(42001)

    def _spend(self, openid: str) -> None:
        person = self._followed(openid)
        windows = [w for w in (person.event_window, person.message_window) if w and w.until > self._now()]
        if not windows:
            raise Refused(45015)
        for window in windows:
            if window.left > 0:
                window.left -= 1
                return
        raise Refused(45047)

    def _followed(self, openid: str) -> Follower:
        person = self._followers.get(openid)
        if person is None or not person.following:
            raise Refused(43004)
        return person

    def app(self) -> web.Application:
        """The API's paths (/cgi-bin/…) as an application, to be mounted under any prefix; that address is the api_base."""
        account = self.account
        gets: dict[str, Work] = {
            "media/get": account.media,
            "media/film": account.film,
            "showqrcode": account.qrcode_picture,
            "menu/get": account.menu_get,
            "menu/delete": account.menu_delete,
            "getcallbackip": account.callback_ips,
        }
        posts: dict[str, Work] = {
            "message/custom/send": lambda asked: self.custom_send(asked.words()),
            "message/template/send": lambda asked: self.template_send(asked.words()),
            "message/subscribe/bizsend": lambda asked: self.bizsend(asked.words()),
            "media/upload": account.upload,
            "qrcode/create": account.qrcode_create,
            "menu/create": account.menu_create,
        }
        # films and QR pictures lie on machines of their own, which ask for no token
        gets = {path: work if path in ("media/film", "showqrcode") else self._with_token(work) for path, work in gets.items()}
        posts = {path: self._with_token(work) for path, work in posts.items()}
        posts["stable_token"] = lambda asked: self.stable_token(asked.words())
        return Doors(self.calls, self.faults).app(gets, posts)

    def _with_token(self, work: Work) -> Work:
        def checked(asked: Asked) -> Said:
            try:
                self.check_token(asked.query.get("access_token", ""))
                return work(asked)
            except Refused as refused:
                self.refused[refused.code] += 1
                raise

        return checked


def _openid(words: dict[str, Any]) -> str:
    openid = words.get("touser")
    if not isinstance(openid, str) or not _OPENID.fullmatch(openid):
        raise Refused(40003)
    return openid


def _text(text: Any) -> str:
    if not isinstance(text, str) or not text:
        raise Refused(44004)
    if len(text.encode()) > MAX_TEXT_BYTES:
        raise Refused(45002)
    return text
