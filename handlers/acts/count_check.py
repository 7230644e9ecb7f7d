"""核对人数: one digit of a supervisor's, and only then the bot says what the law makes of a count."""

from collections.abc import Callable
from typing import Any

from handlers.acts import assembly, counted, rule_vote
from handlers.acts.told import called, tell
from handlers.case import case_of
from handlers.issues.count_check import CheckCount, to_check
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.issue import PaperKind


def check_count(command: CheckCount, scene: Scene) -> None:
    """A yes lets the verdict be said; a no goes back to whoever counted, in the supervisor's own words."""
    case = case_of(scene, command.issue)
    paper = to_check(case, command.paper) if case else None
    if case is None or paper is None or not counted.may_check(case, paper):
        scene.desk.answer(Line("held.not_yours"))
        return
    if command.wrong:
        case.write(PaperKind.CONFIRMATION, command.wrong, **{"as": "count_refused", "of": paper.id})
        who = called(scene, scene.actor, case.issue.village)
        tell(case, paper.author, line("count_check.wrong", who=who, words=clip(command.wrong, 40)))
        scene.desk.answer(Line("count_check.passed_on"))
        return
    case.write(PaperKind.CONFIRMATION, **{"as": "count", "of": paper.id})
    scene.desk.answer(Line("minutes_check.thanks"))
    say = assembly.confirmed if paper.kind is PaperKind.ASSEMBLY else rule_vote.confirmed
    say(case, paper)


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {CheckCount: check_count}
