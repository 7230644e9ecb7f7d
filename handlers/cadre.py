"""What cadres say: triage of the morning's digest, an answer on the spot, an announcement, taking an alert."""

from dataclasses import dataclass, replace

from handlers.commands import Announce, Command, Decide, Merge, Recall, ReplyToAnswer, TakeAlert
from handlers.heard_as import heard_as
from handlers.look_up import spoken, title
from handlers.memory import OpenIssues
from handlers.messages import Line, line
from handlers.named import as_others_read
from handlers.one_matter import called, likeliest, option, personal, waiting_copies, waiting_texts
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, ask, choose
from handlers.village.issue import Issue
from handlers.village.matter import Concern, Digest, Stage
from handlers.village.people import Grid, Office
from handlers.village.voices import voices
from handlers.village.working_days import VILLAGE_ZONE
from nlp import when, when_told

DOORS = ("township", "hotline_12345", "petition", "legal_aid", "discipline")
TRIAGE_OFFICES = (Office.SECRETARY, Office.COMMITTEE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text that waits for a decision, as others read it, and every copy of it as it was said."""

    concern: Concern
    copies: tuple[Concern, ...]


def waiting_in(scene: Scene, village: str) -> list[Waiting]:
    """Everything of a village that waits, the oldest first; copies of one text are one line."""
    return [Waiting(as_others_read(scene, group[0]), group) for group in waiting_texts(scene, village)]


def triage_list(scene: Scene, digest: str) -> list[Waiting]:
    """The digest's concerns that still wait, in the order shown; without a digest, all of the village's."""
    if not digest:
        return waiting_in(scene, scene.village or "")
    made = scene.memory.get(Digest, digest)
    shown = [scene.concern(key) for key in made.concerns] if made else []
    still = [c for c in shown if c is not None and c.stage is Stage.RECEIVED]
    return [Waiting(as_others_read(scene, c), tuple(waiting_copies(scene, c))) for c in still]


def item(waiting: Waiting) -> Line:
    concern = waiting.concern
    what: dict[str, str | Line] = {"title": title(concern, 16), "place": concern.place or "—", "category": category(concern)}
    if len(waiting.copies) == 1:
        return Line("triage.item", what)
    told = voices(waiting.copies)
    return Line("triage.item_many", what | {"reports": str(told.reports), "households": str(told.households)})


def category(concern: Concern) -> Line:
    return Line(f"category.{concern.category}" if concern.category else "category.none")


def where_since(concern: Concern) -> Line:
    """Where and since when, as far as known."""
    place, since = concern.place, since_when(concern)
    if place and since:
        return line("triage.where_since", place=place, since=since)
    if place:
        return line("triage.only_where", place=place)
    return line("triage.only_since", since=since) if since else Line("report.no_detail")


def since_when(concern: Concern) -> str | Line:
    """前天（11月21日）: who reads it days later would count from another day. 三天 counts to the day it was said."""
    if not concern.since:
        return ""
    _, day = when.since(concern.since, concern.received_at.astimezone(VILLAGE_ZONE).date()) or ("", None)
    if day is None:
        return concern.since
    if span := when_told.span_of(concern.since):
        return line("triage.since_span", since=span, day=spoken(day))
    return line("triage.since_day", since=concern.since, day=spoken(day))


def triage(scene: Scene, digest: str = "") -> Talk[Command | None]:
    """One concern of the digest at a time: which, its words, what becomes of it."""
    found = triage_list(scene, digest)
    if not found:
        return None
    picks = [Pick(each.concern.id, item(each), each) for each in found]
    picks.append(Pick(":later", Line("triage.later"), None))
    chosen = yield from choose("triage.which", picks, count=str(len(found)))
    if chosen is None:
        return None
    what = yield from choose("triage.what", actions(scene, chosen, found), before=words_of(scene, chosen, found))
    return (yield from decide(scene, chosen, what, found, digest))


def words_of(scene: Scene, waiting: Waiting, found: list[Waiting]) -> list[Line]:
    """Its words, what they were heard as, how many said them, and what it is like."""
    concern, like = waiting.concern, likeness_of(scene, waiting, found)
    words = clip(concern.text, 160)
    lines = [line("triage.words", words=words, detail=where_since(concern))]
    lines.append(heard_as(scene, replace(concern, text=words)))
    if len(waiting.copies) > 1:
        told = voices(waiting.copies)
        lines.append(line("triage.copies", reports=str(told.reports), households=str(told.households)))
    return lines + like


def likeness_of(scene: Scene, waiting: Waiting, found: list[Waiting]) -> list[Line]:
    """像是第N件（87%）: by its place in the list just shown, else by its title. What is sealed or private is like nothing."""
    like = likeliest(scene, waiting.copies)
    if like is None:
        return []
    other, percent = like[0], str(round(like[1] * 100))
    shown = called(scene, other)
    place = next((n for n, each in enumerate(found, start=1) if other.id in {copy.id for copy in each.copies}), None)
    if place is not None:
        return [line("triage.like_nth", n=str(place), title=shown, percent=percent)]
    return [line("triage.like", title=shown, percent=percent)]


def actions(scene: Scene, waiting: Waiting, found: list[Waiting]) -> list[Pick]:
    names = ["candidate", "answer", "private", "refer", "decline", "leave"]
    if personal(waiting.concern):
        names.remove("candidate")
    elif mergeable(scene, waiting, found):
        names.insert(0, "merge")
    return [Pick(name, Line(f"triage.{name}"), name) for name in names]


def mergeable(scene: Scene, waiting: Waiting, found: list[Waiting]) -> list[Pick]:
    """What it could be one matter with: its likeness first, the others of the list, the open candidates."""
    concern, likely = waiting.concern, likeliest(scene, waiting.copies)
    like = likely[0] if likely is not None else None
    others = [each for each in found if each.concern.id != concern.id and not personal(each.concern)]
    picks = [Pick(each.concern.id, item(each), each.concern.id) for each in others]
    issues: list[Issue] = list(scene.memory.find(OpenIssues(concern.village or "")))
    if isinstance(like, Issue) and all(issue.id != like.id for issue in issues):
        issues.append(like)  # one on its way to the meeting: another voice still joins it
    picks += [Pick(issue.id, issue_line(issue), issue.id) for issue in issues]
    first = next(
        (each.concern.id for each in others if like is not None and like.id in {c.id for c in each.copies}), like.id if like else ""
    )
    return sorted(picks, key=lambda pick: pick.token != first)


def issue_line(issue: Issue) -> Line:
    if issue.stage is not Stage.CANDIDATE:
        return option(issue)
    return line("triage.issue", title=issue.title, reports=str(issue.reports), households=str(issue.households))


def decide(scene: Scene, waiting: Waiting, what: str, found: list[Waiting], digest: str) -> Talk[Command | None]:
    concern = waiting.concern
    if what == "merge":
        into = yield from choose("triage.into", mergeable(scene, waiting, found))
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
