"""The rules a village has, and who may make one there by law."""

from datetime import date, datetime, timedelta

from handlers.memory import RulesOf
from handlers.scene import Scene
from handlers.village.assembly import Item, RulePack
from handlers.village.beforehand import Deciding, body_for
from handlers.village.evidence import CaseFile
from handlers.village.issue import Paper, PaperKind, Rule, RuleState
from handlers.village.people import UnitKind
from handlers.village.working_days import QUIET_FROM, notice_days_between

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


def votable(file: CaseFile, rule: Rule) -> bool:
    """Looked at, or a draft that by its drafter's word touches no law: whoever knows the law looks at it too, and holds no vote up."""
    if rule.state is not RuleState.DRAFT:
        return rule.state is RuleState.CHECKED
    last = next((paper for paper in reversed(file.papers) if paper.kind in (PaperKind.RULE_DRAFT, PaperKind.RULE_FILED)), None)
    return last is not None and last.kind is PaperKind.RULE_DRAFT and not last.facts.get("touches")


def called(file: CaseFile) -> Paper | None:
    """The assembly that people were told of and that has not voted; a new draft or a lost vote needs a new call."""
    last = last_of_the_vote(file)
    return last if last is not None and last.kind is PaperKind.RULE_CALL and announced(file, last) is not None else None


def announced(file: CaseFile, call: Paper) -> Paper | None:
    """The notice by which a call became known; without one nobody was called (Village Committee Law Art. 25: 通知村民)."""
    return next((paper for paper in file.of(PaperKind.NOTICE) if paper.facts.get("call") == call.id), None)


def notice_days(file: CaseFile, call: Paper) -> int:
    """Counted from the day on which people heard of it."""
    notice = announced(file, call)
    return notice_days_between(heard_on(notice.at), date.fromisoformat(call.facts["day"])) if notice else 0


def heard_on(now: datetime) -> date:
    """What is said to residents in the evening's quiet hours reaches them in the morning."""
    return now.date() + timedelta(days=now.time() >= QUIET_FROM)


def last_of_the_vote(file: CaseFile) -> Paper | None:
    """How far the village's word on the rule has come: drafted, called or counted."""
    ours = (PaperKind.RULE_CALL, PaperKind.RULE_VOTE, PaperKind.RULE_DRAFT)
    return next((paper for paper in reversed(file.papers) if paper.kind in ours), None)


def short_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def village_name(scene: Scene, village: str) -> str:
    unit = scene.desk.unit(village)
    return unit.name if unit else village
