"""case NUMBER: one matter as a strip: eight mechanisms with record and date, four gates with the numbers."""

import argparse
import json
import sys
from typing import Any

from bot import casebook
from bot.app import SystemClock
from bot.casebook import Casebook
from bot.parts import calendar_of, load_wording, statutes_of
from bot.settings import SettingsError, load
from handlers.case import Case
from handlers.messages import ChannelName
from storage import meta
from storage.database import open_database
from storage.directory import Directory


async def case(options: argparse.Namespace) -> int:
    """Exit 2 when no issue has the number. Names and people's words are not in it."""
    settings = load()
    wording = load_wording(settings.replies)
    database = open_database(settings.database.url)
    directory, clock = Directory(), SystemClock()
    try:
        async with database.read() as connection:
            await directory.load(connection)
            if settings.demo:
                clock.offset_ms = int(await meta.get(connection, meta.CLOCK_OFFSET) or "0") + settings.clock.offset_s * 1000
            issue = await casebook.issue_of(connection, options.number)
            if issue is None:
                raise _unknown(options.number)
            book = Casebook(directory, statutes_of(settings), calendar_of(settings), wording, database.dialect)
            found = await book.case(connection, clock.village(), issue)
    finally:
        await database.close()
    if found is None:
        raise _unknown(options.number)
    if options.json:
        sys.stdout.write(json.dumps(as_json(found), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("".join(f"{wording.line(each, ChannelName.TERMINAL)}\n" for each in casebook.lines(found)))
    return 0


def _unknown(number: str) -> SettingsError:
    return SettingsError(
        f"no issue has the number {number}: a concern gets one when it is filed, and an issue when it is merged or chosen",
        f"没有编号 {number} 的议题：诉求并案或列进候选以后才是议题",
    )


def as_json(case: Case) -> dict[str, Any]:
    """The same for a program: mechanisms and gates in the practice's order."""
    strip = casebook.strip(case)
    return {
        "number": case.issue.number,
        "title": case.issue.title,
        "stage": case.issue.stage.value,
        "mechanisms": [
            {"name": name.value, "records": [{"record": r.name, "day": r.day.isoformat(), "count": r.count} for r in records]}
            for name, records in strip.mechanisms
        ],
        "gates": [
            {
                "name": told.gate.value,
                "open": told.open,
                "overridden": told.overridden,
                "lacks": [{"what": s.what, "have": s.have, "need": s.need, "mender": s.mender.value} for s in told.lacks],
            }
            for told in strip.gates
        ],
    }
