"""Two matters made one, and taken apart again. A cadre does it, never the bot; every author hears of it.

What was moved stands in the issue's file as a paper: which concern, at which stage, in which issue it was before.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from handlers.acts import concern_clocks
from handlers.acts.supporting import count_up, recount, standing_in
from handlers.acts.timing import start_clock, stop_clock
from handlers.acts.told import reached
from handlers.cadre import TRIAGE_OFFICES
from handlers.case import case_of
from handlers.commands import Apart, Join, Split
from handlers.look_up import day, role_of, title, undated
from handlers.memory import AlikesOf
from handlers.messages import Line, Say, line
from handlers.named import as_others_read
from handlers.one_matter import JOINED, Side, may_be_one, pairs, personal, side, waiting_copies
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.issue import Issue, PaperKind
from handlers.village.matter import Alike, Concern, Entry, EntryKind, Stage, alike_id
from handlers.village.road import BEFORE_THE_MEETING, Held, move
from handlers.village.voices import copies_among

Moved = tuple[str, Stage, str]  # a concern, the stage it had, the issue it was in ("" for none)


def may_triage(scene: Scene, concern: Concern | None) -> bool:
    """Only the village's own secretary or committee, on a proved phone, and never their own accusers' matters."""
    return concern is not None and scene.holds(*TRIAGE_OFFICES) and concern.village == scene.village and concern.stage is not Stage.SEALED


def may_join(scene: Scene, each: Side) -> bool:
    return may_triage(scene, each) if isinstance(each, Concern) else scene.holds(*TRIAGE_OFFICES) and each.village == scene.village


# ---------------------------------------------------------------- made one


def join_pair(command: Join, scene: Scene) -> None:
    """并, from the list of pairs: the next pair is offered at once."""
    if join(scene, command.one, command.other):
        more_pairs(scene)


def join(scene: Scene, one: str, other: str) -> bool:
    """Two concerns begin a candidate, a concern joins an issue, a candidate goes into another. False: a refusal was said."""
    first, second = side(scene, one), side(scene, other)
    if first is None or second is None or first.id == second.id:
        scene.desk.answer(Line("kit.closed"))
        return False
    if not (may_join(scene, first) and may_join(scene, second)):
        scene.desk.answer(Line("held.not_yours"))
        return False
    if not may_be_one(first, second):
        private = any(isinstance(each, Concern) and personal(each) for each in (first, second))
        scene.desk.answer(Line("triage.stays_private" if private else "kit.closed"))
        return False
    into, joining = _into(scene, first, second)
    moved = tuple(each for part in joining for each in _move_into(scene, part, into.id))
    case = case_of(scene, into.id)
    assert case is not None
    case.write(PaperKind.JOINED, moved=written(moved), one=first.id, other=second.id)
    told_joined(scene, into.id)
    scene.desk.note(scene.actor, "merge", first.id, into.id)
    return True


def _into(scene: Scene, first: Side, second: Side) -> tuple[Issue, tuple[Side, ...]]:
    """The issue that goes on, and what joins it: what is on the road goes before a candidate, then the one more households stand behind."""
    issues = sorted((each for each in (first, second) if isinstance(each, Issue)), key=_weight)
    if not issues:
        assert isinstance(second, Concern)
        return candidate_of(scene, second), (first, second)
    return issues[0], tuple(each for each in (first, second) if each.id != issues[0].id)


def _weight(issue: Issue) -> tuple[bool, int, Any, str]:
    return (issue.stage is Stage.CANDIDATE, -issue.households, issue.opened_at, issue.id)


def candidate_of(scene: Scene, concern: Concern) -> Issue:
    """The candidate a concern stands in, or the one it begins."""
    found = scene.desk.get(Issue, concern.issue) if concern.issue else None
    if found is not None:
        return found
    shown = title(as_others_read(scene, concern), 20)
    issue = Issue(scene.fresh.id("issue"), concern.village or "", shown, scene.now, category=concern.category, place=concern.place)
    scene.desk.put(issue)
    start_clock(scene, ClockKind.UNSELECTED, issue.id)
    return issue


def _move_into(scene: Scene, part: Side, into: str) -> list[Moved]:
    if isinstance(part, Concern):
        moved = [(each, move(each, Stage.MERGED)) for each in waiting_copies(scene, part)]
        for each, step in moved:
            if not isinstance(step, Held):  # from RECEIVED the road to MERGED is always open
                put_into(scene, step.concern, into)
                concern_clocks.decided(scene, each)
        return [(each.id, each.stage, "") for each, _ in moved]
    found = [c for c in standing_in(scene, part.id) if c.stage in JOINED]
    for each in found:
        put_into(scene, each, into)
    case = case_of(scene, part.id)
    assert case is not None
    case.move(Stage.WITHDRAWN)
    stop_clock(scene, ClockKind.UNSELECTED, part.id)
    return [(each.id, each.stage, part.id) for each in found]


def put_into(scene: Scene, concern: Concern, issue: str) -> None:
    scene.desk.put(replace(concern, issue=issue))
    scene.desk.put(Entry(scene.fresh.id("entry"), concern.id, EntryKind.MERGED, scene.now, scene.actor))


def told_joined(scene: Scene, issue: str) -> None:
    """「已有N户提到」 to everybody who ever said it, once a phone; both numbers to the cadre."""
    counted = count_up(scene, issue)
    assert counted is not None
    everyone = {concern.address: concern for concern in standing_in(scene, issue) if concern.address != "erased"}
    for concern in everyone.values():
        words = line("merged.told", title=undated(concern), households=str(counted.households), who=speaker(scene))
        scene.desk.say(Say(f"address:{concern.address}", (words,), about=concern.id))
    both = {"reports": str(counted.reports), "households": str(counted.households)}
    scene.desk.answer(Line("merged.done", both | {"title": counted.title, "told": reached(scene, everyone)}))


def speaker(scene: Scene) -> Line:
    person = scene.person
    return role_of(person, scene.staff) if person else Line("role.village_office")


# ---------------------------------------------------------------- kept or taken apart


def keep_apart(command: Apart, scene: Scene) -> None:
    """不是一回事: nobody is shown the two as one again."""
    one, other = side(scene, command.one), side(scene, command.other)
    if one is None or other is None:
        scene.desk.answer(Line("kit.closed"))
    elif not (may_join(scene, one) and may_join(scene, other)):
        scene.desk.answer(Line("held.not_yours"))
    else:
        refuse(scene, one.village or "", one.id, other.id)
        scene.desk.note(scene.actor, "keep_apart", one.id, other.id)
        scene.desk.answer(Line("alike.kept_apart"))
        more_pairs(scene)


def refuse(scene: Scene, village: str, one: str, other: str, refused: bool = True) -> None:
    """Kept for the two as they are now, and for whatever else stands in the list for the same two."""
    for each in scene.desk.find(AlikesOf(village)):
        now = {found.id for key in (each.one, each.other) if (found := side(scene, key)) is not None}
        if now == {one, other}:
            scene.desk.put(replace(each, refused=refused))
    scene.desk.put(Alike(alike_id(one, other), village, one, other, 0.0, scene.now, refused))


def more_pairs(scene: Scene) -> None:
    if pairs(scene, scene.village or ""):
        scene.desk.next = ("alike", {})
    else:
        scene.desk.answer(Line("alike.all_done"))


def split(command: Split, scene: Scene) -> None:
    """拆: a text that is another matter goes back on the list, with all its copies; its authors hear it."""
    concern = scene.desk.get(Concern, command.concern)
    if concern is None or not may_triage(scene, concern):
        scene.desk.answer(Line("held.not_yours"))
        return
    case = case_of(scene, concern.issue) if concern.issue and concern.stage in JOINED else None
    if case is None or case.issue.stage not in BEFORE_THE_MEETING:
        scene.desk.answer(Line("kit.closed"))
        return
    issue = case.issue.id
    standing = [c for c in standing_in(scene, issue) if c.stage in JOINED]
    leaving = copies_among(concern, standing)
    if len(leaving) == len(standing):
        scene.desk.answer(Line("split.alone"))
        return
    case.write(PaperKind.SPLIT, moved=written((each.id, each.stage, issue) for each in leaving))
    _retitle(scene, case.issue, concern, [c for c in standing if c not in leaving])
    back_on_list(scene, leaving)
    refuse(scene, concern.village or "", concern.id, issue)
    counted = recount(scene, issue)
    assert counted is not None
    scene.desk.note(scene.actor, "split", concern.id, issue)
    both = {"reports": str(counted.reports), "households": str(counted.households)}
    scene.desk.answer(Line("split.done", both | {"title": counted.title}))


def _retitle(scene: Scene, issue: Issue, leaving: Concern, rest: list[Concern]) -> None:
    """An issue is not called by the words of what has left it."""
    if issue.title == title(as_others_read(scene, leaving), 20):
        first = as_others_read(scene, rest[0])
        scene.desk.put(replace(issue, title=title(first, 20), category=first.category, place=first.place))


def back_on_list(scene: Scene, leaving: Iterable[Concern]) -> Mapping[str, Concern]:
    """They wait for a decision again, under their own numbers; a day that was promised and has not passed still holds.

    Returns what each address is told of.
    """
    told: dict[str, Concern] = {}
    today = scene.now.date()
    for concern in leaving:
        step = move(concern, Stage.RECEIVED)
        if isinstance(step, Held):
            continue
        promised = concern.due_on if concern.due_on and concern.due_on >= today else None
        due_on = promised or scene.calendar.add_working_days(today, scene.limits.answer_days)
        back = replace(step.concern, issue=None, due_on=due_on, digested_at=None, like=None, likeness=0.0)
        scene.desk.put(back)
        scene.desk.put(Entry(scene.fresh.id("entry"), concern.id, EntryKind.SPLIT, scene.now, scene.actor))
        concern_clocks.watch(scene, back)
        told[concern.address] = back
    for address, concern in told.items():
        words = line("split.told", title=title(concern), who=speaker(scene), day=day(concern))
        scene.desk.say(Say(f"address:{address}", (words,), about=concern.id))
    return told


def written(moved: Iterable[Moved]) -> str:
    return " ".join(f"{key}|{stage.value}|{issue}" for key, stage, issue in moved)


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {Join: join_pair, Apart: keep_apart, Split: split}
