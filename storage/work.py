"""The unit of work: one transaction's memory. Loads once, hands out the same record to every turn of the batch, writes at the end."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, Table, and_, bindparam, delete, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk import Desk
from handlers.memory import (
    Address,
    ById,
    DeliveryOf,
    Due,
    HouseholdsOf,
    Lookup,
    Misses,
    Needs,
    NumberTaken,
    Opened,
    PersonsOfUnit,
    Proof,
    SealedText,
    UnitNamed,
    VillagesAlike,
    VillagesToCall,
    VillagesToTriage,
    WaysTo,
)
from handlers.planner import Way
from handlers.talk import TalkState
from handlers.village.issue import Opinion
from handlers.village.matter import Alike, Concern
from handlers.village.people import Staff, Unit
from handlers.village.rights import Hat
from storage import alike, calls, meta
from storage.directory import Directory, Residents
from storage.lookups import LOOKUPS, TOGETHER, WAITING, question
from storage.records import RECORDS, RowMap
from storage.standings import standing
from storage.tables import address_persons, concerns
from storage.vault import Vault

R = TypeVar("R")

# Records whose ids are made from what they are about: they may exist without having been looked at.
UPSERTED = frozenset({TalkState, Due, Misses, Proof, Opinion, Alike})
MOST_KEPT = 32  # villages' people held in memory, households and persons apart: some megabytes
WaysOf = Callable[[AsyncConnection, Sequence[str]], Awaitable[Mapping[str, tuple[Way, ...]]]]  # receivers → their ways now


class Conflict(Exception):
    """Somebody else changed a record between our reading and our writing: the message is played again alone."""


@dataclass
class Work:
    """Implements the mind's Memory over one open transaction."""

    connection: AsyncConnection
    directory: Directory
    dialect: str
    vault: Vault | None = None
    ways: WaysOf | None = None  # without it nobody is known to be in reach
    _now: dict[tuple[type[Any], str], Any] = field(default_factory=dict)  # as this batch has made it
    _stored: dict[tuple[type[Any], str], int] = field(default_factory=dict)  # versions as read
    _found: dict[Lookup, tuple[str, ...]] = field(default_factory=dict)
    _shown: dict[Lookup, tuple[Any, ...]] = field(default_factory=dict)  # the same as records, until a turn changes one of their kind
    _plain: dict[Lookup, tuple[Any, ...]] = field(default_factory=dict)  # look-ups that yield ids or counts, not records
    _opened: dict[Lookup, tuple[Opened, ...]] = field(default_factory=dict)  # the vault's words, as long as the transaction
    _changed: dict[tuple[type[Any], str], None] = field(default_factory=dict)
    _residents: dict[type[Any], list[Residents]] = field(default_factory=lambda: defaultdict(list))
    _numbers: dict[str, str] = field(default_factory=dict)  # public numbers given in this batch, and the concerns that have them

    # ------------------------------------------------------------ reading

    def get(self, kind: type[R], key: str) -> R | None:
        if (kind, key) not in self._now and not self._lives_here(kind, key):
            raise Needs((ById(kind, key),))
        return self._now[kind, key]  # type: ignore[no-any-return]

    def find(self, lookup: Lookup) -> tuple[Any, ...]:
        if isinstance(lookup, UnitNamed):
            return self.directory.named(lookup.words)
        if lookup in self._plain:
            return self._plain[lookup]
        if lookup in self._opened:
            return self._opened[lookup]
        if lookup not in self._found:
            raise Needs((lookup,))
        if isinstance(lookup, NumberTaken) and lookup.number in self._numbers:
            return (self._now[Concern, self._numbers[lookup.number]],)
        if lookup not in self._shown:
            kind = LOOKUPS[type(lookup)][0]
            self._shown[lookup] = tuple(self.get(kind, key) for key in self._found[lookup])
        return self._shown[lookup]

    def staff(self, village: str | None) -> Staff | None:
        return self.directory.staff(village)

    def hats(self, person: str) -> tuple[Hat, ...]:
        return self.directory.hats(person)

    def unit(self, key: str) -> Unit | None:
        return self.directory.units.get(key)

    def under(self, unit: str) -> tuple[Unit, ...]:
        return self.directory.under(unit)

    async def load(self, refs: Iterable[ById | Lookup]) -> None:
        """Looks up everything that was asked for: one query a record type, one a look-up."""
        by_id: dict[type[Any], set[str]] = defaultdict(set)
        together: dict[type[Any], dict[Any, None]] = defaultdict(dict)
        far: dict[str, WaysTo] = {}
        for ref in refs:
            if isinstance(ref, ById):
                if (ref.kind, ref.id) not in self._now:
                    by_id[ref.kind].add(ref.id)
            elif ref not in self._found and ref not in self._plain and ref not in self._opened and not isinstance(ref, UnitNamed):
                if isinstance(ref, WaysTo):
                    far[ref.receiver] = ref
                elif type(ref) in TOGETHER:
                    together[type(ref)][ref] = None
                else:
                    await self._look_up(ref)
        if far:
            ways = await self.ways(self.connection, list(far)) if self.ways is not None else {}
            self._plain.update((ref, ways.get(receiver, ())) for receiver, ref in far.items())
        for asked, lookups in together.items():
            await self._look_up_together(asked, list(lookups))
        for kind, keys in by_id.items():
            await self.load_keys(kind, sorted(keys))

    async def load_keys(self, kind: type[Any], keys: Sequence[str], *, lock: bool = False) -> None:
        """Records by key; a missing one is remembered as missing. lock waits for whoever holds the row (PostgreSQL)."""
        if not keys:
            return
        rows = RECORDS[kind]
        query = by_keys(kind, lock and self.dialect == "postgresql")  # type: ignore[arg-type]
        for row in (await self.connection.execute(query, {"keys": list(keys)})).mappings().all():
            self._remember(rows, row)
        for key in keys:
            self._now.setdefault((kind, key), None)

    async def _look_up(self, lookup: Lookup) -> None:
        if isinstance(lookup, VillagesToTriage):
            found = await self.connection.execute(select(concerns.c.village).where(WAITING).distinct().order_by(concerns.c.village))
            self._plain[lookup] = tuple(row[0] for row in found if row[0])
            return
        if isinstance(lookup, VillagesAlike):
            self._plain[lookup] = await alike.villages(self.connection)
            return
        if isinstance(lookup, VillagesToCall):
            self._plain[lookup] = tuple(sorted(await calls.counts(self.connection)))
            return
        if isinstance(lookup, DeliveryOf):
            self._plain[lookup] = await standing(self.connection, lookup.about)
            return
        if isinstance(lookup, SealedText):
            self._opened[lookup] = await self.vault.read(self.connection, lookup.case) if self.vault else ()
            return
        if isinstance(lookup, HouseholdsOf | PersonsOfUnit):
            await self._look_up_residents(lookup)
            return
        rows = RECORDS[LOOKUPS[type(lookup)][0]]
        hits = (await self.connection.execute(*question(lookup))).mappings().all()
        for row in hits:
            self._remember(rows, row)
        self._found[lookup] = tuple(row[rows.key] for row in hits)

    async def _look_up_residents(self, lookup: HouseholdsOf | PersonsOfUnit) -> None:
        """A whole village's people change with the roster's version only: until then nobody reads them again."""
        kind = LOOKUPS[type(lookup)][0]
        place = (await meta.get(self.connection, meta.ROSTER_VERSION) or "", lookup)
        kept = self.directory.residents
        if place not in kept:
            if len(kept) >= MOST_KEPT:
                kept.pop(next(iter(kept)))
            rows = (await self.connection.execute(*question(lookup))).mappings().all()
            kept[place] = Residents.of(tuple(RECORDS[kind].record(row) for row in rows))
        self._residents[kind].append(kept[place])
        self._found[lookup] = kept[place].ids
        if not any(changed is kind for changed, _ in self._changed):
            self._shown[lookup] = kept[place].everybody

    def _lives_here(self, kind: type[Any], key: str) -> bool:
        """Is it one of the residents looked up? Then it is remembered like any other record, when somebody asks for it."""
        found = next((each.by_id[key] for each in self._residents.get(kind, ()) if key in each.by_id), None)
        if found is not None:
            self._now[kind, key] = found
            self._stored[kind, key] = 0
        return found is not None

    async def _look_up_together(self, asked: type[Any], lookups: list[Any]) -> None:
        rows = RECORDS[LOOKUPS[asked][0]]
        column, value, query = TOGETHER[asked]
        found: dict[str, list[str]] = defaultdict(list)
        for row in (await self.connection.execute(query([value(lookup) for lookup in lookups]))).mappings().all():
            self._remember(rows, row)
            found[row[column]].append(row[rows.key])
        for lookup in lookups:
            self._found[lookup] = tuple(found[value(lookup)])

    def _remember(self, rows: RowMap, row: Any) -> None:
        place = (rows.type, row[rows.key])
        if self._now.get(place) is None and place not in self._changed:
            self._now[place] = rows.record(row)
            self._stored[place] = row["version"] if rows.versioned else 0

    async def take_talks(self, keys: Sequence[str]) -> None:
        """The persons' turns: on PostgreSQL the rows are made if missing and waited for; on SQLite the transaction is the turn."""
        await self.load_keys(TalkState, keys, lock=True)
        missing = [key for key in keys if self._now[TalkState, key] is None]
        if missing and self.dialect == "postgresql":
            rows = RECORDS[TalkState]
            fresh = pg_insert(rows.table).on_conflict_do_nothing()
            await self.connection.execute(fresh, [rows.row(TalkState(key)) for key in missing])
            for key in missing:
                del self._now[TalkState, key]
            await self.load_keys(TalkState, missing, lock=True)

    # ------------------------------------------------------------ changing

    def merge(self, desk: Desk) -> None:
        """What one finished turn has changed becomes what the next one sees."""
        self._shown = {lookup: found for lookup, found in self._shown.items() if LOOKUPS[type(lookup)][0] not in desk.kinds}
        for place, record in desk.puts.items():
            if place not in self._now:
                self._lives_here(*place)
            self._now[place] = record
            self._changed[place] = None
            if isinstance(record, Concern) and record.number:
                self._numbers[record.number] = record.id

    async def flush(self) -> None:
        """Writes every changed record: inserts and upserts by executemany, updates checked against the version read."""
        inserts: dict[type[Any], list[Any]] = defaultdict(list)
        updates: dict[type[Any], list[Any]] = defaultdict(list)
        for place in self._changed:
            (updates if self._stored.get(place) is not None and place[0] not in UPSERTED else inserts)[place[0]].append(self._now[place])
        for kind, records in inserts.items():
            await self._insert(RECORDS[kind], records)
        for kind, records in updates.items():
            await self._update(RECORDS[kind], records)
        if Address in inserts or Address in updates:
            await self._bindings([*inserts.get(Address, ()), *updates.get(Address, ())])

    async def _insert(self, rows: RowMap, records: list[Any]) -> None:
        values = [rows.row(record) for record in records]
        if rows.type in UPSERTED:
            await self.connection.execute(upsert(rows.table, rows.key, self.dialect), values)
        else:
            await self.connection.execute(insert(rows.table), values)

    async def _update(self, rows: RowMap, records: list[Any]) -> None:
        key, table = rows.key, rows.table
        read = [(record, self._stored[rows.type, getattr(record, key)]) for record in records]
        if self.dialect == "postgresql":
            await self._hold(rows, [(getattr(record, key), version) for record, version in read])
        changes = [rows.row(replace(r, version=v + 1)) | {"b_key": getattr(r, key), "b_version": v} for r, v in read]
        statement = update(table).where(and_(table.c[key] == bindparam("b_key"), table.c.version == bindparam("b_version")))
        result = await self.connection.execute(statement, changes)
        if self.dialect == "sqlite" and result.rowcount != len(changes):
            raise Conflict(table.name)

    async def _hold(self, rows: RowMap, versions: list[tuple[str, int]]) -> None:
        """PostgreSQL gives no row count for many at once: lock the rows and see that the versions still stand."""
        table = rows.table
        pair = tuple_(table.c[rows.key], table.c.version)
        held = select(table.c[rows.key]).where(pair.in_(versions)).order_by(table.c[rows.key]).with_for_update()
        if len((await self.connection.execute(held)).all()) != len(versions):
            raise Conflict(table.name)

    async def _bindings(self, changed: list[Any]) -> None:
        """The index from persons to their addresses follows the addresses."""
        ids = [address.id for address in changed if self._stored.get((Address, address.id)) is not None]
        if ids:
            await self.connection.execute(delete(address_persons).where(address_persons.c.address.in_(ids)))
        pairs = [{"person": person, "address": a.id} for a in changed for person in a.persons]
        if pairs:
            await self.connection.execute(insert(address_persons), pairs)


@cache
def by_keys(kind: type[Any], locking: bool) -> Select[Any]:
    rows = RECORDS[kind]
    column = rows.table.c[rows.key]
    query = select(rows.table).where(column.in_(bindparam("keys")))
    return query.order_by(column).with_for_update() if locking else query


def upsert(table: Table, key: str, dialect: str) -> Any:
    """INSERT … ON CONFLICT DO UPDATE, in either dialect's own words."""
    made = (pg_insert if dialect == "postgresql" else sqlite_insert)(table)
    new = {column.name: made.excluded[column.name] for column in table.columns if column.name != key}
    return made.on_conflict_do_update(index_elements=[key], set_=new)
