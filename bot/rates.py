"""An account's send rate: at most so many messages a second, counted in Redis when several processes send."""

from collections import defaultdict
from collections.abc import Callable
from typing import Protocol

# WeChat's customer-service quota is 500,000 a day; a SIM card is blocked by its operator for much less.
PER_SECOND = {"wechat": 200.0, "sms": 5.0}


class Shared(Protocol):
    async def spend(self, key: str, per_second: float) -> float:
        """Seconds to wait before this message may go; 0: now, and it is counted."""
        ...


class Rates:
    """Spaces messages of one account evenly; without Redis for this process alone."""

    def __init__(self, shared: Shared | None, now: Callable[[], float]) -> None:
        self._shared = shared
        self._now = now
        self._next: defaultdict[str, float] = defaultdict(float)

    async def wait(self, channel: str, account: str) -> float:
        """Seconds to wait; 0: it may go now, and it is counted."""
        rate = PER_SECOND.get(channel)
        if rate is None:
            return 0.0
        key = f"{channel}:{account}"
        if self._shared is not None:
            return await self._shared.spend(key, rate)
        return self._space(key, rate)

    def _space(self, key: str, rate: float) -> float:
        now = self._now()
        at = max(self._next[key], now - 1.0)  # a second's worth may go at once
        if at > now:
            return at - now
        self._next[key] = at + 1.0 / rate
        return 0.0
