"""Files that are there whole or not at all, also after the power was cut. Everything here is for its owner's eyes only."""

import os
from pathlib import Path


def folder(path: Path) -> Path:
    """The folder, made if need be. Raises OSError."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def write(file: Path, content: bytes) -> None:
    """Whole or not at all; on the disk when this returns. Raises OSError."""
    fresh = file.with_name(f".{file.name}.new")
    with fresh.open("wb") as written:
        os.fchmod(written.fileno(), 0o600)
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    fresh.replace(file)
    sync_folder(file.parent)


def sync_folder(path: Path) -> None:
    """A new name is on the disk only when its folder is."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
