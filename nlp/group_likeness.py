"""How likely two short tellings tell one matter: a few plain measures of likeness, weighed by a logistic regression."""

from collections.abc import Mapping
from datetime import date
from math import exp, log, sqrt

from nlp.group_places import same_place
from nlp.group_said import Said

# Fitted on tests/nlp/villagers_matters.csv, own words all of them, by tests/nlp/fit_group.py, which prints these lines. That days
# weigh is fixed by hand: how a season's tellings are spread is another thing in every village.
WEIGHTS = {
    "bias": -2.72,
    "sub": 3.35,
    "things": 4.06,
    "clash": -1.00,
    "here": -1.60,
    "troubles": 1.77,
    "pieces": 1.13,
    "words": 0.32,
    "same": 1.70,
    "one": -0.77,
    "days": -0.80,
    "how": -2.40,
    "asks": -0.65,
    "own": -0.63,
}


def chance(mine: Said, other: Said, places: tuple[str | None, str | None], days: int) -> float:
    """0…1, of two tellings that are not surely of two places (group_places.differ)."""
    sum_ = sum(WEIGHTS[name] * value for name, value in measures(mine, other, places, days).items())
    return 1 / (1 + exp(-max(-30.0, min(30.0, sum_))))


def measures(mine: Said, other: Said, places: tuple[str | None, str | None], days: int) -> dict[str, float]:
    """What WEIGHTS weigh. clash: neither speaks of a thing the other speaks of; one: only one of them names a place."""
    spoken = mine.things | mine.here, other.things | other.here
    same = same_place(*places)
    return {
        "bias": 1.0,
        "sub": overlap(mine.subs, other.subs),
        "things": _shared(mine.things, other.things),
        "clash": float(bool(mine.things and other.things) and not spoken[0] & spoken[1]),
        "here": _shared(*spoken),
        "troubles": _shared(mine.troubles, other.troubles),
        "pieces": _rarely_shared(mine.pieces, other.pieces),
        "words": _rarely_shared(mine.words, other.words),
        "same": float(same),
        "one": float(not same and any(places)),
        "days": log(1 + days),
        "how": float(mine.how != other.how),
        "asks": float(mine.asks != other.asks),
        "own": float(mine.own != other.own),
    }


def apart(one: date, other: date) -> int:
    return abs((one - other).days)


def overlap(mine: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How far two sets of chances agree, 0…1."""
    return sum(sqrt(each * other[label]) for label, each in mine.items() if label in other)


def _shared(mine: frozenset[str], other: frozenset[str]) -> float:
    return len(mine & other) / sqrt(len(mine) * len(other)) if mine and other else 0.0


def _rarely_shared(mine: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The cosine of weights squared, rare words weighing more."""
    both = mine.keys() & other.keys()
    return sum(map(mine.__getitem__, both)) / sqrt(sum(mine.values()) * sum(other.values())) if both else 0.0
