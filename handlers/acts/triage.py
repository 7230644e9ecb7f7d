"""Triage by the village's cadres: merged, answered, private, referred, declined, candidate; and the digest they work from."""

from dataclasses import replace
from datetime import timedelta

from handlers.acts import concern_clocks, merging
from handlers.acts.asking import put_ask
from handlers.acts.merging import may_triage
from handlers.acts.supporting import count_up
from handlers.acts.told import in_reach, reached
from handlers.cadre import Waiting, item, triage_list, waiting_in
from handlers.commands import Decide, MakeDigest, Merge, ReplyToAnswer
from handlers.look_up import title
from handlers.memory import OpenAsks
from handlers.messages import Line, Say, SayKind, line
from handlers.named import as_others_read
from handlers.one_matter import personal, waiting_copies
from handlers.report import clip
from handlers.scene import Scene
from handlers.village.matter import Concern, Digest, Entry, EntryKind, Stage
from handlers.village.people import Person
from handlers.village.road import Held, move
from handlers.village.voices import folded

MOST_IN_DIGEST = 7  # more would not be read; the rest come tomorrow, oldest first


def merge(command: Merge, scene: Scene) -> None:
    """Two matters that are one become a candidate; everybody who ever said it hears how many households did."""
    if merging.join(scene, command.concern, command.into):
        go_on(scene, command.digest)


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
    # copies of one text stand in the list as one line: what is decided of the line is decided of each
    copies = waiting_copies(scene, concern) if concern.stage is Stage.RECEIVED else [concern]
    issue = merging.candidate_of(scene, concern).id if command.to is Stage.CANDIDATE else None
    decided = [settle(scene, each, command, issue) for each in copies]
    if issue is not None:
        count_up(scene, issue)
    authors = {each.address: each for each in decided}
    for each in authors.values():
        tell_author(scene, each, command)
    scene.desk.note(scene.actor, f"decide_{command.to}", concern.id)
    _, calls = in_reach(scene, authors)
    scene.desk.answer(line("reached.said", told=reached(scene, authors)) if calls else Line("triage.told_author"))
    go_on(scene, command.digest)


def settle(scene: Scene, concern: Concern, command: Decide, issue: str | None) -> Concern:
    """One concern as it stands after the decision, with its leaf and its clocks."""
    moved = move(concern, command.to)
    assert not isinstance(moved, Held)
    decided = replace(moved.concern, issue=issue) if issue is not None else moved.concern
    scene.desk.put(decided)
    concern_clocks.decided(scene, decided, reason=decided.stage is not Stage.DECLINED or bool(command.words))
    kind = {Stage.ANSWERED: EntryKind.ANSWER, Stage.DECLINED: EntryKind.REASON, Stage.REFERRED: EntryKind.REFERRAL}.get(command.to)
    if kind is not None:
        scene.desk.put(Entry(scene.fresh.id("entry"), concern.id, kind, scene.now, scene.actor, command.words or command.door))
    return decided


def tell_author(scene: Scene, concern: Concern, command: Decide) -> None:
    words: dict[str, str | Line] = {"title": title(concern), "who": merging.speaker(scene), "number": concern.number or "—"}
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
    if triage_list(scene, digest):
        scene.desk.next = ("triage", {"digest": digest} if digest else {})
    else:
        scene.desk.answer(Line("triage.all_done"))


def digest_now(command: MakeDigest, scene: Scene) -> None:
    """摘要: the list as it stands, at any hour it is asked for."""
    waiting = waiting_in(scene, scene.village or "")
    close_digests(scene)
    if not waiting:
        scene.desk.answer(Line("digest.nothing"))
        return
    scene.desk.answer(line("digest.now", count=str(len(waiting))))
    # else the list would not be shown, and the next digit would decide on the matter that was looked at before
    scene.desk.put(replace(scene.talk, open=None))
    scene.desk.next = ("triage", {})


def close_digests(scene: Scene) -> None:
    """The same list is about to be shown anew: an older one that still waits would only number this one apart."""
    for ask in scene.desk.find(OpenAsks(scene.person.id)) if scene.person else ():
        if ask.script in ("triage", "agenda") and ask.answered_at is None:
            scene.desk.put(replace(ask, answered_at=scene.now))


def make_digest(scene: Scene, cadre: Person, waiting: list[Concern]) -> Say:
    """The morning's digest for one cadre: what is new, and the question which one first. Copies of one text are one line."""
    groups = folded(waiting)
    shown = groups[:MOST_IN_DIGEST]
    digest = Digest(scene.fresh.id("digest"), cadre.id, scene.now.date(), scene.now, tuple(group[0].id for group in shown))
    scene.desk.put(digest)
    for group in shown:
        for concern in group:
            scene.desk.put(replace(concern, digested_at=scene.now))
    fresh = sum(1 for group in groups if all(concern.digested_at is None for concern in group))
    opening = line("digest.morning", count=str(len(groups)), fresh=str(fresh)) if fresh else line("digest.still", count=str(len(groups)))
    say = Say(f"person:{cadre.id}", (opening,), kind=SayKind.DIGEST)
    tokens = tuple(group[0].id for group in shown)
    labels = tuple(item(Waiting(as_others_read(scene, group[0]), group)) for group in shown)
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
