"""A rule is voted on: which body, on which lawful day, and the count in one sentence."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from handlers.case import Case
from handlers.issues.bodies import counts_households, fewest, too_few
from handlers.issues.count_check import numbers, waiting
from handlers.issues.rules_before import missing_lines, opinion_line
from handlers.issues.rules_kept import called, deciding, heard_on, last_of_the_vote, pack_of, short_day
from handlers.lawful import asked, body_name
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.assembly import Basis, Body, Item, RulePack
from handlers.village.beforehand import needed
from handlers.village.issue import Paper, PaperKind, Rule
from handlers.village.people import Person
from handlers.village.sessions import next_session

DAYS_OFFERED = 3
ADULT = 18


@dataclass(frozen=True, slots=True)
class CallVote:
    issue: str
    body: Body
    day: date


@dataclass(frozen=True, slots=True)
class VoteRule:
    """counts: the fields of assembly.HeadCount as they were entered."""

    issue: str
    counts: tuple[tuple[str, int], ...]
    mandated: bool = False


def vote(case: Case, found: Rule) -> Talk[Any]:
    call, waits = called(case.file), waiting_vote(case)
    if waits is not None:
        again = (Pick("wait", Line("rule.leave"), False), Pick("again", Line("rule.count_again"), True))
        if (yield from choose("rule.waits", again, before=[numbers(case, waits)])):
            return (yield from count(case, Body(waits.facts["body"])))
        return None
    if call is None:
        return (yield from call_together(case))
    day = date.fromisoformat(call.facts["day"])
    body = Body(call.facts["body"])
    if case.scene.now.date() < day:
        picks = [Pick("wait", Line("rule.leave"), False), Pick("other", Line("rule.other_day"), True)]
        told = line("rule.stands", body=body_name(body), day=short_day(day))
        return (yield from call_together(case)) if (yield from choose("rule.then", picks, before=[told])) else None
    return (yield from count(case, body))


def waiting_vote(case: Case) -> Paper | None:
    """The count that a supervisor has still to confirm; a new draft or a new call puts it away."""
    last = last_of_the_vote(case.file)
    return last if last is not None and last.kind is PaperKind.RULE_VOTE and waiting(case, PaperKind.RULE_VOTE) is not None else None


def call_together(case: Case) -> Talk[Any]:
    """Which body, and the first lawful days for it; before that, what should still come first."""
    may = deciding(case.scene, case.issue.village)
    bodies = (*may.bodies, *may.delegates)
    found = pack_of(case.scene, case.issue.village)
    if not bodies or found is None:
        return None
    body, before = bodies[0], [*missing_lines(case), opinion_line(case, Line("legal.absent"))]
    if len(bodies) > 1:
        body = yield from choose("rule.body", [Pick(each, body_name(each), each) for each in bodies], before=before)
        before = []
    notice = found[0].bodies[body].notice_days
    picks = [Pick(day.isoformat(), Line("rule.day", {"day": short_day(day)}), day) for day in lawful_days(case.scene, notice)]
    day = yield from choose("rule.meets", picks, before=before, body=body_name(body), count=str(notice))
    return CallVote(case.issue.id, body, day)


def lawful_days(scene: Scene, notice: int) -> list[date]:
    """The next session days for which the notice is long enough; today too where the law asks for none."""
    heard = heard_on(scene.now)
    days = [heard] if notice == 0 else []
    after = heard + timedelta(days=max(0, notice - 1))
    while len(days) < DAYS_OFFERED:
        after = next_session(after, scene.statutes.session_days, scene.calendar)
        days.append(after)
    return days


def count(case: Case, body: Body) -> Talk[Any]:
    """应到, 到会, 赞成, 反对, 弃权 in one sentence; households besides where they make a quorum too."""
    found = pack_of(case.scene, case.issue.village)
    if found is None:
        return None
    mandated = False
    if body in deciding(case.scene, case.issue.village).delegates:
        picks = [Pick("yes", Line("rule.mandate_yes"), True), Pick("no", Line("rule.mandate_no"), False)]
        mandated = yield from choose("rule.mandated", picks)
    said = yield from five(expected(case, *found, body), fewest(case, body, found[0].bodies[body]))
    counts = [*zip(("eligible", "present", "yes", "no", "abstain"), said, strict=True)]
    if counts_households(found[0].bodies[body]):
        counts += yield from households(len(case.households))
    return VoteRule(case.issue.id, tuple(counts), mandated)


def households(known: int) -> Talk[list[tuple[str, int]]]:
    """In all and present; fewer in all than the roster has are asked for again, and a 0 leaves them out."""
    turn, before = 1, list[Line]()
    while True:
        said = yield from ask(f"rule.count_households#{turn}", skippable=True, before=before)
        numbers = tuple(int(n) for n in re.findall(r"\d+", said or ""))[:2]
        if len(numbers) < 2:
            return []
        if numbers[0] >= known:
            return [*zip(("households", "households_present"), numbers, strict=True)]
        turn, before = turn + 1, [line("rule.too_few_households", need=str(known), have=str(numbers[0]))]


def expected(case: Case, pack: RulePack, item: Item, body: Body) -> list[Line]:
    """How many must come and say yes, reckoned from the roster where it knows how many there are."""
    if pack.bodies[body].counts is not Basis.ADULTS:
        return []
    people = adults(case.persons, case.scene.now.date())
    return list(asked(needed(pack, body, len(people), len(case.households), item))) if people else []


def adults(persons: tuple[Person, ...], today: date) -> list[Person]:
    """Eighteen and over; whose year of birth the roster does not know is taken for one."""
    return [person for person in persons if person.born is None or today.year - person.born >= ADULT]


def five(before: list[Line], least: int) -> Talk[tuple[int, ...]]:
    """The first of them is held against the roster."""
    turn = 1
    while True:
        said = (yield from ask(f"rule.count#{turn}", before=before)) or ""
        numbers = tuple(int(n) for n in re.findall(r"\d+", said))
        if len(numbers) == 5 and numbers[0] >= least:
            return numbers
        wrong = too_few(least, numbers[0]) if len(numbers) == 5 else line("rule.five", count=str(len(numbers)))
        turn, before = turn + 1, [wrong]
