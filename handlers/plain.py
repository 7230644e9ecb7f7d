"""A plain question about a matter: answered with where it stands, never filed. 「路修好没有」, 「会是哪天」."""

from handlers import look_up
from handlers.issues.amounts import spoken_day
from handlers.memory import IssuesOf
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.issue import Issue
from handlers.village.matter import Concern, Stage
from nlp.asked import Asked, alike, asked
from nlp.reading import Accusation

# What everybody of the village may know of: from the call for opinions on.
PUBLIC = frozenset(
    {
        Stage.CALLED,
        Stage.VISITING,
        Stage.PRE_MEETING,
        Stage.LINKAGE,
        Stage.REVIEW,
        Stage.READY,
        Stage.MEETING,
        Stage.OUTCOME,
        Stage.STATUTORY,
        Stage.DOING,
        Stage.ACCEPTANCE,
        Stage.RATING,
    }
)
BEFORE_IT = frozenset({Stage.CALLED, Stage.VISITING, Stage.PRE_MEETING, Stage.LINKAGE, Stage.REVIEW, Stage.READY})


def question_of(scene: Scene, words: str) -> Asked | None:
    """None where the words may be anything else: an accusation, or a matter nobody has told of yet."""
    found = asked(words)
    if found is None or scene.reading.accusation in (Accusation.ACCUSED, Accusation.UNSURE):
        return None
    if found.only_known and not (own(scene, found) or public(scene, found)):
        return None
    return found


def answered(scene: Scene, question: Asked) -> list[Line]:
    """One's own matters that it can mean, else the village's; two at most by SMS."""
    most = 1 if scene.small else 3
    if question.meeting:
        held = [issue for issue in public(scene, question) if issue.session is not None and issue.stage in BEFORE_IT]
        return [meeting(issue) for issue in held[:most]] or [Line("asked.no_meeting")]
    if mine := own(scene, question):
        return [look_up.status(scene, concern, own=True) for concern in mine[:most]]
    if near := public(scene, question):
        return [line("asked.issue", title=clip(issue.title, 16), stage=Line(f"stage.{issue.stage}")) for issue in near[:most]]
    return look_up.my_matters(scene)


def own(scene: Scene, question: Asked) -> list[Concern]:
    return [concern for concern in look_up.mine(scene) if alike(question.topic, concern.text)]


def public(scene: Scene, question: Asked) -> list[Issue]:
    """The village's issues that are no secret, those that the words name; a question about the meeting may name none."""
    if not question.topic and not question.meeting:
        return []
    found: tuple[Issue, ...] = scene.desk.find(IssuesOf(scene.village)) if scene.village else ()
    return [issue for issue in found if issue.stage in PUBLIC and alike(question.topic, issue.title)]


def meeting(issue: Issue) -> Line:
    return line("asked.meeting", title=clip(issue.title, 16), day=spoken_day(issue.session) if issue.session else "—")
