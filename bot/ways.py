"""The ways to people: the address that spoke, then the person's other proved ones, then the roster's number."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.notices import NoticeKind, Notices
from handlers.messages import ChannelName
from handlers.planner import Rung, Way
from storage import delivery, outbox
from storage.records import from_ms
from storage.tables import address_persons, addresses, holders, persons
from storage.work import WaysOf


@dataclass(frozen=True, slots=True)
class Exits:
    """By which accounts a number is written to or called: for SMS those at home and those for numbers abroad, then our own line.

    notices: the templates by which a WeChat account may reach its followers outside the chat's window.
    """

    home: tuple[str, ...] = ()
    abroad: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    notices: Notices = field(default_factory=dict)

    def ways(self, number: str | None, *, opted_out: bool = False, first: str = "", writes: bool = False) -> list[Way]:
        """Every way to a number; a landline cannot read, unless it writes itself. first: the account it was last heard by."""
        if number is None or not number.startswith("+"):  # a caller may withhold theirs
            return []
        foreign = not number.startswith("+86")
        mobile = writes or foreign or (number.startswith("+861") and len(number) == 14)
        accounts = (self.abroad or self.home) if foreign else self.home
        ordered = sorted(accounts, key=lambda account: account != first) if mobile else []
        texts = [Way("sms", account, number, opted_out=opted_out, rung=Rung.SMS) for account in ordered]
        return texts + [Way("phone", line, number, opted_out=opted_out, rung=Rung.CALL) for line in self.lines if not foreign]


@dataclass(frozen=True, slots=True)
class Reachable:
    """One receiver: the ways there are, and whether they hold an office (duty messages count against no budget)."""

    ways: list[Way]
    office: bool = False


async def ways_to(connection: AsyncConnection, receivers: Iterable[str], now: datetime, exits: Exits) -> dict[str, Reachable]:
    """Every way to each receiver ("person:…", "address:…", "phone:…"), the nearest first; a whole round is looked up at once."""
    wanted = dict.fromkeys(receivers)
    spoke = {row["id"]: row for row in await _addresses(connection, _keys(wanted, "address"))}
    # news of a concern goes on to the person's other proved ways when the one it came by is shut
    authors = {key: row["talk"][2:] for key, row in spoke.items() if row["talk"].startswith("p:")}
    people = sorted({*_keys(wanted, "person"), *authors.values()})
    proved, phones = await _proved(connection, people), await _phones(connection, people)
    offices = await _offices(connection, people)
    every = {row["id"]: row for rows in proved.values() for row in rows} | spoke
    ways = {key: await _ways(connection, row, now, exits) for key, row in every.items()}

    def of_person(person: str, known: str = "") -> list[Way]:
        rows, phone = proved.get(person, []), phones.get(person)
        others = [way for row in rows if row["id"] != known for way in ways[row["id"]]]
        numbers = {way.receiver for way in others if way.rung is Rung.SMS} | {known.rpartition(":")[2]}
        silent = any(row["opted_out"] for row in rows)
        return others if phone in numbers else others + exits.ways(phone, opted_out=silent)

    def of(receiver: str) -> Reachable:
        what, _, key = receiver.partition(":")
        if what == "phone":
            return Reachable(exits.ways(key))
        if what == "person":
            return Reachable(of_person(key), key in offices)
        mine = ways[key] if key in spoke else []
        author = authors.get(key)
        return Reachable(mine + of_person(author, key) if author else mine, author in offices)

    return {receiver: of(receiver) for receiver in wanted}


def ways_at(exits: Exits, now: Callable[[], datetime]) -> WaysOf:
    """The same for the mind, which has to say who will be told and who must be called."""

    async def found(connection: AsyncConnection, receivers: Sequence[str]) -> dict[str, tuple[Way, ...]]:
        reachable = await ways_to(connection, receivers, now(), exits)
        return {receiver: tuple(each.ways) for receiver, each in reachable.items()}

    return found


def _keys(receivers: Iterable[str], kind: str) -> list[str]:
    return [key for what, _, key in (receiver.partition(":") for receiver in receivers) if what == kind]


async def _addresses(connection: AsyncConnection, keys: list[str]) -> list[RowMapping]:
    return list((await connection.execute(select(addresses).where(addresses.c.id.in_(keys)))).mappings()) if keys else []


async def _proved(connection: AsyncConnection, people: list[str]) -> Mapping[str, list[RowMapping]]:
    """Person → the addresses proved to be theirs."""
    found: dict[str, list[RowMapping]] = defaultdict(list)
    if not people:
        return found
    theirs = (address_persons.c.person.in_(people), address_persons.c.address == addresses.c.id, addresses.c.trusted.is_(True))
    query = select(address_persons.c.person.label("whose"), addresses).where(*theirs).order_by(addresses.c.id)
    for row in (await connection.execute(query)).mappings():
        found[row["whose"]].append(row)
    return found


async def _phones(connection: AsyncConnection, people: list[str]) -> Mapping[str, str | None]:
    if not people:
        return {}
    rows = await connection.execute(select(persons.c.id, persons.c.phone).where(persons.c.id.in_(people)))
    return {row.id: row.phone for row in rows}


async def _offices(connection: AsyncConnection, people: list[str]) -> frozenset[str]:
    if not people:
        return frozenset()
    return frozenset((await connection.execute(select(holders.c.person).where(holders.c.person.in_(people)))).scalars())


async def _ways(connection: AsyncConnection, row: RowMapping, now: datetime, exits: Exits) -> list[Way]:
    """An address as the planner sees it; of a WeChat one also how far its window is open, and the notices it may still get."""
    asked_person, preferred = row["way"] == "grid_lead", row["way"] == row["channel"]
    if row["channel"] in (ChannelName.SMS, ChannelName.PHONE):
        told = {"preferred": row["way"] == "sms", "asked_person": asked_person}
        writes = row["channel"] == ChannelName.SMS
        found = exits.ways(row["sender"], opted_out=row["opted_out"], first=row["account"], writes=writes)
        return [replace(way, **told) for way in found]
    way = Way(row["channel"], row["account"], row["sender"], row["following"], row["opted_out"], preferred=preferred)
    way = replace(way, asked_person=asked_person)
    if row["channel"] != ChannelName.WECHAT:
        return [way]
    notices = [replace(way, rung=Rung.NOTICE, template=template) for template in await _allowed(connection, row, exits)]
    last = await outbox.last_heard(connection, row["channel"], row["account"], row["sender"])
    if last is None:
        return [way, *notices]
    pushed = await outbox.pushed_since(connection, row["id"], last[0])
    return [replace(way, last_kind=last[1], ago=now - from_ms(last[0]), pushed=pushed), *notices]


async def _allowed(connection: AsyncConnection, row: RowMapping, exits: Exits) -> list[str]:
    """Templates by which this follower may be sent a notice now: those that need no consent, and those consented to."""
    mine = {template: notice.kind for (account, template), notice in exits.notices.items() if account == row["account"]}
    if not mine:
        return []
    consented = await delivery.consented(connection, row["id"])
    return sorted(template for template, kind in mine.items() if kind is NoticeKind.TEMPLATE or template in consented)
