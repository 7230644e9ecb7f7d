"""The guided story on the simulator's telephones: every line goes through the real webhooks, every day passes in its own hours."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.demo.cast import CAST, Actor
from bot.demo.crowd import waiting
from bot.demo.laying import bind, start_again
from bot.pages.passing import pass_time, settle
from bot.pages.phones import Phones
from bot.pages.voices import speak
from bot.spoken_script import ScriptError, Spoken
from bot.story import Step, read_story
from handlers.messages import ChannelName
from handlers.village.people import Person
from storage import audit

STEP_S = 100  # the page gives up a little later
WAYS = {"wechat": ChannelName.WECHAT, "sms": ChannelName.SMS}


class Stopped(Exception):
    """A line of the story did not come true; the words say which and why."""


@dataclass
class Telling:
    """Where the story stands: over counts finished steps, line those of the step at hand, so that it goes on where it stopped."""

    steps: tuple[Step, ...]
    over: int = 0
    line: int = 0


def captions() -> list[dict[str, str]]:
    """What the page shows above the telephones, step by step. Raises Stopped when the file cannot be read."""
    return [{"english": step.english, "chinese": step.chinese} for step in _read()]


async def begin(phones: Phones) -> Telling:
    """An empty village: people, and nothing that was said before."""
    telling = Telling(_read())
    for step in telling.steps:
        phones.glosses.learn(step.glosses)
    await start_again(phones.app, opening=False)
    phones.begin_again()
    await phones.pull()
    return telling


def _read() -> tuple[Step, ...]:
    try:
        return read_story()
    except (OSError, ScriptError, ValueError) as fault:
        raise Stopped(str(fault)) from fault


async def tell(phones: Phones, door: str, telling: Telling, n: int) -> dict[str, Any]:
    """Plays step n (from 0) unless it is over; off holds what people without a telephone here have said.

    After the last step audited is what verifying the chain says. Raises Stopped, with the number of the line.
    """
    if n > telling.over:
        raise Stopped(f"step {telling.over + 1} comes first")
    off: list[dict[str, str]] = []
    lines = telling.steps[n].lines if n == telling.over else ()
    try:
        async with asyncio.timeout(STEP_S):
            for spoken in lines[telling.line :]:
                off += await _play(phones, door, spoken)
                telling.line += 1
    except Exception as fault:  # whatever it was: the page says where the story stands still, and Next tries again
        raise Stopped(f"line {lines[telling.line].n}: {type(fault).__name__} {fault}".strip()) from fault
    if n == telling.over:
        telling.over, telling.line = n + 1, 0
    told: dict[str, Any] = {"step": n, "count": len(telling.steps), "off": off}
    return told | ({"audited": await _audited(phones)} if n + 1 == len(telling.steps) else {})


async def _audited(phones: Phones) -> dict[str, Any]:
    """whole: does every link of the chain hold; head is the hash it ends with."""
    async with phones.app.database.read() as connection:
        bad, told = await audit.verify(connection)
    return {"whole": bad is None, "head": told[:12] if bad is None else f"{bad}: {told}"}


# ---------------------------------------------------------------- one line


async def _play(phones: Phones, door: str, spoken: Spoken) -> list[dict[str, str]]:
    """What reaches whom is not looked at here: that is the stage's part. The telephones show it."""
    off: list[dict[str, str]] = []
    if spoken.kind == "says":
        off = await _say(phones, door, spoken)
    elif spoken.kind == "crowd":
        off = await _crowd(phones, door, spoken)
    elif spoken.kind == "passes":
        await pass_time(phones.app, timedelta(seconds=float(spoken.words)))
    if spoken.kind in ("says", "crowd"):
        await settle(phones.app)
    await phones.pull()
    return off


async def _say(phones: Phones, door: str, spoken: Spoken) -> list[dict[str, str]]:
    person, by = phones.person(spoken.who), WAYS.get(spoken.by)
    if by is None:
        raise LookupError(f"no telephone here speaks by {spoken.by}")
    actor = next((one for one in CAST if one.person == person.id), None)
    if actor is None and by is ChannelName.WECHAT:
        async with phones.app.database.write() as connection:
            await bind(connection, [person], phones.app)
    if not await speak(phones, door, actor or off_stage(person), spoken.words, by):
        raise LookupError(f"the webhook did not take “{spoken.words}”")
    return [] if actor else [{"who": spoken.who, "words": spoken.words, "gloss": phones.glosses.of_words(spoken.words)}]


async def _crowd(phones: Phones, door: str, spoken: Spoken) -> list[dict[str, str]]:
    wanted = int(spoken.who)
    async with phones.app.database.read() as connection:
        people = await waiting(connection, wanted)
    if len(people) < wanted:
        raise LookupError(f"only {len(people)} households are waiting to answer")
    for person in people:
        await speak(phones, door, off_stage(person), spoken.words, ChannelName.SMS)
    return [{"households": spoken.who, "words": spoken.words, "gloss": phones.glosses.of_words(spoken.words)}]


def off_stage(person: Person) -> Actor:
    """Somebody whose telephone the page does not show."""
    return Actor(f"off:{person.id}", person.id, person.name, "", "", ChannelName.SMS)
