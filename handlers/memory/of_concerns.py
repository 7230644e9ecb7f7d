"""Look-ups of what people said, and of what may be one matter."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConcernByNumber:
    number: str


@dataclass(frozen=True, slots=True)
class NumberTaken:
    """Yields the concern that already has this public number, if any."""

    number: str


@dataclass(frozen=True, slots=True)
class ConcernsOf:
    """The latest nine concerns of one author (a talk's key), newest first, drafts and withdrawn ones left out."""

    author: str


@dataclass(frozen=True, slots=True)
class ConcernsOfIssue:
    issue: str


@dataclass(frozen=True, slots=True)
class ConcernsToTriage:
    """Concerns of a village that wait for a cadre's decision, oldest first."""

    village: str


@dataclass(frozen=True, slots=True)
class VillagesToTriage:
    """The ids of the villages where some concern waits for a decision."""


@dataclass(frozen=True, slots=True)
class ConcernsNamingCadres:
    """Ordinary concerns of these villages naming a cadre as one asked or not reached: those that wait, and the last thirty days'."""

    villages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlikesOf:
    """Pairs of a village's open matters that may be one, the likeliest first; those a cadre has refused left out."""

    village: str


@dataclass(frozen=True, slots=True)
class CorrectionsOf:
    """What cadres have said of a concern's category, the last first."""

    concern: str


@dataclass(frozen=True, slots=True)
class VillagesAlike:
    """The ids of the villages in which some pair waits to be looked at."""
