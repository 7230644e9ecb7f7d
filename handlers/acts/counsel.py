"""Asking for somebody who knows the law: the police officer assigned to the village, in three working days."""

from dataclasses import replace
from datetime import timedelta

from handlers.acts.asking import put_ask
from handlers.acts.timing import start_clock, stop_clock
from handlers.case import Case
from handlers.memory import OpenAsks
from handlers.messages import Line, Say, line
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.issue import Rule
from handlers.village.people import Office, Person
from handlers.village.rights import Granted, may
from handlers.village.roles import Action, ThingKind

LATE_TOO = timedelta(days=60)  # an opinion that comes late is still welcome


def may_rule(case: Case, action: Action, author: str = "") -> bool:
    """May the speaker do this to the issue's rule? author: who drafted it, and so may not say yes to it."""
    thing = replace(case.thing(author), kind=ThingKind.RULE)
    return isinstance(may(case.scene.actor_of_rights, action, thing), Granted)


def police_of(scene: Scene, village: str | None) -> Person | None:
    staff = scene.desk.staff(village)
    return staff.first(Office.POLICE) if staff else None


def ask_opinion(case: Case, rule: Rule | None = None) -> None:
    """On an issue that touches the law, or on a rule. The clock passes it to the 司法所; it is no fifth gate."""
    scene, issue = case.scene, case.issue
    start_clock(scene, ClockKind.LEGAL_OPINION, rule.id if rule else issue.id)
    police = police_of(scene, issue.village)
    if police is None:
        return
    args = about(issue.id, rule)
    close_asks(scene, police.id, "opinion", args)
    unit = scene.desk.unit(issue.village)
    title, words = (rule.title, rule.text) if rule else (issue.title, issue.reason or issue.title)
    say = Say(f"person:{police.id}", (line("opinion.asked", village=unit.name if unit else "", title=title, words=words),), about=issue.id)
    scene.desk.say(put_ask(scene, say, police.id, "opinion", "opinion.what", args, ("lawful", "trouble"), lasts=LATE_TOO))


def about(issue: str, rule: Rule | None) -> dict[str, str]:
    return {"issue": issue, "of": "rule" if rule else "issue"}


def want_no_opinion(case: Case, rule: Rule) -> None:
    """The draft has changed and touches no law any more: what was asked about its old words waits no longer."""
    stop_clock(case.scene, ClockKind.LEGAL_OPINION, rule.id)
    if police := police_of(case.scene, case.issue.village):
        close_asks(case.scene, police.id, "opinion", about(rule.issue, rule))


def close_asks(scene: Scene, person: str, script: str, args: dict[str, str]) -> None:
    """The same question, asked anew or answered another way, waits no longer."""
    for ask in scene.desk.find(OpenAsks(person)):
        if ask.script == script and ask.answered_at is None and dict(ask.args) == args:
            scene.desk.put(replace(ask, answered_at=scene.now))


def tell_secretary(scene: Scene, village: str, words: Line, about: str) -> None:
    """The village's secretary, or whoever of the committee stands in; never the one who has just spoken."""
    staff = scene.desk.staff(village)
    secretary = staff.first(Office.SECRETARY, Office.COMMITTEE) if staff else None
    if secretary is not None and secretary.id != scene.actor:
        scene.desk.say(Say(f"person:{secretary.id}", (words,), about=about))
