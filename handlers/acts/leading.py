"""待办: what was chosen begins."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from handlers.scene import Scene


@dataclass(frozen=True, slots=True)
class Lead:
    """One thing of the list was chosen: the conversation it leads into."""

    script: str
    args: Mapping[str, str]


def lead(command: Lead, scene: Scene) -> None:
    scene.desk.next = (command.script, dict(command.args))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {Lead: lead}
