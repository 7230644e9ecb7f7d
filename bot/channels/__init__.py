"""Channels: one file per provider, two verbs (hear, say) and a thank-you. All I/O of a provider is in its file."""

from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from bot.refusals import NotOurs, SayFailed
from handlers.messages import Heard

__all__ = ["Channel", "NotOurs", "Parcel", "Receipt", "SayFailed"]


@dataclass(frozen=True, slots=True)
class Parcel:
    """One text on its way to one address: id is the idempotency key, receiver what the provider calls the person.

    code: digits that a reply brings back (the extension of the sending number). key and values: the reply's own key and
    what fills its gaps, in order, for providers that send approved templates only.
    """

    id: str
    receiver: str
    text: str
    code: str = ""
    key: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the provider gave back when it accepted a parcel; its own id, if it has one, ties later status reports to it."""

    provider_id: str | None = None


class Channel(Protocol):
    """What every provider's file offers. carries: its response can hold the answer of the turn it asks for."""

    @property
    def carries(self) -> bool: ...

    async def hear(self, request: web.Request) -> list[Heard]:
        """The messages in one callback, proved and read. Raises NotOurs."""
        ...

    def thank(self, request: web.Request, heard: list[Heard], answer: str | None) -> web.Response:
        """The provider's expected answer; where the channel can carry it, with our answer in it."""
        ...

    async def say(self, parcel: Parcel) -> Receipt:
        """Hands one text to the provider. Raises SayFailed and nothing else."""
        ...
