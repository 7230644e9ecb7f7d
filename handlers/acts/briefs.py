"""简报: sent the evening before the session to whoever has not said no."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from handlers.acts.inviting import plan_invitation
from handlers.case import case_of
from handlers.desk import Desk
from handlers.issues.briefs import ShowBrief, brief_of
from handlers.issues.leaders import answers, expected
from handlers.memory import Due
from handlers.messages import Line, Say, SayKind
from handlers.scene import Scene
from handlers.village.issue import Issue
from handlers.village.matter import Stage
from handlers.village.thresholds import Presence

BRIEF_AT = time(20, 0)  # the evening before; whoever does not hear it then hears it with the morning


def plan_brief(scene: Scene, issue: Issue) -> None:
    """To be called whenever the session's day becomes known or moves: the morning and the evening before it."""
    plan_invitation(scene, issue)
    if issue.session is None:
        return
    at = datetime.combine(issue.session - timedelta(days=1), BRIEF_AT, scene.now.tzinfo)
    if at > scene.now:
        scene.desk.put(Due(f"brief:{issue.id}", "brief", issue.id, at))


def send_brief(due: Due, scene_of: Callable[[str, str], Scene], desk: Desk) -> None:
    """One page to everybody invited who has not said no. A session that has moved meanwhile gets its brief later."""
    scene = scene_of("", "")
    case = case_of(scene, due.ref)
    if case is None or case.issue.stage is not Stage.READY or case.issue.session is None:
        return
    evening = datetime.combine(case.issue.session - timedelta(days=1), BRIEF_AT, scene.now.tzinfo)
    if scene.now < evening:
        plan_brief(scene, case.issue)
        return
    for paper in expected(case.file.papers):
        page = brief_of(case, Presence(paper.facts["office"]))
        scene.desk.say(Say(f"person:{paper.facts['person']}", (page,), kind=SayKind.DIGEST, about=case.issue.id))
    scene.desk.note("clock", "brief", case.issue.id)


def show_brief(command: ShowBrief, scene: Scene) -> None:
    case = case_of(scene, command.issue)
    if case is None or scene.actor not in answers(case.file.papers):
        scene.desk.answer(Line("held.not_yours"))
        return
    scene.desk.answer(brief_of(case, command.presence))
