"""The second blind sets: harder than the first. Nobody who writes seeds has read them, no threshold was fitted to them alone.

Floors, that no change may go below unseen.
"""

from datetime import date

import pytest

from nlp import segment
from nlp.classify import classify
from nlp.ears import Ears
from nlp.measure import Judged, measure
from nlp.model import shipped
from nlp.reading import Accusation
from nlp.skeleton import skeleton
from nlp.stance import stance_of
from tests.nlp.kit import lines

TODAY = date(2026, 11, 23)
DOUBTED = (Accusation.ACCUSED, Accusation.UNSURE)


@pytest.fixture(scope="module")
def ears() -> Ears:
    segment.warm(None)
    return Ears()


def shares(found: list[tuple[bool, bool]]) -> tuple[float, float, float]:
    """Of (is one, heard as one): recall, precision, and the share of false alarms among what is none."""
    hits, heard, there = sum(a and b for a, b in found), sum(b for _, b in found), sum(a for a, _ in found)
    return hits / there, hits / heard, (heard - hits) / (len(found) - there)


def test_dangers(ears: Ears) -> None:
    recall, precision, _ = shares([(label != "none", ears.read(text, TODAY).danger is not None) for label, text in lines("danger_2.tsv")])
    assert recall >= 0.95
    assert precision >= 0.87


def test_accusations(ears: Ears) -> None:
    found = [(label != "none", ears.read(text, TODAY).accusation in DOUBTED) for label, text in lines("accusations_2.tsv")]
    recall, _, alarms = shares(found)
    assert recall >= 0.96
    assert alarms <= 0.09


def test_categories(ears: Ears) -> None:
    judged = []
    for code, text in lines("categories_2.tsv"):
        bones = skeleton(text)
        ballot = classify(bones, segment.cut(bones), shipped())
        judged.append(Judged(code[:2], ballot.best, ballot.score))
    assert measure(judged).macro_f1 >= 0.76


def test_stances() -> None:
    heard = [("none" if label == "other" else label, stance_of(text)) for label, _, text in lines("stances_2.tsv")]
    sure = [each.stance == label for label, each in heard if each.stance]
    assert sum(each.likeliest == label for label, each in heard) / len(heard) >= 0.77
    assert sum(sure) / len(sure) >= 0.90
