"""The named questions the mind may ask, each one query."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Select, Table, bindparam, select

from handlers import memory as m
from handlers.memory import Address, Ask
from handlers.village.calls import Call, CallOutcome
from handlers.village.issue import Issue, Opinion, Paper, Request, RequestState, Rule, Task, TaskState, Visit
from handlers.village.matter import Alike, Announcement, Concern, Correction, Stage
from handlers.village.people import Household, Person
from handlers.village.sealed_case import SealedCase, SealedState
from storage.records import to_ms
from storage.tables import (
    address_persons,
    addresses,
    alikes,
    announcements,
    asks,
    calls,
    concerns,
    corrections,
    households,
    issues,
    opinions,
    papers,
    persons,
    requests,
    rules,
    sealed_cases,
    tasks,
    visits,
)

UNDECIDED = sealed_cases.c.state.in_((SealedState.WAITING.value, SealedState.PASSED_UP.value, SealedState.TAKEN.value))
WAITING = concerns.c.stage == Stage.RECEIVED.value
GONE = (Stage.DRAFT.value, Stage.WITHDRAWN.value, Stage.SEALED.value)


# A flood of copies must not hide what others have said after it: all are read, and the copies are folded where they are shown.
MOST_WAITING = 2000


def _triage(lookup: m.ConcernsToTriage) -> Select[Any]:
    waiting = select(concerns).where(concerns.c.village == lookup.village, WAITING)
    return waiting.order_by(concerns.c.received_at, concerns.c.id).limit(MOST_WAITING)


def _alikes(lookup: m.AlikesOf) -> Select[Any]:
    found = select(alikes).where(alikes.c.village == lookup.village, alikes.c.refused.is_(False))
    return found.order_by(alikes.c.likeness.desc(), alikes.c.id).limit(40)


def _mine(lookup: m.ConcernsOf) -> Select[Any]:
    kept = select(concerns).where(concerns.c.author == lookup.author, concerns.c.stage.not_in(GONE))
    return kept.order_by(concerns.c.received_at.desc(), concerns.c.id).limit(9)


def _of_unit(lookup: m.PersonsOfUnit) -> Select[Any]:
    found = select(persons).where(persons.c.village == lookup.village).order_by(persons.c.id)
    if lookup.grid:
        found = found.where(persons.c.household.in_(select(households.c.id).where(households.c.grid == lookup.grid)))
    return found


def _open_calls(lookup: m.OpenCalls) -> Select[Any]:
    waiting = (calls.c.village.in_(lookup.villages), calls.c.outcome == CallOutcome.OPEN.value)
    return select(calls).where(*waiting).order_by(calls.c.due_at, calls.c.id).limit(200)


def _announcements(lookup: m.AnnouncementsOf) -> Select[Any]:
    theirs = select(announcements).where(announcements.c.village == lookup.village)
    return theirs.order_by(announcements.c.made_at.desc(), announcements.c.id).limit(5)


def _open_asks(lookup: m.OpenAsks) -> Select[Any]:
    return select(asks).where(asks.c.person == lookup.person, asks.c.answered_at.is_(None)).order_by(asks.c.made_at, asks.c.id)


def _addresses(lookup: m.AddressesOf) -> Select[Any]:
    mine = select(address_persons.c.address).where(address_persons.c.person == lookup.person)
    return select(addresses).where(addresses.c.id.in_(mine)).order_by(addresses.c.id)


def _addresses_in(lookup: m.AddressesIn) -> Select[Any]:
    theirs = select(address_persons.c.address).join(persons, persons.c.id == address_persons.c.person)
    return select(addresses).where(addresses.c.id.in_(theirs.where(persons.c.village == lookup.village))).order_by(addresses.c.id)


def _issues(lookup: m.OpenIssues) -> Select[Any]:
    open_ones = select(issues).where(issues.c.village == lookup.village, issues.c.stage == Stage.CANDIDATE.value)
    return open_ones.order_by(issues.c.households.desc(), issues.c.opened_at, issues.c.id).limit(20)


OVER = (Stage.CANDIDATE.value, Stage.DECLINED.value, Stage.WITHDRAWN.value, Stage.CLOSED.value)


def _issues_of(lookup: m.IssuesOf) -> Select[Any]:
    alive = select(issues).where(issues.c.village == lookup.village, issues.c.stage.not_in(OVER))
    return alive.order_by(issues.c.session.is_(None), issues.c.session, issues.c.opened_at, issues.c.id).limit(40)


def _issues_at(lookup: m.IssuesAt) -> Select[Any]:
    there = select(issues).where(issues.c.stage == lookup.stage, issues.c.village.in_(lookup.villages))
    return there.order_by(issues.c.opened_at, issues.c.id).limit(60)


def _requests_for(lookup: m.RequestsFor) -> Select[Any]:
    waiting = select(requests).where(requests.c.department == lookup.department, requests.c.state != RequestState.ANSWERED.value)
    return waiting.order_by(requests.c.sent_at, requests.c.id)


def _tasks_for(lookup: m.TasksFor) -> Select[Any]:
    mine = select(tasks).where(tasks.c.owner == lookup.owner, tasks.c.state == TaskState.OPEN.value)
    return mine.order_by(tasks.c.due_on, tasks.c.id)


def _tasks_named(lookup: m.TasksNamed) -> Select[Any]:
    theirs = select(tasks).where(tasks.c.owner.is_(None), tasks.c.owner_name == lookup.name, tasks.c.state == TaskState.OPEN.value)
    return theirs.order_by(tasks.c.due_on, tasks.c.id)


def _awake(lookup: m.IssuesAwake) -> Select[Any]:
    return select(issues).where(issues.c.stage.not_in(OVER)).order_by(issues.c.village, issues.c.id)


def _papers_by(lookup: m.PapersBy) -> Select[Any]:
    mine = select(papers).where(papers.c.author == lookup.author, papers.c.kind == lookup.kind)
    return mine.order_by(papers.c.at.desc(), papers.c.seq.desc()).limit(20)


def _since(table: Table) -> Callable[[Any], Select[Any]]:
    """Through the village's issues, which are few, and each table's index on them."""

    def query(lookup: Any) -> Select[Any]:
        theirs = select(issues.c.id).where(issues.c.village == lookup.village)
        since = table.c.due_on >= lookup.since.date().isoformat() if table is tasks else table.c.at >= to_ms(lookup.since)
        order = (table.c.issue, table.c.seq, table.c.at, table.c.id) if table is papers else (table.c.issue, table.c.id)
        return select(table).where(table.c.issue.in_(theirs), since).order_by(*order)

    return query


def _naming_cadres(lookup: m.ConcernsNamingCadres) -> Select[Any]:
    """Whatever has been decided of them: who is above one of those named must not lose sight of it by that."""
    kept = select(concerns).where(concerns.c.village.in_(lookup.villages), concerns.c.flags.contains("names_cadre"))
    return kept.where(concerns.c.stage.not_in(GONE)).order_by(concerns.c.received_at.desc(), concerns.c.id).limit(200)


def _sealed_by(speakers: list[str]) -> Select[Any]:
    mine = select(sealed_cases).where(sealed_cases.c.speaker.in_(speakers))
    return mine.order_by(sealed_cases.c.at.desc(), sealed_cases.c.id)


# Asked for by many turns of one batch: one query for all of them, its rows told apart by this column.
TOGETHER: dict[type[Any], tuple[str, Callable[[Any], str], Callable[[list[str]], Select[Any]]]] = {
    m.NumberTaken: ("number", lambda x: x.number, lambda numbers: select(concerns).where(concerns.c.number.in_(numbers))),
    m.OpenAsks: (
        "person",
        lambda x: x.person,
        lambda people: select(asks).where(asks.c.person.in_(people), asks.c.answered_at.is_(None)).order_by(asks.c.made_at, asks.c.id),
    ),
    m.SealedBy: ("speaker", lambda x: x.speaker, lambda speakers: _sealed_by(speakers)),
}

LOOKUPS: dict[type[Any], tuple[type[Any], Callable[[Any], Select[Any]]]] = {
    m.OpenCalls: (Call, _open_calls),
    m.AnnouncementsOf: (Announcement, _announcements),
    m.ConcernByNumber: (Concern, lambda x: select(concerns).where(concerns.c.number == x.number)),
    m.NumberTaken: (Concern, lambda x: select(concerns).where(concerns.c.number == x.number)),
    m.ConcernsOf: (Concern, _mine),
    m.ConcernsOfIssue: (
        Concern,
        lambda x: select(concerns).where(concerns.c.issue == x.issue).order_by(concerns.c.received_at, concerns.c.id),
    ),
    m.ConcernsToTriage: (Concern, _triage),
    m.AlikesOf: (Alike, _alikes),
    m.CorrectionsOf: (
        Correction,
        lambda x: select(corrections).where(corrections.c.concern == x.concern).order_by(corrections.c.at.desc(), corrections.c.id.desc()),
    ),
    m.OpenIssues: (Issue, _issues),
    m.OpenAsks: (Ask, _open_asks),
    m.AddressesOf: (Address, _addresses),
    m.AddressesIn: (Address, _addresses_in),
    m.PersonsNamed: (
        Person,
        lambda x: select(persons).where(persons.c.village == x.village, persons.c.name == x.name).order_by(persons.c.id),
    ),
    m.PersonsOfUnit: (Person, _of_unit),
    m.IssuesOf: (Issue, _issues_of),
    m.IssuesAt: (Issue, _issues_at),
    m.PapersOf: (Paper, lambda x: select(papers).where(papers.c.issue == x.issue).order_by(papers.c.seq, papers.c.at, papers.c.id)),
    m.OpinionsOn: (Opinion, lambda x: select(opinions).where(opinions.c.issue == x.issue).order_by(opinions.c.at, opinions.c.id)),
    m.OpinionsOf: (Opinion, lambda x: select(opinions).where(opinions.c.person == x.person).order_by(opinions.c.at.desc(), opinions.c.id)),
    m.VisitsOn: (Visit, lambda x: select(visits).where(visits.c.issue == x.issue).order_by(visits.c.at, visits.c.id)),
    m.RequestsOf: (Request, lambda x: select(requests).where(requests.c.issue == x.issue).order_by(requests.c.sent_at, requests.c.id)),
    m.RequestsFor: (Request, _requests_for),
    m.TasksOf: (Task, lambda x: select(tasks).where(tasks.c.issue == x.issue).order_by(tasks.c.due_on, tasks.c.id)),
    m.TasksFor: (Task, _tasks_for),
    m.TasksNamed: (Task, _tasks_named),
    m.IssuesIn: (Issue, lambda x: select(issues).where(issues.c.village == x.village).order_by(issues.c.id)),
    m.IssuesAwake: (Issue, _awake),
    m.PapersSince: (Paper, _since(papers)),
    m.VisitsSince: (Visit, _since(visits)),
    m.OpinionsSince: (Opinion, _since(opinions)),
    m.TasksSince: (Task, _since(tasks)),
    m.RulesOf: (Rule, lambda x: select(rules).where(rules.c.village == x.village).order_by(rules.c.made_at.desc(), rules.c.id)),
    m.RulesAt: (
        Rule,
        lambda x: select(rules).where(rules.c.state == x.state, rules.c.village.in_(x.villages)).order_by(rules.c.made_at, rules.c.id),
    ),
    m.PapersBy: (Paper, _papers_by),
    m.HouseholdsOf: (Household, lambda x: select(households).where(households.c.village == x.village).order_by(households.c.id)),
    m.SealedFrom: (
        SealedCase,
        lambda x: select(sealed_cases).where(sealed_cases.c.relay == x.relay).order_by(sealed_cases.c.at.desc(), sealed_cases.c.id),
    ),
    m.SealedBy: (SealedCase, lambda x: _sealed_by([x.speaker])),
    m.ConcernsNamingCadres: (Concern, _naming_cadres),
    m.SealedFor: (
        SealedCase,
        lambda x: select(sealed_cases).where(sealed_cases.c.unit == x.unit, UNDECIDED).order_by(sealed_cases.c.at, sealed_cases.c.id),
    ),
}

# Which rows are wanted hangs on more than a field's plain value.
BUILT_ANEW = frozenset({m.PersonsOfUnit, m.PapersSince, m.VisitsSince, m.OpinionsSince, m.TasksSince})


def question(lookup: m.Lookup) -> tuple[Select[Any], Mapping[str, Any]]:
    """A look-up's query and its values. The query of a kind is built once: to build it costs as much as to run it."""
    kind = type(lookup)
    if kind in BUILT_ANEW:
        return LOOKUPS[kind][1](lookup), {}
    return _built(kind), {field.name: getattr(lookup, field.name) for field in fields(lookup)}  # type: ignore[arg-type]


@cache
def _built(kind: type[Any]) -> Select[Any]:
    return LOOKUPS[kind][1](SimpleNamespace(**{field.name: bindparam(field.name) for field in fields(kind)}))
