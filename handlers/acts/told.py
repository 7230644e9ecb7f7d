"""Who hears of an issue, and how an office is called: one place, so that nobody is told twice or forgotten."""

from datetime import date

from handlers.case import Case
from handlers.look_up import role_of
from handlers.messages import Line, Say, line
from handlers.scene import Scene
from handlers.village.issue import Opinion
from handlers.village.matter import Concern, Stage
from handlers.village.people import Office, Person, surname
from nlp.redact import redact

GONE = (Stage.WITHDRAWN, Stage.SEALED)


def who_spoke(case: Case) -> tuple[str, ...]:
    """Receivers: everybody who reported it, on the phone they said it with, then everybody who gave an opinion."""
    reported = [concern for concern in case.file.concerns if concern.stage not in GONE]
    receivers = dict.fromkeys(f"address:{concern.address}" for concern in reported)
    known = {concern.person for concern in reported}
    receivers |= dict.fromkeys(f"person:{o.person}" for o in case.file.opinions if spoke(o) and o.person not in known)
    return tuple(receivers)


def spoke(opinion: Opinion) -> bool:
    return opinion.stance is not None or bool(opinion.words)


def is_reporter(case: Case, person: str) -> bool:
    return any(c.person == person or c.author == f"p:{person}" for c in reports(case))


def reports(case: Case) -> tuple[Concern, ...]:
    return tuple(concern for concern in case.file.concerns if concern.stage not in GONE)


def tell_all(case: Case, *lines: Line) -> int:
    """The same words to everybody who spoke; returns how many there were."""
    receivers = who_spoke(case)
    for receiver in receivers:
        case.scene.desk.say(Say(receiver, lines, about=case.issue.id))
    return len(receivers)


def tell(case: Case, person: str, *lines: Line) -> None:
    case.scene.desk.say(Say(f"person:{person}", lines, about=case.issue.id))


def called(scene: Scene, person: str, village: str | None) -> str | Line:
    """王支书, 网格员刘师傅, and for whoever holds no office of the village 梁同志: never a whole name."""
    who, staff = scene.desk.get(Person, person), scene.desk.staff(village)
    if who is None:
        return Line("role.village_office")
    near = (*staff.holders.get(Office.SECRETARY, ()), *staff.holders.get(Office.COMMITTEE, ()), *staff.grid_leads.values()) if staff else ()
    return role_of(who, staff) if any(each.id == person for each in near) else line("role.person", surname=surname(who.name))


def others_words(case: Case, words: str) -> str:
    """A villager's words as others may read them: numbers and the village's names taken out."""
    return redact(" ".join(words.split()), tuple(person.name for person in case.persons))[:120]


def day_of(day: date) -> str:
    """11月30日."""
    return f"{day.month}月{day.day}日"
