"""The files that the ears know by heart: lexicon/, model/ and seed/ beside this module."""

from pathlib import Path

_HERE = Path(__file__).parent


def lines(name: str) -> list[str]:
    """The lines of a file by its name ("lexicon/words.tsv"), without comments and empty lines."""
    return [line for line in text(name).splitlines() if line and not line.startswith("#")]


def text(name: str) -> str:
    """The whole of a file."""
    return (_HERE / name).read_text("utf-8")
