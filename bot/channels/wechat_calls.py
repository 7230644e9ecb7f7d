"""A call with an end: the token in front, at most three tries, a time limit over everything, one kind of fault behind."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from bot.channels.wechat_errors import Action, Alarm, Fault, said_of
from bot.channels.wechat_exchange import MAX_JSON, Body, Exchange, as_json
from bot.channels.wechat_token import AccessToken
from bot.refusals import SayFailed

PAUSES_S = (0.2, 0.6)  # before the second and the third try

T = TypeVar("T")
Attempt = Callable[[str], Awaitable[T]]  # one try with a token


class Calls:
    """Calls of one account (what: of which platform). Every method raises SayFailed and nothing else, within timeout_s seconds.

    A try is repeated here only when it surely had no effect (busy, token, no connection): a message whose answer got lost
    may have been shown, and whether it is worth a double is the outbox's to decide.
    """

    def __init__(
        self,
        exchange: Exchange,
        token: AccessToken,
        *,
        now: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]],
        timeout_s: float,
        what: str = "wechat",
    ) -> None:
        self.exchange = exchange
        self._token = token
        self._now = now
        self._sleep = sleep
        self._timeout_s = timeout_s
        self._alarm = Alarm(now, what)

    async def post(self, path: str, words: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a JSON body."""
        return await self.json("POST", path, {}, as_json(words))

    async def get(self, path: str, limit: int = MAX_JSON) -> dict[str, Any]:
        """The answer to a question without a body."""
        return await self.json("GET", path, {}, None, limit)

    async def json(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Body | None = None,
        limit: int = MAX_JSON,
        timeout_s: float | None = None,
    ) -> dict[str, Any]:
        """The answer's object; query and body go out with every try."""

        async def attempt(token: str) -> dict[str, Any]:
            return await self.exchange.json(method, path, {"access_token": token, **query}, body, limit)

        return await self.tries(attempt, timeout_s)

    async def tries(self, attempt: Attempt[T], timeout_s: float | None = None) -> T:
        """The result of the first try that succeeds."""
        try:
            async with asyncio.timeout(timeout_s or self._timeout_s):
                return await self._up_to_three(attempt)
        except TimeoutError:
            raise SayFailed("timeout", again=True) from None
        except Fault as fault:
            if fault.action is Action.ALARM:
                self._alarm.ring(fault.code)
            raise said_of(fault, self._now()) from None

    async def _up_to_three(self, attempt: Attempt[T]) -> T:
        bad: str | None = None
        for pause in PAUSES_S:
            token = None
            try:
                token = await self._token.get(bad)
                return await attempt(token)
            except Fault as fault:
                if fault.action is Action.NEW_TOKEN and token and not bad:
                    bad = token
                elif fault.action is Action.RETRY:
                    await self._sleep(pause)
                else:
                    raise
        return await attempt(await self._token.get(bad))
