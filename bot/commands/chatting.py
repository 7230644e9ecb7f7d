"""chat: talk to the bot in a terminal as anybody of the roster; --script plays a spoken script and prints the transcript."""

import argparse
import asyncio
import sys
from datetime import datetime
from pathlib import Path

from bot.app import build, chance
from bot.demo.district import PLACES
from bot.demo.laying import lay
from bot.scratch import scratch
from bot.settings import SettingsError, load
from bot.spoken_script import ScriptError, read_script
from bot.stage import Stage
from handlers.village.working_days import VILLAGE_ZONE


async def chat(options: argparse.Namespace) -> int:
    if options.script:
        return await play(options)
    settings = load()
    if not options.name:
        raise SettingsError("say as whom: shuoshi chat --as 张春梅", "请说明是谁：shuoshi chat --as 张春梅")
    app = await build(settings, places=PLACES if settings.demo else ())
    await asyncio.to_thread(app.hearing.warm)
    # the store remembers every message: without a word of its own this talk's first would be taken for the last talk's
    stage = Stage(app, print_lines=sys.stdout.write, run=f"{chance(8).hex()}-")
    stage.start()
    try:
        if settings.demo:
            await lay(app)
        return await _talk(stage, options.name, options.by)
    finally:
        await stage.end()


async def _talk(stage: Stage, name: str, by: str) -> int:
    if not await stage.knows(name):
        raise SettingsError(f"nobody in the roster is called {name}", f"名册里没有叫{name}的人")
    await stage.watch(name, by)
    sys.stdout.write("说吧（空行结束）。Speak; an empty line ends.\n")
    while True:
        sys.stdout.write(f"{name}：")
        sys.stdout.flush()
        words = (await asyncio.to_thread(sys.stdin.readline)).strip()
        if not words:
            return 0
        await stage.say(name, words, by, echo=False)


async def play(options: argparse.Namespace) -> int:
    """On a scratch copy of the demo district: the same script gives the same transcript, numbers and dates included."""
    try:
        lines = read_script(await asyncio.to_thread(Path(options.script).read_text, encoding="utf-8"))
    except ScriptError as fault:
        raise SettingsError(str(fault), f"剧本看不懂：{fault}") from None
    except OSError as fault:
        raise SettingsError(f"cannot read {options.script} ({fault.strerror})", f"读不了 {options.script}") from None
    at = _moment(options.at)
    async with scratch(load()) as app:
        stage = Stage(app, print_lines=sys.stdout.write)
        try:
            await stage.begin(at)
            await stage.play(lines)
        except ScriptError as fault:
            sys.stdout.write(f"{fault}\n")
            return 1
        finally:
            await stage.end()
    return 0


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text if "T" in text else f"{text}T08:40")
    except ValueError:
        raise SettingsError(f"{text} is no date: write 2026-11-23", f"“{text}”不是日期，请写成 2026-11-23") from None
    return moment.replace(tzinfo=VILLAGE_ZONE) if moment.tzinfo is None else moment.astimezone(VILLAGE_ZONE)
