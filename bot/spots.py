"""places.yaml and the roster → what each village calls its places. A mistake is a SettingsError naming village and place."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.parts import Hearing
from bot.settings import SettingsError
from bot.yaml_file import parse
from handlers.village.people import Unit
from nlp.gazetteer import Gazetteer, Spot, groups_of
from storage.directory import Directory

log = logging.getLogger("shuoshi.places")

_LONGEST = 20  # characters of a name
_MOST = 500  # names of one village
Spots = Mapping[str, tuple[Spot, ...]]


def load_spots(file: Path) -> Spots:
    """Village (its name, or its id) → its own places, each with what else it is called. A missing file names none."""
    if not file.exists():
        return {}
    try:
        tree = parse(file.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise SettingsError(f"cannot read {file}: {type(fault).__name__}", f"读不了 {file}，请检查文件") from None
    if not isinstance(tree, dict):
        raise _wrong(file, "?", "?")
    return {str(village): _of_village(file, str(village), given) for village, given in tree.items()}


def _of_village(file: Path, village: str, given: Any) -> tuple[Spot, ...]:
    """Either a list of names, or each name with a list of its other names."""
    rows = dict.fromkeys(given) if isinstance(given, list) and all(isinstance(name, str) for name in given) else given
    if not isinstance(rows, dict) or len(rows) > _MOST:
        raise _wrong(file, village, "?")
    return tuple(_spot(file, village, name, aliases or []) for name, aliases in rows.items())


def _spot(file: Path, village: str, name: Any, aliases: Any) -> Spot:
    names = [name, *aliases] if isinstance(aliases, list) else [None]
    if not all(isinstance(each, str) and 2 <= len(each) <= _LONGEST for each in names):
        raise _wrong(file, village, str(name))
    return Spot(name, aliases=tuple(aliases))


def _wrong(file: Path, village: str, name: str) -> SettingsError:
    return SettingsError(
        f"{file}: {village}: {name} is not understood; write  village: {{place: [other name]}}  with names of 2 to {_LONGEST} characters",
        f"{file} 里“{village}”的“{name}”看不懂：写成  村名: {{地名: [别的叫法]}}，每个名字 2 到 {_LONGEST} 个字",
    )


def gazetteers(units: Mapping[str, Unit], groups: Mapping[str, tuple[str, ...]], own: Spots) -> dict[str, Gazetteer]:
    """Unit id → its places: those of the file first, then the roster's groups and grids. Units without any are left out."""
    found = {}
    for key, unit in units.items():
        spots = (*own.get(key, ()), *own.get(unit.name, ()), *groups_of(groups.get(key, ())))
        if spots:
            found[key] = Gazetteer(spots)
    return found


def known_places(directory: Directory, file: Path) -> dict[str, Gazetteer]:
    """What the ears know of every village's places. To be asked anew whenever the directory was loaded: a roster may just have come."""
    return gazetteers(directory.units, directory.groups, load_spots(file))


@dataclass
class VillagePlaces:
    """Keeps the ears' names of places in step with the file and the roster while the server runs."""

    file: Path
    directory: Directory
    hearing: Hearing
    _written: int = field(init=False)

    def __post_init__(self) -> None:
        self._written = _written_at(self.file)

    async def step(self) -> None:
        """A file written anew counts within seconds."""
        if self._written != (now := _written_at(self.file)):
            self._written = now
            self.renew()

    def renew(self) -> None:
        try:
            self.hearing.villages = known_places(self.directory, self.file)
        except SettingsError as fault:  # a slip in the file costs nobody a message: the names known before stay
            log.error("%s", fault.english)


def _written_at(file: Path) -> int:
    """When the file was last written, in nanoseconds; 0 when there is none."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
