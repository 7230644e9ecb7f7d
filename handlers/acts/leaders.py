"""区乡领导参与: invitations sent and answered."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from handlers.acts.asking import put_ask
from handlers.acts.briefs import plan_brief, show_brief
from handlers.acts.counsel import tell_secretary
from handlers.acts.promises import keep_promise, make_promise
from handlers.acts.told import day_of
from handlers.acts.visiting import close_asks
from handlers.case import Case, case_of
from handlers.issues.briefs import ShowBrief
from handlers.issues.leaders import AnswerInvitation, Invite, answers, said, sent_before
from handlers.issues.promises import KeepPromise, MakePromise
from handlers.memory import OpenAsks
from handlers.messages import Line, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.issue import Issue, Paper, PaperKind, RequestState
from handlers.village.matter import Stage
from handlers.village.roles import Action


def send_invitations(command: Invite, scene: Scene) -> None:
    case = case_of(scene, command.issue)
    if case is None or not case.may(Action.OPEN_MEETING):
        scene.desk.answer(Line("held.not_yours"))
        return
    asked = answers(case.file.papers)
    new = [(person, presence) for person, presence in command.persons if person not in asked]
    words = line("invitation.comes", village=village_of(case), title=case.issue.title, day=session_day(case.issue))
    for person, presence in new:
        ask_to_come(case, person, presence, words)
    plan_brief(scene, case.issue)
    scene.desk.answer(line("invite.sent", count=str(len(new))))


def ask_to_come(case: Case, person: str, presence: str, words: Line) -> None:
    """1来 2派人去 3来不了, until the session is over."""
    scene = case.scene
    case.write(PaperKind.INVITATION, person=person, office=presence, answer="", substitute="")
    say = Say(f"person:{person}", (words,), about=case.issue.id)
    tokens = ("come", "send", "cannot")
    scene.desk.say(put_ask(scene, say, person, "invitation", "invitation.answer", {"issue": case.issue.id}, tokens, lasts=lasts(case)))


def tell_moved(case: Case, invited: Sequence[Paper]) -> None:
    """The session has another day: whoever had not said no is asked for that day anew, units asked for an answer hear of it."""
    scene, people = case.scene, {paper.facts["person"]: paper.facts["office"] for paper in invited}
    scene.desk.need(*(OpenAsks(person) for person in people))
    told = {"village": village_of(case), "title": clip(case.issue.title, 16), "day": session_day(case.issue)}
    for person, presence in people.items():
        close_asks(scene, person, "invitation", "issue", case.issue.id)
        if case.issue.stage in (Stage.REVIEW, Stage.READY):
            ask_to_come(case, person, presence, Line("invitation.moved", told))
        else:  # it has gone back: who is to come is asked when it is ready again
            scene.desk.say(Say(f"person:{person}", (Line("invitation.later", told),), about=case.issue.id))
    staff = scene.desk.staff(case.issue.village)
    asked = {r.department for r in case.file.requests if r.state is not RequestState.ANSWERED}
    for department in sorted(asked & set(staff.liaisons if staff else ())):
        liaison = staff.liaisons[department].id if staff else ""
        if liaison not in people:
            scene.desk.say(Say(f"person:{liaison}", (Line("move.department", told),), about=case.issue.id))


def lasts(case: Case) -> timedelta:
    """Until the session is over."""
    session = case.issue.session
    return max(timedelta(days=1), datetime.combine(session, time(23), case.scene.now.tzinfo) - case.scene.now) if session else timedelta(14)


def village_of(case: Case) -> str:
    unit = case.scene.desk.unit(case.issue.village)
    return unit.name if unit else ""


def session_day(issue: Issue) -> str:
    return day_of(issue.session) if issue.session else "—"


def answer_invitation(command: AnswerInvitation, scene: Scene) -> None:
    """Whoever was invited answers for himself; nobody is sent twice in a quarter."""
    case = case_of(scene, command.issue)
    asked = answers(case.file.papers).get(scene.actor) if case else None
    if case is None or asked is None:
        scene.desk.answer(Line("held.not_yours"))
        return
    if command.answer == "send" and sent_before(scene, command.issue) is not None:
        scene.desk.answer(Line("kit.closed"))
        return
    substitute, words = (command.words, "") if command.answer == "send" else ("", command.words)
    facts = {"person": scene.actor, "office": asked.facts["office"], "answer": command.answer, "substitute": substitute}
    paper = case.write(PaperKind.INVITATION, words, **facts)
    tell_secretary(scene, case.issue.village, said(case, paper), case.issue.id)
    scene.desk.answer(Line(f"invitation_thanks.{command.answer}"))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    Invite: send_invitations,
    AnswerInvitation: answer_invitation,
    ShowBrief: show_brief,
    MakePromise: make_promise,
    KeepPromise: keep_promise,
}
