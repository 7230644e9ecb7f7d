"""One row of the roster as typed → what it says, or every fault in it named in Chinese and English."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from handlers.village.people import Office
from handlers.village.roles import DISCIPLINE

VILLAGE, TOWNSHIP, GRID, DOOR, HEAD = "村(社区)", "乡镇(街道)", "网格", "户号", "户主"
NAME, PHONE, AWAY, OFFICES = "姓名", "电话", "是否外出(是/否)", "职务"
WOMAN, BORN, AT_DOOR, DEPARTMENT = "性别(男/女)", "出生年", "要上门问(是/否)", "部门"
HEADS = (VILLAGE, TOWNSHIP, GRID, DOOR, HEAD, NAME, PHONE, AWAY, OFFICES, WOMAN, BORN, AT_DOOR, DEPARTMENT)

# The one department whose liaison reads accusations: rights know it by a name of its own.
DISCIPLINE_NAMES = ("纪检监察", "纪委监委", "区纪委监委", "纪委", "区纪委", "纪检组")

# The first name of each office is the one written; the others are what people type.
OFFICE_NAMES: Mapping[Office, tuple[str, ...]] = {
    Office.SECRETARY: ("书记", "支书", "村支书", "村书记", "社区书记", "党支部书记", "党总支书记", "书记兼主任"),
    Office.COMMITTEE: ("委员", "村委委员", "村委会委员", "居委会委员", "两委委员", "主任", "村主任", "村委会主任", "副主任", "副书记"),
    Office.GRID_LEAD: ("网格员", "专职网格员", "网格长"),
    Office.SUPERVISOR: ("监委会", "村务监督委员会", "监委会主任", "监委会委员", "监督委员会"),
    Office.REPRESENTATIVE: ("代表", "村民代表", "居民代表"),
    Office.WOMEN_LEAD: ("妇联主席", "妇联主任", "妇女主任"),
    Office.FIRST_SECRETARY: ("第一书记", "驻村第一书记"),
    Office.TEAM_LEAD: ("工作队队长", "驻村工作队队长", "工作队长", "驻村队长"),
    Office.SPONSOR: ("包村干部", "包社区干部", "包联干部"),
    Office.POLICE: ("政法干警", "干警", "民警", "包村民警"),
    Office.TOWNSHIP_LEADER: ("乡镇领导", "街道领导", "乡镇班子成员", "党委书记", "乡镇党委书记", "街道党工委书记"),
    Office.REVIEWER: ("把关人", "乡镇把关人", "街道把关人"),
    Office.TOWNSHIP_DUTY: ("乡镇值班", "街道值班", "值班"),
    Office.LIAISON: ("部门联络员", "联络员", "区直部门联络员"),
    Office.DISTRICT_LEADER: ("区级领导", "区领导"),
}
_OFFICES = {name: office for office, names in OFFICE_NAMES.items() for name in names}
_AWAY = {"": False, "否": False, "在家": False, "不在外": False, "n": False, "no": False, "0": False}
_AWAY |= {"是": True, "外出": True, "在外": True, "y": True, "yes": True, "1": True}

_WOMAN: Mapping[str, bool | None] = {"": None, "女": True, "男": False}
_AT_DOOR = {"": False, "否": False, "no": False, "0": False, "是": True, "yes": True, "1": True}
_BORN = re.compile(r"(?:19|20)[0-9]{2}", re.ASCII)  # what follows the year is nobody's business here

_LONGEST = 60
_NOT_IN_A_NAME = re.compile(r"[<>=@|\"`{}\[\]\\/*?;,、:%^~#$]|^[-+'.]|^\d+$")
_CHINESE_NUMBER = re.compile(r"1[3-9]\d{9}|10\d{8}|[2-9]\d{8,10}", re.ASCII)  # mobile, Beijing, every other area code with its number
_FOREIGN_NUMBER = re.compile(r"\+(?!86)[1-9]\d{6,14}", re.ASCII)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not taken: its number as the spreadsheet shows it, the column, and what is wrong."""

    row: int
    column: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row that makes sense by itself; whether it agrees with the other rows is seen later."""

    number: int
    name: str
    village: str = ""
    township: str = ""
    grid: str = ""
    door: str = ""
    head: str = ""
    phone: str | None = None
    away: bool = False
    offices: tuple[Office, ...] = ()
    woman: bool | None = None
    born: int | None = None
    at_door: bool = False
    department: str = ""


def understand(number: int, cells: Mapping[str, str]) -> TypedRow | list[BadRow]:
    """The row, or all its faults at once: a person who must correct a list wants to be told everything the first time."""
    phone, offices, away = e164(cells[PHONE]), _offices(cells[OFFICES]), _AWAY.get(cells[AWAY].lower())
    name, head = _together(cells[NAME]), _together(cells[HEAD])
    born = int(found[0]) if (found := _BORN.match(cells[BORN])) else None
    unknown = [word for word, office in offices if office is None]
    faults = [
        (not name, NAME, "没写姓名", "the name is missing"),
        (bool(_NOT_IN_A_NAME.search(name)), NAME, f"“{name}”不像姓名", f"“{name}” does not look like a name"),
        (bool(_NOT_IN_A_NAME.search(head)), HEAD, f"“{head}”不像姓名", f"“{head}” does not look like a name"),
        (bool(head) and not cells[DOOR], DOOR, "写了户主没写户号", "a head of household without a household number"),
        (bool(cells[DOOR]) and not cells[VILLAGE], VILLAGE, "写了户号没写村", "a household number without a village"),
        (phone is None and bool(cells[PHONE]), PHONE, f"“{cells[PHONE]}”不是电话号码", f"“{cells[PHONE]}” is not a telephone number"),
        (away is None, AWAY, f"“{cells[AWAY]}”看不懂，写是或否", f"“{cells[AWAY]}” is neither 是 nor 否"),
        (cells[WOMAN] not in _WOMAN, WOMAN, f"“{cells[WOMAN]}”看不懂，写男或女", f"“{cells[WOMAN]}” is neither 男 nor 女"),
        (bool(cells[BORN]) and born is None, BORN, f"“{cells[BORN]}”不是年份", f"“{cells[BORN]}” is not a year"),
        (
            cells[AT_DOOR].lower() not in _AT_DOOR,
            AT_DOOR,
            f"“{cells[AT_DOOR]}”看不懂，写是或否",
            f"“{cells[AT_DOOR]}” is neither 是 nor 否",
        ),
        (bool(unknown), OFFICES, f"不认得的职务：{'、'.join(unknown)}", f"unknown office: {', '.join(unknown)}"),
        *(
            (len(cells[column]) > _LONGEST, column, "太长了", "too long")
            for column in (VILLAGE, TOWNSHIP, GRID, DOOR, HEAD, NAME, DEPARTMENT)
        ),
    ]
    if bad := [BadRow(number, column, zh, en) for wrong, column, zh, en in faults if wrong]:
        return bad
    return TypedRow(
        number=number,
        name=name,
        village=cells[VILLAGE],
        township=cells[TOWNSHIP],
        grid=cells[GRID],
        door=cells[DOOR],
        head=head,
        phone=phone,
        away=bool(away),
        offices=tuple(dict.fromkeys(office for _, office in offices if office)),
        woman=_WOMAN[cells[WOMAN]],
        born=born,
        at_door=_AT_DOOR[cells[AT_DOOR].lower()],
        department=DISCIPLINE if cells[DEPARTMENT] in DISCIPLINE_NAMES else cells[DEPARTMENT],
    )


def e164(text: str) -> str | None:
    """+8613800000000 from 138-0000-0000, 86 138 0000 0000, (0358)8220000 …; None when it is no number one could ring.

    A number without an area code is none: 8220000 rings in the wrong town when the gateway stands elsewhere.
    """
    digits = re.sub(r"[\s()\-–—.·]", "", text)
    if _FOREIGN_NUMBER.fullmatch(digits):
        return digits
    national, had_code = re.subn(r"^(\+86|0086|86(?=\d{11}$))", "", digits)
    local, had_zero = re.subn(r"^0", "", national)
    if not _CHINESE_NUMBER.fullmatch(local):
        return None
    is_mobile = len(local) == 11 and local[0] == "1"
    return f"+86{local}" if is_mobile or had_code or had_zero else None


def as_dialled(phone: str | None) -> str:
    """The number as people write it at home: 13800000000, 03588220000; a foreign one keeps its plus."""
    if phone is None or not phone.startswith("+86"):
        return phone or ""
    local = phone.removeprefix("+86")
    return local if len(local) == 11 and local[0] == "1" else "0" + local


def _offices(text: str) -> list[tuple[str, Office | None]]:
    return [(word, _OFFICES.get(word)) for word in re.split(r"[、,;/\s]+", text) if word]


def _together(name: str) -> str:
    """王 强 → 王强: registers spread two-character names to the width of three. Letters keep their spaces."""
    return name if name.isascii() else name.replace(" ", "")
