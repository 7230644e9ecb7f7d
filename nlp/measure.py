"""How well labels are heard: the figures of `nlp evaluate`."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

BINS = 10
COVERED = 0.9


@dataclass(frozen=True, slots=True)
class Judged:
    """One text: its label, the likeliest label, and how likely that was said to be (0…1)."""

    label: str
    guess: str
    chance: float


@dataclass(frozen=True, slots=True)
class ClassFigures:
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Figures:
    """ece: expected calibration error over ten bins; coverage90_accuracy: accuracy when the least sure tenth is left to people."""

    macro_f1: float
    accuracy: float
    ece: float
    coverage90_accuracy: float
    per_class: dict[str, ClassFigures] = field(default_factory=dict)

    def plain(self) -> dict[str, object]:
        """As JSON takes it."""
        return asdict(self)


def measure(judged: Sequence[Judged]) -> Figures:
    """Raises ValueError for nothing judged."""
    if not judged:
        raise ValueError("nothing to measure")
    labels = sorted({each.label for each in judged})
    per_class = {label: _class(judged, label) for label in labels}
    surest = sorted(judged, key=lambda each: -each.chance)[: round(len(judged) * COVERED) or 1]
    return Figures(
        macro_f1=_rounded(sum(each.f1 for each in per_class.values()) / len(labels)),
        accuracy=_accuracy(judged),
        ece=_calibration_error(judged),
        coverage90_accuracy=_accuracy(surest),
        per_class=per_class,
    )


def _rounded(share: float) -> float:
    return round(share, 4)


def _accuracy(judged: Sequence[Judged]) -> float:
    return _rounded(sum(each.label == each.guess for each in judged) / len(judged))


def _class(judged: Sequence[Judged], label: str) -> ClassFigures:
    right = sum(each.label == each.guess == label for each in judged)
    guessed = sum(each.guess == label for each in judged)
    support = sum(each.label == label for each in judged)
    f1 = 2 * right / (guessed + support) if guessed + support else 0.0
    return ClassFigures(_rounded(right / guessed if guessed else 0.0), _rounded(right / support if support else 0.0), _rounded(f1), support)


def _calibration_error(judged: Sequence[Judged]) -> float:
    bins: list[list[Judged]] = [[] for _ in range(BINS)]
    for each in judged:
        bins[min(BINS - 1, int(each.chance * BINS))].append(each)
    gaps = (abs(sum(each.chance for each in held) - sum(each.label == each.guess for each in held)) for held in bins)
    return _rounded(sum(gaps) / len(judged))
