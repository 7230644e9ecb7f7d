"""Phones and the people behind them: first contact, binding, proof, opting out, erasing."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.acts.concerns import later, named_unit
from handlers.acts.own_sealed import claim as claim_sealed
from handlers.acts.own_sealed import say_what_stays
from handlers.commands import Bind, CheckCode, ChooseWay, ChooseWho, Claim, EraseMe, OptOut, SendCode, SetVillage, Unbind, UndoErase
from handlers.memory import Address, AddressesOf, Due, Misses, PersonsNamed, Proof
from handlers.messages import Line, Reach, Say, SayKind, line
from handlers.scene import Scene
from handlers.village.people import Household, Person


def first_contact(scene: Scene) -> None:
    """The notice of PIPL Art. 17: one line with the first answer, at its end, or before the question whose choices stand there."""
    # in an emergency the notice waits (PIPL Art. 18): nothing may stand beside the number to call
    alarmed = any(line.key.startswith("danger.") for line in scene.desk.lines)
    if not scene.talk.noticed and scene.desk.lines and not alarmed:
        scene.desk.lines.insert(before_the_choices(scene), Line("notice.first"))
        scene.desk.put(replace(scene.talk, noticed=True))


def before_the_choices(scene: Scene) -> int:
    """Where in the answer a line comes between no question and its choices."""
    lines, waiting = scene.desk.lines, scene.talk.open
    if not scene.desk.labels:
        return len(lines)
    asked = waiting.question.partition("#")[0] if waiting is not None else ""
    return next((at for at in reversed(range(len(lines))) if lines[at].key == asked), 0)


def bind(command: Bind, scene: Scene) -> None:
    """Household, name and the last four digits must all fit one person of the roster. Misses lock, per phone and household."""
    unit = named_unit(scene, command.village) if command.village else None
    village = unit.id if unit else scene.village
    if village is None:
        scene.desk.answer(Line("bind.no_village"))
        return
    keys = (f"{scene.where}|{command.house}", f"{village}|{command.house}")
    if any(locked(scene, key) for key in keys):
        scene.desk.answer(Line("bind.locked"))
        return
    person = matching(scene, village, command)
    if person is None:
        for key in keys:
            miss(scene, key)
        scene.desk.answer(Line("bind.no_match"))
        return
    tell_old_ways(scene, person)
    scene.desk.put(replace(scene.address, persons=(person.id,), village=village))
    scene.desk.note(scene.key, "bind", person.id)
    scene.desk.answer(line("bind.done", name=person.name))


def matching(scene: Scene, village: str, command: Bind) -> Person | None:
    found: tuple[Person, ...] = scene.desk.find(PersonsNamed(village, command.name))
    for person in found:
        home = scene.desk.get(Household, person.household) if person.household else None
        lives_there = home is not None and command.house in (home.number, home.head)
        if lives_there and len(command.four) == 4 and (person.phone or "").endswith(command.four):
            return person
    return None


def locked(scene: Scene, key: str) -> bool:
    misses = scene.desk.get(Misses, key)
    return misses is not None and misses.locked_until is not None and misses.locked_until > scene.now


def miss(scene: Scene, key: str) -> None:
    misses = scene.desk.get(Misses, key) or Misses(key)
    count = misses.count + 1
    until: datetime | None = None
    if count >= scene.limits.bind_misses:
        count, until = 0, scene.now + timedelta(minutes=scene.limits.bind_lock_minutes)
    scene.desk.put(replace(misses, count=count, locked_until=until))


def tell_old_ways(scene: Scene, person: Person) -> None:
    """Whoever already uses another phone for this person hears that a new one was bound."""
    for address in scene.desk.find(AddressesOf(person.id)):
        if address.id != scene.where:
            scene.desk.say(Say(f"address:{address.id}", (Line("bind.other_phone"),)))


def send_code(command: SendCode, scene: Scene) -> None:
    """A code to the number in the roster: only who holds that phone can type it here."""
    person = scene.person
    if person is None or not person.phone:
        scene.desk.answer(Line("prove.not_bound"))
        return
    if scene.address.trusted:
        scene.desk.answer(Line("prove.already"))
        return
    if locked(scene, f"code|{scene.where}"):
        scene.desk.answer(Line("bind.locked"))
        return
    code = scene.fresh.code(person.id)
    expires = scene.now + timedelta(minutes=scene.limits.code_minutes)
    scene.desk.put(Proof(f"proof:{scene.where}", person.id, scene.where, digest_of(scene.where, code), expires))
    # asked for, so no budget and no night stops it; it is of no use to anybody but this phone, so no list has it
    sms = Say(f"phone:{person.phone}", (line("prove.sms", code=code),), kind=SayKind.ANSWER, reach=Reach.SPARE)
    scene.desk.say(sms)
    scene.desk.note(scene.key, "send_code", person.id)
    scene.desk.next = ("prove", {})


def digest_of(where: str, code: str) -> str:
    return hashlib.blake2b(f"{where}|{code}".encode(), digest_size=16).hexdigest()


def check_code(command: CheckCode, scene: Scene) -> None:
    proof = scene.desk.get(Proof, f"proof:{scene.where}")
    key = f"code|{scene.where}"
    if proof is None or proof.used or proof.expires_at < scene.now or locked(scene, key):
        scene.desk.answer(Line("prove.expired"))
        return
    if digest_of(scene.where, command.code) != proof.digest:
        miss(scene, key)
        scene.desk.answer(Line("prove.wrong"))
        if not locked(scene, key):
            scene.desk.next = ("prove", {})
        return
    scene.desk.put(replace(proof, used=True))
    # from the next message on the talk is the person's: what was said on the roster's phone shows here too
    become(scene, replace(scene.address, trusted=True, talk=f"p:{proof.person}"))
    scene.desk.note(scene.key, "prove", proof.person)
    scene.desk.answer(Line("prove.done"))


def claim_id(code: str) -> str:
    """Where a code given on paper is kept: as a digest, never itself."""
    return f"claim:{digest_of('claim', code)}"


def claim(command: Claim, scene: Scene) -> None:
    """The code that `roster import` printed for an office holder: used once, it binds and proves this phone."""
    key = f"claim|{scene.where}"
    proof = scene.desk.get(Proof, claim_id(command.code))
    if locked(scene, key):
        scene.desk.answer(Line("bind.locked"))
        return
    if proof is None or proof.used or proof.expires_at < scene.now:
        miss(scene, key)
        scene.desk.answer(Line("prove.wrong"))
        return
    person = scene.desk.get(Person, proof.person)
    scene.desk.put(replace(proof, used=True, address=scene.where))
    village = person.village if person else scene.address.village
    become(scene, replace(scene.address, persons=(proof.person,), village=village, trusted=True, talk=f"p:{proof.person}"))
    scene.desk.note(scene.key, "claim", proof.person)
    scene.desk.answer(line("bind.done", name=person.name if person else ""))


def become(scene: Scene, address: Address) -> None:
    """What was said here goes where the address goes: to the person it is proved to be, or back to the address alone."""
    if address.talk != scene.address.talk:
        scene.desk.moved.append((scene.where, scene.address.talk, address.talk))
    scene.desk.put(address)


def unbind(command: Unbind, scene: Scene) -> None:
    """解绑: bound by mistake, or the telephone has another owner now. Nothing said here is lost, and nothing of the person shows."""
    if not scene.address.persons:
        scene.desk.answer(Line("unbind.nothing"))
        return
    who = scene.address.persons[0]
    become(scene, replace(scene.address, persons=(), trusted=False, talk=f"a:{scene.where}"))
    scene.desk.note(f"a:{scene.where}", "unbind", who)
    scene.desk.answer(Line("unbind.done"))


def choose_who(command: ChooseWho, scene: Scene) -> None:
    person = scene.desk.get(Person, command.person)
    claim_sealed(scene, command.person)
    scene.desk.put(replace(scene.talk, who=(command.person, scene.now.date().isoformat())))
    scene.desk.answer(line("who.done", name=person.name if person else ""))


def set_village(command: SetVillage, scene: Scene) -> None:
    unit = named_unit(scene, command.name)
    if unit is None:
        scene.desk.answer(Line("village.unknown"))
        return
    scene.desk.put(replace(scene.address, village=unit.id))
    scene.desk.answer(line("village.done", village=unit.name))


def choose_way(command: ChooseWay, scene: Scene) -> None:
    scene.desk.put(replace(scene.address, way=command.way))
    scene.desk.answer(Line("way.done"))


def opt_out(command: OptOut, scene: Scene) -> None:
    """TD: one confirmation, then silence; what the person says later is still heard and answered."""
    scene.desk.put(replace(scene.address, opted_out=True))
    if scene.person is not None:  # silence on one way is silence on all
        for address in scene.desk.find(AddressesOf(scene.person.id)):
            scene.desk.put(replace(address, opted_out=True))
    scene.desk.note(scene.key, "opt_out", scene.where)
    scene.desk.answer(Line("opt_out.done"))


def erase_me(command: EraseMe, scene: Scene) -> None:
    """删掉我的信息: takes effect after 72 hours; until then 别删 undoes it."""
    later(scene, "erase", scene.key, timedelta(hours=scene.limits.erase_undo_hours))
    scene.desk.note(scene.key, "ask_erase", scene.key)
    until = scene.now + timedelta(hours=scene.limits.erase_undo_hours)
    scene.desk.answer(line("erase.coming", day=f"{until.month}月{until.day}日"))
    say_what_stays(scene)


def undo_erase(command: UndoErase, scene: Scene) -> None:
    due = scene.desk.get(Due, f"erase:{scene.key}")
    if due is None or due.done:
        scene.desk.answer(Line("erase.none"))
        return
    scene.desk.put(replace(due, done=True))
    scene.desk.note(scene.key, "undo_erase", scene.key)
    scene.desk.answer(Line("erase.undone"))
