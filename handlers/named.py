"""Who is named in words, how high they stand, and what of the words speaks of no person at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from handlers.for_others import for_others
from handlers.scene import Scene
from handlers.village.matter import Concern
from handlers.village.people import Office, Person, Staff, surname
from handlers.village.rights import Hat
from handlers.village.roles import DISCIPLINE, Level
from nlp.flags import LITIGATION, MASS_INCIDENT_RISK, XINFANG
from nlp.reading import Accusation, Reading, Speech
from nlp.redact import redact
from nlp.skeleton import skeleton

NAMES_CADRE = "names_cadre"  # the flag of an ordinary concern in which a cadre is the one asked or not reached

# These name a lawful door to whoever speaks, and stand on nobody's row: on a list they would single people out.
DOORS_NAMED = frozenset({XINFANG, LITIGATION, MASS_INCIDENT_RISK})

_O = Office
_CLERKS = (_O.REVIEWER, _O.TOWNSHIP_DUTY, _O.TOWNSHIP_LEADER, _O.SPONSOR, _O.LIAISON)
# What people call an office behind a surname, and who may be meant by it.
TITLES: dict[str, tuple[Office, ...]] = {
    "支书": (_O.SECRETARY,),
    "书记": (_O.SECRETARY, _O.FIRST_SECRETARY, _O.TOWNSHIP_LEADER, _O.DISTRICT_LEADER),
    "村长": (_O.SECRETARY, _O.COMMITTEE),
    "主任": (_O.SECRETARY, _O.COMMITTEE, _O.SUPERVISOR, _O.WOMEN_LEAD, _O.TOWNSHIP_LEADER, _O.REVIEWER, _O.LIAISON),
    "会计": (_O.COMMITTEE, _O.SUPERVISOR),
    "委员": (_O.COMMITTEE, _O.SUPERVISOR, _O.TOWNSHIP_LEADER),
    "网格员": (_O.GRID_LEAD,),
    "队长": (_O.TEAM_LEAD, _O.GRID_LEAD),
    "镇长": (_O.TOWNSHIP_LEADER,),
    "乡长": (_O.TOWNSHIP_LEADER,),
    "警官": (_O.POLICE,),
    "所长": (_O.POLICE, _O.LIAISON),
    "局长": (_O.LIAISON,),
    "科长": (_O.LIAISON,),
    "区长": (_O.DISTRICT_LEADER,),
    **dict.fromkeys(("干事", "科员", "办事员", "专干", "站长", "股长", "部长"), _CLERKS),
    "干部": tuple(Office),
}
# What is said of anybody: it names nobody for sure, and may still mean whoever would read it.
_SOFT = "女士|先生|老师|同志|审核|助理|秘书|委员|大姐|师傅|姐|哥|某"
# Without a name: whose desk is in the township, or who is sent by it and would be read about by colleagues.
_ABOVE = re.compile(
    "[镇乡](?:长|里|上|政府|干部|领导|党委)|街道(?:办|上|干部|领导|书记|主任)|把关|包村|驻村|第一书记|工作队|派出所|民警|警察|干警|司法所|局长|局里|站所|办事处|低保办|民政|"
    "便民(?:中心|服务|大厅)|(?:财政|国土|自然资源|农经|经管|水利|林业|土地|社保|计生|税务)(?:所|站|办|局)"
)
# An office without a name, not as the one that should be called: whoever holds it may be meant.
_BARE: dict[str, Office] = {
    "第一书记": _O.FIRST_SECRETARY,
    "驻村|工作队": _O.TEAM_LEAD,
    "包村": _O.SPONSOR,
    "民警|警察|干警|派出所|公安": _O.POLICE,
    "[镇乡](?:长|领导|党委)": _O.TOWNSHIP_LEADER,
    "值班": _O.TOWNSHIP_DUTY,
    "把关": _O.REVIEWER,
}
_CALLED_FOR = "(?<![叫找喊请报让快去])"
SENT = frozenset({_O.FIRST_SECRETARY, _O.TEAM_LEAD, _O.SPONSOR, _O.POLICE})
HEIGHT = {Level.VILLAGE: 0, Level.TOWNSHIP: 1, Level.DISTRICT: 2}


@dataclass(frozen=True, slots=True)
class Named:
    """persons: those the words can mean; level: the highest office among them, the village's when nobody can be told."""

    persons: tuple[Person, ...]
    level: Level


def named_in(scene: Scene, text: str, village: str | None) -> Named:
    """By full name, by surname and office, or by an office alone. A doubt goes up: a case must never reach who it is about.

    A given name, or a surname with any title, may mean somebody of the township or the district: they are kept out, and the
    case goes one level up, but never past the district, where somebody else of this surname reads it.
    """
    words, staff = skeleton(text), scene.desk.staff(village) or scene.desk.staff("")
    sure = tuple(dict.fromkeys(_meant(words, staff))) if staff else ()
    perhaps = tuple(p for p in dict.fromkeys(_perhaps(words, staff, sure)) if p not in sure) if staff else ()
    levels = [_standing(hat) for person in sure for hat in scene.desk.hats(person.id)]
    if above := [p for p in perhaps if any(_standing(hat) is not Level.VILLAGE for hat in scene.desk.hats(p.id))]:
        levels.append(Level.TOWNSHIP)
    if _ABOVE.search(words):
        levels.append(Level.TOWNSHIP)
    return Named((*sure, *above), max(levels, key=HEIGHT.__getitem__, default=Level.VILLAGE))


def _meant(words: str, staff: Staff) -> Iterator[Person]:
    for office, people in staff.holders.items():
        for person in people:
            called = re.search(f"{surname(person.name)}[副老小]?({'|'.join(TITLES)})", words)
            if person.name in words or (called and office in TITLES[called[1]]):
                yield person


def _perhaps(words: str, staff: Staff, sure: tuple[Person, ...]) -> Iterator[Person]:
    """陈女士, 小陈, 姓陈的, 晓燕. Who is called by an office they hold is sure, and nobody else of that surname is meant."""
    known = {surname(person.name) for person in sure}
    for person in dict.fromkeys(p for people in staff.holders.values() for p in people):
        family, given = surname(person.name), person.name.removeprefix(surname(person.name))
        titled = family not in known and re.search(
            f"{family}[副老小]?(?:{'|'.join(TITLES)}|{_SOFT})|[老小姓]{family}(?!家?[村沟坡山])", words
        )
        if titled or (len(given) > 1 and given in words):
            yield person


def may_be_meant(scene: Scene, text: str, village: str | None) -> frozenset[str]:
    """Who holds an office that the words accuse without a name: 第一书记, 民警. Where one of them is named, only that one."""
    words, staff = skeleton(text), scene.desk.staff(village)
    if staff is None:
        return frozenset()
    named = {person.id for person in named_in(scene, text, village).persons}
    found = (staff.holders.get(office, ()) for bare, office in _BARE.items() if re.search(f"{_CALLED_FOR}(?:{bare})", words))
    return frozenset(person.id for people in found if not named & {p.id for p in people} for person in people)


def _standing(hat: Hat) -> Level:
    """Those who are sent to a village, and departments, have their colleagues in the township: the district reads."""
    if hat.office in SENT or (hat.office is Office.LIAISON and hat.department != DISCIPLINE):
        return Level.TOWNSHIP
    return hat.level


def reading_unit(scene: Scene, level: Level, village: str | None) -> str:
    """The unit one level above; "" above the district: none of ours may read it, and 12388 is what the answer names."""
    staff = scene.desk.staff(village)
    if level is Level.DISTRICT:
        return ""
    if level is Level.VILLAGE and staff is not None and staff.township is not None and staff.holders.get(Office.REVIEWER):
        return staff.township.id
    district = scene.desk.staff("")
    return district.unit.id if district else ""


def marks(scene: Scene, persons: tuple[Person, ...]) -> frozenset[str]:
    """Those named and their households, so that they can be kept out and nobody can read who they are."""
    return frozenset(scene.mark(key) for person in persons for key in (person.id, person.household) if key)


def place_alone(scene: Scene, text: str, village: str | None) -> str | None:
    """Where it is, with every person taken out: 支书家院里 becomes 院里. None when nothing is left."""
    names = names_near(scene, village)
    families = "|".join({surname(name) for name in names}) or "(?!)"
    titled = re.compile(f"(?:{families})?[副老小]?(?:第一|村)?(?:{'|'.join(TITLES)}|民警|警察)")
    bare = titled.sub("", _spelled(names).sub("", skeleton(text)))
    found = (scene.ears(clause.strip()).place for clause in _CLAUSE.split(bare) if clause.strip())
    return next((place for place in found if place), None)


def _spelled(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(each) for name in names for each in (name, name[1:]) if len(each) > 1) or "(?!)")


# ---------------------------------------------------------------- what speaks of nobody

_CLAUSE = re.compile("[，,。！!；;？?\n]")
_SOMEBODY = re.compile(f"{'|'.join(TITLES)}|大队|两委|领导|当官|公家|他|她|人家|亲戚|小舅子|儿子|媳妇|兄弟|老婆|外甥|侄|{_ABOVE.pattern}")
_PURSE = re.compile("钱|款|账|帐|补贴|低保|五保|指标|名额|票|贪|吃了|送礼|好处|听说|听人|据说|怀疑|是不是|回扣|偷偷|私自|卖")
MOST_CLAUSES = 12


def public_part(scene: Scene, text: str, village: str | None) -> str:
    """The road, the water: the clauses in which there is no person, purse or hearsay; "" when they make no matter by themselves."""
    names = names_near(scene, village)
    clauses = [clause.strip() for clause in _CLAUSE.split(skeleton(text)) if clause.strip()][:MOST_CLAUSES]
    rest = for_others(scene, village, "，".join(clause for clause in clauses if _speaks_of_nobody(scene, clause, names)), names)
    return rest if rest and _is_a_matter(scene.ears(rest)) else ""


def all_public(scene: Scene, text: str, village: str | None) -> bool:
    """Nothing in the words is about a person."""
    names = names_near(scene, village)
    return all(_speaks_of_nobody(scene, clause.strip(), names) for clause in _CLAUSE.split(skeleton(text)) if clause.strip())


def _speaks_of_nobody(scene: Scene, clause: str, names: tuple[str, ...]) -> bool:
    if _SOMEBODY.search(clause) or _PURSE.search(clause) or any(name in clause or name[1:] in clause for name in names):
        return False
    return scene.ears(clause).accusation is Accusation.NONE


def _is_a_matter(reading: Reading) -> bool:
    heard = reading.speech in (Speech.CONCERN, Speech.QUESTION) and reading.category is not None
    return heard and reading.accusation is Accusation.NONE and "private" not in reading.flags


def names_near(scene: Scene, village: str | None) -> tuple[str, ...]:
    """The full names of everybody who holds an office around a village."""
    staff = scene.desk.staff(village) or scene.desk.staff("")
    return tuple(sorted({p.name for people in staff.holders.values() for p in people if len(p.name) > 1})) if staff else ()


def as_others_read(scene: Scene, concern: Concern) -> Concern:
    """For showing only, never to be kept: a cadre whom the words merely mention is masked."""
    return replace(concern, text=masked(scene, concern.text, concern.village)) if NAMES_CADRE in concern.flags else concern


def masked(scene: Scene, text: str, village: str | None) -> str:
    """As others read it: a cadre who is only spoken of stands there by surname and ×, numbers as 〔电话〕."""
    return redact(text, names_near(scene, village))
