"""A village on paper: people with every mix of ways, providers with every mix of faults, and a clock that jumps."""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from bot.app import SystemClock
from bot.channels import Parcel, Receipt, SayFailed
from bot.chasing import Chaser
from bot.outbox import Outbox
from bot.rates import Rates
from bot.saying import Teller
from bot.ways import Exits
from handlers.messages import Line, Reach, Say, SayKind
from handlers.wording import Wording
from storage import delivery, outbox
from storage.database import Database
from storage.records import VILLAGE_ZONE, from_ms, to_ms
from storage.tables import OPEN, address_persons, addresses, consents, inbox, persons
from storage.tables import outbox as rows_table

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=VILLAGE_ZONE)
WORDING = Wording({"told": "【石桥村】{n}", "sealed.shown": "—"}, {})
FAULTS = (
    SayFailed("unreachable", again=True),
    SayFailed("timeout", again=True),
    SayFailed("45011", again=True, retry_after_s=60.0),
    SayFailed("unknown", again=False),
    SayFailed("45047", again=False),
    SayFailed("43004", again=False, unfollowed=True),
)


@dataclass
class HandClock(SystemClock):
    """Stands still until it is moved; both clocks go together."""

    now_ms: int = to_ms(NOON)

    def wire_now(self) -> float:
        return self.now_ms / 1000

    def wire_ms(self) -> int:
        return self.now_ms

    def village(self) -> datetime:
        return from_ms(self.now_ms)

    def go(self, by: timedelta) -> None:
        self.now_ms += int(by / timedelta(milliseconds=1))


@dataclass
class Provider:
    """Takes, loses, refuses and reports as the dice say. reports: what it has still to tell (row id or its own id, fate, ours)."""

    account: str
    dice: random.Random
    faulty: float = 0.3
    ours: bool = False
    fates: tuple[str, ...] = ("delivered", "delivered", "failed", "sent", "")
    taken: list[Parcel] = field(default_factory=list)
    reports: list[tuple[str, str, bool]] = field(default_factory=list)
    carries: bool = False

    async def say(self, parcel: Parcel) -> Receipt:
        if self.dice.random() < self.faulty:
            raise self.dice.choice(FAULTS)
        self.taken.append(parcel)
        provider_id = f"{self.account}-{len(self.taken)}"
        ref = parcel.id if self.ours else provider_id
        fate = self.dice.choice(self.fates)
        if fate:
            self.reports += [(ref, each, self.ours) for each in self.dice.sample(("sent", fate, fate), 3)]
        return Receipt(provider_id)

    async def hear(self, request: object) -> list[Any]:
        return []

    def thank(self, request: object, heard: list[Any], answer: str | None) -> Any:
        return None


@dataclass
class World:
    """One outbox over one database, with one WeChat account, two telephones at home and one gateway abroad."""

    database: Database
    seed: int
    faulty: float = 0.3
    clock: HandClock = field(default_factory=HandClock)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        names = (("wechat", "main", False), ("sms", "a", True), ("sms", "b", False), ("sms", "abroad", False))
        self.providers = {(kind, name): Provider(name, self.dice, self.faulty, ours) for kind, name, ours in names}
        rates = Rates(None, self.clock.wire_now)
        rates.lift()
        exits = Exits(("a", "b"), ("abroad",))
        self.outbox = Outbox(self.database, Teller(self.providers, WORDING, self.clock, rates), exits)
        self.chaser = Chaser(self.database, WORDING, self.clock)
        self.seq = 0

    # ------------------------------------------------------------ people

    async def people(self, count: int) -> list[str]:
        """Every mix of ways there is, by the dice; gives their ids."""
        ids = [f"p{n}" for n in range(count)]
        mine, spoke, said, allowed = [], [], [], []
        for n, key in enumerate(ids):
            phone = self.dice.choice((None, f"+86138{n:08d}", f"+86138{n:08d}", f"+8610{n:08d}", f"+1555{n:07d}"))
            mine.append({"id": key, "name": key, "village": f"v{n % 7}", "household": f"h{n}", "phone": phone, "away": False})
            if self.dice.random() < 0.5:
                where = f"wechat:main:o{n:09d}"
                spoke.append(self._address(where, key, f"o{n:09d}"))
                ago = timedelta(hours=self.dice.choice((1, 30, 100)))
                said += [_heard(f"o{n:09d}", n, to_ms(self.clock.village() - ago))] * (self.dice.random() < 0.8)
                allowed += [{"address": where, "template": "t", "left": 1, "lasting": False}] * (self.dice.random() < 0.2)
        async with self.database.write() as connection:
            await connection.execute(insert(persons), mine)
            for table, found in ((addresses, spoke), (inbox, said), (consents, allowed)):
                if found:
                    await connection.execute(insert(table), found)
            if spoke:
                pairs = [{"person": row["talk"][2:], "address": row["id"]} for row in spoke]
                await connection.execute(insert(address_persons), pairs)
        return ids

    def _address(self, where: str, person: str, openid: str) -> dict[str, Any]:
        return {
            "id": where,
            "channel": "wechat",
            "account": "main",
            "sender": openid,
            "talk": f"p:{person}",
            "first_heard_at": 0,
            "persons": f'["{person}"]',
            "village": None,
            "trusted": True,
            "following": self.dice.random() < 0.9,
            "opted_out": self.dice.random() < 0.1,
            "way": self.dice.choice(("", "", "", "sms", "grid_lead")),
            "version": 0,
        }

    # ------------------------------------------------------------ what is said

    async def say(self, ids: Sequence[str], about: str, reach: Reach | None = None, kind: SayKind = SayKind.NEWS) -> None:
        """One message to each; reach None: by the dice."""
        now, made = self.clock.wire_ms(), []
        for key in ids:
            self.seq += 1
            say = Say(
                f"person:{key}", (Line("told", {"n": str(self.seq)}),), kind=kind, about=about, reach=reach or self.dice.choice(list(Reach))
            )
            made.append(outbox.row_of(say, f"s{self.seq}", self.seq, state=outbox.DUE, due_ms=now, made_ms=now))
        async with self.database.write() as connection:
            await outbox.put(connection, made)

    async def report(self) -> None:
        """What the providers have to tell, in any order."""
        telephones = {name: p for (kind, name), p in self.providers.items() if kind == "sms"}
        told = [(name, each) for name, p in telephones.items() for each in p.reports]
        for provider in telephones.values():
            provider.reports.clear()
        self.dice.shuffle(told)
        async with self.database.write() as connection:
            for name, (ref, fate, ours) in told:
                now, wire = to_ms(self.clock.village()), self.clock.wire_ms()
                await delivery.report(connection, f"sms:{name}", ref, fate, ours=ours, now_ms=now, wire_ms=wire)

    async def to_the_end(self, most: int = 400) -> None:
        """Plays until nothing is open and nothing is left to prove; the clock jumps to whatever is due next."""
        for _ in range(most):
            while await self.outbox.step():
                await self.report()
            await self.chaser.step()
            async with self.database.read() as connection:
                due = await outbox.next_due(connection)
            if due is None:
                self.clock.go(timedelta(hours=25))
                if not await self.chaser.step():
                    return
                continue
            self.clock.now_ms = max(self.clock.now_ms, due)
        raise AssertionError("the outbox never came to an end")

    # ------------------------------------------------------------ what became of it

    async def rows(self) -> list[Mapping[str, Any]]:
        async with self.database.read() as connection:
            return list((await connection.execute(select(rows_table).order_by(rows_table.c.seq))).mappings())

    async def open_rows(self) -> int:
        async with self.database.read() as connection:
            count: int = (await connection.execute(select(func.count()).where(rows_table.c.state.in_(OPEN)))).scalar_one()
        return count


def _heard(openid: str, n: int, at: int) -> dict[str, Any]:
    row = {"key": f"k{n}", "seq": n, "channel": "wechat", "account": "main", "sender": openid, "message_id": f"m{n}", "kind": "text"}
    blank = {"text": "在", "media": None, "extra": "{}", "handled_at": at, "tries": 0, "answer": None, "said": None}
    return row | blank | {"sent_at": at, "received_at": at, "state": "handled"}


def sms_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[tuple[str, int]]]:
    """Number → (about, when) of every unasked SMS that a provider took; what the law says is told is not counted."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in rows:
        if (
            row["reach"] not in (Reach.LAWFUL.value, Reach.ASKED.value)
            and row["way"]
            and row["way"].startswith("sms:")
            and row["said_at"] is not None
            and row["kind"] in delivery.COUNTED
        ):
            found[row["way"].rpartition(":")[2]].append((row["about"], row["said_at"]))
    return found


def worst(sent: Mapping[str, Sequence[tuple[str, int]]], days: int = 7) -> tuple[int, int]:
    """The most that any telephone got about one matter, and within so many days."""
    by_matter = max((max(Counter(about for about, _ in each).values()) for each in sent.values()), default=0)
    span = days * 86_400_000
    by_week = max((sum(at <= other < at + span for _, other in each) for each in sent.values() for _, at in each), default=0)
    return by_matter, by_week
