"""The learned ear for danger: does a message sound like those of people who need help now, and of which kind?

The same table holds what the ear for accusations has learnt of words, so that both look a piece up once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from nlp import seeds
from nlp.learn import Lesson
from nlp.model import shipped_linear
from nlp.pieces import pieces, skips
from nlp.reading import Danger
from nlp.skeleton import skeleton

DANGER, ACCUSED, NONE = "danger", "accused", "none"
_OFTEN_DANGEROUS = ("14", "07.5", "10.5", "10.6")  # where an ordinary concern may well be a danger: nothing calm to learn from


@dataclass(frozen=True, slots=True)
class Alarm:
    """margin: how far on the side of danger (0 is undecided); text: the part of the message that sounds most like it."""

    margin: float
    text: str

    @property
    def kind(self) -> Danger:
        """The likeliest danger."""
        kinds = shipped_linear("kinds")
        margins = kinds.margins(pieces(self.text), skips(self.text))
        return Danger(kinds.labels[margins.index(max(margins))])


def alarm(parts: Iterable[str]) -> Alarm:
    """The gravest of the parts of a skeleton."""
    return max((Alarm(_margin(part), part) for part in parts), key=lambda each: each.margin)


def _margin(text: str) -> float:
    units, of = weighed(text)
    table = shipped_linear("alarms")
    at = table.labels.index(DANGER)
    return table.bias[at] + units[at] * table.steps[at] / sqrt(of or 1)


@lru_cache(2)
def weighed(text: str) -> tuple[Sequence[int], int]:
    """By label of the table what a skeleton's pieces weigh, and of how many pieces. Kept while both ears are asked of one message."""
    parts = pieces(text), skips(text)
    return shipped_linear("alarms").units(*parts), sum(map(len, parts))


def lessons() -> list[list[Lesson]]:
    """Danger or none: of the seeds' dangers and look-alikes, and of ordinary concerns and
    turns of talk, which no danger should be heard in."""
    calm = [text for text, code in seeds.concerns() if not code.startswith(_OFTEN_DANGEROUS)]
    calm += [text for name in ("stances.tsv", "turns.tsv") for text, _ in seeds.rows(name)]
    rows = [(text, NONE if label == NONE else DANGER) for text, label in seeds.rows("dangers.tsv")]
    return [[_lesson(text, label)] for text, label in (*rows, *((text, NONE) for text in calm))]


def lessons_in_kinds() -> list[list[Lesson]]:
    """Which danger it is, of those that are one."""
    return [[_lesson(text, label)] for text, label in seeds.rows("dangers.tsv") if label != NONE]


def _lesson(text: str, label: str) -> Lesson:
    bones = skeleton(text)
    return Lesson(pieces(bones) | skips(bones), label)
