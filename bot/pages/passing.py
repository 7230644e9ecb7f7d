"""Village time moves on the page: it halts wherever something is due, so that a morning's digest comes in the morning."""

import asyncio
import logging
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from bot.app import App, move_village_time
from bot.clock import Ticker
from handlers.village.working_days import RESIDENTS_FROM
from storage import outbox
from storage.records import from_ms, to_ms
from storage.tables import dues
from storage.tables import outbox as rows

log = logging.getLogger("shuoshi.simulator")

ROUNDS = 400  # far above what a village's day holds: a fault must not keep the page waiting for ever
MOMENT = 0.01


async def pass_time(app: App, by: timedelta) -> None:
    """From one due moment to the next; what happens at one is over before the next one begins."""
    end = app.clock.village() + by
    while (now := app.clock.village()) < end:
        await move_village_time(app, min(end, await _next_halt(app, now)) - now)
        await settle(app)


async def _next_halt(app: App, now: datetime) -> datetime:
    """The next moment somebody has set, or the morning: what was written at night is sent when the quiet hours are over."""
    async with app.database.read() as connection:
        later = select(func.min(dues.c.at)).where(dues.c.done.is_(False), dues.c.at > to_ms(now))
        due = (await connection.execute(later)).scalar()
    morning = datetime.combine(now.date(), RESIDENTS_FROM, now.tzinfo)
    morning += timedelta(days=int(morning <= now))
    return min(morning, from_ms(due)) if due is not None else morning


async def settle(app: App) -> None:
    """What is due has happened and has reached the telephones."""
    await _call_up(app)
    for _ in range(ROUNDS):
        await app.batches.settle()
        done = [await _done(ticker) for ticker in app.tickers if ticker.name in ("clock", "grouping")]
        if not (await app.outbox.step() or any(done) or await _on_its_way(app)):
            return


async def _done(ticker: Ticker) -> bool:
    """Something was due. A fault is logged and not final, as in the ticker's own loop: time goes on."""
    try:
        return bool(await ticker.job())
    except Exception as fault:
        log.warning("%s failed: %s", ticker.name, type(fault).__name__)
        return False


async def _call_up(app: App) -> None:
    """Whoever waits for the morning is looked at now: due_at counts real seconds, and village time has just jumped."""
    now = app.clock.wire_ms()
    async with app.database.write() as connection:
        await connection.execute(update(rows).where(rows.c.state == outbox.DUE, rows.c.due_at > now).values(due_at=now))


async def _on_its_way(app: App) -> bool:
    """Is the outbox's own loop just saying something, or an answer riding in a response? Then a moment later again."""
    async with app.database.read() as connection:
        going = select(rows.c.id).where(rows.c.state.in_((outbox.SAYING, outbox.RIDING))).limit(1)
        found = (await connection.execute(going)).first() is not None
    if found:
        await asyncio.sleep(MOMENT)
    return found
