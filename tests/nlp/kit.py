"""Reads the blind sets of tests/nlp/sets."""

from pathlib import Path

SETS = Path(__file__).parent / "sets"


def lines(name: str) -> list[list[str]]:
    """The fields of each line of a set."""
    return [line.split("\t") for line in (SETS / name).read_text("utf-8").splitlines() if line]
