"""A rule is voted on: which body, on which lawful day, and the count in one sentence."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from handlers.case import Case
from handlers.issues.rules_kept import called, deciding, pack_of, short_day
from handlers.lawful import asked, body_name
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.assembly import Basis, Body, Item, RulePack
from handlers.village.beforehand import needed
from handlers.village.issue import Rule
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
    call = called(case.file)
    if call is None:
        return (yield from call_together(case))
    day = date.fromisoformat(call.facts["day"])
    body = Body(call.facts["body"])
    if case.scene.now.date() < day:
        picks = [Pick("wait", Line("rule.leave"), False), Pick("other", Line("rule.other_day"), True)]
        told = line("rule.called", body=body_name(body), day=short_day(day))
        return (yield from call_together(case)) if (yield from choose("rule.then", picks, before=[told])) else None
    return (yield from count(case, body))


def call_together(case: Case) -> Talk[Any]:
    """Which body, and the first lawful days for it."""
    may = deciding(case.scene, case.issue.village)
    bodies = (*may.bodies, *may.delegates)
    found = pack_of(case.scene, case.issue.village)
    if not bodies or found is None:
        return None
    body = bodies[0]
    if len(bodies) > 1:
        body = yield from choose("rule.body", [Pick(each, body_name(each), each) for each in bodies])
    notice = found[0].bodies[body].notice_days
    picks = [Pick(day.isoformat(), Line("rule.day", {"day": short_day(day)}), day) for day in lawful_days(case.scene, notice)]
    day = yield from choose("rule.meets", picks, body=body_name(body), count=str(notice))
    return CallVote(case.issue.id, body, day)


def lawful_days(scene: Scene, notice: int) -> list[date]:
    """The next session days for which the notice is long enough; today too where the law asks for none."""
    today = scene.now.date()
    days = [today] if notice == 0 else []
    after = today + timedelta(days=max(0, notice - 1))
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
    numbers = yield from five(expected(case, *found, body))
    households: tuple[int, ...] = ()
    if any(each.basis is Basis.HOUSEHOLDS for each in found[0].bodies[body].quorum):
        said = yield from ask("rule.count_households", skippable=True)
        households = tuple(int(n) for n in re.findall(r"\d+", said or ""))[:2]
    counts = [*zip(("eligible", "present", "yes", "no", "abstain"), numbers, strict=True)]
    if len(households) == 2:
        counts += [*zip(("households", "households_present"), households, strict=True)]
    return VoteRule(case.issue.id, tuple(counts), mandated)


def expected(case: Case, pack: RulePack, item: Item, body: Body) -> list[Line]:
    """How many must come and say yes, reckoned from the roster where it knows how many there are."""
    if pack.bodies[body].counts is not Basis.ADULTS:
        return []
    people = adults(case.persons, case.scene.now.date())
    return list(asked(needed(pack, body, len(people), len(case.households), item))) if people else []


def adults(persons: tuple[Person, ...], today: date) -> list[Person]:
    """Eighteen and over; whose year of birth the roster does not know is taken for one."""
    return [person for person in persons if person.born is None or today.year - person.born >= ADULT]


def five(before: list[Line]) -> Talk[tuple[int, ...]]:
    turn = 1
    while True:
        said = (yield from ask(f"rule.count#{turn}", before=before)) or ""
        numbers = tuple(int(n) for n in re.findall(r"\d+", said))
        if len(numbers) == 5:
            return numbers
        turn, before = turn + 1, [line("rule.five", count=str(len(numbers)))]
