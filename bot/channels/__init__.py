"""Channels: one file per provider, two verbs (hear, say) and a thank-you. All I/O of a provider is in its file."""

from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from handlers.messages import Heard


class NotOurs(Exception):
    """The request does not prove that it comes from our provider, or cannot be read: refused, nothing is kept.

    status is the HTTP answer by the contract: 403 wrong token or signature, 401 stale, 400 unreadable, 413 too large.
    reason is for the counter and the log: a fixed word, never a part of the request.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class SayFailed(Exception):
    """The one fault of `say`: again=True asks for another try later, False says that this way is closed for the person.

    code is the provider's error code as text, for the outbox row and the counter. unfollowed: the person left the account.
    retry_after_s: how long the provider wants to be left alone; None leaves it to the outbox.
    """

    def __init__(self, code: str, *, again: bool, unfollowed: bool = False, retry_after_s: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.again = again
        self.unfollowed = unfollowed
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Parcel:
    """One text on its way to one address: id is the idempotency key, receiver what the provider calls the person."""

    id: str
    receiver: str
    text: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the provider gave back when it accepted a parcel; its own id, if it has one, ties later status reports to it."""

    provider_id: str | None = None


class Channel(Protocol):
    """What every provider's file offers."""

    async def hear(self, request: web.Request) -> list[Heard]:
        """The messages in one callback, proved and read. Raises NotOurs."""
        ...

    def thank(self, request: web.Request, heard: list[Heard], answer: str | None) -> web.Response:
        """The provider's expected answer; where the channel can carry it, with our answer in it."""
        ...

    async def say(self, parcel: Parcel) -> Receipt:
        """Hands one text to the provider. Raises SayFailed and nothing else."""
        ...
