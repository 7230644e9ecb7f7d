"""One contract, two databases: the unit of work, the inbox, the outbox, and what the engines themselves must promise."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import App
from bot.channels import Parcel, Receipt
from bot.outbox import MOST
from bot.parts import Hearing
from handlers.desk import Desk, Note
from handlers.memory import Address, AddressesOf, ById, ConcernsOf, ConcernsToTriage, Due, Needs, NumberTaken, OpenIssues, VillagesToTriage
from handlers.messages import ChannelName, Heard, Label, Line, Say, SayKind
from handlers.talk import Open, TalkState
from handlers.village.issue import Issue
from handlers.village.matter import Concern, Stage
from storage import audit, inbox, outbox, spool, views
from storage.database import Database, open_database
from storage.directory import Directory
from storage.erase import erase_talk
from storage.records import from_ms, to_ms
from storage.tables import OPEN, address_persons, concerns
from storage.tables import audit as audit_table
from storage.tables import inbox as inbox_table
from storage.tables import outbox as outbox_table
from storage.work import Conflict, Work
from tests.journey.kit import Ledger, heard_lines, line, numbers, openid, running, said
from tests.servers import ServerProcess, Stores, until

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WHERE = "wechat:main:oVillager1"


def concern(n: int, **more: Any) -> Concern:
    base = Concern(f"c{n}", f"a:{WHERE}", WHERE, "wechat", "main", f"m{n}", NOW + timedelta(seconds=n), "水渠堵了")
    return replace(base, **more)


def address(**more: Any) -> Address:
    return replace(Address(WHERE, "wechat", "main", "oVillager1", f"a:{WHERE}", NOW), **more)


def work_on(connection: AsyncConnection, database: Database) -> Work:
    return Work(connection, Directory(), database.dialect)


async def put(database: Database, *records: Any) -> None:
    async with database.write() as connection:
        work = work_on(connection, database)
        desk = Desk(work)
        for record in records:
            desk.put(record)
        work.merge(desk)
        await work.flush()


async def get(database: Database, kind: type[Any], key: str) -> Any:
    async with database.write() as connection:
        work = work_on(connection, database)
        await work.load_keys(kind, [key])
        return work.get(kind, key)


# ---------------------------------------------------------------- the unit of work


async def test_what_was_put_comes_back_as_it_was(database: Database) -> None:
    full = concern(
        1,
        stage=Stage.RECEIVED,
        village="v001",
        person="p1",
        household="h1",
        category="road",
        sub="r1",
        score=0.875,
        urgency=2,
        flags=frozenset({"private", "urgent_life"}),
        place="东坡",
        since="三天了",
        checked=True,
        number="123456",
        due_on=NOW.date(),
        digested_at=NOW + timedelta(milliseconds=7),
        text="一行\n两行 ' \" % {x} <b> 🚜",
    )
    talk = TalkState(f"a:{WHERE}", open=Open("report", "report.where", (("a", "b"),), {"x": "1"}), draft="c1", last=("c1", 1.5))
    due = Due("draft:c1", "draft", "c1", NOW)
    await put(database, full, talk, due, address(persons=("p1", "p2")))
    assert await get(database, Concern, "c1") == full
    assert (await get(database, TalkState, talk.key)) == talk
    assert await get(database, Due, "draft:c1") == due
    assert await get(database, Address, WHERE) == address(persons=("p1", "p2"))
    assert await get(database, Concern, "nobody") is None


async def test_what_nobody_looked_up_is_asked_for_and_then_known(database: Database) -> None:
    await put(database, concern(1))
    async with database.write() as connection:
        work = work_on(connection, database)
        for question in (lambda: work.get(Concern, "c1"), lambda: work.find(ConcernsOf(f"a:{WHERE}"))):
            with pytest.raises(Needs) as needs:
                question()
            await work.load(needs.value.refs)
            question()
        assert work.find(ConcernsOf(f"a:{WHERE}")) == ()  # a draft is nobody's concern yet
        assert work.get(Concern, "c1") == concern(1)


async def test_a_later_turn_of_the_batch_sees_what_an_earlier_one_did(database: Database) -> None:
    await put(database, concern(1, stage=Stage.RECEIVED, village="v001"))
    async with database.write() as connection:
        work = work_on(connection, database)
        await work.load([ConcernsToTriage("v001")])
        first = Desk(work)
        (found,) = first.find(ConcernsToTriage("v001"))
        first.put(replace(found, issue="i1"))
        assert work.get(Concern, "c1").issue is None  # not before the turn is finished
        work.merge(first)
        assert Desk(work).find(ConcernsToTriage("v001"))[0].issue == "i1"
        await work.load([ConcernsOf(f"a:{WHERE}")])  # a look-up does not bring the old one back
        assert work.find(ConcernsOf(f"a:{WHERE}"))[0].issue == "i1"
        await work.flush()
    assert (await get(database, Concern, "c1")).issue == "i1"
    assert (await get(database, Concern, "c1")).version == 1


async def test_a_turn_that_failed_leaves_nothing(database: Database) -> None:
    async with database.write() as connection:
        work = work_on(connection, database)
        Desk(work).put(concern(1))
        await work.flush()
    assert await get(database, Concern, "c1") is None


async def test_a_record_changed_by_somebody_else_is_a_conflict(database: Database) -> None:
    await put(database, concern(1), concern(2))

    async def changes(connection: AsyncConnection) -> None:
        work = work_on(connection, database)
        await work.load_keys(Concern, ["c1", "c2"])
        await connection.execute(update(concerns).where(concerns.c.id == "c2").values(version=5))
        desk = Desk(work)
        desk.put(replace(concern(1), place="东坡"))
        desk.put(replace(concern(2), place="东坡"))
        work.merge(desk)
        await work.flush()

    async def play() -> None:
        async with database.write() as connection:
            await changes(connection)

    with pytest.raises(Conflict):
        await play()
    assert (await get(database, Concern, "c1")).place is None
    assert (await get(database, Concern, "c2")).version == 0


async def test_two_records_of_one_key_cannot_both_be_new(database: Database) -> None:
    await put(database, concern(1))
    with pytest.raises(IntegrityError):
        await put(database, concern(1))


async def test_a_talk_is_upserted_and_only_one_batch_holds_it(database: Database) -> None:
    key, order = f"a:{WHERE}", list[str]()

    async def turn(name: str, began: asyncio.Event | None = None) -> None:
        async with database.write() as connection:
            work = work_on(connection, database)
            await work.take_talks([key])
            order.append(f"{name} in")
            if began is not None:
                began.set()
                await asyncio.wait({asyncio.create_task(asyncio.sleep(0.1))})  # long enough for the other to come in, were it let
            desk = Desk(work)
            talk = work.get(TalkState, key) or TalkState(key)
            desk.put(replace(talk, draft=(talk.draft or "") + name))
            work.merge(desk)
            await work.flush()
            order.append(f"{name} out")

    began = asyncio.Event()
    first = asyncio.create_task(turn("a", began))
    await began.wait()
    await asyncio.gather(first, turn("b"))
    assert order == ["a in", "a out", "b in", "b out"]
    assert (await get(database, TalkState, key)).draft == "ab"


async def test_lookups_find_in_their_order(database: Database) -> None:
    received = {"stage": Stage.RECEIVED, "village": "v001"}
    issues = [Issue(f"i{n}", "v001", "路", NOW, households=n) for n in range(3)]
    await put(
        database,
        concern(3, **received, number="100003"),
        concern(1, **received),
        concern(2, **received, author="a:other"),
        concern(4, stage=Stage.WITHDRAWN, village="v002"),
        *issues,
        address(persons=("p1",)),
    )
    async with database.write() as connection:
        work = work_on(connection, database)
        asked = (ConcernsToTriage("v001"), ConcernsOf(f"a:{WHERE}"), NumberTaken("100003"), OpenIssues("v001"), AddressesOf("p1"))
        await work.load([*asked, VillagesToTriage(), ById(Concern, "c4")])
        found = [[record.id for record in work.find(each)] for each in asked]
        assert found == [["c1", "c2", "c3"], ["c3", "c1"], ["c3"], ["i2", "i1", "i0"], [WHERE]]
        assert work.find(VillagesToTriage()) == ("v001",)


async def test_the_index_of_a_persons_addresses_follows_the_address(database: Database) -> None:
    async def pairs() -> set[str]:
        async with database.read() as connection:
            return {row[0] for row in await connection.execute(select(address_persons.c.person))}

    await put(database, address(persons=("p1", "p2")))
    assert await pairs() == {"p1", "p2"}
    async with database.write() as connection:
        work = work_on(connection, database)
        await work.load_keys(Address, [WHERE])
        desk = Desk(work)
        desk.put(address(persons=("p3",)))
        work.merge(desk)
        await work.flush()
    assert await pairs() == {"p3"}


async def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    async def fails() -> None:
        async with database.write() as connection:
            await connection.execute(insert(inbox_table), [kept(1)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    async with database.read() as connection:
        assert await inbox.known(connection, ["k1"]) == {}


# ---------------------------------------------------------------- the inbox


def kept(n: int, **more: Any) -> dict[str, Any]:
    heard = Heard(ChannelName.WECHAT, "main", "oVillager1", f"m{n}", f"m{n}", "text", NOW, f"话{n}", extra={"label": "石桥"})
    return inbox.row_of(replace(heard, **more), f"k{n}", n, to_ms(NOW) + n)


async def test_the_unique_key_judges_duplicates(database: Database) -> None:
    async with database.write() as connection:
        await inbox.keep(connection, [kept(1)])
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await inbox.keep(connection, [kept(1)])


async def test_messages_that_wait_come_oldest_first_until_they_are_done_or_aside(database: Database) -> None:
    async with database.write() as connection:
        await inbox.keep(connection, [kept(3), kept(1), kept(2)])
        assert [row["key"] for row in await inbox.waiting(connection)] == ["k1", "k2", "k3"]
        await inbox.finish(connection, [kept(1) | {"state": inbox.HANDLED, "handled_at": 5, "answer": "好", "said": "s1"}])
        await inbox.tried(connection, "k2", 1, aside=False)
        await inbox.tried(connection, "k2", 2, aside=False)
        await inbox.tried(connection, "k3", 5, aside=True)
        (row,) = await inbox.waiting(connection)
        assert (row["key"], row["tries"]) == ("k2", 2)
        back = inbox.heard_of(row)
        assert (back.text, back.extra, back.sent_at) == ("话2", {"label": "石桥"}, from_ms(to_ms(NOW)))
        known = await inbox.known(connection, ["k1", "k3", "k9"])
        assert {key: (each.state, each.answer) for key, each in known.items()} == {"k1": ("handled", "好"), "k3": ("aside", None)}


async def test_the_widest_values_a_provider_may_bring_fit(database: Database) -> None:
    wide = kept(1, kind="event." + "x" * 64, sender="o" * 64, message_id="9" * 64, text="话" * 2000, media="m" * 3000)
    async with database.write() as connection:
        await inbox.keep(connection, [wide])
        assert len(await inbox.waiting(connection)) == 1


@pytest.mark.parametrize("year", [1, 1969, 9999])
async def test_a_provider_whose_clock_is_wrong_blocks_nothing(database: Database, year: int) -> None:
    heard = Heard(ChannelName.SMS, "phone", "+8613800008001", "m1", "m1", "text", datetime(year, 12, 31, 23, 59, tzinfo=UTC), "话")
    async with database.write() as connection:
        await inbox.keep(connection, [inbox.row_of(heard, "k1", 1, to_ms(NOW))])
    async with database.read() as connection:
        assert [inbox.heard_of(row).text for row in await inbox.waiting(connection)] == ["话"]
        assert [each["text"] async for each in views.heard(connection)] == ["话"]
    assert len(spool.spool_name(heard)) > 10


# ---------------------------------------------------------------- the outbox


def row(n: int, receiver: str = "person:p1", *, state: str = outbox.DUE, due: int = 0, kind: SayKind = SayKind.NEWS) -> dict[str, Any]:
    say = Say(receiver, (Line("receipt.raw", {"x": "词", "inner": Line("aside.told")}),), (Label("1", Line("aside.told")),), kind)
    return outbox.row_of(say, f"s{n}", n, state=state, due_ms=due, made_ms=0)


def outcome(claimed: Any, state: str = outbox.SAID, **more: Any) -> dict[str, Any]:
    names = ("id", "due_at", "text", "said_at", "way", "provider_id", "failure", "shut", "tries", "confirmed_at")
    return {name: claimed[name] for name in names} | {"state": state} | more


async def claim(database: Database, now: int = 1000, most: int = 128, lease: int = 60_000) -> list[Any]:
    async with database.write() as connection:
        return list(await outbox.claim(connection, now, lease, most, database.dialect))


async def mark(database: Database, *outcomes: dict[str, Any]) -> None:
    async with database.write() as connection:
        await outbox.mark(connection, outcomes)


async def lay(database: Database, *rows: dict[str, Any]) -> None:
    async with database.write() as connection:
        await outbox.put(connection, rows)


def ids(rows: list[Any]) -> list[str]:
    return [each["id"] for each in rows]


async def test_each_receiver_hears_in_order(database: Database) -> None:
    await lay(database, row(1), row(2), row(3, "person:p2"), row(4, "person:p2"), row(5, due=5000))
    first = await claim(database)
    assert ids(first) == ["s1", "s3"]
    assert outbox.say_of(first[0]["say"]) == (
        (Line("receipt.raw", {"x": "词", "inner": Line("aside.told")}),),
        (Label("1", Line("aside.told")),),
    )
    assert ids(await claim(database)) == []  # they are being said: nothing overtakes
    await mark(database, outcome(first[0]))
    second = await claim(database)
    assert ids(second) == ["s2"]
    await mark(database, outcome(second[0]), outcome(first[1], outbox.DUE, due_at=9000))
    assert ids(await claim(database)) == []  # s5 is not due, s4 waits for s3
    assert sorted(ids(await claim(database, 9000))) == ["s3", "s5"]


async def test_emergencies_overtake(database: Database) -> None:
    await lay(database, row(1), row(2), row(3, kind=SayKind.ALERT), row(4, state=outbox.RIDING, due=10_000))
    assert ids(await claim(database)) == ["s3", "s1"]


async def test_a_ride_blocks_its_receiver_until_it_is_said_or_due(database: Database) -> None:
    await lay(database, row(1, state=outbox.RIDING, due=20_000), row(2))
    assert ids(await claim(database)) == []
    async with database.write() as connection:
        await outbox.rode(connection, [("s1", WHERE, 77)])
        rode = select(outbox_table.c.state, outbox_table.c.way).where(outbox_table.c.id == "s1")
        assert (await connection.execute(rode)).one() == ("said", WHERE)
    assert ids(await claim(database)) == ["s2"]
    await lay(database, row(11, "person:p9", state=outbox.RIDING, due=20_000))
    assert ids(await claim(database, 20_000)) == ["s11"]
    async with database.write() as connection:
        await outbox.rode(connection, [("s11", WHERE, 77)])  # too late: it is being said
        state = select(outbox_table.c.state).where(outbox_table.c.id == "s11")
        assert (await connection.execute(state)).scalar_one() == "saying"


async def test_a_lease_that_ran_out_makes_a_row_due_again(database: Database) -> None:
    await lay(database, row(1))
    assert ids(await claim(database, 1000, lease=500)) == ["s1"]
    assert ids(await claim(database, 1499)) == []
    (again,) = await claim(database, 1500)
    assert (again["id"], again["tries"]) == ("s1", 0)  # only what a provider refused is a try


async def test_an_answer_does_not_wait_for_news_that_waits(database: Database) -> None:
    await lay(database, row(1, due=90_000), row(2, kind=SayKind.ANSWER), row(3, kind=SayKind.ANSWER))
    assert ids(await claim(database)) == ["s2"]


async def test_a_long_send_of_one_village_holds_up_no_other(database: Database) -> None:
    await lay(database, *(row(n, f"person:a{n}") | {"village": "a"} for n in range(300)))
    await lay(database, *(row(300 + 10 * n + ord(v), f"person:{v}{n}") | {"village": v} for v in "bc" for n in range(3)))
    await lay(database, row(900, "address:x", kind=SayKind.ANSWER), row(901, "person:y", kind=SayKind.ALERT))
    claimed = await claim(database, most=64)
    assert ids(claimed)[:2] == ["s901", "s900"]  # what somebody waits for is nobody's turn
    by_village = Counter(each["village"] for each in claimed)
    assert (by_village["b"], by_village["c"]) == (3, 3)
    assert by_village["a"] >= 15


async def test_announcements_go_after_news(database: Database) -> None:
    await lay(database, row(1, "person:a", kind=SayKind.ANNOUNCEMENT), row(2, "person:b"))
    assert ids(await claim(database)) == ["s2", "s1"]


async def test_what_is_listed_or_recalled_blocks_nobody(database: Database) -> None:
    await lay(database, row(1, state=outbox.RECALLED), row(2, state=outbox.LISTED), row(3))
    assert ids(await claim(database)) == ["s3"]
    async with database.read() as connection:
        assert await outbox.next_due(connection) == 61_000


async def test_two_processes_share_the_rows_and_none_is_claimed_twice(database: Database) -> None:
    await lay(database, *(row(n, f"person:p{n}") for n in range(200)))
    other = open_database(database.writer.url.render_as_string(hide_password=False))
    try:
        claimed = await asyncio.gather(*(claim(each, most=20) for each in (database, other) * 5))
    finally:
        await other.close()
    taken = Counter(each["id"] for rows in claimed for each in rows)
    assert set(taken.values()) == {1}
    assert len(taken) + len(await claim(database, most=500)) == 200


class MortalChannel:
    """Says, and when it has said so many, the process it lives in is gone before anything of it is marked."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.dies_at = 0
        self.dead = asyncio.Event()

    async def hear(self, _: Any) -> list[Heard]:
        return []

    def thank(self, *_: Any) -> Any:
        return None

    async def say(self, parcel: Parcel) -> Receipt:
        if self.dies_at and len(self.said) >= self.dies_at:
            self.dead.set()
            await asyncio.Event().wait()
        self.said.append(parcel.id)
        return Receipt(parcel.id)


async def drained(app: App) -> None:
    """The loop itself, until nothing is open."""
    loop = asyncio.create_task(app.outbox.run())
    try:
        while await opened(app):  # noqa: ASYNC110  the loop is what is watched
            await asyncio.sleep(0.02)
    finally:
        loop.cancel()


async def opened(app: App) -> int:
    async with app.database.read() as connection:
        left = select(func.count()).where(outbox_table.c.state.in_(OPEN))
        count: int = (await connection.execute(left)).scalar_one()
    return count


@pytest.mark.parametrize("count", [600, pytest.param(3000, marks=pytest.mark.slow)])
async def test_a_fan_out_reaches_everybody_through_three_crashes(
    stores: Stores, tmp_path: Path, hearing: Hearing, dialect: str, count: int
) -> None:
    url, channel = await stores.fresh(dialect, tmp_path), MortalChannel()
    async with running(tmp_path, url, hearing, start=False) as app:
        await lay(app.database, *(row(n, f"phone:+86138{n:08d}", kind=SayKind.ALERT) for n in range(count)))
    for crash in (1, 2, 3, 0):
        channel.dies_at, channel.dead = count * crash // 4, asyncio.Event()
        async with running(tmp_path, url, hearing, start=False) as app:
            app.outbox.teller.channels = {("sms", "village_phone"): channel}
            app.outbox.teller.rates.lift()
            async with app.database.write() as connection:  # the minute's lease of the dead process is over
                await connection.execute(update(outbox_table).where(outbox_table.c.state == "saying").values(due_at=0))
            life, death = asyncio.create_task(drained(app)), asyncio.create_task(channel.dead.wait())
            await asyncio.wait({life, death}, return_when=asyncio.FIRST_COMPLETED)
            assert life.done() == (crash == 0)
            for task in (life, death):
                task.cancel()
            await asyncio.gather(life, death, return_exceptions=True)
            async with app.database.read() as connection:
                states = select(outbox_table.c.state, func.count()).group_by(outbox_table.c.state)
                found = {state: number for state, number in await connection.execute(states)}  # noqa: C416
    assert found == {"said": count}
    times = Counter(channel.said)
    doubles = sum(times.values()) - count
    print(f"{dialect}: {count} receivers, 3 crashes, {count - len(times)} not reached, {doubles} doubles")
    assert len(times) == count, "somebody was not reached"
    assert doubles <= 3 * MOST, "more doubles than were in flight"


class SlowChannel(MortalChannel):
    """Answers after many turns of the loop, as a real gateway does."""

    async def say(self, parcel: Parcel) -> Receipt:
        await asyncio.sleep(0.01 * (int(parcel.id[1:]) % 7))
        return await super().say(parcel)


async def test_a_slow_gateways_answers_are_all_marked(stores: Stores, tmp_path: Path, hearing: Hearing, dialect: str) -> None:
    channel = SlowChannel()
    async with running(tmp_path, await stores.fresh(dialect, tmp_path), hearing, start=False) as app:
        app.outbox.teller.channels = {("sms", "village_phone"): channel}
        app.outbox.teller.rates.lift()
        await lay(app.database, *(row(n, f"phone:+86138{n % 60:08d}", kind=SayKind.ALERT) for n in range(1, 181)))
        await asyncio.wait_for(drained(app), 50)
    assert sorted(Counter(channel.said).values()) == [1] * 180


async def test_a_row_that_cannot_be_said_holds_up_nobody(stores: Stores, tmp_path: Path, hearing: Hearing) -> None:
    """A reply that a cadre deleted from replies.yaml, say: the others are said, once, and marked."""
    channel = MortalChannel()
    async with running(tmp_path, await stores.fresh("sqlite", tmp_path), hearing, start=False) as app:
        app.outbox.teller.channels = {("sms", "village_phone"): channel}
        unwritten = Say("phone:+8613800138000", (Line("no.such.reply"),), kind=SayKind.ALERT)
        bad = outbox.row_of(unwritten, "bad", 1, state=outbox.DUE, due_ms=0, made_ms=0)
        await lay(app.database, bad, *(row(n, f"phone:+86138{n:08d}", kind=SayKind.ALERT) for n in range(2, 5)))
        for _ in range(3):
            await app.outbox.step()
        assert sorted(channel.said) == ["s2", "s3", "s4"]
        async with app.database.read() as connection:
            states = {key: state for key, state in await connection.execute(select(outbox_table.c.id, outbox_table.c.state))}  # noqa: C416
        assert {state for key, state in states.items() if key != "bad"} == {"said"}
        assert states["bad"] in ("due", "listed")


# ---------------------------------------------------------------- the engines


async def pragma(connection: AsyncConnection, name: str) -> Any:
    return (await connection.execute(text(f"PRAGMA {name}"))).scalar()


async def test_sqlite_loses_no_commit_at_a_power_cut_and_leaves_no_erased_word(stores: Stores, tmp_path: Path) -> None:
    opened = open_database(await stores.fresh("sqlite", tmp_path))
    try:
        async with opened.writer.connect() as connection:
            wanted = {
                "journal_mode": "wal",
                "synchronous": 2,
                "secure_delete": 1,
                "foreign_keys": 1,
                "trusted_schema": 0,
                "busy_timeout": 5000,
            }
            assert {name: await pragma(connection, name) for name in wanted} == wanted
        async with opened.read() as connection:
            assert await pragma(connection, "query_only") == 1
            with pytest.raises(DBAPIError, match="readonly"):
                await connection.execute(text("DELETE FROM meta"))
    finally:
        await opened.close()


async def test_postgresql_waits_for_the_disk_before_a_commit_is_one(stores: Stores, tmp_path: Path) -> None:
    opened = open_database(await stores.fresh("postgresql", tmp_path))
    async with opened.read() as connection:
        assert (await connection.execute(text("SHOW synchronous_commit"))).scalar() == "on"
    await opened.close()


async def test_a_write_on_sqlite_takes_its_turn_when_it_begins(stores: Stores, tmp_path: Path) -> None:
    """BEGIN IMMEDIATE: a transaction that reads first and then writes would fail at once when another writes between."""
    opened = open_database(await stores.fresh("sqlite", tmp_path))
    other = sqlite3.connect(tmp_path / "shuoshi.db", isolation_level=None, timeout=0)
    try:
        async with opened.write() as connection:
            await connection.execute(text("SELECT count(*) FROM inbox"))
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    finally:
        other.close()
        await opened.close()


async def test_fifty_writers_that_read_and_then_write_all_come_through(database: Database) -> None:
    async def writer(n: int) -> None:
        for turn in range(4):
            async with database.write() as connection:
                await inbox.known(connection, [f"k{n}"])
                await inbox.keep(connection, [kept(n * 10 + turn)])

    await asyncio.gather(*(writer(n) for n in range(50)))
    async with database.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(inbox_table))).scalar_one() == 200


@pytest.mark.parametrize("url", ["sqlite://", "sqlite+aiosqlite://", "sqlite+aiosqlite:///:memory:", "mysql://x/y", "postgresql://x/y"])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"database\.url"):
        open_database(url)


# ---------------------------------------------------------------- backup, erasure


@pytest.mark.slow
async def test_a_backup_under_load_holds_everything_thanked_before_it_began(
    stores: Stores, tmp_path: Path, serve: Callable[..., ServerProcess]
) -> None:
    server = serve(await stores.fresh("sqlite", tmp_path))
    book, ends = Ledger(), asyncio.Event()
    async with line() as session:

        async def phone(k: int) -> None:
            n = k
            while not ends.is_set():
                await book.deliver(session, server.url, n, said(n))
                n += 4

        await server.wait_healthy()
        phones = [asyncio.create_task(phone(k)) for k in range(4)]
        await until(lambda: len(book.acked) >= 30, "the phones speak")
        before = set(book.acked)
        done = await server.run("backup", str(tmp_path / "copy.tar"))
        assert done.returncode == 0, done.stderr
        after = len(book.acked)
        ends.set()
        await asyncio.gather(*phones)
    assert after > len(before), "nothing was said while the copy was made"
    assert (tmp_path / "copy.tar").stat().st_mode & 0o077 == 0
    elsewhere = ServerProcess(tmp_path / "elsewhere", f"sqlite+aiosqlite:///{tmp_path / 'elsewhere' / 'shuoshi.db'}")
    done = await elsewhere.run("restore", str(tmp_path / "copy.tar"))
    assert done.returncode == 0, done.stderr
    restored, verified, twice = await asyncio.gather(
        heard_lines(elsewhere), elsewhere.run("audit", "verify"), elsewhere.run("restore", str(tmp_path / "copy.tar"))
    )
    assert before <= numbers(restored)
    assert numbers(restored) <= set(book.acked) | book.unknown
    assert verified.returncode == 0, verified.stdout
    assert twice.returncode == 2  # only into an empty folder
    assert (elsewhere.folder / "vault.key").read_bytes() == (server.folder / "vault.key").read_bytes()


async def test_what_is_no_backup_is_refused_and_leaves_the_folder_empty(tmp_path: Path) -> None:
    (tmp_path / "no.tar").write_bytes(b"no tar at all")
    server = ServerProcess(tmp_path / "new", f"sqlite+aiosqlite:///{tmp_path / 'new' / 'shuoshi.db'}")
    done = await server.run("restore", str(tmp_path / "no.tar"))
    assert done.returncode == 2
    assert "no backup of ours" in done.stderr
    assert not (server.folder / "shuoshi.db").exists()


SECRETS = ("独一无二的水渠话", "只我一人住的东坡角", "oErasedVillager00000000001")


async def test_an_erased_person_leaves_no_word_in_the_file(stores: Stores, tmp_path: Path, hearing: Hearing) -> None:
    url, who = await stores.fresh("sqlite", tmp_path, people=True), SECRETS[2]

    def heard(n: int, words: str, sender: str) -> Heard:
        return Heard(ChannelName.WECHAT, "main", sender, f"m{n}", f"m{n}-{sender}", "text", NOW, words)

    async with running(tmp_path, url, hearing, start=False) as app:
        writer = asyncio.create_task(app.dispatch.run())
        said_words = (f"{SECRETS[0]}堵了，地浇不上，{SECRETS[1]}那边", "石桥村", "1")
        for sender in (who, openid(1)):
            for n, words in enumerate(said_words):
                await app.dispatch.hear(heard(n, words if sender == who else words.replace("独一无二", "另外"), sender))
        writer.cancel()
        async with app.database.read() as connection:
            before = (await connection.execute(select(func.count()).select_from(concerns))).scalar_one()
        async with app.database.write() as connection:
            await erase_talk(connection, f"a:wechat:main:{who}")
        async with app.database.read() as connection:
            assert (await connection.execute(select(func.count()).select_from(concerns))).scalar_one() == before
            kept_lines = [each async for each in views.heard(connection)]
        assert len(kept_lines) == 6  # that something was heard stays: a retry must be known
    checkpoint = sqlite3.connect(tmp_path / "shuoshi.db")
    checkpoint.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    checkpoint.close()
    assert hits(tmp_path, SECRETS[0], who) == []
    assert hits(tmp_path, "另外的水渠话") != []  # the other's words are there


def hits(folder: Path, *words: str) -> list[str]:
    """Files that hold one of the words."""
    files = [(file, file.read_bytes()) for file in folder.rglob("*") if file.is_file()]
    return [f"{file}: {word}" for file, content in files for word in words if word.encode() in content]


async def test_erasing_recalls_what_was_not_said_yet(database: Database) -> None:
    await put(database, address(persons=("p1",), trusted=True, talk="p:p1"))
    await put(database, concern(1))  # said before the phone was proved to be the person's
    await lay(database, row(1, "person:p1"), row(2, f"address:{WHERE}"), row(3, "person:p2"))
    async with database.write() as connection:
        await erase_talk(connection, "p:p1")
    assert ids(await claim(database)) == ["s3"]
    gone = await get(database, Concern, "c1")
    assert "水渠" not in gone.text
    assert WHERE not in (gone.author, gone.address)


async def test_the_chain_never_holds_a_number_or_an_openid(database: Database) -> None:
    async with database.write() as connection:
        for actor in (f"a:{WHERE}", "p:p1", "clock", "a:sms:phone:+8613800138000"):
            await audit.append(connection, [Note(actor, "opt_out", WHERE)], 1)
        rows = (await connection.execute(select(audit_table.c.actor, audit_table.c.thing).order_by(audit_table.c.seq))).all()
        assert (await audit.verify(connection))[0] is None
    assert [row[0] for row in rows][1:3] == ["p:p1", "clock"]
    assert rows[0][0] == rows[0][1], "the same address has the same mark"
    assert not any("oVillager" in value or "1380013" in value for row in rows for value in row)


async def test_a_row_recalled_while_it_is_being_said_stays_recalled(database: Database) -> None:
    await lay(database, row(1))
    (claimed,) = await claim(database)
    async with database.write() as connection:
        await connection.execute(update(outbox_table).values(state=outbox.RECALLED, text=None))
    await mark(database, outcome(claimed, text="words"))
    async with database.read() as connection:
        assert (await connection.execute(select(outbox_table.c.state, outbox_table.c.text))).one() == ("recalled", None)
