"""The ways to people: the address that spoke, then the person's other proved ones, then the roster's number."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.messages import ChannelName
from handlers.planner import Way
from storage import outbox
from storage.records import from_ms
from storage.tables import address_persons, addresses, persons


async def ways_to(connection: AsyncConnection, receivers: Iterable[str], now: datetime, sms_account: str | None) -> dict[str, list[Way]]:
    """Every way to each receiver ("person:…", "address:…", "phone:…"), the nearest first; a whole round is looked up at once."""
    wanted = dict.fromkeys(receivers)
    spoke = {row["id"]: row for row in await _addresses(connection, _keys(wanted, "address"))}
    # news of a concern goes on to the person's other proved ways when the one it came by is shut
    authors = {key: row["talk"][2:] for key, row in spoke.items() if row["talk"].startswith("p:")}
    people = {*_keys(wanted, "person"), *authors.values()}
    proved, phones = await _proved(connection, people), await _phones(connection, people)
    every = {row["id"]: row for rows in proved.values() for row in rows} | spoke
    ways = {key: await _way(connection, row, now) for key, row in every.items()}

    def of_person(person: str, known: str = "") -> list[Way]:
        rows, phone = proved.get(person, []), phones.get(person)
        others = [ways[row["id"]] for row in rows if row["id"] != known]
        numbers = {way.receiver for way in others} | {known.rpartition(":")[2]}
        silent = any(row["opted_out"] for row in rows)
        return others if phone in numbers else others + _phone(phone, sms_account, silent)

    def of(receiver: str) -> list[Way]:
        what, _, key = receiver.partition(":")
        if what == "phone":
            return _phone(key, sms_account)
        if what == "person":
            return of_person(key)
        mine = [ways[key]] if key in spoke else []
        return mine + of_person(authors[key], key) if key in authors else mine

    return {receiver: of(receiver) for receiver in wanted}


def _keys(receivers: Iterable[str], kind: str) -> list[str]:
    return [key for what, _, key in (receiver.partition(":") for receiver in receivers) if what == kind]


async def _addresses(connection: AsyncConnection, keys: list[str]) -> list[RowMapping]:
    return list((await connection.execute(select(addresses).where(addresses.c.id.in_(keys)))).mappings()) if keys else []


async def _proved(connection: AsyncConnection, people: Iterable[str]) -> Mapping[str, list[RowMapping]]:
    """Person → the addresses proved to be theirs."""
    found: dict[str, list[RowMapping]] = defaultdict(list)
    theirs = (address_persons.c.person.in_(sorted(people)), address_persons.c.address == addresses.c.id, addresses.c.trusted.is_(True))
    query = select(address_persons.c.person.label("whose"), addresses).where(*theirs).order_by(addresses.c.id)
    for row in (await connection.execute(query)).mappings():
        found[row["whose"]].append(row)
    return found


async def _phones(connection: AsyncConnection, people: Iterable[str]) -> Mapping[str, str | None]:
    rows = await connection.execute(select(persons.c.id, persons.c.phone).where(persons.c.id.in_(sorted(people))))
    return {row.id: row.phone for row in rows}


def _phone(phone: str | None, sms_account: str | None, opted_out: bool = False) -> list[Way]:
    """The roster's number, when an SMS can reach it: a landline cannot read."""
    mobile = phone is not None and ((phone.startswith("+861") and len(phone) == 14) or not phone.startswith("+86"))
    return [Way("sms", sms_account, phone, opted_out=opted_out)] if phone and mobile and sms_account else []


async def _way(connection: AsyncConnection, row: RowMapping, now: datetime) -> Way:
    """An address as the planner sees it; of a WeChat one also how far its window is open."""
    way = Way(row["channel"], row["account"], row["sender"], row["following"], row["opted_out"], preferred=row["way"] == row["channel"])
    if row["channel"] != ChannelName.WECHAT:
        return way
    last = await outbox.last_heard(connection, row["channel"], row["account"], row["sender"])
    if last is None:
        return way
    pushed = await outbox.pushed_since(connection, row["id"], last[0])
    return replace(way, last_kind=last[1], ago=now - from_ms(last[0]), pushed=pushed)
