"""The whole year, played: mornings, what is said, the road, sessions' evenings; and what must hold at the end of each day."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from handlers.village.matter import Alert
from tests.journey.year import FIRST_DAY, World
from tests.journey.year_choosing import select
from tests.journey.year_heard import Told
from tests.journey.year_meeting import evening
from tests.journey.year_road import Road
from tests.journey.year_silence import Silence
from tests.journey.year_steps import sessions, take_steps
from tests.journey.year_township import look_into_the_vault
from tests.journey.year_triage import at_work, triage
from tests.journey.year_villagers import Telling, answer_questions, planned, tell
from tests.journey.year_words import Sort


@dataclass
class Played:
    """What was said, which matters were chosen, and what the evenings have found silent."""

    world: World
    tellings: list[Telling]
    road: Road
    sessions: list[date]
    silence: Silence
    false_alarms: list[Telling] = field(default_factory=list)  # said at night, harmless, and it rang all the same
    rang: list[Telling] = field(default_factory=list)  # true danger, and it rang


async def play(world: World, days: int) -> Played:
    """So many days from the first; chance has one seed, so a year is the same at every play."""
    last = FIRST_DAY + timedelta(days=days - 1)
    played = Played(world, planned(world, 364), Road(world, {}, set()), sessions(world, last), Silence(world, Told(world)))
    for n in range(days):
        await one_day(played, FIRST_DAY + timedelta(days=n))
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
            await select(road)
    for telling in [t for t in told if 9 <= t.hour < 15]:
        await say(played, telling)
    await world.until(day, 15)
    await take_steps(road, working)
    await look_into_the_vault(road)
    for telling in [t for t in told if 15 <= t.hour < 20]:
        await say(played, telling)
    if day in played.sessions:
        await world.until(day, 20)
        await evening(road)
    await world.until(day, 20.1)
    await answer_questions(world)
    for telling in [t for t in told if t.hour >= 20]:
        await say(played, telling)
    await world.until(day, 23.5)
    await played.silence.evening()


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
    if telling.told.sort is Sort.DANGER:
        played.rang.append(telling)
    elif telling.at_night:
        played.false_alarms.append(telling)
    if world.chance.random() < 0.75:
        for ask in (await world.open_asks("alert"))[-1:]:
            await world.reply(ask, "taking" if telling.told.sort is Sort.DANGER else "calm", "wechat")
