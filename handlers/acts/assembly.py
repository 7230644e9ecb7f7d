"""The lawful assembly called in time and its count held to the statute; 通过 is said for a lawful yes and for nothing else."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from handlers.acts import petition, publishing
from handlers.acts.told import tell_all
from handlers.case import Case, case_of
from handlers.issues import assembly as talks
from handlers.issues import counting
from handlers.issues.amounts import spoken_day
from handlers.issues.bodies import pack_of
from handlers.lawful import body_name, told
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.assembly import Body, HeadCount, Item
from handlers.village.issue import PaperKind
from handlers.village.matter import Stage
from handlers.village.roles import Action
from handlers.village.verdict import decide, may_say_passed


def opened(scene: Scene, issue: str) -> Case | None:
    case = case_of(scene, issue)
    if case is None or not case.may(Action.OPEN_MEETING):
        scene.desk.answer(Line("held.not_yours"))
        return None
    return case


def call(command: talks.CallAssembly, scene: Scene) -> None:
    """From STATUTORY, or by petition from any stage: the four gates bind the 说事议事会 and not this meeting."""
    case = opened(scene, command.issue)
    if case is None:
        return
    if case.issue.stage is not Stage.STATUTORY and case.move(Stage.STATUTORY) is not None:
        scene.desk.answer(Line("held.no_road"))
        return
    pack = pack_of(case, Item(command.item))
    rule = pack.bodies[command.body] if pack else None
    short = rule is None or (command.day - scene.now.date()).days < rule.notice_days
    if rule is None or (short and not (rule.urgent_notice and command.urgent)):
        scene.desk.answer(Line("assembly.no_notice"))
        return
    case.change(item=command.item, session=command.day)
    facts = {"body": command.body.value, "day": command.day.isoformat(), "eligible": str(command.eligible)}
    marks = {"urgent": str(int(bool(command.urgent))), "mandated": str(int(command.mandated)), "households": str(command.households)}
    case.write(PaperKind.ASSEMBLY_CALL, command.urgent, **facts, **marks)
    day, title = spoken_day(command.day), clip(case.issue.title, 12)
    count = tell_all(case, line("assembly.invited", title=title, day=day, body=body_name(command.body)))
    words = scene.word(line("assembly.notice", title=clip(case.issue.title, 20), day=day, body=body_name(command.body)))
    case.write(PaperKind.NOTICE, words, page="call", until=command.day.isoformat())
    scene.desk.answer(line("assembly.called", day=day, body=body_name(command.body), count=str(count)))
    scene.desk.answer(*counting.missing_lines(case))


def count_party(command: counting.CountParty, scene: Scene) -> None:
    """The members only give their view; their meeting has a notice and a quorum of its own."""
    case = opened(scene, command.issue)
    pack = counting.party_pack(case) if case else None
    if case is None or pack is None:
        return
    agreed = "1" if counting.reviewed(case, command.count) else "0"
    count = command.count
    numbers = {"eligible": str(count.eligible), "present": str(count.present), "yes": str(count.yes), "notice": str(count.notice_days)}
    case.write(PaperKind.PARTY, agreed=agreed, **numbers)
    scene.desk.answer(*told(decide(pack, Body.PARTY_MEMBERS, Item.OTHER, count)), *counting.missing_lines(case))


def count(command: counting.CountAssembly, scene: Scene) -> None:
    """The verdict is reckoned from what was counted; it hangs up whatever it is."""
    case = opened(scene, command.issue)
    call = case.file.last(PaperKind.ASSEMBLY_CALL) if case else None
    if case is None or call is None or case.issue.stage is not Stage.STATUTORY:
        scene.desk.answer(Line("held.no_road"))
        return
    case.write(PaperKind.ASSEMBLY, body=call.facts["body"], **facts_of(command.count))
    verdict = case.verdict()
    if verdict is None:
        return
    lines = (both(command.count), *told(verdict))
    scene.desk.answer(*lines)
    words = [line("assembly.result", title=clip(case.issue.title, 20), body=body_name(Body(call.facts["body"]))), *lines]
    publishing.post(case, "\n".join(scene.word(each) for each in words))
    case.post()
    passed = may_say_passed(verdict)
    tell_all(case, line("assembly.told_passed" if passed else "assembly.told_failed", title=clip(case.issue.title, 12)))
    if not passed:
        scene.desk.answer(Line("assembly.stays"))
    publishing.go_on(case)


def facts_of(count: HeadCount) -> dict[str, str]:
    return {name: str(int(value)) for name, value in asdict(count).items()}


def both(count: HeadCount) -> Line:
    """Persons and households, side by side."""
    return line(
        "assembly.counted",
        need=str(count.eligible),
        have=str(count.present),
        households=str(count.households_present),
        yes=str(count.yes),
        no=str(count.no),
        abstain=str(count.abstain),
    )


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {
    talks.CallAssembly: call,
    counting.CountParty: count_party,
    counting.CountAssembly: count,
    **petition.ACTS,
}
