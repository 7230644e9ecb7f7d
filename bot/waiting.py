"""What travels through dispatch: one message on its way, what came of it, and the two clocks."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.messages import Heard


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the channel may be thanked with: the text, the outbox row that rides in it, the address it goes to."""

    text: str | None
    ride: str | None = None
    where: str = ""
    repeated: bool = False


class Clock(Protocol):
    """Two clocks: village time may be moved in the demo, wire time never lies to a provider."""

    def village(self) -> datetime: ...

    def wire_ms(self) -> int: ...


@dataclass(eq=False)
class Waiting:
    """One message on its way: every copy of it shares the future."""

    heard: Heard
    key: str
    received_ms: int
    seq: int
    future: asyncio.Future[Outcome]
    row: bool = False  # it is in the inbox already and is taken up again
    thanked: bool = False  # the receipt has gone out: a commit that comes after it may not answer otherwise
    late: str | None = None  # the receipt it was thanked with before it was done
    tries: int = 0
    not_before: float = 0.0
