"""python -m nlp.build [NAME …]: learns the shipped models anew from seed/ and lexicon/ and writes model/, the same byte for byte."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from nlp import accuse_ear, alarm, seeds, teach_stance
from nlp.linear import Linear, joined, written
from nlp.model import ACCUSED, DANGER, text_of
from nlp.teach import teach
from nlp.train import taught

MODELS = Path(__file__).parent / "model"
_DANGER, _KINDS, _ACCUSATION = 430_000, 90_000, 320_000  # bytes, were each written alone
_ORDERS = 3  # their thresholds are set by hand, and must hold when some sentences are added
_COST = 1.5  # of a mistake, where every sentence was written to be told from its like


def build(name: str) -> str:
    """The text of one model; half a minute to five. Raises KeyError for a name that is none."""
    return BUILDERS[name]()


BUILDERS: dict[str, Callable[[], str]] = {
    "categories": lambda: text_of(teach(seeds.concerns())),
    "alarms": lambda: "".join(map(written, _alarms())),
    "kinds": lambda: written(taught(alarm.lessons_in_kinds(), largest=_KINDS, calibrated=False)),
    "stances": teach_stance.stances,
}


def _alarms() -> tuple[Linear, Linear]:
    """Of danger and accusations what the pieces of a message weigh, and of accusations what the signs of its shape do."""
    accusation = _accusation()
    of_shape = {piece: row for piece, row in accusation.rows.items() if piece.startswith(accuse_ear.MARKS)}
    of_words = replace(accusation, rows={piece: row for piece, row in accusation.rows.items() if piece not in of_shape})
    return joined({DANGER: _danger(), ACCUSED: of_words}), joined({ACCUSED: replace(accusation, rows=of_shape)})


def _danger() -> Linear:
    return taught(alarm.lessons(), largest=_DANGER, cost=_COST, least=1, calibrated=False, orders=_ORDERS)


def _accusation() -> Linear:
    return taught(accuse_ear.lessons(), largest=_ACCUSATION, calibrated=False, orders=_ORDERS)


def main(names: list[str]) -> None:
    MODELS.mkdir(exist_ok=True)
    for name in names or BUILDERS:
        text = build(name)
        (MODELS / f"{name}.txt").write_text(text, "utf-8")
        sys.stdout.write(f"{name}: {len(text.encode()):,} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1:])
