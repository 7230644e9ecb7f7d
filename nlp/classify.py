"""Which of the fifteen categories a message is about, and which of its words decided that."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import add

from nlp.linear import Linear, chances_of
from nlp.model import NONE, WORD, Model, signs, weighed
from nlp.pieces import pieces
from nlp.reading import Vote
from nlp.skeleton import skeleton
from nlp.words import lexicon

LOWEST = 0.5  # chance below which the ears abstain
SHORTEST, FEW = 4, 6  # characters; with fewer only a word of the lexicon says what it is about, below FEW the ears must be surer
LOWEST_FEW = 0.9  # without such a word
SHOWN = 6  # deciding words kept
TRIED = 24  # words taken out one at a time to see what they weigh
_SMALLEST = 0.01
_SIGN = 2  # weight from which a word of the lexicon is more than a hint

Cut = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Ballot:
    """category and sub are None when the ears abstain; best is the likeliest category all the same, and score its chance."""

    category: str | None
    sub: str | None
    best: str
    score: float


def classify(text: str, tokens: Sequence[str], model: Model) -> Ballot:
    """Judge a skeleton that was cut into tokens."""
    head, found = model.categories, signs(text, tokens)
    units = map(add, weighed(text, head), head.units(found[1]))
    chances = chances_of(head.margins_of(units, sum(map(len, found))), head.sharpness)
    chance, best = max(each for each in zip(chances, head.labels, strict=True) if each[1] != NONE)
    score, named = round(chance, 4), not _telling().isdisjoint(tokens)
    lowest = LOWEST if named or len(text) >= FEW else LOWEST_FEW
    if score < lowest or not (named or len(text) >= SHORTEST):
        return Ballot(None, None, best, score)
    return Ballot(best, _sub(model.subs.get(best), found), best, score)


@cache
def _telling() -> frozenset[str]:
    """The words of the lexicon that alone say what a message is about."""
    return frozenset(word for word, terms in lexicon().items() if any(term.weight >= _SIGN for term in terms))


def _sub(branch: Linear | None, found: Iterable[Collection[str]]) -> str | None:
    if branch is None:
        return None
    margins = branch.margins(*found)
    code = branch.labels[margins.index(max(margins))]
    return code if "." in code else None


def deciding(text: str, model: Model, cut: Cut) -> tuple[Vote, ...]:
    """The words of a skeleton with what taking each out takes from the score; words against it weigh less than nothing."""
    tokens = cut(text)
    ballot = classify(text, tokens, model)
    votes = []
    for word in _candidates(tokens, ballot.best, model.categories):
        rest = skeleton(text.replace(word, ""))
        taken = ballot.score - _chance(rest, cut(rest), ballot.best, model.categories)
        if abs(taken) >= _SMALLEST:
            votes.append(Vote(word, ballot.best, round(taken, 4)))
    votes.sort(key=lambda vote: (-abs(vote.weight), vote.word))
    return tuple(sorted(votes[:SHOWN], key=lambda vote: (-vote.weight, vote.word)))


def _chance(text: str, tokens: Sequence[str], label: str, head: Linear) -> float:
    return round(head.chances(*signs(text, tokens))[head.labels.index(label)], 4)


def _candidates(tokens: Sequence[str], label: str, head: Linear) -> list[str]:
    """The words whose own pieces weigh most, either way; a long message has many that weigh nothing."""
    at = head.labels.index(label)

    def force(word: str) -> float:
        return -abs(sum(head.weight(piece, at) for piece in (*pieces(word), WORD + word)))

    return sorted(sorted({token for token in tokens if pieces(token)}), key=force)[:TRIED]
