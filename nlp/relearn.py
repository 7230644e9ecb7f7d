"""Learning from cadres' corrections: a model is taught, tried on what it has not seen, and refused when any category suffers.

Both sides of the trial are taught anew without what they are tried on. The standing model itself has seen all of it: it
would be right about everything, and no other could ever take its place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nlp import seeds, segment
from nlp.linear import Linear
from nlp.measure import Figures, Judged, measure
from nlp.model import Model, signs
from nlp.skeleton import skeleton
from nlp.teach import LARGEST_HEAD, Rows, corrected, teach, villagers, votes
from nlp.train import Progress, taught

FEWEST = 10  # corrections; with fewer nothing is tried
EVERY = 5  # so many corrections one is held back
# Every seed is held back once, half of them at a time: with a twentieth of them one single sentence heard otherwise would
# move a small category by three points, and every model would be refused.
PARTS = 2
MOST_FALL = 0.01  # of a category's F1
FEWEST_HELD = 5  # rows of a category that tell anything of it


class Refusal(NamedTuple):
    """Why a model is not taken, a line in each language."""

    english: str
    chinese: str


@dataclass(frozen=True, slots=True)
class Trial:
    """model: the one to take, taught on everything; None when refused says why not. before and after: on what was held back."""

    model: Model | None
    before: Figures | None
    after: Figures | None
    refused: Refusal | None


def relearn(corrections: Rows, known: Rows = (), on_progress: Progress = lambda _share: None, concerns: Rows | None = None) -> Trial:
    """Teach and try (text, code) corrections, the oldest first; `known`: those that the standing model was taught with.

    `concerns` are the seeds, the shipped ones by default. Some minutes of one core. segment.warm() must have been called.
    Raises ValueError when the seeds hold fewer than two labels.
    """
    if len(corrections) < FEWEST:
        few = Refusal(f"too few corrections: {len(corrections)} of {FEWEST}", f"改类太少：有 {len(corrections)} 条，要 {FEWEST} 条")
        return Trial(None, None, None, few)
    rows = seeds.concerns() if concerns is None else concerns
    held, mended = corrections[::EVERY], [row for at, row in enumerate(corrections) if at % EVERY]
    unseen = set(held)
    standing = [row for row in known if row not in unseen]
    was = _tried(rows, standing, held, lambda share: on_progress(share * 0.3))
    now = _tried(rows, mended, held, lambda share: on_progress(0.3 + share * 0.3))
    before, after = was.figures, now.figures
    refused = why_not(before, after) or _heard_worse(was.right, now.right)
    if refused:
        on_progress(1.0)
        return Trial(None, before, after, refused)
    return Trial(teach(rows, lambda share: on_progress(0.6 + share * 0.4), corrections), before, after, None)


def why_not(before: Figures, after: Figures) -> Refusal | None:
    """Which categories fall by more than a point, each with its F1 before and after; None for none."""
    worse = [
        f"{label} {was.f1:.3f} -> {after.per_class[label].f1:.3f}"
        for label, was in before.per_class.items()
        if was.support >= FEWEST_HELD and was.f1 - after.per_class[label].f1 > MOST_FALL
    ]
    if not worse:
        return None
    return Refusal(f"falls by more than a point: {', '.join(worse)}", f"有类别的 F1 下降超过 0.01：{'、'.join(worse)}")


def _heard_worse(before: int, after: int) -> Refusal | None:
    if after >= before:
        return None
    return Refusal(
        f"held-back corrections heard worse: {before} -> {after} right", f"留作检验的改类听得更差：听对的从 {before} 条变成 {after} 条"
    )


@dataclass(frozen=True, slots=True)
class _Tried:
    """What was held back, judged by models that have not seen it: the seeds once, the corrections by each of them."""

    seeds: list[Judged]
    corrections: list[Judged]

    @property
    def right(self) -> int:
        """Corrections heard as the cadre says."""
        return sum(each.label == each.guess for each in self.corrections)

    @property
    def figures(self) -> Figures:
        return measure([*self.seeds, *self.corrections])


def _tried(rows: Rows, corrections: Rows, held: Rows, on_progress: Progress) -> _Tried:
    found = _Tried([], [])
    for part in range(PARTS):
        on_progress(part / PARTS)
        head = _head([row for at, row in enumerate(rows) if at % PARTS != part], corrections)
        found.seeds.extend(_judged(head, rows[part::PARTS]))
        found.corrections.extend(_judged(head, held))
    return found


def _head(rows: Rows, corrections: Rows) -> Linear:
    """The categories alone, as teach makes them, without blots or calibration: only which is likeliest is tried, in a third of the time."""
    return taught([*villagers(rows), *corrected(_heads(corrections))], votes=votes(_category), largest=LARGEST_HEAD, calibrated=False)


def _heads(rows: Rows) -> Rows:
    return [(text, _category(code)) for text, code in rows]


def _category(code: str) -> str:
    return code[:2]


def _judged(model: Linear, rows: Iterable[tuple[str, str]]) -> Sequence[Judged]:
    found = []
    for text, code in rows:
        bones = skeleton(text)
        chances = model.chances(*signs(bones, segment.cut(bones)))
        best = max(range(len(chances)), key=chances.__getitem__)
        found.append(Judged(_category(code), model.labels[best], chances[best]))
    return found
