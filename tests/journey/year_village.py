"""A village of three thousand, made by counting: twenty grids of fifty households, the offices of a district around it."""

from dataclasses import dataclass, field

from handlers.village.people import Grid, Holder, Household, Office, Person, Roster, Unit, UnitKind
from handlers.village.roles import DISCIPLINE

VILLAGE, TOWNSHIP, DISTRICT = "v1", "t1", "d0"
SURNAMES = "王李张刘陈杨赵高郭马冯薛任温侯武白崔吕雷"
FIRST, SECOND = "春秋冬晓文玉桂海根喜保建金银来福", "莲英梅兰凤娥花珍旺生强军平虎柱栓明亮"
PLACES = [
    "东沟",
    "西沟",
    "前街",
    "后街",
    "上院",
    "下院",
    "南坡",
    "北坡",
    "河滩",
    "桥头",
    "庙前",
    "井边",
    "石崖",
    "槐树",
    "柳湾",
    "新村",
    "老街",
    "场边",
    "岭上",
    "窑头",
]
DEPARTMENTS = ("交通运输局", "水利局", "农业农村局", "住房和城乡建设局", "民政局", "卫生健康局", "教育局", "能源局", "自然资源局")


@dataclass
class Settlement:
    """What is being laid; ids and names count upwards, so that the same village comes out every time."""

    persons: list[Person] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    holders: list[Holder] = field(default_factory=list)

    def person(self, **more: object) -> Person:
        n = len(self.persons)
        name = SURNAMES[n % 20] + FIRST[n // 20 % 16] + SECOND[n // 320 % 18]
        phone = f"+86139{n:08d}" if more.pop("phone", True) else None
        made = Person(f"p{n:05d}", name, phone=phone, **more)  # type: ignore[arg-type]
        self.persons.append(made)
        return made

    def hold(self, person: Person, office: Office, unit: str = VILLAGE, grid: str | None = None, department: str = "") -> None:
        self.holders.append(Holder(person.id, office, unit, grid, department))


def roster(households: int = 1000, grids: int = 20) -> Roster:
    """Three persons to a household: a head, a spouse, and a child or somebody away."""
    laid = Settlement()
    places = tuple(Grid(f"g{n:02d}", VILLAGE, f"{PLACES[n]}组") for n in range(grids))
    _outsiders(laid)
    for n in range(households):
        _family(laid, n, places[n % grids])
    _cadres(laid, places)
    units = (
        Unit(DISTRICT, UnitKind.DISTRICT, "青原区"),
        Unit(TOWNSHIP, UnitKind.TOWNSHIP, "柳河镇", DISTRICT),
        Unit(VILLAGE, UnitKind.VILLAGE, "大川村", TOWNSHIP),
    )
    return Roster(units, places, tuple(laid.households), tuple(laid.persons), tuple(laid.holders))


def _family(laid: Settlement, n: int, grid: Grid) -> None:
    key = f"h{n:04d}"
    woman = n % 5 == 0
    head = laid.person(village=VILLAGE, household=key, woman=woman, born=1950 + n % 45)
    laid.person(village=VILLAGE, household=key, woman=not woman, born=1952 + n % 45, phone=n % 5 < 3)
    away = n % 7 == 3
    laid.person(village=VILLAGE, household=key, woman=n % 2 == 0, born=1996 if away else 2014, away=away, phone=away)
    number = f"{grid.name.removesuffix('组')}{n // 20 + 1}号"
    laid.households.append(Household(key, VILLAGE, grid.id, number, head.name, vulnerable=n % 33 == 5))


def _cadres(laid: Settlement, grids: tuple[Grid, ...]) -> None:
    """Residents all of them: heads of households of their own."""
    heads = [person for n, person in enumerate(p for p in laid.persons if p.household) if n % 3 == 0]
    for n, grid in enumerate(grids):
        laid.hold(heads[n + len(grids)], Office.GRID_LEAD, grid=grid.id)
    offices = (Office.SECRETARY, *[Office.COMMITTEE] * 3, *[Office.SUPERVISOR] * 3, *[Office.REPRESENTATIVE] * 6, Office.WOMEN_LEAD)
    for n, office in enumerate(offices):
        laid.hold(heads[n + 3 * len(grids)], office)


def _outsiders(laid: Settlement) -> None:
    for office in (Office.FIRST_SECRETARY, Office.TEAM_LEAD, Office.SPONSOR, Office.POLICE, Office.POLICE):
        laid.hold(laid.person(), office)
    for office in (Office.REVIEWER, Office.TOWNSHIP_LEADER, Office.TOWNSHIP_DUTY, Office.TOWNSHIP_DUTY):
        laid.hold(laid.person(), office, TOWNSHIP)
    for department in (*DEPARTMENTS, DISCIPLINE):
        laid.hold(laid.person(), Office.LIAISON, DISTRICT, department=department)
    for _ in range(3):
        laid.hold(laid.person(), Office.DISTRICT_LEADER, DISTRICT)
