"""Redis is a doorbell: it wakes the other processes' outboxes, guards the token fetch and counts send rates. Never a store.

Every call is bounded (0.3 s, no retries) and every fault is swallowed: without Redis things are slower, never lost.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

log = logging.getLogger("shuoshi.redis")

CHANNEL = "shuoshi:outbox"
TIMEOUT_S = 0.3
LOCK_S = 10


class RedisBell:
    """One connection pool; `ring` never waits, `run` listens for the others' rings."""

    def __init__(self, url: str) -> None:
        pool = BlockingConnectionPool.from_url(
            url, max_connections=16, timeout=1, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S, retry=Retry(NoBackoff(), 0)
        )
        self._redis = Redis.from_pool(pool)
        # a listener waits for minutes: its socket has no read timeout
        self._ear = Redis.from_url(url, socket_connect_timeout=TIMEOUT_S, retry=Retry(NoBackoff(), 0))
        self._heard: Callable[[], None] = lambda: None
        self._ringing: set[asyncio.Task[None]] = set()

    def listen(self, heard: Callable[[], None]) -> None:
        self._heard = heard

    def ring(self) -> None:
        """Something is due; whoever sleeps may look."""
        if not self._ringing:  # one ring wakes everybody: a hundred messages need no hundred rings
            task = asyncio.create_task(self._publish())
            self._ringing.add(task)
            task.add_done_callback(self._ringing.discard)

    async def _publish(self) -> None:
        with suppress(RedisError, OSError, TimeoutError):
            await self._redis.publish(CHANNEL, b"1")

    async def run(self) -> None:
        """Listens until cancelled, again and again after a fault."""
        while True:
            try:
                async with self._ear.pubsub() as ear:
                    await ear.subscribe(CHANNEL)
                    async for _ in ear.listen():
                        self._heard()
            except asyncio.CancelledError:
                raise
            except (RedisError, OSError, TimeoutError):
                await asyncio.sleep(1.0)

    async def alive(self) -> bool:
        try:
            return bool(await self._redis.ping())
        except (RedisError, OSError, TimeoutError):
            return False

    async def spend(self, key: str, per_second: float) -> float:
        """A bucket a second; when Redis is away the message goes, the provider's own limit answers."""
        try:
            seconds, micros = await self._redis.time()
            count = await self._redis.incr(f"shuoshi:rate:{key}:{seconds}")
            if count == 1:
                await self._redis.expire(f"shuoshi:rate:{key}:{seconds}", 5)
        except (RedisError, OSError, TimeoutError):
            return 0.0
        return 0.0 if count <= per_second else 1.0 - micros / 1e6

    def shelf(self, name: str, now: Callable[[], float]) -> "RedisShelf":
        return RedisShelf(self._redis, name, now)

    async def close(self) -> None:
        for task in list(self._ringing):
            task.cancel()
        for redis in (self._redis, self._ear):
            with suppress(RedisError, OSError):
                await redis.aclose(close_connection_pool=True)


class RedisShelf:
    """The WeChat token for any number of processes: one fetches under the lock, the others read. Without Redis, this process's own."""

    def __init__(self, redis: Redis, name: str, now: Callable[[], float]) -> None:
        self._redis, self._now = redis, now
        self._key, self._lock_key = f"shuoshi:token:{name}", f"shuoshi:lock:{name}"
        self._own: tuple[str, float] = ("", 0.0)
        self._lock = asyncio.Lock()

    async def get(self) -> str | None:
        try:
            kept = await self._redis.get(self._key)
        except (RedisError, OSError, TimeoutError):
            kept = None
        if kept:
            return kept if isinstance(kept, str) else kept.decode()
        token, until = self._own
        return token if until > self._now() else None

    async def put(self, token: str, lasts_s: float) -> None:
        self._own = (token, self._now() + lasts_s)
        with suppress(RedisError, OSError, TimeoutError):
            await self._redis.set(self._key, token, ex=max(1, int(lasts_s)))

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[None]:
        async with self._lock:
            lock = self._redis.lock(self._lock_key, timeout=LOCK_S, blocking_timeout=5)
            held = False
            with suppress(RedisError, OSError, TimeoutError):
                held = await lock.acquire()
            try:
                yield
            finally:
                if held:
                    with suppress(RedisError, OSError, TimeoutError):
                        await lock.release()
