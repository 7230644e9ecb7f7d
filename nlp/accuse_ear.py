"""The learned ear for accusations: the pieces of a message, of its shape, and what the rules made of it, in one model."""

from itertools import pairwise

from nlp import seeds
from nlp.accuse_rules import Doubt, doubt_of
from nlp.accuse_words import shape
from nlp.learn import Lesson
from nlp.model import shipped_linear
from nlp.pieces import pieces, skips
from nlp.skeleton import skeleton

ACCUSED, NONE = "accused", "none"
_GRAVEST = 5
_CALM_SHARE = 3  # of the ordinary concerns every so many is learnt
_OF_CADRES = "13"  # the category where accusations are at home


def signs(text: str, whole: str, doubt: Doubt) -> set[str]:
    """What a skeleton with this shape is scored by."""
    capitals = [letter for letter in whole if "A" <= letter <= "Z"]
    found = pieces(text) | skips(text)
    found.update("/" + piece for piece in pieces(whole))
    found.update("^" + first + second + third for first, second, third in zip(capitals, capitals[1:], capitals[2:], strict=False))
    found.update("^" + first + second for first, second in pairwise(capitals))
    found.update("^" + letter for letter in capitals)
    found.add(f"!{min(doubt.weight, _GRAVEST)}")
    if doubt.plain:
        found.add("!plain")
    return found


def suspected(text: str, whole: str, doubt: Doubt) -> float:
    """By how much it sounds like the sentences that accused a cadre; 0 is undecided."""
    model = shipped_linear("accusation")
    return model.margins(signs(text, whole, doubt))[model.labels.index(ACCUSED)]


def lessons() -> list[list[Lesson]]:
    """Of the seed sentences: those about cadres, and ordinary ones, answers to questions among them."""
    rows = [(text, ACCUSED if label == ACCUSED else NONE) for text, label in seeds.rows("accusations.tsv")]
    calm = [text for text, code in seeds.concerns() if not code.startswith(_OF_CADRES)]
    answers = [text for text, _ in seeds.rows("stances.tsv")]
    return [[_lesson(text, label)] for text, label in (*rows, *((text, NONE) for text in (*calm[::_CALM_SHARE], *answers)))]


def _lesson(sentence: str, label: str) -> Lesson:
    text = skeleton(sentence)
    whole = shape(text)
    return Lesson(frozenset(signs(text, whole, doubt_of(whole))), label)
