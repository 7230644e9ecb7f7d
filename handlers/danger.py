"""Danger: the first answer has the right number and says that this is no alarm line; nothing is asked before it."""

from handlers.commands import CalmAlert, Command, TellPlace
from handlers.messages import Line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask

NOT_URGENT = ":not_urgent"


def danger(scene: Scene, alert: str) -> Talk[Command | None]:
    """After the number: where, if they can; one digit says that it is not urgent."""
    said = yield from ask("danger.where", picks=(Pick(NOT_URGENT, Line("danger.not_urgent")),))
    if said == NOT_URGENT:
        return CalmAlert(alert)
    return TellPlace(alert, said) if said else None
