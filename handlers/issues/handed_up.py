"""报上来的事: what villages have handed up, as the township reads it, until somebody there has answered or sent it back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handlers.case import Case, case_of
from handlers.issues.choosing import ABOVE
from handlers.issues.overview import quoted, screen
from handlers.memory import IssuesAt, PapersOf
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, ask, choose
from handlers.village.issue import Issue, Paper, PaperKind
from handlers.village.matter import Stage
from handlers.village.people import Office
from handlers.village.road import BEFORE_THE_MEETING
from handlers.village.roles import Action

STAGES = (*BEFORE_THE_MEETING, Stage.REDO)
SECOND_TIME = 2  # 重办: from then on the matter is the township's too


@dataclass(frozen=True, slots=True)
class AnswerHandedUp:
    """回话: these words go to those who reported it and to the village."""

    issue: str
    words: str


@dataclass(frozen=True, slots=True)
class SendBackDown:
    """退回村里, with the reason."""

    issue: str
    reason: str


def may_be_handed_up(issue: Issue) -> bool:
    """Without its papers: could something of it wait above?"""
    return issue.stage in STAGES and (issue.level in ABOVE or issue.redone >= SECOND_TIME)


def unanswered(papers: Iterable[Paper]) -> Paper | None:
    """The last handing up, while nobody above has answered it."""
    last = next((paper for paper in reversed(tuple(papers)) if paper.kind is PaperKind.HANDED_UP), None)
    return last if last is not None and not last.facts.get("answered") else None


def lookups(villages: tuple[str, ...]) -> Iterator[IssuesAt]:
    return (IssuesAt(stage.value, villages) for stage in STAGES)


def waiting_above(scene: Scene, villages: tuple[str, ...]) -> list[Issue]:
    """What these villages have handed up and nobody has answered."""
    scene.desk.need(*lookups(villages))
    found = [issue for lookup in lookups(villages) for issue in scene.desk.find(lookup) if may_be_handed_up(issue)]
    scene.desk.need(*(PapersOf(issue.id) for issue in found))
    return [issue for issue in found if unanswered(scene.desk.find(PapersOf(issue.id))) is not None]


def mine(scene: Scene) -> list[Issue]:
    return waiting_above(scene, scene.villages(Office.REVIEWER))


def handed_up(scene: Scene, issue: str) -> Talk[AnswerHandedUp | SendBackDown | None]:
    """The file on one screen, why it came, and two ways."""
    case = case_of(scene, issue)
    paper = unanswered(case.file.papers) if case is not None else None
    if case is None or paper is None:
        raise Stale("handed_up.what")
    picks = [Pick(name, Line(f"handed_up.{name}"), name) for name in ("answer", "back", "later")]
    what = yield from choose("handed_up.what", picks, before=[*screen(case), *why(case, paper)])
    if what == "answer":
        return AnswerHandedUp(issue, (yield from ask("handed_up.words")) or "")
    if what == "back":
        return SendBackDown(issue, (yield from ask("handed_up.reason")) or "")
    return None


def why(case: Case, paper: Paper) -> list[Line]:
    return [line("handed_up.why", words=quoted(case, paper.words, 60))] if paper.words else []


def item(scene: Scene, issue: Issue) -> Line:
    unit = scene.desk.unit(issue.village)
    return line("handed_up.item", village=unit.name if unit else "", title=clip(issue.title, 12))


def may_answer(case: Case) -> bool:
    return case.may(Action.REVIEW)
