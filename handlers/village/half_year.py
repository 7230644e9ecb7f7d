"""半年回顾: the six problems the practice was made against, as six figures of one village. No ranking, no comparison, no names.

议事不经常 征求意见不充分 机制不灵活 群众参与度不够 决策质量不高 议定事项执行难: held, asked, tracks, present, done, on time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from handlers.village.evidence import attendance_of
from handlers.village.issue import Issue, Opinion, OutcomeKind, Paper, PaperKind, Task, TaskState, Track, Visit
from handlers.village.matter import Stage
from handlers.village.sessions import sessions_between
from handlers.village.working_days import Calendar


@dataclass(frozen=True, slots=True)
class Records:
    """A village's records of the half-year; issues are all of those they belong to, households the ids of the village's."""

    issues: Sequence[Issue] = ()
    papers: Sequence[Paper] = ()
    visits: Sequence[Visit] = ()
    opinions: Sequence[Opinion] = ()
    tasks: Sequence[Task] = ()
    households: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HalfYear:
    """Counts, each figure as a part of its whole; tracks are issues set, by track."""

    first: date
    last: date
    held: int = 0
    planned: int = 0
    asked: int = 0  # households
    households: int = 0
    tracks: Mapping[Track, int] = field(default_factory=dict)
    present: int = 0  # persons, over all sessions
    touched: int = 0  # households present that the matter touches
    came: int = 0  # households present
    done: int = 0  # issues settled to be done that were accepted
    settled: int = 0
    reopened: int = 0
    on_time: int = 0  # tasks done by the day first promised
    due: int = 0


def six_months_to(today: date) -> tuple[date, date]:
    """The half-year that ended yesterday: on 1 January July to December, on 1 July January to June."""
    months = today.year * 12 + today.month - 1 - 6
    return date(months // 12, months % 12 + 1, min(today.day, 28)), today - timedelta(days=1)


def reckon(found: Records, today: date, days: tuple[int, ...], calendar: Calendar) -> HalfYear:
    """The six figures. days are the village's session days of the month."""
    first, last = six_months_to(today)
    papers = [paper for paper in found.papers if first <= paper.at.date() <= last]
    meetings = [paper for paper in papers if paper.kind is PaperKind.ATTENDANCE]
    affected = {issue.id: frozenset(issue.affected) or found.households for issue in found.issues}
    came = [(affected.get(paper.issue, found.households), attendance_of(paper)) for paper in meetings]
    settled = {p.issue for p in papers if p.kind is PaperKind.OUTCOME and p.facts.get("kind") == OutcomeKind.DO}
    accepted = {p.issue for p in papers if p.kind is PaperKind.ACCEPTANCE and p.facts.get("good") == "1"}
    due = [task for task in found.tasks if first <= task.due_on <= last]
    return HalfYear(
        first,
        last,
        held=len({paper.at.date() for paper in meetings}),
        planned=len(sessions_between(first, last, days, calendar)),
        asked=len(found.households & _asked(found, first, last)),
        households=len(found.households),
        tracks=_tracks(found, papers),
        present=sum(there.persons for _, there in came),
        touched=sum(len(there.households & touched) for touched, there in came),
        came=sum(len(there.households) for _, there in came),
        done=len({issue.id for issue in found.issues if issue.id in settled & accepted and issue.stage is not Stage.REDO}),
        settled=len(settled),
        reopened=sum(paper.kind is PaperKind.REOPENED for paper in papers),
        on_time=sum(_on_time(task, found.papers) for task in due),
        due=len(due),
    )


def _asked(found: Records, first: date, last: date) -> frozenset[str]:
    """Households somebody truly spoke to, or that gave a word by themselves."""
    visited = {visit.household for visit in found.visits if visit.reached and visit.stands and first <= visit.at.date() <= last}
    return frozenset(visited | {opinion.household for opinion in found.opinions if first <= opinion.at.date() <= last})


def _tracks(found: Records, papers: Sequence[Paper]) -> dict[Track, int]:
    chosen = {paper.issue for paper in papers if paper.kind is PaperKind.SET}
    return {track: sum(issue.track is track for issue in found.issues if issue.id in chosen) for track in Track}


def _on_time(task: Task, papers: Sequence[Paper]) -> bool:
    """Done by its day, and the day never moved."""
    of_it = [paper for paper in papers if paper.facts.get("task") == task.id]
    moved = any(paper.kind is PaperKind.MISSED for paper in of_it)
    done = [paper.at.date() for paper in of_it if paper.kind is PaperKind.DONE]
    return task.state is not TaskState.OPEN and not moved and (not done or done[-1] <= task.due_on)
