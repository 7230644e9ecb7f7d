"""What the mind asks of the memory: records by id and a few named look-ups. What is not loaded yet is a Needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol, TypeVar

from handlers.village.people import Staff, Unit
from handlers.village.rights import Hat

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class ById:
    """One record by its id."""

    kind: type[Any]
    id: str


@dataclass(frozen=True, slots=True)
class ConcernByNumber:
    number: str


@dataclass(frozen=True, slots=True)
class ConcernsOf:
    """The latest nine concerns of one author (a talk's key), newest first, drafts and withdrawn ones left out."""

    author: str


@dataclass(frozen=True, slots=True)
class ConcernsOfIssue:
    issue: str


@dataclass(frozen=True, slots=True)
class ConcernsToTriage:
    """Concerns of a village that wait for a cadre's decision, oldest first."""

    village: str


@dataclass(frozen=True, slots=True)
class AlikesOf:
    """Pairs of a village's open matters that may be one, the likeliest first; those a cadre has refused left out."""

    village: str


@dataclass(frozen=True, slots=True)
class VillagesAlike:
    """The ids of the villages in which some pair waits to be looked at."""


@dataclass(frozen=True, slots=True)
class OpenIssues:
    """Candidates of a village, the most supported first, then the oldest."""

    village: str


@dataclass(frozen=True, slots=True)
class OpenAsks:
    """Questions of the bot's own that wait for one person, oldest first."""

    person: str


@dataclass(frozen=True, slots=True)
class AddressesOf:
    """Every phone and account known to belong to a person."""

    person: str


@dataclass(frozen=True, slots=True)
class AddressesIn:
    """Every phone and account known to belong to people of a village."""

    village: str


@dataclass(frozen=True, slots=True)
class PersonsNamed:
    village: str
    name: str


@dataclass(frozen=True, slots=True)
class PersonsOfUnit:
    """Residents of a village, or of one of its grids, who can be told something."""

    village: str
    grid: str | None = None


@dataclass(frozen=True, slots=True)
class NumberTaken:
    """Yields the concern that already has this public number, if any."""

    number: str


@dataclass(frozen=True, slots=True)
class UnitNamed:
    """The villages and communities whose name occurs in these words."""

    words: str


@dataclass(frozen=True, slots=True)
class VillagesToTriage:
    """The ids of the villages where some concern waits for a decision."""


@dataclass(frozen=True, slots=True)
class IssuesOf:
    """Issues of a village that have left the candidates and are not over, the next session's first."""

    village: str


@dataclass(frozen=True, slots=True)
class IssuesAt:
    """Issues of these villages at one stage, oldest first."""

    stage: str
    villages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PapersOf:
    """An issue's papers in the order they were written."""

    issue: str


@dataclass(frozen=True, slots=True)
class OpinionsOn:
    issue: str


@dataclass(frozen=True, slots=True)
class OpinionsOf:
    """What one person has said on issues, the latest first."""

    person: str


@dataclass(frozen=True, slots=True)
class VisitsOn:
    issue: str


@dataclass(frozen=True, slots=True)
class RequestsOf:
    """What was asked of departments about an issue, oldest first."""

    issue: str


@dataclass(frozen=True, slots=True)
class RequestsFor:
    """What waits for one department, oldest first; answered ones left out."""

    department: str


@dataclass(frozen=True, slots=True)
class TasksOf:
    issue: str


@dataclass(frozen=True, slots=True)
class TasksFor:
    """Tasks one person still has to do, the next due first."""

    owner: str


@dataclass(frozen=True, slots=True)
class TasksNamed:
    """Tasks that a department still has to do, no person named, the next due first."""

    name: str


@dataclass(frozen=True, slots=True)
class IssuesIn:
    """Every issue of a village, whatever became of it."""

    village: str


@dataclass(frozen=True, slots=True)
class IssuesAwake:
    """Every issue of the district that is under way."""


@dataclass(frozen=True, slots=True)
class PapersSince:
    """A village's papers from a moment on, issue by issue in the order they were written."""

    village: str
    since: datetime


@dataclass(frozen=True, slots=True)
class VisitsSince:
    """Visits made for a village's issues from a moment on."""

    village: str
    since: datetime


@dataclass(frozen=True, slots=True)
class OpinionsSince:
    """Opinions given on a village's issues from a moment on."""

    village: str
    since: datetime


@dataclass(frozen=True, slots=True)
class TasksSince:
    """A village's tasks whose day is that of the moment or later."""

    village: str
    since: datetime


@dataclass(frozen=True, slots=True)
class RulesOf:
    """A village's rules, the newest first; replaced ones too."""

    village: str


@dataclass(frozen=True, slots=True)
class RulesAt:
    """Rules of these villages in one state, oldest first."""

    state: str
    villages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PapersBy:
    """The latest twenty papers of one kind that one person has written, newest first."""

    author: str
    kind: str


@dataclass(frozen=True, slots=True)
class HouseholdsOf:
    village: str


@dataclass(frozen=True, slots=True)
class SealedFor:
    """Sealed cases that one unit reads and that are not over, oldest first."""

    unit: str


@dataclass(frozen=True, slots=True)
class SealedFrom:
    """Sealed cases that came from one address (its mark), the latest first."""

    relay: str


@dataclass(frozen=True, slots=True)
class SealedBy:
    """Sealed cases of one speaker (a mark), the latest first."""

    speaker: str


@dataclass(frozen=True, slots=True)
class SealedText:
    """Yields what the vault holds under one case, opened: the words first, then what was added and answered. For this turn only."""

    case: str


@dataclass(frozen=True, slots=True)
class ConcernsNamingCadres:
    """Ordinary concerns of these villages naming a cadre as one asked or not reached: those that wait, and the last thirty days'."""

    villages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenCalls:
    """The call lists of these villages: whom nobody could reach by message, the longest waiting first."""

    villages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VillagesToCall:
    """The ids of the villages on whose call list somebody stands, "" where nobody knows the village."""


@dataclass(frozen=True, slots=True)
class AnnouncementsOf:
    """The latest five announcements of a village, newest first."""

    village: str


@dataclass(frozen=True, slots=True)
class DeliveryOf:
    """How far everything said about a matter or an announcement has come: yields one Standing for each state there is."""

    about: str


Lookup = (
    OpenCalls
    | VillagesToCall
    | AnnouncementsOf
    | DeliveryOf
    | IssuesOf
    | IssuesAt
    | PapersOf
    | OpinionsOn
    | OpinionsOf
    | VisitsOn
    | RequestsOf
    | RequestsFor
    | TasksOf
    | TasksFor
    | TasksNamed
    | IssuesIn
    | IssuesAwake
    | PapersSince
    | VisitsSince
    | OpinionsSince
    | TasksSince
    | RulesOf
    | RulesAt
    | PapersBy
    | HouseholdsOf
    | SealedFor
    | SealedFrom
    | SealedBy
    | SealedText
    | ConcernsNamingCadres
    | UnitNamed
    | VillagesToTriage
    | ConcernByNumber
    | ConcernsOf
    | ConcernsOfIssue
    | ConcernsToTriage
    | AlikesOf
    | VillagesAlike
    | OpenIssues
    | OpenAsks
    | AddressesOf
    | AddressesIn
    | PersonsNamed
    | PersonsOfUnit
    | NumberTaken
)


class Needs(Exception):
    """The turn cannot go on without these; whoever plays it loads them and plays it again."""

    def __init__(self, refs: tuple[ById | Lookup, ...]) -> None:
        super().__init__(f"{len(refs)} things to look up")
        self.refs = refs


class Memory(Protocol):
    """Loaded records, seen through whatever this turn has already changed."""

    def get(self, kind: type[R], key: str) -> R | None:
        """The record, None when there is no such; raises Needs when nobody has looked yet."""
        ...

    def find(self, lookup: Lookup) -> tuple[Any, ...]:
        """The records a look-up yields; raises Needs when nobody has looked yet."""
        ...

    def staff(self, village: str | None) -> Staff | None:
        """The offices around a village; always at hand."""
        ...

    def hats(self, person: str) -> tuple[Hat, ...]:
        """The offices a person holds anywhere in the district; always at hand."""
        ...

    def unit(self, key: str) -> Unit | None: ...

    def under(self, unit: str) -> tuple[Unit, ...]:
        """The units directly below one: a township's villages, the district's townships."""
        ...


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
