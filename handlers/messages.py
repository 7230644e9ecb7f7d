"""What comes in and what goes out, the same for every channel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ChannelName(StrEnum):
    WECHAT = "wechat"
    WECOM = "wecom"
    SMS = "sms"
    PHONE = "phone"
    TERMINAL = "terminal"


@dataclass(frozen=True, slots=True)
class Heard:
    """One message, event or status as it came in.

    account is the settings key ("main"); sender what the provider calls the person (openid, E.164 number, name).
    message_id is the provider's own id, "" when it has none. unique is what makes the message itself and not another:
    the provider's id, or for events the fields that tell two apart; the database's unique key is made of
    (channel, account, sender, unique). kind is text image voice video location link event.NAME status key missed_call.
    text holds the words (voice: the recognition, if any), at most 2,000 characters. media is the provider's handle to
    fetch later. extra holds what else matters: scene, event_key, latitude, longitude, label, url, status …
    sent_at is the provider's time, UTC.
    """

    channel: ChannelName
    account: str
    sender: str
    message_id: str
    unique: str
    kind: str
    sent_at: datetime
    text: str | None = None
    media: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


class SayKind(StrEnum):
    """Why something is said; the planner treats them differently."""

    ANSWER = "answer"  # the turn's own answer to whoever spoke
    NEWS = "news"  # about the person's own matter
    DIGEST = "digest"  # a cadre's morning
    ALERT = "alert"  # danger: overtakes everything, at any hour
    ANNOUNCEMENT = "announcement"


class Reach(StrEnum):
    """How far news may go to find its receiver; answers and emergencies go by any way there is."""

    SPARE = "spare"  # by chat only: the board and the next question say it too, and no SMS is spent on it
    ASKED = "asked"  # what becomes of their own words: like owed, and no budget stops an answer
    OWED = "owed"  # by any way that is open; where none is, a named cadre tells it
    PROVEN = "proven"  # and a cadre tells it too when a day later nothing shows that it has arrived
    LAWFUL = "lawful"  # the law says that they are told: like proven, and no budget stops it


@dataclass(frozen=True, slots=True)
class Line:
    """One reply by its key in replies.yaml, with the values it shows.

    A value is people's own words (never a template) or another Line, for the names of things: categories, stages, roles.
    """

    key: str
    values: Mapping[str, "str | Line"] = field(default_factory=dict)


def together(*lines: "Line") -> "Line":
    """Several lines as one, to stand in a gap: what a chat shows whole and SMS leaves out."""
    *before, last = lines
    for each in reversed(before):
        last = Line("kit.page", {"first": each, "rest": last})
    return last


def line(key: str, **values: "str | Line") -> Line:
    """Short for Line(key, {…})."""
    return Line(key, values)


@dataclass(frozen=True, slots=True)
class Label:
    """An option as it is shown: the digits to press and what they stand for (a reply, or people's own words)."""

    digits: str
    line: Line


@dataclass(frozen=True, slots=True)
class Say:
    """Something to be said to a person ("person:ID") or, where nobody is known, to an address ("address:ID").

    secret: that it was said tells who accused; it is kept under the vault's key, and once said without its receiver.
    """

    to: str
    lines: tuple[Line, ...]
    options: tuple[Label, ...] = ()
    kind: SayKind = SayKind.NEWS
    ask: str | None = None
    about: str | None = None
    secret: bool = False
    reach: Reach = Reach.OWED
