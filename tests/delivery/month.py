"""A month of a township on paper, against the platform's stand-in over HTTP: who writes when, what is said when, and the plan."""

import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import insert, update

from bot.channels.wechat import WeChatChannel
from bot.channels.wechat_api import MemoryShelf, WeChatApi
from bot.standins.wechat import WeChatStandIn
from handlers.messages import Reach, SayKind
from storage.database import Database
from storage.records import to_ms
from storage.tables import address_persons, addresses, inbox, persons
from tests.delivery.world import Provider, World

# day of the month (at noon), what it is about, how far it goes: the four SMS of an issue, an announcement, and words that cost none
SAID = (
    (2, "i1", Reach.SPARE, SayKind.NEWS),
    (4, "i1", Reach.PROVEN, SayKind.NEWS),
    (10, "a1", Reach.OWED, SayKind.ANNOUNCEMENT),
    (16, "i1", Reach.PROVEN, SayKind.NEWS),
    (20, "i1", Reach.SPARE, SayKind.NEWS),
    (25, "i1", Reach.OWED, SayKind.NEWS),
)
DAYS = 30
WINDOW = timedelta(hours=48) - timedelta(minutes=1)  # the platform's, less the minute that a message may be on its way
WRITES = 0.15  # of those who follow, on one day


@dataclass
class Villager:
    """What one person does this month: the hours at which they write, and the day they leave the account (None: never)."""

    id: str
    openid: str | None
    number: str | None
    writes: list[datetime] = field(default_factory=list)
    leaves: datetime | None = None
    silently: bool = False  # the platform knows that they left, and nobody told us

    @property
    def where(self) -> str:
        return f"wechat:main:{self.openid}"


@dataclass
class Month:
    world: World
    platform: WeChatStandIn
    people: list[Villager]

    async def play(self) -> None:
        clock, begins = self.world.clock, self.world.clock.village()
        deeds = [(at, v, "writes") for v in self.people for at in v.writes] + [(v.leaves, v, "leaves") for v in self.people if v.leaves]
        said = [(begins + timedelta(days=day), None, what) for day, *what in SAID]
        moments: list[tuple[datetime, Villager | None, Any]] = sorted([*deeds, *said], key=lambda each: each[0])
        for n, (at, villager, what) in enumerate(moments):
            clock.now_ms = max(clock.now_ms, to_ms(at))
            if villager is None:
                about, reach, kind = what
                await self.world.say([v.id for v in self.people], about, reach, kind)
                while await self.world.outbox.step():
                    await self.world.report()
            elif what == "writes":
                await self.heard(villager, n)
            else:
                await self.left(villager)
        clock.now_ms = to_ms(begins + timedelta(days=DAYS))
        await self.world.to_the_end()

    async def heard(self, villager: Villager, n: int) -> None:
        assert villager.openid is not None
        self.platform.heard(villager.openid, "text")
        at = to_ms(self.world.clock.village())
        row = {"key": f"w{n}", "seq": n, "channel": "wechat", "account": "main", "sender": villager.openid, "message_id": f"w{n}"}
        blank = {"kind": "text", "text": "在", "media": None, "extra": "{}", "tries": 0, "answer": None, "said": None}
        async with self.world.database.write() as connection:
            times = {"sent_at": at, "received_at": at, "handled_at": at, "state": "handled"}
            await connection.execute(insert(inbox), [row | blank | times])

    async def left(self, villager: Villager) -> None:
        assert villager.openid is not None
        self.platform.heard(villager.openid, "event.unsubscribe")
        if not villager.silently:
            async with self.world.database.write() as connection:
                await connection.execute(update(addresses).where(addresses.c.id == villager.where).values(following=False))


def villagers(count: int, dice: random.Random, begins: datetime) -> list[Villager]:
    """Half of them follow the account, nine in ten have a mobile telephone, one in forty leaves during the month."""
    made = []
    for n in range(count):
        openid = f"oMonth{n:020d}" if dice.random() < 0.5 else None
        made.append(Villager(f"p{n}", openid, f"+86139{n:08d}" if dice.random() < 0.9 else None))
        if openid is None:
            continue
        hours = (begins + timedelta(days=day, hours=dice.uniform(-4, 8)) for day in range(DAYS))
        made[-1].writes = [at for at in hours if dice.random() < WRITES]
        if dice.random() < 0.025:
            made[-1].leaves = begins + timedelta(days=dice.randrange(DAYS), hours=1, seconds=n % 3600)
            made[-1].silently = dice.random() < 0.5
            made[-1].writes = [at for at in made[-1].writes if at < made[-1].leaves]
    return made


def planned(people: list[Villager], begins: datetime) -> Counter[str]:
    """The plan, worked out from the rules alone: how many messages each kind of way carries, and how many are spared or listed."""
    plan = Counter[str]()
    for villager in people:
        pushed: list[datetime] = []
        for day, _, reach, _ in SAID:
            at = begins + timedelta(days=day)
            last = max((each for each in villager.writes if each <= at), default=None)
            gone = villager.leaves is not None and villager.leaves <= at
            used = sum(each >= last for each in pushed) if last else 0
            within = last is not None and at - last < WINDOW and not gone and used < (3 if reach is Reach.SPARE else 5)
            if within:
                plan["wechat"] += 1
                pushed.append(at)
            elif reach is Reach.SPARE:
                plan["spared"] += 1
            else:
                plan["sms" if villager.number else "listed"] += 1
    return plan


@asynccontextmanager
async def month(database: Database, count: int, seed: int = 1) -> AsyncIterator[Month]:
    """Everything joined: the account's client talks HTTP to the stand-in, the telephones never fail."""
    world = World(database, seed, faulty=0.0)
    platform = WeChatStandIn(world.clock.wire_now, {"wx1": "s1"})
    platform.quotas["message/custom/send"] = 50 * count
    site = web.Application()
    site.add_subapp("/standin", platform.app())
    async with TestServer(site) as server, aiohttp.ClientSession() as session:
        shelf = MemoryShelf(world.clock.wire_now)
        base = str(server.make_url("/standin"))
        api = WeChatApi(session, app_id="wx1", secret="s1", api_base=base, wire_now=world.clock.wire_now, token_guard=shelf)
        world.providers["wechat", "main"] = _account(api, world)  # type: ignore[assignment]
        people = villagers(count, world.dice, world.clock.village())
        await lay(database, people, platform, to_ms(world.clock.village()))
        for name in ("a", "b", "abroad"):
            world.providers["sms", name] = Provider(name, world.dice, 0.0, ours=True, fates=("delivered",))
        yield Month(world, platform, people)


def _account(api: WeChatApi, world: World) -> WeChatChannel:
    return WeChatChannel(
        account="main",
        app_id="wx1",
        token="t" * 8,
        aes_key="a" * 43,
        mode="safe",
        max_skew_s=300,
        api=api,
        wire_now=world.clock.wire_now,
        chance=lambda count: bytes(count),
    )


async def lay(database: Database, people: list[Villager], platform: WeChatStandIn, now: int) -> None:
    """Roster and addresses; whoever follows has just begun to."""
    mine = [
        {"id": v.id, "name": v.id, "village": f"v{n % 20}", "household": v.id, "phone": v.number, "away": False}
        for n, v in enumerate(people)
    ]
    spoke = [v for v in people if v.openid]
    blank = {"first_heard_at": now, "village": None, "trusted": True, "following": True, "opted_out": False, "way": "", "version": 0}
    rows = [
        {"id": v.where, "channel": "wechat", "account": "main", "sender": v.openid, "talk": f"p:{v.id}", "persons": f'["{v.id}"]'} | blank
        for v in spoke
    ]
    for villager in spoke:
        assert villager.openid is not None
        platform.heard(villager.openid, "event.subscribe")
    pairs = [{"person": v.id, "address": v.where} for v in spoke]
    async with database.write() as connection:
        for table, values in ((persons, mine), (addresses, rows), (address_persons, pairs)):
            if values:
                await connection.execute(insert(table), values)
