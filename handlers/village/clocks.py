"""Every promise about time in one table: how long, who is warned when, and to whom it goes when nobody moved.

What runs out is passed on to a person; nothing is ever approved, rejected or closed because a clock ran out. The lengths
are our own settings unless a row names a law; a village may change them, but not below their floors nor above their ceilings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from handlers.village.sessions import DEFAULT_DAYS, next_session
from handlers.village.working_days import DIGESTS_FROM, QUIET_FROM, VILLAGE_ZONE, Calendar, next_open

OFFICE_CLOSES = time(18, 0)  # the last day ends when business does: Civil Code Art. 203


class ClockKind(StrEnum):
    FIRST_SEEN = "first_seen"  # a human has read it
    TRIAGE = "triage"  # 研判
    QUICK = "quick"  # 即办件
    UNSELECTED = "unselected"  # a candidate that no session took up
    CLAIM = "claim"  # a unit takes a request, or sends it back as not its own
    DEPARTMENT_ANSWER = "department_answer"  # and answers it in writing
    LEGAL_OPINION = "legal_opinion"  # 合法性意见 on a draft rule
    REVIEW = "review"  # 乡镇把关; silence passes it on and never approves
    MINUTES = "minutes"  # from the end of the meeting
    NOTICE_START = "notice_start"  # 公示, from the meeting
    PROGRESS = "progress"  # a word to the reporter
    WHOLE_ISSUE = "whole_issue"  # an issue without an end date of its own
    PROMISE = "promise"  # a date that was promised: it starts at the promised moment
    RATING_WINDOW = "rating_window"  # 评价; no answer counts as 未评, never as content
    ACCEPTANCE = "acceptance"  # 验收
    RULE_DRAFT = "rule_draft"
    RULE_FILED = "rule_filed"  # 备案, from the vote
    SUSPENDED = "suspended"  # 挂起, at the longest
    OBJECTION = "objection"  # the last day for an objection's written answer: it starts at that moment
    REASON_OF_DECLINE = "reason_of_decline"  # why a concern was not taken up
    VAULT_REVIEW = "vault_review"  # words that may accuse a cadre, unsure ones
    VAULT_UNASSIGNED = "vault_unassigned"  # an accusation that nobody above has taken


class Party(StrEnum):
    """Who hears of a clock; which person that is, and that it is not the one who was late, is decided by the caller."""

    OWNER = "owner"  # whoever has to act
    SECRETARY = "secretary"
    TOWNSHIP = "township"
    DISTRICT = "district"  # 区委、区政府督查
    SUPERVISORS = "supervisors"
    JUSTICE_OFFICE = "justice_office"  # 司法所
    REPORTER = "reporter"  # a resident: hears nothing from 20:30 till 08:00


class Measure(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    SESSIONS = "sessions"


@dataclass(frozen=True, slots=True)
class Clock:
    """length and warn_before (None: no warning) are in measure, longest_extension too; escalates_to is in order of telling."""

    length: int
    measure: Measure
    warn_before: int | None
    warns: Party
    escalates_to: tuple[Party, ...] = ()
    longest_extension: int = 0


@dataclass(frozen=True, slots=True)
class Times:
    """In village time; warn_at is None for a clock that runs out without a warning."""

    warn_at: datetime | None
    due_at: datetime


_H, _D, _W = Measure.HOURS, Measure.DAYS, Measure.WORKING_DAYS

CLOCKS: Mapping[ClockKind, Clock] = {
    ClockKind.FIRST_SEEN: Clock(24, _H, 4, Party.OWNER, (Party.SECRETARY,)),
    ClockKind.TRIAGE: Clock(2, _W, 0, Party.SECRETARY, (Party.TOWNSHIP,)),
    ClockKind.QUICK: Clock(3, _W, 1, Party.OWNER, (Party.TOWNSHIP,)),
    # The township asks why; the villager hears that it was passed over before wondering about it.
    ClockKind.UNSELECTED: Clock(2, Measure.SESSIONS, None, Party.SECRETARY, (Party.REPORTER, Party.TOWNSHIP)),
    # The pattern of 12345: a wrong one goes back within two working days, an answer takes five, and once up to ten more.
    ClockKind.CLAIM: Clock(2, _W, 1, Party.OWNER, (Party.DISTRICT,)),
    ClockKind.DEPARTMENT_ANSWER: Clock(5, _W, 1, Party.OWNER, (Party.DISTRICT,), longest_extension=10),
    ClockKind.LEGAL_OPINION: Clock(3, _W, 1, Party.OWNER, (Party.JUSTICE_OFFICE,)),
    ClockKind.REVIEW: Clock(2, _W, 1, Party.OWNER, (Party.TOWNSHIP,)),
    ClockKind.MINUTES: Clock(24, _H, 12, Party.OWNER, (Party.TOWNSHIP,)),
    # Village Committee Law Art. 35: what was settled by consultation is made public; a false or missing notice is the
    # supervisors' matter (Art. 37).
    ClockKind.NOTICE_START: Clock(3, _D, 1, Party.SECRETARY, (Party.SUPERVISORS,)),
    ClockKind.PROGRESS: Clock(15, _D, 1, Party.OWNER, (Party.SECRETARY, Party.TOWNSHIP)),
    # The sixty days of a petition, 信访工作条例 Art. 34, as a ceiling: talking must not take longer than complaining.
    ClockKind.WHOLE_ISSUE: Clock(60, _D, 10, Party.SECRETARY, (Party.DISTRICT,)),
    # Whoever was promised something hears first, and from the bot, that it was missed.
    ClockKind.PROMISE: Clock(0, _H, 48, Party.OWNER, (Party.REPORTER, Party.SECRETARY)),
    ClockKind.RATING_WINDOW: Clock(7, _D, 2, Party.REPORTER),
    # Not to the secretary: the village must not accept its own work.
    ClockKind.ACCEPTANCE: Clock(5, _D, 1, Party.SUPERVISORS, (Party.TOWNSHIP,)),
    ClockKind.RULE_DRAFT: Clock(15, _D, 2, Party.SECRETARY, (Party.TOWNSHIP,)),
    # Village Committee Law Art. 31 has rules filed with the township and names no day.
    ClockKind.RULE_FILED: Clock(30, _D, 5, Party.OWNER, (Party.TOWNSHIP,)),
    ClockKind.SUSPENDED: Clock(90, _D, 7, Party.SECRETARY, (Party.REPORTER, Party.TOWNSHIP)),
    # Village Committee Law Art. 35 to 37: answered before the notice may come down; else the supervisors look.
    ClockKind.OBJECTION: Clock(0, _H, 72, Party.SECRETARY, (Party.SUPERVISORS,)),
    ClockKind.REASON_OF_DECLINE: Clock(3, _W, 1, Party.SECRETARY, (Party.TOWNSHIP,)),
    # Never to the village: it may be about the village. From the township, which must not sit on it either, to the district.
    ClockKind.VAULT_REVIEW: Clock(2, _W, 1, Party.TOWNSHIP, (Party.DISTRICT,)),
    ClockKind.VAULT_UNASSIGNED: Clock(24, _H, 4, Party.TOWNSHIP, (Party.DISTRICT,)),
}

# The shortest a village may set: below it a person who works honestly would be late. A promised date has no length to set.
FLOORS: Mapping[ClockKind, int] = {
    ClockKind.FIRST_SEEN: 8,
    ClockKind.TRIAGE: 1,
    ClockKind.QUICK: 1,
    ClockKind.UNSELECTED: 1,
    ClockKind.CLAIM: 1,
    ClockKind.DEPARTMENT_ANSWER: 3,
    ClockKind.LEGAL_OPINION: 1,
    ClockKind.REVIEW: 1,
    ClockKind.MINUTES: 18,
    ClockKind.NOTICE_START: 1,
    ClockKind.PROGRESS: 7,
    ClockKind.WHOLE_ISSUE: 30,
    ClockKind.RATING_WINDOW: 3,
    ClockKind.ACCEPTANCE: 2,
    ClockKind.RULE_DRAFT: 7,
    ClockKind.RULE_FILED: 10,
    ClockKind.SUSPENDED: 15,
    ClockKind.REASON_OF_DECLINE: 1,
    ClockKind.VAULT_REVIEW: 1,
    ClockKind.VAULT_UNASSIGNED: 8,
}

# The longest: behind it the promise is none. What is a ceiling by a law cannot be raised at all.
CEILINGS: Mapping[ClockKind, int] = {
    ClockKind.FIRST_SEEN: 72,
    ClockKind.TRIAGE: 5,
    ClockKind.QUICK: 7,
    ClockKind.UNSELECTED: 4,
    ClockKind.CLAIM: 3,
    ClockKind.DEPARTMENT_ANSWER: 15,
    ClockKind.LEGAL_OPINION: 10,
    ClockKind.REVIEW: 5,
    ClockKind.MINUTES: 72,
    ClockKind.NOTICE_START: 7,
    ClockKind.PROGRESS: 30,
    ClockKind.WHOLE_ISSUE: 60,
    ClockKind.RATING_WINDOW: 15,
    ClockKind.ACCEPTANCE: 15,
    ClockKind.RULE_DRAFT: 30,
    ClockKind.RULE_FILED: 60,
    ClockKind.SUSPENDED: 180,
    ClockKind.REASON_OF_DECLINE: 5,
    ClockKind.VAULT_REVIEW: 5,
    ClockKind.VAULT_UNASSIGNED: 72,
}


def times(
    kind: ClockKind,
    started: datetime,
    calendar: Calendar,
    extended: int = 0,
    overrides: Mapping[str, int] | None = None,
    session_days: tuple[int, ...] = DEFAULT_DAYS,
) -> Times:
    """When a clock that started then warns and runs out.

    Hours are exact. Days and working days are counted from the day after (Civil Code Art. 201), end at 18:00 and warn at 07:30.
    Sessions end on the evening of the last one. What a reporter is told waits until residents may be disturbed. A warning may
    lie in the past only for a PROMISE given for sooner than two days ahead. extended is in the clock's measure and is granted
    once, which the caller sees to. ValueError, naming the clock: a time without zone, an extension or an override it does not have.
    """
    clock = CLOCKS[kind]
    if started.tzinfo is None:
        raise ValueError(f"{kind}: a time without a zone cannot be reckoned in village time")
    if not 0 <= extended <= clock.longest_extension:
        raise ValueError(f"{kind}: can be extended by at most {clock.longest_extension}")
    length = _length(kind, overrides or {}) + extended
    local = started.astimezone(VILLAGE_ZONE)
    due = _end(clock.measure, length, local, calendar, session_days)
    warn = None if clock.warn_before is None else _warning(clock.measure, length, clock.warn_before, local, due, calendar)
    return Times(
        warn_at=next_open(warn) if warn and clock.warns is Party.REPORTER else warn,
        due_at=next_open(due) if Party.REPORTER in clock.escalates_to else due,
    )


def check_overrides(overrides: Mapping[str, int]) -> tuple[str, ...]:
    """What is wrong with a village's own lengths, one sentence each, naming the clock; empty when all may be used."""
    return tuple(problem for name, length in overrides.items() if (problem := _problem(name, length)))


def _problem(name: str, length: int) -> str | None:
    if name not in CLOCKS:
        return f"{name}: there is no such clock"
    kind = ClockKind(name)
    if kind not in FLOORS:
        return f"{name}: its length cannot be set"
    measure = CLOCKS[kind].measure.replace("_", " ")
    if length < FLOORS[kind]:
        return f"{name}: {length} is too short, at least {FLOORS[kind]} {measure}"
    if length > CEILINGS[kind]:
        return f"{name}: {length} is too long, at most {CEILINGS[kind]} {measure}"
    return None


def _length(kind: ClockKind, overrides: Mapping[str, int]) -> int:
    if kind not in overrides:
        return CLOCKS[kind].length
    if problem := _problem(kind, overrides[kind]):
        raise ValueError(problem)
    return overrides[kind]


def _end(measure: Measure, length: int, started: datetime, calendar: Calendar, session_days: tuple[int, ...]) -> datetime:
    if measure is Measure.HOURS:
        return started + timedelta(hours=length)
    if measure is Measure.SESSIONS:
        day = started.date()
        for _ in range(length):
            day = next_session(day, session_days, calendar)
        return _at(day, QUIET_FROM)  # topics are picked in the evening: only then is it sure that this one was not
    return _at(_day_after(measure, length, started.date(), calendar), OFFICE_CLOSES)


def _warning(measure: Measure, length: int, before: int, started: datetime, due: datetime, calendar: Calendar) -> datetime:
    if measure is not Measure.HOURS:
        ahead = max(1, length - before)  # not before it began, however short a village has made the clock
        return _at(_day_after(measure, ahead, started.date(), calendar), DIGESTS_FROM)
    warn = due - timedelta(hours=before)
    return warn if before < 24 else _at(warn.date(), DIGESTS_FROM)  # days ahead, so it is read with the morning's digest


def _day_after(measure: Measure, length: int, day: date, calendar: Calendar) -> date:
    """Calendar days are not moved off holidays: a villager counts them as they come, and sooner is no harm."""
    return calendar.add_working_days(day, length) if measure is Measure.WORKING_DAYS else day + timedelta(days=length)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, VILLAGE_ZONE)
