"""Our own thresholds, one row a level, each with a floor: what the law fixes is not here but in the rule packs.

A threshold is never more than what a small place can bring: a village of three households opens its gates with three.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import ceil

from handlers.village.issue import Level


class Presence(StrEnum):
    """Whose coming the fourth gate asks for."""

    CADRE = "cadre"  # 村(社区)干部
    GRID_LEAD = "grid_lead"
    SPONSOR = "sponsor"  # 包村干部
    SPONSOR_UNIT = "sponsor_unit"  # 第一书记 or 驻村队长, of the unit that stands by the village
    TOWNSHIP = "township"  # 乡镇班子成员
    STATION = "station"  # 站所长
    DEPARTMENT = "department"
    POLICE = "police"  # 政法干警
    DISTRICT = "district"  # 区级领导


GREAT = Fraction(1, 3)  # of the village's households: what touches more of them is no small matter
Groups = tuple[frozenset[Presence], ...]  # of each group somebody must come


@dataclass(frozen=True, slots=True)
class Thresholds:
    """One level's row. Shares are of households unless the name says otherwise; days are calendar days."""

    support: int = 5
    support_share: Fraction = Fraction(1, 20)
    reports: int = 3  # independent ones within ninety days stand for the supporters
    poll_share: Fraction = Fraction(3, 5)
    poll_answers: int = 20
    poll_answers_share: Fraction = Fraction(3, 10)
    quotes: int = 3
    title_length: int = 20  # characters, at most
    notice_days: int = 5
    affected_asked: Fraction = Fraction(1)
    affected_reached: Fraction = Fraction(7, 10)
    others_asked: Fraction = Fraction(3, 10)
    small_scope: int = 10  # up to so many households all are asked
    away_tried: Fraction = Fraction(4, 5)
    read_back: int = 3
    attendance: int = 15
    attendance_share: Fraction = Fraction(1, 3)  # of the affected, near home of everybody in scope
    of_scope: bool = False  # a building's and a grid's meeting is everybody's: no file sets this
    touched_share: Fraction = Fraction(1, 2)  # of those present
    villagers_share: Fraction = Fraction(3, 5)
    women_share: Fraction = Fraction(1, 3)
    leaders: Groups = (frozenset({Presence.TOWNSHIP, Presence.SPONSOR}),)
    major_leaders: Groups = (frozenset({Presence.DISTRICT, Presence.SPONSOR_UNIT}),)

    def floors(self, level: Level = Level.VILLAGE) -> tuple[str, ...]:
        """The names of fields that would make the gate none, or one that nobody can open."""
        wrong = [name for name, (least, most) in LIMITS.items() if not least <= getattr(self, name) <= most]
        wrong += [name for name in ("leaders", "major_leaders") if not all(getattr(self, name))]
        if not self._from_above(level):
            wrong.append("leaders")
        if level is Level.VILLAGE and not self.major_leaders:
            wrong.append("major_leaders")
        if self.of_scope != (level in NEAR):
            wrong.append("of_scope")
        return tuple(sorted(set(wrong)))

    def _from_above(self, level: Level) -> bool:
        """四不开 asks for cadres of district and township: somebody of one group must come from there, but for a building's matter."""
        return bool(self.leaders) and (level is Level.BUILDING or any(not group & AT_HOME for group in self.leaders))

    def supporters(self, scope: int) -> int:
        """Households that must stand behind an issue."""
        return min(scope, max(self.support, ceil(self.support_share * scope)))

    def answers(self, scope: int) -> int:
        """Households whose answer makes the poll count."""
        return max(1, min(self.poll_answers, ceil(self.poll_answers_share * scope)))

    def others(self, count: int, scope: int) -> int:
        """Households in scope, not directly affected, that must be asked."""
        return count if scope <= self.small_scope else ceil(self.others_asked * count)

    def attending(self, affected: int, scope: int) -> int:
        """Who must be there, one of a household; a place with fewer households than that brings one of each.

        Near home the share is of the level's households, as of a group's meeting that decides (Village Committee Law Art. 32);
        a village's is of the affected, for its hall does not hold a third of two thousand.
        """
        return min(scope, max(self.attendance, ceil(self.attendance_share * (scope if self.of_scope else affected))))


# The least and the most each may be set to. Below it the gate asks nothing of anybody; above it some place could never open it.
LIMITS: Mapping[str, tuple[int | Fraction, int | Fraction]] = {
    "support": (3, 100),
    "support_share": (Fraction(1, 50), Fraction(1, 2)),
    "reports": (3, 50),
    "poll_share": (Fraction(1, 2), Fraction(1)),
    "poll_answers": (10, 200),
    "poll_answers_share": (Fraction(1, 5), Fraction(1)),
    "quotes": (2, 10),
    "title_length": (8, 40),
    "notice_days": (2, 30),
    "affected_asked": (Fraction(9, 10), Fraction(1)),
    "affected_reached": (Fraction(1, 2), Fraction(1)),
    "others_asked": (Fraction(1, 5), Fraction(1)),
    "small_scope": (5, 2000),
    "away_tried": (Fraction(1, 2), Fraction(1)),
    "read_back": (2, 20),
    "attendance": (3, 200),
    "attendance_share": (Fraction(1, 4), Fraction(1)),
    "touched_share": (Fraction(1, 3), Fraction(1)),
    "villagers_share": (Fraction(1, 2), Fraction(9, 10)),  # somebody from above comes to every meeting
    "women_share": (Fraction(1, 4), Fraction(1, 2)),
}
NEAR = frozenset({Level.BUILDING, Level.GRID})
AT_HOME = frozenset({Presence.CADRE, Presence.GRID_LEAD})
_COMMUNITY = frozenset({Presence.CADRE}), frozenset({Presence.GRID_LEAD})
DEFAULTS: Mapping[Level, Thresholds] = {
    Level.BUILDING: Thresholds(
        support=3,
        notice_days=2,
        others_asked=Fraction(1, 2),
        attendance=3,
        attendance_share=Fraction(1, 2),
        of_scope=True,
        leaders=_COMMUNITY,
        major_leaders=(),
    ),
    Level.GRID: Thresholds(
        support=3,
        support_share=Fraction(1, 10),
        poll_share=Fraction(1, 2),
        notice_days=3,
        others_asked=Fraction(1, 2),
        attendance=5,
        attendance_share=Fraction(2, 3),
        of_scope=True,
        leaders=(frozenset({Presence.SPONSOR, Presence.TOWNSHIP}), frozenset({Presence.GRID_LEAD})),
        major_leaders=(),
    ),
    Level.VILLAGE: Thresholds(),
    Level.TOWNSHIP: Thresholds(notice_days=7, leaders=(frozenset({Presence.DISTRICT}), frozenset({Presence.STATION})), major_leaders=()),
    Level.DISTRICT: Thresholds(
        notice_days=10,
        touched_share=Fraction(1, 3),
        leaders=(frozenset({Presence.DISTRICT}), frozenset({Presence.DEPARTMENT})),
        major_leaders=(),
    ),
}


@dataclass(frozen=True)  # without slots: what is counted from it is kept
class Ground:
    """Who lives in an issue's scope: household id → grid; the vulnerable; away persons → household; women heads of households."""

    grids: Mapping[str, str] = field(default_factory=dict)
    vulnerable: frozenset[str] = frozenset()
    away: Mapping[str, str] = field(default_factory=dict)
    led_by_women: frozenset[str] = frozenset()

    @cached_property
    def households(self) -> frozenset[str]:
        return frozenset(self.grids)

    @cached_property
    def by_grid(self) -> Mapping[str, frozenset[str]]:
        return {grid: frozenset(h for h, its in self.grids.items() if its == grid) for grid in set(self.grids.values())}
