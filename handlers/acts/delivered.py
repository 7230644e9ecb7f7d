"""How far something has come, in numbers that add up to every message; and by name whoever still has to be called."""

from collections.abc import Callable
from functools import reduce
from typing import Any

from handlers.delivered import ShowDelivery, villages, words_of
from handlers.memory import ById, DeliveryOf, OpenCalls, Standing
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.village.calls import Call
from handlers.village.people import Person

# In the order they are said: what is sure first.
STATES = ("answered", "confirmed", "told", "listed", "accepted", "waiting", "spared", "over", "recalled")
MOST_NAMED = 12


def show(command: ShowDelivery, scene: Scene) -> None:
    if command.village not in villages(scene):
        scene.desk.answer(Line("held.not_yours"))
        return
    scene.desk.need(DeliveryOf(command.about), OpenCalls((command.village,)))
    found: tuple[Standing, ...] = scene.desk.find(DeliveryOf(command.about))
    counts = {each.state: each.count for each in found}
    if not counts:
        scene.desk.answer(Line("delivered.nothing"))
        return
    said = [words_of(state, counts[state]) for state in STATES if counts.get(state)]
    parts = reduce(lambda rest, first: line("delivered.and", first=first, rest=rest), reversed(said[:-1]), said[-1])
    scene.desk.answer(line("delivered.all", count=str(sum(counts.values())), parts=parts))
    if (names := waiting(scene, command)) and (count := counts.get("listed", 0)):
        scene.desk.answer(line("delivered.names", names="、".join(names[:MOST_NAMED]), count=str(count)))


def waiting(scene: Scene, command: ShowDelivery) -> list[str]:
    calls: tuple[Call, ...] = scene.desk.find(OpenCalls((command.village,)))
    people = dict.fromkeys(call.person for call in calls if call.about == command.about and call.person)
    scene.desk.need(*(ById(Person, key) for key in people))
    return [person.name for key in people if (person := scene.desk.get(Person, key)) is not None]


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {ShowDelivery: show}
