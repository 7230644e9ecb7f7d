"""A second ear beside the rules: how much a message's pieces sound like sentences that accused a cadre.

The rules know kinds of wrong; people find new words for them. Each piece of one or two characters, of the words and of
their shape, and each two or three words of the shape that stand near one another, adds its weight from
lexicon/accuse_weights.tsv, so what was heard can still be shown piece by piece.
"""

import re
from functools import cache
from itertools import chain
from math import sqrt
from operator import add

from nlp import shelf

# Between the parts of a piece that is made of words standing near one another; no skeleton holds it between Han characters.
JOINED = "~"
# Who stands before whom: two words of the shape so far from one another are still a piece.
NEAR = (1, 2, 3, 4)
# With few words each is worth more, but one alone is not worth everything.
FEW_WORDS = 10
SCALE = 3
_SENTENCE = re.compile("[。！？\n]")
_SHORT = 90  # characters; a longer message is judged by its worst sentence, so that padding hides nothing
# Classes, the small words that tell who does what to whom, and stops; the rest of the shape is left out.
_NOT_BONES = re.compile("[^A-Z给把叫让被没不才就谢帮跟找问说请送还都也要是有在得去来和为向替对，。！？；\n]")
_STOPS = str.maketrans("。！？；\n", "，，，，，")


@cache
def weights() -> tuple[dict[str, int], dict[str, int]]:
    """Hundredths by piece: of characters, and of words of the shape near one another; about 10 ms the first time."""
    letters: dict[str, int] = {}
    near: dict[str, int] = {}
    for line in shelf.lines("lexicon/accuse_weights.tsv"):
        weight, _, pieces = line.partition("\t")
        for piece in pieces.split():
            (near if JOINED in piece else letters)[piece.replace(JOINED, "")] = int(weight)
    return letters, near


def bones(whole: str) -> str:
    """The shape with only its classes, small words and stops, between two stops."""
    return f"，{_NOT_BONES.sub('', whole).translate(_STOPS)}，"


def suspicion(text: str, whole: str) -> float:
    """Log odds (0 is even) that the message `text` with the shape `whole` accuses, before the rules are asked."""
    if len(text) <= _SHORT:
        return _sentence(text, whole)
    parts = zip(_SENTENCE.split(text), _SENTENCE.split(whole), strict=False)
    return max(_sentence(words[:_SHORT], shape[:_SHORT]) for words, shape in parts)


def _sentence(text: str, whole: str) -> float:
    both, words = f"。{text.lower()}。{whole}。", bones(whole)
    letters, near = weights()
    one_or_two = chain(both, map(add, both, both[1:]))
    pairs = [map(add, words, words[apart:]) for apart in NEAR]
    threes = map(add, map(add, words, words[1:]), words[2:])
    heard = sum(filter(None, map(letters.get, one_or_two))) / sqrt(2 * len(both) - 1)
    heard += sum(filter(None, map(near.get, chain(*pairs, threes)))) / sqrt(5 * len(words) + FEW_WORDS)
    return heard * SCALE / 100
