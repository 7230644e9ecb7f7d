"""The whole year, played: mornings, what is said, the road, sessions' evenings; and what must hold at the end of each day."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from handlers.village.matter import Alert, AlertState
from storage.records import to_ms
from storage.tables import alerts, concerns, dues, outbox
from tests.journey.year import FIRST_DAY, World
from tests.journey.year_road import Road, sessions
from tests.journey.year_triage import at_work, triage
from tests.journey.year_villagers import Telling, answer_questions, planned, tell
from tests.journey.year_words import Sort


@dataclass
class Played:
    """What was said, which matters were chosen, and every clock found lying past its moment at the end of a day."""

    world: World
    tellings: list[Telling]
    road: Road
    sessions: list[date]
    overdue: list[str] = field(default_factory=list)
    alarms: list[Telling] = field(default_factory=list)  # said at night, harmless, and it rang all the same


async def play(world: World, days: int) -> Played:
    """So many days from the first; chance has one seed, so a year is the same at every play."""
    last = FIRST_DAY + timedelta(days=days - 1)
    played = Played(world, planned(world, 364), Road(world, {}, set()), sessions(world, last))
    for n in range(days):
        await one_day(played, FIRST_DAY + timedelta(days=n))
        print(n, round(__import__("time").time() % 1000, 1), dict(world.counts) if n % 10 == 0 else "", flush=True)
    return played


async def one_day(played: Played, day: date) -> None:
    world, road = played.world, played.road
    told = [t for t in played.tellings if t.day == day]
    for telling in [t for t in told if t.hour < 9]:
        await say(played, telling)
    await world.until(day, 9)
    working = at_work(world)
    if working:
        await triage(world)
        if (
            any((day - session).days == 1 for session in played.sessions)
            or day == FIRST_DAY + timedelta(days=7)
            or (any((day - session).days == 2 for session in played.sessions) and not road.chosen)
        ):
            await road.select()
    for telling in [t for t in told if 9 <= t.hour < 15]:
        await say(played, telling)
    await world.until(day, 15)
    await road.day(working)
    for telling in [t for t in told if 15 <= t.hour < 20]:
        await say(played, telling)
    if day in played.sessions:
        await world.until(day, 20)
        await road.evening()
    await world.until(day, 20.1)
    await answer_questions(world)
    for telling in [t for t in told if t.hour >= 20]:
        await say(played, telling)
    await world.until(day, 23.5)
    played.overdue += await lying(world)


async def say(played: Played, telling: Telling) -> None:
    """One telling; the duty people answer a true alarm, most of the time."""
    world = played.world
    await world.until(telling.day, telling.hour)
    before = len(await world.every(Alert))
    await tell(world, telling)
    rung = await world.every(Alert)
    if len(rung) == before:
        return
    world.counts["alarms"] += 1
    if telling.told.sort is not Sort.DANGER and telling.at_night:
        played.alarms.append(telling)
    if world.chance.random() < 0.75:
        for ask in (await world.open_asks("alert"))[-1:]:
            await world.reply(ask, "taking" if telling.told.sort is Sort.DANGER else "calm", "wechat")


async def lying(world: World) -> list[str]:
    """Whatever should have happened by now and has not: moments of the clock, words to be said, alarms still ringing."""
    now = to_ms(world.now)
    late = await world.sql(select(dues.c.id).where(dues.c.done.is_(False), dues.c.at <= now, dues.c.kind != "group"))
    unsaid = await world.sql(select(outbox.c.id).where(outbox.c.kind == "alert", outbox.c.state.in_(("due", "saying", "riding"))))
    old = alerts.c.raised_at < now - 11 * 60_000
    ringing = await world.sql(select(alerts.c.id).where(alerts.c.state == AlertState.RINGING.value, old))
    drafts = await world.sql(select(concerns.c.id).where(concerns.c.stage == "draft", concerns.c.received_at < now - 86_400_000))
    return [f"{world.today} {name} {row[0]}" for name, rows in zip(KINDS, (late, unsaid, ringing, drafts), strict=True) for row in rows]


KINDS = ("clock", "unsaid alarm", "ringing", "draft")
