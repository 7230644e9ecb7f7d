"""Every matter of the demo village for a narrow column: issues first, then the newest concerns. Sealed ones are not there."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.pages.glosses import Glosses
from handlers.look_up import title
from handlers.village.issue import Issue, Opinion, Paper, Request, Task, Visit
from handlers.village.matter import Concern, Stage
from storage.records import RECORDS, to_ms
from storage.tables import audit

HIDDEN = (Stage.SEALED.value, Stage.WITHDRAWN.value, Stage.DRAFT.value)
GATHERED = (Stage.CANDIDATE.value, Stage.MERGED.value)
MOST = 60


def stands_at(concern: str, issue: str | None) -> str:
    """A concern that was gathered into an issue stands where the issue stands, once that has begun to move."""
    moves = concern in GATHERED and issue not in (None, Stage.CANDIDATE.value)
    return issue if moves and issue else concern


async def matters(connection: AsyncConnection, village: str, glosses: Glosses) -> list[dict[str, Any]]:
    """An issue's households are distinct supporters, its leaves change with every record of its file; at is village milliseconds."""
    kept, opened = RECORDS[Concern].table, RECORDS[Issue].table
    said = select(kept).where(kept.c.village == village, kept.c.stage.not_in(HIDDEN)).order_by(kept.c.received_at.desc()).limit(MOST)
    concerns = [RECORDS[Concern].record(row) for row in (await connection.execute(said)).mappings()]
    # candidates come after those that were chosen
    waits = (opened.c.stage == Stage.CANDIDATE.value).asc()
    chosen = select(opened).where(opened.c.village == village).order_by(waits, opened.c.households.desc(), opened.c.id).limit(MOST)
    issues: list[Issue] = [RECORDS[Issue].record(row) for row in (await connection.execute(chosen)).mappings()]
    leaves, moved = await _leaves(connection, issues), await _moved(connection, issues)
    stages = {issue.id: issue.stage.value for issue in issues}
    shown = [_issue(each, concerns, glosses) | {"leaves": leaves[each.id], "moved": each.id == moved} for each in issues]
    return shown + [_concern(each, glosses, stages) for each in concerns]


async def _leaves(connection: AsyncConnection, issues: list[Issue]) -> dict[str, int]:
    """A number that grows with everything written into an issue's file."""
    count = {issue.id: issue.version for issue in issues}
    for kind in (Paper, Opinion, Visit, Request, Task):
        table = RECORDS[kind].table
        grown = select(table.c.issue, func.sum(table.c.version + 1)).where(table.c.issue.in_(count)).group_by(table.c.issue)
        for issue, number in await connection.execute(grown):
            count[issue] += int(number)
    return count


async def _moved(connection: AsyncConnection, issues: list[Issue]) -> str | None:
    """The issue that took the last step; before any has taken one, the one that was opened last."""
    ids = [issue.id for issue in issues]
    steps = select(audit.c.thing).where(audit.c.action == "issue_moved", audit.c.thing.in_(ids)).order_by(audit.c.seq.desc()).limit(1)
    moved: str | None = (await connection.execute(steps)).scalar()
    newest = max(issues, key=lambda issue: (issue.opened_at, issue.id), default=None)
    return moved or (newest.id if newest else None)


def _issue(issue: Issue, concerns: list[Concern], glosses: Glosses) -> dict[str, Any]:
    return {
        "what": "candidate",
        "id": issue.id,
        "number": issue.number,
        "title": issue.title,
        "gloss": glosses.of_words(issue.title),
        "stage": issue.stage.value,
        "category": issue.category,
        "category_gloss": glosses.category(issue.category),
        "households": issue.households,
        "numbers": [c.number for c in concerns if c.issue == issue.id and c.number],
        "at": to_ms(issue.opened_at),
    }


def _concern(concern: Concern, glosses: Glosses, stages: dict[str, str]) -> dict[str, Any]:
    first = concern.text.split("\n", 1)[0]
    return {
        "what": "concern",
        "id": concern.id,
        "number": concern.number,
        "title": title(concern, 24),
        "gloss": glosses.of_words(first),
        "stage": stands_at(concern.stage.value, stages.get(concern.issue or "")),
        "category": concern.category,
        "category_gloss": glosses.category(concern.category),
        "households": None,
        "numbers": [],
        "at": to_ms(concern.received_at),
    }
