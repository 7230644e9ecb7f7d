"""How likely two short tellings tell one matter: a few plain measures of likeness, weighed by a logistic regression."""

from collections.abc import Mapping
from datetime import date
from math import exp, log, sqrt

from nlp.group_said import Said
from nlp.group_spots import place_key, same_place, vague

# Fitted on two villages of our own, written by two hands, by tests/nlp/fit_group.py, which prints these lines. How much it
# fades is fixed by hand: what troubles a village stays open for weeks, and how its tellings are spread differs everywhere.
WEIGHTS = {
    "bias": -3.85,
    "sub": 3.02,
    "things": 1.28,
    "clash": -0.83,
    "here": 1.08,
    "troubles": 1.70,
    "pieces": 0.34,
    "same": 1.78,
    "seat": -0.96,
    "hint": 1.90,
    "named": 1.97,
    "else": -1.43,
    "one": -0.16,
    "late": -2.00,
    "how": -1.08,
    "asks": -0.45,
    "own": -0.15,
}

_GROUND = frozenset("沟坡墕梁峁湾塬洼坪滩桥河厕庙")
_COPY = 0.8  # cosine of pieces from which two texts are one with another place in it
_FADES_AFTER = 60  # days between two tellings before their likeness fades


def chance(mine: Said, other: Said, places: tuple[str | None, str | None], days: int) -> float:
    """0…1, of two tellings that are not surely of two places (group_spots.differ)."""
    sum_ = sum(WEIGHTS[name] * value for name, value in measures(mine, other, places, days).items())
    return 1 / (1 + exp(-max(-30.0, min(30.0, sum_))))


def measures(mine: Said, other: Said, places: tuple[str | None, str | None], days: int) -> dict[str, float]:
    """What WEIGHTS weigh. clash: neither speaks of a thing the other speaks of; where: see _where; seat: of one
    place, which is itself a thing, as a school is, of which there are many matters."""
    spoken = mine.things | mine.here, other.things | other.here
    where = _where(mine, other, places)
    return {
        "bias": 1.0,
        "sub": overlap(mine.subs, other.subs),
        "things": _shared(mine.things, other.things),
        "clash": float(bool(mine.things and other.things) and not spoken[0] & spoken[1]),
        "here": _shared(*spoken),
        "troubles": _shared(mine.troubles, other.troubles),
        "pieces": _rarely_shared(mine.pieces, other.pieces),
        "same": float(where == "same"),
        "seat": float(where == "same" and bool(mine.here & other.here)),
        "hint": float(where == "hint"),
        "named": float(where == "named"),
        "else": float(where == "else"),
        "one": float(where == "one"),
        "late": log(max(days, _FADES_AFTER) / _FADES_AFTER),
        "how": float(mine.how or other.how),
        "asks": float(mine.asks or other.asks),
        "own": float(mine.own or other.own),
    }


def _where(mine: Said, other: Said, places: tuple[str | None, str | None]) -> str:
    """How two places that are not surely two stand to each other, in one word of WEIGHTS; "" where none is known."""
    here, there = places
    if not here and not there:
        return ""
    if same_place(here, there):
        return "same"
    if _names(mine.text, there) or _names(other.text, here):
        return "named"
    if here and there:
        if not vague(here) and not vague(there):
            return "else"
        if set(here) & set(there) & _GROUND:
            return "hint"
    return "one"


def _names(text: str, place: str | None) -> bool:
    """Does it say the other's place, though its own is called otherwise? 街口信用社跟前那个坑."""
    return place is not None and not vague(place) and place_key(place) in text


def apart(one: date, other: date) -> int:
    return abs((one - other).days)


def copied(mine: Said, other: Said) -> bool:
    """Nearly one text, but for the names of places."""
    return _rarely_shared(mine.pieces, other.pieces) >= _COPY


def overlap(mine: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How far two sets of chances agree, 0…1."""
    return sum(sqrt(each * other[label]) for label, each in mine.items() if label in other)


def _shared(mine: frozenset[str], other: frozenset[str]) -> float:
    return len(mine & other) / sqrt(len(mine) * len(other)) if mine and other else 0.0


def _rarely_shared(mine: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The cosine of weights squared, rare words weighing more."""
    both = mine.keys() & other.keys()
    return sum(map(mine.__getitem__, both)) / sqrt(sum(mine.values()) * sum(other.values())) if both else 0.0
