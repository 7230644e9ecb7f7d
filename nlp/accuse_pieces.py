"""A second ear beside the rules: how much a message's pieces sound like sentences that accused a cadre.

The rules know kinds of wrong; people find new words for them. Each piece of one or two characters, of the words and of
their shape, adds its weight from lexicon/accuse_weights.tsv, so what was heard can still be shown piece by piece.
"""

import re
from functools import cache
from importlib.resources import files
from math import sqrt
from operator import add

_SENTENCE = re.compile("[。！？\n]")
_SHORT = 90  # characters; a longer message is judged by its worst sentence, so that padding hides nothing


@cache
def weights() -> dict[str, int]:
    """Piece to hundredths; about 2 ms the first time."""
    found: dict[str, int] = {}
    for line in files("nlp").joinpath("lexicon/accuse_weights.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            weight, _, pieces = line.partition("\t")
            found.update(dict.fromkeys(pieces.split(), int(weight)))
    return found


def suspicion(text: str, whole: str) -> float:
    """Log odds (0 is even) that the message `text` with the shape `whole` accuses, before the rules are asked."""
    if len(text) <= _SHORT:
        return _sentence(text, whole)
    parts = zip(_SENTENCE.split(text), _SENTENCE.split(whole), strict=False)
    return max(_sentence(words[:_SHORT], shape[:_SHORT]) for words, shape in parts)


def _sentence(text: str, whole: str) -> float:
    both = f"。{text.lower()}。{whole}。"
    weight = weights().get
    total = sum(filter(None, map(weight, both))) + sum(filter(None, map(weight, map(add, both, both[1:]))))
    return total * 3 / 100 / sqrt(2 * len(both) - 1)
