"""What is remembered beside the village's own things: phones, questions, due moments, secrets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Address:
    """One phone or account as a channel knows it.

    id is "channel:account:sender". persons are those it may belong to (a family phone has several); trusted says that the
    binding is proved by the roster's own number, so that private things may show here. way is how results should come:
    chat, sms or grid_lead. following is False after an unsubscribe; opted_out after TD.
    """

    id: str
    channel: str
    account: str
    sender: str
    talk: str
    first_heard_at: datetime
    persons: tuple[str, ...] = ()
    village: str | None = None
    trusted: bool = False
    following: bool = True
    opted_out: bool = False
    way: str = ""
    version: int = 0

    @property
    def person(self) -> str | None:
        """The one person it belongs to, None for a family phone or an unknown one."""
        return self.persons[0] if len(self.persons) == 1 else None


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of the bot's own that waits for one person, independent of what else they talk about.

    script and args name the conversation the answer starts, question its first question. shown maps the digits as they
    were shown to tokens that stay what they are. words: free words answer it too. channel: how it was delivered, "" before. answer:
    the token that was chosen, or "words"; "" where nobody answered: a question may also be closed because it is over.
    """

    id: str
    person: str
    script: str
    question: str
    made_at: datetime
    expires_at: datetime
    args: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    answered_at: datetime | None = None
    words: bool = False
    channel: str = ""
    answer: str = ""
    version: int = 0


def reply_code(ask: str) -> str:
    """Three digits that a reply's own number brings back where the provider extends it: they name the question meant."""
    return f"{int.from_bytes(sha256(ask.encode()).digest()[:4]) % 1000:03d}"


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be done at a moment of village time: kind names the function in on_time, ref what it is about."""

    id: str
    kind: str
    ref: str
    at: datetime
    done: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """So many messages stand here: answered, confirmed, accepted, waiting, spared, recalled; of the listed: listed, told, over."""

    state: str
    count: int


@dataclass(frozen=True, slots=True)
class Misses:
    """Failed tries at a secret (binding, code), counted per key; locked until a moment after too many."""

    id: str
    count: int = 0
    locked_until: datetime | None = None
    version: int = 0


MORE, FILE = ":more:", ":file:"  # behind a sealed case's id: what its author added, a picture that came with it


@dataclass(frozen=True, slots=True)
class Opened:
    """One row of the vault: the words (or an answer to them), the address they came from, the concern they were before, when."""

    id: str
    address: str
    text: str
    concern: str | None = None
    at: float = 0.0  # seconds of village time


@dataclass(frozen=True, slots=True)
class Proof:
    """A code sent to the roster's number, to be typed on the phone that wants to read; kept only as a digest."""

    id: str
    person: str
    address: str
    digest: str
    expires_at: datetime
    used: bool = False
    version: int = 0
