"""The named questions the mind may ask, each one query."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, select

from handlers import memory as m
from handlers.memory import Address, Ask
from handlers.village.matter import Concern, Issue, Stage
from handlers.village.people import Person
from storage.tables import address_persons, addresses, asks, concerns, households, issues, persons

WAITING = concerns.c.stage == Stage.RECEIVED.value
GONE = (Stage.DRAFT.value, Stage.WITHDRAWN.value, Stage.SEALED.value)


def _triage(lookup: m.ConcernsToTriage) -> Select[Any]:
    return select(concerns).where(concerns.c.village == lookup.village, WAITING).order_by(concerns.c.received_at, concerns.c.id).limit(50)


def _mine(lookup: m.ConcernsOf) -> Select[Any]:
    kept = select(concerns).where(concerns.c.author == lookup.author, concerns.c.stage.not_in(GONE))
    return kept.order_by(concerns.c.received_at.desc(), concerns.c.id).limit(9)


def _of_unit(lookup: m.PersonsOfUnit) -> Select[Any]:
    found = select(persons).where(persons.c.village == lookup.village).order_by(persons.c.id)
    if lookup.grid:
        found = found.where(persons.c.household.in_(select(households.c.id).where(households.c.grid == lookup.grid)))
    return found


def _open_asks(lookup: m.OpenAsks) -> Select[Any]:
    return select(asks).where(asks.c.person == lookup.person, asks.c.answered_at.is_(None)).order_by(asks.c.made_at, asks.c.id)


def _addresses(lookup: m.AddressesOf) -> Select[Any]:
    mine = select(address_persons.c.address).where(address_persons.c.person == lookup.person)
    return select(addresses).where(addresses.c.id.in_(mine)).order_by(addresses.c.id)


def _issues(lookup: m.OpenIssues) -> Select[Any]:
    open_ones = select(issues).where(issues.c.village == lookup.village, issues.c.stage == Stage.CANDIDATE.value)
    return open_ones.order_by(issues.c.households.desc(), issues.c.id).limit(20)


# Asked for by many turns of one batch: one query for all of them, its rows told apart by this column.
TOGETHER: dict[type[Any], tuple[str, Callable[[Any], str], Callable[[list[str]], Select[Any]]]] = {
    m.NumberTaken: ("number", lambda x: x.number, lambda numbers: select(concerns).where(concerns.c.number.in_(numbers))),
    m.OpenAsks: (
        "person",
        lambda x: x.person,
        lambda people: select(asks).where(asks.c.person.in_(people), asks.c.answered_at.is_(None)).order_by(asks.c.made_at, asks.c.id),
    ),
}

LOOKUPS: dict[type[Any], tuple[type[Any], Callable[[Any], Select[Any]]]] = {
    m.ConcernByNumber: (Concern, lambda x: select(concerns).where(concerns.c.number == x.number)),
    m.NumberTaken: (Concern, lambda x: select(concerns).where(concerns.c.number == x.number)),
    m.ConcernsOf: (Concern, _mine),
    m.ConcernsOfIssue: (
        Concern,
        lambda x: select(concerns).where(concerns.c.issue == x.issue).order_by(concerns.c.received_at, concerns.c.id),
    ),
    m.ConcernsToTriage: (Concern, _triage),
    m.OpenIssues: (Issue, _issues),
    m.OpenAsks: (Ask, _open_asks),
    m.AddressesOf: (Address, _addresses),
    m.PersonsNamed: (
        Person,
        lambda x: select(persons).where(persons.c.village == x.village, persons.c.name == x.name).order_by(persons.c.id),
    ),
    m.PersonsOfUnit: (Person, _of_unit),
}
