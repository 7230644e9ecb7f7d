"""急事快议, afterwards: what was done first is told at the next session, and hangs on the board like any other result."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.case import Case
from handlers.issues.amounts import ask_number, spoken_day
from handlers.issues.files import opened
from handlers.issues.rule_draft import Study
from handlers.issues.steps import Step
from handlers.issues.studying import branch_study, worded
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.issue import Track
from handlers.village.matter import Stage
from handlers.village.roles import Action

DONE = 60  # characters of the tasks, as they are offered for what was done
CHECK = (Pick("yes", Line("publish.yes"), True), Pick("no", Line("publish.no"), False))


@dataclass(frozen=True, slots=True)
class TellSession:
    """words: what was done; day: the session at which it was told, people: how many villagers were there to hear it."""

    issue: str
    words: str
    day: date
    people: int
    study: Study


def tell_session(scene: Scene, issue: str) -> Talk[Any]:
    """What was done, to how many it was told and on which day, what the branch says; then the notice, and one digit."""
    case = opened(scene, issue)
    picks = (Pick(":tasks", line("urgent.tasks", words=clip("；".join(task.what for task in case.file.tasks), DONE))),)
    words = worded(scene, (yield from ask("urgent.done", picks=picks)), picks)
    day = yield from which_session(case)
    people = yield from ask_number("urgent.people", day=spoken_day(day))
    study = yield from branch_study(scene, Line("urgent.agreed"))
    until = line("publish.until", day=spoken_day(case.up_until()))
    shown = (*(line("minutes.text", words=scene.word(each)) for each in posted(day, people, words)), until)
    return TellSession(issue, words, day, people, study) if (yield from choose("urgent.check", CHECK, before=shown)) else None


def which_session(case: Case) -> Talk[date]:
    """The one that was promised, or the later one to which it was put off."""
    today, session = case.scene.now.date(), case.issue.session
    days = [day for day in dict.fromkeys((session, today)) if day is not None]
    if len(days) == 1:
        return days[0]
    found: date = yield from choose("urgent.when", [Pick(day.isoformat(), line("calling.day", day=spoken_day(day)), day) for day in days])
    return found


def posted(day: date, people: int, words: str) -> tuple[Line, ...]:
    """What hangs on the board."""
    told = line("urgent.told_at", day=spoken_day(day), people=str(people))
    return line("publish.result", kind=Line("outcome.do"), words=words), told, Line("publish.objection")


def untold(case: Case) -> bool:
    """Done first and looked at, and its session has come."""
    issue = case.issue
    come = issue.session is None or issue.session <= case.scene.now.date()
    return issue.track is Track.URGENT and issue.stage is Stage.RATING and come and case.evidence().notice_days is None


STEPS = (Step("tell_session", Action.PUBLISH, untold, tell_session),)
