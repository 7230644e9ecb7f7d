"""A sealed case: where the words of a complaint about a cadre lie, and what has been decided; never the words, never a village."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SealedState(StrEnum):
    WAITING = "waiting"  # nobody above the one named has looked yet
    TAKEN = "taken"  # 受理: somebody above looks into it
    RETURNED = "returned"  # no accusation after all: the public part goes on, persons removed
    PASSED_UP = "passed_up"  # one level up, or to discipline
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"  # its author has taken it back: the words are gone from the vault


@dataclass(frozen=True, slots=True)
class SealedCase:
    """id is that of the ciphertext in the vault. unit is the one that reads: at least one level above everybody named. at is the
    day alone: the moment would join it to what was filed or answered in the same breath.

    unsure: the ears only doubt; a reviewer decides within two working days, else the district. relay is the address it came
    from and named are the persons (and households) it is brought against, as keyed digests: an answer goes back, somebody
    named is kept out, and nobody can read either. asked_by wants to know who wrote it and waits for a second reader.
    speaker is who said it, a keyed digest too: the person where one is known, else the address. looks are the levels that have
    read it, each with its day ("township:2026-11-23"), never a name.
    """

    id: str
    unit: str
    at: datetime
    state: SealedState = SealedState.WAITING
    unsure: bool = False
    decided_by: str | None = None
    decided_at: datetime | None = None
    relay: str = ""
    named: frozenset[str] = frozenset()
    asked_by: str | None = None
    speaker: str = ""
    looks: frozenset[str] = frozenset()
    version: int = 0
