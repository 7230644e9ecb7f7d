"""Villagers' messages as the store groups them, one at a time, each against the village's open ones, and how well that is done."""

import csv
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from nlp.ears import Ears
from nlp.group import Mattered, keys, match, mattered

OWN = Path(__file__).with_name("villagers_matters.csv")
SECOND = Path(__file__).with_name("villagers_matters_2.csv")
BLIND = Path(__file__).parent / "sets" / "matters.csv"


@dataclass(frozen=True, slots=True)
class Told:
    """One row: the matter it tells, and where and when; place is None where it names none."""

    matter: str
    place: str | None
    text: str
    day: date


def rows(file: Path) -> list[Told]:
    """The rows of a set, in its order."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [
            Told(row["matter"], row["place"] or None, row["text"], date.fromisoformat(row["time"][:10])) for row in csv.DictReader(lines)
        ]


def grouped(told: Sequence[Told], ears: Ears) -> list[str]:
    """A matter for each row, as if a cadre joined each to the likeliest that is shown."""
    open_: list[tuple[frozenset[str], Mattered]] = []
    for at, each in enumerate(told):
        reading = ears.read(each.text, each.day)
        reading = replace(reading, place=each.place or reading.place)
        found, mine = keys(reading, each.text), mattered(str(at), reading, each.day)
        likely = match(mine, [other for kept, other in open_ if kept & found])
        open_.append((found, replace(mine, id=likely[0].id) if likely else mine))
    return [mine.id for _, mine in open_]


def pairwise(gold: Sequence[Hashable], found: Sequence[Hashable]) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs of rows."""
    both, made, there = (_pairs(each) for each in (zip(gold, found, strict=True), found, gold))
    precision, recall = both / max(made, 1), both / max(there, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def without_the_largest(gold: Sequence[str], found: Sequence[str]) -> tuple[float, float, float]:
    """The same without the matter that is told most: one alone can carry the figure."""
    largest = Counter(gold).most_common(1)[0][0]
    kept = [(matter, group) for matter, group in zip(gold, found, strict=True) if matter != largest]
    return pairwise([matter for matter, _ in kept], [group for _, group in kept])


def _pairs(groups: Iterable[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(groups).values())
