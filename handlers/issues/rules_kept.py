"""The rules a village has, and who may make one there by law."""

from datetime import date

from handlers.memory import RulesOf
from handlers.scene import Scene
from handlers.village.assembly import Item, RulePack
from handlers.village.beforehand import Deciding, body_for
from handlers.village.evidence import CaseFile
from handlers.village.issue import Paper, PaperKind, Rule, RuleState
from handlers.village.people import UnitKind

RULE_ITEMS = {UnitKind.VILLAGE: Item.VILLAGE_RULES, UnitKind.COMMUNITY: Item.RESIDENTS_RULES}


def rule_id(issue: str) -> str:
    """A matter leaves one rule at most, so its id is made from the issue's."""
    return f"rule-{issue}"


def rule_of(scene: Scene, issue: str) -> Rule | None:
    return scene.desk.get(Rule, rule_id(issue))


def in_force(scene: Scene, village: str) -> list[Rule]:
    found: tuple[Rule, ...] = scene.desk.find(RulesOf(village))
    return [rule for rule in found if rule.state is RuleState.FILED]


def deciding(scene: Scene, village: str) -> Deciding:
    """Who may make a rule here by law: nobody where the packs are not loaded or the unit is no village or community."""
    book, unit = scene.statutes.book, scene.desk.unit(village)
    if book is None or unit is None or unit.kind not in RULE_ITEMS:
        return Deciding()
    return body_for(book, unit.kind, RULE_ITEMS[unit.kind]) or Deciding()


def pack_of(scene: Scene, village: str) -> tuple[RulePack, Item] | None:
    """The statute that fixes how rules are made here."""
    book, unit = scene.statutes.book, scene.desk.unit(village)
    if book is None or unit is None or unit.kind not in RULE_ITEMS:
        return None
    return book.packs(unit.kind)[0], RULE_ITEMS[unit.kind]


def called(file: CaseFile) -> Paper | None:
    """The assembly that has been called and has not voted; a new draft or a lost vote needs a new call."""
    ours = (PaperKind.RULE_CALL, PaperKind.RULE_VOTE, PaperKind.RULE_DRAFT)
    last = next((paper for paper in reversed(file.papers) if paper.kind in ours), None)
    return last if last is not None and last.kind is PaperKind.RULE_CALL else None


def short_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def village_name(scene: Scene, village: str) -> str:
    unit = scene.desk.unit(village)
    return unit.name if unit else village
