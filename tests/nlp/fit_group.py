"""Fits the weights of nlp.group_likeness anew: `python -m tests.nlp.fit_group`, about a minute, the same result each time.

Learns from villagers_matters.csv and villagers_matters_2.csv alone: every pair of rows of a village that are not surely of two
places. It sees them twice, the second time with a part of lexicon/matters.tsv unread, as if villagers had said what the lexicon
does not list: so that the category and the pieces keep their share.
"""

import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from math import exp
from pathlib import Path
from unittest.mock import patch

from nlp import group_said, segment
from nlp.ears import Ears
from nlp.group_likeness import WEIGHTS, apart, measures
from nlp.group_said import said
from nlp.group_spots import differ
from tests.nlp.matters import OWN, SECOND, rows

UNREAD = (0.0, 0.3)  # shares of the lexicon
FIXED = {"late": -2.0}
SURER = 0.5  # of those that are shown more are true than of pairs: they had the most likely of many tellings
NOTHING = 0.05  # in common: such pairs are never compared, and would only teach what is plain
SHRINK, FIRM = 1.0, 1e6
ROUNDS, SEED = 30, 5

Sample = tuple[list[float], bool]


def samples(village: Path) -> Iterator[Sample]:
    """The measures of each pair, in the order of WEIGHTS, and whether it is one matter."""
    ears, chance, lexicon = Ears(), random.Random(SEED), group_said.told()
    told = [(each, each.place or ears.read(each.text, each.day).place) for each in rows(village)]
    for share in UNREAD:
        kept = {word: names for word, names in lexicon.items() if chance.random() >= share}
        with patch.object(group_said, "told", lambda kept=kept: kept):
            heard = [said(each.text, place) for each, place in told]
        for at, (mine, here) in enumerate(told):
            for before, (other, there) in enumerate(told[:at]):
                if not differ(here, there):
                    found = measures(heard[at], heard[before], (here, there), apart(mine.day, other.day))
                    if max(found["sub"], found["here"], found["things"]) < NOTHING:
                        continue
                    yield [found[name] for name in WEIGHTS], mine.matter == other.matter


def fitted(seen: Sequence[Sample]) -> list[float]:
    """A logistic regression by Newton's steps."""
    size = len(WEIGHTS)
    aims, shrink = [FIXED.get(name, 0.0) for name in WEIGHTS], [FIRM if name in FIXED else SHRINK for name in WEIGHTS]
    weights = aims[:]
    for _ in range(ROUNDS):
        slope = [-each * (weight - aim) for each, weight, aim in zip(shrink, weights, aims, strict=True)]
        bend = [[shrink[row] if row == column else 0.0 for column in range(size)] for row in range(size)]
        for values, right in seen:
            z = sum(weight * value for weight, value in zip(weights, values, strict=True))
            likely = 1 / (1 + exp(-max(-30.0, min(30.0, z))))
            told = [(at, value) for at, value in enumerate(values) if value]
            for at, value in told:
                slope[at] += value * (right - likely)
                share = value * likely * (1 - likely)
                for other, its in told:
                    bend[at][other] += share * its
        step = solved(bend, slope)
        weights = [weight + each for weight, each in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-4:
            break
    return weights


def solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Gauss and Jordan."""
    rows_ = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at in range(len(rows_)):
        best = max(range(at, len(rows_)), key=lambda row: abs(rows_[row][at]))
        rows_[at], rows_[best] = rows_[best], rows_[at]
        for row in range(len(rows_)):
            if row != at and (share := rows_[row][at] / rows_[at][at]):
                rows_[row] = [mine - share * its for mine, its in zip(rows_[row], rows_[at], strict=True)]
    return [row[-1] / row[at] for at, row in enumerate(rows_)]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        segment.warm(Path(folder))
    for name, weight in zip(WEIGHTS, fitted([*samples(OWN), *samples(SECOND)]), strict=True):
        sys.stdout.write(f'    "{name}": {weight + SURER * (name == "bias"):.2f},\n')
