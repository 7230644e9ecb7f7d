"""Simpler ears to hold ours against: keyword rules, multinomial naive Bayes, and LinearSVC, the last two of scikit-learn.

They are taught by the same rows in the same run. A Guess says the likeliest label of a skeleton, and its chance where one is known.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from nlp import segment
from nlp.accuse_words import shape
from nlp.alarm import NONE
from nlp.dangers import SOUNDS
from nlp.skeleton import skeleton
from nlp.words import lexicon

KEYWORDS, BAYES, SVC = "keyword rules", "multinomial NB", "LinearSVC"
_WRONGS = re.compile("[GSRFDVHUL]")  # classes of deeds in lexicon/accuse.tsv

Rows = Sequence[tuple[str, str]]
Guess = Callable[[str], tuple[str, float]]


def taught(rows: Rows) -> dict[str, Guess]:
    """Both learners of (text, label) rows."""
    texts, labels = [skeleton(text) for text, _ in rows], [label for _, label in rows]
    words = make_pipeline(CountVectorizer(analyzer=segment.cut), MultinomialNB()).fit(texts, labels)
    characters = make_pipeline(TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2), LinearSVC(C=0.5))
    characters.fit(texts, labels)
    return {BAYES: _guess(words), SVC: _guess(characters)}


def _guess(machine: object) -> Guess:
    return lambda text: (str(machine.predict([text])[0]), 1.0)  # type: ignore[attr-defined]


def keywords(label_of: Callable[[str], str]) -> Guess:
    """The words of the lexicon alone; label_of: code of a sub-category to label."""

    def guess(text: str) -> tuple[str, float]:
        votes = Counter[str]()
        for word in set(segment.cut(text)):
            for term in lexicon().get(word, ()):
                votes[label_of(term.code)] += round(term.weight * 10)
        (best, weight), *_ = votes.most_common(1) or [("00", 0)]
        return best, weight / (votes.total() or 1)

    return guess


def danger_words(text: str) -> tuple[str, float]:
    """Any word of danger, whatever stands around it."""
    return ("danger" if any(sound.pattern.search(text) for sound in SOUNDS) else NONE), 1.0


def words_of_wrong(text: str) -> tuple[str, float]:
    """An office and a deed."""
    whole = shape(text)
    return ("accused" if "O" in whole and _WRONGS.search(whole) else NONE), 1.0


def by_label(labels: Mapping[str, str]) -> Callable[[str], str]:
    """Code to label through a map of categories; the code of a category without one."""
    return lambda code: (labels.get(code) or labels.get(code[:2]) or NONE) if labels else code[:2]
