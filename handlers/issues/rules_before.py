"""What stands beside a rule before its vote and at its filing: the opinion on it, what of 四议两公开 is missing. It bars neither."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from handlers.case import Case
from handlers.issues.counting import party_meeting, party_pack
from handlers.issues.legal import opinion_of
from handlers.issues.rules_kept import rule_of, votable
from handlers.lawful import step_name
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Talk
from handlers.village.assembly import HeadCount
from handlers.village.four_discussions import BEFORE_THE_VOTE, Step, still_missing
from handlers.village.issue import Paper, PaperKind


@dataclass(frozen=True, slots=True)
class CountRuleParty:
    issue: str
    count: HeadCount


def opinion_line(case: Case, absent: Line) -> Line:
    """What the officer says of the rule as it was last drafted; absent: the words for none yet."""
    paper = opinion_of(case, "rule")
    if paper is None:
        return absent
    return line("legal.trouble" if trouble(case) else "legal.given", words=paper.words or "—")


def trouble(case: Case) -> Paper | None:
    """The officer's objection to the draft as it stands."""
    paper = opinion_of(case, "rule")
    return paper if paper is not None and paper.facts.get("lawful") != "1" else None


def missing_lines(case: Case) -> tuple[Line, ...]:
    """A village's custom (四议两公开工作法), not a statute: shown. A community has no such road."""
    if party_pack(case) is None:
        return ()
    missing = still_missing(tuple(discussed(case)))
    return tuple(line("assembly.missing", what=step_name(step)) for step in missing if step in BEFORE_THE_VOTE)


def discussed(case: Case) -> Iterator[Step]:
    """What the file proves: of the rule as it was last drafted, and the pre-meeting of the matter it comes from."""
    if any(paper.facts.get("of") == "rule" for paper in case.file.since(PaperKind.BRANCH, PaperKind.RULE_DRAFT)):
        yield Step.BRANCH_PROPOSES
    if case.file.last(PaperKind.PRE_MEETING) is not None:
        yield Step.COMMITTEES_CONSULT
    if party_agreed(case):
        yield Step.PARTY_MEMBERS_REVIEW


def party_agreed(case: Case) -> bool:
    """The members looked at this draft: not at an older one, and not at the matter's own decision."""
    papers = case.file.since(PaperKind.PARTY, PaperKind.RULE_DRAFT)
    return any(paper.facts.get("of") == "rule" and paper.facts.get("agreed") == "1" for paper in papers)


def party_wanted(case: Case) -> bool:
    """While the rule may be voted on and has not been."""
    rule = rule_of(case.scene, case.issue.id)
    return rule is not None and votable(case.file, rule) and party_pack(case) is not None and not party_agreed(case)


def rule_party(scene: Scene, issue: str) -> Talk[Any]:
    """党员大会审议 of a rule, asked as that of any other decision."""
    counted = yield from party_meeting(scene, issue)
    return CountRuleParty(issue, counted.count) if counted is not None else None
