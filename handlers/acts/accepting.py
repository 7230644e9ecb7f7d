"""验收: finished work is looked at by the village's supervisors, never by whoever did it or said that it was done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from handlers.acts.asking import put_ask
from handlers.acts.clock_things import holders, owner_of
from handlers.acts.promising import keepers, promise
from handlers.acts.ratings import rate, to_be_asked
from handlers.acts.timing import start_clock, stop_clock
from handlers.acts.told import others_words, tell
from handlers.case import Case, case_of, told_shut
from handlers.issues.accepting import Accept, Rate
from handlers.memory import Due, OpenAsks
from handlers.messages import Line, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.clocks import OFFICE_CLOSES, ClockKind
from handlers.village.issue import PaperKind, TaskState, Track
from handlers.village.matter import Stage
from handlers.village.people import Office
from handlers.village.roles import Action
from handlers.village.sessions import next_session

MENDED_IN = timedelta(days=7)


def did_it(case: Case) -> frozenset[str]:
    """Who owned a task, or said that one was done: they accept nothing of it."""
    owners = {owner_of(case.scene, task, case.issue.village) for task in case.file.tasks}
    return frozenset(owners | {paper.author for paper in case.file.of(PaperKind.DONE)})


def who_accepts(case: Case) -> tuple[str, ...]:
    """The supervisors; where each of them has done some of it, or a report is about them, the representatives."""
    village, did = case.issue.village, did_it(case) | case.spoken_of
    for office in (Office.SUPERVISOR, Office.REPRESENTATIVE):
        if found := tuple(person for person in holders(case.scene, village, office) if person not in did):
            return found
    return ()


def ask_acceptance(case: Case) -> None:
    """One digit each; the first who has looked decides."""
    scene = case.scene
    people = who_accepts(case)
    scene.desk.need(*(OpenAsks(person) for person in people))
    words = line("acceptance.ask", title=case.issue.title, what=clip("；".join(task.what for task in case.file.tasks), 40))
    for person in people:
        say = Say(f"person:{person}", (words,), about=case.issue.id)
        scene.desk.say(put_ask(scene, say, person, "acceptance", "acceptance.how", {"issue": case.issue.id}, ("good", "bad")))
    start_clock(scene, ClockKind.ACCEPTANCE, case.issue.id)


def accept(command: Accept, scene: Scene) -> None:
    """看过，行: everybody it was for is asked; 不行: back to work, with what is lacking."""
    case = case_of(scene, command.issue)
    author = scene.actor if case is not None and scene.actor in did_it(case) else ""
    if case is None or not case.may(Action.ACCEPT_WORK, author=author):
        scene.desk.answer(Line("held.not_yours"))
        return
    if case.issue.stage is not Stage.ACCEPTANCE:
        scene.desk.answer(Line("kit.closed"))
        return
    stop_clock(scene, ClockKind.ACCEPTANCE, case.issue.id)
    if command.good:
        take_over(case)
    else:
        send_back(case, command.words)


def take_over(case: Case) -> None:
    scene = case.scene
    for task in case.file.tasks:
        case.put(replace(task, state=TaskState.ACCEPTED))
    case.write(PaperKind.ACCEPTANCE, good="1", asked=" ".join(to_be_asked(case)))
    held = case.move(Stage.RATING)
    if held is not None:
        scene.desk.answer(*told_shut(held))
        return
    start_clock(scene, ClockKind.RATING_WINDOW, case.issue.id)
    if case.issue.track is Track.URGENT:
        wait_for_session(case)
    scene.desk.put(Due(f"ask_ratings:{case.issue.id}:{case.issue.redone}", "ask_ratings", case.issue.id, scene.now))
    scene.desk.answer(Line("acceptance.thanks"))


def wait_for_session(case: Case) -> None:
    """What was done first is told at the session that comes next, and posted within the days of any other result."""
    scene, issue = case.scene, case.issue
    today = scene.now.date()
    if issue.session is None or issue.session < today:
        issue = case.change(session=next_session(today, scene.statutes.session_days, scene.calendar))
    assert issue.session is not None
    evening = datetime.combine(issue.session, OFFICE_CLOSES, scene.now.tzinfo)
    start_clock(scene, ClockKind.NOTICE_START, issue.id, max(scene.now, evening))


def send_back(case: Case, words: str) -> None:
    """What was done is open again, with a week to mend it; its owners and the secretary hear what is lacking."""
    scene, village = case.scene, case.issue.village
    case.write(PaperKind.ACCEPTANCE, words, good="0")
    case.move(Stage.DOING)
    earliest = scene.now.date() + MENDED_IN
    told = line("acceptance.sent_back", title=case.issue.title, words=clip(others_words(case, words), 60))
    people = {*keepers(scene, case.issue)}
    for task in case.file.tasks:
        if task.state is TaskState.DONE:
            mended = replace(task, state=TaskState.OPEN, due_on=max(task.due_on, earliest))
            case.put(mended)
            people.add(owner_of(scene, task, village))
            promise(scene, mended)
    start_clock(scene, ClockKind.PROGRESS, case.issue.id)
    for person in sorted(people - {""}):
        tell(case, person, told)
    scene.desk.answer(Line("acceptance.passed_on"))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {Accept: accept, Rate: rate}
