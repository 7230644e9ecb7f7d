"""How fast and how much an account may send, and that a dead one is left alone for a while."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

SOON_S = 1.0  # whoever's turn comes within this waits for it; the others come back when it is theirs
TROUBLES = 3  # so many failures in a row, and the account rests
REST_S = (5.0, 15.0, 60.0)


@dataclass(frozen=True, slots=True)
class Limit:
    """Messages a second, and a day; None: no limit of ours."""

    per_second: float
    per_day: int | None = None


# WeChat's customer-service quota is 500,000 a day; a SIM card is blocked by its operator for much less.
LIMITS = {"wechat": Limit(200.0, 450_000), "wecom": Limit(50.0), "sms": Limit(5.0), "phone": Limit(1.0)}


class Shared(Protocol):
    async def spend(self, key: str, per_second: float) -> float:
        """Seconds to wait before this message may go; 0: now, and it is counted."""
        ...


@dataclass(frozen=True, slots=True)
class Turn:
    """in_s: seconds until it; booked: it is this message's own, else the message asks again then."""

    in_s: float
    booked: bool


class Rates:
    """Spaces messages of one account evenly; without Redis for this process alone. now is any clock in seconds."""

    def __init__(self, shared: Shared | None, now: Callable[[], float], limits: Mapping[tuple[str, str], Limit] | None = None) -> None:
        self._shared = shared
        self._now = now
        self._limits = limits or {}
        self._next: defaultdict[tuple[str, str], float] = defaultdict(lambda: float("-inf"))
        self._tail: dict[tuple[str, str], float] = {}  # when the last of those that were sent away may come back
        self._troubles: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._rests: dict[tuple[str, str], float] = {}
        self._lifted = False

    def lift(self) -> None:
        """On a stage nothing waits for its turn."""
        self._lifted = True

    def limit(self, channel: str, account: str) -> Limit | None:
        return None if self._lifted else self._limits.get((channel, account)) or LIMITS.get(channel)

    async def turn(self, channel: str, account: str, *, at_once: bool = False) -> Turn:
        """When a message may go. at_once: an emergency is counted and waits for nobody."""
        key, now = (channel, account), self._now()
        rest = self._rests.get(key, now) - now
        if rest > 0 and not at_once and not self._lifted:
            return Turn(rest, booked=False)
        limit = self.limit(channel, account)
        if limit is None:
            return Turn(0.0, booked=True)
        wait = await self._wait(key, limit.per_second, now)
        if at_once or wait <= SOON_S:
            return Turn(0.0 if at_once else wait, booked=True)
        tail = max(self._tail.get(key, now), now + wait) + 1.0 / limit.per_second
        self._tail[key] = tail
        return Turn(max(tail - now - SOON_S / 2, SOON_S / 2), booked=False)

    async def _wait(self, key: tuple[str, str], per_second: float, now: float) -> float:
        if self._shared is not None:
            return await self._shared.spend(f"{key[0]}:{key[1]}", per_second)
        at = max(self._next[key], now)
        if at - now <= SOON_S:
            self._next[key] = at + 1.0 / per_second
        return at - now

    def worked(self, channel: str, account: str) -> None:
        self._troubles.pop((channel, account), None)

    def failed(self, channel: str, account: str) -> None:
        """Nobody is there: after a few of these the others do not wait for its time-outs one by one."""
        key = (channel, account)
        self._troubles[key] += 1
        if (over := self._troubles[key] - TROUBLES) >= 0:
            self._rests[key] = self._now() + REST_S[min(over, len(REST_S) - 1)]
