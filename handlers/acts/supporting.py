"""Who stands behind an issue at this very moment of the turn: every merged author, each household once."""

from dataclasses import replace

from handlers.acts.setting import let_go
from handlers.case import with_new
from handlers.memory import ConcernsOfIssue
from handlers.scene import Scene
from handlers.village.issue import Issue
from handlers.village.matter import Concern, Stage
from handlers.village.voices import voices

GONE = (Stage.WITHDRAWN, Stage.SEALED)


def standing_in(scene: Scene, issue: str) -> tuple[Concern, ...]:
    """The concerns of an issue; what this turn has joined to it is there, what it has taken out is not."""
    found = with_new(scene.desk, Concern, issue, scene.desk.find(ConcernsOfIssue(issue)))
    return tuple(concern for concern in found if concern.issue == issue and concern.stage not in GONE)


def count_up(scene: Scene, issue: str) -> Issue | None:
    """The issue with its reports and households as they are now; None for an unknown one."""
    found = scene.desk.get(Issue, issue)
    if found is None:
        return None
    told = voices(standing_in(scene, issue))
    counted = replace(found, households=told.households, reports=told.reports)
    scene.desk.put(counted)
    return counted


def recount(scene: Scene, issue: str) -> Issue | None:
    """The same after somebody has left; an issue that nobody stands behind any more is let go."""
    counted = count_up(scene, issue)
    if counted is not None:
        let_go(scene, counted)
    return counted
