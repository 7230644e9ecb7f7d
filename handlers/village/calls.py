"""The call list: whom nobody could reach by message, who calls them, when it is tried again and when somebody goes there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from handlers.village.working_days import CALLS_FROM, CALLS_UNTIL

# Three tries at different hours: who works in the fields at ten may be at home at seven.
PARTS_OF_DAY = ((CALLS_FROM, time(12, 0)), (time(12, 0), time(17, 0)), (time(17, 0), CALLS_UNTIL))
MOST_TRIES = len(PARTS_OF_DAY)
HELD_FOR = timedelta(minutes=20)  # so long a call is one cadre's, and shown to no other


class CallKind(StrEnum):
    TELL = "tell"  # words that did not reach them
    ASK = "ask"  # a question that did not reach them
    BACK = "back"  # they called and nobody answered


class CallOutcome(StrEnum):
    OPEN = ""
    DONE = "done"  # told, asked, or called back
    ARRIVED = "arrived"  # the message reached them after all, or they answered it themselves
    OVER = "over"  # what it was about is over


@dataclass(frozen=True, slots=True)
class Call:
    """One entry. number is E.164, None for whoever has no telephone: somebody goes there. tries are ISO moments of village time.

    holder has it until held_until: the list is shared, and nobody is called by two.
    """

    id: str
    village: str
    kind: CallKind
    words: str
    made_at: datetime
    due_at: datetime
    person: str | None = None
    number: str | None = None
    about: str | None = None
    ask: str | None = None
    tries: tuple[str, ...] = ()
    holder: str | None = None
    held_until: datetime | None = None
    outcome: CallOutcome = CallOutcome.OPEN
    by: str | None = None
    closed_at: datetime | None = None
    version: int = 0

    @property
    def in_person(self) -> bool:
        """No number, or three tries in vain: from now on somebody goes there."""
        return self.number is None or len(self.tries) >= MOST_TRIES


def part_of(moment: datetime) -> int | None:
    """Which part of the day it is; None when nobody is called."""
    return next((n for n, (begins, ends) in enumerate(PARTS_OF_DAY) if begins <= moment.time() < ends), None)


def next_try(tries: Sequence[str], now: datetime) -> datetime:
    """When a part of the day begins that has not been tried, never the one that it is now."""
    tried = {part_of(datetime.fromisoformat(each)) for each in tries} | {part_of(now)}
    fresh = [n for n in range(MOST_TRIES) if n not in tried] or [n for n in range(MOST_TRIES) if n != part_of(now)]
    days = (now.date() + timedelta(days=ahead) for ahead in range(2))
    moments = (datetime.combine(day, PARTS_OF_DAY[n][0], now.tzinfo) for day in days for n in fresh)
    return min(moment for moment in moments if moment > now)


def may_call(call: Call, caller: str, now: datetime) -> bool:
    """Is it this cadre's to take now? A visit needs no hour, a call its part of the day."""
    if call.outcome is not CallOutcome.OPEN:
        return False
    free = call.holder in (None, caller) or call.held_until is None or call.held_until <= now
    return free and (call.in_person or (call.due_at <= now and part_of(now) is not None))


def take(call: Call, caller: str, now: datetime) -> Call:
    return replace(call, holder=caller, held_until=now + HELD_FOR)


def in_vain(call: Call, now: datetime) -> Call:
    """Nobody answered: it is free again at another hour; after three tries somebody goes there."""
    tries = (*call.tries, now.isoformat(timespec="minutes"))
    return replace(call, tries=tries, due_at=next_try(tries, now), holder=None, held_until=None)


def wrong_number(call: Call) -> Call:
    """The number is not theirs: it is not called again."""
    return replace(call, number=None, holder=None, held_until=None)


def close(call: Call, outcome: CallOutcome, by: str | None, now: datetime) -> Call:
    return replace(call, outcome=outcome, by=by, closed_at=now, holder=None, held_until=None)
