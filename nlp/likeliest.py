"""The likeliest characters for syllables of pinyin, judged by which characters follow one another in seed/dangers.tsv."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from math import log
from operator import add

from nlp import shelf

_THREE, _TWO, _ONE = 0.7, 0.25, 0.05  # how far three, two characters in a row and one by itself are trusted
_STRAYED = log(0.05)  # a character that only fits who says z for zh and -n for -ng
_CHOICES, _PATHS = 10, 4  # characters tried for a syllable, and how many readings of a line are followed up at once
MOST_WEIGHED = 80  # parts of a line; further syllables are written in their commonest character


@cache
def syllables() -> dict[str, str]:
    """Every syllable of pinyin, v for ü, to its characters, the commonest first."""
    return dict(line.split("\t") for line in shelf.lines("lexicon/syllables.tsv"))


def likeliest(line: Sequence[str]) -> str:
    """line: syllables, and Han words that are certain. About 20 µs a syllable."""
    return _weighed(line[:MOST_WEIGHED])[1][1:] + quickest(line[MOST_WEIGHED:])


def likelihood(line: Sequence[str]) -> float:
    """Of the likeliest reading, the logarithm for each character: talk of our own seeds has some -5, English that could be pinyin -9."""
    score, said = _weighed(line[:MOST_WEIGHED])
    return score / len(said)


def quickest(line: Sequence[str]) -> str:
    """The same with the commonest character of each syllable, whatever stands beside it."""
    return "".join(syllables().get(part, part)[: 1 if part in syllables() else None] for part in line)


def _weighed(line: Sequence[str]) -> tuple[float, str]:
    paths = [(0.0, "\n")]
    for part in line:
        found = [_followed(paths, choice, fits) for choice, fits in _choices(part)]
        paths = sorted(found, reverse=True)[:_PATHS]
    return paths[0]


def _followed(paths: list[tuple[float, str]], choice: str, fits: float) -> tuple[float, str]:
    """The best of the paths that go on with a choice: by how often its first character follows the two before it."""
    counts, total = _counts()
    first, best = choice[0], (-1e9, "")
    alone = _ONE * (counts.get(first, 0) + 0.5) / total
    for before, path in paths:
        one, two = path[-1:], path[-2:]
        two_of_them = counts.get(one + first, 0) / (counts.get(one, 0) + 1)
        all_three = counts.get(two + first, 0) / (counts.get(two, 0) + 2)
        score = before + log(_THREE * all_three + _TWO * two_of_them + alone)
        if score > best[0]:
            best = (score, path)
    return best[0] + fits, best[1] + choice


@cache
def _choices(part: str) -> tuple[tuple[str, float], ...]:
    """The characters of a syllable, and those it may be a hasty spelling of; a word is its own choice."""
    known = syllables()
    if part not in known:
        return ((part, 0.0),)
    strayed = sorted({re.sub("^([zcs])(?!h)", r"\1h", part), re.sub("([aei]n)$", r"\1g", part)} - {part})
    return (
        *((char, 0.0) for char in known[part][:_CHOICES]),
        *((char, _STRAYED) for other in strayed for char in known.get(other, "")[:3]),
    )


@cache
def _counts() -> tuple[dict[str, int], int]:
    """How often one, two and three characters stand there ("\n" is a gap or stop), and how many there are. About 60 ms the first time."""
    said = re.sub("[^\u3400-\u9fff]+", "\n", shelf.text("seed/dangers.tsv"))
    pairs = list(map(add, said, said[1:]))
    counts = Counter(said) + Counter(pairs)
    threes = ((piece, count) for piece, count in Counter(map(add, pairs, said[2:])).items() if count > 1)
    return {**counts, **dict(threes)}, len(said)
