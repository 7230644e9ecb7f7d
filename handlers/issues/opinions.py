"""征求意见: one question to everybody in scope, near and far; who speaks for whom; and what the secretary makes of it."""

from dataclasses import dataclass, replace

from handlers.issues.sentences import MEANT, ears_say, may_only_have_heard, plain_stance, says_nothing
from handlers.memory import IssuesOf
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, ask, choose
from handlers.village.issue import Issue, Opinion, Stance, Visit
from handlers.village.matter import Stage
from nlp.reading import Reading
from nlp.stance import Meant

# While one may still say something or change one's mind: until the meeting opens.
HEARING = frozenset({Stage.CALLED, Stage.VISITING, Stage.PRE_MEETING, Stage.LINKAGE, Stage.REVIEW, Stage.READY})
OTHER = ":other"
ANSWERS = tuple(Pick(f":{stance}", Line(f"stance.{stance}"), stance) for stance in Stance)


@dataclass(frozen=True, slots=True)
class GiveOpinion:
    """One person's own word. person is set where a family's one phone was asked for one of them.

    by_ear: the words named no stance plainly, the ears are sure of it: it is read back as what was understood.
    """

    issue: str
    stance: Stance
    words: str = ""
    person: str = ""
    by_ear: bool = False


@dataclass(frozen=True, slots=True)
class OtherMatter:
    """The words were no opinion on the issue: they are heard as what they are. told: the speaker says so."""

    words: str
    told: bool = True


@dataclass(frozen=True, slots=True)
class NothingAsked:
    """No issue asks the speaker's household now."""


@dataclass(frozen=True, slots=True)
class Withhold:
    """别念: the latest opinion counts, but is never quoted."""


@dataclass(frozen=True, slots=True)
class SettleDoubt:
    """What was said beside an opinion, and may be about a cadre: is it only the household's opinion?"""

    opinion: str
    only_opinion: bool
    quiet: bool


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


def opinion(
    scene: Scene, issue: str = "", person: str = "", comment: str = "", stance: str = ""
) -> Talk[GiveOpinion | OtherMatter | NothingAsked | None]:
    """One digit is a full opinion; words do as well. stance: one that is kept already, of which the reason is asked once.

    comment: what was said beside the digit.
    """
    if stance:
        return (yield from reason(scene, issue, Stance(stance), person))
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
    meant, words = next((pick.value for pick in ANSWERS if pick.token == said), None), comment
    if meant is None:
        meant, words = plain_stance(said)
    if meant is None and (sure := ears_say(words)) is not None:
        return by_ear(GiveOpinion(issue, Stance.NO_VIEW, put_together(words, comment), person), sure)
    if meant is None:
        chosen = yield from which_stance(scene, words)
        if chosen is None:
            return OtherMatter(words)
        meant, more = chosen
        words = put_together(words, more or comment)
    return GiveOpinion(issue, meant, words, person)


def reason(scene: Scene, issue: str, stance: Stance, person: str) -> Talk[GiveOpinion | OtherMatter | None]:
    """Why not? None: it stands without one. A concern of another kind is no reason until the speaker says so."""
    words = (yield from ask("opinions.words", skippable=True)) or ""
    if not words:
        return None
    found = scene.desk.get(Issue, issue)
    if found is not None and is_elsewhere(scene.ears(words), found):
        picks = (Pick("reason", Line("opinions.reason")), Pick(OTHER, Line("opinions.other"), OTHER))
        if (yield from choose("opinions.reason_or_other", picks, words=clip(words, 20))) == OTHER:
            return OtherMatter(words)
    return GiveOpinion(issue, stance, words, person)


def is_elsewhere(reading: Reading, issue: Issue) -> bool:
    """前街路灯坏了, said of a road: of another category, and it says where or since when."""
    return reading.category not in (None, issue.category) and bool(reading.place or reading.since)


def by_ear(given: GiveOpinion, sure: Meant) -> GiveOpinion | OtherMatter:
    """A question, a greeting or a concern is no opinion, and counts as none."""
    if sure is Meant.NONE:
        return OtherMatter(given.words, told=False)
    return replace(given, stance=MEANT[sure], by_ear=True)


def which_stance(scene: Scene, words: str) -> Talk[tuple[Stance, str] | None]:
    """The stance behind words that name none, and what was said besides; None: they were about something else.

    By SMS the four answers fill the first page; that it was another matter can be said when words fail a second time.
    """
    other = Pick(OTHER, Line("opinions.other"), None)
    picks = ANSWERS if scene.small else (*ANSWERS, other)
    said = (yield from ask("opinions.digit", picks=picks, before=[line("opinions.heard", words=clip(words, 20))])) or ""
    if said == OTHER:
        return None
    stance, more = next((pick.value for pick in ANSWERS if pick.token == said), None), ""
    if stance is None:
        stance, more = plain_stance(said)
    if stance is None and (sure := ears_say(said)) is not None:
        stance = MEANT.get(sure)
    if stance is None:
        stance = yield from choose("opinions.one_of", [*ANSWERS, other])
    return None if stance is None else (stance, more)


def put_together(first: str, more: str) -> str:
    """Both sentences; 好的 or 不知道 is none once something was said."""
    said = [each for each in (first, more) if each and not may_only_have_heard(each)]
    telling = [each for each in said if not says_nothing(each)]
    return "，".join(telling or ([] if more else said))


def issues_to_hear(scene: Scene) -> tuple[Issue, ...]:
    """Issues that ask the speaker's household now."""
    found: tuple[Issue, ...] = scene.desk.find(IssuesOf(scene.village)) if scene.village else ()
    grid = scene.household.grid if scene.household else None
    return tuple(each for each in found if each.stage in HEARING and each.grid in (None, grid))


def doubted(scene: Scene, opinion: str, quiet: str = "") -> Talk[SettleDoubt]:
    """Asked once, in plain words; left unanswered, the opinion counts and its words are shown to nobody."""
    if scene.desk.get(Opinion, opinion) is None:
        raise Stale("doubted.which")
    picks = (Pick("opinion", Line("doubted.opinion"), True), Pick("cadre", Line("doubted.cadre"), False))
    return SettleDoubt(opinion, (yield from choose("doubted.which", picks)), bool(quiet))


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
