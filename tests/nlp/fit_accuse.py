"""Fits nlp/lexicon/accuse_weights.tsv anew: `python -m tests.nlp.fit_accuse`, a few seconds, the same result each time.

Learns from accusations_fit.tsv and the odd rows of accusations.tsv; the even rows are held out and never read here.
"""

import random
from collections import Counter, defaultdict
from math import exp, sqrt
from pathlib import Path

from nlp.accuse import BY_DOUBT
from nlp.accuse_rules import doubt_of
from nlp.accuse_words import shape
from nlp.skeleton import skeleton

HERE = Path(__file__).parent
WEIGHTS = HERE.parents[1] / "nlp" / "lexicon" / "accuse_weights.tsv"
ROUNDS, RATE, SHRINK, ACCUSED_COUNTS = 25, 0.05, 0.003, 1.3
GRAVE = 2.5  # the rules decide alone there; kept so that the pieces need not explain it
SEEDS = (7, 8, 9)  # the mean of three orders of the sentences
SMALLEST = 8  # hundredths; less is noise
ROW = 36  # pieces a line

HEAD = """\
# Pieces of one or two characters of a message and of its shape (accuse_words), and what each adds to the suspicion that a cadre
# is accused, in hundredths; made by tests/nlp/fit_accuse.py. Weight <tab> pieces.
"""

Sample = tuple[dict[str, int], float, int]  # pieces, what the rules add, accused or not


def rows(name: str) -> list[tuple[str, str]]:
    lines = (HERE / name).read_text("utf-8").splitlines()[1:]
    return [(label, sentence) for label, _, sentence in (line.partition("\t") for line in lines)]


def sample(label: str, sentence: str) -> Sample:
    bones = skeleton(sentence).lower()
    whole = shape(bones)
    both = f"。{bones}。{whole}。"
    pieces = Counter(both) + Counter(both[at : at + 2] for at in range(len(both) - 1))
    return dict(pieces), (*BY_DOUBT, GRAVE)[min(3, doubt_of(whole).weight)], int(label == "accused")


def fit(samples: list[Sample], seed: int) -> dict[str, float]:
    """Logistic regression by stochastic descent."""
    order, found = random.Random(seed), defaultdict[str, float](float)
    for _ in range(ROUNDS):
        for pieces, offset, accused in order.sample(samples, len(samples)):
            scale = 3 / sqrt(sum(pieces.values()))
            odds = offset + scale * sum(found[piece] * times for piece, times in pieces.items())
            step = RATE * (accused - 1 / (1 + exp(-odds))) * (ACCUSED_COUNTS if accused else 1)
            for piece, times in pieces.items():
                found[piece] += step * scale * times - RATE * SHRINK * found[piece]
    return found


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
    learned = [sample(*row) for row in (*rows("accusations.tsv")[::2], *rows("accusations_fit.tsv"))]
    fits = [fit(learned, seed) for seed in SEEDS]
    means = {piece: round(100 * sum(found[piece] for found in fits) / len(fits)) for piece in sorted(fits[0])}
    kept = {piece: weight for piece, weight in means.items() if abs(weight) >= SMALLEST and not any(map(str.isspace, piece))}
    WEIGHTS.write_text(written(kept), "utf-8")


if __name__ == "__main__":
    main()
