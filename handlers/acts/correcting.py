"""改类: what a cadre says a concern is about counts at once, for every copy of it, and is kept for the ears to learn from."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers.acts.merging import may_triage
from handlers.acts.triage import go_on
from handlers.commands import Recategorise
from handlers.heard_as import about, code_of
from handlers.messages import Line, line
from handlers.one_matter import personal, waiting_copies
from handlers.scene import Scene
from handlers.village.matter import Concern, Correction, Stage
from nlp.taxonomy import CATEGORIES


def recategorise(command: Recategorise, scene: Scene) -> None:
    """The concern's new category; who said so, and when, stands in a record of its own."""
    concern = scene.desk.get(Concern, command.concern)
    if concern is None or not may_triage(scene, concern) or scene.person is None:
        scene.desk.answer(Line("held.not_yours"))
        return
    category = command.code[:2]
    if concern.stage is not Stage.RECEIVED or not known(command.code):
        scene.desk.answer(Line("kit.closed"))
        return
    if personal(concern) and not personal(replace(concern, category=category)):
        scene.desk.answer(Line("triage.stays_private"))
        return
    for each in waiting_copies(scene, concern):
        scene.desk.put(replace(each, category=category, sub=command.code if command.code != category else None))
    # one record for all copies: a text that was sent ten times teaches no more than once
    key = scene.fresh.id("correction")
    scene.desk.put(Correction(key, concern.id, code_of(concern), command.code, scene.person.id, scene.now))
    scene.desk.note(scene.actor, "recategorise", concern.id, f"{code_of(concern) or '-'} {command.code}")
    scene.desk.answer(line("recategory.done", category=about(command.code)))
    go_on(scene, command.digest)


def known(code: str) -> bool:
    """A category, or a sub of one."""
    category = CATEGORIES.get(code[:2])
    return category is not None and (code == category.code or code in category.subs)


ACTS: dict[type[Any], Callable[[Any, Scene], None]] = {Recategorise: recategorise}
