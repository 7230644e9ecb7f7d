"""通知: one row a recipient, written in the announcing transaction, so that a crash can lose nobody; it leaves two minutes later."""

from datetime import timedelta

from handlers.commands import Announce, Recall
from handlers.memory import HouseholdsOf, PersonsOfUnit
from handlers.messages import Line, Reach, Say, SayKind, line
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
    alone = {home.id for home in scene.desk.find(HouseholdsOf(made.village)) if home.vulnerable}
    for resident in scene.desk.find(PersonsOfUnit(made.village, made.grid)):
        shared = resident.phone is not None and resident.phone in phones  # a family with one phone hears it once
        if resident.id != person.id and not shared:
            phones.add(resident.phone or "")
            # who lives alone, is old or ill is told in person when nothing shows that the message arrived
            reach = Reach.PROVEN if resident.household in alone else Reach.OWED
            scene.desk.say(Say(f"person:{resident.id}", (words,), kind=SayKind.ANNOUNCEMENT, about=made.id, reach=reach))
            told += 1
    scene.desk.note(person.id, "announce", made.id)
    scene.desk.answer(line("announce.done", count=str(told)))
    hand_to_group(scene, made.id, words)
    if scene.limits.hold_s:
        scene.desk.next = ("hold", {"announcement": made.id})


def hand_to_group(scene: Scene, about: str, words: Line) -> None:
    """群 is no channel of ours: the secretary gets the same words as a message of their own, to be passed on with one touch."""
    if scene.small:
        return
    scene.desk.answer(Line("announce.forward"))
    scene.desk.say(Say(f"address:{scene.where}", (words,), kind=SayKind.ANSWER, about=about))
    scene.desk.note(scene.key, "hand_to_group", about)


def recall(command: Recall, scene: Scene) -> None:
    """Nobody has heard it yet, or it is too late: then a second announcement has to say so."""
    made = scene.desk.get(Announcement, command.announcement)
    if made is None or scene.person is None or made.author != scene.person.id:
        scene.desk.answer(Line("held.not_yours"))
        return
    if scene.now >= made.made_at + timedelta(seconds=scene.limits.hold_s):
        scene.desk.answer(Line("hold.gone"))
        return
    scene.desk.recalled.append(made.id)
    scene.desk.note(scene.person.id, "recall", made.id)
    scene.desk.answer(Line("hold.done"))
