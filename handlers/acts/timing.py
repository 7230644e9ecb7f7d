"""The village's clocks, set and stopped by what people do; what a clock does when it runs out stands in handlers/on_time."""

from dataclasses import replace
from datetime import datetime

from handlers.memory import Due
from handlers.scene import Scene
from handlers.village.clocks import ClockKind, times


def start_clock(
    scene: Scene, kind: ClockKind, ref: str, started: datetime | None = None, extended: int = 0, warned: bool = True
) -> datetime:
    """Sets a clock on a thing (an issue, a request, a task, a concern), replacing the one that ran; returns when it is due.

    warned False: something else, like the morning's list, reminds of it.
    """
    statutes = scene.statutes
    set_to = times(kind, started or scene.now, scene.calendar, extended, statutes.clocks or None, statutes.session_days)
    if set_to.due_at > scene.now or scene.desk.get(Due, due_id("clock_due", kind, ref)) is None:  # what has run out once does not again
        put(scene, "clock_due", kind, ref, set_to.due_at)
    if set_to.warn_at is not None and warned and set_to.warn_at > scene.now:
        put(scene, "clock_warn", kind, ref, set_to.warn_at)
    return set_to.due_at


def stop_clock(scene: Scene, kind: ClockKind, ref: str) -> None:
    """Done in time, or no longer wanted."""
    for what in ("clock_due", "clock_warn"):
        scene.desk.put(replace(Due(due_id(what, kind, ref), what, f"{kind}:{ref}", scene.now), done=True))


def put(scene: Scene, what: str, kind: ClockKind, ref: str, at: datetime) -> None:
    scene.desk.put(Due(due_id(what, kind, ref), what, f"{kind}:{ref}", at))


def due_id(what: str, kind: ClockKind, ref: str) -> str:
    return f"{what}:{kind}:{ref}"
