"""The people of a district: units, grids, households, residents, and the offices they hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class UnitKind(StrEnum):
    DISTRICT = "district"  # 区
    TOWNSHIP = "township"  # 乡镇
    STREET = "street"  # 街道
    VILLAGE = "village"  # 行政村
    COMMUNITY = "community"  # 社区


class Office(StrEnum):
    """Offices a person may hold in a unit; one person may hold several (architecture: several hats)."""

    SECRETARY = "secretary"  # 村(社区)党组织书记
    COMMITTEE = "committee"  # 村(居)委会委员
    GRID_LEAD = "grid_lead"  # 网格员, of one grid
    SUPERVISOR = "supervisor"  # 村务监督委员会
    REPRESENTATIVE = "representative"  # 村(居)民代表
    WOMEN_LEAD = "women_lead"  # 妇联主席
    FIRST_SECRETARY = "first_secretary"  # 第一书记
    TEAM_LEAD = "team_lead"  # 驻村工作队队长
    SPONSOR = "sponsor"  # 包村干部
    POLICE = "police"  # 政法干警, two to a village
    TOWNSHIP_LEADER = "township_leader"  # 乡镇(街道)班子成员
    REVIEWER = "reviewer"  # 乡镇(街道)把关人
    TOWNSHIP_DUTY = "township_duty"  # 乡镇值班
    LIAISON = "liaison"  # 区直部门联络员
    DISTRICT_LEADER = "district_leader"  # 区级领导


VILLAGE_CADRES = frozenset({Office.SECRETARY, Office.COMMITTEE, Office.GRID_LEAD, Office.SUPERVISOR, Office.WOMEN_LEAD})


@dataclass(frozen=True, slots=True)
class Unit:
    """A place with an office: id is stable and public; parent is the id of the unit above, None for the district."""

    id: str
    kind: UnitKind
    name: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """网格: the households one grid worker looks after."""

    id: str
    village: str
    name: str


@dataclass(frozen=True, slots=True)
class Household:
    """户: number is what the village calls it (门牌 or register number), unique in the village; head is the name of 户主.

    vulnerable (独居、五保、残疾、老人): asked by a person at the door, never by SMS alone.
    """

    id: str
    village: str
    grid: str
    number: str
    head: str
    vulnerable: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A resident or an office holder. phone is E.164 ("+8613800000000") or None; away: works outside the village.

    village and household are None for people of the township or district who live elsewhere. woman is None where the roster
    does not say; born is the year of birth, None likewise (then taken for an adult).
    """

    id: str
    name: str
    village: str | None = None
    household: str | None = None
    phone: str | None = None
    away: bool = False
    woman: bool | None = None
    born: int | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """A person in an office of a unit; grid only for grid leads and representatives of a grid, department for liaisons."""

    person: str
    office: Office
    unit: str
    grid: str | None = None
    department: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody of a district, as a file brings it or a generator makes it."""

    units: tuple[Unit, ...] = ()
    grids: tuple[Grid, ...] = ()
    households: tuple[Household, ...] = ()
    persons: tuple[Person, ...] = ()
    holders: tuple[Holder, ...] = ()


@dataclass(frozen=True, slots=True)
class Staff:
    """Who holds which office around one village: the village's own, its township's and the district's.

    Loaded once and shared by every scene of the village: it changes when an office changes hands, not with messages.
    """

    unit: Unit
    township: Unit | None
    district: Unit | None
    holders: Mapping[Office, tuple[Person, ...]] = field(default_factory=dict)
    grid_leads: Mapping[str, Person] = field(default_factory=dict)  # grid id → its worker
    liaisons: Mapping[str, Person] = field(default_factory=dict)  # department → who answers for it

    def first(self, *offices: Office) -> Person | None:
        """The first holder of the first office that is filled."""
        for office in offices:
            if people := self.holders.get(office):
                return people[0]
        return None


# Two-character surnames that occur; the rest are one character.
_LONG_SURNAMES = frozenset({"欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "长孙", "慕容"})


def surname(name: str) -> str:
    """The surname of a Chinese name: 王大山 → 王, 欧阳修 → 欧阳."""
    return name[:2] if name[:2] in _LONG_SURNAMES else name[:1]
