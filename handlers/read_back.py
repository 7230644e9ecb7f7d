"""没这回事: what a cadre says to have told somebody by telephone, in that person's own hands."""

from dataclasses import dataclass

from handlers.messages import Line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, choose


@dataclass(frozen=True, slots=True)
class AnswerReadBack:
    calls: str
    right: bool


def told_back(scene: Scene, calls: str) -> Talk[AnswerReadBack]:
    picks = (Pick("right", Line("told_back.right"), True), Pick("wrong", Line("told_back.wrong"), False))
    return AnswerReadBack(calls, (yield from choose("told_back.check", picks)))
