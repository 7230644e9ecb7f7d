"""Do two concerns speak of the same matter? Keys to find candidates by, and a match that shows why.

Another place forbids, whatever the words say: a copied text with another hamlet in it is another matter. A matter of many is
joined when the likelier half of its tellings agree, or matters would chain.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from nlp import segment
from nlp.group_likeness import apart, chance, copied
from nlp.group_said import Said, rarity, said, things_of
from nlp.group_spots import differ, elsewhere, one_spelling, place_key
from nlp.reading import Reading
from nlp.words import empty_words, one_word

MOST_KEYS = 12
LIKELY = 0.7  # chance from which a cadre is shown "looks like issue N"
PLACE, THING, SUB = "@", "#", "="  # before the keys that are no words

_MOST_THINGS = 4
_TOLD_APART = 0.5  # of the likeliest: as likely a matter elsewhere makes a message without a place nobody's
_COMMONEST = 30_000  # jieba's corpus frequency above which a word tells nothing apart
_HAN = re.compile("[\u3400-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Mattered:
    """One telling. Several tellings of one matter share its id. category is the finest code heard: "01.2", "01" or None.

    tokens are the words kept of it, which speak for it where `said` is None, what was heard in its text.
    """

    id: str
    tokens: frozenset[str]
    place: str | None
    category: str | None
    day: date
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """The chance that it is this matter, 0…1, the words both share, and how many of its tellings are likely."""

    id: str
    likeness: float
    shared: tuple[str, ...]
    votes: int


def keys(reading: Reading, text: str = "") -> frozenset[str]:
    """At most twelve short strings for an index: place ("@东坡"), sub ("=02.1"), things ("#自来水"), and the rarest words said.

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
    marked = [f"{PLACE}{one_spelling(reading.place)}"] if reading.place else []
    marked += [f"{SUB}{code}" for code in (reading.sub, reading.category) if code]
    marked += [f"{THING}{thing}" for thing in sorted(things_of("".join(reading.tokens)))[:_MOST_THINGS]]
    return frozenset(marked + [word for _, word in rarest[: MOST_KEYS - len(marked)]])


def words_of(found: Iterable[str]) -> frozenset[str]:
    """The words among keys."""
    return frozenset(key for key in found if not key.startswith((PLACE, THING, SUB)))


def mattered(matter: str, reading: Reading, day: date) -> Mattered:
    """A telling ready for match."""
    heard = said("".join(reading.tokens), reading.place)
    return Mattered(matter, words_of(keys(reading)), reading.place, reading.sub or reading.category, day, heard)


def match(mine: Mattered, others: Iterable[Mattered]) -> list[Likeness]:
    """The matters that may be mine, likeliest first, from LIKELY on; those in another place are never among them."""
    heard = _heard(mine)
    tellings: dict[str, list[tuple[float, Mattered]]] = {}
    barred: set[str] = set()
    for other in others:
        theirs = _heard(other)
        if differ(mine.place, other.place) or (elsewhere(mine.place, other.place) and copied(heard, theirs)):
            barred.add(other.id)
        elif other.id not in barred:
            likely = chance(heard, theirs, (mine.place, other.place), apart(mine.day, other.day))
            tellings.setdefault(other.id, []).append((likely, other))
    found = [_agreed(mine, matter, told) for matter, told in tellings.items() if matter not in barred]
    found.sort(key=lambda each: (-each.likeness, each.id))
    if not mine.place and found and _nobodys(found, tellings):
        return []
    return [each for each in found if each.likeness >= LIKELY]


def _heard(telling: Mattered) -> Said:
    return telling.said or said("，".join(sorted(telling.tokens)), telling.place)


def _agreed(mine: Mattered, matter: str, told: list[tuple[float, Mattered]]) -> Likeness:
    """By the likelier half of a matter's tellings, and by two at least where it has two."""
    told = sorted(told, key=lambda each: -each[0])
    half = told[: (len(told) + 2) // 2]
    likeness = sum(likely for likely, _ in half) / len(half)
    shared = sorted(mine.tokens & told[0][1].tokens, key=lambda word: (-rarity(word), word))
    return Likeness(matter, round(likeness, 4), tuple(shared), sum(likely >= LIKELY for likely, _ in told))


def _nobodys(found: list[Likeness], tellings: dict[str, list[tuple[float, Mattered]]]) -> bool:
    """Without a place, is it as likely one matter here as another there? 路灯不亮 while the lamps of two lanes are out."""
    likeliest = {other.place for _, other in tellings[found[0].id]}
    rivals = [each for each in found[1:] if each.likeness >= LIKELY * _TOLD_APART]
    return any(differ(here, other.place) for each in rivals for _, other in tellings[each.id] for here in likeliest)
