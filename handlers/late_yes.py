"""A 1 or 对 when nothing is asked any more: the question it answers was put away, because words were sealed or ten minutes had gone by."""

from dataclasses import replace
from datetime import timedelta

from handlers.look_up import mine
from handlers.messages import line
from handlers.replies import read_choice
from handlers.scene import Scene
from handlers.village.matter import Concern, Stage

_RIGHT = {"1": "right"}
LONGEST = 4  # characters: who says more says something
WITHIN = timedelta(days=1)  # a 1 that comes later answers something else


def late_yes(scene: Scene, words: str) -> bool:
    """True when it was one: a matter filed unconfirmed is confirmed by it. Where all was sealed there is none, and nothing is told."""
    if scene.talk.open is not None or len(words) > LONGEST or read_choice(words, _RIGHT, {"right": ("对",)}).kind != "token":
        return False
    concern = unconfirmed(scene)
    if concern is not None:
        scene.desk.put(replace(concern, checked=True))
        scene.desk.note(scene.actor, "confirm", concern.id)
        scene.desk.answer(line("receipt.confirmed", number=concern.number or "—"))
    return concern is not None


def unconfirmed(scene: Scene) -> Concern | None:
    """The latest of the speaker's own that was filed without a yes."""
    filed = [c for c in mine(scene) if c.stage is Stage.RECEIVED and not c.checked and scene.now - c.received_at <= WITHIN]
    return max(filed, key=lambda c: (c.received_at, c.id), default=None)
