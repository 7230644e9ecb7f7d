"""核对人数: whoever counted an assembly does not alone say that it passed; a supervisor looks at the numbers first."""

from dataclasses import dataclass
from typing import Any

from handlers.case import COUNTED, Case, case_of, checked_count, last_count
from handlers.issues.rules_kept import rule_of
from handlers.lawful import body_name
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, ask, choose
from handlers.village.assembly import Body
from handlers.village.issue import Paper, PaperKind

RIGHT = (Pick("yes", Line("count_check.yes"), True), Pick("no", Line("count_check.no"), False))
TITLE = 8  # characters, so that with a long name of the body it is one SMS


@dataclass(frozen=True, slots=True)
class CheckCount:
    """paper: the count's id. wrong: what is not so, "" when all is."""

    issue: str
    paper: str
    wrong: str = ""


def count_check(scene: Scene, issue: str, paper: str) -> Talk[Any]:
    """The supervisor's answer, begun by the bot's own question; what was counted anew meanwhile is asked about anew."""
    case = case_of(scene, issue)
    found = to_check(case, paper) if case else None
    if case is None or found is None:
        raise Stale("count_check.right")
    if (yield from choose("count_check.right", RIGHT, before=(numbers(case, found),))):
        return CheckCount(issue, paper)
    return CheckCount(issue, paper, (yield from ask("count_check.words")) or "—")


def to_check(case: Case, paper: str) -> Paper | None:
    """The last count of its kind, while nobody has confirmed it."""
    lasts = (waiting(case, kind) for kind in COUNTED)
    return next((found for found in lasts if found is not None and found.id == paper), None)


def waiting(case: Case, kind: PaperKind) -> Paper | None:
    return None if checked_count(case.file, kind) is not None else last_count(case.file, kind)


def numbers(case: Case, paper: Paper) -> Line:
    """Which assembly it was and what was counted there."""
    facts, rule = paper.facts, rule_of(case.scene, case.issue.id)
    title = rule.title if paper.kind is PaperKind.RULE_VOTE and rule is not None else case.issue.title
    return line(
        "count_check.asked",
        title=clip(title, TITLE),
        body=body_name(Body(facts["body"])),
        need=facts["eligible"],
        have=facts["present"],
        yes=facts["yes"],
        no=facts["no"],
        abstain=facts["abstain"],
    )
