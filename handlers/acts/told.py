"""Who hears of an issue, and how an office is called: one place, so that nobody is told twice or forgotten."""

from collections.abc import Iterable
from datetime import date

from handlers.case import Case
from handlers.for_others import for_others
from handlers.look_up import called as called
from handlers.memory import WaysTo
from handlers.messages import Line, Reach, Say, line
from handlers.planner import read_as_message
from handlers.scene import Scene
from handlers.village.issue import Opinion
from handlers.village.matter import Concern, Stage

GONE = (Stage.WITHDRAWN, Stage.SEALED)


def in_reach(scene: Scene, addresses: Iterable[str]) -> tuple[int, int]:
    """How many of these a message reaches, and how many have to be called. The speaker's own phone is at hand."""
    everyone = dict.fromkeys(addresses)
    scene.desk.need(*(WaysTo(f"address:{each}") for each in everyone))
    read = [each for each in everyone if each == scene.where or read_as_message(scene.desk.find(WaysTo(f"address:{each}")), scene.now)]
    return len(read), len(everyone) - len(read)


def reached(scene: Scene, addresses: Iterable[str]) -> Line:
    """「报的人都告诉了」 of those just written to, or how many of them have to be called."""
    told, calls = in_reach(scene, addresses)
    if not calls:
        return line("reached.all", people=str(told))
    return line("reached.some", people=str(told), calls=str(calls)) if told else line("reached.none", calls=str(calls))


def who_spoke(case: Case) -> tuple[str, ...]:
    """Receivers: everybody who reported it, on the phone they said it with, then everybody who gave an opinion."""
    reported = [concern for concern in case.file.concerns if concern.stage not in GONE]
    receivers = dict.fromkeys(f"address:{concern.address}" for concern in reported)
    known = {concern.person for concern in reported}
    receivers |= dict.fromkeys(f"person:{o.person}" for o in case.file.opinions if spoke(o) and o.person not in known)
    return tuple(receivers)


def spoke(opinion: Opinion) -> bool:
    return opinion.stance is not None or bool(opinion.words)


def one_of_each(case: Case, households: Iterable[str]) -> tuple[str, ...]:
    """Persons: of each household the one a message reaches who can best tell the others: at home before away, the head first."""
    heads = {household.id: household.head for household in case.households}
    found = []
    for household in sorted(households):
        people = [person for person in case.persons if person.household == household and person.phone]
        people.sort(key=lambda p: (p.away, p.name != heads.get(household), p.id))
        found += [person.id for person in people[:1]]
    return tuple(found)


def is_reporter(case: Case, person: str) -> bool:
    return any(c.person == person or c.author == f"p:{person}" for c in reports(case))


def reports(case: Case) -> tuple[Concern, ...]:
    return tuple(concern for concern in case.file.concerns if concern.stage not in GONE)


def tell_all(case: Case, *lines: Line, spare: bool = False) -> int:
    """The same words to everybody who spoke; returns how many there were.

    spare: whoever only gave an opinion hears it where it costs no SMS; a reporter hears what becomes of their own words.
    """
    receivers = who_spoke(case)
    for receiver in receivers:
        reach = Reach.SPARE if spare and receiver.startswith("person:") else Reach.OWED
        case.scene.desk.say(Say(receiver, lines, about=case.issue.id, reach=reach))
    return len(receivers)


def tell(case: Case, person: str, *lines: Line) -> None:
    case.scene.desk.say(Say(f"person:{person}", lines, about=case.issue.id))


def others_words(case: Case, words: str) -> str:
    """A villager's words as others may read them: numbers, the village's names and third persons' taken out."""
    return for_others(case.scene, case.issue.village, " ".join(words.split()), tuple(person.name for person in case.persons))[:120]


def day_of(day: date) -> str:
    """11月30日."""
    return f"{day.month}月{day.day}日"
