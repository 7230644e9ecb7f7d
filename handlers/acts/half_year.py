"""半年回顾: the page said to whoever asks for it, and sent by itself on the first day of January and of July."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from handlers.acts.clock_things import keeper
from handlers.half_year import READERS, ReadHalfYear, page
from handlers.memory import Due, HouseholdsOf
from handlers.messages import Line, Say, line, together
from handlers.scene import Scene, places
from handlers.village.people import Office

DAYS = ((1, 1), (7, 1))
AT = time(9, 0)


def read(command: ReadHalfYear, scene: Scene) -> None:
    if command.village in scene.villages(*READERS):
        scene.desk.answer(*page(scene, command.village))
    else:
        scene.desk.answer(Line("held.not_yours"))


def set_pages(scene: Scene) -> None:
    """On its two days: a moment of its own for every village, and one for every township."""
    today: date = scene.now.date()
    district = scene.desk.staff("")
    if (today.month, today.day) not in DAYS or district is None:
        return
    at = datetime.combine(today, AT, scene.now.tzinfo)
    townships = [unit.id for unit in scene.desk.under(district.unit.id)]
    for unit in (*townships, *places(scene.desk, district.unit.id)):
        scene.desk.put(Due(f"half_year:{unit}:{today}", "half_year", unit, at))


def send(scene: Scene, unit: str) -> None:
    """The village's page to its secretary; the township hears once that its villages' pages can be asked for."""
    staff = scene.desk.staff(unit)
    if scene.desk.under(unit):
        reviewer = staff.first(Office.REVIEWER, Office.TOWNSHIP_LEADER) if staff else None
        if reviewer is not None:
            scene.desk.say(Say(f"person:{reviewer.id}", (Line("half_year.ready"),)))
        return
    if not scene.desk.find(HouseholdsOf(unit)):
        return  # nobody lives there yet: a page of noughts helps nobody
    for person in keeper(scene, unit):
        told = line("half_year.sent", village=staff.unit.name if staff else "", page=together(*page(scene, unit)))
        scene.desk.say(Say(f"person:{person}", (told,)))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {ReadHalfYear: read}
