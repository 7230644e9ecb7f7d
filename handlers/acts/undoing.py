"""撤销: the speaker's own last merge or split is read back from its paper and is as if it had not been."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from handlers.acts import concern_clocks
from handlers.acts.merging import Moved, back_on_list, may_join, put_into, refuse, told_joined
from handlers.acts.supporting import count_up, recount, standing_in
from handlers.acts.timing import start_clock
from handlers.acts.told import reached
from handlers.case import case_of
from handlers.commands import UndoMerge
from handlers.memory import PapersBy
from handlers.messages import Line, line
from handlers.one_matter import JOINED, side
from handlers.scene import Scene
from handlers.village.clocks import ClockKind
from handlers.village.issue import Paper, PaperKind
from handlers.village.matter import Concern, Stage
from handlers.village.road import BEFORE_THE_MEETING, Held, move

UNDO_WITHIN = timedelta(days=3)


def undo(command: UndoMerge, scene: Scene) -> None:
    """撤销: the speaker's own last merge or split of these days is as if it had not been."""
    paper = last_done(scene)
    case = case_of(scene, paper.issue) if paper is not None else None
    if paper is None or case is None:
        scene.desk.answer(Line("undo.nothing"))
        return
    if not may_join(scene, case.issue):
        scene.desk.answer(Line("held.not_yours"))
        return
    if case.issue.stage not in BEFORE_THE_MEETING:
        scene.desk.answer(Line("kit.closed"))
        return
    case.write(PaperKind.UNDONE, of=paper.id)
    if paper.kind is PaperKind.JOINED:
        _part_again(scene, paper)
    else:
        _rejoin(scene, paper)
    scene.desk.note(scene.actor, "undo", paper.issue, paper.id)


def last_done(scene: Scene) -> Paper | None:
    kinds = (PaperKind.JOINED, PaperKind.SPLIT, PaperKind.UNDONE)
    lookups = [PapersBy(scene.actor, kind.value) for kind in kinds]
    scene.desk.need(*lookups)
    joined, parted, undone = (scene.desk.find(each) for each in lookups)
    gone = {paper.facts["of"] for paper in undone}
    left = [paper for paper in (*joined, *parted) if paper.id not in gone and scene.now - paper.at <= UNDO_WITHIN]
    return max(left, key=lambda paper: (paper.at, paper.seq), default=None)


def _part_again(scene: Scene, paper: Paper) -> None:
    """Whoever has been declined, sealed or taken out since stays where they are."""
    still = {c.id: c for c in standing_in(scene, paper.issue) if c.stage in JOINED}
    back: list[Concern] = []
    sources = dict[str, None]()
    for key, stage, issue in _read(paper):
        if key in still and stage is Stage.RECEIVED:
            back.append(still[key])
        elif key in still and issue:
            scene.desk.put(replace(still[key], issue=issue))
            sources[issue] = None
    told = back_on_list(scene, back)
    for issue in sources:
        if (case := case_of(scene, issue)) is not None and case.move(Stage.CANDIDATE) is None:
            start_clock(scene, ClockKind.UNSELECTED, issue)
        count_up(scene, issue)
    counted = recount(scene, paper.issue)
    village = counted.village if counted is not None else ""
    if (one := side(scene, paper.facts["one"])) is not None and (other := side(scene, paper.facts["other"])) is not None:
        refuse(scene, village, one.id, other.id)
    scene.desk.answer(Line("undo.parted"))
    if told:
        scene.desk.answer(line("reached.said", told=reached(scene, told)))


def _rejoin(scene: Scene, paper: Paper) -> None:
    for key, stage, issue in _read(paper):
        concern = scene.desk.get(Concern, key)
        if concern is None or concern.stage is not Stage.RECEIVED:
            continue  # it has been decided for itself meanwhile
        step = move(concern, stage)
        if not isinstance(step, Held):
            put_into(scene, step.concern, issue)
            concern_clocks.decided(scene, concern)
            refuse(scene, concern.village or "", key, issue, refused=False)
    told_joined(scene, paper.issue)


def _read(paper: Paper) -> list[Moved]:
    parts = [each.split("|") for each in paper.facts["moved"].split()]
    return [(key, Stage(stage), issue) for key, stage, issue in parts]


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {UndoMerge: undo}
