"""Attendance in one sentence: 「到28户，缺李二、王老四」 held against the roster; shares come from the roster until corrected."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handlers.issues.amounts import read_number
from handlers.village.people import Household, Person

_N = "[0-9]{1,4}|[零一二两三四五六七八九十百]{1,5}"
_HOUSEHOLDS = re.compile(f"({_N})户")
_PERSONS = re.compile(f"({_N})(?:个人|口人|人|个乡亲|个村民)")
_WOMEN = re.compile(f"(?:妇女|女的|女同志|女)(?:来了|到了|有)?({_N})|({_N})(?:个|名)?(?:妇女|女的|女同志)")
_ALL = re.compile("都(?:到|来)了|全(?:到|来)了|(?:到|来)齐了|一户不缺|没有缺")
_ABSENT = re.compile("(?:缺了?|没来的?(?:有|是)?|没到的?(?:有|是)?|差|除了?)[:：]?([^。；;]*)")
_ABSENT_BEFORE = re.compile("([^。；;，,]*?)(?:没来|没到|缺席|来不了)$")
_PRESENT = re.compile("(?:到的有|来的有|到的是|来的是|到会的有|到了|来了)[:：]?([^。；;缺]*)")
_BETWEEN = re.compile("[、，,；;和跟与\\s]+")
_NOISE = re.compile(f"(?:(?:{_N})(?:户|个?人)|家里?的?|户|没来|没到|等|还有|以外|外)+$")


@dataclass(frozen=True, slots=True)
class Roll:
    """Who came: households of the roster by id, all villagers by number, women as counted (None: as the roster has it)."""

    present: frozenset[str]
    villagers: int
    women: int | None = None


ODD = ("unknown", "ambiguous", "unexpected", "missing", "more", "fewer", "unclear")


@dataclass(frozen=True, slots=True)
class Odd:
    """It does not add up. what is one of ODD, the reply key after "roll."."""

    what: str
    names: tuple[str, ...] = ()
    said: int = 0
    listed: int = 0


class Book:
    """The roster as people speak of it: a head, anybody of the household, or the number on the door."""

    def __init__(self, households: Iterable[Household], persons: Iterable[Person]) -> None:
        self._found: dict[str, set[str]] = {}
        known = set[str]()
        for household in households:
            known.add(household.id)
            for name in (household.head, household.number):
                self._found.setdefault(name, set()).add(household.id)
        for person in persons:
            if person.household in known:
                self._found.setdefault(person.name, set()).add(person.household or "")

    def find(self, name: str) -> frozenset[str]:
        return frozenset(self._found.get(name, ()))


def read_roll(words: str, expected: frozenset[str], book: Book) -> Roll | Odd:
    """One sentence against the households expected (ids). More came than are expected: the others count as villagers only."""
    said = _amount(_HOUSEHOLDS, words)
    absent, present = _part(_ABSENT, words) or _part(_ABSENT_BEFORE, words), _part(_PRESENT, words)
    named = _named(absent or present, book)
    if isinstance(named, Odd):
        return named
    if absent:
        if strange := tuple(name for name in absent if not book.find(name) <= expected):
            return Odd("unexpected", strange, listed=len(expected))
        return _counted(words, expected - named, said)
    if present:
        return _counted(words, named, said)
    if _ALL.search(words) or said == len(expected):
        return _counted(words, expected, said)
    if said is None:
        return Odd("unclear", listed=len(expected))
    return Odd("missing" if said < len(expected) else "more", said=said, listed=len(expected))


def going_on(said: str, words: str) -> str:
    """An answer to what was asked back, with the count that was said before it."""
    return words if not said or _HOUSEHOLDS.search(words) else f"{said}，{words}"


def _counted(words: str, present: frozenset[str], said: int | None) -> Roll | Odd:
    if said is not None and said < len(present):
        return Odd("fewer", said=said, listed=len(present))
    households = said if said is not None else len(present)
    return Roll(present, max(households, _amount(_PERSONS, words) or 0), _amount(_WOMEN, words))


def _amount(pattern: re.Pattern[str], words: str) -> int | None:
    found = pattern.search(words)
    return read_number(next(group for group in found.groups() if group)) if found else None


def _part(pattern: re.Pattern[str], words: str) -> tuple[str, ...]:
    found = pattern.search(words.strip().rstrip("。"))
    said = (piece for piece in _BETWEEN.split(found[1]) if not _WOMEN.search(piece)) if found else ()
    return tuple(piece for each in said if len(piece := _NOISE.sub("", each.strip())) > 1)


def _named(names: tuple[str, ...], book: Book) -> frozenset[str] | Odd:
    hits: Mapping[str, frozenset[str]] = {name: book.find(name) for name in names}
    if unknown := tuple(name for name, found in hits.items() if not found):
        return Odd("unknown", unknown)
    if double := tuple(name for name, found in hits.items() if len(found) > 1):
        return Odd("ambiguous", double)
    return frozenset(each for found in hits.values() for each in found)
