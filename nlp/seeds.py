"""The sentences the shipped models are learnt from, all written for this project, as people here would say or write them."""

from nlp import shelf

CATEGORIES = tuple(f"{code:02}" for code in range(16))  # 00: about none of the fifteen


def concerns() -> list[tuple[str, str]]:
    """(text, code) rows: "01.2", or "05" where no sub-category fits, or "00"."""
    return [row for category in CATEGORIES for row in rows(f"{category}.tsv")]


def rows(name: str) -> list[tuple[str, str]]:
    """(text, label) rows of a seed file, which holds them the other way round."""
    return [(text, label) for label, text in (line.split("\t") for line in shelf.lines(f"seed/{name}"))]
