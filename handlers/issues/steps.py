"""A step: something an office can do with an issue now. The menu shows the ones whose time has come."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handlers.case import Case
from handlers.scene import Scene
from handlers.talk import Talk
from handlers.village.roles import Action


@dataclass(frozen=True, slots=True)
class Step:
    """name is remembered and read as "step.NAME"; action is the right it needs; now says whether its time has come.

    talk is the conversation that follows, given the scene and the issue's id; it ends in a command or None.
    """

    name: str
    action: Action
    now: Callable[[Case], bool]
    talk: Callable[[Scene, str], Talk[Any]]
