"""The day before a session, in the morning: the households it touches and those who reported it hear when it is."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from handlers.acts.told import one_of_each, reports
from handlers.case import Case, case_of
from handlers.desk import Desk
from handlers.memory import Due
from handlers.messages import Line, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.evidence import affected_of
from handlers.village.issue import Issue, PaperKind
from handlers.village.matter import Stage

STEP = "invite"
INVITE_AT = time(10, 0)


def plan_invitation(scene: Scene, issue: Issue) -> None:
    """To be called whenever the session's day becomes known or moves."""
    if issue.session is None:
        return
    at = datetime.combine(issue.session - timedelta(days=1), INVITE_AT, scene.now.tzinfo)
    if at > scene.now:
        scene.desk.put(Due(f"{STEP}:{issue.id}", STEP, issue.id, at))


def invite(due: Due, scene_of: Callable[[str, str], Scene], desk: Desk) -> None:
    """One line a household, and one to each reporter. A session that has moved meanwhile gets its own morning."""
    scene = scene_of("", "")
    case = case_of(scene, due.ref)
    if case is None or case.issue.stage is not Stage.READY or case.issue.session is None:
        return
    if scene.now.date() < case.issue.session - timedelta(days=1):
        plan_invitation(scene, case.issue)
        return
    words, own = words_of(case), {concern.person for concern in reports(case)}
    for person in at_home(case):
        if person not in own:
            scene.desk.say(Say(f"person:{person}", (words,), about=case.issue.id))
    for address in sorted({concern.address for concern in reports(case)}):
        scene.desk.say(Say(f"address:{address}", (words,), about=case.issue.id))
    scene.desk.note("clock", STEP, case.issue.id)


def at_home(case: Case) -> list[str]:
    """Who is away is asked by message and read aloud: they are not called to a yard a thousand kilometres off."""
    away = {person.id for person in case.persons if person.away}
    return [person for person in one_of_each(case, affected_of(case.issue, case.ground)) if person not in away]


def words_of(case: Case) -> Line:
    unit = case.scene.desk.unit(case.issue.village)
    asked = case.file.last(PaperKind.SLOTS)
    slot = asked.facts.get("slot", "") if asked is not None else ""
    return line("inviting.told", village=unit.name if unit else "", slot=slot, title=clip(case.issue.title, 16))
