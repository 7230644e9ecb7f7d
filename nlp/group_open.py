"""Open matters in memory: each message as it comes joins the one it tells of, or opens its own. Nothing is read ahead.

Likeness is the cosine of what is said, rare words weighing more, how rare being learned as matters come. The same place raises,
another forbids. A matter of many is joined when two of its tellings agree, or all together; two become one when a message tells
of both and they agree. What villagers say in a few words is compared by what is meant: group_short.py.
"""

import heapq
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from math import log, sqrt

from nlp import segment
from nlp.group_copies import swapped
from nlp.group_places import HEARD as PLACES_HEARD
from nlp.group_places import Places, Where, compare, covered, where
from nlp.group_short import ShortMatters, of_a_village
from nlp.group_words import share, traits

JOINS = 0.28  # likeness from which a message is of a matter
SURE = 0.38  # likeness at which one telling of many suffices, and from which two matters become one: a wrong join of these costs most
_SAME_PLACE = 0.15
_NEAR = 0.1
_WHAT = 0.5  # of the likeness at one place: what is said beside the place, the rest is all that is said
_SHORT = 300.0  # squared: few words say less than their cosine
_RAISED = {Places.SAME: _SAME_PLACE, Places.NEAR: _NEAR, Places.UNKNOWN: 0.0}
_ONLY = 0.03  # the only matter known of this place
_LEAST = 0.2
_COPIES = 2  # tellings looked at for whether this is their text with another name in it
_POWER = 1.5
_BEFORE = 200  # messages' worth of jieba's corpus, before any is heard
_RAREST, _POSTINGS, _CANDIDATES = 24, 100, 16
_TELLINGS = 24  # tellings that say what a matter is
_STALE, _CLOSED = 1.5, 400  # how much is heard before a length is measured again; days after which a silent matter fades


@dataclass(slots=True)
class _Telling:
    traits: "array[int]"  # ids of words, those of places last
    weights: "array[float]"
    placed: int  # where those of places begin
    where: Where
    length: tuple[float, float]  # of all, and without places
    heard: int  # matters open when its length was measured


@dataclass(slots=True)
class _Matter:
    tellings: list[int]
    last: date | None
    said: dict[int, float] = field(default_factory=dict)  # sums over its tellings, from the second on
    placed: set[int] = field(default_factory=set)
    squares: tuple[float, float] | None = None  # of the lengths of all that is said, and without places
    heard: int = 0  # matters open when they were measured


class OpenMatters:
    """Not for several threads. A message of 200 characters takes about 3 ms at 10,000 open ones, and 9 kB."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._counts = array("I")  # matters that say it
        self._before = array("d")
        self._postings: list[array[int]] = []
        self._tellings: list[_Telling] = []
        self._matter_of = array("I")
        self._matters: dict[int, _Matter] = {}
        self._short = ShortMatters()

    def groups(self) -> list[int]:
        """The matter of each message so far, in order; a matter's number is the place of its first message, from 0."""
        return list(self._matter_of)

    def add(self, text: str, place: str | None = None, day: date | None = None) -> int:
        """Takes one message; the number of its matter. Later messages may show two matters to be one: see groups()."""
        telling, weights = self._heard(text, place)
        at = len(self._tellings)
        self._tellings.append(telling)
        short = self._short.telling(text, place, telling.where, day) if of_a_village(text, telling.where) else None
        known = self._short.find(short, telling.where) if short else None
        likely = self._likely(telling, weights, day) if known is None else []
        matter = self._matter_of[known] if known is not None else likely[0][1] if likely else at
        self._matter_of.append(matter)
        if short:
            self._short.keep(short, telling.where, matter)
            if not likely:
                return matter
        rare = heapq.nlargest(_RAREST, range(len(weights)), key=weights.__getitem__)
        for each in rare:
            self._postings[telling.traits[each]].append(at)
        self._join(matter, at, day)
        for _, other, same in likely[1:]:
            if same:
                matter = self._unite(matter, other)
        return matter

    def _heard(self, text: str, place: str | None) -> tuple[_Telling, list[float]]:
        tokens = segment.short(segment.cut(text[:PLACES_HEARD]))
        spot = where(text[:PLACES_HEARD], tokens, place)
        spoken, placed = traits(tokens, covered(text[:PLACES_HEARD], spot))
        said = [*spoken.items(), *placed.items()]
        ids = array("I", (self._id(word) for word, _ in said))
        weights = [weight * self._rarity(each) for each, (_, weight) in zip(ids, said, strict=True)]
        whole = sum(weight * weight for weight in weights)
        told = sum(weight * weight for weight in weights[: len(spoken)])
        telling = _Telling(
            ids, array("f", (weight for _, weight in said)), len(spoken), spot, (_root(whole), _root(told)), len(self._matters)
        )
        return telling, weights

    def _id(self, word: str) -> int:
        found = self._ids.get(word)
        if found is None:
            found = self._ids[word] = len(self._ids)
            self._counts.append(0)
            self._before.append(share(word) * _BEFORE + 1)
            self._postings.append(array("I"))
        return found

    def _rarity(self, trait: int) -> float:
        rarity: float = log((len(self._matters) + _BEFORE + 1) / (self._counts[trait] + self._before[trait])) ** _POWER
        return rarity

    def _likely(self, mine: _Telling, weights: list[float], day: date | None) -> list[tuple[float, int, bool]]:
        """(likeness, matter, same place) of those it may be of, likeliest first."""
        told = dict(zip(mine.traits, weights, strict=True))
        heard: dict[int, list[tuple[float, int, bool]]] = defaultdict(list)
        apart: Counter[int] = Counter()
        rarities = {each: weight / own for each, weight, own in zip(mine.traits, weights, mine.weights, strict=True)}
        spoken = set(mine.traits[: mine.placed])
        for at in self._candidates(mine, weights):
            other, matter = self._tellings[at], self._matter_of[at]
            places = compare(mine.where, other.where)
            if places is Places.OTHER:
                apart[matter] += 1
            else:
                likeness = self._cosine(mine, told, rarities, spoken, other, places is Places.SAME)
                likeness += _RAISED[places]
                heard[matter].append((likeness, at, places is Places.SAME))
        found = []
        alone = sum(any(same for _, _, same in tellings) for tellings in heard.values()) == 1
        for matter, tellings in heard.items():
            if apart[matter] * 3 > sum(same for _, _, same in tellings):  # one telling may name a place in passing
                continue
            likeness = self._agreed(mine, (told, rarities), spoken, matter, sorted(tellings, reverse=True)) * self._open(matter, day)
            if alone and likeness > _LEAST and any(same for _, _, same in tellings):
                likeness += _ONLY
            if likeness >= JOINS and not self._copied(mine, tellings):
                found.append((likeness, matter, any(same for _, _, same in tellings)))
        return sorted(found, reverse=True)

    def _candidates(self, mine: _Telling, weights: list[float]) -> Iterable[int]:
        shared: dict[int, float] = defaultdict(float)
        for each in heapq.nlargest(_RAREST, range(len(weights)), key=weights.__getitem__):
            weight = weights[each]
            for at in self._postings[mine.traits[each]][-_POSTINGS:]:
                shared[at] += weight * weight
        return heapq.nlargest(_CANDIDATES, shared, key=shared.__getitem__)

    def _cosine(
        self, mine: _Telling, told: dict[int, float], rarities: dict[int, float], spoken: set[int], other: _Telling, same: bool
    ) -> float:
        """Of all that is said; where the place is the same, of what is said of it."""
        if len(self._matters) > other.heard * _STALE + 10:
            other.length, other.heard = self._length(other), len(self._matters)
        dot = spoke = 0.0
        ids, weights, placed = other.traits, other.weights, other.placed
        for at in [at for at, each in enumerate(ids) if each in told]:
            each = ids[at]
            product = told[each] * rarities[each] * weights[at]
            dot += product
            if at < placed and each in spoken:
                spoke += product
        whole = dot / (mine.length[0] * other.length[0])
        return whole if not same else _WHAT * spoke / (mine.length[1] * other.length[1]) + (1 - _WHAT) * whole

    def _length(self, telling: _Telling) -> tuple[float, float]:
        squares = [(weight * self._rarity(each)) ** 2 for each, weight in zip(telling.traits, telling.weights, strict=True)]
        return _root(sum(squares)), _root(sum(squares[: telling.placed]))

    def _agreed(
        self,
        mine: _Telling,
        heard: tuple[dict[int, float], dict[int, float]],
        spoken: set[int],
        number: int,
        tellings: list[tuple[float, int, bool]],
    ) -> float:
        best = tellings[0][0]
        matter = self._matters[number]
        if len(matter.tellings) == 1:
            return best
        same = any(each for _, _, each in tellings)
        length = self._measured(matter)
        (told, rarities), dot, spoke = heard, 0.0, 0.0
        for each in told.keys() & matter.said.keys():
            product = told[each] * matter.said[each] * rarities[each]
            dot += product
            if each in spoken and each not in matter.placed:
                spoke += product
        together = dot / (mine.length[0] * length[0])
        if same:
            together = _WHAT * spoke / (mine.length[1] * length[1]) + (1 - _WHAT) * together + _SAME_PLACE
        best = max(best, together)
        votes = sum(likeness >= JOINS - 0.02 for likeness, _, _ in tellings)
        return best if votes > 1 or best >= SURE else 0.0

    def _copied(self, mine: _Telling, tellings: list[tuple[float, int, bool]]) -> bool:
        return any(swapped(mine.where, self._tellings[at].where) for _, at, _ in heapq.nlargest(_COPIES, tellings))

    def _measured(self, matter: _Matter) -> tuple[float, float]:
        """The lengths of a matter of several tellings; measured anew only when many more matters are open: a large one says much."""
        if matter.squares is None or len(self._matters) > matter.heard * _STALE + 10:
            whole = spoken = 0.0
            for each, weight in matter.said.items():
                square = (weight * self._rarity(each)) ** 2
                whole += square
                spoken += 0.0 if each in matter.placed else square
            matter.squares, matter.heard = (whole, spoken), len(self._matters)
        return _root(matter.squares[0]), _root(matter.squares[1])

    def _open(self, matter: int, day: date | None) -> float:
        last = self._matters[matter].last
        apart = abs((day - last).days) if day and last else 0
        return _CLOSED / apart if apart > _CLOSED else 1.0

    def _join(self, number: int, at: int, day: date | None) -> None:
        telling = self._tellings[at]
        if (matter := self._matters.get(number)) is None:
            self._matters[number] = _Matter([at], day)
            new: Iterable[int] = telling.traits
        else:
            if len(matter.tellings) == 1:
                self._sum(matter, self._tellings[matter.tellings[0]])
            new = [each for each in telling.traits if each not in matter.said]
            if len(matter.tellings) < _TELLINGS:
                self._sum(matter, telling)
            matter.tellings.append(at)
            matter.last = day or matter.last
        for each in new:
            self._counts[each] += 1

    def _sum(self, matter: _Matter, telling: _Telling) -> None:
        whole, spoken = matter.squares or (0.0, 0.0)
        for at, (each, weight) in enumerate(zip(telling.traits, telling.weights, strict=True)):
            said = matter.said.get(each, 0.0)
            matter.said[each] = said + weight
            if matter.squares:
                rarity = self._rarity(each) ** 2
                more = ((said + weight) ** 2 - said**2) * rarity
                whole += more
                if each not in matter.placed:
                    spoken += more if at < telling.placed else -(said**2) * rarity
        if matter.squares:
            matter.squares = whole, spoken
        matter.placed.update(telling.traits[telling.placed :])

    def _unite(self, one: int, two: int) -> int:
        """Two matters of one place that a message tells of become one, if they agree; the number that stays."""
        a, b = self._matters[one], self._matters[two]
        pairs = [(self._tellings[x].where, self._tellings[y].where) for x in a.tellings[-4:] for y in b.tellings[-4:]]
        if any(compare(x, y) is Places.OTHER for x, y in pairs) or self._alike(a, b) < SURE:
            return one
        keep, gone = (one, two) if one < two else (two, one)
        stays, goes = self._matters[keep], self._matters.pop(gone)
        for matter in (stays, goes):
            if len(matter.tellings) == 1:
                self._sum(matter, self._tellings[matter.tellings[0]])
        for each, weight in goes.said.items():
            if each in stays.said and self._counts[each]:
                self._counts[each] -= 1
            stays.said[each] = stays.said.get(each, 0.0) + weight
        stays.placed |= goes.placed
        for at in goes.tellings:
            self._matter_of[at] = keep
        stays.tellings = sorted(stays.tellings + goes.tellings)
        stays.last = max(filter(None, (stays.last, goes.last)), default=None)
        stays.squares = None
        return keep

    def _alike(self, a: _Matter, b: _Matter) -> float:
        few, many = sorted((matter.said or self._alone(matter) for matter in (a, b)), key=len)
        dot = sum(weight * many[each] * self._rarity(each) ** 2 for each, weight in few.items() if each in many)
        return dot / (self._whole(a) * self._whole(b)) + _SAME_PLACE

    def _whole(self, matter: _Matter) -> float:
        return self._measured(matter)[0] if matter.said else self._length(self._tellings[matter.tellings[0]])[0]

    def _alone(self, matter: _Matter) -> dict[int, float]:
        telling = self._tellings[matter.tellings[0]]
        return dict(zip(telling.traits, telling.weights, strict=True))


def _root(square: float) -> float:
    return sqrt(square + _SHORT)
