"""Do two concerns speak of the same matter? Keys to find candidates by, and a match that shows why.

The same place raises; another place forbids, whatever the words say: a copied text with another hamlet in it is another
matter. One likely telling is not enough to pull a message into a matter of many: a second must agree, or matters would chain.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import log, sqrt

from nlp import segment
from nlp.group_places import differ, place_key
from nlp.reading import Reading
from nlp.words import empty_words, one_word

MOST_KEYS = 12
LIKELY = 0.34  # likeness from which a cadre is shown "looks like issue N"
SURE = 0.55  # likeness at which one telling suffices

_SAME_PLACE, _SAME_SUB, _SAME_CATEGORY, _OTHER_CATEGORY = 0.18, 0.17, 0.06, 0.12
_FADES_AFTER = 60  # days between two tellings before their likeness fades
_COMMONEST = 30_000  # jieba's corpus frequency above which a word tells nothing apart
_HAN = re.compile("[\u3400-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Mattered:
    """One telling. Several tellings of one matter share its id. category is the finest code heard: "01.2", "01" or None."""

    id: str
    tokens: frozenset[str]
    place: str | None
    category: str | None
    day: date


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much alike a matter is, 0…1, the words both share, and how many of its tellings agree."""

    id: str
    likeness: float
    shared: tuple[str, ...]
    votes: int


def keys(reading: Reading, text: str = "") -> frozenset[str]:
    """At most twelve short strings for an index: the place ("@东坡") and the rarest words of what was said.

    `text` is only looked at while nothing has been cut into words: its Han pairs then serve.
    """
    alike, empty = one_word(), empty_words()
    words = {
        word
        for token in segment.short(reading.tokens)
        if (word := alike.get(token, token)) not in empty and len(word) > 1 and _HAN.fullmatch(word)
    }
    if reading.place:
        words.discard(place_key(reading.place))
    if not words and text:
        words = {text[at : at + 2] for at in range(min(len(text), 200) - 1) if _HAN.fullmatch(text[at : at + 2])}
    rarest = sorted((count, word) for word in words if (count := segment.commonness(word)) < _COMMONEST)
    place = {f"@{place_key(reading.place)}"} if reading.place else set()
    return frozenset(place | {word for _, word in rarest[: MOST_KEYS - len(place)]})


def mattered(matter: str, reading: Reading, day: date) -> Mattered:
    """A telling ready for match."""
    words = frozenset(key for key in keys(reading) if not key.startswith("@"))
    return Mattered(matter, words, reading.place, reading.sub or reading.category, day)


def match(mine: Mattered, others: Iterable[Mattered]) -> list[Likeness]:
    """The matters that may be mine, likeliest first, from LIKELY on; those in another place are never among them."""
    told = list(others)
    rarity = _rarity(mine, told)
    tellings: dict[str, list[tuple[float, tuple[str, ...]]]] = {}
    elsewhere: set[str] = set()
    for other in told:
        if differ(mine.place, other.place):
            elsewhere.add(other.id)
        else:
            tellings.setdefault(other.id, []).append(_likeness(mine, other, rarity))
    found = [_agreed(matter, heard) for matter, heard in tellings.items() if matter not in elsewhere]
    return sorted((each for each in found if each.likeness >= LIKELY), key=lambda each: (-each.likeness, each.id))


def _agreed(matter: str, heard: list[tuple[float, tuple[str, ...]]]) -> Likeness:
    best, shared = max(heard)
    votes = sum(likeness >= LIKELY for likeness, _ in heard)
    if len(heard) > 1 and votes < 2 and best < SURE:
        best = min(best, LIKELY - 0.01)
    return Likeness(matter, round(best, 4), shared, votes)


def _likeness(mine: Mattered, other: Mattered, rarity: dict[str, float]) -> tuple[float, tuple[str, ...]]:
    shared = mine.tokens & other.tokens
    weight = sum(rarity[word] ** 2 for word in shared)
    likeness = weight / sqrt((_norm(mine, rarity) * _norm(other, rarity)) or 1.0) + _same_category(mine.category, other.category)
    if mine.place and other.place:
        likeness += _SAME_PLACE
    apart = abs((mine.day - other.day).days)
    if apart > _FADES_AFTER:
        likeness *= _FADES_AFTER / apart
    return max(0.0, min(1.0, likeness)), tuple(sorted(shared, key=lambda word: (-rarity[word], word)))


def _same_category(mine: str | None, other: str | None) -> float:
    if mine is None or other is None:
        return 0.0
    if mine == other and "." in mine:
        return _SAME_SUB
    return _SAME_CATEGORY if mine[:2] == other[:2] else -_OTHER_CATEGORY


def _norm(telling: Mattered, rarity: dict[str, float]) -> float:
    return sum(rarity[word] ** 2 for word in telling.tokens)


def _rarity(mine: Mattered, told: list[Mattered]) -> dict[str, float]:
    counts = dict.fromkeys(mine.tokens, 1)
    for other in told:
        for word in other.tokens:
            counts[word] = counts.get(word, 0) + 1
    return {word: log(1 + (len(told) + 2) / count) for word, count in counts.items()}
