"""Reads the words of lexicon/, once."""

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
    heard: frozenset[str]  # the keys of words, and of phrases: sets meet sets faster
    starts: frozenset[str]


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
    return Lexicon(words, phrases, pairs, frozenset(words), frozenset(phrases))


@cache
def one_word() -> dict[str, str]:
    """茅子 → 厕所: what villagers say, by what is said for it in print."""
    rows = (line.split("\t") for line in _lines("alike.tsv"))
    return {word: meaning for meaning, words in rows for word in words.split()}


@cache
def empty_words() -> frozenset[str]:
    """Words that tell no matter from another."""
    return frozenset(word for line in _lines("stop.txt") for word in line.split())


def _rows() -> list[tuple[str, float, str]]:
    fields = (line.split("\t") for line in _lines("words.tsv"))
    return [(code, float(weight), entry) for code, weight, entries in fields for entry in entries.split()]


def _lines(name: str) -> list[str]:
    text = files("nlp").joinpath("lexicon", name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
