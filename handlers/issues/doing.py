"""办理: one's own tasks, and what the secretary does with an issue under way: tasks, a word of progress, doing it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.case import Case, case_of, told_shut
from handlers.issues.steps import Step
from handlers.memory import ById, TasksFor, TasksNamed, TasksOf
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, ask, choose
from handlers.village.issue import Issue, Task, TaskState
from handlers.village.matter import Stage
from handlers.village.people import Office
from handlers.village.roles import Action
from nlp.ahead import day_ahead

DAYS = (3, 7, 15, 30)
TRIES = 3


@dataclass(frozen=True, slots=True)
class FinishTask:
    """办完了, by its owner or by the secretary for them."""

    task: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class MoveTask:
    """A promised date will not be kept: the new one, and why."""

    task: str
    day: date
    words: str


@dataclass(frozen=True, slots=True)
class SayProgress:
    issue: str
    words: str


@dataclass(frozen=True, slots=True)
class Redo:
    """重办: why it had to be, and the new task, or back to the doors (what is "")."""

    issue: str
    cause: str
    what: str = ""
    owner: str | None = None
    owner_name: str = ""
    day: date | None = None


# ---------------------------------------------------------------- the owner


def my_tasks(scene: Scene) -> tuple[Task, ...]:
    """What the speaker still has to do, of every issue under way, the next due first; a liaison's department's too."""
    person = scene.person
    if person is None or not scene.reads:
        return ()
    return tasks_of(scene, person.id)


def tasks_of(scene: Scene, person: str) -> tuple[Task, ...]:
    departments = [hat.department for hat in scene.desk.hats(person) if hat.office is Office.LIAISON and hat.department]
    lookups: list[TasksFor | TasksNamed] = [TasksFor(person), *(TasksNamed(name) for name in departments)]
    scene.desk.need(*lookups)
    found: dict[str, Task] = {task.id: task for lookup in lookups for task in scene.desk.find(lookup)}
    scene.desk.need(*(ById(Issue, task.issue) for task in found.values()))
    mine = [task for task in found.values() if task.state is TaskState.OPEN and under_way(scene, task)]
    return tuple(sorted(mine, key=lambda task: (task.due_on, task.id)))


def late_since(scene: Scene, issue: Issue) -> str:
    """The ISO day that the first of its open tasks has passed; "" for none."""
    passed = (t.due_on for t in scene.desk.find(TasksOf(issue.id)) if t.state is TaskState.OPEN and t.due_on < scene.now.date())
    return min(map(date.isoformat, passed), default="")


def under_way(scene: Scene, task: Task) -> bool:
    issue = scene.desk.get(Issue, task.issue)
    return issue is not None and issue.stage is Stage.DOING


def option(task: Task) -> Line:
    return line("doing.option", what=clip(task.what, 16), day=spoken(task.due_on))


def spoken(day: date) -> str:
    return f"{day.month}月{day.day}日"


def tasks(scene: Scene, task: str = "") -> Talk[FinishTask | None]:
    """任务: which one, and done; one sentence if the owner likes."""
    mine = {each.id: each for each in my_tasks(scene)}
    if not task:
        waiting = [Pick(key, option(each), key) for key, each in mine.items()]
        task = yield from choose("doing.which", [*waiting, LATER] if waiting else [])  # the last one was done from the morning's list
    if task == LATER.token:
        return None
    if task not in mine:
        raise Stale("doing.which")
    picks = (Pick("done", Line("doing.done"), True), Pick("later", Line("doing.later"), False))
    if not (yield from choose("doing.what", picks, what=clip(mine[task].what, 40), day=spoken(mine[task].due_on))):
        return None
    return FinishTask(task, (yield from ask("doing.words", skippable=True)) or "")


LATER = Pick(":later", Line("doing.later"), ":later")

# ---------------------------------------------------------------- the secretary's steps


def open_tasks(case: Case) -> list[Task]:
    return [task for task in case.file.tasks if task.state is TaskState.OPEN]


def tend(scene: Scene, issue: str) -> Talk[FinishTask | MoveTask | None]:
    """Done on somebody's behalf, or another date with its reason."""
    case = _case(scene, issue, "tend.which")
    found = {task.id: task for task in open_tasks(case)}
    task = yield from choose("tend.which", [Pick(key, option(each), each) for key, each in found.items()])
    picks = (Pick("done", Line("tend.done"), "done"), Pick("date", Line("tend.date"), "date"))
    if (yield from choose("tend.what", picks, what=clip(task.what, 40), who=task.owner_name)) == "done":
        return FinishTask(task.id, (yield from ask("doing.words", skippable=True)) or "")
    day = yield from which_day("tend.day", scene)
    words = yield from ask("tend.why")
    return MoveTask(task.id, day, words or "")


def which_day(name: str, scene: Scene, most: int = 365) -> Talk[date]:
    """A day by digit, or in words (12月5日, 下周五); what cannot be read is asked again."""
    today = scene.now.date()
    days = [days for days in DAYS if days <= most]
    picks = [Pick(f":{n}", line("tend.in_days", count=str(n), day=spoken(today + timedelta(n)))) for n in days]
    for again in range(TRIES):
        words = (yield from ask(f"{name}#{again}", picks=picks)) or ""
        day = today + timedelta(int(words[1:])) if words in {pick.token for pick in picks} else day_ahead(words, today)
        if day is not None and today < day <= today + timedelta(most):
            return day
    raise Stale(name)


def tell_progress(scene: Scene, issue: str) -> Talk[SayProgress | None]:
    words = yield from ask("progress.words")
    return SayProgress(issue, words or "")


def redo(scene: Scene, issue: str) -> Talk[Redo | None]:
    """Why it was not right, and then either a new task, if it was to be done at all, or once more from door to door."""
    case = _case(scene, issue, "redo.how")
    cause = (yield from ask("redo.cause")) or ""
    held, picks = case.could(Stage.DOING), [Pick("visit", Line("redo.visit"), False)]
    if held is None:
        picks.insert(0, Pick("task", Line("redo.task"), True))
    if not (yield from choose("redo.how", picks, before=told_shut(held) if held else ())):
        return Redo(issue, cause)
    what = (yield from ask("redo.what")) or ""
    owner, name = yield from choose("redo.who", owners(scene, case))
    return Redo(issue, cause, what, owner, name, (yield from which_day("redo.day", scene)))


def owners(scene: Scene, case: Case) -> Sequence[Pick]:
    """Whoever did it before, and the secretary."""
    before = {task.owner_name: (task.owner, task.owner_name) for task in case.file.tasks}
    if scene.person is not None:
        before.setdefault(scene.person.name, (scene.person.id, scene.person.name))
    return [Pick(name, line("redo.owner", name=name), value) for name, value in before.items()]


def _case(scene: Scene, issue: str, name: str) -> Case:
    case = case_of(scene, issue)
    if case is None:
        raise Stale(name)
    return case


STEPS = (
    Step("redo", Action.SELECT_ISSUE, lambda case: case.issue.stage is Stage.REDO, redo),
    Step("tasks", Action.SELECT_ISSUE, lambda case: case.issue.stage is Stage.DOING and bool(open_tasks(case)), tend),
    Step("progress", Action.SELECT_ISSUE, lambda case: case.issue.stage is Stage.DOING, tell_progress),
)
