"""Learns a linear model from labelled pieces: one against the rest, in plain Python, the same every time.

Each piece is first scaled by how much oftener it is said in a label than out of it (the log ratio of naive Bayes), then a
support vector machine with squared hinge loss decides how far to trust it, by dual coordinate descent (S. Wang and
C. Manning, ACL 2012; C.-J. Hsieh et al., ICML 2008). The sums over pieces run in C: sum(map(weights.__getitem__, pieces)).

Lessons of a place of its own, as cadres' corrections are, are learnt with a second copy of their pieces that no other lesson
has (H. Daumé III, ACL 2007): what holds everywhere is learnt from all, what holds only there stands in the copies and is
added to it in the end. Where the place disagrees with the rest it need not outshout it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

EPOCHS = 6  # more learn the lessons by heart
_SMOOTH = 1.0
_CLOSE = 0.1  # largest step in an epoch at which nothing more is learnt
_STRIDES = (7919, 104729, 15485863, 611953, 1299709, 86028121, 224737, 32452843)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One labelled text as its pieces; weight tells how much a mistake on it costs; local: of a place of its own."""

    pieces: frozenset[str]
    label: str
    weight: float = 1.0
    local: bool = False


@dataclass(frozen=True, slots=True)
class Learnt:
    """Weights as floats: by piece, a column for each label."""

    labels: tuple[str, ...]
    bias: list[float]
    weights: dict[str, tuple[float, ...]]
    seen: dict[str, int]  # lessons each piece stands in


def learn(
    lessons: Sequence[Lesson],
    least_seen: int = 2,
    cost: float = 1.0,
    on_label: Callable[[int, int], None] = lambda _at, _of: None,
    orders: int = 1,
) -> Learnt:
    """Pieces seen in fewer than `least_seen` lessons are not learnt; `on_label` is told of progress. Raises ValueError below two labels.

    `orders`: in how many orders the lessons are learnt; the mean is kept. So few epochs leave a machine where the order of
    its lessons has led it: one lesson more, and it may be a good deal surer or less sure of everything.
    """
    labels = tuple(sorted({lesson.label for lesson in lessons}))
    if len(labels) < 2:
        raise ValueError("at least two labels are needed")
    seen = Counter(piece for lesson in lessons for piece in lesson.pieces)
    known = {piece: at for at, piece in enumerate(sorted(piece for piece, count in seen.items() if count >= least_seen))}
    here = sorted({piece for lesson in lessons if lesson.local for piece in lesson.pieces if piece in known})
    copies = {known[piece]: len(known) + at for at, piece in enumerate(here)}
    texts = [_numbered(lesson, known, copies) for lesson in lessons]
    shares = [1 / sqrt(len(lesson.pieces) or 1) for lesson in lessons]
    costs = [cost * lesson.weight for lesson in lessons]
    columns, bias = [], []
    for at, label in enumerate(labels[:1] if len(labels) == 2 else labels):
        on_label(at, len(labels))
        sides = [1.0 if lesson.label == label else -1.0 for lesson in lessons]
        found = [_machine(texts, shares, sides, costs, len(known) + len(copies), order) for order in range(orders)]
        column = [sum(each) / orders for each in zip(*(each for each, _ in found), strict=True)]
        for at, copy in copies.items():
            column[at] += column[copy]
        offset = sum(each for _, each in found) / orders
        columns.append(column[: len(known)])
        bias.append(offset)
    if len(labels) == 2:  # what speaks for the one speaks against the other
        columns.append([-weight for weight in columns[0]])
        bias.append(-bias[0])
    on_label(len(labels), len(labels))
    rows = zip(*columns, strict=True)
    return Learnt(labels, bias, dict(zip(known, rows, strict=True)), {piece: seen[piece] for piece in known})


def _numbered(lesson: Lesson, known: Mapping[str, int], copies: Mapping[int, int]) -> list[int]:
    """In order: a set's own order changes from run to run, and with it the last digit of a sum."""
    text = sorted(known[piece] for piece in lesson.pieces if piece in known)
    return text + [copies[at] for at in text] if lesson.local else text


def _ratios(texts: Iterable[Sequence[int]], sides: Sequence[float], costs: Sequence[float], count: int) -> list[float]:
    """How much oftener each piece is said on the positive side, as a log ratio."""
    inside, outside = [_SMOOTH] * count, [_SMOOTH] * count
    for text, side, weight in zip(texts, sides, costs, strict=True):
        part = inside if side > 0 else outside
        for piece in text:
            part[piece] += weight
    base = log(sum(inside) / sum(outside)) if count else 0.0
    return [log(a / b) - base for a, b in zip(inside, outside, strict=True)]


def _machine(
    texts: Sequence[Sequence[int]], shares: Sequence[float], sides: Sequence[float], costs: Sequence[float], count: int, order: int
) -> tuple[list[float], float]:
    """Weights (already times the ratios) and bias of one label against the rest."""
    squares = [ratio * ratio for ratio in _ratios(texts, sides, costs, count)]
    weights, bias = [0.0] * count, 0.0
    at, square = weights.__getitem__, squares.__getitem__
    norms = [sum(map(square, text)) * share * share + 1 for text, share in zip(texts, shares, strict=True)]
    pulls = [0.0] * len(texts)
    active = list(range(len(texts)))
    for epoch in range(EPOCHS):
        largest, kept = 0.0, []
        for i in _shuffled(active, epoch + order):
            text, share, side, pull = texts[i], shares[i], sides[i], pulls[i]
            slack = 0.5 / costs[i]
            slope = side * (sum(map(at, text)) * share + bias) - 1 + slack * pull
            if pull == 0 and slope > 0:
                if slope < largest_of(epoch):
                    kept.append(i)
                continue
            kept.append(i)
            moved = max(pull - slope / (norms[i] + slack), 0.0)
            step = (moved - pull) * side
            if abs(slope) > largest:
                largest = abs(slope)
            if not step:
                continue
            pulls[i] = moved
            bias += step
            step *= share
            for piece in text:
                weights[piece] += step * squares[piece]
        if largest < _CLOSE:
            if len(active) == len(texts):
                break
            active = list(range(len(texts)))  # those left aside are looked at once more
        else:
            active = kept
    return weights, bias


def largest_of(epoch: int) -> float:
    """A text this far on its own side is left aside for a while."""
    return 1e9 if epoch < 1 else 0.3


def _shuffled(items: list[int], turn: int) -> list[int]:
    """The items in another order each turn, without chance: the same lessons teach the same model."""
    count = len(items)
    if count < 3:
        return items
    stride = _STRIDES[turn % len(_STRIDES)] % count
    while stride < 2 or _common(stride, count) != 1:
        stride += 1
    return [items[(at * stride + turn) % count] for at in range(count)]


def _common(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a
