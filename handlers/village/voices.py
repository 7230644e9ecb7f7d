"""How many voices a matter has: copies of one text are heard once a phone, and a household counts once however often it speaks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from handlers.village.matter import Concern

LONG_ENOUGH = 8  # characters from which the same words said without a place surely mean the same thing on two phones
PRIVATE = "private"
_ASIDE = re.compile("（[^）]*）")  # （图片）, （语音，等人听）: what stands for a picture is nobody's words
_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Voices:
    """reports: concerns, every copy one (条). households: distinct households behind them (户)."""

    reports: int
    households: int


def fold(text: str) -> str:
    """The words without blanks, marks and what only stands for a picture: "路塌了。" and "路塌了" are one text."""
    return _MARKS.sub("", _ASIDE.sub("", text)).casefold()


def voices(concerns: Iterable[Concern]) -> Voices:
    """Both numbers for a set of concerns that stand."""
    told = list(concerns)
    return Voices(len(told), len(supporters(told)))


def supporters(concerns: Iterable[Concern]) -> frozenset[str]:
    """Whom the concerns count for, each once.

    One text from one phone is one voice, for whomever it is said: else a phone could speak for as many neighbours as it
    sends copies. Neighbours whom a phone does not name are one voice for the same reason.
    """
    first: dict[tuple[str, str], str] = {}
    found = set[str]()
    for concern in concerns:
        words = fold(concern.text)
        # an erased concern has lost both its words and its phone; its household's mark is all that is left of it
        spoken = words and concern.address and concern.address != "erased"
        meant = _unnamed(concern) or concern.supporter
        found.add(first.setdefault((concern.address, words), meant) if spoken else meant)
    return frozenset(found)


def _unnamed(concern: Concern) -> str:
    return f"meant_by:{concern.author}" if concern.household == f"meant:{concern.id}" else ""


def same(concern: Concern) -> tuple[str, str, str]:
    """Concerns with the same value are copies: the same words of the same place.

    What is private, or so short that it could mean anything, is a copy only on the same phone; a picture never is.
    """
    words, place = fold(concern.text), concern.place or ""
    if not words:
        return (concern.id, "", "")
    shared = PRIVATE not in concern.flags and (place or len(words) >= LONG_ENOUGH)
    return (words, place, "" if shared else concern.address)


def folded(concerns: Iterable[Concern]) -> list[tuple[Concern, ...]]:
    """Copies together, each group in the order given, the groups in the order of their first.

    Two people who say the same sentence once each are two people: it is for a cadre to join them.
    """
    groups: dict[tuple[str, ...], list[Concern]] = {}
    for concern in concerns:
        groups.setdefault(same(concern), []).append(concern)
    found = (group for all_of in groups.values() for group in _apart(all_of))
    return [tuple(group) for group in found]


def _apart(group: list[Concern]) -> list[list[Concern]]:
    return [[each] for each in group] if len(group) == 2 and group[0].address != group[1].address else [group]


def told_once(concerns: Iterable[Concern]) -> list[Concern]:
    """Of one phone's copies in one issue, or in none, the first in the order given: what likeness is looked for among."""
    once: dict[tuple[str | None, ...], Concern] = {}
    for concern in concerns:
        once.setdefault((concern.issue, concern.address, *same(concern)), concern)
    return list(once.values())


def copies_among(concern: Concern, others: Iterable[Concern]) -> list[Concern]:
    """The concern first, then its copies among the others."""
    near = [concern, *(other for other in others if other.id != concern.id and same(other) == same(concern))]
    return list(folded(near)[0])
