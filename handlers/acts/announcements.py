"""通知: one row a recipient, written in the announcing transaction, so that a crash can lose nobody."""

from handlers.commands import Announce
from handlers.memory import PersonsOfUnit
from handlers.messages import Line, Say, SayKind, line
from handlers.scene import Scene
from handlers.village.matter import Announcement
from handlers.village.people import Office, surname


def announce(command: Announce, scene: Scene) -> None:
    """The secretary's own words to a grid or to all of the village, in the secretary's name."""
    person = scene.person
    if person is None or not scene.holds(Office.SECRETARY):
        scene.desk.answer(Line("held.not_yours"))
        return
    made = Announcement(scene.fresh.id("announcement"), scene.village or "", person.id, command.words, scene.now, command.grid)
    scene.desk.put(made)
    staff = scene.staff
    words = line(
        "announce.told",
        village=staff.unit.name if staff else "",
        who=line("role.secretary", surname=surname(person.name)),
        words=command.words,
    )
    told, phones = 0, set[str]()
    for resident in scene.desk.find(PersonsOfUnit(made.village, made.grid)):
        shared = resident.phone is not None and resident.phone in phones  # a family with one phone hears it once
        if resident.id != person.id and not shared:
            phones.add(resident.phone or "")
            scene.desk.say(Say(f"person:{resident.id}", (words,), kind=SayKind.ANNOUNCEMENT, about=made.id))
            told += 1
    scene.desk.note(person.id, "announce", made.id)
    scene.desk.answer(line("announce.done", count=str(told)))
