"""The guided story on the simulator's telephones: every line goes through the real webhooks, every day passes in its own hours."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.app import App, move_village_time
from bot.demo.cast import CAST, Actor
from bot.demo.crowd import waiting
from bot.story import Step, read_story
from bot.stage import Spoken
from handlers.messages import ChannelName
from handlers.village.people import Person
from storage import audit
from storage.records import RECORDS
from storage.tables import persons

if TYPE_CHECKING:
    from bot.pages.simulator import Backstage

HALF_DAY = timedelta(hours=1)  # village time moves in such steps, so that a morning's digest comes in the morning
Speaks = Callable[["Backstage", str, Actor, str], Awaitable[bool]]


@dataclass(frozen=True)
class Voices:
    """How the page's people speak: one function a channel, each through the product's own door."""

    by_wechat: Speaks
    by_sms: Speaks


async def play_step(stage: "Backstage", door: str, voices: Voices, n: int) -> dict[str, object]:
    """Plays step n (from 0) and tells the page where the story stands; audited says, at the end, whether the chain is whole."""
    story = read_story()
    for spoken in story[n].lines:
        await _play(stage, door, voices, spoken)
    told: dict[str, object] = {"step": n, "count": len(story), "english": story[n].english, "chinese": story[n].chinese}
    if n + 1 == len(story):
        async with stage.app.database.read() as connection:
            told["audited"] = (await audit.verify(connection))[0] is None
    return told


def steps() -> tuple[Step, ...]:
    return read_story()


async def _play(stage: "Backstage", door: str, voices: Voices, spoken: Spoken) -> None:
    if spoken.kind == "says":
        speak = voices.by_sms if spoken.by == "sms" else voices.by_wechat
        await speak(stage, door, await actor(stage.app, spoken.who), spoken.words)
    elif spoken.kind == "crowd":
        async with stage.app.database.read() as connection:
            people = await waiting(connection, int(spoken.who))
        for person in people:
            await voices.by_sms(stage, door, off_stage(person), spoken.words)
    elif spoken.kind == "passes":
        await _pass(stage.app, timedelta(seconds=float(spoken.words)))
    await settle(stage.app)
    await stage.phones.pull()


async def actor(app: App, name: str) -> Actor:
    """One of the cast, or anybody else of the roster, whose telephone the page does not show."""
    for one in CAST:
        if one.name == name:
            return one
    async with app.database.read() as connection:
        row = (await connection.execute(select(persons).where(persons.c.name == name).order_by(persons.c.id))).mappings().first()
    if row is None:
        raise LookupError(f"nobody is called {name}")
    return off_stage(RECORDS[Person].record(row))


def off_stage(person: Person) -> Actor:
    return Actor(f"off:{person.id}", person.id, person.name, "", "", ChannelName.WECHAT)


async def _pass(app: App, by: timedelta) -> None:
    while by > timedelta():
        step = min(by, HALF_DAY)
        await move_village_time(app, step)
        await settle(app)
        by -= step


async def settle(app: App) -> None:
    """What is due has happened and is on its way."""
    while await app.moments.on_time():
        pass
    while await app.outbox.step():
        pass
