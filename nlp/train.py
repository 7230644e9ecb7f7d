"""From labelled texts to a model: lessons, a part held back to know how sure to be, the strongest pieces kept."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log, sqrt

from nlp.learn import Learnt, Lesson, learn
from nlp.linear import Linear, chances_of, packed
from nlp.pieces import pieces
from nlp.skeleton import skeleton

OPENING = 60  # characters: a long letter is also learnt by how it opens, as chat messages are short
LONG = 90
LARGEST = 1_600_000  # bytes a model's text may take
MOST_ROWS = 80_000
_MANY = 3000  # texts from which a piece must be seen three times to be learnt
_HELD_BACK = 6  # every so many texts one
_SHARPNESSES = tuple(each / 4 for each in range(4, 41))
_FEWEST_LABELS = 2
_USUAL = 5.0  # sharpness where nothing could be held back to learn it from

Progress = Callable[[float], None]
Votes = Mapping[str, Mapping[str, float]]


def lessons_of(texts: Iterable[tuple[str, str]], weight: float = 1.0, local: bool = False) -> list[list[Lesson]]:
    """For each (text, label) what is learnt of it: its pieces, and those of its opening when it is long."""
    return [[Lesson(pieces(part), label, weight, local) for part in _parts(skeleton(text))] for text, label in texts]


def _parts(text: str) -> Sequence[str]:
    return (text, text[:OPENING]) if len(text) > LONG else (text,)


def train(texts: Sequence[tuple[str, str]], on_progress: Progress = lambda _share: None) -> Linear:
    """A model of the labels of (text, label) rows; `on_progress` is told the share done. Raises ValueError below two labels."""
    return taught(lessons_of(texts), on_progress)


def taught(
    lessons: Sequence[Sequence[Lesson]],
    on_progress: Progress = lambda _share: None,
    votes: Votes | None = None,
    largest: int = LARGEST,
    cost: float = 1.0,
    least: int | None = None,
    calibrated: bool = True,
    orders: int = 1,
) -> Linear:
    """The same from lessons, several to a text; `votes` are rows that nobody need learn, `largest` bytes the text may take.

    `cost`, `least` and `orders` as in learn; pieces seen once are left out where lessons are many. Where only
    margins are asked for, nothing need be `calibrated`.
    """
    least = least or (3 if len(lessons) >= _MANY else 2 if len(lessons) >= _MANY // 20 else 1)
    sharpness = _calibrated(lessons, least, cost, lambda share: on_progress(share * 0.45)) if calibrated else 1.0
    learnt = _learn(lessons, least, cost, lambda share: on_progress(0.45 + share * 0.55), orders)
    fixed = {sign: tuple(row.get(label, 0.0) for label in learnt.labels) for sign, row in (votes or {}).items()}
    return packed(learnt.labels, learnt.bias, {**strongest(learnt, largest), **fixed}, sharpness)


def _calibrated(lessons: Sequence[Sequence[Lesson]], least: int, cost: float, on_progress: Progress) -> float:
    """How sharply margins are to be read, by lessons that were held back from the learning.

    Where few lessons are, those that are left may all be of one label: then nothing can be tried.
    """
    left = [each for at, each in enumerate(lessons) if at % _HELD_BACK]
    if len({each.label for text in left for each in text}) < _FEWEST_LABELS:
        return _USUAL
    tried = _learn(left, least, cost, on_progress)
    return _sharpness(tried, [each for text in lessons[::_HELD_BACK] for each in text])


def _learn(lessons: Sequence[Sequence[Lesson]], least: int, cost: float, on_progress: Progress, orders: int = 1) -> Learnt:
    flat = [each for text in lessons for each in text]
    return learn(flat, least, cost, lambda at, of: on_progress(at / of), orders)


def _sharpness(learnt: Learnt, held: Sequence[Lesson]) -> float:
    """What makes the held-back labels likeliest."""
    at = {label: n for n, label in enumerate(learnt.labels)}
    margins = [(margins_of(learnt, lesson.pieces), at[lesson.label]) for lesson in held if lesson.label in at]

    def surprise(sharpness: float) -> float:
        return -sum(log(chances_of(found, sharpness)[label] + 1e-9) for found, label in margins)

    return min(_SHARPNESSES, key=surprise) if margins else _USUAL


def margins_of(learnt: Learnt, pieces: frozenset[str]) -> list[float]:
    rows = [row for row in map(learnt.weights.get, pieces) if row]
    share = 1 / sqrt(len(pieces) or 1)
    return [bias + sum(column) * share for bias, column in zip(learnt.bias, zip(*rows, strict=True), strict=True)] if rows else learnt.bias


def strongest(learnt: Learnt, largest: int = LARGEST) -> Mapping[str, Sequence[float]]:
    """The rows that weigh most, as many as a model's text may hold."""
    fits = min(MOST_ROWS, largest // (len(learnt.labels) + 10))

    def force(piece: str) -> tuple[float, str]:
        return -max(map(abs, learnt.weights[piece])) * sqrt(learnt.seen[piece]), piece

    return {piece: learnt.weights[piece] for piece in sorted(learnt.weights, key=force)[:fits]}
