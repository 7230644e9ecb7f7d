"""Seeds once more without the words that decide: whoever has had no water for three days says only that the jar is empty.

Whoever writes seeds names the matter oftener than those it happens to, and a machine that is given the name learns little
else of the sentence. So its pairs of characters that speak most for its label are blotted out in a copy, which counts less:
the dropping out of what is known to decide (cf. N. Srivastava et al., JMLR 2014, who leave it to chance).
"""

from dataclasses import replace

from nlp.learn import Learnt, Lesson
from nlp.pieces import pieces, sounds

SHARE = 0.25  # of its sentence's weight
_PAIRS = 2
_GAP = "，，"  # no piece reaches over it
_SHORTEST = 5  # characters that are left: fewer tell nothing


def copies(text: str, known: Lesson, deciding: Learnt) -> list[Lesson]:
    """The lesson of a skeleton's blotted copy, less than that of the skeleton itself; none where too little is left of it."""
    bare = blotted(text, known.label, deciding)
    if len(bare.replace(_GAP[0], "")) < _SHORTEST:
        return []
    return [replace(known, pieces=pieces(bare), weight=known.weight * SHARE)]


def blotted(text: str, label: str, deciding: Learnt) -> str:
    """The skeleton with gaps in place of the pairs of characters that speak most for its label."""
    at = deciding.labels.index(label)
    pairs = [(_speaks(text[start : start + 2], at, deciding), start) for start in range(len(text) - 1)]
    for _, start in sorted(pairs, reverse=True)[:_PAIRS]:
        text = text[:start] + _GAP + text[start + 2 :]
    return text


def _speaks(pair: str, at: int, deciding: Learnt) -> float:
    rows = map(deciding.weights.get, (pair, pair.translate(sounds()), *pair))
    return sum(row[at] for row in rows if row)
