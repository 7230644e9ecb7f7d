"""What a session's day asks of its village: visits counted on D-5, the gate card on D-1, a new day once it has passed."""

from datetime import date, timedelta

from handlers.case import Case
from handlers.issues.gate_card import ON_THE_DAY, foreseen
from handlers.village.gates import FOUR, GateName, Shut
from handlers.village.issue import Issue
from handlers.village.matter import Stage
from handlers.village.road import BEFORE_THE_MEETING
from handlers.village.sessions import VISIT_DAYS, VISITS_END, next_session, plan_for, sessions_between
from handlers.village.working_days import Calendar

TO_MEET = frozenset(BEFORE_THE_MEETING) - {Stage.CANDIDATE}
A_MONTH = timedelta(days=31)
STILL_ENTERED = timedelta(days=1)  # the day after the session its meeting may still be entered, 补录
AT_THE_DOORS = (Stage.CALLED, Stage.VISITING)


def passed(issue: Issue, today: date) -> bool:
    """The day is over and no meeting has been entered."""
    return issue.stage in TO_MEET and issue.session is not None and issue.session < today


def over(issue: Issue, today: date) -> bool:
    """Nor can one be entered any more."""
    return issue.session is not None and issue.session + STILL_ENTERED < today


def visits_judged(issue: Issue, today: date) -> bool:
    """From five days before: what the visits still lack has to be known while it can be mended."""
    return issue.stage in AT_THE_DOORS and issue.session is not None and plan_for(issue.session).visits_judged <= today <= issue.session


def card_wanted(issue: Issue, today: date) -> bool:
    """The day before, and the day itself."""
    return issue.stage is Stage.READY and issue.session is not None and plan_for(issue.session).gate_card <= today <= issue.session


def asks(issue: Issue, today: date) -> bool:
    """Does the calendar ask anything of the secretary today?"""
    return passed(issue, today) or visits_judged(issue, today) or card_wanted(issue, today)


def picking(today: date, days: tuple[int, ...], calendar: Calendar) -> date | None:
    """The evening on which topics are picked, from its own morning on and while a session still leaves days enough for the visits."""
    held = sessions_between(today - A_MONTH, today, days, calendar)
    previous = held[-1] if held else None
    session = next_session(today, days, calendar)
    picked = plan_for(session, previous).selection
    return picked if picked <= today <= session - timedelta(days=VISITS_END + VISIT_DAYS) else None


def lacking(case: Case, *gates: GateName) -> tuple[Shut, ...]:
    """What these gates lack as far as it can be known before people sit together; what the township has opened lacks nothing."""
    evidence = foreseen(case)
    shut = [each for gate in gates if gate not in evidence.overridden for each in FOUR[gate](evidence, case.thresholds)]
    return tuple(each for each in shut if each.what not in ON_THE_DAY)


def in_the_way(case: Case) -> tuple[Shut, ...]:
    """Which gates kept a meeting from its day: before it was ready only the first two could have been opened at all."""
    ready = case.issue.stage is Stage.READY
    return lacking(case, *(FOUR if ready else (GateName.CLOSE, GateName.VISITED)))
