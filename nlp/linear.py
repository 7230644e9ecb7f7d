"""One linear model in a plain dict: piece → a row of one unit a label. Scores, and is written and read as text.

In the text a row is a character from ! to ~ for each label, P for nothing, and all rows stand in one line, in the order of the
pieces in the line before; in memory a row is one number that holds those characters sixteen bits apart, so that a single
addition adds the units of all labels, and of any labels of another model that stand beside them in the same table. What a
message's rows hold is summed and divided by the root of the number of its pieces; a sigmoid a label, all made to sum to one,
turns that into chances.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import exp, isfinite, sqrt
from struct import unpack

ZERO = ord("P")
LEAST, MOST = ord("!") - ZERO, ord("~") - ZERO
CLIPPED = 0.9999  # share of weights that a row holds as they are; the few beyond weigh as much as the largest of these
LINES = 7  # of a model's text
_HEAD = "shuoshi-linear 2"
_APART = 16  # bits from one label's units to the next
_AT_ONCE = (2**_APART - 1) // ord("~")  # rows that can be added before a sum might run into its neighbour


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """By label: bias, and steps, what one unit in a row's column weighs. sharpness makes chances of margins.

    beside: another model, its rows empty, whose columns the rows hold behind their own.
    """

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    steps: tuple[float, ...]
    sharpness: float
    rows: dict[str, int]
    beside: "Linear | None" = None

    def margins(self, *pieces: Collection[str]) -> list[float]:
        """By label how far a message is on its side, 0 is undecided; its pieces may come in several parts that share none."""
        return self.margins_of(self.units(*pieces), sum(map(len, pieces)))

    def margins_of(self, units: Iterable[int], count: int) -> list[float]:
        """The same from what so many pieces weigh."""
        share = 1 / sqrt(count or 1)
        return [bias + each * step * share for bias, step, each in zip(self.bias, self.steps, units, strict=False)]

    def units(self, *pieces: Collection[str]) -> list[int]:
        """By label, and by those beside, what the pieces weigh together."""
        rows = list(filter(None, map(self.rows.get, chain.from_iterable(pieces))))
        zero = ZERO * len(rows)
        sums = [self._unpacked(sum(rows[at : at + _AT_ONCE])) for at in range(0, len(rows), _AT_ONCE)]
        return [sum(each) - zero for each in zip(*sums, strict=True)] if sums else [0] * self._columns

    def chances(self, *pieces: Collection[str]) -> list[float]:
        """Probabilities by label, summing to one."""
        return chances_of(self.margins(*pieces), self.sharpness)

    def weight(self, piece: str, label: int) -> int:
        """Units of a piece in the column of a label; 0 for one that was not learnt."""
        row = self.rows.get(piece)
        return 0 if row is None else self._unpacked(row)[label] - ZERO

    def margin_beside(self, label: str, units: Sequence[int], count: int, more: int = 0) -> float:
        """Of a label of the model beside, from what so many pieces weigh; more: units that are not of this table.

        Raises ValueError where no model is beside, or none with that label.
        """
        if self.beside is None:
            raise ValueError("no model is beside this one")
        at = self.beside.labels.index(label)
        return self.beside.bias[at] + (units[len(self.labels) + at] + more) * self.beside.steps[at] / sqrt(count or 1)

    @property
    def _columns(self) -> int:
        return len(self.labels) + (len(self.beside.labels) if self.beside else 0)

    def _unpacked(self, rows: int) -> Sequence[int]:
        count = self._columns
        return unpack(f"<{count}H", rows.to_bytes(2 * count, "little"))


def chances_of(margins: Iterable[float], sharpness: float) -> list[float]:
    """A sigmoid of each margin, all made to sum to one."""
    each = [1 / (1 + exp(-max(-40.0, min(40.0, margin * sharpness)))) for margin in margins]
    total = sum(each)
    return [chance / total for chance in each]


def packed(labels: Sequence[str], bias: Sequence[float], weights: Mapping[str, Sequence[float]], sharpness: float) -> Linear:
    """Weights as floats into rows of units; rows that say nothing are left out."""
    steps = tuple(float(f"{_widest(column) / MOST:.4g}") for column in zip(*weights.values(), strict=True))
    rows = {}
    for piece in sorted(weights):
        units = zip(weights[piece], steps, strict=True)
        row = "".join(chr(ZERO + max(LEAST, min(MOST, round(weight / step)))) for weight, step in units)
        if row.strip("P"):
            rows[piece] = _number(row)
    return Linear(tuple(labels), tuple(round(each, 4) for each in bias), steps, round(sharpness, 3), rows)


def _number(row: str) -> int:
    return int.from_bytes(row.encode("utf-16-le"), "little")


def _widest(column: Sequence[float]) -> float:
    sizes = sorted(map(abs, column))
    return sizes[int((len(sizes) - 1) * CLIPPED)] or 1.0


def side_by_side(model: Linear, other: Linear) -> Linear:
    """The model with the columns of another behind its own: a piece is looked up once for both. Its margins stay what they were.

    It takes over the rows of the model, which must not be asked any more.
    """
    shift = _APART * len(model.labels)
    none, none_other = _number("P" * len(model.labels)), _number("P" * len(other.labels)) << shift
    rows, beside = model.rows, other.rows
    for piece, row in rows.items():
        if piece not in beside:
            rows[piece] = row | none_other
    for piece, row in beside.items():
        rows[piece] = rows.get(piece, none) | row << shift
    return replace(model, rows=rows, beside=replace(other, rows={}))


def joined(parts: Mapping[str, Linear]) -> Linear:
    """One table for several models: of each the column of the label it stands under. Its margins are theirs, its chances nothing."""
    columns = [(model, model.labels.index(label)) for label, model in parts.items()]
    pieces = sorted(set().union(*(model.rows for model, _ in columns)))
    units = ((piece, "".join(chr(ZERO + model.weight(piece, at)) for model, at in columns)) for piece in pieces)
    bias, steps = (tuple(getattr(model, name)[at] for model, at in columns) for name in ("bias", "steps"))
    return Linear(tuple(parts), bias, steps, 1.0, {piece: _number(row) for piece, row in units if row.strip("P")})


def written(model: Linear) -> str:
    """The text of a model, the same byte for byte for the same model: what is said of its labels, its pieces, their units.

    What stands beside is another model's and is not written.
    """
    size = 2 * len(model.labels)
    own, none = (1 << 8 * size) - 1, _number("P" * len(model.labels))
    rows = {piece: row & own for piece, row in model.rows.items() if row & own != none}
    head = (model.labels, model.bias, model.steps, (model.sharpness, len(rows)), rows)
    units = b"".join(row.to_bytes(size, "little") for row in rows.values()).decode("utf-16-le")
    return "\n".join((_HEAD, *("\t".join(map(str, part)) for part in head), units, ""))


def parsed(lines: Iterable[str], known: dict[str, str] | None = None) -> Linear:
    """A model from its lines; of a file that holds several, the next. Raises ValueError when they are not one.

    `known` is given to all models that are read together: a piece that several of them have learnt is held once.
    """
    once = ({} if known is None else known).setdefault
    each = (line.rstrip("\n") for line in lines)
    if next(each, "") != _HEAD:
        raise ValueError(f"the first line is not {_HEAD!r}")
    labels = tuple(next(each, "").split("\t"))
    bias, steps = (tuple(map(float, next(each, "").split("\t"))) for _ in range(2))
    sharp, count = next(each, "").split("\t")
    sharpness = float(sharp)
    if not all(map(isfinite, (*bias, *steps, sharpness))):
        raise ValueError("a number is not finite")  # nan compares with nothing: such a model would hear anything in anything
    pieces = [once(piece, piece) for piece in next(each, "").split("\t")] if int(count) else []
    text = next(each, "")
    units = text.encode("utf-16-le")
    size = 2 * len(labels)
    numbers = (int.from_bytes(units[at : at + size], "little") for at in range(0, len(units), size))
    rows = dict(zip(pieces, numbers, strict=False))
    matching = len(labels) == len(bias) == len(steps) and int(count) == len(pieces) == len(rows) == len(units) / size
    if not (matching and text.isascii()):
        raise ValueError("rows and labels do not match")
    return Linear(labels, bias, steps, sharpness, rows)
