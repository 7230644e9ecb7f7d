"""The clocks of a concern: seen within a day, decided within two working days, answered by the day on its receipt."""

from dataclasses import replace
from datetime import datetime

from handlers.acts.timing import due_id, start_clock
from handlers.memory import Due
from handlers.scene import Scene
from handlers.village.clocks import OFFICE_CLOSES, ClockKind
from handlers.village.matter import Concern

WAITING = (ClockKind.FIRST_SEEN, ClockKind.TRIAGE, ClockKind.PROMISE)


def watch(scene: Scene, concern: Concern) -> None:
    """Filed: from now on somebody is waited for. Its warnings are the morning's list itself."""
    start_clock(scene, ClockKind.FIRST_SEEN, concern.id, warned=False)
    start_clock(scene, ClockKind.TRIAGE, concern.id, warned=False)
    promise_answer(scene, concern)


def watch_again(scene: Scene, concern: Concern) -> None:
    """Answered, and its author says that it will not do: a quick one now, by the new day."""
    start_clock(scene, ClockKind.QUICK, concern.id, warned=False)
    promise_answer(scene, concern)


def promise_answer(scene: Scene, concern: Concern) -> None:
    if concern.due_on is not None:
        day = datetime.combine(concern.due_on, OFFICE_CLOSES, scene.now.tzinfo)
        start_clock(scene, ClockKind.PROMISE, concern.id, started=day, warned=False)


def decided(scene: Scene, concern: Concern, reason: bool = True) -> None:
    """It has left the list; a no without a reason is waited for, three working days."""
    for kind in WAITING:
        scene.desk.put(replace(Due(due_id("clock_due", kind, concern.id), "clock_due", f"{kind}:{concern.id}", scene.now), done=True))
    if not reason:
        start_clock(scene, ClockKind.REASON_OF_DECLINE, concern.id)
