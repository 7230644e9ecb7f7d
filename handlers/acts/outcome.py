"""The votes and the outcome written down; the minutes made from the file, mended, and confirmed by two who are not one."""

from collections.abc import Callable
from typing import Any

from handlers.acts import objections, publishing
from handlers.acts.asking import put_ask
from handlers.acts.pre_meeting import open_for, refuse
from handlers.acts.timing import stop_clock
from handlers.acts.told import called, tell
from handlers.case import Case, case_of
from handlers.issues import minutes as reading
from handlers.issues import minutes_text
from handlers.issues import outcome as talks
from handlers.issues import tasks as work
from handlers.issues import votes as hands
from handlers.issues.minutes import shortened
from handlers.memory import ById, OpenAsks
from handlers.messages import Line, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import TalkState
from handlers.village.clocks import ClockKind
from handlers.village.issue import OutcomeKind, Paper, PaperKind, Task
from handlers.village.matter import Stage
from handlers.village.people import Office, Person
from handlers.village.roles import Action

HOST = Action.OPEN_MEETING


def record_votes(command: hands.RecordVotes, scene: Scene) -> None:
    case = open_for(scene, command.issue, Action.RECORD_VOTE, Stage.MEETING)
    if case is None:
        return
    for n, (option, count) in enumerate(zip(hands.options(case), command.counts, strict=True), start=1):
        facts = {"option": str(n), "yes": str(count.yes), "no": str(count.no), "abstain": str(count.abstain)}
        case.write(PaperKind.VOTE, clip(option, 60), **facts)
    scene.desk.answer(Line("votes.kept"))
    scene.desk.next = ("matters", {"issue": case.issue.id})


# ---------------------------------------------------------------- what it came to


def settle(command: talks.SettleOutcome, scene: Scene) -> None:
    """The branch has studied it, the tasks have owners and days, the minutes are drafted: all from one telling."""
    case = open_for(scene, command.issue, HOST, Stage.MEETING)
    if case is None:
        return
    met_on = command.met_on or scene.now.date()
    case.write(PaperKind.OUTCOME, command.words, kind=command.kind.value)
    case.write(PaperKind.BRANCH, clip(command.conclusion, 120), of="outcome", met=command.met, day=met_on.isoformat())
    if command.kind is OutcomeKind.VOTE_BY_LAW and command.item != case.issue.item:
        case.change(item=command.item)
    if command.review_on is not None:
        case.change(review_on=command.review_on)
    give(case, command.tasks)
    write_minutes(case, minutes_text.minutes_text(case))
    scene.desk.answer(Line("outcome.kept"))


def give(case: Case, tasks: tuple[work.Work, ...]) -> None:
    for n, each in enumerate(tasks):
        key = case.scene.fresh.id(f"task{n}")
        case.put(Task(key, case.issue.id, each.what, each.owner.name, each.due_on, each.owner.person))


def write_minutes(case: Case, text: str) -> None:
    case.write(PaperKind.MINUTES, text)
    case.scene.desk.next = ("matters", {"issue": case.issue.id, "step": "minutes"})


def add_tasks(command: work.AddTasks, scene: Scene) -> None:
    """After the assembly has decided: who does it, and by when."""
    case = open_for(scene, command.issue, HOST, Stage.STATUTORY, Stage.DOING)
    if case is None:
        return
    give(case, command.tasks)
    scene.desk.answer(line("task.kept", count=str(len(command.tasks))))
    publishing.go_on(case)


# ---------------------------------------------------------------- minutes


def correct(command: reading.CorrectMinutes, scene: Scene) -> None:
    """The sentence stays in the file beside what it mended; who had confirmed the old text confirms anew."""
    case = open_for(scene, command.issue, HOST, Stage.MEETING)
    paper = reading.written(case) if case else None
    if case is None or paper is None:
        return
    case.write(PaperKind.CORRECTION, command.words)
    write_minutes(case, minutes_text.mend(paper.words, command.words))
    scene.desk.answer(Line("minutes.mended"))


def host_confirms(command: reading.HostConfirms, scene: Scene) -> None:
    """One yes is not enough: a supervisor who is neither the host nor of their household looks too."""
    case = open_for(scene, command.issue, HOST, Stage.MEETING)
    paper = reading.written(case) if case else None
    if case is None or paper is None:
        return
    if "host" in case.evidence().confirmed:
        held = case.move(Stage.OUTCOME)
        if held is not None:
            refuse_here(scene, case, held)
        return
    case.write(PaperKind.CONFIRMATION, **{"as": "host"})
    asked = ask_supervisors(case, paper)
    scene.desk.answer(line("minutes.sent", count=str(len(asked))) if asked else Line("minutes.nobody"))


def refuse_here(scene: Scene, case: Case, held: Any) -> None:
    refuse(scene, case, held)
    scene.desk.next = None  # nothing at this desk would mend it: another person has to look


def supervisors(case: Case, host: str) -> tuple[Person, ...]:
    """Those who may look at what the host wrote."""
    staff = case.scene.desk.staff(case.issue.village)
    found = staff.holders.get(Office.SUPERVISOR, ()) if staff else ()
    mine = next((p.household for p in case.persons if p.id == host), None)
    return tuple(p for p in found if p.id != host and (mine is None or p.household != mine))


def ask_supervisors(case: Case, paper: Paper) -> tuple[Person, ...]:
    scene, people = case.scene, supervisors(case, paper.author)
    scene.desk.need(*(OpenAsks(p.id) for p in people), *(ById(TalkState, f"p:{p.id}") for p in people))
    for person in people:
        shown = (line("minutes.text", words=shortened(paper.words, 480)), Line("minutes_check.right"))
        say = Say(f"person:{person.id}", shown, about=case.issue.id)
        args = {"issue": case.issue.id, "paper": paper.id}
        scene.desk.say(put_ask(scene, say, person.id, "minutes_check", "minutes_check.right", args, ("yes", "no", "see")))
    return people


def check_minutes(command: reading.CheckMinutes, scene: Scene) -> None:
    """The supervisor's yes moves the matter on; a no goes back to the host in the supervisor's own words."""
    case = case_of(scene, command.issue)
    paper = reading.written(case) if case else None
    if case is None or paper is None or paper.id != command.paper or not may_check(case, paper):
        scene.desk.answer(Line("held.not_yours"))
        return
    if command.wrong:
        case.write(PaperKind.CONFIRMATION, command.wrong, **{"as": "refused"})
        who = called(scene, scene.actor, case.issue.village)
        tell(case, paper.author, line("minutes.wrong", who=who, words=clip(command.wrong, 60)))
        scene.desk.answer(Line("minutes_check.passed_on"))
        return
    case.write(PaperKind.CONFIRMATION, **{"as": "supervisor"})
    scene.desk.answer(Line("minutes_check.thanks"))
    if case.move(Stage.OUTCOME) is None:
        stop_clock(scene, ClockKind.MINUTES, case.issue.id)
        tell(case, paper.author, line("minutes.confirmed", title=clip(case.issue.title, 12)))


def may_check(case: Case, paper: Paper) -> bool:
    mine = any(hat.office is Office.SUPERVISOR and hat.unit == case.issue.village for hat in case.scene.hats)
    eligible = any(p.id == case.scene.actor for p in supervisors(case, paper.author))
    return mine and eligible and case.may(Action.CONFIRM_MINUTES, author=paper.author)


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    hands.RecordVotes: record_votes,
    talks.SettleOutcome: settle,
    work.AddTasks: add_tasks,
    reading.CorrectMinutes: correct,
    reading.HostConfirms: host_confirms,
    reading.CheckMinutes: check_minutes,
    **publishing.ACTS,
    **objections.ACTS,
}
