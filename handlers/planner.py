"""Which open way a message takes now: chat → SMS → named list, with WeChat's window, quiet hours and opt-outs. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.messages import SayKind
from handlers.village.working_days import DIGESTS_FROM, RESIDENTS_FROM, next_open, quiet

# WeChat's customer-service window: after a message 5 in 48 hours, after a click, a scan or following 3 in one minute.
MESSAGE_WINDOW, MESSAGE_QUOTA = timedelta(hours=48), 5
CLICK_WINDOW, CLICK_QUOTA = timedelta(seconds=60), 3
CLICKS = frozenset({"event.CLICK", "event.SCAN", "event.subscribe"})
ANY_HOUR = frozenset({SayKind.ANSWER, SayKind.ALERT})


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a person: an address, or the roster's number. ago: since it last spoke, None never; pushed: sent since then."""

    channel: str
    account: str
    receiver: str
    following: bool = True
    opted_out: bool = False
    last_kind: str = ""
    ago: timedelta | None = None
    pushed: int = 0
    preferred: bool = False

    @property
    def id(self) -> str:
        return f"{self.channel}:{self.account}:{self.receiver}"


@dataclass(frozen=True, slots=True)
class Go:
    way: Way


@dataclass(frozen=True, slots=True)
class Wait:
    until: datetime  # village time


@dataclass(frozen=True, slots=True)
class ToList:
    """No way is open: a named cadre has to tell the person."""


def plan(kind: SayKind, ways: Sequence[Way], now: datetime) -> Go | Wait | ToList:
    """now is village time: residents hear nothing 20:30–08:00 but emergencies and answers to their own words."""
    opens = DIGESTS_FROM if kind is SayKind.DIGEST else RESIDENTS_FROM
    if kind not in ANY_HOUR and quiet(now, opens):
        return Wait(next_open(now, opens))
    chats = [way for way in ways if way.channel in ("wechat", "terminal") and chat_open(way, kind)]
    texts = [way for way in ways if way.channel == "sms" and (not way.opted_out or kind in ANY_HOUR)]
    ordered = [*(w for w in texts if w.preferred), *chats, *texts]
    return Go(ordered[0]) if ordered else ToList()


def chat_open(way: Way, kind: SayKind) -> bool:
    """Is WeChat's window open, and is something of its quota left? A terminal is always open."""
    if way.channel == "terminal":
        return True
    if not way.following or way.ago is None or (way.opted_out and kind not in ANY_HOUR):
        return False
    window, quota = (CLICK_WINDOW, CLICK_QUOTA) if way.last_kind in CLICKS else (MESSAGE_WINDOW, MESSAGE_QUOTA)
    return way.ago < window and way.pushed < quota
