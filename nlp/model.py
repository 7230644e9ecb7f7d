"""What the ears have learnt: one table for category, danger and accusation, and one for the subs of each category."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from nlp import shelf
from nlp.linear import LINES, Linear, parsed, side_by_side, written
from nlp.pieces import pieces
from nlp.words import lexicon

NONE = "00"  # the category of messages about no matter
WORD = "="  # before a word of the lexicon, to tell it from the piece of the same characters
_WHOLE = "categories"
DANGER, ACCUSED = "danger", "accused"


@dataclass(frozen=True, slots=True)
class Model:
    """categories: labels "00"…"15", and beside them DANGER and ACCUSED when it was read from a file.

    subs: by category, its codes as labels ("05" for what fits none of its subs).
    """

    categories: Linear
    subs: Mapping[str, Linear]


class Branches(Mapping[str, Linear]):
    """The models of the subs by category, each read when it is first asked for. Then raises ValueError where it is none."""

    def __init__(self, texts: Mapping[str, Iterable[str]], known: dict[str, str]) -> None:
        self._found: dict[str, Iterable[str] | Linear] = dict(texts)
        self._known = known

    def __getitem__(self, category: str) -> Linear:
        found = self._found[category]
        if not isinstance(found, Linear):
            found = self._found[category] = parsed(found, self._known)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def signs(text: str, tokens: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """What a skeleton, cut into tokens, is scored by: its pieces, and its words that the lexicon knows."""
    return pieces(text), frozenset([WORD + token for token in lexicon().keys() & tokens])


def shipped_file(name: str) -> list[str]:
    """The lines of a file of model/."""
    return shelf.text(f"model/{name}").splitlines()


@lru_cache(2)
def weighed(text: str, table: Linear) -> tuple[int, ...]:
    """What the pieces of a skeleton weigh in each column. Kept while several ears are asked of one message."""
    return tuple(table.units(pieces(text)))


@cache
def shipped() -> Model:
    """The models of model/categories.txt and alarms.txt; about a fifth of a second the first time."""
    return model_of(shipped_file("categories.txt"))


@cache
def shipped_linear(name: str) -> Linear:
    """The model of model/NAME.txt, when the file holds only one."""
    return parsed(shipped_file(f"{name}.txt"))


@cache
def shape_signs() -> Linear:
    """What the signs of a message's shape weigh against a cadre: the second model of model/alarms.txt."""
    return parsed(shipped_file("alarms.txt")[LINES:])


def model_of(lines: Iterable[str]) -> Model:
    """Puts beside the categories what was learnt of danger and accusations. Raises ValueError when the lines are no model of categories."""
    each = iter(lines)
    texts = {line.strip(): list(islice(each, LINES)) for line in each}
    if _WHOLE not in texts or any(len(text) < LINES for text in texts.values()):
        raise ValueError("no model of categories")
    known: dict[str, str] = {}
    categories, alarms = parsed(texts.pop(_WHOLE), known), parsed(shipped_file("alarms.txt"), known)
    if not categories.rows:
        raise ValueError("a model of categories that has learnt nothing")
    return Model(side_by_side(categories, alarms), Branches(texts, known))


def text_of(model: Model) -> str:
    """The file of a model; the same byte for byte for the same model. What stands beside its categories is not written."""
    parts = {_WHOLE: model.categories} | dict(sorted(model.subs.items()))
    return "".join(f"{name}\n{written(part)}" for name, part in parts.items())
