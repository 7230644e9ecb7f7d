"""Every matter of the demo village for a narrow column: candidates first, then the newest. Sealed ones are not there."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.pages.glosses import Glosses
from handlers.look_up import title
from handlers.village.issue import Issue
from handlers.village.matter import Concern, Stage
from storage.records import RECORDS, to_ms

HIDDEN = (Stage.SEALED.value, Stage.WITHDRAWN.value, Stage.DRAFT.value)
MOST = 60


async def matters(connection: AsyncConnection, village: str, glosses: Glosses) -> list[dict[str, Any]]:
    """A candidate's households are distinct supporters; at is village milliseconds."""
    kept, opened = RECORDS[Concern].table, RECORDS[Issue].table
    said = select(kept).where(kept.c.village == village, kept.c.stage.not_in(HIDDEN)).order_by(kept.c.received_at.desc()).limit(MOST)
    concerns = [RECORDS[Concern].record(row) for row in (await connection.execute(said)).mappings()]
    candidates = select(opened).where(opened.c.village == village).order_by(opened.c.households.desc(), opened.c.id).limit(MOST)
    issues = [RECORDS[Issue].record(row) for row in (await connection.execute(candidates)).mappings()]
    return [_issue(each, concerns, glosses) for each in issues] + [_concern(each, glosses) for each in concerns]


def _issue(issue: Issue, concerns: list[Concern], glosses: Glosses) -> dict[str, Any]:
    return {
        "what": "candidate",
        "id": issue.id,
        "number": None,
        "title": issue.title,
        "gloss": glosses.of_words(issue.title),
        "stage": issue.stage.value,
        "category": issue.category,
        "category_gloss": glosses.category(issue.category),
        "households": issue.households,
        "numbers": [c.number for c in concerns if c.issue == issue.id and c.number],
        "at": to_ms(issue.opened_at),
    }


def _concern(concern: Concern, glosses: Glosses) -> dict[str, Any]:
    first = concern.text.split("\n", 1)[0]
    return {
        "what": "concern",
        "id": concern.id,
        "number": concern.number,
        "title": title(concern, 24),
        "gloss": glosses.of_words(first),
        "stage": concern.stage.value,
        "category": concern.category,
        "category_gloss": glosses.category(concern.category),
        "households": None,
        "numbers": [],
        "at": to_ms(concern.received_at),
    }
