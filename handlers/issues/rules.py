"""建章立制: after the outcome is up, a rule or the reason for none, wherever it stands."""

from typing import Any

from handlers.case import Case, case_of
from handlers.issues.rule_draft import NoRule, draft, study
from handlers.issues.rule_vote import vote, waiting_vote
from handlers.issues.rules_before import party_wanted, rule_party, trouble
from handlers.issues.rules_kept import rule_of, votable
from handlers.issues.steps import Step
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.issue import PaperKind, RuleState
from handlers.village.matter import Stage
from handlers.village.roles import Action


def rule_open(case: Case) -> bool:
    """The outcome is up, and there is something for the village to do about its rule."""
    if case.evidence().notice_days is None or case.issue.rule is Stage.CLOSED:
        return False
    rule = rule_of(case.scene, case.issue.id)
    return rule is None or rule.state in (RuleState.DRAFT, RuleState.CHECKED)


def rule(scene: Scene, issue: str) -> Talk[Any]:
    """From the question whether there should be one to the head count of its assembly, wherever the rule stands."""
    case, found = case_of(scene, issue), rule_of(scene, issue)
    if case is None:
        return None
    if found is None:
        return (yield from first(case))
    may_vote = votable(case.file, found)
    if may_vote and (trouble(case) is None or waiting_vote(case) is not None):
        return (yield from vote(case, found))
    picks = [Pick("again", Line("rule.redraft"), draft), Pick("wait", Line("rule.leave"), None)]
    if may_vote:  # an opinion is no gate: the village hears it and decides (Village Committee Law Art. 31: the township puts right)
        picks.insert(1, Pick("vote", Line("rule.vote_still"), vote_still))
    waits = line("rule.waiting", title=found.title, words=found.text)
    then = yield from choose("rule.now", picks, before=[waits, *last_word(case)])
    return (yield from then(case)) if then else None


def vote_still(case: Case) -> Talk[Any]:
    found = rule_of(case.scene, case.issue.id)
    return (yield from vote(case, found)) if found else None


def first(case: Case) -> Talk[Any]:
    picks = [Pick("yes", Line("rule.make"), True), Pick("no", Line("rule.none_needed"), False)]
    if (yield from choose("rule.want", picks)):
        return (yield from draft(case))
    reason = yield from ask("rule.reason")
    met = yield from study(case.scene, [])
    return NoRule(case.issue.id, reason or "", met) if met else None


def last_word(case: Case) -> list[Line]:
    """What keeps a draft from going on: the opinion's trouble or the township's reason, the later of them."""
    back = case.file.since(PaperKind.RULE_FILED, PaperKind.RULE_DRAFT)
    against = [paper for paper in (*back[-1:], trouble(case)) if paper is not None]
    return [line("rule.trouble", words=max(against, key=lambda paper: paper.seq).words)] if against else []


STEPS = (
    Step("rule", Action.RECORD_VOTE, rule_open, rule),
    Step("rule_party", Action.RECORD_VOTE, party_wanted, rule_party),
)
