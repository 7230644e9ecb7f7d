"""ledger and nlp read: what is kept and what the ears make of words, one line each."""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.app import SystemClock
from bot.channels.sms_text import mask_sender
from bot.commands.csv_rows import read_csv
from bot.demo.district import PLACES
from bot.parts import Hearing
from bot.settings import SettingsError, load
from nlp.amounts import amounts
from nlp.persons import hide_private
from nlp.reading import Reading
from nlp.skeleton import skeleton
from storage import views
from storage.database import open_database


async def ledger(options: argparse.Namespace) -> int:
    """Identity never: senders masked, words redacted, sealed matters without either."""
    settings = load()
    database = open_database(settings.database.url)
    try:
        async with database.read() as connection:
            lines = views.heard(connection) if options.heard else views.ledger(connection)
            async for line in lines:
                put(masked(line), options.json)
    finally:
        await database.close()
    return 0


def masked(line: dict[str, Any]) -> dict[str, Any]:
    if line.get("sender"):
        line["sender"] = mask_sender(line["channel"], line["sender"])
    if line.get("text"):
        line["text"] = hide_private(line["text"])
    return line


def put(line: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("  ".join("-" if value is None else str(value).replace("\n", " ") for value in line.values()) + "\n")


async def nlp_read(options: argparse.Namespace) -> int:
    """TEXT, a column of a CSV, or lines from standard input."""
    hearing = Hearing(await asyncio.to_thread(_cache_folder), PLACES)
    await asyncio.to_thread(hearing.warm)
    today = SystemClock().village().date()
    for text in await asyncio.to_thread(lambda: list(_texts(options))):
        put(told(text, hearing.explain(text, hearing.read(text, today))), options.json)
    return 0


def _cache_folder() -> Path:
    folder = load().folder
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _texts(options: argparse.Namespace) -> Iterator[str]:
    if options.text:
        yield " ".join(options.text)
    elif options.file:
        _, rows = read_csv(Path(options.file), [options.column])
        yield from (row[options.column] for row in rows)
    else:
        yield from _typed()


def _typed() -> Iterator[str]:
    try:
        yield from (line.rstrip("\n") for line in sys.stdin)
    except UnicodeDecodeError:
        raise SettingsError(
            "what was typed or piped in is not UTF-8: save it as UTF-8 first", "输入的不是 UTF-8 编码：先另存为 UTF-8"
        ) from None


def told(text: str, reading: Reading) -> dict[str, Any]:
    """A reading in the contract's words."""
    return {
        "text": text,
        "category": reading.category,
        "sub": reading.sub,
        "score": round(reading.score, 3),
        "words": [{"word": vote.word, "weight": round(vote.weight, 3)} for vote in reading.words],
        "abstains": reading.abstains,
        "flags": sorted(reading.flags | ({"urgent_life"} if reading.danger else set())),
        "danger": reading.danger,
        "urgency": reading.urgency,
        "accusation": reading.accusation,
        "speech": reading.speech,
        "place": reading.place,
        "time": reading.since,
        "time_date": reading.since_date.isoformat() if reading.since_date else None,
        "amounts": [f"{each.number:f}{each.unit}" for each in amounts(skeleton(text))],
        "tokens": list(reading.tokens),
    }
