"""WeCom's side of a company's application: it keeps the real API's rules and shows what a member's phone would show.

Nothing here knows the product. The tests tell it who is a member, read `inbox`, and may put faults in the way of the next
calls (`faults`).
"""

import json
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.standins.wechat_account import MEDIA_LASTS_S, OK
from bot.standins.wechat_doors import Asked, Doors, Fault, FaultKind, Refused, Said, Work

__all__ = ["Fault", "FaultKind", "WeComStandIn"]

MAX_TEXT_BYTES = 2048
TOKEN_LASTS_S = 7200
RATES = ((30, 60.0), (1000, 3600.0))  # messages to one member within so many seconds; the surplus is dropped without a word


class WeComStandIn:
    """One company with its applications (agent_id: secret); now is its clock, seconds since 1970.

    members may be written to, unlicensed ones may not. faults["message/send"].append(Fault(...)) puts a fault before the
    next call of that path. calls counts them, dropped the messages that were too many.
    """

    def __init__(self, now: Callable[[], float], corp_id: str, applications: dict[int, str]) -> None:
        self._now = now
        self._corp_id = corp_id
        self._applications = applications
        self._tokens: dict[str, tuple[str, float, int]] = {}  # secret: token, its end, whose
        self._media: dict[str, tuple[bytes, str, float]] = {}
        self._sent: defaultdict[str, deque[float]] = defaultdict(deque)
        self._same: dict[tuple[str, str], float] = {}  # member, the whole request: until when it is the same message
        self._ids = 0
        self._inbox: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self.members: set[str] = set()
        self.unlicensed: set[str] = set()
        self.menus: dict[int, dict[str, Any]] = {}
        self.ips = ["127.0.0.1"]
        self.dropped = 0
        self.faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.calls: defaultdict[str, int] = defaultdict(int)

    # what the tests do

    def inbox(self, member: str) -> list[dict[str, Any]]:
        """What the member's phone shows, oldest first: id, text, at."""
        return list(self._inbox[member])

    def show(self, member: str, text: str) -> None:
        """Lays a text into the phone's view: what came back as a passive reply."""
        self._ids += 1
        self._inbox[member].append({"id": str(self._ids), "text": text, "at": self._now()})

    def keep_media(self, content: bytes, content_type: str) -> str:
        """A picture, voice or film the member sent; gives its media_id, good for three days."""
        media_id = f"media-{len(self._media) + 1}"
        self._media[media_id] = (content, content_type, self._now() + MEDIA_LASTS_S)
        return media_id

    def kill_tokens(self) -> None:
        """No token given out so far is worth anything."""
        self._tokens.clear()

    # what the product calls

    def gettoken(self, asked: Asked) -> Said:
        """The same token while it is valid."""
        if asked.query.get("corpid") != self._corp_id:
            raise Refused(40013)
        secret = asked.query.get("corpsecret", "")
        agent = next((agent for agent, known in self._applications.items() if known == secret), None)
        if agent is None:
            raise Refused(40001)
        token, ends_at, _ = self._tokens.get(secret, ("", 0.0, 0))
        if ends_at <= self._now():
            self._ids += 1
            token, ends_at = f"{self._ids}_{'c' * 200}", self._now() + TOKEN_LASTS_S
            self._tokens[secret] = (token, ends_at, agent)
        return OK | {"access_token": token, "expires_in": int(ends_at - self._now())}

    def send(self, asked: Asked) -> Said:
        """Shows one text to the members it names."""
        words, agent = asked.words(), self._agent(asked)
        if words.get("agentid") != agent:
            raise Refused(40056 if words.get("agentid") not in self._applications else 301002)
        if words.get("msgtype") != "text":
            raise Refused(40008)
        content = (words.get("text") or {}).get("content")
        if not isinstance(content, str) or not content:
            raise Refused(44004)
        if len(content.encode()) > MAX_TEXT_BYTES:
            raise Refused(45002)
        interval = words.get("duplicate_check_interval", 1800) if words.get("enable_duplicate_check") else 0
        if not 0 <= interval <= 4 * 3600:
            raise Refused(40058)
        named = [name for name in str(words.get("touser", "")).split("|") if name]
        known = [name for name in named if name in self.members and name not in self.unlicensed]
        if not known:
            raise Refused(81013)
        for name in known:
            self._deliver(name, content, json.dumps(words, sort_keys=True), interval)
        self._ids += 1
        answer: dict[str, Any] = OK | {"msgid": f"m{self._ids}"}
        # names come back in small letters
        invalid = "|".join(name.lower() for name in named if name not in self.members)
        return answer | ({"invaliduser": invalid} if invalid else {})

    def agent_get(self, asked: Asked) -> Said:
        agent = self._agent(asked)
        if asked.query.get("agentid") != str(agent):
            raise Refused(301002)
        return OK | {"agentid": agent, "name": "说事", "close": 0}

    def media(self, asked: Asked) -> Said:
        self._agent(asked)
        content, content_type, ends_at = self._media.get(asked.query.get("media_id", ""), (b"", "", 0.0))
        if ends_at <= self._now():
            raise Refused(40007)
        return content, content_type

    def callback_ips(self, asked: Asked) -> Said:
        self._agent(asked)
        return OK | {"ip_list": self.ips}

    def menu_create(self, asked: Asked) -> Said:
        agent = self._agent(asked)
        if asked.query.get("agentid") != str(agent):
            raise Refused(301002)
        self.menus[agent] = asked.words()
        return OK

    def app(self) -> web.Application:
        """The API's paths (/cgi-bin/…) as an application, to be mounted under any prefix; that address is the api_base."""
        gets: dict[str, Work] = {
            "gettoken": self.gettoken,
            "agent/get": self.agent_get,
            "media/get": self.media,
            "getcallbackip": self.callback_ips,
        }
        posts: dict[str, Work] = {"message/send": self.send, "menu/create": self.menu_create}
        return Doors(self.calls, self.faults).app(gets, posts)

    def _deliver(self, member: str, content: str, request: str, interval: float) -> None:
        now = self._now()
        if self._same.get((member, request), 0.0) > now:
            return
        sent = self._sent[member]
        if any(sum(now - at < within for at in sent) >= most for most, within in RATES):
            self.dropped += 1  # errcode 0, and nobody ever sees it
            return
        sent.append(now)
        self._same[member, request] = now + interval
        self.show(member, content)

    def _agent(self, asked: Asked) -> int:
        """Whose token it is. Raises Refused."""
        token = asked.query.get("access_token", "")
        if not token:
            raise Refused(41001)
        held = next((each for each in self._tokens.values() if each[0] == token), None)
        if held is None:
            raise Refused(40014)
        if held[1] <= self._now():
            raise Refused(42001)
        return held[2]
