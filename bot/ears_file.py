"""The village's own model of categories, beside the shipped one: data/ears/. Written whole or not at all; one step can be undone."""

import hashlib
import json
import logging
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.model import NONE, Model, model_of, shipped_file, text_of
from nlp.taxonomy import CATEGORIES

log = logging.getLogger("shuoshi.ears")


@dataclass(frozen=True, slots=True)
class EarsFile:
    """folder: the data folder."""

    folder: Path

    @property
    def model(self) -> Path:
        return self.folder / "ears" / "categories.txt"

    @property
    def before(self) -> Path:
        """The model before that one; none where it was the shipped one."""
        return self.model.with_name("categories.before.txt")

    @property
    def told(self) -> Path:
        """When the last trial was, of which corrections, with which figures: ids and numbers, no words."""
        return self.model.with_suffix(".json")

    def written_at(self) -> int:
        """In nanoseconds; 0 where there is no such model."""
        try:
            return self.model.stat().st_mtime_ns
        except OSError:
            return 0

    def load(self) -> Model | None:
        """None where there is none, or where it is broken: then the log has a line, and the shipped model hears."""
        try:
            model = model_of(self.model.read_text("utf-8").splitlines())
            _check(model)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, StopIteration, RuntimeError) as fault:  # a generator that ends too soon is a RuntimeError
            log.warning("ears/categories.txt is no model (%s): the shipped one is used", type(fault).__name__)
            return None
        return model

    def put(self, model: Model) -> None:
        """The one that stood is kept as the one before. Raises OSError."""
        self.model.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.written_at():
            _write(self.before, self.model.read_bytes())
        else:
            self.before.unlink(missing_ok=True)
        _write(self.model, text_of(model).encode())

    def undo(self) -> str:
        """Back to "before" or to "shipped"; "nothing" where the shipped one stands already. Raises OSError."""
        if not self.written_at():
            return "nothing"
        if self.before.exists():
            os.utime(self.before)  # a running server looks at the time of writing
            os.replace(self.before, self.model)
            return "before"
        self.model.unlink()
        return "shipped"

    def drop(self) -> None:
        """Back to the shipped one for good: what was learnt may be learnt no more."""
        self.before.unlink(missing_ok=True)
        self.model.unlink(missing_ok=True)

    def note(self) -> dict[str, Any]:
        """What is known of the last trial; nothing where there was none, or the file is broken."""
        try:
            found = json.loads(self.told.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def put_note(self, note: Mapping[str, Any]) -> None:
        """Raises OSError."""
        self.told.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(self.told, (json.dumps(note, ensure_ascii=False, indent=1) + "\n").encode())


def learnt_of(note: Mapping[str, Any]) -> frozenset[str]:
    """Ids of the corrections that the standing model was taught with."""
    return _ids(note, "learnt")


def before_of(note: Mapping[str, Any]) -> frozenset[str]:
    """The same of the model before it."""
    return _ids(note, "learnt_before")


def all_learnt(note: Mapping[str, Any]) -> frozenset[str]:
    """What must not outlast the words it was learnt from."""
    return learnt_of(note) | before_of(note)


def tried_in(note: Mapping[str, Any]) -> frozenset[str]:
    """Ids of the corrections that the last trial saw, whether its model was taken or not."""
    return _ids(note, "tried")


def _ids(note: Mapping[str, Any], name: str) -> frozenset[str]:
    held = note.get(name)
    return frozenset(each for each in held if isinstance(each, str)) if isinstance(held, list) else frozenset()


def mark(parts: Iterable[str]) -> str:
    """A short digest of any texts in their order."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def shipped_mark() -> str:
    """Tells one release's model from another's: after an update what was learnt is taught anew upon the new seeds."""
    return mark(shipped_file("categories.txt"))


def _check(model: Model) -> None:
    known = {NONE, *CATEGORIES}
    if not known.issuperset(model.categories.labels):
        raise ValueError("no categories of ours")
    for category, branch in model.subs.items():
        if category not in CATEGORIES or not {category, *CATEGORIES[category].subs}.issuperset(branch.labels):
            raise ValueError("no sub-categories of ours")


def _write(file: Path, content: bytes) -> None:
    made = file.with_name(f".{file.name}.{os.getpid()}")
    with made.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(made, file)
