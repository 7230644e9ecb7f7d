"""A candidate that is not set: put off, declined, handed up (handed_up: what the township answers)."""

from collections.abc import Callable
from typing import Any

from handlers.acts import handed_up
from handlers.acts.nudges import digest_for
from handlers.acts.setting import opened, speaker, tell_reporters
from handlers.acts.timing import stop_clock
from handlers.issues.choosing import HandUp
from handlers.issues.quoting import masked, standing
from handlers.issues.setting import DeclineIssue, PutOff, above
from handlers.look_up import title
from handlers.messages import Line, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.issue import Level, PaperKind
from handlers.village.matter import Entry, EntryKind, Stage
from handlers.village.people import Office
from handlers.village.road import BEFORE_THE_MEETING, Held, move
from handlers.village.roles import Action


def put_off(command: PutOff, scene: Scene) -> None:
    """It waits for the next session; the clock that asks why goes on running."""
    case = opened(scene, command.issue)
    if case is None:
        return
    if not command.reason:
        scene.desk.answer(Line("setting.no_reason"))
        return
    case.write(PaperKind.PROGRESS, command.reason)
    words = clip(command.reason, 100)
    tell_reporters(case, lambda c: line("setting.not_now_told", title=title(c), who=speaker(scene), words=words))
    scene.desk.answer(Line("setting.not_now_done"))


def decline_issue(command: DeclineIssue, scene: Scene) -> None:
    """不列入: the issue and all its concerns; each author hears the reason and where else to go."""
    case = opened(scene, command.issue)
    if case is None:
        return
    if not command.reason:
        scene.desk.answer(Line("setting.no_reason"))
        return
    words = clip(command.reason, 300)
    tell_reporters(case, lambda c: line("decided.declined", title=title(c), who=speaker(scene), words=words))
    case.write(PaperKind.DECLINED, command.reason)
    for concern in standing(case):
        moved = move(concern, Stage.DECLINED)
        if not isinstance(moved, Held):
            scene.desk.put(moved.concern)
            scene.desk.put(Entry(scene.fresh.id("entry"), concern.id, EntryKind.REASON, scene.now, scene.actor, command.reason))
    case.move(Stage.DECLINED)
    stop_clock(scene, ClockKind.UNSELECTED, command.issue)
    scene.desk.answer(line("setting.declined", title=case.issue.title))


def hand_up(command: HandUp, scene: Scene) -> None:
    """The township hears title and households; the reporters hear that the level changed. The file goes as it is."""
    case = opened(scene, command.issue, Action.SELECT_ISSUE, *BEFORE_THE_MEETING)
    if case is None:
        return
    if command.level not in above(case) or not command.reason:
        scene.desk.answer(Line("held.no_road"))
        return
    before = {"was": case.issue.level or "", "grid": case.issue.grid or ""}
    case.write(PaperKind.HANDED_UP, command.reason, level=command.level, **before)
    issue = case.change(level=command.level, grid=None)
    stop_clock(scene, ClockKind.UNSELECTED, command.issue)  # whether a session takes it up is asked of nobody while it lies above
    staff, level = scene.desk.staff(issue.village), Line(f"level.{command.level}")
    offices = [Office.REVIEWER, *([Office.DISTRICT_LEADER] if command.level is Level.DISTRICT else [])]
    told = {
        "village": staff.unit.name if staff else "",
        "title": masked(case, issue.title),
        "reports": str(issue.reports),
        "households": str(issue.households),
        "words": clip(masked(case, command.reason), 30),
    }
    for person in {person.id: person for office in offices for person in (staff.holders.get(office, ()) if staff else ())}:
        scene.desk.say(Say(f"person:{person}", (Line("setting.handed_up", told),), about=issue.id))
        digest_for(scene, person)  # it stands in their list from the next morning on, until it is answered
    tell_reporters(case, lambda c: line("setting.level_changed", title=title(c), level=level, words=clip(masked(case, command.reason), 20)))
    scene.desk.answer(line("setting.handed_up_done", level=level))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {PutOff: put_off, DeclineIssue: decline_issue, HandUp: hand_up, **handed_up.ACTS}
