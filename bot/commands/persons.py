"""person find, show and erase: one person's data, for the person. Every use says why, and stands in the audit chain."""

import argparse
import json
import sys

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import App, build
from bot.channels.sms_text import mask_sender
from bot.settings import SettingsError, load
from handlers.desk import Note
from handlers.messages import ChannelName
from nlp.persons import hide_private
from storage import audit, person_file
from storage.records import to_ms

CONSOLE = "console"
LONGEST_WHY = 80


async def find(options: argparse.Namespace) -> int:
    """One line a person, numbers masked; exit 1 when nobody fits."""
    app = await build(load())
    try:
        async with app.database.write() as connection:
            rows = await person_file.find(connection, options.words)
            await register(app, connection, "person_find", "roster", f"{len(rows)} found; {why(options)}")
    finally:
        await app.stop()
    for row in rows:
        phone = mask_sender(ChannelName.SMS, row["phone"]) if row["phone"] else "-"
        sys.stdout.write("  ".join((row["id"], row["name"], row["unit_name"] or "-", row["house"] or "-", phone)) + "\n")
    return 0 if rows else 1


async def show(options: argparse.Namespace) -> int:
    """Everything kept of one person, as JSON; what is sealed never."""
    app = await build(load())
    try:
        async with app.database.write() as connection:
            file = await person_file.file_of(connection, options.id)
            if file is None:
                raise unknown(options.id)
            await register(app, connection, "person_show", options.id, why(options))
    finally:
        await app.stop()
    json.dump(file, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return 0


async def erase(options: argparse.Namespace) -> int:
    """At once, without the 72 hours: counts stay, words and phones go. The roster's own row stays until the roster drops it."""
    app = await build(load())
    try:
        async with app.database.write() as connection:
            file = await person_file.file_of(connection, options.id)
            if file is None:
                raise unknown(options.id)
            if file["offices"]:
                raise SettingsError(
                    f"{options.id} holds an office: shuoshi office hand-over first",
                    f"{options.id} 还有职务，先运行 shuoshi office hand-over",
                )
            await app.vault.erase(connection, f"p:{options.id}")
            await person_file.erase(connection, options.id)
            await register(app, connection, "person_erase", options.id, why(options))
    finally:
        await app.stop()
    sys.stdout.write(f"{options.id} is erased, counts stay · {options.id} 的话和号码都删了，计数还在\n")
    return 0


def why(options: argparse.Namespace) -> str:
    """The chain can never be erased, so the purpose stands there without numbers and names. Raises SettingsError."""
    reason = hide_private(" ".join((options.why or "").split()))[:LONGEST_WHY]
    if not reason:
        raise SettingsError("say why: --why PURPOSE", "请写明用途：--why 用途")
    return f"why: {reason}"


def unknown(person: str) -> SettingsError:
    return SettingsError(
        f"nobody in the roster has the id {person}: try shuoshi person find", f"名册里没有编号 {person}，先用 shuoshi person find 查"
    )


async def register(app: App, connection: AsyncConnection, action: str, thing: str, detail: str) -> None:
    await audit.append(connection, [Note(CONSOLE, action, thing, detail)], to_ms(app.clock.village()))
