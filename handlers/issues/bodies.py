"""Who decides an item in this village, by which pack, and who is entitled there."""

from typing import Any

from handlers.case import Case
from handlers.issues.amounts import ask_number
from handlers.issues.petition import representatives
from handlers.messages import Line, line
from handlers.talk import Talk
from handlers.village.assembly import Basis, Body, BodyRule, Item, RulePack
from handlers.village.beforehand import Deciding, body_for
from handlers.village.evidence import scope_of
from handlers.village.issue import Level

ADULT = 18


def pack_of(case: Case, item: Item) -> RulePack | None:
    return next((pack for pack in case.packs() if item in pack.items), None)


def deciding(case: Case, item: Item) -> Deciding:
    book, unit = case.scene.statutes.book, case.scene.desk.unit(case.issue.village)
    found = body_for(book, unit.kind, item, case.issue.level or Level.VILLAGE) if book and unit else None
    return found or Deciding()


def counts_households(rule: BodyRule) -> bool:
    return any(quorum.basis is Basis.HOUSEHOLDS for quorum in rule.quorum)


def entitled(case: Case, body: Body) -> frozenset[str]:
    """The households of an assembly: a group's own, else everybody's, however few the matter touches."""
    return scope_of(case.issue, case.ground) if body is Body.GROUP_ASSEMBLY else case.ground.households


def adults(case: Case, body: Body) -> int:
    """By the roster; without a year of birth somebody is taken for one."""
    homes, year = entitled(case, body), case.scene.now.year
    return len([p for p in case.persons if p.household in homes and (p.born is None or year - p.born >= ADULT)])


def fewest(case: Case, body: Body, rule: BodyRule) -> int:
    """So many at least are entitled, as the roster knows; of a collective's members it knows nothing (0), they are the host's to say."""
    known = {Basis.ADULTS: adults(case, body), Basis.HOUSEHOLDS: len(entitled(case, body))}
    return known.get(rule.counts, seats(case, rule))


def seats(case: Case, rule: BodyRule) -> int:
    """Of a body of representatives: those whom the roster names, and never fewer than the law gives a place of so many households.

    The roster's are the committee's electors (Village Committee Law Art. 29), not a collective's: of those only the law speaks.
    """
    lawful = rule.makeup.seats(len(case.ground.households))[0] if rule.makeup else 0
    return max(lawful, len(representatives(case))) if rule.counts is Basis.SEATS else lawful


def ask_eligible(name: str, least: int, *, before: tuple[Line, ...] = (), **values: Any) -> Talk[int]:
    """应到: fewer than the roster (or the call) has would make a quorum out of nothing; the roster is mended first."""
    again = 0
    while True:
        count = yield from ask_number(f"{name}#{again}", before=before, **values)
        if count >= least:
            return count
        again, before = again + 1, (too_few(least, count),)


def too_few(least: int, count: int) -> Line:
    return line("assembly.too_few", need=str(least), have=str(count))


def roster_line(case: Case, body: Body, rule: BodyRule) -> tuple[Line, ...]:
    """Of adults the roster knows the number, of seats the law does within limits; members are the host's to say."""
    if rule.makeup is not None:
        least, most = rule.makeup.seats(len(case.ground.households))
        known = {"households": str(len(case.ground.households)), "least": str(least), "most": str(most)}
        return (line("assembly.seats", at="、".join(article.at for article in rule.makeup.articles), **known),)
    if rule.counts is not Basis.ADULTS:
        return ()
    return (line("assembly.roster", count=str(adults(case, body)), households=str(len(entitled(case, body)))),)
