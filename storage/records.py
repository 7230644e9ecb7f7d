"""Rows ↔ the mind's values: one mapping per record type, built once from the dataclass's own fields."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from functools import cached_property
from operator import itemgetter
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from sqlalchemy import Table

from handlers.memory import Address, Ask, Due, Misses, Proof
from handlers.talk import Open, TalkState
from handlers.village import calls, issue, matter, people, sealed_case
from storage import tables

VILLAGE_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time in China since 1991
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_LAST = (datetime(9999, 12, 31, tzinfo=UTC) - _EPOCH) // _MS  # a phone's clock may say anything; no zone may leave the calendar

Convert = Callable[[Any], Any]


def to_ms(moment: datetime) -> int:
    """Whole milliseconds since 1970, UTC."""
    return (moment - _EPOCH) // _MS


def from_ms(ms: int) -> datetime:
    """Village time (Asia/Shanghai) of a number of milliseconds."""
    return (_EPOCH + min(ms, _LAST) * _MS).astimezone(VILLAGE_ZONE)


def dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _same(value: Any) -> Any:
    return value


def _converters(hint: Any) -> tuple[Convert, Convert]:
    """How a field of this type goes into a column and comes back."""
    if get_origin(hint) is UnionType:
        inner = next(arg for arg in get_args(hint) if arg is not NoneType)
        into, back = _converters(inner)
        if into is _same:
            return _same, _same
        return (lambda v: None if v is None else into(v)), (lambda v: None if v is None else back(v))
    if hint is datetime:
        return to_ms, from_ms
    if hint is date:
        return date.isoformat, date.fromisoformat
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return (lambda v: v.value), hint
    origin = get_origin(hint)
    if origin is frozenset:
        return (lambda v: " ".join(sorted(v))), (lambda v: frozenset(v.split()))
    if origin is tuple:
        return dumps, (lambda v: tuple(json.loads(v)))
    if origin is Mapping:
        return (lambda v: dumps(dict(v))), json.loads
    return _same, _same


@dataclass(frozen=True)
class RowMap:
    """One record type: its table, its key column and the way of each field."""

    type: type[Any]
    table: Table
    key: str
    into: tuple[tuple[str, Convert], ...]
    back: tuple[tuple[str, Convert], ...]
    versioned: bool

    def row(self, record: Any) -> dict[str, Any]:
        return {name: convert(getattr(record, name)) for name, convert in self.into}

    def record(self, row: Any) -> Any:
        values = self._taken(row)
        if not self._turned:
            return self.type(*values)
        kept = list(values)
        for place, convert in self._turned:
            kept[place] = convert(kept[place])
        return self.type(*kept)

    # a village's people are read whole, many times a day: all fields are taken at once, and only those that differ are turned

    @cached_property
    def _taken(self) -> Callable[[Any], tuple[Any, ...]]:
        return itemgetter(*(name for name, _ in self.back))

    @cached_property
    def _turned(self) -> tuple[tuple[int, Convert], ...]:
        return tuple((place, convert) for place, (_, convert) in enumerate(self.back) if convert is not _same)


def _mapping(type_: type[Any], table: Table, key: str = "id") -> RowMap:
    hints = get_type_hints(type_)
    ways = [(f.name, *_converters(hints[f.name])) for f in fields(type_)]
    return RowMap(
        type_, table, key, tuple((n, i) for n, i, _ in ways), tuple((n, b) for n, _, b in ways), any(n == "version" for n, _, _ in ways)
    )


class TalkMap(RowMap):
    """A talk is one JSON text: its shape belongs to the kit, not to the schema."""

    def row(self, record: TalkState) -> dict[str, Any]:
        return {"key": record.key, "state": dumps(talk_json(record)), "version": record.version}

    def record(self, row: Any) -> TalkState:
        return talk_of(row["key"], json.loads(row["state"]), row["version"])


def talk_json(talk: TalkState) -> dict[str, Any]:
    """Only what differs from an empty talk."""
    kept: dict[str, Any] = {}
    for name in ("draft", "last", "noticed", "who", "aside"):
        if value := getattr(talk, name):
            kept[name] = value
    for name in ("open", "suspended"):
        if (waiting := getattr(talk, name)) is not None:
            kept[name] = {f: getattr(waiting, f) for f in _OPEN_FIELDS if getattr(waiting, f)}
    return kept


_OPEN_FIELDS = tuple(f.name for f in fields(Open))


def talk_of(key: str, kept: dict[str, Any], version: int) -> TalkState:
    changes: dict[str, Any] = {name: tuple(kept[name]) for name in ("last", "who", "aside") if name in kept}
    changes |= {name: _open_of(kept[name]) for name in ("open", "suspended") if name in kept}
    return TalkState(key, draft=kept.get("draft"), noticed=kept.get("noticed", False), version=version, **changes)


def _open_of(kept: dict[str, Any]) -> Open:
    answers = tuple((question, token) for question, token in kept.pop("answers", ()))
    return Open(answers=answers, **({"question": ""} | kept))


RECORDS: dict[type[Any], RowMap] = {
    type_: _mapping(type_, table)
    for type_, table in (
        (people.Unit, tables.units),
        (people.Grid, tables.grids),
        (people.Household, tables.households),
        (people.Person, tables.persons),
        (Address, tables.addresses),
        (matter.Concern, tables.concerns),
        (issue.Issue, tables.issues),
        (issue.Paper, tables.papers),
        (issue.Opinion, tables.opinions),
        (issue.Visit, tables.visits),
        (issue.Request, tables.requests),
        (issue.Task, tables.tasks),
        (issue.Rule, tables.rules),
        (sealed_case.SealedCase, tables.sealed_cases),
        (calls.Call, tables.calls),
        (matter.Entry, tables.entries),
        (matter.Alike, tables.alikes),
        (matter.Correction, tables.corrections),
        (matter.Alert, tables.alerts),
        (matter.Digest, tables.digests),
        (matter.Announcement, tables.announcements),
        (Ask, tables.asks),
        (Due, tables.dues),
        (Misses, tables.misses),
        (Proof, tables.proofs),
    )
}
_talk = _mapping(TalkState, tables.talks, "key")
RECORDS[TalkState] = TalkMap(_talk.type, _talk.table, "key", _talk.into, _talk.back, True)
