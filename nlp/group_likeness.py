"""How likely two short tellings tell one matter: a few plain measures of likeness, weighed by a logistic regression."""

from collections.abc import Mapping
from datetime import date
from math import exp, log, sqrt

from nlp.group_places import same_place
from nlp.group_said import Said

# Fitted on tests/nlp/villagers_matters.csv, own words all of them, by tests/nlp/fit_group.py, which prints these lines. How much
# it fades is fixed by hand: what troubles a village stays open for weeks, and how its tellings are spread differs everywhere.
WEIGHTS = {
    "bias": -4.35,
    "sub": 3.35,
    "things": 4.62,
    "clash": -1.38,
    "here": -1.91,
    "troubles": 1.83,
    "pieces": 0.93,
    "words": 0.98,
    "same": 1.78,
    "one": -0.93,
    "late": -2.00,
    "how": -2.25,
    "asks": -0.82,
    "own": -0.89,
}

_FADES_AFTER = 60  # days between two tellings before their likeness fades


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
        "late": log(max(days, _FADES_AFTER) / _FADES_AFTER),
        "how": float(mine.how or other.how),
        "asks": float(mine.asks or other.asks),
        "own": float(mine.own or other.own),
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
