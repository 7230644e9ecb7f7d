"""Teaches the fifteen categories: seed sentences, cadres' corrections, and the votes of the lexicon."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import sqrt

from nlp.blots import copies
from nlp.learn import Lesson, learn
from nlp.linear import Linear
from nlp.model import NONE, WORD, Model
from nlp.skeleton import skeleton
from nlp.train import Progress, lessons_of, taught
from nlp.words import lexicon

CORRECTION = 6.0  # seeds that one correction counts as
LEAST_SEEN = 2  # seeds a piece must stand in: rarer ones are names
TOWN = 0.2  # what a townsman's letter counts beside a villager's sentence
VOTE = 0.8  # what one unit of a lexicon word's weight adds to the sum of a message's rows
LARGEST_HEAD, LARGEST_BRANCH = 1_200_000, 30_000  # bytes

Rows = Sequence[tuple[str, str]]


def teach(rows: Rows, on_progress: Progress = lambda _share: None, corrections: Rows = ()) -> Model:
    """A model of the categories and their subs from (text, code) rows and cadres' corrections of the same form.

    A correction without a sub says nothing of the subs: its cadre did not know. Raises ValueError when a part has fewer than
    two labels.
    """
    heads = [(text, code[:2]) for text, code in corrections]
    head = taught_head(rows, lambda share: on_progress(share * 0.7), heads)
    branches: dict[str, Linear] = {}
    categories = sorted({code[:2] for _, code in rows if "." in code})
    for at, category in enumerate(categories):
        on_progress(0.7 + 0.3 * at / len(categories))
        inside = [row for row in rows if row[1].startswith(category)]
        mended = [row for row in corrections if row[1].startswith(f"{category}.")]
        branches[category] = taught_with_words(inside, lambda code: code, LARGEST_BRANCH, corrections=mended)
    on_progress(1.0)
    return Model(head, branches)


def taught_head(rows: Rows, on_progress: Progress = lambda _share: None, corrections: Rows = ()) -> Linear:
    """The model of the categories alone from (text, code) rows; corrections: (text, category)."""
    lessons = [*with_blots(rows), *corrected(corrections)]
    return taught(lessons, on_progress, votes(lambda code: code[:2]), LARGEST_HEAD, least=LEAST_SEEN)


def taught_with_words(
    rows: Rows,
    label_of: Callable[[str], str],
    largest: int = LARGEST_HEAD,
    on_progress: Progress = lambda _share: None,
    corrections: Rows = (),
    villagers_count: float = 1.0,
) -> Linear:
    """One model of the labels that codes stand for; each label weighs as the root of its rows.

    `corrections` are (text, label) rows of people who know the place: each counts as several seeds. `villagers_count`: how
    much what villagers say counts beside what townspeople write.
    """
    lessons = shared(balanced(lessons_of([(text, label_of(code)) for text, code in rows])), rows, villagers_count, 1.0)
    return taught([*lessons, *corrected(corrections)], on_progress, votes(label_of), largest, least=LEAST_SEEN)


def villagers(rows: Rows) -> list[list[Lesson]]:
    """Lessons of the categories as a village needs them."""
    return shared(balanced(lessons_of([(text, code[:2]) for text, code in rows])), rows, 1.0, TOWN)


def shared(lessons: Sequence[list[Lesson]], rows: Rows, village: float, town: float) -> list[list[Lesson]]:
    """Lessons of (text, code) rows, by their share: what no sub fits was written as townspeople write to their mayor."""
    shares = [village if "." in code or code == NONE else town for _, code in rows]
    return [text if share == 1.0 else _weighing(text, share) for text, share in zip(lessons, shares, strict=True)]


def with_blots(rows: Rows) -> list[list[Lesson]]:
    """The same as villagers, and of what one says a copy without the words that decide."""
    lessons = villagers(rows)
    deciding = learn([each for text in lessons for each in text], LEAST_SEEN)
    return [
        [*found, *copies(skeleton(text), found[0], deciding)] if "." in code else found
        for found, (text, code) in zip(lessons, rows, strict=True)
    ]


def _weighing(text: Sequence[Lesson], share: float) -> list[Lesson]:
    return [replace(each, weight=each.weight * share) for each in text]


def corrected(corrections: Rows) -> list[list[Lesson]]:
    """Lessons of the place where they were made."""
    return lessons_of(corrections, CORRECTION, local=True)


def balanced(lessons: Sequence[Sequence[Lesson]]) -> list[list[Lesson]]:
    """A label with few lessons counts each of them more, by the root of how few they are."""
    counts = Counter(text[0].label for text in lessons)
    most = max(counts.values(), default=1)
    heavier = {label: sqrt(most / count) for label, count in counts.items()}
    return [_weighing(text, heavier[text[0].label]) for text in lessons]


def votes(label_of: Callable[[str], str]) -> Mapping[str, Mapping[str, float]]:
    """Sign of a word of the lexicon → label → what it adds."""
    found: dict[str, dict[str, float]] = {}
    for word, terms in lexicon().items():
        row = found.setdefault(WORD + word, {})
        for term in terms:
            label = label_of(term.code)
            row[label] = max(row.get(label, 0.0), term.weight * VOTE)
    return found
