"""Who came to a meeting, as a paper keeps it."""

from dataclasses import dataclass

from handlers.village.issue import (
    Paper,
)
from handlers.village.thresholds import Presence


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who came, as counted by the host: households by id, persons by number, and whose coming the fourth gate asks for."""

    households: frozenset[str] = frozenset()
    persons: int = 0  # everybody, guests too
    villagers: int = 0
    women: int = 0
    women_reason: str = ""
    guests: frozenset[Presence] = frozenset()
    departments: frozenset[str] = frozenset()

    def facts(self) -> dict[str, str]:
        """As a paper keeps it."""
        return {
            "households": " ".join(sorted(self.households)),
            "persons": str(self.persons),
            "villagers": str(self.villagers),
            "women": str(self.women),
            "women_reason": self.women_reason,
            "guests": " ".join(sorted(self.guests)),
            "departments": " ".join(sorted(self.departments)),
        }


def attendance_of(paper: Paper) -> Attendance:
    """The other way round."""
    facts = paper.facts
    return Attendance(
        frozenset(facts["households"].split()),
        int(facts["persons"]),
        int(facts["villagers"]),
        int(facts["women"]),
        facts["women_reason"],
        frozenset(Presence(each) for each in facts["guests"].split()),
        frozenset(facts["departments"].split()),
    )
