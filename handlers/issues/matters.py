"""议题: which issue, then what can be done with it now. Every part of the road hangs its steps here."""

from typing import Any

from handlers.case import case_of
from handlers.issues import (
    assembly,
    doing,
    leaders,
    legal,
    meeting,
    outcome,
    pre_meeting,
    reporters,
    requests,
    returns,
    rules,
    setting,
    summary,
    suspending,
    urgent,
    visiting,
)
from handlers.issues.steps import Step
from handlers.memory import IssuesOf, OpenIssues
from handlers.messages import Line
from handlers.one_matter import option
from handlers.scene import Scene
from handlers.talk import Pick, Talk, choose
from handlers.village.issue import Issue

# Ways out of the matter stand below what moves it on.
LAST = ("hand_up", "suspend")

# in the order a menu shows them: what moves the matter on comes first
STEPS: tuple[Step, ...] = (
    *setting.STEPS,
    *summary.STEPS,
    *visiting.STEPS,
    *pre_meeting.STEPS,
    *requests.STEPS,
    *returns.STEPS,
    *reporters.STEPS,
    *leaders.STEPS,
    *legal.STEPS,
    *meeting.STEPS,
    *outcome.STEPS,
    *urgent.STEPS,
    *assembly.STEPS,
    *rules.STEPS,
    *doing.STEPS,
    *suspending.STEPS,
)


def issues_near(scene: Scene) -> tuple[Issue, ...]:
    """The village's issues under way, then its candidates."""
    village = scene.village or ""
    scene.desk.need(IssuesOf(village), OpenIssues(village))
    return (*scene.desk.find(IssuesOf(village)), *scene.desk.find(OpenIssues(village)))


def steps_now(scene: Scene, issue: str) -> tuple[Step, ...]:
    """What the speaker may do with this issue at this moment."""
    case = case_of(scene, issue)
    ready = [step for step in STEPS if case is not None and step.now(case) and case.may(step.action)]
    return tuple(sorted(ready, key=lambda step: step.name in LAST))


def not_yet(scene: Scene, issue: str) -> frozenset[str]:
    """What a menu does not offer before its day; whoever asks for it by its word is answered all the same."""
    case = case_of(scene, issue)
    return meeting.not_yet(case) if case is not None else frozenset()


def matters(scene: Scene, issue: str = "", step: str = "") -> Talk[Any]:
    """The menu. issue and step are given where another conversation (a shut gate's offer, a digest) leads straight to one."""
    if not issue:
        near = issues_near(scene)
        fit = [i for i in near if any(each.name == step for each in steps_now(scene, i.id))] if step else []
        near = tuple(fit) or near
        if not near:
            return None
        if step and len(fit) == 1:  # a word like 开会 asks for one thing, and only one issue is ready for it
            issue = fit[0].id
        else:
            issue = yield from choose("matters.which", [Pick(i.id, option(i), i.id) for i in near])
    ready = {each.name: each for each in steps_now(scene, issue)}
    if not ready:
        return None
    if step not in ready:
        shown = [name for name in ready if name not in not_yet(scene, issue)]
        step = yield from choose("matters.step", [Pick(name, Line(f"step.{name}"), name) for name in shown or ready])
    return (yield from ready[step].talk(scene, issue))
