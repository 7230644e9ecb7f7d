"""backup and restore: a consistent copy while serving, verified by opening it; back into an empty data folder only."""

import argparse
import asyncio
import os
import sqlite3
import sys
import tarfile
import tempfile
from pathlib import Path

from bot.settings import Settings, SettingsError, load

DATABASE, KEY, MEDIA = "shuoshi.db", "vault.key", "media"
# A copy without the key could not be restored: what is sealed would be lost for good. So it is in, and whoever holds it is told.
KEY_WARNING = (
    "It holds vault.key: whoever has this file can open what is said about cadres. Keep it away from the villages.\n"
    "里面有保密箱的钥匙 vault.key：谁拿到这个文件，谁就能打开说干部的来件。不要放在村里。\n"
)


def sqlite_file(settings: Settings) -> Path:
    head = "sqlite+aiosqlite:///"
    if not settings.database.url.startswith(head):
        raise SettingsError(
            "PostgreSQL is backed up by its own pg_dump: see docs/operate.md", "PostgreSQL 请用 pg_dump 备份，见 docs/operate.md"
        )
    return Path(settings.database.url[len(head) :])


async def backup(options: argparse.Namespace) -> int:
    """FILE is a tar with the database, the media and the vault key: keep it as secret as the server itself."""
    settings = load()
    source = sqlite_file(settings)
    if not source.exists():
        raise SettingsError(f"there is no database at {source}", f"{source} 没有数据库")
    try:
        count = await asyncio.to_thread(_backup, settings, source, Path(options.file))
    except OSError as fault:
        raise SettingsError(f"cannot write {options.file} ({fault.strerror})", f"写不了 {options.file}") from None
    sys.stdout.write(f"{count} messages in {options.file}, opened and checked · 备好了，{count} 条消息\n")
    sys.stdout.write(KEY_WARNING)
    return 0


def _backup(settings: Settings, source: Path, target: Path) -> int:
    with tempfile.TemporaryDirectory(dir=settings.folder) as folder:
        copy = Path(folder) / DATABASE
        _copy(source, copy)
        count = check(copy)
        half = target.with_name(target.name + ".half")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            with tarfile.open(fileobj=out, mode="w") as tar:
                tar.add(copy, DATABASE)
                for name in (KEY, MEDIA):
                    if (settings.folder / name).exists():
                        tar.add(settings.folder / name, name)
            out.flush()
            os.fsync(out.fileno())
        half.replace(target)
    return count


def _copy(source: Path, copy: Path) -> None:
    """SQLite's own online copy: a plain cp would miss what is still in the write-ahead log."""
    live, made = sqlite3.connect(source), sqlite3.connect(copy)
    try:
        live.backup(made)
        made.execute("PRAGMA journal_mode=DELETE")
    finally:
        live.close()
        made.close()


def check(file: Path) -> int:
    """Opens a copy: sound, and how many messages it holds. Raises SettingsError."""
    opened = sqlite3.connect(file)
    try:
        sound = opened.execute("PRAGMA quick_check").fetchone()[0]
        count: int = opened.execute("SELECT count(*) FROM inbox").fetchone()[0]
    except sqlite3.DatabaseError as fault:
        raise SettingsError(f"{file.name} is no sound copy ({fault})", "这份备份打不开") from None
    finally:
        opened.close()
    if sound != "ok":
        raise SettingsError(f"{file.name} is damaged", "这份备份坏了")
    return count


async def restore(options: argparse.Namespace) -> int:
    settings = load()
    target = sqlite_file(settings)
    # a left-over write-ahead log would be played into the copy and ruin it
    for file in (target, target.with_name(f"{target.name}-wal"), target.with_name(f"{target.name}-shm"), settings.folder / KEY):
        if file.exists():
            raise SettingsError(f"{file} exists: restore only into an empty data folder", f"{file} 已经有了，只能恢复到空文件夹")
    count = await asyncio.to_thread(_restore, settings, Path(options.file), target)
    sys.stdout.write(f"{count} messages restored · 恢复了 {count} 条消息\n")
    return 0


def _restore(settings: Settings, source: Path, target: Path) -> int:
    settings.folder.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=settings.folder) as folder, tarfile.open(source) as tar:
            tar.extractall(folder, filter="data")
            copy = Path(folder) / DATABASE
            count = check(copy)
            for name in (KEY, MEDIA):
                if (Path(folder) / name).exists():
                    (Path(folder) / name).rename(settings.folder / name)
            copy.rename(target)
    except (OSError, tarfile.TarError, KeyError) as fault:
        raise SettingsError(f"{source} is no backup of ours ({type(fault).__name__})", f"{source} 不是我们的备份") from None
    return count
