"""One linear model in a plain dict: piece → a row of one byte a label. Scores, and is written and read as text.

A row holds a character from ! to ~ for each label, P for nothing. What a message's rows hold is summed label by label and
divided by the root of the number of its pieces; a sigmoid a label, all made to sum to one, turns that into chances.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, sqrt

ZERO = ord("P")
LEAST, MOST = ord("!") - ZERO, ord("~") - ZERO
CLIPPED = 0.9999  # share of weights that a row holds as they are; the few beyond weigh as much as the largest of these
_HEAD = "shuoshi-linear 1"


@dataclass(frozen=True, slots=True)
class Linear:
    """By label: bias, and steps, what one unit in a row's column weighs. sharpness makes chances of margins."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    steps: tuple[float, ...]
    sharpness: float
    rows: dict[str, bytes]

    def margins(self, pieces: Collection[str]) -> list[float]:
        """By label how far the message is on its side; 0 is undecided."""
        rows = list(filter(None, map(self.rows.get, pieces)))
        if not rows:
            return list(self.bias)
        zero, share = ZERO * len(rows), 1 / sqrt(len(pieces))
        sums = map(sum, zip(*rows, strict=True))
        return [bias + (units - zero) * step * share for bias, step, units in zip(self.bias, self.steps, sums, strict=True)]

    def chances(self, pieces: Collection[str]) -> list[float]:
        """Probabilities by label, summing to one."""
        return chances_of(self.margins(pieces), self.sharpness)


def chances_of(margins: Iterable[float], sharpness: float) -> list[float]:
    """A sigmoid of each margin, all made to sum to one."""
    each = [1 / (1 + exp(-max(-40.0, min(40.0, margin * sharpness)))) for margin in margins]
    total = sum(each)
    return [chance / total for chance in each]


def packed(labels: Sequence[str], bias: Sequence[float], weights: Mapping[str, Sequence[float]], sharpness: float) -> Linear:
    """Weights as floats into rows of bytes; rows that say nothing are left out."""
    steps = tuple(float(f"{_widest(column) / MOST:.4g}") for column in zip(*weights.values(), strict=True))
    rows = {}
    for piece in sorted(weights):
        units = zip(weights[piece], steps, strict=True)
        row = bytes(ZERO + max(LEAST, min(MOST, round(weight / step))) for weight, step in units)
        if row.strip(b"P"):
            rows[piece] = row
    return Linear(tuple(labels), tuple(round(each, 4) for each in bias), steps, round(sharpness, 3), rows)


def _widest(column: Sequence[float]) -> float:
    sizes = sorted(map(abs, column))
    return sizes[int((len(sizes) - 1) * CLIPPED)] or 1.0


def written(model: Linear) -> str:
    """The text of a model, the same byte for byte for the same model."""
    head = (_HEAD, *("\t".join(map(str, part)) for part in (model.labels, model.bias, model.steps, (model.sharpness, len(model.rows)))))
    return "\n".join((*head, *(f"{piece}\t{row.decode('ascii')}" for piece, row in model.rows.items()), ""))


def parsed(lines: Iterable[str]) -> Linear:
    """A model from its lines; of a file that holds several, the next. Raises ValueError when they are not one."""
    each = iter(lines)
    if next(each, "").rstrip("\n") != _HEAD:
        raise ValueError(f"the first line is not {_HEAD!r}")
    labels = tuple(next(each, "").rstrip("\n").split("\t"))
    bias, steps = (tuple(map(float, next(each, "").split("\t"))) for _ in range(2))
    sharpness, count = next(each, "").split("\t")
    rows = {}
    for _ in range(int(count)):
        piece, _, row = next(each, "").rstrip("\n").partition("\t")
        rows[piece] = row.encode("ascii")
    if not len(labels) == len(bias) == len(steps) or any(len(row) != len(labels) for row in rows.values()):
        raise ValueError("rows and labels do not match")
    return Linear(labels, bias, steps, float(sharpness), rows)
