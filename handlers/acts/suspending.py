"""挂起: everybody who spoke hears until when and why; on that day the secretary is asked, and nothing waits past ninety days."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from handlers.acts.asking import put_ask
from handlers.acts.doing import begin
from handlers.acts.promising import answerable, keepers
from handlers.acts.timing import start_clock, stop_clock
from handlers.acts.told import day_of, others_words, tell_all
from handlers.case import Case, case_of, told_shut
from handlers.issues.suspending import Resume, Suspend, longest, waits_since
from handlers.memory import Due
from handlers.messages import Line, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.issue import PaperKind, TaskState
from handlers.village.matter import Stage
from handlers.village.roles import Action

ASKED_AT = time(9, 0)


def suspend(command: Suspend, scene: Scene) -> None:
    """It waits, or waits on; the day and the reason go to everybody who spoke."""
    case = mine(scene, command.issue)
    if case is None:
        return
    most = longest(case, scene.now.date())
    if (command.until - scene.now.date()).days > most or not command.words:
        scene.desk.answer(line("suspend.too_long", count=str(max(0, most))))
        return
    if case.issue.stage is not Stage.SUSPENDED and (held := case.suspend()) is not None:
        scene.desk.answer(*told_shut(held))
        return
    for task in case.file.tasks:
        stop_clock(scene, ClockKind.PROMISE, task.id)
    stop_clock(scene, ClockKind.PROGRESS, case.issue.id)
    case.write(PaperKind.SUSPENDED, command.words, until=command.until.isoformat())
    wait_until(case, command.until)
    words = clip(others_words(case, command.words), 60)
    told = tell_all(case, line("suspend.told", title=case.issue.title, day=day_of(command.until), words=words, who=answerable(case)))
    scene.desk.answer(line("suspend.done", day=day_of(command.until), count=str(told)))


def wait_until(case: Case, until: date) -> None:
    """Sets the day of looking at it again, and the ninety days: for what a meeting has put off too."""
    scene = case.scene
    case.change(review_on=until)
    began = waits_since(case)
    start_clock(scene, ClockKind.SUSPENDED, case.issue.id, started=began.at if began else scene.now)
    see_again(case, until)


def see_again(case: Case, day: date) -> None:
    """On that day the secretary is asked, once: what a meeting put off has its day from the meeting."""
    at = datetime.combine(day, ASKED_AT, case.scene.now.tzinfo)
    due = Due(f"resume_ask:{case.issue.id}:{day}", "resume_ask", case.issue.id, at)
    if case.scene.desk.get(Due, due.id) is None:
        case.scene.desk.put(due)


def resume(command: Resume, scene: Scene) -> None:
    """接着办: promised dates move by the days it has waited, and those who wait hear it."""
    case = mine(scene, command.issue)
    if case is None:
        return
    began = waits_since(case)
    held = case.resume()
    if held is not None:
        scene.desk.answer(*told_shut(held))
        return
    waited = scene.now.date() - began.at.date() if began else timedelta()
    for task in case.file.tasks:
        if task.state is TaskState.OPEN:
            case.put(replace(task, due_on=task.due_on + waited))
    case.write(PaperKind.RESUMED)
    stop_clock(scene, ClockKind.SUSPENDED, case.issue.id)
    if case.issue.stage is Stage.DOING:
        begin(case)
    told = tell_all(case, line("resume.told", title=case.issue.title, who=answerable(case)))
    scene.desk.answer(line("resume.done", count=str(told)))


def mine(scene: Scene, issue: str) -> Case | None:
    case = case_of(scene, issue)
    if case is None or not case.may(Action.SELECT_ISSUE):
        scene.desk.answer(Line("held.not_yours"))
        return None
    return case


def ask_to_resume(scene: Scene, issue: str) -> None:
    """The day has come: the secretary says whether it goes on. Silence is passed on by the clock of ninety days."""
    case = case_of(scene, issue)
    if case is None or case.issue.stage is not Stage.SUSPENDED or (case.issue.review_on or scene.now.date()) > scene.now.date():
        return
    words = line("resume.asked", title=case.issue.title)
    steps, labels = ("resume", "suspend"), (Line("step.resume"), Line("step.suspend"))
    for person in keepers(scene, case.issue):
        say = Say(f"person:{person}", (words,), about=issue)
        scene.desk.say(put_ask(scene, say, person, "matters", "matters.step", {"issue": issue}, steps, labels))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {Suspend: suspend, Resume: resume}
