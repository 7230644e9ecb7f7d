"""会议结果: done, voted on by law, postponed or not, with the reason; what the branch studied; then the notice."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.case import Case
from handlers.issues import minutes, objections, tasks, votes
from handlers.issues.amounts import ask_day, spoken_day
from handlers.issues.files import opened
from handlers.issues.minutes import shortened
from handlers.issues.reading_aloud import voices_aloud
from handlers.issues.steps import Step
from handlers.issues.studying import branch_study
from handlers.issues.tasks import Work, ask_tasks
from handlers.issues.voices import public, unread
from handlers.lawful import item_name
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.assembly import Item
from handlers.village.issue import OutcomeKind, PaperKind
from handlers.village.matter import Stage
from handlers.village.roles import Action


@dataclass(frozen=True, slots=True)
class SettleOutcome:
    """item: what the law calls it, for a vote; review_on: when something postponed is looked at again.

    met, met_on (None: today) and conclusion are the branch's own, not the meeting's.
    """

    issue: str
    kind: OutcomeKind
    words: str
    met: str
    item: str = ""
    review_on: date | None = None
    tasks: tuple[Work, ...] = ()
    conclusion: str = ""
    met_on: date | None = None


@dataclass(frozen=True, slots=True)
class Publish:
    issue: str


@dataclass(frozen=True, slots=True)
class CloseMatter:
    """Nothing will be done: once the notice has stood and every objection is answered."""

    issue: str


def outcome(scene: Scene, issue: str) -> Talk[Any]:
    """Whatever the law reserves for an assembly cannot be settled at the table; absent voices may still be read before it."""
    case = opened(scene, issue)
    kinds = [kind for kind in OutcomeKind if kind is not OutcomeKind.DO or not case.issue.item]
    before = (line("outcome.by_law", item=item_name(Item(case.issue.item))),) if case.issue.item else ()
    picks = [Pick(kind, Line(f"outcome.{kind}"), kind) for kind in kinds]
    if left := unread(case):
        before = (line("outcome.unread", count=str(left)), *before)
        picks.append(Pick(":read", Line("outcome.read_first"), None))
    kind = yield from choose("outcome.which", picks, before=before)
    if kind is None:
        return (yield from voices_aloud(scene, issue))
    words = (yield from ask("outcome.settled" if kind is OutcomeKind.DO else "outcome.why")) or ""
    item, review_on, given = case.issue.item, None, tuple[Work, ...]()
    if kind is OutcomeKind.VOTE_BY_LAW and not item:
        item = yield from ask_item(case)
    elif kind is OutcomeKind.POSTPONE:
        review_on = yield from ask_day("outcome.review", scene)
    elif kind is OutcomeKind.DO:
        given = yield from ask_tasks(case)
    study = yield from branch_study(scene, Line("outcome.agreed"))
    return SettleOutcome(issue, kind, words, study.met, item, review_on, given, study.words, study.day)


def ask_item(case: Case) -> Talk[str]:
    """What the law calls it: that decides who may decide."""
    book, unit = case.scene.statutes.book, case.scene.desk.unit(case.issue.village)
    packs = book.packs(unit.kind) if book and unit else ()
    items = dict.fromkeys(item for pack in packs for item in pack.items if item is not Item.CONSULTATION)
    found: Item = yield from choose("outcome.item", [Pick(item, item_name(item), item) for item in items])
    return found.value


def publish(scene: Scene, issue: str) -> Talk[Any]:
    """The notice as it will hang, then one digit."""
    case = opened(scene, issue)
    until = case.up_until()
    shown = (line("minutes.text", words=shortened(notice_text(case), 480)), line("publish.until", day=spoken_day(until)))
    return (
        Publish(issue)
        if (
            yield from choose(
                "publish.check", (Pick("yes", Line("publish.yes"), True), Pick("no", Line("publish.no"), False)), before=shown
            )
        )
        else None
    )


def notice_text(case: Case) -> str:
    """What hangs on the board: the result first, then the minutes, then what anybody can do who does not agree."""
    paper, found = case.file.last(PaperKind.OUTCOME), minutes.written(case)
    word = case.scene.word
    lines = [word(Line("publish.objection"))]
    if found is not None:
        lines.insert(0, found.words)
    if paper is not None:
        kind = Line(f"outcome.{paper.facts['kind']}")
        lines.insert(0, word(line("publish.result", kind=kind, words=public(case, paper.words, 120))))
    return "\n".join(lines)


def close_matter(scene: Scene, issue: str) -> Talk[Any]:
    return (
        CloseMatter(issue)
        if (
            yield from choose(
                "close_matter.check", (Pick("yes", Line("close_matter.yes"), True), Pick("no", Line("close_matter.no"), False))
            )
        )
        else None
    )


def _unsettled(case: Case) -> bool:
    return case.issue.stage is Stage.MEETING and not case.file.since(PaperKind.OUTCOME, PaperKind.ATTENDANCE)


def _unpublished(case: Case) -> bool:
    return case.issue.stage is Stage.OUTCOME and case.evidence().notice_days is None


def _over(case: Case) -> bool:
    """Not to be done, or voted down."""
    found = case.evidence()
    if case.issue.stage is Stage.OUTCOME:
        return found.outcome is OutcomeKind.NOT and found.notice_days is not None
    return case.issue.stage is Stage.STATUTORY and found.lawful is False


STEPS = (
    *votes.STEPS,
    Step("outcome", Action.OPEN_MEETING, _unsettled, outcome),
    *minutes.STEPS,
    Step("publish", Action.PUBLISH, _unpublished, publish),
    *objections.STEPS,
    *tasks.STEPS,
    Step("close_matter", Action.CLOSE, _over, close_matter),
)
