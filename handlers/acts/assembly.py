"""The lawful assembly called in time and its count held to the statute; 通过 is said for a lawful yes and for nothing else."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from handlers.acts import counted, petition, publishing
from handlers.acts.asking import put_ask
from handlers.acts.homes import tell_homes
from handlers.acts.pre_meeting import refuse
from handlers.acts.told import tell, tell_all
from handlers.case import Case, case_of, head_count
from handlers.issues import assembly as talks
from handlers.issues import counting
from handlers.issues.amounts import spoken_day
from handlers.issues.bodies import fewest, pack_of, too_few
from handlers.issues.polling import untellable
from handlers.lawful import body_name, told
from handlers.messages import Line, Say, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.assembly import Body, HeadCount, Item
from handlers.village.issue import Paper, PaperKind
from handlers.village.matter import Stage
from handlers.village.road import Held
from handlers.village.roles import Action
from handlers.village.verdict import decide, may_say_passed, muddles


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
    if case.issue.stage is not Stage.STATUTORY and case.could(Stage.STATUTORY) is not None:
        scene.desk.answer(Line("held.no_road"))
        return
    if shut := untellable(case):  # the call hangs on the board and goes to everybody
        refuse(scene, case, Held("held.shut", shut))
        return
    pack = pack_of(case, Item(command.item))
    rule = pack.bodies[command.body] if pack else None
    least = fewest(case, command.body, rule) if rule else 0
    if command.eligible < least:
        scene.desk.answer(too_few(least, command.eligible))
        return
    short = rule is None or (command.day - scene.now.date()).days < rule.notice_days
    if rule is None or (short and not (rule.urgent_notice and command.urgent)):
        scene.desk.answer(Line("assembly.no_notice"))
        return
    if case.issue.stage is not Stage.STATUTORY:  # only now: a call refused leaves the matter where it stood
        case.move(Stage.STATUTORY)
    case.change(item=command.item, session=command.day)
    facts = {"body": command.body.value, "day": command.day.isoformat(), "eligible": str(command.eligible)}
    marks = {"urgent": str(int(bool(command.urgent))), "mandated": str(int(command.mandated)), "households": str(command.households)}
    case.write(PaperKind.ASSEMBLY_CALL, command.urgent, **facts, **marks)
    day, title = spoken_day(command.day), clip(case.issue.title, 12)
    invited = line("assembly.invited", title=title, day=day, body=body_name(command.body))
    homes, unreached = tell_homes(case, command.body, lambda _: invited)
    words = scene.word(line("assembly.notice", title=clip(case.issue.title, 20), day=day, body=body_name(command.body)))
    case.write(PaperKind.NOTICE, words, page="call", body=command.body.value, until=command.day.isoformat())
    scene.desk.answer(line("assembly.called", day=day, body=body_name(command.body), households=str(homes)))
    if unreached:
        scene.desk.answer(line("rule.by_foot", households=str(unreached)))
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
    """What was counted is written and looked at by a supervisor; one hand alone makes no decision. What cannot be true is refused."""
    case = opened(scene, command.issue)
    call, pack = (case.file.last(PaperKind.ASSEMBLY_CALL), case.pack()) if case else (None, None)
    if case is None or call is None or pack is None or case.issue.stage is not Stage.STATUTORY:
        scene.desk.answer(Line("held.no_road"))
        return
    if date.fromisoformat(call.facts["day"]) > scene.now.date():  # nobody was there yet whom one could have counted
        scene.desk.answer(line("assembly.not_yet", day=spoken_day(date.fromisoformat(call.facts["day"]))))
        return
    body = Body(call.facts["body"])
    least = counting.least_called(case, body, pack.bodies[body])
    if command.count.eligible < least:
        scene.desk.answer(too_few(least, command.count.eligible))
        return
    if any(muddles(command.count)):
        scene.desk.answer(*told(decide(pack, body, Item(case.issue.item), command.count)))
        scene.desk.next = ("matters", {"issue": case.issue.id, "step": "assembly"})
        return
    paper = case.write(PaperKind.ASSEMBLY, body=body.value, **facts_of(command.count))
    scene.desk.answer(both(command.count))
    counted.ask_supervisors(case, paper)


def confirmed(case: Case, paper: Paper) -> None:
    """The verdict is reckoned from what was counted; it hangs up whatever it is, and whoever counted goes on from it."""
    scene, verdict = case.scene, case.verdict()
    if verdict is None:
        return
    lines, passed = (both(head_count(paper.facts)), *told(verdict)), may_say_passed(verdict)
    words = [line("assembly.result", title=clip(case.issue.title, 20), body=body_name(Body(paper.facts["body"]))), *lines]
    publishing.post(case, "\n".join(scene.word(each) for each in words))
    case.post()
    tell(case, paper.author, *lines, *(() if passed else (Line("assembly.stays"),)))
    tell_all(case, line("assembly.told_passed" if passed else "assembly.told_failed", title=clip(case.issue.title, 12)))
    publishing.go_on(case)
    lead(case, paper.author)


def lead(case: Case, person: str) -> None:
    """The next step is that of whoever counted, not of the supervisor who has looked: it waits on their phone, one digit."""
    scene, then = case.scene, case.scene.desk.next
    scene.desk.next = None
    if then is None:
        return
    step = then[1]["step"]
    say = Say(f"person:{person}", (line("assembly.next", title=clip(case.issue.title, 12)),), about=case.issue.id)
    steps, labels = (step,), (Line(f"step.{step}"),)
    scene.desk.say(put_ask(scene, say, person, "matters", "matters.step", {"issue": case.issue.id}, steps, labels))


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
