"""The learned ear for danger: does a message sound like those of people who need help now, and of which kind?"""

from collections.abc import Iterable
from dataclasses import dataclass

from nlp import seeds
from nlp.learn import Lesson
from nlp.model import shipped_linear
from nlp.pieces import pieces, skips
from nlp.reading import Danger
from nlp.skeleton import skeleton

DANGER, NONE = "danger", "none"
_OFTEN_DANGEROUS = ("14", "07.5", "10.5", "10.6")  # where an ordinary concern may well be a danger: nothing calm to learn from


@dataclass(frozen=True, slots=True)
class Alarm:
    """margin: how far on the side of danger (0 is undecided); kind: the likeliest one."""

    margin: float
    kind: Danger


def signs(text: str) -> set[str]:
    """What a skeleton is scored by."""
    return pieces(text) | skips(text)


def alarm(found: Iterable[set[str]]) -> Alarm:
    """The gravest of a message's parts, each given by its signs."""
    return max((_alarm(part) for part in found), key=lambda each: each.margin)


def _alarm(found: set[str]) -> Alarm:
    danger, kinds = shipped_linear("danger"), shipped_linear("kinds")
    margins = kinds.margins(found)
    return Alarm(danger.margins(found)[danger.labels.index(DANGER)], Danger(kinds.labels[margins.index(max(margins))]))


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
    return Lesson(frozenset(signs(skeleton(text))), label)
