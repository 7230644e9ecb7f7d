"""The learned ear for accusations: the pieces of a message, of its shape, and what the rules made of it, in one model."""

import re
from itertools import chain
from operator import add

from nlp import seeds
from nlp.accuse_rules import Doubt, doubt_of
from nlp.accuse_words import shape
from nlp.alarm import NONE
from nlp.learn import Lesson
from nlp.linear import Linear
from nlp.model import ACCUSED, shape_signs, weighed
from nlp.pieces import pieces
from nlp.skeleton import skeleton

MARKS = ("/", "^", "!")  # how the signs of a shape begin, and no piece of a message does
_GRAVEST = 5
_CAPITAL = re.compile("[A-Z]")
_CALM_SHARE, _PLEA_SHARE = 3, 2  # of the ordinary concerns, and of the pleas, every so many is learnt
_OF_CADRES = "13"  # the category where accusations are at home


def signs(whole: str, doubt: Doubt) -> set[str]:
    """What a shape is scored by: the words of lexicon/accuse.tsv with the characters beside them, and in their order; the doubt."""
    padded, found = f"，{whole}，", set[str]()
    at = [each.start() for each in _CAPITAL.finditer(padded)]
    for each in at:
        found.update(("/" + padded[each - 1 : each + 1], "/" + padded[each : each + 2], "/" + padded[each - 1 : each + 2]))
    capitals = [padded[each] for each in at]
    pairs = list(map(add, capitals, capitals[1:]))
    found.update(map("^".__add__, chain(capitals, pairs, map(add, pairs, capitals[2:]))))
    found.add(f"!{min(doubt.weight, _GRAVEST)}")
    if doubt.plain:
        found.add("!plain")
    return found


def suspected(text: str, whole: str, doubt: Doubt, table: Linear) -> float:
    """By how much it sounds like the sentences that accused a cadre; 0 is undecided. table: what holds that beside the categories."""
    found = signs(whole, doubt)
    (more,) = shape_signs().units(found)
    return table.margin_beside(ACCUSED, weighed(text, table), len(pieces(text)) + len(found), more)


def rows() -> list[tuple[str, str]]:
    """(text, accused or none) of the seed sentences: those about cadres, and ordinary ones, answers and pleas among them."""
    about_cadres = [(text, ACCUSED if label == ACCUSED else NONE) for text, label in seeds.rows("accusations.tsv")]
    calm = [text for text, code in seeds.concerns() if not code.startswith(_OF_CADRES)]
    answers = [text for text, _ in seeds.rows("stances.tsv")]
    pleas = [text for text, _ in seeds.rows("dangers.tsv")]
    others = (*calm[::_CALM_SHARE], *answers, *pleas[::_PLEA_SHARE])
    return [*about_cadres, *((text, NONE) for text in others)]


def lessons() -> list[list[Lesson]]:
    return [[_lesson(text, label)] for text, label in rows()]


def _lesson(sentence: str, label: str) -> Lesson:
    text = skeleton(sentence)
    whole = shape(text)
    return Lesson(pieces(text) | signs(whole, doubt_of(whole)), label)
