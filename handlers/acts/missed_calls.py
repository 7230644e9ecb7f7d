"""A call that nobody answered is called back, once a number; and what the caller wants is taken down as a concern of theirs."""

from dataclasses import replace

from handlers.acts.concerns import caller, new_concern, stand_on_list
from handlers.issues.phones import mobile
from handlers.look_up import day, role_of, who
from handlers.memory import Address
from handlers.messages import Line, Say, line
from handlers.on_the_phone import MissedCall
from handlers.scene import Scene
from handlers.village.calls import Call, CallKind, CallOutcome
from handlers.village.matter import Entry, EntryKind, OnBehalf
from handlers.village.people import Office, Person

OFFICE_ABOVE = Line("role.village_office")


def missed(command: MissedCall, scene: Scene) -> None:
    """One entry a number, however often it rings; once a day the caller hears that somebody calls back, and who it is hears it too."""
    number, desk = scene.heard.sender, scene.desk
    if not number.startswith("+"):  # a name or a service: nobody there to call back
        desk.silent = True
        return
    key = f"back:{scene.mark(number)}"
    before = desk.get(Call, key)
    desk.put(waits(scene, key, number, before))
    desk.note(scene.actor, "missed_call", key)
    today = before is not None and before.made_at.date() == scene.now.date()
    helper = who_calls(scene)
    if helper is not None and not today and helper.id != scene.actor:
        told = line("missed_call.helper", caller=caller(scene, scene.person))
        desk.say(Say(f"person:{helper.id}", (told,)))
    if today or not mobile(number):
        desk.silent = True
    else:
        desk.answer(line("missed_call.told", who=role_of(helper, scene.desk.staff(scene.address.village)) if helper else OFFICE_ABOVE))


def waits(scene: Scene, key: str, number: str, before: Call | None) -> Call:
    """The open entry with the latest call, or a new one in the place of one that is over. about: where the call came from."""
    if before is not None and before.outcome is CallOutcome.OPEN:
        return replace(before, made_at=scene.now)
    person = scene.person.id if scene.person else None
    fresh = Call(key, scene.address.village or "", CallKind.BACK, "", scene.now, scene.now, person, number, scene.where)
    return replace(fresh, version=before.version) if before is not None else fresh


def who_calls(scene: Scene) -> Person | None:
    """The worker of the own grid, else the secretary; None where nobody knows the village."""
    staff, home = scene.desk.staff(scene.address.village), scene.household
    lead = staff.grid_leads.get(home.grid) if staff and home else None
    return lead or (staff.first(Office.SECRETARY, Office.COMMITTEE) if staff else None)


def take_down(scene: Scene, entry: Call, person: Person | None, words: str) -> None:
    """代报: said by the caller, written by the cadre. It is the caller's own matter, answered there, and no support before they say so.

    The audit chain and the file have who wrote it down.
    """
    address = scene.desk.get(Address, entry.about) if entry.about else None
    concern = new_concern(scene, words, scene.ears(words))
    concern = replace(
        concern,
        author=address.talk if address else scene.key,
        address=address.id if address else scene.where,
        village=entry.village or concern.village,
        person=person.id if person else None,
        household=person.household if person else f"meant:{concern.id}",
        on_behalf=OnBehalf.NEIGHBOUR,
        behalf_of=person.name if person else entry.number,
    )
    filed = stand_on_list(scene, concern)
    if filed is None:
        return
    scene.desk.put(Entry(scene.fresh.id("taken_down"), filed.id, EntryKind.HANDOVER, scene.now, scene.actor))
    scene.desk.answer(line("missed_call.filed", number=filed.number or "", who=who(scene, filed), day=day(filed)))
    if address is not None and mobile(entry.number) and not address.opted_out:
        receipt = line("receipt.unchecked", number=filed.number or "", who=who(scene, filed), day=day(filed))
        scene.desk.say(Say(f"address:{address.id}", (receipt,), about=filed.id))
