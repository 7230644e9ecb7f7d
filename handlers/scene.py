"""What one person may see now: built from the unit of work just before the person's own turn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Protocol

from handlers.desk import Desk
from handlers.memory import Address
from handlers.messages import ChannelName, Heard, Line
from handlers.talk import TalkState
from handlers.village import issue
from handlers.village.assembly import RuleBook
from handlers.village.matter import Concern
from handlers.village.people import Household, Office, Person, Staff
from handlers.village.rights import Actor, Hat
from handlers.village.roles import Level
from handlers.village.sessions import DEFAULT_DAYS
from handlers.village.thresholds import DEFAULTS, Thresholds
from handlers.village.working_days import Calendar
from nlp.reading import Reading, Vote


def places(desk: Desk, unit: str) -> tuple[str, ...]:
    """The villages and communities of a unit; itself, when it is one."""
    below = desk.under(unit)
    return tuple(place for each in below for place in places(desk, each.id)) if below else (unit,)


SMALL = frozenset({ChannelName.SMS, ChannelName.PHONE})


def no_mark(value: str) -> str:
    """Without the vault's key nothing can be marked."""
    raise RuntimeError("this scene has no vault")


def no_spots(village: str) -> tuple[str, ...]:
    """Where nobody has told what the places are called."""
    return ()


def no_votes(text: str) -> tuple[Vote, ...]:
    """Where nobody is shown what the ears went by."""
    return ()


class Fresh(Protocol):
    """Ids and numbers that the same message always gets again, so that a replay cannot make a second thing."""

    def id(self, what: str) -> str:
        """A 20-character id, unique for the message and `what`."""
        ...

    def number(self, what: str, attempt: int) -> str:
        """A public number of six digits, never starting with 0; another for each attempt."""
        ...

    def code(self, what: str) -> str:
        """A secret of six digits, for proving a telephone."""
        ...


@dataclass(frozen=True)
class Limits:
    """Our own thresholds and clocks (settings `village`): seconds, minutes, hours, days."""

    answer_days: int = 3
    draft_minutes: int = 10
    erase_undo_hours: int = 72
    join_minutes: int = 10
    ask_days: int = 3
    bind_misses: int = 5
    bind_lock_minutes: int = 60
    code_minutes: int = 10
    hold_s: int = 120


@dataclass(frozen=True)
class Statutes:
    """What the law and the district have fixed: thresholds a level, rule packs, session days of the month, lengths of clocks."""

    thresholds: Mapping[issue.Level, Thresholds] = field(default_factory=lambda: DEFAULTS)
    book: RuleBook | None = None
    session_days: tuple[int, ...] = DEFAULT_DAYS
    clocks: Mapping[str, int] = field(default_factory=dict)  # ClockKind → its own length


@dataclass(frozen=True)
class Scene:
    """One person at one moment. now is village time (Asia/Shanghai); heard is what was just said; ears read words.

    mark makes a keyed digest of an id: what a sealed case may be compared with and nobody can read. spots: a village's id → what
    its places are called. deciding: the words of a text that speak for a category, some milliseconds.
    """

    now: datetime
    heard: Heard
    where: str  # the address's id
    key: str  # the talk's key
    desk: Desk
    fresh: Fresh
    calendar: Calendar
    limits: Limits
    ears: Callable[[str], Reading]
    word: Callable[[Line], str]  # how a reply reads on this channel
    statutes: Statutes = Statutes()
    mark: Callable[[str], str] = no_mark
    spots: Callable[[str], tuple[str, ...]] = no_spots
    deciding: Callable[[str], tuple[Vote, ...]] = no_votes

    @property
    def address(self) -> Address:
        address = self.desk.get(Address, self.where)
        assert address is not None
        return address

    @property
    def talk(self) -> TalkState:
        return self.desk.get(TalkState, self.key) or TalkState(self.key)

    @property
    def memory(self) -> Desk:
        return self.desk

    @property
    def small(self) -> bool:
        """Three options a page and short forms: SMS and telephone."""
        return self.heard.channel in SMALL

    @cached_property
    def reading(self) -> Reading:
        """What the ears make of the words just heard."""
        return self.ears(self.heard.text or "")

    @property
    def actor(self) -> str:
        """Who is written into the audit chain: an id, never a name or a number; "clock" where nobody spoke."""
        if not self.where:
            return "clock"
        return self.person.id if self.person else self.key

    @cached_property
    def person(self) -> Person | None:
        """Who speaks: the address's one person, or the one chosen today on a family phone."""
        if not self.where:
            return None
        if self.address.person:
            return self.desk.get(Person, self.address.person)
        who = self.talk.who
        if who and who[0] in self.address.persons and who[1] == self.now.date().isoformat():
            return self.desk.get(Person, who[0])
        return None

    @cached_property
    def hats(self) -> tuple[Hat, ...]:
        """The speaker's offices, on an address that is proved to be theirs; elsewhere none."""
        person = self.person
        return self.desk.hats(person.id) if person is not None and self.address.trusted else ()

    @cached_property
    def actor_of_rights(self) -> Actor:
        """Who asks, as rights see it."""
        person = self.person
        if person is None:
            return Actor()
        return Actor(person.id, self.hats, person.village, person.household, self.address.trusted)

    @property
    def village(self) -> str | None:
        """Where free speech belongs: one's own village, else the one an outsider is sent to."""
        person = self.person
        sent = (hat.unit for hat in self.hats if hat.level is Level.VILLAGE)
        return (person.village if person else None) or self.address.village or next(sent, None)

    @property
    def staff(self) -> Staff | None:
        return self.desk.staff(self.village)

    @cached_property
    def household(self) -> Household | None:
        person = self.person
        return self.desk.get(Household, person.household) if person and person.household else None

    @property
    def draft(self) -> Concern | None:
        return self.desk.get(Concern, self.talk.draft) if self.talk.draft else None

    def concern(self, key: str) -> Concern | None:
        return self.desk.get(Concern, key)

    @property
    def speaker(self) -> str:
        """Who speaks, as sealed cases know them: the person's mark where one is known, else the address's."""
        return self.mark(self.person.id if self.person else self.where)

    @property
    def reads(self) -> bool:
        """May private things show here: on the phone that said them, or where the roster's number has proved it."""
        return self.address.trusted

    def holds(self, *offices: Office) -> bool:
        """Does the speaker hold one of these offices, on an address that is proved to be theirs?"""
        return self.serves(self.village, *offices)

    def serves(self, village: str | None, *offices: Office) -> bool:
        """The same for any village: in it, in its township, or in the district."""
        staff = self.desk.staff(village)
        if staff is None:
            return False
        units = {unit.id for unit in (staff.unit, staff.township, staff.district) if unit is not None}
        return any(hat.office in offices and hat.unit in units for hat in self.hats)

    def villages(self, *offices: Office) -> tuple[str, ...]:
        """The villages for which the speaker holds one of these offices: one's own, a township's all."""
        found: dict[str, None] = {}
        for hat in self.hats:
            if hat.office in offices:
                found |= dict.fromkeys(places(self.desk, hat.unit))
        return tuple(found)
