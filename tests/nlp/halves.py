"""Shares right on a blind set: of all rows, and of every second one, which nobody looked at while the rules were written."""

from collections.abc import Iterable


def shares(right: Iterable[bool]) -> tuple[float, float]:
    """(all rows, the held-out ones: the 2nd, 4th, 6th …)."""
    every = list(right)
    return sum(every) / len(every), sum(every[1::2]) / len(every[1::2])
