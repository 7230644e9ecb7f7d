"""The shipped ears judged by another taxonomy's labels: at once through a map, or after learning from some corrections."""

from collections.abc import Callable, Mapping

from nlp import seeds, segment
from nlp.linear import Linear
from nlp.measure import Judged
from nlp.model import NONE, shipped, signs
from nlp.pieces import pieces
from nlp.skeleton import skeleton
from nlp.taxonomy import CATEGORIES
from nlp.teach import Rows, taught_head, taught_with_words
from nlp.train import Progress

_VILLAGERS_COUNT = 0.5  # whoever brings labels of his own is rather a town's office than a village

Judge = Callable[[str], Mapping[str, float]]  # text → label → chance


def judged(judge: Judge, rows: Rows) -> list[Judged]:
    """Each (text, label) row with the judge's likeliest label."""
    found = []
    for text, label in rows:
        chances = judge(text)
        guess = max(chances, key=chances.__getitem__)
        found.append(Judged(label, guess, chances[guess]))
    return found


def shipped_judge(labels: set[str]) -> Judge:
    """For rows labelled with codes of categories, or their names."""
    names = {code: each.name for code, each in CATEGORIES.items()}
    by_name = bool(labels & set(names.values()))
    model = shipped()

    def judge(text: str) -> dict[str, float]:
        chances = _chances(model.categories, text)
        return {names[code] if by_name else code: chance for code, chance in chances.items() if code != NONE}

    return judge


def learnt_judge(model: Linear) -> Judge:
    """A model of labels of one's own: it knows pieces alone."""

    def judge(text: str) -> dict[str, float]:
        return dict(zip(model.labels, model.chances(pieces(skeleton(text))), strict=True))

    return judge


def mapped(labels: Mapping[str, str], on_progress: Progress) -> Judge:
    """Codes of categories or sub-categories → labels; learnt anew from the shipped seeds under these labels."""
    return corrected(labels, (), on_progress)


def corrected(labels: Mapping[str, str], corrections: Rows, on_progress: Progress) -> Judge:
    """The same after (text, label) corrections; without a map these are labelled with codes of categories."""

    rows = seeds.concerns()
    model = (
        taught_with_words(rows, _label_by(labels), on_progress=on_progress, corrections=corrections, villagers_count=_VILLAGERS_COUNT)
        if labels
        else taught_head(rows, on_progress, corrections)
    )

    def judge(text: str) -> dict[str, float]:
        chances = {label: chance for label, chance in _chances(model, text).items() if label != NONE}
        total = sum(chances.values()) or 1.0
        return {label: chance / total for label, chance in chances.items()}

    return judge


def _label_by(labels: Mapping[str, str]) -> Callable[[str], str]:
    return lambda code: labels.get(code) or labels.get(code[:2]) or NONE


def _chances(model: Linear, text: str) -> dict[str, float]:
    bones = skeleton(text)
    return dict(zip(model.labels, model.chances(*signs(bones, segment.cut(bones))), strict=True))
