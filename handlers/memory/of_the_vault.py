"""Look-ups of sealed cases: by who reads them, by where they came from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SealedFor:
    """Sealed cases that one unit reads and that are not over, oldest first."""

    unit: str


@dataclass(frozen=True, slots=True)
class SealedFrom:
    """Sealed cases that came from one address (its mark), the latest first."""

    relay: str


@dataclass(frozen=True, slots=True)
class SealedBy:
    """Sealed cases of one speaker (a mark), the latest first."""

    speaker: str


@dataclass(frozen=True, slots=True)
class SealedText:
    """Yields what the vault holds under one case, opened: the words first, then what was added and answered. For this turn only."""

    case: str
