"""Eight processes and one account: at expiry, and when the token is killed, exactly one of them asks for a new one."""

import asyncio
import json
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from redis.asyncio import Redis as Client

from bot.channels import SayFailed
from bot.channels.wechat_api import WeChatApi
from bot.channels.wechat_token import MemoryShelf
from bot.redis_bell import RedisBell
from bot.standins.wechat import WeChatStandIn
from tests.servers import APP_ID, SECRET, Redis, until

PROCESSES, AT_ONCE = 8, 4
KEY = "shuoshi:token:wechat:main"
# at once and only the old token: somebody may already have put the new one
TAKE_OFF = "return redis.call('get', KEYS[1]) == ARGV[1] and redis.call('del', KEYS[1])"


async def working(line: Connection, api_base: str, redis: str) -> None:
    """One process: several callers without a pause until told to end; tells how many calls of each came through, and every fault."""
    counts: dict[str, Any] = {"done": [0] * AT_ONCE, "faults": []}
    ends = asyncio.Event()
    bell = RedisBell(redis) if redis else None
    shelf = bell.shelf("wechat:main", time.time) if bell else MemoryShelf(time.time)
    async with aiohttp.ClientSession() as session:
        api = WeChatApi(session, app_id=APP_ID, secret=SECRET, api_base=api_base, wire_now=time.time, token_guard=shelf)

        async def caller(n: int) -> None:
            while not ends.is_set():
                try:
                    await api.callback_ips()
                    counts["done"][n] += 1
                except SayFailed as fault:
                    counts["faults"].append(fault.code)
                await asyncio.sleep(0.005)

        async def told() -> None:
            while await asyncio.to_thread(line.recv) != "end":
                line.send(json.dumps(counts))
            ends.set()

        await asyncio.gather(told(), *(caller(n) for n in range(AT_ONCE)))
    if bell is not None:
        await bell.close()


def work(line: Connection, api_base: str, redis: str) -> None:
    asyncio.run(working(line, api_base, redis))


@contextmanager
def crew(api_base: str, redis: str) -> Iterator[list[Connection]]:
    """Eight processes at work, each with a line to it."""
    context = multiprocessing.get_context("forkserver")  # they import the product once for all
    context.set_forkserver_preload([__name__])
    lines, running = [], []
    for _ in range(PROCESSES):
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(theirs, api_base, redis), daemon=True)
        process.start()
        theirs.close()
        lines.append(ours)
        running.append(process)
    try:
        yield lines
    finally:
        for line in lines:
            line.send("end")
        for process in running:
            process.join(10)
            if process.is_alive():
                process.kill()
            process.close()
        for line in lines:
            line.close()


async def asked(lines: list[Connection]) -> list[dict[str, Any]]:
    def one(line: Connection) -> dict[str, Any]:
        line.send("how far")
        told: dict[str, Any] = json.loads(line.recv())
        return told

    return await asyncio.gather(*(asyncio.to_thread(one, line) for line in lines))


async def done_by(lines: list[Connection]) -> list[int]:
    return [done for each in await asked(lines) for done in each["done"]]


async def all_have_called(lines: list[Connection], more: int = 2) -> None:
    """Every caller of every process has done so many more calls than now: none is left with an older token."""
    before = await done_by(lines)

    async def done() -> bool:
        return all(now >= then + more for now, then in zip(await done_by(lines), before, strict=True))

    await until(done, "everybody goes on calling")


class MovedClock:
    """The platform's own clock, which a test may move."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
async def platform():
    clock = MovedClock()
    api = WeChatStandIn(clock, {APP_ID: SECRET})
    runner = web.AppRunner(api.app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield api, clock, f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def fetches(api: WeChatStandIn) -> int:
    return api.calls["stable_token"]


@pytest.mark.slow
async def test_eight_processes_fetch_one_token_at_expiry_and_one_when_it_is_killed(platform, redis_server: Redis) -> None:
    api, clock, api_base = platform
    async with Client.from_url(redis_server.url) as shelf:
        await shelf.flushall()
        with crew(api_base, redis_server.url) as lines:
            await all_have_called(lines)
            assert fetches(api) == 1, "eight cold processes, one fetch"
            assert 6800 < await shelf.ttl(KEY) <= 6900, "it is renewed five minutes before its end"
            old = await shelf.get(KEY)
            clock.ahead += 7200  # the token's time is over, at the platform (42001) and on the shelf
            await shelf.eval(TAKE_OFF, 1, KEY, old)
            await all_have_called(lines)
            assert fetches(api) == 2, "one fetch at expiry, under load"
            for n in range(3):
                api.kill_token(APP_ID)  # 40001 everywhere at once
                await all_have_called(lines)
                assert fetches(api) == 3 + n, "one fetch for each token that is killed"
            assert [each["faults"] for each in await asked(lines)] == [[]] * PROCESSES, "nobody's call was lost on the way"
    assert api.calls["getcallbackip"] >= PROCESSES * AT_ONCE


@pytest.mark.slow
async def test_without_redis_each_process_asks_for_itself_and_gets_the_same(platform) -> None:
    """Why several processes need Redis, and why a command beside the running server does not."""
    api, _, api_base = platform
    with crew(api_base, "") as lines:
        await all_have_called(lines)
        assert fetches(api) == PROCESSES
        api.kill_token(APP_ID)
        await all_have_called(lines)
        assert fetches(api) == 2 * PROCESSES
        assert [each["faults"] for each in await asked(lines)] == [[]] * PROCESSES
