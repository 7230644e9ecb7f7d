"""What was handed up, answered: the words go to those who asked and to the village; or back to the village with the reason."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from handlers.acts.linkage import short, tell_secretary
from handlers.acts.setting import tell_reporters
from handlers.acts.timing import start_clock
from handlers.case import Case, case_of
from handlers.issues.handed_up import AnswerHandedUp, SendBackDown, may_answer, unanswered
from handlers.issues.quoting import masked
from handlers.look_up import title
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.issue import Level, Paper, PaperKind
from handlers.village.matter import Stage


def answer(command: AnswerHandedUp, scene: Scene) -> None:
    found = allowed(scene, command.issue, command.words)
    if found is None:
        return
    case, paper = found
    settle(case, paper, "answer", command.words)
    words = clip(masked(case, command.words), 60)
    tell_reporters(case, lambda c: line("handed_up.told", title=title(c), words=words))
    tell_secretary(case, line("handed_up.answered", title=short(case), words=words))
    scene.desk.answer(Line("handed_up.done"))


def send_back(command: SendBackDown, scene: Scene) -> None:
    """The level it had before is its level again, and what waited for a session waits anew."""
    found = allowed(scene, command.issue, command.reason)
    if found is None:
        return
    case, paper = found
    settle(case, paper, "back", command.reason)
    if (was := paper.facts.get("was")) is not None:
        case.change(level=Level(was) if was else None, grid=paper.facts.get("grid") or None)
    if case.issue.stage is Stage.CANDIDATE:
        start_clock(scene, ClockKind.UNSELECTED, case.issue.id)
    words = clip(masked(case, command.reason), 60)
    tell_secretary(case, line("handed_up.came_back", title=short(case), words=words))
    tell_reporters(case, lambda c: line("handed_up.back_told", title=title(c), words=clip(words, 20)))
    scene.desk.answer(line("review.returned", title=short(case)))


def allowed(scene: Scene, issue: str, words: str) -> tuple[Case, Paper] | None:
    case = case_of(scene, issue)
    if case is None or not may_answer(case):
        scene.desk.answer(Line("held.not_yours"))
        return None
    paper = unanswered(case.file.papers)
    if paper is None or not words:
        scene.desk.answer(Line("kit.closed"))
        return None
    return case, paper


def settle(case: Case, paper: Paper, how: str, words: str) -> None:
    day: date = case.scene.now.date()
    case.put(replace(paper, facts={**paper.facts, "answered": how, "answered_on": day.isoformat()}))
    case.write(PaperKind.PROGRESS, words, of="handed_up")


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {AnswerHandedUp: answer, SendBackDown: send_back}
