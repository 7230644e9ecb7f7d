"""Before anybody is called together: who decides an item, how many must come, and how many must say yes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from handlers.village.assembly import Article, Basis, Body, Duty, Item, RuleBook, RulePack
from handlers.village.issue import Level
from handlers.village.people import UnitKind
from handlers.village.verdict import majority_of

A_YEAR = 365  # days


@dataclass(frozen=True, slots=True)
class Way:
    """One lawful way: at least present of that basis there, and at least yes votes when no more than these have come."""

    basis: Basis
    present: int
    yes: int


@dataclass(frozen=True, slots=True)
class Needed:
    ways: tuple[Way, ...]
    notice_days: int
    urgent_notice: bool
    articles: tuple[Article, ...]


def needed(pack: RulePack, body: Body, eligible: int, households: int = 0, item: Item | None = None) -> Needed:
    """The smallest numbers to show beforehand. households 0: the way by households is left out. KeyError: body not in pack."""
    rule, majority = pack.bodies[body], majority_of(pack, body, item)
    everybody = majority.least(eligible)
    ways = []
    for quorum in rule.quorum:
        whole = households if quorum.basis is Basis.HOUSEHOLDS else eligible
        least = quorum.share.least(whole)
        if whole:
            ways.append(Way(quorum.basis, *((max(least, everybody), everybody) if rule.of_all else (least, majority.least(least)))))
    return Needed(tuple(ways) or (Way(rule.counts, everybody, everybody),), rule.notice_days, rule.urgent_notice, rule.articles)


def overdue(pack: RulePack, item: Item, met: Mapping[Body, date], today: date) -> tuple[Body, ...]:
    """Those who decide the item and have to meet so many times a year, and have not for their part of one. met: when each last did."""
    rule = pack.items[item]
    return tuple(body for body in (*rule.bodies, *rule.delegates) if _overdue(pack.bodies[body].min_per_year, met.get(body), today))


def _overdue(times: int, last: date | None, today: date) -> bool:
    return times > 0 and (last is None or (today - last).days * times >= A_YEAR)


@dataclass(frozen=True, slots=True)
class Deciding:
    """bodies decide by law; delegates only if given the item; both empty when no body of this kind of unit may."""

    bodies: tuple[Body, ...] = ()
    delegates: tuple[Body, ...] = ()
    articles: tuple[Article, ...] = ()
    duties: tuple[Duty, ...] = ()


def body_for(book: RuleBook, kind: UnitKind, item: Item, level: Level = Level.VILLAGE) -> Deciding | None:
    """Who decides lawfully. None: a consultation, the consensus of the 说事议事会 suffices (Village Committee Law Art. 33).

    The level moves only the group's own matters: land compensation stays with the members wherever it was talked over.
    """
    if item is Item.CONSULTATION:
        return None
    for pack in book.packs(kind):
        if rule := pack.items.get(item):
            if level is Level.GRID and rule.in_group:
                return Deciding(rule.in_group, (), pack.bodies[rule.in_group[0]].articles)
            return Deciding(rule.bodies, rule.delegates, rule.articles, rule.duties)
    return Deciding()
