"""What a reader of sealed cases decides. Every look stands in the audit chain; what is shown is stored under the vault's key only."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers.acts.sealing import Sealed, file_public, near, put_away, readers, stop, take_away, tell_readers, wind
from handlers.for_others import for_others
from handlers.memory import Address, Due, Opened
from handlers.messages import Line, Say, line
from handlers.named import names_near
from handlers.report import clip
from handlers.scene import Scene
from handlers.vault import (
    PIECE,
    WHYS,
    AnswerSealed,
    PassUp,
    ReadSealed,
    ReturnSealed,
    SealLater,
    SeeAccuser,
    TakeSealed,
    allowed,
    pictures,
    sealable,
    thing_of,
    village_of,
    words_of,
)
from handlers.village.matter import Concern
from handlers.village.people import Person, UnitKind
from handlers.village.roles import Action, Level
from handlers.village.sealed_case import SealedCase, SealedState


def read(command: ReadSealed, scene: Scene) -> None:
    """The words, to this answer only; who looked and why are in the register before they are shown."""
    found = _opened(scene, command.case, Action.READ_SEALED)
    if found is None:
        return
    case, opened = found
    start = command.piece * PIECE
    register(scene, "read_sealed", opened, command.why)
    level = "township" if thing_of(scene, case).level is Level.VILLAGE else "district"
    scene.desk.put(replace(case, looks=case.looks | {f"{level}:{scene.now.date().isoformat()}"}))  # its author may see it
    scene.desk.secret = True
    scene.desk.answer(line("vault.words", words=opened.text[start : start + PIECE]))
    if count := pictures(scene, case.id):
        scene.desk.answer(line("vault.pictures", count=str(count), case=case.id))
    scene.desk.next = ("vault_decide", {"case": command.case, "why": command.why, "piece": str(command.piece)})


def _opened(scene: Scene, case: str, action: Action) -> tuple[SealedCase, Opened] | None:
    """The case and its words, for whoever may; None, with the refusal said, for everybody else."""
    found = scene.desk.get(SealedCase, case)
    if found is None or scene.small or not allowed(scene, action, found):
        scene.desk.answer(Line("vault.chat_only" if scene.small else "held.not_yours"))
        return None
    opened = words_of(scene, case)
    if opened is None:  # its author has taken it back meanwhile
        scene.desk.answer(Line("kit.closed"))
        return None
    return found, opened


def register(scene: Scene, what: str, opened: Opened, why: str) -> None:
    """查阅登记: a row of the chain can never be taken back, so the reason stands there without names and numbers."""
    reason = why if why in WHYS else clip(_of_nobody(scene, why, opened), 60)
    scene.desk.note(scene.actor, what, opened.id, reason)


def _of_nobody(scene: Scene, words: str, opened: Opened) -> str:
    """A reader's own words where many read them: whoever stands in the case must not be known by them."""
    village = village_of(scene, opened)
    return for_others(scene, village, words, names_near(scene, village))


def take(command: TakeSealed, scene: Scene) -> None:
    """受理: somebody above looks into it, and its clock stops."""
    if (found := _opened(scene, command.case, Action.DECIDE_SEALED)) is not None:
        _decided(scene, *found, SealedState.TAKEN)


def give_back(command: ReturnSealed, scene: Scene) -> None:
    """退回村里办: what is public goes on in the village, and nothing joins it to the rest."""
    if (found := _opened(scene, command.case, Action.DECIDE_SEALED)) is None:
        return
    case, opened = found
    if not opened.address:  # its author is erased: there is no village left to give it back to
        scene.desk.answer(Line("kit.closed"))
        return
    if command.words:
        said = list(scene.desk.lines)  # the receipt is its author's, who finds the number with 我的事
        file_public(scene, opened.address, _of_nobody(scene, command.words, opened))
        scene.desk.lines[:] = said
    _decided(scene, case, opened, SealedState.RETURNED)


def pass_up(command: PassUp, scene: Scene) -> None:
    """转上一级: from the township to the district, where the discipline's liaison reads first."""
    if (found := _opened(scene, command.case, Action.DECIDE_SEALED)) is None:
        return
    case, opened = found
    district = scene.desk.staff("")
    if district is None or case.unit == district.unit.id:
        scene.desk.answer(Line("kit.closed"))
        return
    _decided(scene, replace(case, unit=district.unit.id, asked_by=None), opened, SealedState.PASSED_UP)
    passed = replace(case, unit=district.unit.id)
    wind(scene, passed)
    tell_readers(scene, passed)


def answer(command: AnswerSealed, scene: Scene) -> None:
    """回话: the answer lies in the vault too, and opens for the address the words came from."""
    if (found := _opened(scene, command.case, Action.DECIDE_SEALED)) is None or not command.words.strip():
        return
    key = f"{command.case}:{scene.fresh.id('sealed_answer')}"
    scene.desk.sealed.append(Sealed(key, scene.where, command.words.strip(), None))
    _decided(scene, *found, SealedState.ANSWERED)


def _decided(scene: Scene, case: SealedCase, opened: Opened, state: SealedState) -> None:
    scene.desk.put(replace(case, state=state, decided_by=scene.actor, decided_at=scene.now))
    stop(scene, case)
    scene.desk.note(scene.actor, f"sealed_{state}", case.id)
    # the same words whatever was decided: who glances at that phone learns nothing
    if tells(scene, case, opened.address):
        scene.desk.say(Say(f"address:{opened.address}", (Line("sealed.news"),), secret=True))
    scene.desk.answer(Line(f"vault.done_{state}"))


def tells(scene: Scene, case: SealedCase, where: str) -> bool:
    """A phone that several use, or whose owner is named, would tell the wrong one that there is something."""
    address = scene.desk.get(Address, where) if where and case.speaker else None
    return address is not None and len(address.persons) <= 1 and not near(scene, where) & case.named


def see_accuser(command: SeeAccuser, scene: Scene) -> None:
    """Two different readers ask, each with a reason; the second is shown it, once."""
    if (found := _opened(scene, command.case, Action.SEE_ACCUSER)) is None:
        return
    case, opened = found
    if case.asked_by in (None, scene.actor):
        register(scene, "ask_accuser", opened, command.why)
        scene.desk.put(replace(case, asked_by=scene.actor))
        for person in readers(scene, case, every=True):
            if person.id != scene.actor:
                scene.desk.say(Say(f"person:{person.id}", (Line("vault.second"),)))
        scene.desk.answer(Line("vault.needs_second"))
        return
    register(scene, "see_accuser", opened, command.why)
    scene.desk.put(replace(case, asked_by=None))
    scene.desk.secret = True
    scene.desk.answer(who_wrote(scene, opened))


def who_wrote(scene: Scene, opened: Opened) -> Line:
    if not opened.address:
        return Line("vault.accuser_erased")
    address = scene.desk.get(Address, opened.address)
    people = [scene.desk.get(Person, key) for key in (address.persons if address else ())]
    names = "、".join(p.name for p in people if p) or "—"
    phones = "、".join((p.phone or "—").removeprefix("+86") for p in people if p) or "—"
    if not any(people) and address is not None and address.channel == "sms":
        phones = address.sender.removeprefix("+86")
    return line("vault.accuser", name=names, phone=phones)


def seal_later(command: SealLater, scene: Scene) -> None:
    """封存: every earlier row of a matter already on its way follows it into the vault; its author hears where it is now.

    Not on a phone of the village's offices, of somebody named, or of a whole family.
    """
    concern = scene.desk.get(Concern, command.concern)
    if concern is None or not sealable(scene, concern):
        scene.desk.answer(Line("held.not_yours"))
        return
    number = concern.number or "—"
    take_away(scene, concern)
    case = put_away(scene, concern.text, False, concern, later=True)
    scene.desk.note(scene.actor, "seal_later", case.id)
    if tells(scene, case, concern.address):
        scene.desk.say(Say(f"address:{concern.address}", (Line("sealed.kept"),), secret=True))
    scene.desk.answer(line("seal_later.done", number=number))


WAITS = (SealedState.WAITING, SealedState.PASSED_UP)


def warn(scene: Scene, due: Due) -> None:
    """Its time is nearly over: whoever reads is told once more."""
    case = scene.desk.get(SealedCase, due.ref)
    if case is not None and case.state in WAITS:
        remind(scene, case)


def remind(scene: Scene, case: SealedCase) -> None:
    """Once a day, however many cases wait: who hears the same word all day long reads none of them."""
    for person in readers(scene, case):
        key = f"vault_told:{person.id}"
        before = scene.desk.get(Due, key)
        if before is None or before.at.date() < scene.now.date():
            scene.desk.put(Due(key, "vault_told", case.id, scene.now, done=True))
            scene.desk.say(Say(f"person:{person.id}", (Line("vault.come"),)))


def run_out(scene: Scene, due: Due) -> None:
    """Nobody has taken it in hand: from the township to the district, and there it is called again until somebody does."""
    case = scene.desk.get(SealedCase, due.ref)
    district = scene.desk.staff("")
    if case is None or case.state not in WAITS or district is None:
        return
    unit = scene.desk.unit(case.unit)
    if unit is None:
        return
    if unit.kind is not UnitKind.DISTRICT:
        case = replace(case, unit=district.unit.id, asked_by=None)
        scene.desk.put(case)
        scene.desk.note("clock", "sealed_passed_up", case.id)
        tell_readers(scene, case)
    else:
        scene.desk.note("clock", "sealed_unassigned", case.id)
        remind(scene, case)
    wind(scene, replace(case, unsure=False))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    ReadSealed: read,
    TakeSealed: take,
    ReturnSealed: give_back,
    PassUp: pass_up,
    AnswerSealed: answer,
    SeeAccuser: see_accuser,
    SealLater: seal_later,
}
