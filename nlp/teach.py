"""Teaches the fifteen categories: seed sentences, cadres' corrections, and the votes of the lexicon."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import sqrt

from nlp.learn import Lesson
from nlp.linear import Linear
from nlp.model import WORD, Model
from nlp.train import Progress, lessons_of, taught
from nlp.words import lexicon

CORRECTION = 6.0  # seeds that one correction counts as
LEAST_SEEN = 2  # seeds a piece must stand in: rarer ones are names
VOTE = 0.8  # what one unit of a lexicon word's weight adds to the sum of a message's rows
LARGEST_HEAD, LARGEST_BRANCH = 1_200_000, 30_000  # bytes

Rows = Sequence[tuple[str, str]]


def teach(rows: Rows, on_progress: Progress = lambda _share: None, corrections: Rows = ()) -> Model:
    """A model of the categories and their subs from (text, code) rows and cadres' corrections of the same form.

    A correction without a sub says nothing of the subs: its cadre did not know. Raises ValueError when a part has fewer than
    two labels.
    """
    heads = [(text, code[:2]) for text, code in corrections]
    head = taught_with_words(rows, lambda code: code[:2], LARGEST_HEAD, lambda share: on_progress(share * 0.7), heads)
    branches: dict[str, Linear] = {}
    categories = sorted({code[:2] for _, code in rows if "." in code})
    for at, category in enumerate(categories):
        on_progress(0.7 + 0.3 * at / len(categories))
        inside = [row for row in rows if row[1].startswith(category)]
        mended = [row for row in corrections if row[1].startswith(f"{category}.")]
        branches[category] = taught_with_words(inside, lambda code: code, LARGEST_BRANCH, corrections=mended)
    on_progress(1.0)
    return Model(head, branches)


def taught_with_words(
    rows: Rows,
    label_of: Callable[[str], str],
    largest: int = LARGEST_HEAD,
    on_progress: Progress = lambda _share: None,
    corrections: Rows = (),
) -> Linear:
    """One model of the labels that codes stand for; each label weighs as the root of its rows.

    `corrections` are (text, label) rows of people who know the place: each counts as several seeds.
    """
    lessons = balanced(lessons_of([(text, label_of(code)) for text, code in rows]))
    return taught([*lessons, *corrected(corrections)], on_progress, votes(label_of), largest, least=LEAST_SEEN)


def corrected(corrections: Rows) -> list[list[Lesson]]:
    """Lessons of the place where they were made."""
    return lessons_of(corrections, CORRECTION, local=True)


def balanced(lessons: Sequence[Sequence[Lesson]]) -> list[list[Lesson]]:
    """A label with few lessons counts each of them more, by the root of how few they are."""
    counts = Counter(text[0].label for text in lessons)
    most = max(counts.values(), default=1)
    heavier = {label: sqrt(most / count) for label, count in counts.items()}
    return [[Lesson(each.pieces, each.label, each.weight * heavier[each.label]) for each in text] for text in lessons]


def votes(label_of: Callable[[str], str]) -> Mapping[str, Mapping[str, float]]:
    """Sign of a word of the lexicon → label → what it adds."""
    found: dict[str, dict[str, float]] = {}
    for word, terms in lexicon().items():
        row = found.setdefault(WORD + word, {})
        for term in terms:
            label = label_of(term.code)
            row[label] = max(row.get(label, 0.0), term.weight * VOTE)
    return found
