"""The desk of one turn: the memory seen through what the turn has changed, and all that it wants said and noted."""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from handlers.memory import ById, Lookup, Memory, Needs
from handlers.messages import Label, Line, Say
from handlers.village.people import Staff, Unit
from handlers.village.rights import Hat

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Note:
    """One line for the audit chain: who did what to which thing. detail holds no words, names or numbers of people."""

    actor: str
    action: str
    thing: str
    detail: str = ""


@dataclass
class Desk:
    """Nothing here is real until the transaction commits: a turn that fails leaves the memory as it was."""

    memory: Memory
    puts: dict[tuple[type[Any], str], Any] = field(default_factory=dict)
    kinds: set[type[Any]] = field(default_factory=set)  # of what was put
    says: list[Say] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)  # the turn's own answer
    labels: list[Label] = field(default_factory=list)
    sealed: list[Any] = field(default_factory=list)
    erased: list[Any] = field(default_factory=list)
    moved: list[tuple[str, str, str]] = field(default_factory=list)  # address, whose its matters were, whose they are
    recalled: list[str] = field(default_factory=list)  # announcements that are not to leave after all
    unsealed: list[str] = field(default_factory=list)  # sealed cases whose words leave the vault for good
    next: tuple[str, dict[str, str]] | None = None  # the conversation that a finished one names
    silent: bool = False
    secret: bool = False  # the answer shows what the vault holds: it is kept under the vault's key only
    hidden: bool = False  # what was heard tells that there is something of this person's in the vault: kept like sealed words

    @property
    def shut(self) -> bool:
        """Does the answer tell who accused?"""
        return self.secret or self.hidden or bool(self.sealed)

    def get(self, kind: type[R], key: str) -> R | None:
        if (kind, key) in self.puts:
            return self.puts[kind, key]  # type: ignore[no-any-return]
        return self.memory.get(kind, key)

    def find(self, lookup: Lookup) -> tuple[Any, ...]:
        found = self.memory.find(lookup)
        if not found or type(found[0]) not in self.kinds:  # a whole village's people, asked for again and again: handed on as they are
            return found
        return tuple(self.puts.get((type(r), r.id), r) for r in found)

    def staff(self, village: str | None) -> Staff | None:
        return self.memory.staff(village)

    def hats(self, person: str) -> tuple[Hat, ...]:
        return self.memory.hats(person)

    def unit(self, key: str) -> Unit | None:
        return self.memory.unit(key)

    def under(self, unit: str) -> tuple[Unit, ...]:
        return self.memory.under(unit)

    def need(self, *refs: ById | Lookup) -> None:
        """Asks for many things at once: one look-up instead of one for each."""
        missing: list[ById | Lookup] = []
        for ref in refs:
            try:
                self.get(ref.kind, ref.id) if isinstance(ref, ById) else self.find(ref)
            except Needs as needs:
                missing += needs.refs
        if missing:
            raise Needs(tuple(missing))

    def put(self, record: Any) -> None:
        """Remembers a new or changed record; its key is `id` (a talk's is `key`)."""
        self.puts[type(record), getattr(record, "id", None) or record.key] = record
        self.kinds.add(type(record))

    def say(self, say: Say) -> None:
        self.says.append(say)

    def answer(self, *lines: Line) -> None:
        self.lines.extend(lines)

    def note(self, actor: str, action: str, thing: str, detail: str = "") -> None:
        self.notes.append(Note(actor, action, thing, detail))
