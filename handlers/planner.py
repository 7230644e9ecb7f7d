"""The way a message takes now: chat, notice, SMS, call, a named cadre's list. Windows, budgets, hours and opt-outs. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from handlers.messages import Reach, SayKind
from handlers.village.working_days import CALLS_FROM, CALLS_UNTIL, DIGESTS_FROM, RESIDENTS_FROM, next_open, quiet

# WeChat's customer-service window: after a message 5 in 48 hours, after a click, a scan or following 3 in one minute.
# A message is some seconds on its way: at the very end of a window the platform would refuse it.
MESSAGE_WINDOW, MESSAGE_QUOTA = timedelta(hours=48) - timedelta(minutes=1), 5
CLICK_WINDOW, CLICK_QUOTA = timedelta(seconds=55), 3
CLICKS = frozenset({"event.CLICK", "event.SCAN", "event.subscribe"})
KEPT_BACK = 2  # of the window's messages: for what is owed
ANY_HOUR = frozenset({SayKind.ANSWER, SayKind.ALERT})
# What nobody asked for, to one telephone: question, invitation or missed date, result, rating; and never three in a week.
SMS_AN_ISSUE, SMS_A_WEEK, WEEK = 4, 2, timedelta(days=7)


class Rung(StrEnum):
    """The rungs of the ladder, in the order they are tried."""

    CHAT = "chat"
    NOTICE = "notice"  # a template message or a subscription notice, outside the chat's window
    SMS = "sms"
    CALL = "call"  # our own line speaks; a cadre's call is the list


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a person: an address, or the roster's number. ago: since it last spoke, None never; pushed: sent since then.

    asked_person: they want to be told by the grid worker.
    """

    channel: str
    account: str
    receiver: str
    following: bool = True
    opted_out: bool = False
    last_kind: str = ""
    ago: timedelta | None = None
    pushed: int = 0
    preferred: bool = False
    asked_person: bool = False
    rung: Rung = Rung.CHAT
    template: str = ""

    @property
    def id(self) -> str:
        """The address, or what it would be called."""
        return f"{self.channel}:{self.account}:{self.receiver}"

    @property
    def mark(self) -> str:
        """Under which name a message remembers that this way refused it: one address may have two ways."""
        return f"notice!{self.id}" if self.rung is Rung.NOTICE else self.id


@dataclass(frozen=True, slots=True)
class Spent:
    """Unasked SMS that one telephone got: about this matter, and in the last seven days.

    frees_at: when the week has room again; None when that comes too late for what waits for it.
    """

    issue: int = 0
    week: int = 0
    frees_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Go:
    way: Way


@dataclass(frozen=True, slots=True)
class Wait:
    until: datetime  # village time


@dataclass(frozen=True, slots=True)
class Spared:
    """Not worth another SMS: what it says stands on the board, and the next question says it too."""


@dataclass(frozen=True, slots=True)
class ToList:
    """No way is open: a named cadre has to tell the person."""


Choice = Go | Wait | Spared | ToList
NOTHING_SPENT = Spent()


def plan(kind: SayKind, ways: Sequence[Way], now: datetime, reach: Reach = Reach.OWED, spent: Spent = NOTHING_SPENT) -> Choice:
    """now is village time: residents hear nothing 20:30–08:00 but emergencies and answers to their own words."""
    unasked = kind not in ANY_HOUR
    reach = reach if unasked else Reach.OWED
    opens = DIGESTS_FROM if kind is SayKind.DIGEST else RESIDENTS_FROM
    if unasked and quiet(now, opens):
        return Wait(next_open(now, opens))
    if unasked and kind is not SayKind.DIGEST and any(way.asked_person for way in ways):
        return Spared() if reach is Reach.SPARE else ToList()
    ordered = ladder(ways, kind, reach)
    texts = [way for way in ordered if way.rung is Rung.SMS]
    if ordered and (ordered[0].rung is not Rung.SMS or not unasked or kind is SayKind.DIGEST):
        return Go(ordered[0])
    refused = over_budget(reach, spent) if texts else None
    if texts and refused is None:
        return Go(texts[0])
    if isinstance(refused, Wait | Spared):
        return refused
    return by_voice([way for way in ways if way.rung is Rung.CALL and not way.opted_out], kind, reach, now)


def read_as_message(ways: Sequence[Way], now: datetime) -> bool:
    """Will news of their own matter reach them as a message, by night in the morning? Else somebody has to call."""
    at = next_open(now, RESIDENTS_FROM)
    then = [replace(way, ago=way.ago + (at - now)) if way.ago is not None else way for way in ways]
    choice = plan(SayKind.NEWS, then, at)
    return isinstance(choice, Go) and choice.way.rung is not Rung.CALL


def ladder(ways: Sequence[Way], kind: SayKind, reach: Reach) -> list[Way]:
    """Open ways in order; who asked for SMS gets SMS first."""
    texts = [way for way in ways if way.rung is Rung.SMS and (not way.opted_out or kind in ANY_HOUR)]
    chats = [way for way in ways if way.rung is Rung.CHAT and chat_open(way, kind, reach)]
    notices = [way for way in ways if way.rung is Rung.NOTICE and way.following and not way.opted_out]
    return [*(way for way in texts if way.preferred), *chats, *notices, *texts]


def over_budget(reach: Reach, spent: Spent) -> Wait | Spared | ToList | None:
    """None: the SMS may go. What must be proven is not put off: somebody tells it in person."""
    if reach is Reach.SPARE:
        return Spared()
    if reach in (Reach.LAWFUL, Reach.ASKED):
        return None
    if spent.issue >= SMS_AN_ISSUE:
        return ToList() if reach is Reach.PROVEN else Spared()
    if spent.week >= SMS_A_WEEK:
        return ToList() if reach is Reach.PROVEN or spent.frees_at is None else Wait(spent.frees_at)
    return None


def by_voice(lines: Sequence[Way], kind: SayKind, reach: Reach, now: datetime) -> Choice:
    """Our own line calls by day; without one a cadre does."""
    if reach is Reach.SPARE:
        return Spared()
    if not lines or kind in ANY_HOUR or kind is SayKind.DIGEST:
        return ToList()
    if CALLS_FROM <= now.time() < CALLS_UNTIL:
        return Go(lines[0])
    day = now.date() + timedelta(days=now.time() >= CALLS_UNTIL)
    return Wait(datetime.combine(day, CALLS_FROM, now.tzinfo))


def chat_open(way: Way, kind: SayKind, reach: Reach = Reach.OWED) -> bool:
    """Is WeChat's window open, and is something of its quota left? A terminal and WeCom are open to whoever is there."""
    if way.channel == "terminal":
        return True
    if not way.following or (way.opted_out and kind not in ANY_HOUR):
        return False
    if way.channel == "wecom":
        return True
    if way.ago is None:
        return False
    window, quota = (CLICK_WINDOW, CLICK_QUOTA) if way.last_kind in CLICKS else (MESSAGE_WINDOW, MESSAGE_QUOTA)
    if reach is Reach.SPARE and kind not in ANY_HOUR:
        quota -= KEPT_BACK
    return way.ago < window and way.pushed < quota
