"""急事快议 told at its session: the result and the branch's word are written, the notice hangs, whoever spoke hears it."""

from collections.abc import Callable
from typing import Any

from handlers.acts import publishing
from handlers.acts.pre_meeting import open_for
from handlers.acts.timing import start_clock, stop_clock
from handlers.acts.told import tell_all
from handlers.issues.amounts import spoken_day
from handlers.issues.urgent import TellSession, posted, untold
from handlers.issues.voices import public
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.issue import OutcomeKind, PaperKind
from handlers.village.matter import Stage
from handlers.village.roles import Action

WORDS, LONGEST = 120, 24  # characters of what was done: on the board, and in the message to those who spoke


def tell_session(command: TellSession, scene: Scene) -> None:
    case = open_for(scene, command.issue, Action.PUBLISH, Stage.RATING)
    if case is None:
        return
    if not (untold(case) and command.words and command.people > 0 and command.day <= scene.now.date()):
        scene.desk.answer(Line("kit.closed"))
        return
    study, words = command.study, public(case, command.words, WORDS)
    case.write(PaperKind.OUTCOME, command.words, kind=OutcomeKind.DO.value, told=command.day.isoformat(), people=str(command.people))
    case.write(PaperKind.BRANCH, study.words, of="outcome", met=study.met, day=study.day.isoformat())
    until = publishing.post(case, "\n".join(scene.word(each) for each in posted(command.day, command.people, words)))
    case.post()
    stop_clock(scene, ClockKind.NOTICE_START, case.issue.id)
    start_clock(scene, ClockKind.RULE_DRAFT, case.issue.id)
    title, day = clip(case.issue.title, 12), spoken_day(command.day)
    count = tell_all(case, line("urgent.told", title=title, words=clip(words, LONGEST), day=day, last=until))
    scene.desk.answer(line("publish.done", day=until, count=str(count)))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {TellSession: tell_session}
