"""nlp group: the rows of a CSV again, each with the matter it tells of."""

import argparse
import asyncio
import csv
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from bot.commands.csv_rows import read_csv
from bot.commands.reading import _cache_folder
from bot.demo.district import PLACES
from bot.parts import Hearing
from bot.settings import SettingsError
from nlp.group_open import OpenMatters
from nlp.skeleton import skeleton

COLUMN = "group"
_SEVERAL = "+"
_DAYS = ("%Y/%m/%d", "%Y-%m-%d", "%Y.%m.%d", "%Y年%m月%d日")


async def nlp_group(options: argparse.Namespace) -> int:
    """One message at a time, in the file's order; later rows may show two matters to be one, so all are printed at the end."""
    fields, rows = await asyncio.to_thread(_rows, Path(options.file), options)
    hearing = Hearing(await asyncio.to_thread(_cache_folder), PLACES)
    await asyncio.to_thread(hearing.warm)
    groups = await asyncio.to_thread(grouped, rows, options, _shown if sys.stderr.isatty() else _quiet)
    writer = csv.DictWriter(sys.stdout, [*fields, COLUMN], lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, COLUMN: group} for row, group in zip(rows, groups, strict=True))
    return 0


def grouped(rows: list[dict[str, str]], options: argparse.Namespace, tell: Callable[[int, int], None]) -> list[int]:
    """A number from 0 for each row; the same number, the same matter. Empty texts stay alone."""
    matters = OpenMatters()
    for at, row in enumerate(rows):
        text = "。".join(filter(None, (row[column] for column in texts(options.text))))
        place = row[options.place].strip() if options.place else None
        matters.add(skeleton(text), place or None, _day(row[options.time]) if options.time else None)
        tell(at + 1, len(rows))
    found = matters.groups()
    numbers = {group: number for number, group in enumerate(dict.fromkeys(found))}
    return [numbers[group] for group in found]


def texts(named: str) -> list[str]:
    """title+body names two columns, read one after the other."""
    return named.split(_SEVERAL)


def _rows(file: Path, options: argparse.Namespace) -> tuple[list[str], list[dict[str, str]]]:
    fields, rows = read_csv(file, [*texts(options.text), *filter(None, (options.place, options.time))])
    if COLUMN in fields:
        raise SettingsError(f"{file} has a column {COLUMN} already: rename it first", f"{file} 里已有“{COLUMN}”这一列，先改个名")
    return fields, rows


def _day(written: str) -> date | None:
    """2019-01-01 19:34:39, 2019/1/1, 2019年1月1日; None for what is no day: a message without a time is still a message."""
    words = written.strip()
    with suppress(ValueError):
        return datetime.fromisoformat(words).date()
    for pattern in _DAYS:
        with suppress(ValueError, IndexError):
            return datetime.strptime(words.split()[0], pattern).date()  # noqa: DTZ007
    return None


def _shown(done: int, of: int) -> None:
    if done % 100 == 0 or done == of:
        sys.stderr.write(f"\r{done}/{of}" + ("\n" if done == of else ""))


def _quiet(_done: int, _of: int) -> None:
    pass
