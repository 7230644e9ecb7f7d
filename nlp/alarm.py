"""The learned ear for danger: does a message sound like those of people who need help now, and of which kind?"""

from collections.abc import Iterable
from dataclasses import dataclass

from nlp import seeds
from nlp.dangers import SOUNDS
from nlp.learn import Lesson
from nlp.linear import Linear
from nlp.model import DANGER, shipped_linear, weighed
from nlp.pieces import pieces
from nlp.reading import Danger
from nlp.skeleton import skeleton

NONE = "none"
_CADRES_SHARE = 2  # of the sentences about cadres, every so many is learnt as calm
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
        margins = kinds.margins(pieces(self.text))
        return Danger(kinds.labels[margins.index(max(margins))])


def alarm(parts: Iterable[str], table: Linear) -> Alarm:
    """The gravest of the parts of a skeleton; table: what holds danger beside the categories."""
    margins = (Alarm(table.margin_beside(DANGER, weighed(part, table), len(pieces(part))), part) for part in parts)
    return max(margins, key=lambda each: each.margin)


def rows() -> list[tuple[str, str]]:
    """(text, danger or none) of the seeds' dangers and look-alikes, and of ordinary concerns and
    turns of talk, which no danger should be heard in."""
    calm = [text for text, code in seeds.concerns() if not code.startswith(_OFTEN_DANGEROUS)]
    calm += [text for name in ("stances.tsv", "turns.tsv") for text, _ in seeds.rows(name)]
    # Of a cadre who strikes or threatens people talk long after; what the rules hear in it is left to them.
    calm += [text for text, _ in seeds.rows("accusations.tsv")[::_CADRES_SHARE] if not any(each.pattern.search(text) for each in SOUNDS)]
    graded = [(text, NONE if label == NONE else DANGER) for text, label in seeds.rows("dangers.tsv")]
    return [*graded, *((text, NONE) for text in calm)]


def lessons() -> list[list[Lesson]]:
    return [[_lesson(text, label)] for text, label in rows()]


def lessons_in_kinds() -> list[list[Lesson]]:
    """Which danger it is, of those that are one."""
    return [[_lesson(text, label)] for text, label in seeds.rows("dangers.tsv") if label != NONE]


def _lesson(text: str, label: str) -> Lesson:
    return Lesson(pieces(skeleton(text)), label)
