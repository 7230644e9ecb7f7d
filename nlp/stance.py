"""What a free answer to "what does your household think?" comes to: for, against, on a condition, no view, or no answer at all.

Learnt from seed/stances.tsv (see teach_stance). Where it is not sure it says so: a wrong guess would put a word into a
household's mouth, a question costs one digit. Small talk, spam and questions are heard as `none`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from nlp import shelf
from nlp.late import late
from nlp.linear import Linear, parsed
from nlp.skeleton import skeleton
from nlp.stance_signs import signs

SURE = 0.7  # chance from which an answer is taken at its word; some four in five free answers reach it
OPPOSED = 0.15  # chance of the opposite side above which neither for nor against is said
LONGEST = 500  # characters that are listened to
MOST_WORDS = 4

_AGREE = "(?:同意|赞成|支持|愿意|乐意|答应)"
# A word for yes or no that its neighbours turn round, or may: nobody is sure of it by ear.
_TURNED = late(
    f"{_AGREE}(?:[你他]?个(?:屁|头|鬼|啥|甚)|才怪)|反对(?:个啥|啥|甚)|谁不?{_AGREE}[^。]{{0,3}}(?:谁|是)[^。]{{0,3}}(?:傻|憨|猪|瓷)|"
    f"(?:傻子|憨憨|憨子)[才都]|(?:咋|咋能|咋会|怎么|怎能|怎么能|怎么会|哪能|能|敢)不{_AGREE}|不是不{_AGREE}|不{_AGREE}也得"
)


class Meant(StrEnum):
    """What an answer means; NONE: it is no answer to the question."""

    FOR = "for"
    AGAINST = "against"
    CONDITIONAL = "conditional"
    UNSURE = "unsure"
    NONE = "none"


_OPPOSITE = {Meant.FOR: Meant.AGAINST, Meant.AGAINST: Meant.FOR}


@dataclass(frozen=True, slots=True)
class Heard:
    """stance: None when the ears are not sure, likeliest is then their guess. score: 0…1. words: the deciding words, strongest first."""

    stance: Meant | None
    score: float
    words: tuple[str, ...] = ()
    likeliest: Meant = Meant.NONE


def stance_of(text: str, sure: float = SURE) -> Heard:
    """The stance of a free answer; about 0.3 ms for thirty characters. Never raises. sure: the chance asked for (0…1)."""
    bones = skeleton(text)[:LONGEST]
    found = signs(bones)
    model = shipped()
    chances = dict(zip(map(Meant, model.labels), model.chances(found), strict=True))
    best = max(chances, key=lambda each: chances[each])
    opposed = best in _OPPOSITE and chances[_OPPOSITE[best]] > OPPOSED
    doubtful = chances[best] < sure or opposed or _TURNED.search(bones) is not None
    return Heard(None if doubtful else best, round(chances[best], 4), _deciding(model, found, bones, best), best)


def _deciding(model: Linear, found: Collection[str], text: str, stance: Meant) -> tuple[str, ...]:
    """The pieces of the text itself that speak most for it; of two that overlap the stronger alone."""
    column = model.labels.index(stance)
    weights = {piece: model.weight(piece, column) for piece in found if len(piece) > 1 and piece in text}
    chosen: list[str] = []
    for piece in sorted(weights, key=lambda each: (-weights[each], -len(each), each)):
        if weights[piece] > 0 and not any(piece in other or other in piece for other in chosen):
            chosen.append(piece)
    return tuple(chosen[:MOST_WORDS])


@cache
def shipped() -> Linear:
    """The model of model/stances.txt; about 10 ms the first time."""
    return parsed(shelf.text("model/stances.txt").splitlines())
