"""办理: tasks done or moved, a word of progress, work begun again. What is promised to people stands on the clock."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from handlers.acts import everybody
from handlers.acts.accepting import ask_acceptance
from handlers.acts.clock_things import owner_of
from handlers.acts.promising import answerable, keepers, promise
from handlers.acts.timing import start_clock, stop_clock
from handlers.acts.told import day_of, others_words, tell, tell_all
from handlers.case import Case, case_of, told_shut
from handlers.issues.doing import FinishTask, MoveTask, Redo, SayProgress
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.issue import PaperKind, Task, TaskState
from handlers.village.matter import Stage
from handlers.village.roles import Action


def begin(case: Case) -> None:
    """An issue has come to DOING: its clocks start, and every owner hears what is theirs. Twice is once."""
    scene = case.scene
    start_clock(scene, ClockKind.PROGRESS, case.issue.id)
    for task in case.file.tasks:
        if task.state is TaskState.OPEN:
            promise(scene, task)
            if (owner := owner_of(scene, task, case.issue.village)) and owner != scene.actor:
                tell(case, owner, line("doing.yours", title=case.issue.title, what=clip(task.what, 40), day=day_of(task.due_on)))


def finish_task(command: FinishTask, scene: Scene) -> None:
    """办完了; when it was the last one, the supervisors are asked to look."""
    task = scene.desk.get(Task, command.task)
    case = case_of(scene, task.issue) if task else None
    if task is None or case is None or not (owns(scene, task, case) or case.may(Action.SELECT_ISSUE)):
        scene.desk.answer(Line("held.not_yours"))
        return
    if task.state is not TaskState.OPEN or case.issue.stage is not Stage.DOING:
        scene.desk.answer(Line("kit.closed"))
        return
    case.put(replace(task, state=TaskState.DONE))
    case.write(PaperKind.DONE, command.words, task=task.id)
    stop_clock(scene, ClockKind.PROMISE, task.id)
    held = case.move(Stage.ACCEPTANCE)
    if held is not None:  # others are still open
        scene.desk.answer(line("doing.noted", count=str(case.evidence().tasks_open)))
        tell_keeper(case, line("doing.one_done", title=case.issue.title, what=clip(task.what, 30)))
        return
    stop_clock(scene, ClockKind.PROGRESS, case.issue.id)
    scene.desk.answer(Line("doing.all_done"))
    tell_keeper(case, line("doing.to_accept", title=case.issue.title))
    ask_acceptance(case)


def owns(scene: Scene, task: Task, case: Case) -> bool:
    person = scene.person
    return person is not None and scene.reads and owner_of(scene, task, case.issue.village) == person.id


def tell_keeper(case: Case, words: Line) -> None:
    """The one who answers for the issue in the village, unless it is the speaker."""
    for person in keepers(case.scene, case.issue):
        if person != case.scene.actor:
            tell(case, person, words)


def move_task(command: MoveTask, scene: Scene) -> None:
    """A date that will not be kept: those who wait hear it first, with the new date and the reason."""
    task = scene.desk.get(Task, command.task)
    case = opened(scene, task.issue if task else "", Stage.DOING)
    if case is None or task is None:
        return
    case.put(moved := replace(task, due_on=command.day))
    if command.day > task.due_on:
        case.write(PaperKind.MISSED, command.words, task=task.id, day=command.day.isoformat())
    told = tell_all(
        case,
        line(
            "missed.told",
            title=case.issue.title,
            old=day_of(task.due_on),
            day=day_of(command.day),
            words=clip(others_words(case, command.words), 60),
            who=answerable(case),
        ),
    )
    owner = owner_of(scene, task, case.issue.village)
    if owner and owner != scene.actor:
        tell(case, owner, line("doing.moved", title=case.issue.title, what=clip(task.what, 30), day=day_of(command.day)))
    promise(scene, moved)
    scene.desk.answer(line("missed.done", day=day_of(command.day), count=str(told)))


def say_progress(command: SayProgress, scene: Scene) -> None:
    """One sentence to everybody who spoke; the next is due in fifteen days."""
    case = opened(scene, command.issue, Stage.DOING)
    if case is None:
        return
    case.write(PaperKind.PROGRESS, command.words)
    words = clip(others_words(case, command.words), 100)
    told = tell_all(case, line("progress.told", title=case.issue.title, who=answerable(case), words=words), spare=True)
    start_clock(scene, ClockKind.PROGRESS, case.issue.id)
    scene.desk.answer(line("progress.done", count=str(told)))


def redo(command: Redo, scene: Scene) -> None:
    """重办: the cause is written and told, and the work begins again, or the round from door to door."""
    case = opened(scene, command.issue, Stage.REDO)
    if case is None:
        return
    held = case.move(Stage.DOING if command.what else Stage.VISITING)
    if held is not None:
        scene.desk.answer(*told_shut(held))
        return
    case.write(PaperKind.PROGRESS, command.cause, redo="1")
    title, cause = case.issue.title, clip(others_words(case, command.cause), 60)
    if not command.what:
        everybody.begin(scene, case)
        told = tell_all(case, line("redo.told_visit", title=title, words=cause, who=answerable(case)))
        scene.desk.answer(line("redo.done", count=str(told)))
        return
    day: date = command.day or scene.now.date()
    case.put(Task(scene.fresh.id("task"), case.issue.id, command.what, command.owner_name, day, command.owner))
    told = tell_all(case, line("redo.told", title=title, words=cause, day=day_of(day), who=answerable(case)))
    begin(case)
    scene.desk.answer(line("redo.done", count=str(told)))


def opened(scene: Scene, issue: str, stage: Stage) -> Case | None:
    """The case, when the secretary of its village asks at the right moment; None with the refusal said."""
    case = case_of(scene, issue)
    if case is None or not case.may(Action.SELECT_ISSUE):
        scene.desk.answer(Line("held.not_yours"))
        return None
    if case.issue.stage is not stage:
        scene.desk.answer(Line("kit.closed"))
        return None
    return case


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    FinishTask: finish_task,
    MoveTask: move_task,
    SayProgress: say_progress,
    Redo: redo,
}
