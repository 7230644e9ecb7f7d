"""A head count is written and waits: the supervisors are asked, each one digit; who counted is not among them."""

from handlers.acts.asking import put_ask
from handlers.acts.outcome import supervisors
from handlers.case import Case
from handlers.issues.count_check import numbers
from handlers.memory import ById, OpenAsks
from handlers.messages import Line, Say, line
from handlers.talk import TalkState
from handlers.village.issue import Paper
from handlers.village.people import Office
from handlers.village.roles import Action


def ask_supervisors(case: Case, paper: Paper) -> None:
    """等监委会核对: nothing is said to have passed before one of them has looked."""
    scene, people = case.scene, supervisors(case, paper.author)
    scene.desk.need(*(OpenAsks(p.id) for p in people), *(ById(TalkState, f"p:{p.id}") for p in people))
    for person in people:
        say = Say(f"person:{person.id}", (numbers(case, paper),), about=case.issue.id)
        args = {"issue": case.issue.id, "paper": paper.id}
        scene.desk.say(put_ask(scene, say, person.id, "count_check", "count_check.right", args, ("yes", "no")))
    scene.desk.answer(line("count_check.waits", count=str(len(people))) if people else Line("minutes.nobody"))


def may_check(case: Case, paper: Paper) -> bool:
    mine = any(hat.office is Office.SUPERVISOR and hat.unit == case.issue.village for hat in case.scene.hats)
    eligible = any(person.id == case.scene.actor for person in supervisors(case, paper.author))
    return mine and eligible and case.may(Action.CONFIRM_MINUTES, author=paper.author)
