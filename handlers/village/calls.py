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
READ_BACK = "call:"  # how a message's matter begins that reads back what a call has told
KEPT_FOR = timedelta(days=30)  # what has been told by nobody for so long is no news any more


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

    holder has it until held_until: the list is shared, and nobody is called by two. disputed: the cadres of whom the person says
    that they never called; somebody else does.
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
    disputed: tuple[str, ...] = ()
    version: int = 0

    @property
    def whose(self) -> str | None:
        """Entries of one person are one call; of a number nobody knows, likewise. None: nobody can be told, by no way."""
        return self.person or self.number

    @property
    def in_person(self) -> bool:
        """No number, or three tries in vain: from now on somebody goes there."""
        return self.number is None or len(self.tries) >= MOST_TRIES


def part_of(moment: datetime) -> int | None:
    """Which part of the day it is; None when nobody is called."""
    return next((n for n, (begins, ends) in enumerate(PARTS_OF_DAY) if begins <= moment.time() < ends), None)


def next_try(tries: Sequence[str], now: datetime) -> datetime:
    """When a part of the day begins that has not been tried, never the one that it is now."""
    tried = parts_tried(tries)
    left = [n for n in range(MOST_TRIES) if n not in tried] or list(range(MOST_TRIES))
    fresh = [n for n in left if n != part_of(now)] or left
    days = (now.date() + timedelta(days=ahead) for ahead in range(2))
    moments = (datetime.combine(day, PARTS_OF_DAY[n][0], now.tzinfo) for day in days for n in fresh)
    return min(moment for moment in moments if moment > now)


def parts_tried(tries: Sequence[str]) -> set[int | None]:
    return {part_of(datetime.fromisoformat(each)) for each in tries}


def free_for(call: Call, caller: str, now: datetime) -> bool:
    """Open, with nobody else just now, and not disputed to this cadre."""
    if call.outcome is not CallOutcome.OPEN or caller in call.disputed or call.whose is None:
        return False
    return call.holder in (None, caller) or call.held_until is None or call.held_until <= now


def waits_today(call: Call, caller: str, now: datetime) -> bool:
    """Is it this cadre's to take at some hour of today?"""
    return free_for(call, caller, now) and call.due_at.date() <= now.date()


def may_call(call: Call, caller: str, now: datetime) -> bool:
    """Is it this cadre's to take now? A visit needs no hour, a call a part of the day that has not been tried."""
    if not free_for(call, caller, now) or call.due_at > now:
        return False
    return call.in_person or part_of(now) not in parts_tried(call.tries) | {None}


def take(call: Call, caller: str, now: datetime) -> Call:
    return replace(call, holder=caller, held_until=now + HELD_FOR)


def free(call: Call) -> Call:
    return replace(call, holder=None, held_until=None)


def in_vain(call: Call, now: datetime) -> Call:
    """Nobody answered: it is free again at another hour; after three tries somebody goes there. Whom nobody knows, nobody visits.

    What counts is when the telephone rang, not when it was said that nobody answered. A visit in vain is made again another day.
    """
    if call.in_person:
        return free(replace(call, due_at=datetime.combine(now.date() + timedelta(days=1), CALLS_FROM, now.tzinfo)))
    rang = now if call.held_until is None else min(now, call.held_until - HELD_FOR)
    tried = free(replace(call, tries=(*call.tries, rang.isoformat(timespec="minutes"))))
    if not tried.in_person:
        return replace(tried, due_at=next_try(tried.tries, now))
    return replace(tried, due_at=now) if call.person else close(tried, CallOutcome.OVER, None, now)


def wrong_number(call: Call, now: datetime) -> Call:
    """The number is not theirs: it is not called again."""
    return free(replace(call, number=None)) if call.person else close(call, CallOutcome.OVER, None, now)


def close(call: Call, outcome: CallOutcome, by: str | None, now: datetime) -> Call:
    return free(replace(call, outcome=outcome, by=by, closed_at=now))


def dispute(call: Call, now: datetime) -> Call:
    """The person says that nobody told them: open again, for anybody but whoever said so."""
    by = (*call.disputed, call.by) if call.by else call.disputed
    return replace(call, outcome=CallOutcome.OPEN, by=None, closed_at=None, disputed=by, due_at=now)


def worn_out(call: Call, now: datetime) -> bool:
    """Nobody is to be told any more: it is too old, or there is no way to whoever is meant."""
    return call.outcome is CallOutcome.OPEN and (call.whose is None or now - call.made_at >= KEPT_FOR)
