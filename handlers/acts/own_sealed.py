"""What the author of sealed words does with them: sees where they stand, adds to them, takes them back. No list shows any of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers.acts.sealing import DOUBTS, Sealed, put_away, stop, tell_readers, wind
from handlers.memory import MORE, SealedText
from handlers.messages import Line, line
from handlers.named import marks, named_in, reading_unit
from handlers.own_sealed import OPEN, UNDECIDED, answers, has_any, just_sealed, mine, own_words, said_by_me, shared
from handlers.report import clip
from handlers.scene import Scene
from handlers.vault import AddToSealed, CheckSealed, HowToWithdraw, WithdrawSealed
from handlers.village.people import UnitKind
from handlers.village.sealed_case import SealedCase, SealedState
from nlp.reading import Accusation

LEVELS = {"township": Line("sealed_level.township"), "district": Line("sealed_level.district")}
MOST_SHOWN = 3  # cases in one answer to 我的来件


def check(command: CheckSealed, scene: Scene) -> None:
    """我的来件: where one's own sealed words stand, who has read them, what was answered; on the very address they came from."""
    keep_doubts(scene)
    cases = mine(scene)[: 1 if scene.small else MOST_SHOWN]
    scene.desk.hidden |= has_any(scene)
    if not cases:
        scene.desk.answer(Line("sealed.none"))
        return
    scene.desk.need(*(SealedText(case.id) for case in cases))
    scene.desk.secret = True
    for case in cases:
        show(scene, case)
    if not scene.small and any(case.state in OPEN for case in cases):
        scene.desk.answer(Line("sealed.may_add" if all(case.state not in UNDECIDED for case in cases) else "sealed.may_change"))


def show(scene: Scene, case: SealedCase) -> None:
    scene.desk.answer(line("sealed.stands", day=f"{case.at.month}月{case.at.day}日", stage=Line(f"sealed_state.{case.state}")))
    if said_by_me(scene, case) and (words := own_words(scene, case.id)):
        scene.desk.answer(line("sealed.own", words=clip("；".join(each.text for each in words), 120)))
    if not scene.small:
        for look in sorted(case.looks, key=lambda each: each.partition(":")[2]):
            level, _, day = look.partition(":")
            _, month, date = day.split("-")
            scene.desk.answer(line("sealed.look", level=LEVELS[level], day=f"{int(month)}月{int(date)}日"))
    if (case.speaker == scene.speaker or not shared(scene)) and (said := answers(scene, case.id)):
        scene.desk.answer(line("sealed.answer", words=clip(said[-1].text, 200)))


def how_to_withdraw(command: HowToWithdraw, scene: Scene) -> None:
    """It was said in passing: only the word itself takes back what cannot be brought again."""
    scene.desk.hidden = True
    keep_doubts(scene)
    scene.desk.answer(Line("sealed.how_to_withdraw"))


def keep_doubts(scene: Scene) -> None:
    """我告他的那事咋样了 may accuse once more: no such word is lost."""
    case = next((case for case in mine(scene) if case.state in OPEN), None)
    if scene.reading.accusation not in DOUBTS:
        return
    if case is not None:
        join(scene, case, scene.heard.text or "")
    else:
        put_away(scene, scene.heard.text or "", scene.reading.accusation is not Accusation.ACCUSED)


def withdraw(command: WithdrawSealed, scene: Scene) -> None:
    """撤来件: the words leave the vault for good; what somebody has taken in hand can only be added to."""
    scene.desk.hidden |= has_any(scene)
    cases = mine(scene)
    case = next((case for case in cases if case.state in UNDECIDED), None)
    if case is None:
        taken = any(case.state is SealedState.TAKEN for case in cases)
        scene.desk.answer(Line("sealed.too_late" if taken else "sealed.none"))
        return
    stop(scene, case)
    scene.desk.put(replace(case, state=SealedState.WITHDRAWN, asked_by=None))
    scene.desk.unsealed.append(case.id)
    scene.desk.note("clock", "sealed_withdrawn", case.id)
    scene.desk.answer(line("sealed.withdrawn", day=f"{case.at.month}月{case.at.day}日"))


def add(command: AddToSealed, scene: Scene) -> None:
    """More words, or a picture: they join the case just sealed or the latest one that is open, else they are one of their own."""
    case = just_sealed(scene) or next((case for case in mine(scene) if case.state in OPEN), None)
    if not command.words:
        scene.desk.hidden |= has_any(scene)
        scene.desk.answer(Line("sealed.how_to_add" if case is not None else "sealed.none"))
    elif case is not None:
        join(scene, case, command.words)
        scene.desk.answer(Line("sealed.joined"))
    else:
        put_away(scene, command.words, scene.reading.accusation is not Accusation.ACCUSED)
        scene.desk.answer(Line("sealed.kept"))


def join(scene: Scene, case: SealedCase, words: str) -> None:
    """Under the same case; it rises when the new words name somebody who stands where it is read."""
    key = f"{case.id}{MORE}{scene.fresh.id('sealed_more')}"
    scene.desk.sealed.append(Sealed(key, scene.where, words, None, at=scene.now.timestamp()))
    who = named_in(scene, words, scene.village)
    joined = replace(case, named=case.named | marks(scene, who.persons))
    unit = reading_unit(scene, who.level, scene.village)
    if height(scene, unit) > height(scene, case.unit):
        joined = replace(joined, unit=unit, state=SealedState.WAITING, decided_by=None, decided_at=None, asked_by=None)
        wind(scene, joined)
        tell_readers(scene, joined)
    elif case.state is SealedState.TAKEN:
        tell_readers(scene, joined)
    scene.desk.put(joined)
    scene.desk.note("clock", "sealed_more", case.id)


def height(scene: Scene, unit: str) -> int:
    found = scene.desk.unit(unit)
    return 2 if found is None else int(found.kind is UnitKind.DISTRICT)


def say_what_stays(scene: Scene) -> None:
    """删掉我的信息 also takes what is sealed, but for what somebody has in hand: that is said beforehand, and only here."""
    decided = [case for case in mine(scene) if case.state not in (*UNDECIDED, SealedState.WITHDRAWN)]
    if decided and not shared(scene):
        scene.desk.secret = True
        scene.desk.answer(Line("sealed.erase_stays"))


def claim(scene: Scene, person: str) -> None:
    """您是哪位, asked right after words were sealed on a shared phone: from now on they show to this person only."""
    case = just_sealed_here(scene)
    if case is not None:
        scene.desk.put(replace(case, speaker=scene.mark(person)))
        scene.desk.hidden = True
        scene.desk.answer(Line("sealed.look_yourself"))


def just_sealed_here(scene: Scene) -> SealedCase | None:
    return just_sealed(scene) if shared(scene) and scene.person is None else None


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    CheckSealed: check,
    WithdrawSealed: withdraw,
    HowToWithdraw: how_to_withdraw,
    AddToSealed: add,
}
