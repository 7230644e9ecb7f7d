"""The spool: raw messages on disk while the database is away, so that a channel is thanked only for what is kept.

Every function blocks on the disk: call them in a thread. Whoever keeps a message and sees an OSError must not thank.
"""

import json
import os
import re
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from handlers.messages import Heard

_NAME = re.compile(r"[0-9a-f]{4,128}")


def spool_name(heard: Heard) -> str:
    """The same name for a message and its retries, sorting by the provider's time: seconds, then a hash of its identity."""
    identity = "\0".join((heard.channel, heard.account, heard.sender, heard.unique))
    seconds = max(0, int(heard.sent_at.timestamp()))
    return f"{seconds:010x}{sha256(identity.encode('utf-8', 'replace')).hexdigest()[:32]}"


class Spool:
    """One folder, one file per message, readable by its owner alone. Several processes may share the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def check(self) -> None:
        """Call once at start, before anybody keeps. Raises OSError naming the folder when a message could not be kept.

        Half-written files of a crash are cleared: nobody was thanked for them, and they hold a villager's words.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for left in self.folder.glob(".*.tmp"):
                left.unlink(missing_ok=True)
            self._written({}).unlink()
        except OSError as fault:
            raise OSError(
                fault.errno, f"spool folder {self.folder} is not writable ({fault.strerror}): make it so or free space"
            ) from fault

    def keep(self, name: str, entry: Mapping[str, Any]) -> Path:
        """On disk when it returns, power cut or not. name: lower-case hex, sorting by age; the first entry of a name stays.

        Raises ValueError for another kind of name or an entry that is not JSON, OSError when the disk refuses.
        """
        path = self._path(name)
        if not path.exists():
            written = self._written(entry)
            try:
                written.replace(path)
            except OSError:
                written.unlink(missing_ok=True)
                raise
        _sync_folder(self.folder)  # also when it was there: the other keeper may not have come this far
        return path

    def waiting(self) -> list[Path]:
        """Oldest first, by name."""
        return sorted(path for path in self.folder.glob("*.json") if _NAME.fullmatch(path.stem))

    def size(self) -> int:
        return len(self.waiting())

    def read(self, path: Path) -> dict[str, Any] | None:
        """None when it is gone, or unreadable: then it is set aside as .corrupt, for a person to look at."""
        try:
            entry = json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except (ValueError, RecursionError):
            entry = None
        if isinstance(entry, dict):
            return entry
        path.replace(path.with_suffix(".corrupt"))
        _sync_folder(self.folder)
        return None

    def drop(self, path: Path) -> None:
        """Call after the message is committed elsewhere."""
        path.unlink(missing_ok=True)
        _sync_folder(self.folder)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("a spool name is 4 to 128 lower-case hex digits")
        return self.folder / f"{name}.json"

    def _written(self, entry: Mapping[str, Any]) -> Path:
        text = json.dumps(entry, separators=(",", ":"))  # ASCII: half an emoji must not stop a message from being kept
        handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=self.folder)  # made with mode 0600
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        return Path(name)


def _sync_folder(folder: Path) -> None:
    """Without it the file is safe and its name is not. Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
