"""office hand-over: an office changes hands in one command, and every open duty with it."""

import argparse
import sys

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import build
from bot.commands.persons import register
from bot.settings import SettingsError, load
from handlers.village.people import Office
from nlp.persons import hide_private
from storage import offices
from storage.offices import ChangeHands, NotHeld
from storage.records import to_ms
from storage.tables import persons, units


async def hand_over(options: argparse.Namespace) -> int:
    """Running servers follow within seconds: the roster's version moves with it."""
    app = await build(load())
    try:
        async with app.database.write() as connection:
            what = await _asked(connection, options)
            now, seq = to_ms(app.clock.village()), app.dispatch.next_seq()
            try:
                moved = await offices.hand_over(connection, what, now, app.clock.wire_ms(), seq)
            except NotHeld:
                raise SettingsError(
                    f"{what.old} is not {what.office} of {what.unit}: nothing was changed",
                    f"{what.old} 不是 {what.unit} 的这个职务，什么也没动",
                ) from None
            detail = f"{what.office} {what.old}>{what.new} " + " ".join(f"{name}={count}" for name, count in moved.items())
            await register(app, connection, "hand_over_office", what.unit, f"{detail} {hide_private(options.why or '')[:80]}".strip())
    finally:
        await app.stop()
    told = ", ".join(f"{count} {name}" for name, count in moved.items())
    sys.stdout.write(f"{what.office} of {what.unit}: {what.old} → {what.new}; moved {told} · 交接好了，在办的都转过去了\n")
    return 0


async def _asked(connection: AsyncConnection, options: argparse.Namespace) -> ChangeHands:
    """The options checked against the roster. Raises SettingsError."""
    if options.office not in set(Office):
        raise SettingsError(f"there is no office {options.office}: one of {', '.join(Office)}", f"没有“{options.office}”这个职务")
    if (await connection.execute(select(units.c.id).where(units.c.id == options.unit))).first() is None:
        raise SettingsError(f"there is no unit {options.unit}", f"没有编号为 {options.unit} 的村或单位")
    old, new = [await _person(connection, words) for words in (options.old, options.new)]
    if old == new:
        raise SettingsError(f"--from and --to are both {old}", f"交的和接的是同一个人：{old}")
    return ChangeHands(Office(options.office), options.unit, old, new, options.grid or "")


async def _person(connection: AsyncConnection, words: str) -> str:
    """An id, or a name that only one person has."""
    fits = (persons.c.id == words) | (persons.c.name == words)
    found = [row[0] for row in await connection.execute(select(persons.c.id).where(fits).limit(2))]
    if len(found) != 1:
        many = "several people are" if found else "nobody in the roster is"
        raise SettingsError(f"{many} called {words}: give the id", f"名册里叫{words}的{'不止一个' if found else '没有'}，请用编号")
    return str(found[0])
