"""Which of the fifteen categories a message is about: a vote of weighted words that can be shown word by word."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import add

from nlp.reading import Vote
from nlp.words import Term, lexicon

DOUBT = 1.0  # evidence for "none of these" that every category must outweigh
WEAKEST = 1.5  # a category with less evidence is a guess
LOWEST = 0.36  # score below which the ears abstain
CLOSEST = 0.2  # evidence by which the first must lead the second
SHOWN = 6  # deciding words kept


@dataclass(frozen=True, slots=True)
class Ballot:
    """What the words voted; category and sub are None when the ears abstain, the score is then that of the best guess."""

    category: str | None
    sub: str | None
    score: float
    words: tuple[Vote, ...]


def classify(tokens: Iterable[str], text: str) -> Ballot:
    """Count the votes of the tokens, and of the phrases in the text they were cut from."""
    terms = _voters(tokens, text)
    if not terms:
        return Ballot(None, None, 0.0, ())
    sums: dict[str, float] = {}
    for term in terms:
        sums[term.category] = sums.get(term.category, 0.0) + term.weight
    ranked = sorted(sums.values(), reverse=True)
    best = max(sums, key=sums.__getitem__)
    score = ranked[0] / (sum(ranked) + DOUBT)
    words = _deciding(terms, best, ranked[0], sum(ranked))
    close = len(ranked) > 1 and ranked[0] - ranked[1] < CLOSEST
    if close or ranked[0] < WEAKEST or score < LOWEST:
        return Ballot(None, None, round(score, 4), words)
    return Ballot(best, _sub(terms, best), round(score, 4), words)


def _voters(tokens: Iterable[str], text: str) -> list[Term]:
    known = lexicon()
    terms: dict[tuple[str, str], Term] = {}
    words = set(tokens)
    for word in words & known.heard:
        for term in known.words[word]:
            terms[word, term.category] = term
    for word in words & known.pairs.keys():
        for second, term in known.pairs[word]:
            if second in text:
                terms[term.word, term.category] = term
    for start in known.starts & set(map(add, text, text[1:])):
        for term in known.phrases[start]:
            if term.word in text:
                terms[term.word, term.category] = term
    return _without_parts(terms)


def _without_parts(terms: dict[tuple[str, str], Term]) -> list[Term]:
    """煤烟 inside 煤烟中 is one sign, not two."""
    spoken: dict[str, list[str]] = {}
    for word, category in terms:
        spoken.setdefault(category, []).append(word)
    parts = {
        (word, category)
        for category, words in spoken.items()
        if len(words) > 1
        for word in words
        for other in words
        if len(other) > len(word) and word in other and "…" not in other
    }
    return [term for key, term in terms.items() if key not in parts]


def _deciding(terms: list[Term], best: str, top: float, total: float) -> tuple[Vote, ...]:
    """Each word with what its absence would take from the best category's score; words against it weigh less than nothing."""
    score = top / (total + DOUBT)
    takes = []
    for term in terms:
        without = top - term.weight if term.category == best else top
        takes.append((without / (total - term.weight + DOUBT) - score, term.word, term.category))
    takes.sort()
    return tuple([Vote(word, category, round(-taken, 4)) for taken, word, category in takes[:SHOWN]])


def _sub(terms: list[Term], category: str) -> str | None:
    sums: dict[str, float] = {}
    for term in terms:
        if term.category == category and term.sub:
            sums[term.sub] = sums.get(term.sub, 0.0) + term.weight
    return max(sorted(sums), key=sums.__getitem__) if sums else None
