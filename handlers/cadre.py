"""What cadres say: triage of the morning's digest, an answer on the spot, an announcement, taking an alert."""

from handlers.commands import Announce, Command, Decide, Merge, Recall, ReplyToAnswer, TakeAlert
from handlers.look_up import title
from handlers.memory import ConcernsToTriage, OpenIssues
from handlers.messages import Line, line
from handlers.named import as_others_read
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, ask, choose
from handlers.village.issue import Issue
from handlers.village.matter import Concern, Digest, Stage
from handlers.village.people import Grid, Office
from nlp.taxonomy import CATEGORIES, Kind

DOORS = ("township", "hotline_12345", "petition", "legal_aid", "discipline")
TRIAGE_OFFICES = (Office.SECRETARY, Office.COMMITTEE)


def triage_list(scene: Scene, digest: str) -> list[Concern]:
    """The digest's concerns that still wait, in the order shown; without a digest, all of the village's."""
    if not digest:
        found = scene.memory.find(ConcernsToTriage(scene.village or ""))
        return [as_others_read(scene, c) for c in found if c.stage is Stage.RECEIVED]  # this very turn may have decided one
    made = scene.memory.get(Digest, digest)
    shown = [scene.concern(key) for key in made.concerns] if made else []
    return [as_others_read(scene, c) for c in shown if c is not None and c.stage is Stage.RECEIVED]


def item(concern: Concern) -> Line:
    return line("triage.item", title=title(concern, 16), place=concern.place or "—", category=category(concern))


def category(concern: Concern) -> Line:
    return Line(f"category.{concern.category}" if concern.category else "category.none")


def triage(scene: Scene, digest: str = "") -> Talk[Command | None]:
    """One concern of the digest at a time: which, its words, what becomes of it."""
    concerns = triage_list(scene, digest)
    if not concerns:
        return None
    picks = [Pick(concern.id, item(concern), concern) for concern in concerns]
    picks.append(Pick(":later", Line("triage.later"), None))
    concern = yield from choose("triage.which", picks, count=str(len(concerns)))
    if concern is None:
        return None
    what = yield from choose("triage.what", actions(scene, concern, concerns), before=words_of(scene, concern))
    return (yield from decide(scene, concern, what, concerns, digest))


def words_of(scene: Scene, concern: Concern) -> list[Line]:
    lines = [
        line(
            "triage.words",
            words=clip(concern.text, 160),
            place=concern.place or "—",
            since=concern.since or "—",
            category=category(concern),
        )
    ]
    if (
        concern.like
        and (other := scene.concern(concern.like)) is not None
        and other.stage in (Stage.RECEIVED, Stage.MERGED, Stage.CANDIDATE)
    ):
        lines.append(line("triage.like", title=title(as_others_read(scene, other)), percent=str(round(concern.likeness * 100))))
    return lines


def actions(scene: Scene, concern: Concern, concerns: list[Concern]) -> list[Pick]:
    names = ["candidate", "answer", "private", "refer", "decline", "leave"]
    if personal(concern):
        names.remove("candidate")
    elif mergeable(scene, concern, concerns):
        names.insert(0, "merge")
    return [Pick(name, Line(f"triage.{name}"), name) for name in names]


def personal(concern: Concern) -> bool:
    """低保, illness, family: a household's own matter never becomes an issue's text."""
    kind = CATEGORIES[concern.category].kind if concern.category in CATEGORIES else None
    return kind is Kind.PRIVATE and "private" in concern.flags


def mergeable(scene: Scene, concern: Concern, concerns: list[Concern]) -> list[Pick]:
    """What it could be one matter with: its likeness first, the others of the list, the open candidates."""
    others = [other for other in concerns if other.id != concern.id and not personal(other)]
    others.sort(key=lambda other: other.id != concern.like)
    picks = [Pick(other.id, item(other), other.id) for other in others]
    issues: tuple[Issue, ...] = scene.memory.find(OpenIssues(concern.village or ""))
    picks += [Pick(i.id, line("triage.issue", title=i.title, households=str(i.households)), i.id) for i in issues]
    return picks


def decide(scene: Scene, concern: Concern, what: str, concerns: list[Concern], digest: str) -> Talk[Command | None]:
    if what == "merge":
        into = yield from choose("triage.into", mergeable(scene, concern, concerns))
        return Merge(concern.id, into, digest)
    if what == "answer":
        return Decide(concern.id, Stage.ANSWERED, (yield from ask("triage.answer_words")) or "", digest=digest)
    if what == "decline":  # 不列入: the reason reaches its author
        return Decide(concern.id, Stage.DECLINED, (yield from ask("triage.reason_words")) or "", digest=digest)
    if what == "refer":
        doors = [Pick(door, Line(f"door.{door}"), door) for door in DOORS]
        return Decide(concern.id, Stage.REFERRED, door=(yield from choose("triage.door", doors)), digest=digest)
    if what == "leave":
        return None
    return Decide(concern.id, Stage.CANDIDATE if what == "candidate" else Stage.PRIVATE, digest=digest)


def announce(scene: Scene, words: str = "") -> Talk[Command | None]:
    """通知: the cadre's own words, to a grid or to all, read back before it leaves."""
    if not words:
        words = (yield from ask("announce.words")) or ""
    staff = scene.staff
    picks = [Pick("all", Line("announce.all"), None)]
    for grid in sorted(staff.grid_leads) if staff else ():
        picks.append(Pick(grid, line("announce.grid", grid=scene_grid(scene, grid)), grid))
    grid = yield from choose("announce.whom", picks)
    sure = (Pick("yes", Line("announce.yes"), True), Pick("no", Line("announce.no"), False))
    whom = line("announce.grid", grid=scene_grid(scene, grid)) if grid else Line("announce.all")
    if not (yield from choose("announce.check", sure, words=clip(words, 200), whom=whom)):
        return None
    return Announce(words, grid)


def hold(scene: Scene, announcement: str) -> Talk[Command | None]:
    """Two minutes in which a slip can be taken back."""
    picks = (Pick("recall", Line("hold.recall"), True), Pick("leave", Line("hold.leave"), False))
    return Recall(announcement) if (yield from choose("hold.which", picks)) else None


def scene_grid(scene: Scene, grid: str) -> str:
    found = scene.memory.get(Grid, grid)
    return found.name if found else grid


def alert(scene: Scene, alert: str) -> Talk[Command | None]:
    """The duty person's one digit: on my way, or not urgent."""
    picks = (Pick("taking", Line("alert.taking"), True), Pick("calm", Line("alert.calm"), False))
    return TakeAlert(alert, (yield from choose("alert.take", picks)))


def answered(scene: Scene, concern: str) -> Talk[Command | None]:
    """The villager's word about the answer: content, or what is still wrong."""
    if scene.concern(concern) is None:
        raise Stale("answered.how")
    picks = (Pick("content", Line("answered.content"), True), Pick("more", Line("answered.more"), False))
    if (yield from choose("answered.how", picks)):
        return ReplyToAnswer(concern, True)
    return ReplyToAnswer(concern, False, (yield from ask("answered.words")) or "")
