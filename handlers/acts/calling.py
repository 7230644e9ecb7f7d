"""议题公示: the first gate, the call on the board, one line to everybody in scope; then the visits begin by the clock."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from handlers.acts.everybody import begin
from handlers.acts.setting import opened, tell_reporters
from handlers.acts.timing import start_clock
from handlers.case import Case, case_of, told_shut
from handlers.desk import Desk
from handlers.issues.amounts import spoken_day
from handlers.issues.calling import ActNow, CallOpinions, cadres, joined, public_text
from handlers.issues.planning import doors_of, visitors_of
from handlers.issues.polling import untellable
from handlers.issues.quoting import standing
from handlers.issues.requests import suggested
from handlers.look_up import role_of, title
from handlers.memory import Due
from handlers.messages import Line, Reach, Say, line
from handlers.scene import Scene
from handlers.village.clocks import OFFICE_CLOSES, ClockKind
from handlers.village.evidence import affected_of, scope_of
from handlers.village.issue import PaperKind, Task
from handlers.village.matter import Stage
from handlers.village.road import Held
from handlers.village.roles import Action
from handlers.village.working_days import RESIDENTS_FROM

STEP = "issue_step"
LIKELY = 2  # departments that hear of it early; more would hear of everything


def call_opinions(command: CallOpinions, scene: Scene) -> None:
    """SET → CALLED, or all shut gates at once and the step that mends the first of them."""
    case = opened(scene, command.issue, Action.CALL_OPINIONS, Stage.SET)
    if case is None:
        return
    if (held := case.move(Stage.CALLED)) is not None:
        refused(case, held)
        return
    scene.desk.answer(*take_in(case))
    case.write(PaperKind.CALL)
    post(case)
    start_clock(scene, ClockKind.PROGRESS, case.issue.id)
    wait_for_visits(case)
    people = tell_everybody(case)
    warn_departments(case)
    opens = spoken_day(scene.now.date() + timedelta(days=case.thresholds.notice_days))
    scene.desk.answer(line("calling.done", people=str(people), day=opens))


def take_in(case: Case) -> tuple[Line, ...]:
    """Who answered 有关 is affected from now on: asked, waited for and counted like those who were named."""
    more = joined(case)
    if not more:
        return ()
    near = affected_of(case.issue, case.ground) | more
    case.change(affected=tuple(sorted(near)))
    return (line("calling.joined", households=str(len(more)), count=str(len(near))),)


def refused(case: Case, held: Held) -> None:
    case.scene.desk.answer(*told_shut(held))
    step = next((shut.step for shut in held.shut if shut.step), "")
    if step:
        case.scene.desk.next = ("matters", {"issue": case.issue.id, "step": step})


def post(case: Case) -> None:
    """The page on the board: until the session is over, and never shorter than any other notice."""
    today = case.scene.now.date()
    until = max(case.up_until(), case.issue.session or today)
    words = "\n".join(case.scene.word(each) for each in public_text(case))
    case.write(PaperKind.NOTICE, words, page="call", until=until.isoformat())


def tell_everybody(case: Case) -> int:
    """One line to everybody in scope, a shared telephone once, and to the reporters in the words of their own report."""
    scene, issue = case.scene, case.issue
    assert issue.session is not None
    staff, day, own = scene.desk.staff(issue.village), spoken_day(issue.session), {c.person for c in standing(case)}
    words = line("calling.told", village=staff.unit.name if staff else "", title=issue.title, day=day)
    scope, phones, told = scope_of(issue, case.ground), set[str](), 0
    for person in case.persons:
        heard = person.id in own or person.id == scene.actor or person.household not in scope
        if heard or (person.phone is not None and person.phone in phones):
            continue
        phones.add(person.phone or "")
        # no SMS is spent on it: the board shows it, and the question that follows says when the meeting is
        scene.desk.say(Say(f"person:{person.id}", (words,), about=issue.id, reach=Reach.SPARE))
        told += 1
    tell_reporters(case, lambda c: line("calling.told_reporter", title=title(c), day=day))
    return told + len({c.address for c in standing(case)})


def warn_departments(case: Case) -> None:
    """A unit's five working days do not fit between the pre-meeting and the meeting: the likely ones hear of it now."""
    staff, session = case.scene.desk.staff(case.issue.village), case.issue.session
    for department in suggested(case, staff)[:LIKELY]:
        if staff is not None and session is not None:
            words = line("calling.heads_up", village=staff.unit.name, title=case.issue.title, day=spoken_day(session))
            case.scene.desk.say(Say(f"person:{staff.liaisons[department].id}", (words,), about=case.issue.id))


# ---------------------------------------------------------------- done first, told afterwards


def act_now(command: ActNow, scene: Scene) -> None:
    """急事快议: the work begins; the notice hangs all the same, and the next session is told."""
    case = opened(scene, command.issue, Action.CALL_OPINIONS, Stage.SET)
    if case is None:
        return
    if shut := untellable(case):
        refused(case, Held("held.shut", shut))
        return
    owner = next((person for person in cadres(scene, case.issue.village) if person.id == command.owner), None)
    if owner is None or not command.what:
        scene.desk.answer(Line("kit.closed"))
        return
    if (held := case.move(Stage.DOING)) is not None:
        refused(case, held)
        return
    task = Task(scene.fresh.id("task"), case.issue.id, command.what, owner.name, command.due_on, owner.id)
    case.put(task)
    post(case)
    day = spoken_day(command.due_on)
    start_clock(scene, ClockKind.PROMISE, task.id, closing(command.due_on, scene.now))
    start_clock(scene, ClockKind.PROGRESS, case.issue.id)
    if owner.id != scene.actor:
        scene.desk.say(Say(f"person:{owner.id}", (line("calling.yours", words=command.what, day=day),), about=case.issue.id))
    who = role_of(owner, scene.desk.staff(case.issue.village))
    tell_reporters(case, lambda c: line("calling.acting", title=title(c), day=day, who=who))
    scene.desk.answer(line("calling.acting_done", name=owner.name, day=day))


def closing(day: date, now: datetime) -> datetime:
    return datetime.combine(day, OFFICE_CLOSES, now.tzinfo)


# ---------------------------------------------------------------- the clock


def wait_for_visits(case: Case) -> None:
    """The notice days must run out first: the morning on which they have is looked at again."""
    opens = case.scene.now.date() + timedelta(days=case.thresholds.notice_days)
    case.scene.desk.put(Due(f"{STEP}:{case.issue.id}", STEP, case.issue.id, morning(opens, case.scene.now)))


def begin_visits(due: Due, scene_of: Callable[[str, str], Scene], desk: Desk) -> None:
    """CALLED → VISITING; shut still, it comes again on the day it opens. The visitors hear that their doors wait."""
    scene = scene_of("", "")
    case = case_of(scene, due.ref)
    if case is None or case.issue.stage is not Stage.CALLED:
        return
    if (held := case.move(Stage.VISITING)) is not None:
        days = max(shut.lacking for shut in held.shut)
        desk.put(replace(due, at=morning(scene.now.date() + timedelta(days=days), scene.now)))
        return
    grids = {case.ground.grids[household] for household in scope_of(case.issue, case.ground)}
    words = line("calling.doors", title=case.issue.title, households=str(doors_of(case, case.issue)))
    begin(scene, case)
    for visitor in visitors_of(scene, case.issue.village, grids):
        desk.say(Say(f"person:{visitor.id}", (words,), about=case.issue.id))


def morning(day: date, now: datetime) -> datetime:
    return datetime.combine(day, RESIDENTS_FROM, now.tzinfo)


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {CallOpinions: call_opinions, ActNow: act_now}
