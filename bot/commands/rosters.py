"""village init, roster import and export."""

import argparse
import asyncio
import sys
from pathlib import Path

from bot.app import build
from bot.roster_file import RosterRefused, read_roster, write_roster, write_template
from bot.settings import SettingsError, load
from storage import roster as rosters
from storage.database import open_database


async def roster_import(options: argparse.Namespace) -> int:
    """Good rows are taken, each bad one is named; importing twice changes nothing. Exit 1 when some row was bad."""
    try:
        roster, bad = await asyncio.to_thread(read_roster, Path(options.file))
    except RosterRefused as refusal:
        raise SettingsError(refusal.en, refusal.zh) from None
    except OSError as fault:
        raise SettingsError(f"cannot read {options.file} ({fault.strerror})", f"读不了 {options.file}") from None
    app = await build(load())
    try:
        async with app.database.write() as connection:
            await rosters.put_roster(connection, roster, app.database.dialect)
    finally:
        await app.stop()
    for row in bad:
        sys.stdout.write(f"row {row.row} {row.column}: {row.en}\n第 {row.row} 行 {row.column}：{row.zh}\n")
    sys.stdout.write(
        f"{len(roster.persons)} people, {len(roster.households)} households · {len(roster.persons)} 人，{len(roster.households)} 户\n"
    )
    return 1 if bad else 0


async def roster_export(options: argparse.Namespace) -> int:
    settings = load()
    database = open_database(settings.database.url)
    try:
        async with database.read() as connection:
            roster = await rosters.read_roster(connection)
    finally:
        await database.close()
    await asyncio.to_thread(write_roster, roster, Path(options.file))
    sys.stdout.write(f"{len(roster.persons)} people → {options.file} · {len(roster.persons)} 人写进了 {options.file}\n")
    return 0


async def village_init(options: argparse.Namespace) -> int:
    """Out of the demo: its data gone, a template to fill in, and how the first secretary gets in."""
    settings = load()
    app = await build(settings)
    try:
        async with app.database.read() as connection:
            people = (await rosters.read_roster(connection)).persons
        if people and not any(person.id.startswith("p0") for person in people):
            raise SettingsError("the roster holds your own people already: nothing was changed", "名册里已经是您自己的人了，什么也没动")
        async with app.database.write() as connection:
            await rosters.wipe(connection)
    finally:
        await app.stop()
    file = settings.home / "roster.xlsx"
    await asyncio.to_thread(write_template, file, options.name)
    sys.stdout.write(
        f"The demo's people are gone. Fill in {file.name}, then: shuoshi roster import {file.name}, and set demo: false.\n"
        f"演示的人都清掉了。填好 {file.name}，再运行 shuoshi roster import {file.name}，并把 demo 设成 false。\n"
    )
    return 0
