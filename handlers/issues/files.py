"""The file of the issue a conversation is about."""

from handlers.case import Case, case_of
from handlers.scene import Scene
from handlers.talk import Stale


def opened(scene: Scene, issue: str) -> Case:
    """Raises Stale: the issue is gone."""
    case = case_of(scene, issue)
    if case is None:
        raise Stale(issue)
    return case
