"""两个时间: villagers say which of two times suits them, or the host has asked already and says so."""

from dataclasses import dataclass
from typing import Any

from handlers.case import Case
from handlers.issues.files import opened
from handlers.issues.steps import Step
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, ask, choose
from handlers.village.issue import PaperKind
from handlers.village.matter import Stage
from handlers.village.roles import Action

SLOT = 10  # characters of a time, so that both fit into one SMS


@dataclass(frozen=True, slots=True)
class AskSlots:
    """Two times go out to those who asked and those affected; or the host has asked already: chosen is which suits."""

    issue: str
    first: str
    second: str
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class ChooseSlot:
    """A villager's digit."""

    issue: str
    paper: str
    which: str


def slots(scene: Scene, issue: str) -> Talk[Any]:
    """象山's lesson: on the fixed day nobody came; so villagers say which of two times suits them."""
    picks = [Pick(f":{n}", Line(f"slots.{n}"), n) for n in ("dusk", "noon", "weekend")]
    words = {pick.token: scene.word(pick.line) for pick in picks}
    first = (yield from ask("slots.first", picks=picks)) or ""
    second = (yield from ask("slots.second", picks=[pick for pick in picks if pick.token != first])) or ""
    first, second = clip(words.get(first, first), SLOT), clip(words.get(second, second), SLOT)
    how = [Pick("send", Line("slots.send"), ""), Pick("first", line("slots.suits", slot=first), first)]
    how.append(Pick("second", line("slots.suits", slot=second), second))
    return AskSlots(issue, first, second, (yield from choose("slots.how", how)))


def slot(scene: Scene, issue: str, paper: str) -> Talk[Any]:
    """The villager's answer: begun by the bot's own question."""
    found = next((p for p in opened(scene, issue).file.of(PaperKind.SLOTS) if p.id == paper), None)
    if found is None:
        raise Stale("slot.which")
    picks = [Pick(name, line("slots.suits", slot=found.facts[name]), name) for name in ("first", "second")]
    return ChooseSlot(issue, paper, (yield from choose("slot.which", picks)))


def _ready(case: Case) -> bool:
    return case.issue.stage is Stage.READY


STEPS = (Step("slots", Action.OPEN_MEETING, _ready, slots),)
