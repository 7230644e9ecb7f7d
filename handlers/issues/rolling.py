"""The roll: one sentence, asked again while it does not add up; or digits alone, one absent household after another."""

from handlers.case import Case
from handlers.issues.amounts import ask_number
from handlers.issues.attendance import Book, Odd, Roll, going_on, read_roll
from handlers.messages import Line, line
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.evidence import affected_of
from handlers.village.people import Household

WAYS = (Pick(":all", Line("roll.all")), Pick(":digits", Line("roll.digits")))


def ask_roll(case: Case, again: int) -> Talk[Roll]:
    expected = affected_of(case.issue, case.ground)
    book, tries, said = Book(case.households, case.persons), 0, ""
    before: tuple[Line, ...] = (line("roll.expected", need=str(len(expected))),)
    while True:
        words = (yield from ask(f"roll.who#{again}.{tries}", picks=WAYS, before=before)) or ""
        if words == ":all":
            words = "都到了"
        if words == ":digits":
            return (yield from by_digits(case, expected, again))
        words = going_on(said, words)
        found = read_roll(words, expected, book)
        if isinstance(found, Roll):
            return found
        said = words if found.what == "more" else ""  # all of a grid came: of the households expected it is asked once more
        tries, before = tries + 1, (odd_line(found),)


def odd_line(odd: Odd) -> Line:
    return line(f"roll.{odd.what}", words="、".join(odd.names[:4]), have=str(odd.said), need=str(odd.listed))


def by_digits(case: Case, expected: frozenset[str], again: int) -> Talk[Roll]:
    """Which of the expected households are not here; then how many people sit here, for more than one may have come of a house."""
    left = [household for household in case.households if household.id in expected]
    while True:
        n = len(expected) - len(left)
        picks = [Pick("done", Line("roll.no_more"), None), *(Pick(home.id, home_line(home), home) for home in left)]
        gone = yield from choose(f"roll.absent#{again}.{n}", picks)
        if gone is None:
            break
        left.remove(gone)
    present = frozenset(home.id for home in left)
    people = yield from ask_number(f"roll.people#{again}", have=str(len(present)))
    return Roll(present, max(people, len(present)))


def home_line(home: Household) -> Line:
    return line("roll.home", name=home.head, place=home.number)
