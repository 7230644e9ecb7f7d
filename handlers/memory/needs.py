"""The memory as the mind sees it: what is not loaded yet is a Needs."""

from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from handlers.memory.of_concerns import (
    AlikesOf,
    ConcernByNumber,
    ConcernsNamingCadres,
    ConcernsOf,
    ConcernsOfIssue,
    ConcernsToTriage,
    CorrectionsOf,
    NumberTaken,
    VillagesAlike,
    VillagesToTriage,
)
from handlers.memory.of_issues import (
    IssuesAt,
    IssuesAwake,
    IssuesIn,
    IssuesOf,
    OpenIssues,
    OpinionsOf,
    OpinionsOn,
    OpinionsSince,
    PapersBy,
    PapersOf,
    PapersSince,
    RequestsFor,
    RequestsOf,
    RulesAt,
    RulesOf,
    TasksFor,
    TasksNamed,
    TasksOf,
    TasksSince,
    VisitsOn,
    VisitsSince,
)
from handlers.memory.of_people import (
    AddressesIn,
    AddressesOf,
    AnnouncementsOf,
    DeliveryOf,
    HouseholdsOf,
    OpenAsks,
    OpenCalls,
    PersonsNamed,
    PersonsOfUnit,
    UnitNamed,
    VillagesToCall,
    WaysTo,
)
from handlers.memory.of_the_vault import SealedBy, SealedFor, SealedFrom, SealedText
from handlers.village.people import Staff, Unit
from handlers.village.rights import Hat

R = TypeVar("R")

Lookup = (
    ConcernByNumber
    | NumberTaken
    | ConcernsOf
    | ConcernsOfIssue
    | ConcernsToTriage
    | VillagesToTriage
    | ConcernsNamingCadres
    | CorrectionsOf
    | AlikesOf
    | VillagesAlike
    | OpenIssues
    | IssuesOf
    | IssuesAt
    | IssuesIn
    | IssuesAwake
    | PapersOf
    | PapersBy
    | PapersSince
    | OpinionsOn
    | OpinionsOf
    | OpinionsSince
    | VisitsOn
    | VisitsSince
    | RequestsOf
    | RequestsFor
    | TasksOf
    | TasksFor
    | TasksNamed
    | TasksSince
    | RulesOf
    | RulesAt
    | UnitNamed
    | HouseholdsOf
    | PersonsNamed
    | PersonsOfUnit
    | AddressesOf
    | AddressesIn
    | OpenAsks
    | OpenCalls
    | VillagesToCall
    | AnnouncementsOf
    | DeliveryOf
    | WaysTo
    | SealedFor
    | SealedFrom
    | SealedBy
    | SealedText
)


@dataclass(frozen=True, slots=True)
class ById:
    """One record by its id."""

    kind: type[Any]
    id: str


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
