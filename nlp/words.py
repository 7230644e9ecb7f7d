"""Reads the words of lexicon/, once."""

from dataclasses import dataclass
from functools import cache

from nlp import shelf


@dataclass(frozen=True, slots=True)
class Term:
    """What a word of the lexicon votes for ("01" or "01.2") and how strongly (1 a hint … 4 certain)."""

    code: str
    weight: float


@cache
def lexicon() -> dict[str, tuple[Term, ...]]:
    """Word to what it votes for; about 10 ms the first time."""
    words: dict[str, tuple[Term, ...]] = {}
    for line in shelf.lines("lexicon/words.tsv"):
        code, weight, listed = line.split("\t")
        for word in listed.split():
            words[word] = (*words.get(word, ()), Term(code, float(weight)))
    return words


@cache
def one_word() -> dict[str, str]:
    """茅子 → 厕所: what villagers say, by what is said for it in print."""
    rows = (line.split("\t") for line in shelf.lines("lexicon/alike.tsv"))
    return {word: meaning for meaning, words in rows for word in words.split()}


@cache
def empty_words() -> frozenset[str]:
    """Words that tell no matter from another."""
    return frozenset(word for line in shelf.lines("lexicon/stop.txt") for word in line.split())
