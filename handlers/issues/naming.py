"""Households named in one sentence: 「李二、王老四」 against the roster, with what fits nobody told apart."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handlers.messages import Line, line
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.people import Household, Person

_APART = re.compile(r"[、，,；;。\s]+")
_JOINTS = re.compile("[家户和跟与及]|还有|同志|师傅")


@dataclass(frozen=True, slots=True)
class Named:
    """households in the order they were named; missing: what nobody in scope is called."""

    households: tuple[Household, ...]
    missing: tuple[str, ...]


def named_households(households: list[Household], persons: Iterable[Person]) -> Talk[tuple[str, ...]]:
    """Asks for the names and reads them back. Three sentences that fit nobody mean everybody (): too many is no harm."""
    for again in range(3):
        words = yield from ask(f"setting.names#{again}")
        named = read_names(words or "", households, persons)
        picks = [Pick("again", Line("setting.named_again"), False)]
        if named.households:
            picks.insert(0, Pick("right", Line("setting.named_right"), True))
        before = [line("setting.not_found", words="、".join(named.missing))] if named.missing else []
        before.append(line("setting.found", households=str(len(named.households)), whom=doors(named.households) or "—"))
        if (yield from choose(f"setting.named#{again}", picks, before=before)):
            return tuple(sorted(household.id for household in named.households))
    return ()


def read_names(words: str, households: Iterable[Household], persons: Iterable[Person]) -> Named:
    """A name means the household it heads, else the one it lives in. Two heads of one name are both read back, with their doors."""
    known = _known(list(households), persons)
    found: dict[str, Household] = {}
    missing = []
    for part in _APART.split(words):
        rest = part
        for name in sorted((name for name in known if name in part), key=lambda name: (-len(name), part.index(name))):
            if name in rest:
                rest = rest.replace(name, "、")
                found |= {household.id: household for household in known[name]}
        missing += [left for left in _APART.split(_JOINTS.sub("、", rest)) if len(left) > 1]
    return Named(tuple(found.values()), tuple(missing))


def _known(households: list[Household], persons: Iterable[Person]) -> Mapping[str, list[Household]]:
    """Heads first: a child who bears a head's name elsewhere does not stand for that head."""
    known: dict[str, list[Household]] = {}
    for household in households:
        known.setdefault(household.head, []).append(household)
    heads, homes = frozenset(known), {household.id: household for household in households}
    for person in persons:
        home = homes.get(person.household or "")
        if home is not None and person.name not in heads and home not in known.get(person.name, []):
            known.setdefault(person.name, []).append(home)
    return known


def doors(households: Iterable[Household]) -> str:
    """As they are read back: 李二（东坡3号）、王老四（东坡7号）."""
    return "、".join(f"{household.head}（{household.number}）" for household in households)
