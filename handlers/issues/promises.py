"""领办: what a leader says he will see to himself, by which day, and whether it is done."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.case import Case, case_of
from handlers.issues.amounts import ask_day
from handlers.memory import ById, IssuesAt
from handlers.messages import Line, line
from handlers.scene import Scene, places
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.issue import Issue, Paper
from handlers.village.matter import Stage
from handlers.village.people import Office
from handlers.village.roles import Level as HatLevel

PROMISING = frozenset({Office.TOWNSHIP_LEADER, Office.DISTRICT_LEADER, Office.SECRETARY})
_PROMISE = re.compile(r"领办[ :：，,]*(.*)", re.S)
# What a promise can be made about: from the review on, until it is over.
TALKED_OVER = (Stage.REVIEW, Stage.READY, Stage.MEETING, Stage.OUTCOME, Stage.STATUTORY, Stage.DOING)


@dataclass(frozen=True, slots=True)
class MakePromise:
    issue: str
    words: str
    day: date
    person: str = ""  # "" the speaker's own


@dataclass(frozen=True, slots=True)
class KeepPromise:
    issue: str
    paper: str
    done: bool


def promise_said(scene: Scene) -> str | None:
    """What a leader of the township or the district says after 领办; None for anybody else."""
    found = _PROMISE.fullmatch((scene.heard.text or "").strip())
    return found[1].strip() if found and leads(scene) else None


def leads(scene: Scene) -> list[str]:
    """The units whose matters the speaker may promise to see to: not the village's own, whose secretary has tasks instead."""
    return [hat.unit for hat in scene.hats if hat.office in PROMISING and hat.level is not HatLevel.VILLAGE]


def promise(scene: Scene, words: str = "") -> Talk[Any]:
    """领办: which matter, what, and by which day."""
    issues = under_way(scene)
    if not issues:
        return None
    picks = [Pick(each.id, line("promise.issue", title=each.title), each.id) for each in issues]
    issue = picks[0].value if len(picks) == 1 else (yield from choose("promise.which", picks))
    if not words:
        words = (yield from ask("promise.words")) or ""
    return MakePromise(issue, words, (yield from ask_day("promise.day", scene)))


def under_way(scene: Scene) -> list[Issue]:
    villages = tuple(dict.fromkeys(place for unit in leads(scene) for place in places(scene.desk, unit)))
    if not villages:
        return []
    stages = [IssuesAt(stage.value, villages) for stage in TALKED_OVER]
    scene.desk.need(*stages)
    return [issue for each in stages for issue in scene.desk.find(each)]


def promise_time(case: Case) -> bool:
    return case.issue.stage in (Stage.MEETING, Stage.OUTCOME)


def promise_for(scene: Scene, issue: str) -> Talk[Any]:
    """What a leader has said he will see to, written down by the secretary."""
    case = case_of(scene, issue)
    staff = scene.desk.staff(case.issue.village) if case else None
    if case is None or staff is None:
        return None
    leaders = [p for office in (Office.TOWNSHIP_LEADER, Office.DISTRICT_LEADER, Office.SPONSOR) for p in staff.holders.get(office, ())]
    leaders += [staff.liaisons[r.department] for r in case.file.requests if r.department in staff.liaisons]
    unique = {leader.id: leader for leader in leaders}
    if not unique:
        return None
    person = yield from choose("promise.who", [Pick(p.id, line("promise.person", name=p.name), p.id) for p in unique.values()])
    words = yield from ask("promise.words")
    return MakePromise(issue, words or "", (yield from ask_day("promise.day", scene)), person)


def promised(scene: Scene, issue: str, paper: str) -> Talk[Any]:
    """Two days before, and on the day: done or not yet."""
    scene.desk.need(ById(Paper, paper))
    picks = [Pick("done", Line("promised.done"), True), Pick("not_yet", Line("promised.not_yet"), False)]
    return KeepPromise(issue, paper, (yield from choose("promised.how", picks)))
