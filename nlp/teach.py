"""Teaches the fifteen categories: seed sentences, cadres' corrections, and the votes of the lexicon."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import sqrt

from nlp.learn import Lesson
from nlp.linear import Linear
from nlp.model import WORD, Model
from nlp.train import Progress, lessons_of, taught
from nlp.words import lexicon

VOTE = 0.8  # what one unit of a lexicon word's weight adds to the sum of a message's rows
LARGEST_HEAD, LARGEST_BRANCH = 1_600_000, 36_000  # bytes

Rows = Sequence[tuple[str, str]]


def teach(rows: Rows, on_progress: Progress = lambda _share: None) -> Model:
    """A model of the categories and their subs from (text, code) rows. Raises ValueError when a part has fewer than two labels."""
    head = taught_with_words(rows, lambda code: code[:2], LARGEST_HEAD, lambda share: on_progress(share * 0.7))
    branches: dict[str, Linear] = {}
    categories = sorted({code[:2] for _, code in rows if "." in code})
    for at, category in enumerate(categories):
        on_progress(0.7 + 0.3 * at / len(categories))
        inside = [(text, code) for text, code in rows if code.startswith(category)]
        branches[category] = taught_with_words(inside, lambda code: code, LARGEST_BRANCH)
    on_progress(1.0)
    return Model(head, branches)


def taught_with_words(
    rows: Rows, label_of: Callable[[str], str | None], largest: int, on_progress: Progress = lambda _share: None
) -> Linear:
    """One model of the labels that codes stand for (None: the row is left out); each label weighs as the root of its rows."""
    labelled = [(text, label) for text, code in rows if (label := label_of(code)) is not None]
    return taught(balanced(lessons_of(labelled)), on_progress, votes(label_of), largest)


def balanced(lessons: Sequence[Sequence[Lesson]]) -> list[list[Lesson]]:
    """A label with few lessons counts each of them more, by the root of how few they are."""
    counts = Counter(text[0].label for text in lessons)
    most = max(counts.values(), default=1)
    heavier = {label: sqrt(most / count) for label, count in counts.items()}
    return [[Lesson(each.pieces, each.label, each.weight * heavier[each.label]) for each in text] for text in lessons]


def votes(label_of: Callable[[str], str | None]) -> Mapping[str, Mapping[str, float]]:
    """Sign of a word of the lexicon → label → what it adds."""
    found: dict[str, dict[str, float]] = {}
    for word, terms in lexicon().items():
        for term in terms:
            if (label := label_of(term.code)) is not None:
                row = found.setdefault(WORD + word, {})
                row[label] = max(row.get(label, 0.0), term.weight * VOTE)
    return found
