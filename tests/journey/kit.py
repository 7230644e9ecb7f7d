"""The outside of a journey: the platform with its own ledger, the village telephone, and what the product says it has heard."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from sqlalchemy import func, select

from bot.app import App, SystemClock, build
from bot.parts import Hearing
from bot.settings import Settings, load
from bot.standins.wechat import WeChatStandIn
from storage.database import open_database
from storage.tables import inbox
from tests.channels.wechat_client import ACCOUNT, Platform, Post, xml_of
from tests.servers import ACCOUNTS, AES_KEY, APP_ID, DEADLINE_S, SALT, SECRET, TOKEN, ServerProcess, settings_of

WORDS = ("村口的路灯坏了三天了", "东坡的路塌了半边，三轮车上不来", "水渠堵了，地浇不上", "自来水停了两天了", "垃圾堆在河边没人拉")


def now() -> int:
    return int(time.time())


def platform(mode: str = "safe", *, at: int | None = None) -> Platform:
    return Platform(APP_ID, TOKEN, AES_KEY, mode, at or now())


def openid(n: int) -> str:
    return f"oVillager{n:018d}"


def said(n: int, words: str | None = None, *, sender: str | None = None) -> str:
    """The n-th message of a test: its MsgId, its own sender unless told otherwise, an ordinary sentence."""
    return xml_of(
        ToUserName=ACCOUNT,
        FromUserName=sender or openid(n),
        CreateTime=now(),
        MsgType="text",
        Content=WORDS[n % len(WORDS)] if words is None else words,
        MsgId=message_id(n),
    )


def message_id(n: int) -> int:
    return 7_000_000_000_000_000_000 + n


def post_of(xml: str, mode: str = "safe") -> Post:
    return platform(mode).post(xml)


@asynccontextmanager
async def line(seconds: float = 10.0, at_once: int = 64) -> AsyncIterator[aiohttp.ClientSession]:
    """Connections to the product: at most so many at once."""
    timeout = aiohttp.ClientTimeout(total=seconds)
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=at_once)) as session:
        yield session


async def send(session: aiohttp.ClientSession, url: str, post: Post, account: str = "main") -> tuple[int, str]:
    async with session.post(f"{url}/wechat/{account}", params=post.query, data=post.body, headers=post.headers) as response:
        return response.status, await response.text()


def answer_in(body: str, mode: str = "safe") -> str:
    """The words the phone shows: "" when the product had nothing to say."""
    return "" if body == "success" else platform(mode).read_reply(body)["Content"]


@dataclass
class Ledger:
    """The client's own book. A message is ACK (answered 200), REFUSED (4xx), else UNKNOWN: it may or may not have been kept."""

    acked: dict[int, str] = field(default_factory=dict)  # number of the message: the answer
    refused: Counter[int] = field(default_factory=Counter)
    unknown: set[int] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)  # of each answer

    async def deliver(self, session: aiohttp.ClientSession, url: str, n: int, xml: str | None = None) -> bool:
        """One try. False: nothing is known of it."""
        began = time.monotonic()
        try:
            status, body = await send(session, url, post_of(xml or said(n)))
        except (aiohttp.ClientError, OSError, TimeoutError):
            self.unknown.add(n)
            return False
        if status == 200:
            self.seconds.append(time.monotonic() - began)
            self.unknown.discard(n)
            answer = answer_in(body)
            assert self.acked.setdefault(n, answer) == answer, f"message {n} was answered in two ways"
            return True
        if 400 <= status < 500:
            self.refused[n] += 1
            return True
        self.unknown.add(n)
        return False

    def p99(self) -> float:
        return sorted(self.seconds)[int(len(self.seconds) * 0.99)] if self.seconds else 0.0


async def heard_lines(server: ServerProcess, *, heard: bool = True) -> list[dict[str, Any]]:
    """`ledger --heard --json`, or `ledger --json`, by the command itself."""
    done = await server.run("ledger", *(["--heard"] if heard else []), "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(each) for each in done.stdout.splitlines()]


def doubled(lines: Iterable[dict[str, Any]]) -> list[str]:
    counts = Counter(f"{each['account']}:{each['provider_message_id']}" for each in lines)
    return [key for key, count in counts.items() if count > 1]


def numbers(lines: Iterable[dict[str, Any]]) -> set[int]:
    """The messages of `said` that these lines are of."""
    return {int(each["provider_message_id"]) - message_id(0) for each in lines}


async def count(url: str, *where: Any) -> int:
    """Rows of the inbox, read beside the running server."""
    database = open_database(url)
    try:
        async with database.read() as connection:
            found: int = (await connection.execute(select(func.count()).select_from(inbox).where(*where))).scalar_one()
            return found
    finally:
        await database.close()


# ---------------------------------------------------------------- inside the test's own process


def settings(folder: Path, database: str, **more: Any) -> Settings:
    return load(settings_of(folder, database, port=0, **more))


@asynccontextmanager
async def running(
    folder: Path, database: str, hearing: Hearing, *, clock: SystemClock | None = None, start: bool = True, **more: Any
) -> AsyncIterator[App]:
    """An app in this process, its loops running; more: redis, wechat_api."""
    app = await build(settings(folder, database, **more), hearing=hearing, clock=clock, salt=SALT)
    try:
        if start:
            app.start()
        yield app
    finally:
        async with asyncio.timeout(DEADLINE_S):  # one that does not stop must not hold up the other tests
            await app.stop()


@asynccontextmanager
async def provider() -> AsyncIterator[tuple[WeChatStandIn, str]]:
    """The platform's API, strict and counting, on a port of its own: (stand-in, api_base)."""
    api = WeChatStandIn(time.time, {APP_ID: SECRET})
    runner = web.AppRunner(api.app(), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield api, f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


async def all_at_once(jobs: Iterable[Any], width: int = 64) -> list[Any]:
    """Runs coroutines, so many at a time, and gives their results in order."""
    gate = asyncio.Semaphore(width)

    async def one(job: Any) -> Any:
        async with gate:
            return await job

    return await asyncio.gather(*(one(job) for job in jobs))


__all__ = ["ACCOUNTS", "Ledger", "Post"]
