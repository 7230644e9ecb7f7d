"""Who decides an item in this village, by which pack, and who is entitled there."""

from handlers.case import Case
from handlers.messages import Line, line
from handlers.village.assembly import Basis, Body, BodyRule, Item, RulePack
from handlers.village.beforehand import Deciding, body_for
from handlers.village.evidence import scope_of
from handlers.village.issue import Level

ADULT = 18


def pack_of(case: Case, item: Item) -> RulePack | None:
    return next((pack for pack in packs(case) if item in pack.items), None)


def packs(case: Case) -> tuple[RulePack, ...]:
    book, unit = case.scene.statutes.book, case.scene.desk.unit(case.issue.village)
    return book.packs(unit.kind) if book and unit else ()


def deciding(case: Case, item: Item) -> Deciding:
    book, unit = case.scene.statutes.book, case.scene.desk.unit(case.issue.village)
    found = body_for(book, unit.kind, item, case.issue.level or Level.VILLAGE) if book and unit else None
    return found or Deciding()


def counts_households(rule: BodyRule) -> bool:
    return any(quorum.basis is Basis.HOUSEHOLDS for quorum in rule.quorum)


def entitled(case: Case, body: Body) -> frozenset[str]:
    """The households of an assembly: a group's own, else everybody's, however few the matter touches."""
    return scope_of(case.issue, case.ground) if body is Body.GROUP_ASSEMBLY else case.ground.households


def roster_line(case: Case, body: Body, rule: BodyRule) -> tuple[Line, ...]:
    """Only of adults the roster knows the number; members and seats are the host's to say."""
    if rule.counts is not Basis.ADULTS:
        return ()
    homes, year = entitled(case, body), case.scene.now.year
    # without a year of birth somebody is taken for an adult
    count = len([p for p in case.persons if p.household in homes and (p.born is None or year - p.born >= ADULT)])
    return (line("assembly.roster", count=str(count), households=str(len(homes))),)
