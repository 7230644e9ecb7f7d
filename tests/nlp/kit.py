"""Reads the blind sets of tests/nlp/sets, and asks single ears with the shipped tables."""

from pathlib import Path

from nlp import accuse, urgency
from nlp.model import shipped
from nlp.reading import Accusation, Danger
from nlp.skeleton import skeleton
from nlp.spelt import guessed

SETS = Path(__file__).parent / "sets"


def lines(name: str) -> list[list[str]]:
    """The fields of each line of a set."""
    return [line.split("\t") for line in (SETS / name).read_text("utf-8").splitlines() if line]


def danger_in(bones: str) -> Danger | None:
    """The danger heard in a skeleton."""
    return graded(bones)[0]


def danger_said(text: str) -> Danger | None:
    """The danger heard in what was typed, disguises and all."""
    bones = skeleton(text)
    return urgency.graded(bones, shipped().categories, guessed(text, bones))[0]


def graded(bones: str) -> tuple[Danger | None, bool]:
    return urgency.graded(bones, shipped().categories)


def accusation(bones: str, cadre_names: tuple[str, ...] = ()) -> Accusation:
    return accuse.accusation(bones, cadre_names, shipped().categories)
