"""Triage by the village's cadres: merged, answered, private, referred, declined, candidate; and the digest they work from."""

from dataclasses import replace
from datetime import timedelta

from handlers.acts import concern_clocks
from handlers.acts.asking import put_ask
from handlers.acts.timing import start_clock
from handlers.cadre import TRIAGE_OFFICES, item, personal, triage_list
from handlers.commands import Decide, MakeDigest, Merge, ReplyToAnswer
from handlers.look_up import role_of, title
from handlers.memory import ConcernsOfIssue, ConcernsToTriage, OpenAsks
from handlers.messages import Line, Say, SayKind, line
from handlers.named import as_others_read
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.issue import Issue
from handlers.village.matter import Concern, Digest, Entry, EntryKind, Stage
from handlers.village.people import Person
from handlers.village.road import Held, move

MOST_IN_DIGEST = 7  # more would not be read; the rest come tomorrow, oldest first


def may_triage(scene: Scene, concern: Concern | None) -> bool:
    """Only the village's own secretary or committee, on a proved phone, and never their own accusers' matters."""
    return concern is not None and scene.holds(*TRIAGE_OFFICES) and concern.village == scene.village and concern.stage is not Stage.SEALED


def merge(command: Merge, scene: Scene) -> None:
    """Two matters that are one become a candidate; everybody who ever said it hears how many households did."""
    concern = scene.desk.get(Concern, command.concern)
    if concern is None or not may_triage(scene, concern):
        scene.desk.answer(Line("held.not_yours"))
        return
    other = scene.desk.get(Concern, command.into)
    if personal(concern) or (other is not None and personal(other)):
        scene.desk.answer(Line("triage.stays_private"))
        return
    issue = scene.desk.get(Issue, command.into) if other is None else issue_of(scene, other)
    if issue is None:
        scene.desk.answer(Line("kit.closed"))
        return
    joining = [c for c in (concern, other) if c is not None and c.issue != issue.id]
    for each in joining:
        moved = move(each, Stage.MERGED)
        if isinstance(moved, Held):
            scene.desk.answer(Line(moved.reason))
            return
        scene.desk.put(replace(moved.concern, issue=issue.id))
        scene.desk.put(Entry(scene.fresh.id("entry"), each.id, EntryKind.MERGED, scene.now, scene.actor))
        concern_clocks.decided(scene, each)
    told(scene, count_up(scene, issue, joining), joining)
    scene.desk.note(scene.actor, "merge", concern.id, issue.id)
    go_on(scene, command.digest)


def issue_of(scene: Scene, concern: Concern) -> Issue:
    """The candidate a concern stands in, or the one it begins."""
    found = scene.desk.get(Issue, concern.issue) if concern.issue else None
    if found is not None:
        return found
    shown = title(as_others_read(scene, concern), 20)
    issue = Issue(scene.fresh.id("issue"), concern.village or "", shown, scene.now, category=concern.category, place=concern.place)
    scene.desk.put(issue)
    start_clock(scene, ClockKind.UNSELECTED, issue.id)
    return issue


def count_up(scene: Scene, issue: Issue, joining: list[Concern]) -> Issue:
    """Households and reports behind the issue with the newly joined ones, which a look-up does not know yet."""
    standing = {c.id: c for c in scene.desk.find(ConcernsOfIssue(issue.id)) if c.stage not in (Stage.WITHDRAWN, Stage.SEALED)}
    standing |= {c.id: c for c in joining}
    counted = replace(issue, households=len({c.supporter for c in standing.values()}), reports=len(standing))
    scene.desk.put(counted)
    return counted


def told(scene: Scene, issue: Issue, joining: list[Concern]) -> None:
    """「已有N户提到」 to every reporter of the merged matter."""
    everyone = {c.id: c for c in scene.desk.find(ConcernsOfIssue(issue.id))} | {c.id: c for c in joining}
    for concern in everyone.values():
        words = line("merged.told", title=title(concern), households=str(issue.households), who=speaker(scene))
        scene.desk.say(Say(f"address:{concern.address}", (words,), about=concern.id))
    scene.desk.answer(line("merged.done", title=issue.title, households=str(issue.households), people=str(len(everyone))))


def speaker(scene: Scene) -> Line:
    person = scene.person
    return role_of(person, scene.staff) if person else Line("role.village_office")


def decide(command: Decide, scene: Scene) -> None:
    """One concern leaves the list; its author hears what, why, and what else can be done."""
    concern = scene.desk.get(Concern, command.concern)
    if concern is None or not may_triage(scene, concern):
        scene.desk.answer(Line("held.not_yours"))
        return
    if command.to is Stage.CANDIDATE and personal(concern):
        scene.desk.answer(Line("triage.stays_private"))
        return
    moved = move(concern, command.to)
    if isinstance(moved, Held):
        scene.desk.answer(Line(moved.reason))
        return
    decided = moved.concern
    if command.to is Stage.CANDIDATE:
        issue = count_up(scene, issue_of(scene, decided), [decided])
        decided = replace(decided, issue=issue.id)
    scene.desk.put(decided)
    concern_clocks.decided(scene, decided, reason=decided.stage is not Stage.DECLINED or bool(command.words))
    kind = {Stage.ANSWERED: EntryKind.ANSWER, Stage.DECLINED: EntryKind.REASON, Stage.REFERRED: EntryKind.REFERRAL}.get(command.to)
    if kind is not None:
        scene.desk.put(Entry(scene.fresh.id("entry"), concern.id, kind, scene.now, scene.actor, command.words or command.door))
    tell_author(scene, decided, command)
    scene.desk.note(scene.actor, f"decide_{command.to}", concern.id)
    scene.desk.answer(Line("triage.told_author"))
    go_on(scene, command.digest)


def tell_author(scene: Scene, concern: Concern, command: Decide) -> None:
    words: dict[str, str | Line] = {"title": title(concern), "who": speaker(scene), "number": concern.number or "—"}
    if command.words:
        words["words"] = clip(command.words, 300)
    if command.door:
        words["door"] = Line(f"door.{command.door}")
    say = Say(f"address:{concern.address}", (Line(f"decided.{command.to}", words),), about=concern.id)
    if command.to is Stage.ANSWERED and concern.person:
        # an unbound phone has no questions of the bot's own: it just answers in words
        say = replace(say, lines=(*say.lines, Line("answered.how")))
        say = put_ask(scene, say, concern.person, "answered", "answered.how", {"concern": concern.id}, ("content", "more"))
    scene.desk.say(say)


def go_on(scene: Scene, digest: str) -> None:
    """The rest of the digest is offered at once; nothing left is said too."""
    rest = [c for c in triage_list(scene, digest) if c.stage is Stage.RECEIVED]
    if rest:
        scene.desk.next = ("triage", {"digest": digest} if digest else {})
    else:
        scene.desk.answer(Line("triage.all_done"))


def digest_now(command: MakeDigest, scene: Scene) -> None:
    """摘要: the list as it stands, at any hour it is asked for."""
    waiting = [c for c in scene.desk.find(ConcernsToTriage(scene.village or "")) if c.stage is Stage.RECEIVED]
    close_digests(scene)
    if not waiting:
        scene.desk.answer(Line("digest.nothing"))
        return
    scene.desk.answer(line("digest.now", count=str(len(waiting))))
    scene.desk.next = ("triage", {})


def close_digests(scene: Scene) -> None:
    """The same list is about to be shown anew: an older one that still waits would only number this one apart."""
    for ask in scene.desk.find(OpenAsks(scene.person.id)) if scene.person else ():
        if ask.script in ("triage", "agenda") and ask.answered_at is None:
            scene.desk.put(replace(ask, answered_at=scene.now))


def make_digest(scene: Scene, cadre: Person, waiting: list[Concern]) -> Say:
    """The morning's digest for one cadre: what is new, and the question which one first."""
    shown = waiting[:MOST_IN_DIGEST]
    digest = Digest(scene.fresh.id("digest"), cadre.id, scene.now.date(), scene.now, tuple(c.id for c in shown))
    scene.desk.put(digest)
    for concern in shown:
        scene.desk.put(replace(concern, digested_at=scene.now))
    fresh = sum(1 for c in waiting if c.digested_at is None)
    say = Say(f"person:{cadre.id}", (line("digest.morning", count=str(len(waiting)), fresh=str(fresh)),), kind=SayKind.DIGEST)
    tokens = tuple(c.id for c in shown)
    labels = tuple(item(as_others_read(scene, c)) for c in shown)
    scene.desk.note("clock", "digest", digest.id)
    expires = timedelta(days=scene.limits.ask_days)
    return put_ask(scene, say, cadre.id, "triage", "triage.which", {"digest": digest.id}, tokens, labels, expires)


def reply_to_answer(command: ReplyToAnswer, scene: Scene) -> None:
    """The villager's word about the answer: content closes it, words go to whoever answered and the matter is open again."""
    concern = scene.desk.get(Concern, command.concern)
    if concern is None or concern.author != scene.key:
        scene.desk.answer(Line("held.not_yours"))
        return
    moved = move(concern, Stage.CLOSED if command.content else Stage.RECEIVED)
    if isinstance(moved, Held):
        scene.desk.answer(Line(moved.reason))
        return
    scene.desk.put(moved.concern)
    if not command.content:
        again = replace(moved.concern, due_on=scene.calendar.add_working_days(scene.now.date(), scene.limits.answer_days))
        scene.desk.put(again)
        concern_clocks.watch_again(scene, again)
    scene.desk.put(Entry(scene.fresh.id("entry"), concern.id, EntryKind.REPLY, scene.now, scene.actor, command.words))
    scene.desk.note(scene.actor, "reply_to_answer", concern.id, "content" if command.content else "more")
    if command.content:
        scene.desk.answer(Line("answered.thanks"))
        return
    if concern.responsible:
        words = line("answered.reply", title=title(as_others_read(scene, concern)), words=clip(command.words, 200))
        scene.desk.say(Say(f"person:{concern.responsible}", (words,), about=concern.id))
    scene.desk.answer(Line("answered.passed_on"))
