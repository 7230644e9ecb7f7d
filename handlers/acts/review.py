"""乡镇把关 decided: agreed, sent back, or a gate opened in writing. Silence decides nothing: its clock passes it on."""

from collections.abc import Callable
from typing import Any

from handlers.acts.linkage import short, tell_secretary
from handlers.acts.pre_meeting import refuse
from handlers.acts.timing import stop_clock
from handlers.case import Case, case_of
from handlers.issues.overview import quoted
from handlers.issues.review import SHORTEST_REASON, OverrideGate, ReviewIssue, drafters, overridable, to_review
from handlers.messages import Line, Say, line
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.issue import PaperKind
from handlers.village.matter import Stage
from handlers.village.roles import Action


def allowed(scene: Scene, issue: str, action: Action) -> Case | None:
    """The case, when the speaker may do this and has written none of it; else the answer says so."""
    case = case_of(scene, issue)
    if case is None or not case.may(action):
        scene.desk.answer(Line("held.not_yours"))
        return None
    if not all(case.may(action, author=author) for author in drafters(case)):
        scene.desk.answer(Line("held.own_draft"))
        return None
    return case


def review(command: ReviewIssue, scene: Scene) -> None:
    waits = [issue for issue in to_review(scene) if issue.id != command.issue]
    case = allowed(scene, command.issue, Action.REVIEW)
    if case is None:
        return
    if case.issue.stage is not Stage.REVIEW:
        scene.desk.answer(Line("kit.closed"))
    elif command.agree:
        agree(case)
    else:
        send_back(case, command)
    if waits:
        scene.desk.next = ("review", {})


def agree(case: Case) -> None:
    """同意: ready for its meeting; the secretary hears it, and whoever is invited."""
    case.write(PaperKind.REVIEW, agree="1")
    held = case.move(Stage.READY)
    if held is not None:
        refuse(case.scene, case, held)
        return
    stop_clock(case.scene, ClockKind.REVIEW, case.issue.id)
    tell_secretary(case, line("review.agreed", title=short(case)))
    for person in dict.fromkeys(p.facts["person"] for p in case.file.of(PaperKind.INVITATION) if p.facts.get("person")):
        case.scene.desk.say(Say(f"person:{person}", (line("review.ready", title=short(case)),), about=case.issue.id))
    case.scene.desk.answer(line("review.done", title=short(case)))


def send_back(case: Case, command: ReviewIssue) -> None:
    """退回: with the reason; the clock stops, for now the village is waited for."""
    stock = "" if command.reason == "other" else case.scene.word(Line(f"reason.{command.reason}"))
    words = "：".join(part for part in (stock, command.words) if part)
    if not words:
        case.scene.desk.answer(Line("review.no_reason"))
        return
    case.write(PaperKind.REVIEW, words, agree="0", reason=command.reason)
    case.move(Stage.PRE_MEETING)
    stop_clock(case.scene, ClockKind.REVIEW, case.issue.id)
    tell_secretary(case, line("review.sent_back", title=short(case), words=quoted(case, words, 100)))
    case.scene.desk.answer(line("review.returned", title=short(case)))


def override(command: OverrideGate, scene: Scene) -> None:
    """In writing, and only a gate that is shut; what opens it stands in the public file for ever."""
    case = allowed(scene, command.issue, Action.OVERRIDE_GATE)
    if case is None:
        return
    if case.evidence().private:
        scene.desk.answer(Line("override.private"))
    elif len("".join(command.reason.split())) < SHORTEST_REASON:
        scene.desk.answer(line("override.short", count=str(SHORTEST_REASON)))
    elif command.gate not in {shut.gate for shut in overridable(case)}:
        scene.desk.answer(Line("kit.closed"))
    else:
        case.write(PaperKind.OVERRIDE, command.reason, gate=command.gate)
        gate = Line(f"gate.{command.gate}")
        tell_secretary(case, line("override.told", title=short(case), gate=gate, words=quoted(case, command.reason, 100)))
        scene.desk.answer(line("override.done", gate=gate))


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {ReviewIssue: review, OverrideGate: override}
