"""thresholds.yaml ↔ the four gates' thresholds. A value below its floor is a SettingsError naming level and key."""

from collections.abc import Mapping
from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from bot.settings import SettingsError
from bot.yaml_file import parse
from handlers.village.issue import Level
from handlers.village.thresholds import DEFAULTS, LIMITS, Groups, Presence, Thresholds

_KINDS = {f.name: f.type for f in fields(Thresholds)}


def load_thresholds(file: Path) -> Mapping[Level, Thresholds]:
    """One row a level; what the file leaves out keeps its shipped value. A missing file means the shipped values."""
    if not file.exists():
        return DEFAULTS
    try:
        tree = parse(file.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise SettingsError(f"cannot read {file}: {type(fault).__name__}", f"读不了 {file}，请检查文件") from None
    if not isinstance(tree, dict) or not set(tree) <= {level.value for level in Level}:
        raise SettingsError(f"{file}: the levels are {', '.join(Level)}", f"{file} 里的级别只能是 {'、'.join(Level)}")
    return {level: _row(file, level, tree.get(level.value) or {}) for level in Level}


def _row(file: Path, level: Level, given: Mapping[str, Any]) -> Thresholds:
    values: dict[str, Any] = {}
    for key, value in given.items():
        try:
            values[key] = _value(key, value)
        except (KeyError, ValueError, TypeError, ZeroDivisionError):
            raise _wrong(file, level, (str(key),)) from None
    row = replace(DEFAULTS[level], **values)
    if below := row.floors(level):
        raise _wrong(file, level, below)
    return row


def _wrong(file: Path, level: Level, keys: tuple[str, ...]) -> SettingsError:
    named = ", ".join(f"{level}.{key}" for key in keys)
    return SettingsError(
        f"{file}: {named} is not understood, below its floor or above its ceiling{_span(keys)} (shares like 1/3)",
        f"{file} 里 {named} 看不懂，或者太低、太高{_span(keys)}（比例写成 1/3）",
    )


def _span(keys: tuple[str, ...]) -> str:
    """support 3…100, for each key that has a floor and a ceiling."""
    known = [f"{key} {LIMITS[key][0]}…{LIMITS[key][1]}" for key in keys if key in LIMITS]
    return f": {', '.join(known)}" if known else ""


def _value(key: str, value: Any) -> Any:
    kind = _KINDS[key]
    if kind is Groups:
        return tuple(frozenset(Presence(name) for name in group) for group in value)
    if kind is Fraction:
        return Fraction(str(value))
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(key)
    return value
