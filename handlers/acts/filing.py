"""备案 by the township, or back to the village with the reason."""

from dataclasses import replace

from handlers.acts.counsel import tell_secretary
from handlers.acts.rule_vote import opened
from handlers.acts.rules_in_force import filed
from handlers.acts.timing import stop_clock
from handlers.case import case_of
from handlers.issues.filing import FileRule, SendRuleBack, to_file
from handlers.issues.rules_kept import rule_of
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.issue import PaperKind, RuleState
from handlers.village.roles import Action


def file_rule(command: FileRule, scene: Scene) -> None:
    """备案 by the township, not by whoever drafted it."""
    rule = rule_of(scene, command.issue)
    case = opened(scene, command.issue, Action.FILE_RULE, author=drafter(scene, command.issue))
    if case is None or rule is None or rule.state is not RuleState.VOTED or not command.number:
        return
    case.write(PaperKind.RULE_FILED, agree="1", number=command.number)
    stop_clock(scene, ClockKind.RULE_FILED, command.issue)
    scene.desk.answer(filed(case, rule, command.number, command.effective))
    more_to_file(scene)


def drafter(scene: Scene, issue: str) -> str:
    case = case_of(scene, issue)
    last = case.file.last(PaperKind.RULE_DRAFT) if case else None
    return last.author if last else ""


def send_rule_back(command: SendRuleBack, scene: Scene) -> None:
    """What breaks the law goes back with the reason and is drafted, looked at and voted on anew."""
    rule = rule_of(scene, command.issue)
    case = opened(scene, command.issue, Action.FILE_RULE, author=drafter(scene, command.issue))
    if case is None or rule is None or rule.state is not RuleState.VOTED:
        return
    case.write(PaperKind.RULE_FILED, command.reason, agree="0")
    stop_clock(scene, ClockKind.RULE_FILED, command.issue)
    scene.desk.put(replace(rule, state=RuleState.DRAFT, body=""))
    tell_secretary(scene, rule.village, line("filing.sent_back", title=rule.title, words=clip(command.reason, 120)), rule.issue)
    scene.desk.answer(Line("filing.back_done"))
    more_to_file(scene)


def more_to_file(scene: Scene) -> None:
    if to_file(scene):
        scene.desk.next = ("filing", {})
