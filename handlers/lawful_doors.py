"""The door the law has for a petition, a court case: told to whoever speaks of one, and to nobody else."""

from handlers.messages import Line
from handlers.scene import Scene
from nlp.flags import LITIGATION, XINFANG

LAWFUL = {XINFANG: Line("lawful.petition"), LITIGATION: Line("lawful.court")}


def lawful_doors(scene: Scene) -> list[Line]:
    """Whoever speaks of a petition or a court hears which door is meant for it; it is noted nowhere, and nobody else is told."""
    return [told_of for flag, told_of in LAWFUL.items() if flag in scene.reading.flags]
