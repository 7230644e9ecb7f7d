"""验收·评价: the supervisors look at finished work, then everybody it was for says how it is, and may say later that it will not do."""

from dataclasses import dataclass

from handlers.memory import ById, ConcernsOf
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, ask, choose
from handlers.village.issue import Issue
from handlers.village.matter import Concern, Stage

RATES = {"good": "1", "fair": "2", "bad": "3"}


@dataclass(frozen=True, slots=True)
class Accept:
    """验收: good, or what is lacking."""

    issue: str
    good: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """评价: rate is good, fair or bad; words say where."""

    issue: str
    rate: str
    words: str = ""


def acceptance(scene: Scene, issue: str) -> Talk[Accept | None]:
    found = _issue(scene, issue, "acceptance.how")
    picks = (Pick("good", Line("acceptance.good"), True), Pick("bad", Line("acceptance.bad"), False))
    if (yield from choose("acceptance.how", picks, title=found.title)):
        return Accept(issue, True)
    return Accept(issue, False, (yield from ask("acceptance.where")) or "")


def rating(scene: Scene, issue: str) -> Talk[Rate | None]:
    """One digit; who is not content may say where."""
    found = _issue(scene, issue, "rating.how")
    rate = yield from choose("rating.how", [Pick(name, Line(f"rating.{name}"), name) for name in RATES], title=found.title)
    words = (yield from ask("rating.where", skippable=True)) if rate == "bad" else ""
    return Rate(issue, rate, words or "")


def still_bad(scene: Scene, issue: str = "") -> Talk[Rate | None]:
    """还是不行: of what one reported and is said to be done, which, and where."""
    found = {each.id: each for each in finished(scene)}
    if not issue:
        if not found:
            return None
        issue = yield from choose(
            "again.which", [Pick(key, line("again.option", title=clip(i.title, 16)), key) for key, i in found.items()]
        )
    if issue not in found:
        raise Stale("again.which")
    return Rate(issue, "bad", (yield from ask("rating.where")) or "")


def finished(scene: Scene) -> tuple[Issue, ...]:
    """The issues that carry the speaker's own reports and are rated or closed."""
    concerns: tuple[Concern, ...] = scene.desk.find(ConcernsOf(scene.talk.key))
    ids = tuple(dict.fromkeys(concern.issue for concern in concerns if concern.issue))
    scene.desk.need(*(ById(Issue, key) for key in ids))
    issues = [scene.desk.get(Issue, key) for key in ids]
    return tuple(i for i in issues if i is not None and i.stage in (Stage.RATING, Stage.CLOSED))


def _issue(scene: Scene, issue: str, name: str) -> Issue:
    found = scene.desk.get(Issue, issue)
    if found is None:
        raise Stale(name)
    return found
