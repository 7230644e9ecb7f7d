"""征求意见: one question to everybody in scope, near and far; who speaks for whom; and what the secretary makes of it."""

from dataclasses import dataclass

from handlers.issues.sentences import may_only_have_heard, plain_stance
from handlers.issues.visiting import STANCES
from handlers.memory import IssuesOf
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, ask, choose
from handlers.village.issue import Issue, Opinion, Stance, Visit
from handlers.village.matter import Stage

# While one may still say something or change one's mind: until the meeting opens.
HEARING = frozenset({Stage.CALLED, Stage.VISITING, Stage.PRE_MEETING, Stage.LINKAGE, Stage.REVIEW, Stage.READY})
OTHER = "other"
ANSWERS = tuple(Pick(f":{stance}", Line(f"stance.{stance}"), stance) for stance in Stance)


@dataclass(frozen=True, slots=True)
class GiveOpinion:
    """One person's own word. person is set where a family's one phone was asked for one of them."""

    issue: str
    stance: Stance
    words: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class OtherMatter:
    """The words were no opinion on the issue: they become a concern of their own."""

    words: str


@dataclass(frozen=True, slots=True)
class NothingAsked:
    """No issue asks the speaker's household now."""


@dataclass(frozen=True, slots=True)
class Withhold:
    """别念: the latest opinion counts, but is never quoted."""


@dataclass(frozen=True, slots=True)
class BackEntry:
    """The household's digit on an entry made for it: right, wrong, quiet (right, but not to be read out)."""

    opinion: str
    answer: str


@dataclass(frozen=True, slots=True)
class AnswerCallBack:
    """有人来问过您吗."""

    visit: str
    came: bool


def opinion(scene: Scene, issue: str = "", person: str = "", comment: str = "") -> Talk[GiveOpinion | OtherMatter | NothingAsked]:
    """One digit is a full opinion; words do as well. Against or on a condition, the reason is asked once.

    comment: what was said beside the digit.
    """
    if not issue:
        near = issues_to_hear(scene)
        if not near:
            return NothingAsked()
        picks = [Pick(each.id, line("opinions.issue", title=each.title), each.id) for each in near]
        issue = near[0].id if len(near) == 1 else (yield from choose("opinions.which", picks))
    found = scene.desk.get(Issue, issue)
    if found is None:
        raise Stale("opinions.stance")
    said = (yield from ask("opinions.stance", picks=ANSWERS, title=found.title)) or ""
    stance, words = next((pick.value for pick in ANSWERS if pick.token == said), None), comment
    if stance is None:
        stance, words = plain_stance(said)
    if stance is None:
        picks = [*STANCES, Pick("other", Line("opinions.other"), OTHER)]
        stance = yield from choose("opinions.digit", picks, before=[line("opinions.heard", words=clip(words, 20))])
        if stance is OTHER:
            return OtherMatter(words)
        words = "" if may_only_have_heard(words) else words
    if not words and stance in (Stance.AGAINST, Stance.CONDITIONAL):
        words = (yield from ask("opinions.words", skippable=True)) or ""
    return GiveOpinion(issue, stance or Stance.NO_VIEW, words, person)


def issues_to_hear(scene: Scene) -> tuple[Issue, ...]:
    """Issues that ask the speaker's household now."""
    found: tuple[Issue, ...] = scene.desk.find(IssuesOf(scene.village)) if scene.village else ()
    grid = scene.household.grid if scene.household else None
    return tuple(each for each in found if each.stage in HEARING and each.grid in (None, grid))


def backing(scene: Scene, opinion: str) -> Talk[BackEntry]:
    """刘师傅替您家记的: right, wrong, or not to be read out."""
    if scene.desk.get(Opinion, opinion) is None:
        raise Stale("backing.check")
    picks = [Pick(each, Line(f"backing.{each}"), each) for each in ("right", "wrong", "quiet")]
    return BackEntry(opinion, (yield from choose("backing.check", picks)))


def called(scene: Scene, visit: str) -> Talk[AnswerCallBack]:
    """The call-back's one digit."""
    if scene.desk.get(Visit, visit) is None:
        raise Stale("called.asked")
    picks = (Pick("came", Line("called.came"), True), Pick("nobody", Line("called.nobody"), False))
    return AnswerCallBack(visit, (yield from choose("called.asked", picks)))
