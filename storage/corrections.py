"""What the ears may learn from: cadres' corrections of categories, with the words as they stand today."""

from dataclasses import dataclass

from sqlalchemy import and_, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.village.matter import Stage
from storage.erase import GONE
from storage.tables import concerns, corrections

MOST = 5000  # the newest; more would make a night's teaching too long
NOT_HEARD = (Stage.DRAFT.value, Stage.WITHDRAWN.value, Stage.SEALED.value)


@dataclass(frozen=True, slots=True)
class Corrected:
    """One correction that still teaches: its id, the concern's words, the right code."""

    id: str
    text: str
    code: str


async def usable(connection: AsyncConnection) -> list[Corrected]:
    """The last correction of each concern, the oldest first. What is sealed, erased or taken back teaches nothing.

    Words are looked up at the moment of learning and kept nowhere else.
    """
    last = select(corrections.c.concern, func.max(corrections.c.at).label("at")).group_by(corrections.c.concern).subquery()
    newest = and_(corrections.c.concern == last.c.concern, corrections.c.at == last.c.at)
    kept = and_(concerns.c.stage.not_in(NOT_HEARD), concerns.c.author != "erased", concerns.c.text.not_in(("", GONE)))
    query = (
        select(corrections.c.id, corrections.c.concern, concerns.c.text, corrections.c.new)
        .join(last, newest)
        .join(concerns, concerns.c.id == corrections.c.concern)
        .where(kept)
        .order_by(corrections.c.at.desc(), corrections.c.id.desc())
        .limit(MOST)
    )
    once = {row.concern: row for row in reversed((await connection.execute(query)).all())}
    return [Corrected(row.id, row.text, row.new) for row in once.values()]


async def forget(connection: AsyncConnection, concern: str) -> None:
    """Of a sealed concern not even its category is kept."""
    await connection.execute(delete(corrections).where(corrections.c.concern == concern))
