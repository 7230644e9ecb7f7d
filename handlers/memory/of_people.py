"""Look-ups of persons, their homes and phones, and of what has been said to them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnitNamed:
    """The villages and communities whose name occurs in these words."""

    words: str


@dataclass(frozen=True, slots=True)
class HouseholdsOf:
    village: str


@dataclass(frozen=True, slots=True)
class PersonsNamed:
    village: str
    name: str


@dataclass(frozen=True, slots=True)
class PersonsOfUnit:
    """Residents of a village, or of one of its grids, who can be told something."""

    village: str
    grid: str | None = None


@dataclass(frozen=True, slots=True)
class AddressesOf:
    """Every phone and account known to belong to a person."""

    person: str


@dataclass(frozen=True, slots=True)
class AddressesIn:
    """Every phone and account known to belong to people of a village."""

    village: str


@dataclass(frozen=True, slots=True)
class WaysTo:
    """Every way there is now to a receiver ("address:…", "person:…"), as the outbox will find them: yields planner's Ways."""

    receiver: str


@dataclass(frozen=True, slots=True)
class OpenAsks:
    """Questions of the bot's own that wait for one person, oldest first."""

    person: str


@dataclass(frozen=True, slots=True)
class OpenCalls:
    """The call lists of these villages: whom nobody could reach by message, the longest waiting first."""

    villages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VillagesToCall:
    """The ids of the villages on whose call list somebody stands, "" where nobody knows the village."""


@dataclass(frozen=True, slots=True)
class AnnouncementsOf:
    """The latest five announcements of a village, newest first."""

    village: str


@dataclass(frozen=True, slots=True)
class DeliveryOf:
    """How far everything said about a matter or an announcement has come: yields one Standing for each state there is."""

    about: str
