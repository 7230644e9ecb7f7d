"""village init, roster import and export."""

import argparse
import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import App, build, chance
from bot.roster_file import RosterRefused, read_roster, write_roster, write_template
from bot.settings import SettingsError, load
from handlers.acts.persons import claim_id
from handlers.memory import Proof
from handlers.village.people import Office, Roster
from storage import meta
from storage import roster as rosters
from storage.database import open_database
from storage.records import RECORDS
from storage.tables import address_persons, addresses, proofs
from storage.work import upsert


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
            codes = await _codes(connection, app, roster)
    finally:
        await app.stop()
    for row in bad:
        sys.stdout.write(f"row {row.row} {row.column}: {row.en}\n第 {row.row} 行 {row.column}：{row.zh}\n")
    sys.stdout.write(
        f"{len(roster.persons)} people, {len(roster.households)} households · {len(roster.persons)} 人，{len(roster.households)} 户\n"
    )
    for name, village, code in codes:
        sys.stdout.write(
            f"{village} {name}: in WeChat or WeCom, send 绑定码{code} (once, within 30 days) · "
            f"请本人在微信或企业微信里发“绑定码{code}”，30 天内有效\n"
        )
    return 1 if bad else 0


async def _codes(connection: AsyncConnection, app: App, roster: Roster) -> list[tuple[str, str, str]]:
    """A one-time code for every secretary who has no proved phone yet, to be handed over in person."""
    proved = (
        select(address_persons.c.person).join(addresses, addresses.c.id == address_persons.c.address).where(addresses.c.trusted.is_(True))
    )
    known = {row[0] for row in await connection.execute(proved)}
    names, units = {p.id: p.name for p in roster.persons}, {u.id: u.name for u in roster.units}
    rows, found = RECORDS[Proof], []
    for holder in roster.holders:
        if holder.office is Office.SECRETARY and holder.person not in known and await _no_code_yet(connection, holder.person):
            code = f"{int.from_bytes(chance(8)) % 100_000_000:08d}"
            expires = app.clock.village() + timedelta(days=30)
            proof = Proof(claim_id(code), holder.person, "", claim_id(code), expires)
            await connection.execute(upsert(rows.table, rows.key, app.database.dialect), [rows.row(proof)])
            found.append((names[holder.person], units[holder.unit], code))
    return found


async def _no_code_yet(connection: AsyncConnection, person: str) -> bool:
    waiting = select(proofs.c.id).where(proofs.c.person == person, proofs.c.id.startswith("claim:"), proofs.c.used.is_(False))
    return (await connection.execute(waiting)).first() is None


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
            await meta.put(connection, meta.CLOCK_OFFSET, "0")
    finally:
        await app.stop()
    file = settings.home / "roster.xlsx"
    await asyncio.to_thread(write_template, file, options.name)
    sys.stdout.write(
        f"The data folder is empty of people. Fill in {file.name}, set demo: false, then: shuoshi roster import {file.name};\n"
        "it prints each secretary's binding code.\n"
        f"名册清空了。填好 {file.name}，把 demo 设成 false，再运行 shuoshi roster import {file.name}，会打印每位支书的绑定码。\n"
    )
    return 0
