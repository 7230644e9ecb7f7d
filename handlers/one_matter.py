"""One matter, once: what a cadre says to pairs that may be one, and which voice is taken out of an issue again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers.commands import Apart, Command, Join, Split
from handlers.look_up import title
from handlers.memory import AlikesOf, ById, ConcernsOfIssue, ConcernsToTriage, IssuesOf, OpenIssues
from handlers.messages import Line, line
from handlers.named import as_others_read
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Talk, choose
from handlers.village.issue import Issue
from handlers.village.matter import Alike, Concern, Stage, alike_id
from handlers.village.road import BEFORE_THE_MEETING
from handlers.village.voices import PRIVATE, Voices, copies_among, folded, voices
from nlp.taxonomy import CATEGORIES, Kind

MOST_PAIRS = 3  # lines; the others come when these are settled
JOINED = (Stage.CANDIDATE, Stage.MERGED)

Side = Concern | Issue


@dataclass(frozen=True, slots=True)
class Pair:
    """Two open matters that may be one; id is that of the kept likeness."""

    id: str
    one: Side
    other: Side
    likeness: float


def personal(concern: Concern) -> bool:
    """低保, illness, family: a household's own matter never becomes an issue's text."""
    kind = CATEGORIES[concern.category].kind if concern.category in CATEGORIES else None
    return kind is Kind.PRIVATE and PRIVATE in concern.flags


def side(scene: Scene, key: str) -> Side | None:
    """What an id stands for today: the issue, once a concern has joined one; None when it is open no more, or sealed."""
    concern = scene.desk.get(Concern, key)
    if concern is not None and concern.stage is Stage.RECEIVED:
        return concern
    found = scene.desk.get(Issue, (concern.issue or "") if concern is not None and concern.stage in JOINED else key)
    return found if found is not None and found.stage in BEFORE_THE_MEETING else None


def pairs(scene: Scene, village: str) -> tuple[Pair, ...]:
    """Pairs that wait for a cadre's word, the likeliest first."""
    found = scene.desk.find(AlikesOf(village))
    keys = dict.fromkeys(key for each in found for key in (each.one, each.other))
    scene.desk.need(*(ById(kind, key) for key in keys for kind in (Concern, Issue)))
    once: dict[frozenset[str], Pair] = {}
    first = {c.id: group[0] for group in waiting_texts(scene, village) for c in group}  # its copies are in the list already
    for each in found:
        one, other = (first.get(key) or side(scene, key) for key in (each.one, each.other))
        if each.refused or one is None or other is None or one.id == other.id or not may_be_one(one, other):
            continue
        once.setdefault(frozenset((one.id, other.id)), Pair(each.id, one, other, each.likeness))
    return tuple(once.values())


def may_be_one(one: Side, other: Side) -> bool:
    """A private matter is nobody else's; two that are both on the road stay two."""
    if any(isinstance(each, Concern) and personal(each) for each in (one, other)):
        return False
    return not all(isinstance(each, Issue) and each.stage is not Stage.CANDIDATE for each in (one, other))


def likeliest(scene: Scene, copies: Sequence[Concern]) -> tuple[Side, float] | None:
    """What a text that waits is most like today, and how much (0…1), whichever of the two was told first.

    A private matter is like nothing, and so is what a cadre has said to be another.
    """
    mine = {copy.id for copy in copies}
    if any(personal(copy) for copy in copies):
        return None
    kept: tuple[Alike, ...] = scene.desk.find(AlikesOf(copies[0].village or ""))
    found: dict[str, float] = {}
    for pair in reversed(kept):  # the likeliest last: of two that name the same matter it stays
        others = {pair.one, pair.other} - mine
        if len(others) == 1 and not pair.refused:
            found[others.pop()] = pair.likeness
    by_day = {copy.like: copy for copy in copies if copy.like and copy.like not in mine and copy.like not in found}
    scene.desk.need(*(ById(kind, key) for key in (*found, *by_day) for kind in (Concern, Issue)))
    found |= {key: copy.likeness for key, copy in by_day.items() if not kept_apart(scene, copy)}
    sides = [(each, much) for key, much in found.items() if (each := side(scene, key)) is not None and each.id not in mine]
    open_to = [(each, much) for each, much in sides if may_be_one(copies[0], each)]
    return max(open_to, key=lambda like: like[1], default=None)


def kept_apart(scene: Scene, concern: Concern) -> bool:
    """Has a cadre said of the concern and of what it was found like by day that they are two?"""
    now = side(scene, concern.like) if concern.like else None
    keys = dict.fromkeys(alike_id(concern.id, key) for key in (concern.like, now.id if now else None) if key)
    return any(pair is not None and pair.refused for pair in (scene.desk.get(Alike, key) for key in keys))


def waiting_texts(scene: Scene, village: str) -> list[tuple[Concern, ...]]:
    """Everything of a village that waits for a decision, copies of one text together, the oldest first."""
    return folded(c for c in scene.desk.find(ConcernsToTriage(village)) if c.stage is Stage.RECEIVED)


def waiting_copies(scene: Scene, concern: Concern) -> list[Concern]:
    """A concern that waits for a decision, and its copies: what is decided of one is decided of all."""
    found: Iterable[Concern] = scene.desk.find(ConcernsToTriage(concern.village or ""))
    return copies_among(concern, (each for each in found if each.stage is Stage.RECEIVED))


def voices_of(scene: Scene, each: Side) -> Voices:
    return Voices(each.reports, each.households) if isinstance(each, Issue) else voices(waiting_copies(scene, each))


def called(scene: Scene, each: Side, most: int = 12) -> str:
    return clip(each.title, most) if isinstance(each, Issue) else title(as_others_read(scene, each), most)


# ---------------------------------------------------------------- 并


def alike(scene: Scene) -> Talk[Command | None]:
    """At most three pairs; one is looked at, and joined, kept apart or left."""
    found = pairs(scene, scene.village or "")
    picks = [Pick(pair.id, pair_line(scene, pair), pair) for pair in found[:MOST_PAIRS]]
    pair = yield from choose("alike.which", [*picks, Pick(":later", Line("triage.later"), None)] if picks else [], count=str(len(found)))
    if pair is None:
        return None
    what = [Pick(name, Line(f"alike.{name}"), name) for name in ("join", "apart", "leave")]
    chosen = yield from choose("alike.what", what, before=[side_line(scene, pair.one), side_line(scene, pair.other)])
    if chosen == "leave":
        return None
    return Join(pair.one.id, pair.other.id) if chosen == "join" else Apart(pair.one.id, pair.other.id)


def pair_line(scene: Scene, pair: Pair) -> Line:
    percent = str(round(pair.likeness * 100))
    return line("alike.pair", one=called(scene, pair.one), other=called(scene, pair.other), percent=percent)


def side_line(scene: Scene, each: Side) -> Line:
    words = each.title if isinstance(each, Issue) else clip(as_others_read(scene, each).text, 60)
    told = voices_of(scene, each)
    return line("alike.side", words=words, reports=str(told.reports), households=str(told.households))


# ---------------------------------------------------------------- 拆


def splittable(scene: Scene) -> tuple[Issue, ...]:
    """Issues before their meeting in which more than one text stands."""
    village = scene.village or ""
    scene.desk.need(OpenIssues(village), IssuesOf(village))
    near = (*scene.desk.find(OpenIssues(village)), *scene.desk.find(IssuesOf(village)))
    scene.desk.need(*(ConcernsOfIssue(issue.id) for issue in near))
    return tuple(issue for issue in near if issue.stage in BEFORE_THE_MEETING and len(texts_of(scene, issue.id)) > 1)


def texts_of(scene: Scene, issue: str) -> list[tuple[Concern, ...]]:
    """Its concerns, copies together."""
    return folded(c for c in scene.desk.find(ConcernsOfIssue(issue)) if c.issue == issue and c.stage in JOINED)


def split(scene: Scene) -> Talk[Command | None]:
    """Which issue, and which of its texts is another matter."""
    issues = splittable(scene)
    issue = yield from choose("split.issue", [Pick(each.id, option(each), each.id) for each in issues])
    picks = [Pick(group[0].id, text_line(scene, group), group[0].id) for group in texts_of(scene, issue)]
    chosen = yield from choose("split.which", [*picks, Pick(":none", Line("split.none"), None)])
    return Split(chosen) if chosen is not None else None


def text_line(scene: Scene, group: tuple[Concern, ...]) -> Line:
    told = voices(group)
    return line("split.item", title=called(scene, group[0], 16), reports=str(told.reports), households=str(told.households))


def option(issue: Issue) -> Line:
    """How an issue stands in a list: with both numbers."""
    stage = Line(f"stage.{issue.stage}")
    return line("matters.issue", title=issue.title, stage=stage, reports=str(issue.reports), households=str(issue.households))
