"""What hangs on a village's board today, and what of each matter's file has to stand beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.village.issue import Issue, Paper, PaperKind
from storage.records import RECORDS
from storage.tables import holders, households, issues, papers, persons

KINDS = ("call", "outcome", "refusal", "rule")
MOST = 200  # of one village; what came down is in the file, not here


@dataclass(frozen=True, slots=True)
class Posted:
    """One notice as it hangs: the paper, its issue, and what of the file has to stand beside it."""

    paper: Paper
    issue: Issue
    late: bool = False
    overrides: tuple[Paper, ...] = ()
    names: tuple[str, ...] = ()
    scope: int = 0
    affected: int = 0

    @property
    def until(self) -> date | None:
        until = self.paper.facts.get("until", "")
        return date.fromisoformat(until) if until else None


def hangs(paper: Paper, today: date) -> bool:
    """Up to its last day, that day included; one without an end stays."""
    return paper.facts.get("page") in KINDS and paper.facts.get("until", "9999") >= today.isoformat()


async def hanging_now(connection: AsyncConnection, today: date, village: str) -> list[Posted]:
    """Newest first."""
    query = select(papers, issues.c.id.label("of")).join(issues, issues.c.id == papers.c.issue)
    query = query.where(papers.c.kind == PaperKind.NOTICE.value).order_by(papers.c.at.desc(), papers.c.id)
    if village:
        query = query.where(issues.c.village == village)
    rows = (await connection.execute(query.limit(MOST))).mappings().all()
    found = [RECORDS[Paper].record(row) for row in rows]
    shown = [paper for paper in found if hangs(paper, today)]
    about = await _issues(connection, {paper.issue for paper in shown})
    names = {key: await _names(connection, key) for key in {issue.village for issue in about.values()}}
    return [Posted(paper, about[paper.issue], names=names[about[paper.issue].village]) for paper in shown]


async def read(connection: AsyncConnection, key: str, today: date) -> Posted | None:
    """One notice with what must stand beside it; None for an unknown one and for one that came down."""
    row = (await connection.execute(select(papers).where(papers.c.id == key, papers.c.kind == PaperKind.NOTICE.value))).mappings().first()
    paper: Paper | None = RECORDS[Paper].record(row) if row else None
    if paper is None or not hangs(paper, today):
        return None
    issue = (await _issues(connection, {paper.issue})).get(paper.issue)
    if issue is None:
        return None
    file = [RECORDS[Paper].record(r) for r in (await connection.execute(_beside(paper.issue))).mappings()]
    late = any(p.kind is PaperKind.ATTENDANCE and p.facts.get("late") == "1" for p in file)
    overrides = tuple(p for p in file if p.kind is PaperKind.OVERRIDE and p.words)
    scope = await _scope(connection, issue)
    return Posted(paper, issue, late, overrides, await _names(connection, issue.village), scope, len(issue.affected) or scope)


def _beside(issue: str) -> Select[Any]:
    kinds = (PaperKind.ATTENDANCE.value, PaperKind.OVERRIDE.value)
    return select(papers).where(papers.c.issue == issue, papers.c.kind.in_(kinds)).order_by(papers.c.seq)


async def _issues(connection: AsyncConnection, keys: Iterable[str]) -> dict[str, Issue]:
    rows = (await connection.execute(select(issues).where(issues.c.id.in_(sorted(keys))))).mappings()
    return {row["id"]: RECORDS[Issue].record(row) for row in rows}


async def _names(connection: AsyncConnection, village: str) -> tuple[str, ...]:
    """Everybody of the village, and whoever holds an office: a page calls nobody by a whole name."""
    known = select(persons.c.name).where((persons.c.village == village) | persons.c.id.in_(select(holders.c.person)))
    heads = select(households.c.head).where(households.c.village == village)
    found = [row[0] for query in (known, heads) for row in await connection.execute(query)]
    return tuple(sorted(set(found)))


async def _scope(connection: AsyncConnection, issue: Issue) -> int:
    query = select(func.count()).select_from(households).where(households.c.village == issue.village)
    if issue.grid:
        query = query.where(households.c.grid == issue.grid)
    return int((await connection.execute(query)).scalar_one())
