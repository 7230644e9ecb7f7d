"""说事议事会: the gate card, two times to choose from, absent voices, who came, hands raised; and moved when it is not held."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from handlers.case import Case
from handlers.issues import reading_aloud, slots
from handlers.issues.amounts import ask_number, spoken_day
from handlers.issues.attendance import Roll
from handlers.issues.files import opened
from handlers.issues.gate_card import card
from handlers.issues.guests import Guest, guests_around
from handlers.issues.mending import Mended, at_the_table, steps_for
from handlers.issues.pre_meeting import StartOver
from handlers.issues.rolling import ask_roll
from handlers.issues.session_days import card_wanted, lacking, passed
from handlers.issues.steps import Step
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.evidence import Attendance, affected_of
from handlers.village.gates import FOUR, people_take_part
from handlers.village.issue import PaperKind
from handlers.village.matter import Stage
from handlers.village.roles import Action
from handlers.village.sessions import next_session
from handlers.village.thresholds import Presence

SESSIONS_OFFERED = 3


@dataclass(frozen=True, slots=True)
class OpenMeeting:
    """mended: what the host has done at the table before it."""

    issue: str
    there: Attendance
    mended: Mended | None = None


@dataclass(frozen=True, slots=True)
class Untimely:
    """Before the session's day, or more than a day after it: nothing is entered."""

    issue: str


@dataclass(frozen=True, slots=True)
class MoveSession:
    """day None: back to the visits, for the first session that leaves them days enough. words: why."""

    issue: str
    day: date | None
    words: str = ""


class Timing(StrEnum):
    """When a meeting is entered, against the day it was called for."""

    EARLY = "early"
    NOW = "now"
    LATE = "late"  # 补录: the day after, shown as such
    OVER = "over"


def timing(case: Case) -> Timing:
    """Nobody writes down when people went home, so the session's day counts whole, and the day after as its twenty-four hours."""
    today, session = case.scene.now.date(), case.issue.session
    days = (today - session).days if session else 0
    if days < 0:
        return Timing.EARLY
    return (Timing.NOW, Timing.LATE)[days] if days < 2 else Timing.OVER


def too_early(case: Case) -> bool:
    return _ready(case) and timing(case) is Timing.EARLY


def not_yet(case: Case) -> frozenset[str]:
    """开会 stands in the menu from its day on, the card from its eve."""
    if not too_early(case):
        return frozenset()
    eve = card_wanted(case.issue, case.scene.now.date())
    return frozenset({"open_meeting"} if eve else {"open_meeting", "gate_card"})


# ---------------------------------------------------------------- before the day


def gate_card(scene: Scene, issue: str) -> Talk[Any]:
    """Each gate open or shut, with numbers; then what can be done about it, first what would mend one."""
    case = opened(scene, issue)
    picks = steps_for(case, lacking(case, *FOUR))
    if not too_early(case):
        picks.append(Pick("open", Line("gate_card.meet"), "open"))
    picks += [Pick("move", Line("gate_card.move"), "move"), Pick("later", Line("gate_card.later"), "")]
    what = yield from choose("gate_card.now", picks, before=card(case))
    if what == "open":
        return (yield from open_meeting(scene, issue))
    if what == "move":
        return (yield from move_session(scene, issue))
    return StartOver(issue, what) if what else None


def move_session(scene: Scene, issue: str) -> Talk[Any]:
    """To one of the next sessions, or back to the doors first; why is asked where the file does not say it yet."""
    case, day, picks = opened(scene, issue), scene.now.date(), list[Pick]()
    for _ in range(SESSIONS_OFFERED):
        day = next_session(day, scene.statutes.session_days, scene.calendar)
        picks.append(Pick(day.isoformat(), line("move.to", day=spoken_day(day)), day))
    if _ready(case):
        picks.append(Pick("visits", Line("move.visits"), None))
    chosen = yield from choose("move.when", picks)
    said = refused(case) or passed(case.issue, scene.now.date())
    return MoveSession(issue, chosen, "" if said else (yield from ask("move.why", skippable=True)) or "")


def refused(case: Case) -> bool:
    """Has this session's meeting been refused at its gates? Then everybody knows why."""
    session = case.issue.session
    return any(session is not None and paper.at.date() >= session for paper in case.file.of(PaperKind.NOT_HELD))


# ---------------------------------------------------------------- the day itself


def open_meeting(scene: Scene, issue: str) -> Talk[Any]:
    """Who came in one sentence, who came from above by digits, read back as a whole; one 对."""
    case, again = opened(scene, issue), 0
    if timing(case) not in (Timing.NOW, Timing.LATE):
        return Untimely(issue)
    while True:
        roll = yield from ask_roll(case, again)
        guests = yield from ask_guests(case, again)
        there = head_count(case, roll, guests)
        checked = yield from check(case, there, guests, again)
        if checked is not None:
            break
        again += 1
    reason = yield from ask_women_reason(case, checked)
    there = replace(checked, women_reason=reason)
    return OpenMeeting(issue, there, (yield from at_the_table(case, there)))


def check(case: Case, there: Attendance, guests: Sequence[Guest], again: int) -> Talk[Attendance | None]:
    """None: all of it once more."""
    mends = 0
    while True:
        told = read_back(case, there, guests, corrected=mends > 0)
        picks = [Pick(name, Line(f"meeting.{name}"), name) for name in ("right", "women_wrong", "again")]
        what = yield from choose(f"meeting.check#{again}.{mends}", picks, before=told)
        if what != "women_wrong":
            return there if what == "right" else None
        women = yield from ask_number(f"meeting.women#{again}.{mends}")
        there = replace(there, women=min(women, there.villagers))
        mends += 1


def head_count(case: Case, roll: Roll, guests: Sequence[Guest]) -> Attendance:
    """Shares from the roster: of each household one person, women where a woman leads the household."""
    women = roll.women if roll.women is not None else len(roll.present & case.ground.led_by_women)
    strangers = len([guest for guest in guests if not guest.resident])
    return Attendance(
        roll.present,
        roll.villagers + strangers + 1 - host_lives_here(case),
        roll.villagers,
        min(women, roll.villagers),
        "",
        frozenset({Presence.CADRE, *(guest.presence for guest in guests)}),
        frozenset(guest.department for guest in guests if guest.department),
    )


def host_lives_here(case: Case) -> bool:
    person = case.scene.person
    return person is not None and person.village == case.issue.village


def read_back(case: Case, there: Attendance, guests: Sequence[Guest], corrected: bool = False) -> list[Line]:
    """corrected: the host has counted the women, so the number is the roster's no longer."""
    expected = affected_of(case.issue, case.ground)
    told = [
        line(
            "meeting.told_counted" if corrected else "meeting.told",
            have=str(len(expected & there.households)),
            need=str(len(expected)),
            people=str(there.villagers),
            women=str(there.women),
        )
    ]
    return [*told, *(line("meeting.guest_told", who=guest.label) for guest in guests)] if guests else [*told, Line("meeting.no_guest")]


def ask_guests(case: Case, again: int) -> Talk[tuple[Guest, ...]]:
    """One digit a person, until 就这些."""
    left, came = list(guests_around(case)), list[Guest]()
    while left:
        picks = [Pick(guest.token, guest.label, guest) for guest in left]
        # the digit that ends the list stands first, so that it never moves
        guest = yield from choose(f"meeting.guest#{again}.{len(came)}", [Pick("done", Line("meeting.guests_done"), None), *picks])
        if guest is None:
            break
        came.append(guest)
        left = [each for each in left if each.token.rstrip("+") != guest.token.rstrip("+")]
    return tuple(came)


def ask_women_reason(case: Case, there: Attendance) -> Talk[str]:
    """Fewer women than a third: the host says why, and that stands in the file."""
    short = next((s for s in people_take_part(case.evidence(there), case.thresholds) if s.what == "women"), None)
    if short is None:
        return ""
    return (yield from ask("meeting.women_reason", skippable=True, have=str(short.have), need=str(short.need))) or ""


def _ready(case: Case) -> bool:
    return case.issue.stage is Stage.READY


def _movable(case: Case) -> bool:
    return _ready(case) or passed(case.issue, case.scene.now.date())


STEPS = (
    Step("gate_card", Action.OPEN_MEETING, _ready, gate_card),
    Step("open_meeting", Action.OPEN_MEETING, _ready, open_meeting),
    *slots.STEPS,
    Step("move_session", Action.OPEN_MEETING, _movable, move_session),
    *reading_aloud.STEPS,
)
