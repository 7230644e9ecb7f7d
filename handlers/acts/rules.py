"""建章立制: a rule is drafted and looked at, or the reason why none is needed is posted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers.acts.counsel import ask_opinion, want_no_opinion
from handlers.acts.filing import file_rule, send_rule_back
from handlers.acts.rule_vote import call_off, call_vote, count_party, opened, vote_rule
from handlers.acts.rules_in_force import filed, post
from handlers.acts.timing import stop_clock
from handlers.case import Case, told_shut
from handlers.issues.filing import FileRule, SendRuleBack
from handlers.issues.rule_draft import DraftRule, NoRule, Study
from handlers.issues.rule_vote import CallVote, VoteRule, waiting_vote
from handlers.issues.rules_before import CountRuleParty
from handlers.issues.rules_kept import called, rule_id, rule_of
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.issue import PaperKind, Rule, RuleState
from handlers.village.road import Held
from handlers.village.roles import Action


def begun(case: Case) -> Held | None:
    """The rule line runs; it begins with the first word about a rule."""
    return case.make_rule() if case.issue.rule is None else None


def studied(case: Case, study: Study) -> None:
    case.write(PaperKind.BRANCH, study.words, of="rule", met=study.met, day=study.day.isoformat())


def no_rule(command: NoRule, scene: Scene) -> None:
    """不需建章: the reason stands in the file and on the board."""
    case = opened(scene, command.issue, Action.DRAFT_RULE)
    if case is None:
        return
    if held := begun(case):
        scene.desk.answer(*told_shut(held))
        return
    studied(case, command.study)
    case.write(PaperKind.NO_RULE, command.reason)
    if held := case.make_rule():
        scene.desk.answer(*told_shut(held))
        return
    stop_clock(scene, ClockKind.RULE_DRAFT, command.issue)
    post(case, scene.word(line("rule.page_none", title=case.issue.title, words=command.reason)))
    scene.desk.answer(line("rule.none_settled", words=clip(command.reason)))


def draft_rule(command: DraftRule, scene: Scene) -> None:
    """Whoever knows the law is asked about every draft that will be voted on; the vote waits for it only where law is touched."""
    case = opened(scene, command.issue, Action.DRAFT_RULE)
    if case is None:
        return
    found, old = rule_of(scene, command.issue), scene.desk.get(Rule, command.replaces) if command.replaces else None
    if found is not None and found.state is not RuleState.DRAFT:
        scene.desk.answer(Line("kit.closed"))
        return
    if held := begun(case):
        scene.desk.answer(*told_shut(held))
        return
    edition = old.edition + 1 if old else 1
    text = "。".join(command.sentences)
    made = found or Rule(rule_id(command.issue), case.issue.village, command.issue, command.title, text, scene.now)
    made = replace(made, title=command.title, text=text, edition=edition, replaces=old.id if old else None, body="")
    scene.desk.put(made)
    if found is not None:
        call_off(case, found)
    facts = {"rule": made.id, "touches": " ".join(command.touches), "agreed": str(int(command.agreed))}
    case.write(PaperKind.RULE_DRAFT, text, **facts)
    studied(case, command.study)
    stop_clock(scene, ClockKind.RULE_DRAFT, command.issue)
    if command.touches:
        ask_opinion(case, made)
        scene.desk.answer(line("rule.needs_opinion", title=made.title))
    elif command.agreed:
        want_no_opinion(case, made)
        scene.desk.answer(checked(case, made))
    else:
        ask_opinion(case, made)
        scene.desk.answer(line("rule.to_vote", title=made.title), Line("rule.asked_opinion"))


def checked(case: Case, rule: Rule) -> Line:
    """Looked at and nothing found: it may be voted on; a house rule of a small place is agreed with that. What comes next."""
    made = replace(rule, state=RuleState.CHECKED)
    drafted = case.file.last(PaperKind.RULE_DRAFT)
    if drafted is not None and drafted.facts.get("agreed") == "1":
        return filed(case, made, case.scene.word(Line("rule.agreed_number")), case.scene.now.date())
    case.scene.desk.put(made)
    under_way = called(case.file) is not None or waiting_vote(case) is not None
    return line("rule.goes_on" if under_way else "rule.to_vote", title=rule.title)


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    NoRule: no_rule,
    DraftRule: draft_rule,
    CallVote: call_vote,
    VoteRule: vote_rule,
    CountRuleParty: count_party,
    FileRule: file_rule,
    SendRuleBack: send_rule_back,
}
