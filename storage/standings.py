"""How far what was said about a matter has come, with what cadres have told of it by telephone: it adds up to every message."""

from sqlalchemy import func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.memory import Standing
from handlers.village.calls import CallOutcome
from storage import delivery
from storage.outbox import LISTED
from storage.tables import asks, calls, outbox

TOLD, OVER = "told", "over"


async def standing(connection: AsyncConnection, about: str) -> tuple[Standing, ...]:
    """Of what was listed: told by a cadre, over before anybody could, and still to be told."""
    counts = await delivery.ledger(connection, about)
    named = outbox.outerjoin(asks, asks.c.id == outbox.c.ask).join(calls, calls.c.id == literal("call:").concat(outbox.c.id))
    listed = (
        outbox.c.about == about,
        outbox.c.kind.in_(delivery.COUNTED),
        outbox.c.state == LISTED,
        func.coalesce(asks.c.answer, "") == "",
    )
    rows = await connection.execute(select(calls.c.outcome, func.count()).select_from(named).where(*listed).group_by(calls.c.outcome))
    ended = {row[0]: row[1] for row in rows}
    counts[TOLD], counts[OVER] = ended.get(CallOutcome.DONE.value, 0), ended.get(CallOutcome.OVER.value, 0)
    counts[LISTED] -= counts[TOLD] + counts[OVER]
    return tuple(Standing(state, count) for state, count in counts.items() if count)
