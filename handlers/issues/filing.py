"""备案: the township reads a rule and its vote, files it, or sends it back with the reason."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from handlers.case import case_of
from handlers.issues.rules_before import missing_lines, opinion_line
from handlers.issues.rules_kept import short_day, village_name
from handlers.memory import RulesAt
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.issue import Rule, RuleState
from handlers.village.people import Office


@dataclass(frozen=True, slots=True)
class FileRule:
    issue: str
    number: str
    effective: date


@dataclass(frozen=True, slots=True)
class SendRuleBack:
    issue: str
    reason: str


def to_file(scene: Scene) -> tuple[Rule, ...]:
    """Rules that wait for the speaker's township."""
    villages = scene.villages(Office.REVIEWER)
    found: tuple[Rule, ...] = scene.desk.find(RulesAt(RuleState.VOTED.value, villages)) if villages else ()
    return tuple(rule for rule in found if rule.state is RuleState.VOTED)


def filing(scene: Scene) -> Talk[Any]:
    """备案: the reviewer reads the rule and the vote, and files it or sends it back with the reason."""
    waiting = to_file(scene)
    if not waiting:
        return None
    picks = [Pick(each.id, line("filing.option", village=village_name(scene, each.village), title=each.title), each) for each in waiting]
    picked: Rule = yield from choose("filing.which", picks)
    what = [Pick("file", Line("filing.file"), True), Pick("back", Line("filing.back"), False)]
    shown = line("filing.shown", title=picked.title, words=picked.text, body=Line(f"body.{picked.body}"))
    if not (yield from choose("filing.what", what, before=[shown, *beside(scene, picked)])):
        return SendRuleBack(picked.issue, (yield from ask("filing.reason")) or "")
    offered = next_number(scene)
    said = yield from ask("filing.number", picks=[Pick(":offered", line("filing.number_is", number=offered))])
    number = offered if said == ":offered" else (said or "").strip()
    today = scene.now.date()
    first_of_next = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    days = [Pick(day.isoformat(), Line("rule.day", {"day": short_day(day)}), day) for day in (today, first_of_next)]
    return FileRule(picked.issue, number, (yield from choose("filing.effective", days)))


def beside(scene: Scene, rule: Rule) -> tuple[Line, ...]:
    """The opinion on the rule, or that there is none; and what of 四议两公开 did not come before its vote."""
    case = case_of(scene, rule.issue)
    return (opinion_line(case, Line("filing.no_opinion")), *missing_lines(case)) if case else ()


def next_number(scene: Scene) -> str:
    """〔2026〕3号: one more than the township has filed this year."""
    villages, year = scene.villages(Office.REVIEWER), scene.now.year
    kept = (RulesAt(RuleState.FILED.value, villages), RulesAt(RuleState.REPLACED.value, villages))
    scene.desk.need(*kept)
    filed = [rule for each in kept for rule in scene.desk.find(each) if rule.filed_on and rule.filed_on.year == year and rule.body]
    return f"〔{year}〕{len(filed) + 1}号"
