"""config check and audit verify."""

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from bot.law_in_words import packs_in_words, thresholds_in_words
from bot.parts import load_wording, statutes_of
from bot.settings import Settings, SettingsError, load
from bot.spots import load_spots
from handlers.scene import Statutes
from handlers.wording import Wording
from storage import audit
from storage.database import open_database

NEEDED = ("receipt.checked", "report.check", "danger.fire", "digest.morning")


async def config_check(options: argparse.Namespace) -> int:
    """Loads everything the way `serve` does and prints the thresholds in words."""
    settings = load()
    wording = load_wording(settings.replies)
    missing = [key for key in NEEDED if key not in wording.replies]
    if missing:
        raise SettingsError(f"{settings.replies} lacks {', '.join(missing)}", f"{settings.replies} 里缺 {'、'.join(missing)}")
    load_spots(settings.places)
    _check_folder(settings.folder)
    sys.stdout.write(_words(settings, statutes_of(settings), wording))
    return 0


def _check_folder(folder: Path) -> None:
    there = folder if folder.exists() else folder.parent
    if not os.access(there, os.W_OK):
        raise SettingsError(f"the data folder {folder} cannot be written: check its rights", f"data 文件夹 {folder} 写不进去，请检查权限")


def _words(settings: Settings, statutes: Statutes, wording: Wording) -> str:
    v = settings.village
    named: dict[str, Iterable[str]] = {"wechat": settings.wechat, "wecom": settings.wecom, "sms": settings.sms}
    accounts = " · ".join(f"{kind} {', '.join(names) or '-'}" for kind, names in named.items())
    kind = "PostgreSQL" if settings.database.url.startswith("postgresql") else "SQLite"
    return (
        f"settings are right · 设置没有问题\n"
        f"demo: {'yes' if settings.demo else 'no'} · database: {kind} · redis: {'on' if settings.redis.url else 'off'}\n"
        f"accounts: {accounts}\n"
        f"回话期限 {v.answer_days} 个工作日 · 没核对的 {v.draft_minutes} 分钟后照样报上 · 删除可反悔 {v.erase_undo_hours} 小时 · "
        f"绑定错 {v.bind_misses} 次锁 {v.bind_lock_minutes} 分钟\n"
        f"说事议事会：每月 {'、'.join(str(day) for day in v.session_days)} 日\n"
        f"{thresholds_in_words(statutes.thresholds)}{packs_in_words(statutes.book, wording) if statutes.book else ''}"
    )


async def audit_verify(options: argparse.Namespace) -> int:
    """Exit 0 and the head hash, or exit 1 naming the first bad record."""
    settings = load()
    database = open_database(settings.database.url)
    try:
        async with database.read() as connection:
            bad, told = await audit.verify(connection)
    finally:
        await database.close()
    if bad is None:
        sys.stdout.write(f"{told}\n")
        return 0
    sys.stdout.write(f"record {bad}: {told}\n第 {bad} 条不对\n")
    return 1
