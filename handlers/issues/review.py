"""乡镇把关: one screen a matter, agreed or sent back; and a gate opened in writing, with the reason shown for ever."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.case import Case, case_of, shut_line
from handlers.issues import handed_up
from handlers.issues.overview import screen
from handlers.issues.pre_meeting import opened
from handlers.memory import (
    ById,
    ConcernsOfIssue,
    HouseholdsOf,
    IssuesAt,
    OpinionsOn,
    PapersOf,
    PersonsOfUnit,
    RequestsOf,
    TasksOf,
    VisitsOn,
)
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, ask, choose
from handlers.village.gates import GateName, Shut
from handlers.village.issue import Issue, PaperKind
from handlers.village.matter import Stage
from handlers.village.people import Office
from handlers.village.road import NEVER, OVERRIDES
from handlers.village.roles import Action

REASONS = ("visits", "options", "departments", "not_village", "other")
SHORTEST_REASON = 10  # characters: it is shown for ever, so it has to say something
OFFICES = (Office.REVIEWER, Office.SECRETARY)  # of the township: the village's own secretary has no right to it
NEXT: Mapping[Stage, Stage] = dict(OVERRIDES.keys())


@dataclass(frozen=True, slots=True)
class ReviewIssue:
    """reason: one of REASONS, "" when it is agreed; words the reviewer's own sentence."""

    issue: str
    agree: bool
    reason: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class OverrideGate:
    issue: str
    gate: GateName
    reason: str


# ---------------------------------------------------------------- agree or send back


def to_review(scene: Scene) -> list[Issue]:
    """Only what the speaker can decide today, oldest first; villages stand in no other order."""
    found: tuple[Issue, ...] = scene.desk.find(IssuesAt(Stage.REVIEW.value, scene.villages(*OFFICES)))
    waits = [issue for issue in found if issue.stage is Stage.REVIEW]
    return [case.issue for case in cases(scene, waits) if case.may(Action.REVIEW)]


def anything(scene: Scene) -> bool:
    """Is there something to decide: a matter to review, one handed up, or one held at a gate that may be opened?"""
    return bool(to_review(scene) or handed_up.mine(scene) or stalled_at_a_gate(scene))


def cases(scene: Scene, issues: list[Issue]) -> list[Case]:
    """Several files at once: one look-up instead of one for each."""
    shelves = (ConcernsOfIssue, OpinionsOn, VisitsOn, PapersOf, RequestsOf, TasksOf)
    places = {issue.village for issue in issues}
    scene.desk.need(
        *(ById(Issue, issue.id) for issue in issues),
        *(shelf(issue.id) for issue in issues for shelf in shelves),
        *(people(village) for village in places for people in (HouseholdsOf, PersonsOfUnit)),
    )
    return [case for issue in issues if (case := case_of(scene, issue.id)) is not None]


def review(scene: Scene, issue: str = "") -> Talk[Any]:
    """One matter on one screen: agreed, or sent back with a reason. issue is given where a message of the bot's own asks."""
    if not issue:
        picks = [Pick(each.id, item(scene, each), each.id) for each in to_review(scene)]
        above = {f":up:{each.id}": each for each in handed_up.mine(scene)}
        picks += [Pick(token, handed_up.item(scene, each), token) for token, each in above.items()]
        if stalled_at_a_gate(scene):
            picks.append(Pick(":override", Line("review.override"), ""))
        issue = yield from choose("review.which", picks)
        if not issue:
            return (yield from override(scene))
        if issue in above:
            return (yield from handed_up.handed_up(scene, above[issue].id))
    case = opened(scene, issue)
    if case.issue.stage is not Stage.REVIEW:
        raise Stale("review.decide")
    verdicts = (Pick("agree", Line("review.agree"), True), Pick("back", Line("review.back"), False))
    if (yield from choose("review.decide", verdicts, before=screen(case))):
        return ReviewIssue(issue, agree=True)
    reason = yield from choose("review.reason", [Pick(name, Line(f"reason.{name}"), name) for name in REASONS])
    return ReviewIssue(issue, agree=False, reason=reason, words=(yield from own_words(reason)))


def own_words(reason: str) -> Talk[str]:
    """A sentence beside the stock reason; "other" says nothing by itself, so there it is asked for."""
    if reason == "other":
        return (yield from ask("review.why")) or ""
    return (yield from ask("review.words", skippable=True)) or ""


def item(scene: Scene, issue: Issue) -> Line:
    unit = scene.desk.unit(issue.village)
    return line("review.item", village=unit.name if unit else "", title=clip(issue.title, 12))


# ---------------------------------------------------------------- a gate opened in writing


def stalled(scene: Scene) -> list[Issue]:
    """Issues of one's villages at a stage from which the township may open a gate."""
    villages = scene.villages(*OFFICES)
    scene.desk.need(*(IssuesAt(stage.value, villages) for stage in NEXT))
    return [issue for stage in NEXT for issue in scene.desk.find(IssuesAt(stage.value, villages)) if issue.stage is stage]


def overridable(case: Case) -> list[Shut]:
    """What is lacking at the gate that may be opened in writing; a private matter never may."""
    held = case.could(NEXT[case.issue.stage]) if case.issue.stage in NEXT else None
    if held is None or not held.shut or case.evidence().private:
        return []
    allowed = OVERRIDES[case.issue.stage, NEXT[case.issue.stage]]
    return [shut for shut in held.shut if shut.gate in allowed and shut.what not in NEVER]


def stalled_at_a_gate(scene: Scene) -> list[Case]:
    return [case for case in cases(scene, stalled(scene)) if case.may(Action.OVERRIDE_GATE) and overridable(case)]


def override(scene: Scene) -> Talk[Any]:
    """Which matter, which gate, why; the reason is read back with what becomes of it."""
    held = {each.issue.id: each for each in stalled_at_a_gate(scene)}
    if not held:
        return None
    issue = yield from choose("override.which", [Pick(each.issue.id, item(scene, each.issue), each.issue.id) for each in held.values()])
    shut = overridable(held[issue])
    gates = dict.fromkeys(each.gate for each in shut if each.gate)
    picks = [*(Pick(gate, Line(f"gate.{gate}"), gate) for gate in gates), Pick(":none", Line("override.none"), None)]
    gate = yield from choose("override.gate", picks, before=[shut_line(each) for each in shut])
    if gate is None:
        return None
    reason = yield from written_reason()
    sure = (Pick("yes", Line("override.yes"), True), Pick("no", Line("override.no"), False))
    return OverrideGate(issue, gate, reason) if (yield from choose("override.check", sure, words=clip(reason, 120))) else None


def written_reason() -> Talk[str]:
    again, before = 0, tuple[Line, ...]()
    while len("".join((said := (yield from ask(f"override.why#{again}", before=before)) or "").split())) < SHORTEST_REASON:
        again, before = again + 1, (line("override.short", count=str(SHORTEST_REASON)),)
    return said


def drafters(case: Case) -> frozenset[str]:
    """Whoever wrote what now waits for a yes."""
    kinds = (PaperKind.SET, PaperKind.PRE_MEETING, PaperKind.OPTION, PaperKind.SENT)
    return frozenset(paper.author for kind in kinds for paper in case.file.of(kind))
