"""Following the account, leaving it, and scanning a village's poster: the poster says which village, so nobody is asked."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers.commands import Follow, MoveTo
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.village.people import Unit, UnitKind

POSTER = "v_"  # a poster's scene is this and the unit's id: other scenes may come to mean something else
PLACES = frozenset({UnitKind.VILLAGE, UnitKind.COMMUNITY})


def scene_of(unit: Unit) -> str:
    """What a poster's QR code brings back."""
    return f"{POSTER}{unit.id}"


def follow(command: Follow, scene: Scene) -> None:
    """Greets with the village's name; who belongs to another village is asked, or told where the roster has them."""
    address = replace(scene.address, following=command.following)
    scene.desk.put(address)
    if not command.following:
        return
    here, home = _scanned(scene, command.scene), scene.desk.unit(scene.village or "")
    if here is None or here == home:
        scene.desk.answer(_welcome(home))
    elif home is None:
        scene.desk.put(replace(address, village=here.id))
        scene.desk.answer(_welcome(here))
    elif address.persons:  # no poster moves whom the roster knows
        scene.desk.answer(line("welcome.elsewhere", village=here.name, home=home.name))
    else:
        if scene.talk.open is not None and scene.talk.suspended is None:  # what is being talked about waits underneath
            scene.desk.put(replace(scene.talk, suspended=scene.talk.open, open=None))
        scene.desk.next = ("move", {"unit": here.id})


def move_to(command: MoveTo, scene: Scene) -> None:
    unit = scene.desk.unit(command.unit)
    if unit is None:
        scene.desk.answer(Line("kit.closed"))
        return
    scene.desk.put(replace(scene.address, village=unit.id))
    scene.desk.answer(line("village.done", village=unit.name))


def _scanned(scene: Scene, name: str | None) -> Unit | None:
    unit = scene.desk.unit((name or "").removeprefix(POSTER))
    return unit if unit is not None and unit.kind in PLACES else None


def _welcome(unit: Unit | None) -> Line:
    return line("welcome.village", village=unit.name) if unit else Line("welcome.plain")


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {Follow: follow, MoveTo: move_to}
