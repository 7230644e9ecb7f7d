"""What a meeting came to: minutes confirmed, notice, work, rating, rule."""

from datetime import date

from handlers.village.evidence.case_file import CaseFile
from handlers.village.evidence.figures import Part
from handlers.village.issue import OutcomeKind, Paper, PaperKind, TaskState
from handlers.village.matter import Stage


def afterwards(file: CaseFile, today: date) -> Part:
    """What a meeting came to is what was written after its head count: a second meeting does not rest on the first one's minutes."""
    outcomes, notice = file.since(PaperKind.OUTCOME, PaperKind.ATTENDANCE), _outcome_notice(file)
    minuted = file.since(PaperKind.MINUTES, PaperKind.ATTENDANCE)
    confirmations = file.since(PaperKind.CONFIRMATION, PaperKind.MINUTES) if minuted else ()
    until = notice.facts.get("until", "") if notice else ""
    rated = {p.facts.get("person", p.id): p.facts.get("rate", "") for p in file.since(PaperKind.RATING, PaperKind.REOPENED)}
    done = file.since(PaperKind.ACCEPTANCE, PaperKind.REOPENED)
    return {
        "confirmed": frozenset(p.facts.get("as", "") for p in confirmations),
        "outcome": OutcomeKind(outcomes[-1].facts["kind"]) if outcomes else None,
        "notice_days": (today - notice.at.date()).days if notice else None,
        "notice_over": bool(until) and today > date.fromisoformat(until),
        "objections": len([p for p in file.of(PaperKind.OBJECTION) if p.facts.get("answered") != "1"]),
        "tasks": len(file.tasks),
        "tasks_open": len([t for t in file.tasks if t.state is TaskState.OPEN]),
        "tasks_unaccepted": len([t for t in file.tasks if t.state is not TaskState.ACCEPTED]),
        "rated": len(rated),
        "unhappy": len([rate for rate in rated.values() if rate == "3"]),
        "rating_days": (today - done[-1].at.date()).days if done else None,
        "rule_settled": file.issue.rule is Stage.CLOSED,
    }


def _outcome_notice(file: CaseFile) -> Paper | None:
    posted = file.since(PaperKind.NOTICE, PaperKind.ATTENDANCE, PaperKind.ASSEMBLY)
    return next((p for p in reversed(posted) if p.facts.get("page") == "outcome"), None)
