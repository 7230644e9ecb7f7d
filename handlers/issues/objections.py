"""有意见: what somebody holds against a posted outcome, and the written answer that it must get (Village Committee Law Art. 35)."""

import re
from dataclasses import dataclass
from typing import Any

from handlers.case import Case
from handlers.issues.files import opened
from handlers.issues.steps import Step
from handlers.issues.voices import public
from handlers.memory import IssuesOf
from handlers.messages import line
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, ask, choose
from handlers.village.issue import Issue, Paper, PaperKind
from handlers.village.matter import Stage
from handlers.village.roles import Action
from nlp.reading import Accusation

SPOKEN = re.compile(r"(?:我家|我|俺)?有意见(?:[:：，,。 ]+(?P<words>.*))?", re.S)


@dataclass(frozen=True, slots=True)
class Object:
    issue: str
    words: str


@dataclass(frozen=True, slots=True)
class AnswerObjection:
    issue: str
    paper: str
    words: str


def posted(scene: Scene) -> tuple[Issue, ...]:
    """Outcomes on the board of the speaker's village."""
    found: tuple[Issue, ...] = scene.desk.find(IssuesOf(scene.village or ""))
    return tuple(issue for issue in found if issue.notice is Stage.NOTICE)


def objection_said(scene: Scene) -> str | None:
    """有意见：… while an outcome hangs; words that may accuse a cadre go the way of every accusation."""
    found = SPOKEN.fullmatch((scene.heard.text or "").strip())
    if found is None or scene.reading.accusation in (Accusation.ACCUSED, Accusation.UNSURE) or not posted(scene):
        return None
    return (found["words"] or "").strip()


def object_to(scene: Scene, words: str = "") -> Talk[Any]:
    """Which outcome, when there are several, and what is wrong with it."""
    hanging = posted(scene)
    if not hanging:
        raise Stale("objection.which")
    issue = hanging[0].id
    if len(hanging) > 1:
        issue = yield from choose("objection.which", [Pick(i.id, line("objection.issue", title=i.title), i.id) for i in hanging])
    said = words or (yield from ask("objection.words")) or ""
    return Object(issue, said)


def unanswered(case: Case) -> tuple[Paper, ...]:
    return tuple(p for p in case.file.of(PaperKind.OBJECTION) if p.facts.get("answered") != "1")


def objections(scene: Scene, issue: str) -> Talk[Any]:
    """One of those that wait, then the answer."""
    case = opened(scene, issue)
    waiting = unanswered(case)
    if not waiting:
        raise Stale("objections.which")
    picks = [Pick(paper.id, line("objections.words", words=public(case, paper.words, 60)), paper) for paper in waiting]
    paper = yield from choose("objections.which", picks)
    return AnswerObjection(issue, paper.id, (yield from ask("objections.answer")) or "")


STEPS = (Step("objections", Action.PUBLISH, lambda case: bool(unanswered(case)), objections),)
