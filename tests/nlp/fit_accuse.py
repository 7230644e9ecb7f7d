"""Fits nlp/lexicon/accuse_weights.tsv anew: `python -m tests.nlp.fit_accuse`, a few seconds, the same result each time.

A row is `accused`, `named` (a cadre or somebody else, and nobody accused) or `plain` (an ordinary message with no cadre in
it); the last two are learned as one. Learns from nlp/seed/accusations.tsv and the odd rows of accusations.tsv; the even rows are
held out and never read here.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from math import exp, log, sqrt
from operator import mul
from pathlib import Path

from nlp.accuse import doubt_adds
from nlp.accuse_pieces import FEW_WORDS, JOINED, NEAR, SCALE, bones
from nlp.accuse_rules import doubt_of
from nlp.accuse_words import shape
from nlp.skeleton import skeleton

HERE = Path(__file__).parent
WEIGHTS = HERE.parents[1] / "nlp" / "lexicon" / "accuse_weights.tsv"
SEEDS = "../../nlp/seed/accusations.tsv"
ROUNDS, RATE, SHRINK = 60, 0.08, 0.5  # SHRINK is spread over all sentences of a round
SEED = 7
SMALLEST = 10  # hundredths; half of the pieces weigh less, and what is heard without them is the same
ROW = 36  # pieces a line

HEAD = """\
# Pieces of one or two characters of a message and of its shape (accuse_words), and words of the shape that stand near one
# another (joined by ~), and what each adds to the suspicion that a cadre is accused, in hundredths; made by
# tests/nlp/fit_accuse.py. Weight <tab> pieces.
"""

Row = tuple[str, str]  # label, sentence
Sample = tuple[dict[str, float], float, int]  # what each piece counts, what the rules add, accused or not


def rows(name: str) -> list[Row]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [(label, sentence) for label, _, sentence in (line.partition("\t") for line in lines) if label != "label"]


def sample(label: str, sentence: str) -> Sample:
    """The pieces that nlp.accuse_pieces hears in a sentence, each as heavy as there, beside what the rules say of it."""
    text = skeleton(sentence).lower()
    whole = shape(text)
    both, words = f"。{text}。{whole}。", bones(whole)
    letters, near = SCALE / sqrt(2 * len(both) - 1), SCALE / sqrt(5 * len(words) + FEW_WORDS)
    pieces = defaultdict[str, float](float)
    for piece in (*both, *map("".join, pairwise(both))):
        pieces[piece] += letters
    for apart in NEAR:
        for pair in zip(words, words[apart:], strict=False):
            pieces[JOINED.join(pair)] += near
    for three in zip(words, words[1:], words[2:], strict=False):
        pieces[JOINED.join(three)] += near
    return dict(pieces), doubt_adds(text, whole, doubt_of(whole)), int(label == "accused")


def leanings(samples: Sequence[Sample]) -> dict[str, float]:
    """Root of how much oftener a piece stands in one kind of sentence: pieces that lean neither way should explain little."""
    held = {0: defaultdict[str, int](lambda: 1), 1: defaultdict[str, int](lambda: 1)}
    for pieces, _, accused in samples:
        for piece in pieces:
            held[accused][piece] += 1
    known = dict.fromkeys(piece for pieces, _, _ in samples for piece in pieces)
    level = log(sum(held[0].values()) / sum(held[1].values()))
    return {piece: sqrt(abs(log(held[1][piece] / held[0][piece]) + level)) for piece in known}


def fit(samples: Sequence[Sample]) -> dict[str, float]:
    """Logistic regression by stochastic descent over the leaning pieces, shrunk a little at each step.

    The pieces learn only what the rules leave unsaid: what both know would otherwise count twice.
    """
    lean, at = leanings(samples), dict[str, int]()
    known = [
        ([at.setdefault(piece, len(at)) for piece in pieces], [count * lean[piece] for piece, count in pieces.items()], ruled, accused)
        for pieces, ruled, accused in samples
    ]
    order, found, grown = random.Random(SEED), [0.0] * len(at), 1.0
    for turn in range(ROUNDS):
        rate = RATE / (1 + turn / 5)
        for ids, counts, ruled, accused in order.sample(known, len(known)):
            odds = ruled + grown * sum(map(mul, counts, map(found.__getitem__, ids)))
            grown *= 1 - rate * SHRINK / len(known)
            step = rate * (accused - 1 / (1 + exp(-odds))) / grown
            for place, count in zip(ids, counts, strict=True):
                found[place] += step * count
    return {piece: grown * found[place] * lean[piece] for piece, place in at.items()}


def written(weights: dict[str, int]) -> str:
    by_weight = defaultdict[int, list[str]](list)
    for piece in sorted(weights):
        by_weight[weights[piece]].append(piece)
    lines = (
        f"{weight}\t{' '.join(by_weight[weight][at : at + ROW])}\n"
        for weight in sorted(by_weight, reverse=True)
        for at in range(0, len(by_weight[weight]), ROW)
    )
    return HEAD + "".join(lines)


def main() -> None:
    found = fit([sample(*row) for row in (*rows("accusations.tsv")[::2], *rows(SEEDS))])
    whole = {piece: round(100 * weight) for piece, weight in found.items()}
    kept = {piece: weight for piece, weight in whole.items() if abs(weight) >= SMALLEST and not any(map(str.isspace, piece))}
    WEIGHTS.write_text(written(kept), "utf-8")


if __name__ == "__main__":
    main()
