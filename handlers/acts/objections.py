"""有意见 kept without a name, brought to the secretary, answered in writing; the answer goes back to whoever objected."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers.acts.asking import put_ask
from handlers.acts.told import tell
from handlers.case import case_of
from handlers.issues import objections as talks
from handlers.issues.voices import public
from handlers.messages import Line, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.issue import PaperKind
from handlers.village.matter import Stage
from handlers.village.people import Office
from handlers.village.roles import Action


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
    scene.desk.note(scene.actor, "objection_answered", case.issue.id, paper.id)
    if paper.author.startswith("p"):
        tell(case, paper.author, line("objection.answered", title=clip(case.issue.title, 12), words=clip(command.words, 24)))
    scene.desk.answer(Line("objection.sent"))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    talks.Object: object_to,
    talks.AnswerObjection: answer,
}
