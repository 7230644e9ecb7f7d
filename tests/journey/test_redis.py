"""Redis is a doorbell: wiped or hung in the middle of the work, nothing is lost, nothing is doubled, nobody waits for it."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest
from redis.asyncio import Redis as Client
from redis.exceptions import RedisError

from bot.channels import Parcel
from bot.parts import Hearing
from tests.journey.kit import Ledger, doubled, heard_lines, line, numbers, openid, provider, running, said
from tests.journey.test_once import everything_handled
from tests.servers import APP_ID, Redis, ServerProcess, Stores, until


async def wiping(url: str, ends: asyncio.Event) -> int:
    """FLUSHALL again and again until told to end; how often it came through."""
    times = 0
    async with Client.from_url(url, socket_timeout=0.3, socket_connect_timeout=0.3) as client:
        while not ends.is_set():
            try:
                await client.flushall()
                times += 1
            except (RedisError, OSError, TimeoutError):
                pass
            try:
                await asyncio.wait_for(ends.wait(), 0.02)
            except TimeoutError:
                continue
    return times


async def under_load(server: ServerProcess, redis: Redis, hangs: int, hang_s: float) -> None:
    book, ends, loop = Ledger(), asyncio.Event(), asyncio.get_running_loop()
    await server.wait_healthy("/readyz")
    async with line() as session:

        async def phone(k: int) -> None:
            n = k
            while not ends.is_set():
                xml = said(n)
                await asyncio.gather(*(book.deliver(session, server.url, n, xml) for _ in range(2)))  # each twice at once
                n += 8

        def thanked(count: int) -> bool:
            return len(book.acked) >= count

        def past(moment: float) -> bool:
            return loop.time() >= moment

        phones = [asyncio.create_task(phone(k)) for k in range(8)]
        flushes = asyncio.create_task(wiping(redis.url, ends))
        for _ in range(hangs):
            await until(partial(thanked, len(book.acked) + 100), "the phones go on")
            redis.hang()
            before, ends_at = len(book.acked), loop.time() + hang_s
            await until(partial(past, ends_at), "the time is over", every_s=0.1)
            assert thanked(before + 1), "nothing was thanked while Redis hung"
            redis.go_on()
        ends.set()
        await asyncio.gather(*phones)
        wiped = await flushes
    await everything_handled(server)
    heard, concerns = await asyncio.gather(heard_lines(server), heard_lines(server, heard=False))
    lost = set(book.acked) - numbers(heard)
    print(f"acknowledged {len(book.acked)}, lost {len(lost)}, doubled {len(doubled(heard))}, {wiped} FLUSHALL, ack p99 {book.p99():.3f} s")
    assert (lost, doubled(heard), doubled(concerns), book.refused.total()) == (set(), [], [], 0)
    assert numbers(concerns) == numbers(heard)
    assert book.p99() < 1.0


@pytest.mark.slow
async def test_wiped_and_hung_under_load_nothing_is_lost_or_doubled(
    stores: Stores, tmp_path: Path, serve: Callable[..., ServerProcess], redis_server: Redis
) -> None:
    server = serve(await stores.fresh("postgresql", tmp_path), redis=redis_server.url)
    try:
        await under_load(server, redis_server, hangs=1, hang_s=3)
    finally:
        redis_server.go_on()


@pytest.mark.slow
async def test_the_same_for_longer(
    stores: Stores, tmp_path: Path, serve: Callable[..., ServerProcess], redis_server: Redis, dialect: str
) -> None:
    server = serve(await stores.fresh(dialect, tmp_path), redis=redis_server.url)
    try:
        await under_load(server, redis_server, hangs=5, hang_s=10)
    finally:
        redis_server.go_on()


@pytest.mark.parametrize("shared", [True, False], ids=["two apps and Redis", "one app without"])
async def test_the_token_is_fetched_once(
    stores: Stores, tmp_path: Path, hearing: Hearing, request: pytest.FixtureRequest, shared: bool
) -> None:
    redis = request.getfixturevalue("redis_server").url if shared else None
    if redis:
        async with Client.from_url(redis) as client:
            await client.flushall()
    async with AsyncExitStack() as stack:
        api, base = await stack.enter_async_context(provider())
        apps = []
        for n in range(2 if shared else 1):
            folder = tmp_path / str(n)
            url = f"sqlite+aiosqlite:///{folder / 'shuoshi.db'}"
            apps.append(await stack.enter_async_context(running(folder, url, hearing, redis=redis, wechat_api=base, start=False)))

        async def say_to_all(begin: int) -> None:
            for n in range(begin, begin + 40):
                api.heard(openid(n), "text")
            await asyncio.gather(
                *(app.channels["wechat", "main"].say(Parcel(f"s{n}", openid(n), "好")) for app in apps for n in range(begin, begin + 40))
            )

        await say_to_all(0)
        assert api.calls["stable_token"] == 1
        if redis:  # wiped: whoever has no copy asks again, and the platform gives the same one
            async with Client.from_url(redis) as client:
                await client.flushall()
            await say_to_all(100)
            assert api.calls["stable_token"] <= len(apps)
        before = api.calls["stable_token"]
        api.kill_token(APP_ID)
        await say_to_all(200)
        assert api.calls["stable_token"] == before + 1
        assert len(api.inbox(openid(200))) == len(apps)


async def test_one_apps_bell_wakes_the_other(stores: Stores, tmp_path: Path, hearing: Hearing, redis_server: Redis) -> None:
    async with AsyncExitStack() as stack:
        apps = []
        for n in range(2):
            url = f"sqlite+aiosqlite:///{tmp_path / str(n) / 'shuoshi.db'}"
            apps.append(await stack.enter_async_context(running(tmp_path / str(n), url, hearing, redis=redis_server.url, start=False)))
        rings, (one, other) = asyncio.Event(), apps
        assert one.bell is not None
        assert other.bell is not None
        other.bell.listen(rings.set)
        listening = asyncio.create_task(other.bell.run())

        def rang() -> bool:
            one.bell.ring()
            return rings.is_set()

        await until(rang, "the bell is heard")
        # cut off and back again, it listens on
        redis_server.stop()
        assert not await one.bell.alive()
        one.bell.ring()
        redis_server.start()
        rings.clear()
        await until(rang, "the bell is heard again")
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
