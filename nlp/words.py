"""Reads the weighted words of lexicon/words.tsv, once."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of the lexicon: a word (or `a…b`, both needed), what it votes for and how strongly (1 hint … 4 certain)."""

    word: str
    category: str
    sub: str | None
    weight: float


@dataclass(frozen=True, slots=True)
class Lexicon:
    """words by jieba word; phrases by their first two characters; pairs by their first word."""

    words: dict[str, tuple[Term, ...]]
    phrases: dict[str, tuple[Term, ...]]
    pairs: dict[str, tuple[tuple[str, Term], ...]]


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon; about 5 ms the first time."""
    words: dict[str, tuple[Term, ...]] = {}
    phrases: dict[str, tuple[Term, ...]] = {}
    pairs: dict[str, tuple[tuple[str, Term], ...]] = {}
    for code, weight, entry in _rows():
        category, sub = code[:2], code if "." in code else None
        if entry.startswith("~"):
            word = entry[1:]
            phrases[word[:2]] = (*phrases.get(word[:2], ()), Term(word, category, sub, weight))
        elif "+" in entry:
            first, second = entry.split("+")
            term = Term(f"{first}…{second}", category, sub, weight)
            pairs[first] = (*pairs.get(first, ()), (second, term))
        else:
            words[entry] = (*words.get(entry, ()), Term(entry, category, sub, weight))
    return Lexicon(words, phrases, pairs)


def _rows() -> list[tuple[str, float, str]]:
    lines = files("nlp").joinpath("lexicon", "words.tsv").read_text("utf-8").splitlines()
    fields = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [(code, float(weight), entry) for code, weight, entries in fields for entry in entries.split()]
