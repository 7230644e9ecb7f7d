"""The whole count of a file."""

from datetime import date

from handlers.village.evidence.afterwards import afterwards
from handlers.village.evidence.attendance import Attendance, attendance_of
from handlers.village.evidence.case_file import CaseFile, this_round
from handlers.village.evidence.closeness import CLOSE, closeness
from handlers.village.evidence.figures import UNKNOWN, Evidence, Law
from handlers.village.evidence.meeting import meeting, preparation
from handlers.village.evidence.visits import visits
from handlers.village.issue import PaperKind
from handlers.village.thresholds import Ground


def gather(file: CaseFile, ground: Ground, today: date, law: Law = UNKNOWN, there: Attendance | None = None) -> Evidence:
    """Counts a file. there: the head count of the meeting about to open; without it the last one written counts."""
    issue, now = file.issue, this_round(file)
    overridden, written = _overridden(file, now), now.last(PaperKind.ATTENDANCE)
    there = there or (attendance_of(written) if written else Attendance())
    return Evidence(
        level=issue.level,
        track=issue.track,
        legal=issue.legal,
        vote_planned=bool(issue.item),
        lawful=law.lawful,
        board_days=law.board_days,
        period=law.period,
        overridden=overridden,
        **closeness(file, ground, today, overridden),
        **visits(now, ground),
        **preparation(now),
        **meeting(now, ground, there),
        **afterwards(file, today),
    )


def _overridden(file: CaseFile, now: CaseFile) -> frozenset[str]:
    """Gates the township has opened in writing since the issue was set; whether doors were visited is asked anew each round."""
    written = [p for p in file.since(PaperKind.OVERRIDE, PaperKind.SET) if p.words]
    return frozenset(p.facts.get("gate", "") for p in written if p in now.papers or p.facts.get("gate") == CLOSE)
