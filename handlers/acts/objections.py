"""有意见 kept without a name, brought to the secretary, answered in writing; the answer goes back to whoever objected."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from handlers.acts.asking import put_ask
from handlers.acts.timing import due_id, start_clock, stop_clock
from handlers.acts.told import tell
from handlers.case import Case, case_of
from handlers.issues import objections as talks
from handlers.issues.voices import public
from handlers.memory import Due
from handlers.messages import Line, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.clocks import OFFICE_CLOSES, ClockKind
from handlers.village.issue import PaperKind
from handlers.village.matter import Stage
from handlers.village.people import Office
from handlers.village.roles import Action

AT_LEAST = timedelta(days=3)  # for the answer, however late it was said


def object_to(command: talks.Object, scene: Scene) -> None:
    """Kept as it was said; who said it is known to the file alone and told to nobody."""
    case = case_of(scene, command.issue)
    if case is None or not case.may(Action.ANSWER_QUESTION):
        scene.desk.answer(Line("held.not_yours"))
        return
    if case.issue.notice is not Stage.NOTICE:
        scene.desk.answer(Line("kit.closed"))
        return
    paper = case.write(PaperKind.OBJECTION, command.words)
    watch(case)
    scene.desk.answer(Line("objection.kept"))
    staff = scene.desk.staff(case.issue.village)
    secretary = staff.first(Office.SECRETARY, Office.COMMITTEE) if staff else None
    if secretary is None:
        return
    label = line("objections.words", words=public(case, command.words, 60))
    told = (line("objection.told", title=clip(case.issue.title, 12)), Line("objections.which"))
    say = Say(f"person:{secretary.id}", told, about=case.issue.id)
    args, tokens = {"issue": case.issue.id}, (paper.id,)
    scene.desk.say(put_ask(scene, say, secretary.id, "objections", "objections.which", args, tokens, (label,)))


def watch(case: Case) -> None:
    """Written before the notice may come down; said on its last days it still has three. The oldest one's day stands."""
    scene = case.scene
    running = scene.desk.get(Due, due_id("clock_due", ClockKind.OBJECTION, case.issue.id))
    if running is not None and not running.done:
        return
    hanging = [paper for paper in case.file.of(PaperKind.NOTICE) if paper.facts.get("page") == "outcome"]
    until = date.fromisoformat(hanging[-1].facts["until"]) if hanging else scene.now.date()
    day = max(until, scene.now.date() + AT_LEAST)
    start_clock(scene, ClockKind.OBJECTION, case.issue.id, started=datetime.combine(day, OFFICE_CLOSES, scene.now.tzinfo))


def answer(command: talks.AnswerObjection, scene: Scene) -> None:
    case = case_of(scene, command.issue)
    paper = next((p for p in talks.unanswered(case) if p.id == command.paper), None) if case else None
    if case is None or not case.may(Action.PUBLISH):
        scene.desk.answer(Line("held.not_yours"))
        return
    if paper is None:
        scene.desk.answer(Line("kit.closed"))
        return
    case.put(replace(paper, facts={**paper.facts, "answered": "1", "answer": command.words, "by": scene.actor}))
    if not talks.unanswered(case):
        stop_clock(scene, ClockKind.OBJECTION, case.issue.id)
    scene.desk.note(scene.actor, "objection_answered", case.issue.id, paper.id)
    if paper.author.startswith("p"):
        tell(case, paper.author, line("objection.answered", title=clip(case.issue.title, 12), words=clip(command.words, 24)))
    scene.desk.answer(Line("objection.sent"))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    talks.Object: object_to,
    talks.AnswerObjection: answer,
}
