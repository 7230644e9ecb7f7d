"""Learns model/stances.txt from seed/stances.tsv: what build calls, some ten seconds, the same byte for byte."""

from collections.abc import Sequence
from math import log, sqrt

from nlp import seeds
from nlp.learn import Learnt, Lesson, learn
from nlp.linear import Linear, chances_of, packed, written
from nlp.skeleton import skeleton
from nlp.stance_signs import signs
from nlp.train import margins_of

LARGEST = 240_000  # bytes of the text
_HEAD = 300  # bytes of it before the first row
_PARTS = 4  # each part is judged once by what the others teach
_SHARPNESSES = tuple(each / 4 for each in range(4, 33))


def stances() -> str:
    """The text of the model."""
    return written(teach(seeds.rows("stances.tsv")))


def teach(rows: Sequence[tuple[str, str]]) -> Linear:
    """A model of (answer, label) rows; at least two labels."""
    lessons = [Lesson(frozenset(signs(skeleton(answer))), label) for answer, label in rows]
    learnt = learn(lessons)
    return packed(learnt.labels, learnt.bias, _strongest(learnt), _sharpness(lessons))


def _sharpness(lessons: Sequence[Lesson]) -> float:
    """What makes the labels of answers not learnt from likeliest."""
    judged: list[tuple[list[float], int]] = []
    for part in range(_PARTS):
        learnt = learn([lesson for at, lesson in enumerate(lessons) if at % _PARTS != part])
        judged += [(margins_of(learnt, lesson.pieces), learnt.labels.index(lesson.label)) for lesson in lessons[part::_PARTS]]

    def surprise(sharpness: float) -> float:
        return -sum(log(chances_of(margins, sharpness)[label] + 1e-9) for margins, label in judged)

    return min(_SHARPNESSES, key=surprise)


def _strongest(learnt: Learnt) -> dict[str, Sequence[float]]:
    """The rows that weigh most, as many as the text may hold."""
    kept: dict[str, Sequence[float]] = {}
    room = LARGEST - _HEAD
    for piece in sorted(learnt.weights, key=lambda each: (-max(map(abs, learnt.weights[each])) * sqrt(learnt.seen[each]), each)):
        room -= len(piece.encode()) + len(learnt.labels) + 2
        if room < 0:
            break
        kept[piece] = learnt.weights[piece]
    return kept
