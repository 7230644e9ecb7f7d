"""领办: written down, reminded two days before, told when the day has passed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from handlers.acts.asking import put_ask
from handlers.acts.counsel import tell_secretary
from handlers.acts.told import called, day_of, tell
from handlers.case import Case, case_of
from handlers.desk import Desk
from handlers.issues.promises import KeepPromise, MakePromise
from handlers.memory import Due
from handlers.messages import Line, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.issue import Paper, PaperKind
from handlers.village.matter import Stage
from handlers.village.roles import Action

MORNING, EVENING = time(7, 30), time(18, 0)
AHEAD = timedelta(days=2)


def make_promise(command: MakePromise, scene: Scene) -> None:
    """A leader's own, or one that the secretary has heard and writes down: then the leader is told what stands there."""
    case = case_of(scene, command.issue)
    needed = Action.OPEN_MEETING if command.person else Action.PROMISE
    if case is None or not command.words or not case.may(needed):
        scene.desk.answer(Line("held.not_yours"))
        return
    person = command.person or scene.actor
    paper = case.write(PaperKind.PROMISE, command.words, person=person, day=command.day.isoformat())
    remind(scene, paper, command)
    written = line("promise.written", who=called(scene, person, case.issue.village), words=clip(command.words), day=day_of(command.day))
    scene.desk.answer(written)
    if command.person:
        mine = line("promise.told_leader", title=case.issue.title, words=clip(command.words), day=day_of(command.day))
        tell(case, person, mine)
    else:
        tell_secretary(scene, case.issue.village, written, case.issue.id)


def remind(scene: Scene, paper: Paper, command: MakePromise) -> None:
    """Two days before, and on the day itself; ref is "issue paper"."""
    near = datetime.combine(command.day - AHEAD, MORNING, scene.now.tzinfo)
    day = datetime.combine(command.day, EVENING, scene.now.tzinfo)
    ref = f"{paper.issue} {paper.id}"
    if near > scene.now:
        scene.desk.put(Due(f"promise_near:{paper.id}", "promise_near", ref, near))
    scene.desk.put(Due(f"promise_over:{paper.id}", "promise_over", ref, day))


def promise_near(due: Due, scene_of: Callable[[str, str], Scene], desk: Desk) -> None:
    found = open_promise(due, scene_of("", ""))
    if found is not None:
        ask_how(*found, Line("promised.near", about(*found)))


def promise_over(due: Due, scene_of: Callable[[str, str], Scene], desk: Desk) -> None:
    """The day has come and nobody has said that it is done: those who spoke hear it from the bot, the leader is asked again."""
    found = open_promise(due, scene_of("", ""))
    if found is None:
        return
    case, paper = found
    who = called(case.scene, paper.facts["person"], case.issue.village)
    words = line("promised.over", title=case.issue.title, who=who, words=clip(paper.words, 20))
    case.scene.desk.note("clock", "promise_over", case.issue.id, paper.id)
    for receiver in dict.fromkeys(f"address:{c.address}" for c in case.file.concerns if c.stage in (Stage.CANDIDATE, Stage.MERGED)):
        case.scene.desk.say(Say(receiver, (words,), about=case.issue.id))
    tell_secretary(case.scene, case.issue.village, words, case.issue.id)
    ask_how(case, paper, Line("promised.today", about(case, paper)))


def open_promise(due: Due, scene: Scene) -> tuple[Case, Paper] | None:
    issue, _, key = due.ref.partition(" ")
    case = case_of(scene, issue)
    paper = next((p for p in case.file.papers if p.id == key), None) if case else None
    return (case, paper) if case and paper and not paper.facts.get("done") else None


def about(case: Case, paper: Paper) -> dict[str, str | Line]:
    return {"title": case.issue.title, "words": clip(paper.words, 20), "day": day_of(date.fromisoformat(paper.facts["day"]))}


def ask_how(case: Case, paper: Paper, words: Line) -> None:
    """One digit: done, or not yet."""
    leader = paper.facts["person"]
    say = Say(f"person:{leader}", (words,), about=case.issue.id)
    args = {"issue": case.issue.id, "paper": paper.id}
    case.scene.desk.say(put_ask(case.scene, say, leader, "promised", "promised.how", args, ("done", "not_yet"), lasts=timedelta(14)))


def keep_promise(command: KeepPromise, scene: Scene) -> None:
    """Only whoever promised says that it is done; the file shows the day."""
    case = case_of(scene, command.issue)
    paper = next((p for p in case.file.papers if p.id == command.paper), None) if case else None
    if case is None or paper is None or paper.facts.get("person") != scene.actor:
        scene.desk.answer(Line("held.not_yours"))
        return
    if not command.done:
        scene.desk.answer(line("promised.noted", day=day_of(date.fromisoformat(paper.facts["day"]))))
        return
    case.put(replace(paper, facts={**paper.facts, "done": scene.now.date().isoformat()}))
    scene.desk.note(scene.actor, "promise_done", case.issue.id, paper.id)
    who = called(scene, scene.actor, case.issue.village)
    tell_secretary(
        scene, case.issue.village, line("promised.told", who=who, title=case.issue.title, words=clip(paper.words, 40)), case.issue.id
    )
    scene.desk.answer(Line("promised.thanks"))
