"""Small issue files for the tests of the law: a village of a few households, and evidence that opens every gate."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import ceil

from handlers.village.evidence import Attendance, CaseFile, Evidence
from handlers.village.issue import Issue, Level, OutcomeKind, Paper, PaperKind, Track
from handlers.village.matter import Concern, Stage
from handlers.village.thresholds import DEFAULTS, Ground, Presence, Thresholds

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
TODAY = NOON.date()
GUESTS = 2  # one of the township and one of the district


def ground(households: int, grids: int = 3) -> Ground:
    """Households h0, h1 … dealt out to the grids; every fourth has somebody away, every fifth is frail."""
    ids = [f"h{n}" for n in range(households)]
    return Ground(
        {h: f"g{n % grids}" for n, h in enumerate(ids)},
        frozenset(ids[::5]),
        {f"away{n}": h for n, h in enumerate(ids) if n % 4 == 3},
        frozenset(ids[::3]),
    )


def issue(**fields: object) -> Issue:
    start = Issue("i1", "v1", "东坡的路塌了", NOON, track=Track.MAJOR, level=Level.VILLAGE, participants="全村", reason="雨天断路")
    return replace(start, **fields)  # type: ignore[arg-type]


def concern(n: int, **fields: object) -> Concern:
    start = Concern(f"c{n}", f"p:{n}", f"wechat:main:{n}", "wechat", "main", f"m{n}", NOON, "路塌了", Stage.MERGED, household=f"h{n}")
    return replace(start, **fields)  # type: ignore[arg-type]


def paper(kind: PaperKind, seq: int = 0, words: str = "", days: int = 0, **facts: str) -> Paper:
    return Paper(f"{kind}{seq}", "i1", kind, NOON + timedelta(days=days), "p1", words, facts, seq)


def file_of(*papers: Paper, **fields: object) -> CaseFile:
    return CaseFile(issue(**fields), papers=papers)


def everything(
    scope: int, affected: int, level: Level = Level.VILLAGE, track: Track = Track.MAJOR, t: Thresholds | None = None
) -> Evidence:
    """What a village that did all its work can bring, whatever its size: one of every affected household comes, and two guests."""
    t = t or DEFAULTS[level]
    grids = min(3, scope)
    touched = min(grids, affected)
    return Evidence(
        village=scope,
        scope=scope,
        affected=affected,
        supporting=scope,
        ours=scope,
        polled=scope,
        clean_title=True,
        title_length=8,
        quotes=min(scope, t.quotes),
        level=level,
        track=track,
        reasoned=True,
        called_days=t.notice_days,
        affected_asked=affected,
        affected_reached=affected,
        others=scope - affected,
        others_asked=scope - affected,
        grids=grids,
        grids_heard=grids,
        away=scope // 4,
        away_tried=scope // 4,
        vulnerable=affected // 5,
        vulnerable_seen=affected // 5,
        dissent=True,
        summary=True,
        read_back=min(scope, t.read_back),
        pre_met=True,
        options=1,
        agreed=True,
        slots=True,
        present=villagers(scope, affected, t) + GUESTS,
        present_villagers=villagers(scope, affected, t),
        present_women=ceil(t.women_share * villagers(scope, affected, t)),
        present_touched=affected,
        affected_grids=touched,
        affected_grids_present=touched,
        affected_heard=affected,
        voices_ready=True,
        guests=frozenset(Presence),
        branch=frozenset({"set", "outcome", "rule"}),
        confirmed=frozenset({"host", "supervisor"}),
        outcome=OutcomeKind.DO,
        notice_days=15,
        board_days=15,
        notice_over=True,
        tasks=1,
        rating_days=7,
        rule_settled=True,
    )


def villagers(scope: int, affected: int, t: Thresholds) -> int:
    """Enough to open the third gate and no more: fewer come of the others than of the affected, and enough to outnumber the guests."""
    return max(t.attending(affected, scope), affected, ceil(GUESTS * t.villagers_share / (1 - t.villagers_share)))


__all__ = ["NOON", "TODAY", "Attendance", "concern", "date", "everything", "file_of", "ground", "issue", "paper"]
