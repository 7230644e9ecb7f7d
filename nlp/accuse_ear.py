"""The learned ear for accusations: the pieces of a message, of its shape, and what the rules made of it, in one model."""

import re
from itertools import pairwise
from math import sqrt

from nlp import seeds
from nlp.accuse_rules import Doubt, doubt_of
from nlp.accuse_words import shape
from nlp.alarm import ACCUSED, NONE, weighed
from nlp.learn import Lesson
from nlp.model import shipped_linear
from nlp.pieces import pieces, skips
from nlp.skeleton import skeleton

_GRAVEST = 5
_CAPITALS = re.compile("[A-Z]")
_CALM_SHARE, _PLEA_SHARE = 3, 2  # of the ordinary concerns, and of the pleas, every so many is learnt
_OF_CADRES = "13"  # the category where accusations are at home


def signs(text: str, whole: str, doubt: Doubt) -> set[str]:
    """What the shape of a skeleton is scored by, beside the skeleton's own pieces and skips."""
    capitals = _CAPITALS.findall(whole)
    found = {"/" + piece for piece in pieces(whole) - pieces(text)}
    found.update("^" + first + second + third for first, second, third in zip(capitals, capitals[1:], capitals[2:], strict=False))
    found.update("^" + first + second for first, second in pairwise(capitals))
    found.update("^" + letter for letter in capitals)
    found.add(f"!{min(doubt.weight, _GRAVEST)}")
    if doubt.plain:
        found.add("!plain")
    return found


def suspected(text: str, whole: str, doubt: Doubt) -> float:
    """By how much it sounds like the sentences that accused a cadre; 0 is undecided."""
    table, found = shipped_linear("alarms"), signs(text, whole, doubt)
    units, of = weighed(text)
    at = table.labels.index(ACCUSED)
    return table.bias[at] + (units[at] + table.units(found)[at]) * table.steps[at] / sqrt(of + len(found))


def lessons() -> list[list[Lesson]]:
    """Of the seed sentences: those about cadres, and ordinary ones, answers and pleas among them."""
    rows = [(text, ACCUSED if label == ACCUSED else NONE) for text, label in seeds.rows("accusations.tsv")]
    calm = [text for text, code in seeds.concerns() if not code.startswith(_OF_CADRES)]
    answers = [text for text, _ in seeds.rows("stances.tsv")]
    pleas = [text for text, _ in seeds.rows("dangers.tsv")]
    others = (*calm[::_CALM_SHARE], *answers, *pleas[::_PLEA_SHARE])
    return [[_lesson(text, label)] for text, label in (*rows, *((text, NONE) for text in others))]


def _lesson(sentence: str, label: str) -> Lesson:
    text = skeleton(sentence)
    whole = shape(text)
    return Lesson(pieces(text) | skips(text) | signs(text, whole, doubt_of(whole)), label)
