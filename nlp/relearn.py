"""Learning from cadres' corrections: a model is taught, tried on what it has not seen, and refused when any category suffers.

Both sides of the trial are taught without the held-back part. The standing model itself has seen the whole of it: tried on
that, it would be right about everything and no other could ever take its place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nlp import segment, seeds
from nlp.linear import Linear
from nlp.measure import Figures, Judged, measure
from nlp.model import Model, signs
from nlp.skeleton import skeleton
from nlp.teach import Rows, taught_with_words, teach
from nlp.train import Progress

FEWEST = 10  # corrections; with fewer nothing is tried
EVERY_CORRECTION, EVERY_SEED = 5, 20  # every so many one is held back
MOST_FALL = 0.01  # of a category's F1
FEWEST_HELD = 5  # rows of a category that tell anything of it
TOO_FEW = "too few corrections"


@dataclass(frozen=True, slots=True)
class Trial:
    """model: the one to take, taught on everything; None when refused says why not. before and after: on the held-back part."""

    model: Model | None
    before: Figures | None
    after: Figures | None
    refused: str | None


def relearn(
    corrections: Rows, known: Rows = (), on_progress: Progress = lambda _share: None, concerns: Rows | None = None
) -> Trial:
    """Teach and try (text, code) corrections, the oldest first; `known`: those that the standing model was taught with.

    `concerns` are the seeds, the shipped ones by default. Some minutes of one core. segment.warm() must have been called.
    Raises ValueError when the seeds hold fewer than two labels.
    """
    if len(corrections) < FEWEST:
        return Trial(None, None, None, f"{TOO_FEW}: {len(corrections)} of {FEWEST}")
    rows = seeds.concerns() if concerns is None else concerns
    held_mended, mended = parted(corrections, EVERY_CORRECTION)
    held_seeds, taught = parted(rows, EVERY_SEED)
    mine = set(held_mended)
    standing = [row for row in known if row not in mine]
    before = _head(taught, standing, lambda share: on_progress(share * 0.3))
    after = _head(taught, mended, lambda share: on_progress(0.3 + share * 0.3))
    figures = [measure(_judged(model, (*held_seeds, *held_mended))) for model in (before, after)]
    refused = why_not(*figures) or _heard_worse(_right(before, held_mended), _right(after, held_mended), len(held_mended))
    if refused:
        return Trial(None, *figures, refused)
    return Trial(teach(rows, lambda share: on_progress(0.6 + share * 0.4), corrections), *figures, None)


def parted(rows: Rows, every: int) -> tuple[Rows, Rows]:
    """Every so many one, and the others."""
    return [row for at, row in enumerate(rows) if at % every == 0], [row for at, row in enumerate(rows) if at % every]


def why_not(before: Figures, after: Figures) -> str | None:
    """Which categories fall by more than a point, each with its F1 before and after; None for none."""
    worse = [
        f"{label} {was.f1:.3f} -> {after.per_class[label].f1:.3f}"
        for label, was in before.per_class.items()
        if was.support >= FEWEST_HELD and was.f1 - after.per_class[label].f1 > MOST_FALL
    ]
    return f"falls by more than a point: {', '.join(worse)}" if worse else None


def _heard_worse(before: int, after: int, of: int) -> str | None:
    return f"held-back corrections heard worse: {before} -> {after} of {of}" if after < before else None


def _head(rows: Rows, corrections: Rows, on_progress: Progress) -> Linear:
    """The categories alone: subs are not tried."""
    return taught_with_words(rows, _category, on_progress=on_progress, corrections=[(text, _category(code)) for text, code in corrections])


def _category(code: str) -> str:
    return code[:2]


def _right(model: Linear, rows: Rows) -> int:
    return sum(each.label == each.guess for each in _judged(model, rows))


def _judged(model: Linear, rows: Iterable[tuple[str, str]]) -> Sequence[Judged]:
    found = []
    for text, code in rows:
        bones = skeleton(text)
        chances = model.chances(signs(bones, segment.cut(bones)))
        best = max(range(len(chances)), key=chances.__getitem__)
        found.append(Judged(_category(code), model.labels[best], chances[best]))
    return found
