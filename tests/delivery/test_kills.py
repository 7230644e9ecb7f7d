"""Thirty thousand are told something, and the process is killed five times on the way: nobody is left out."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import func, select

from bot.outbox import MOST
from handlers.messages import Line, Say, SayKind
from storage import outbox
from storage.database import open_database
from storage.tables import OPEN, calls
from storage.tables import outbox as rows_table
from tests.servers import ServerProcess, Stores, until

WORDS = Line("announce.told", {"village": "石桥村", "who": "王支书", "words": "明天上午停水"})


@dataclass
class Gateway:
    """An operator's gateway: takes SMS, refuses every tenth number for good, and keeps a book of its own."""

    taken: Counter[str] = field(default_factory=Counter)

    async def send(self, request: web.Request) -> web.Response:
        number = request.query["to"]
        if number.endswith("7"):
            return web.Response(status=404, text="4: no such number")
        ref = parse_qs(urlsplit(request.query["dlr-url"]).query)["ref"][0]
        self.taken[ref] += 1
        return web.Response(status=202, text="0: Accepted for delivery")


@asynccontextmanager
async def serving(gateway: Gateway) -> AsyncIterator[str]:
    site = web.Application()
    site.router.add_get("/cgi-bin/sendsms", gateway.send)
    async with TestServer(site) as server:
        yield str(server.make_url("")).rstrip("/")


def say_to(n: int) -> Say:
    """An answer goes at any hour, whenever this test is run."""
    return Say(f"phone:+86138{n:08d}", (WORDS,), kind=SayKind.ANSWER, about="a1")


@pytest.mark.slow
async def test_everybody_is_reached_or_listed_over_five_kills(stores: Stores, tmp_path: Path, serve: Callable[..., ServerProcess]) -> None:
    gateway, count = Gateway(), 30_000
    url = await stores.fresh("sqlite", tmp_path)
    database = open_database(url)
    made = [outbox.row_of(say_to(n), f"a{n}", n, state=outbox.DUE, due_ms=0, made_ms=0) | {"lane": outbox.CROWD_LANE} for n in range(count)]
    for some in range(0, count, 5000):
        async with database.write() as connection:
            await outbox.put(connection, made[some : some + 5000])

    async def left() -> int:
        async with database.read() as connection:
            waiting = select(func.count()).where(rows_table.c.about == "a1", rows_table.c.state.in_(OPEN))
            found: int = (await connection.execute(waiting)).scalar_one()
        return found

    async with serving(gateway) as base:
        server = serve(url, more=settings(base))
        for kill in range(1, 6):
            until_left = count - count * kill // 6
            await until(partial(at_most, left, until_left), f"the {kill}. part is out", within_s=300, every_s=0.05)
            server.kill9()
            server.start()
        await until(partial(at_most, left, 0), "nobody waits", within_s=400, every_s=0.2)
        server.stop()
    async with database.read() as connection:
        by_state = select(rows_table.c.state, func.count()).where(rows_table.c.about == "a1").group_by(rows_table.c.state)
        states = {row[0]: row[1] for row in await connection.execute(by_state)}
        listed = (await connection.execute(select(func.count()).select_from(calls))).scalar_one()
    await database.close()
    doubles = sum(gateway.taken.values()) - len(gateway.taken)
    print(f"{count} receivers, 5 kills: {states}, on the call list {listed}, taken twice {doubles}")
    assert states == {"said": count - count // 10, "listed": count // 10}
    assert len(gateway.taken) == count - count // 10, "somebody was not reached"
    assert listed == count // 10
    assert doubles <= 5 * MOST, "more doubles than were under way"


async def at_most(left: Callable[[], Awaitable[int]], limit: int) -> bool:
    return await left() <= limit


def settings(base: str) -> dict[str, str]:
    """The village's telephone is an operator's gateway."""
    gateway = "SHUOSHI_SMS__VILLAGE_PHONE"
    return {
        f"{gateway}__KIND": "kannel",
        f"{gateway}__SIGNING_KEY": "null",
        f"{gateway}__PATH_TOKEN": "token-of-the-test",
        f"{gateway}__API_BASE": base,
        f"{gateway}__USER": "bot",
        f"{gateway}__PASSWORD": "secret",
        f"{gateway}__PER_SECOND": "1000",
    }
