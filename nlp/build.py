"""python -m nlp.build [NAME …]: learns the shipped models anew from seed/ and lexicon/ and writes model/, the same byte for byte."""

import sys
from collections.abc import Callable
from pathlib import Path

from nlp import accuse_ear, alarm, seeds, teach_stance
from nlp.linear import Linear, joined, written
from nlp.model import text_of
from nlp.teach import teach
from nlp.train import taught

MODELS = Path(__file__).parent / "model"
_DANGER, _KINDS, _ACCUSATION = 430_000, 90_000, 220_000  # bytes, were each written alone
_COST = 3.0  # of a mistake, where every sentence was written to be told from its like


def build(name: str) -> str:
    """The text of one model; half a minute to two. Raises KeyError for a name that is none."""
    return BUILDERS[name]()


BUILDERS: dict[str, Callable[[], str]] = {
    "categories": lambda: text_of(teach(seeds.concerns())),
    "alarms": lambda: written(joined({alarm.DANGER: _danger(), alarm.ACCUSED: _accusation()})),
    "kinds": lambda: written(taught(alarm.lessons_in_kinds(), largest=_KINDS, calibrated=False)),
    "stances": teach_stance.stances,
}


def _danger() -> Linear:
    return taught(alarm.lessons(), largest=_DANGER, cost=_COST, least=1, calibrated=False)


def _accusation() -> Linear:
    return taught(accuse_ear.lessons(), largest=_ACCUSATION, calibrated=False)


def main(names: list[str]) -> None:
    MODELS.mkdir(exist_ok=True)
    for name in names or BUILDERS:
        text = build(name)
        (MODELS / f"{name}.txt").write_text(text, "utf-8")
        sys.stdout.write(f"{name}: {len(text.encode()):,} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1:])
