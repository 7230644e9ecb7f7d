"""两个时间: villagers say which of two times suits them, or the host has asked by mouth and names who said which."""

from dataclasses import dataclass, replace
from typing import Any

from handlers.case import Case
from handlers.issues.files import opened
from handlers.issues.steps import Step
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, ask, choose
from handlers.village.evidence import affected_of, scope_of
from handlers.village.issue import PaperKind
from handlers.village.matter import Stage
from handlers.village.people import Household
from handlers.village.roles import Action

SLOT = 10  # characters of a time, so that both fit into one SMS
USUAL = ("dusk", "noon", "weekend")


@dataclass(frozen=True, slots=True)
class AskSlots:
    """Two times go out to those who asked and those affected; by_mouth: the host has asked, and these households said which suits."""

    issue: str
    first: str
    second: str
    by_mouth: bool = False
    for_first: tuple[str, ...] = ()
    for_second: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChooseSlot:
    """A villager's digit."""

    issue: str
    paper: str
    which: str


def slots(scene: Scene, issue: str) -> Talk[AskSlots]:
    """象山's lesson: on the fixed day nobody came; so villagers say which of two times suits them."""
    first, second = yield from two_times(scene)
    how = [Pick("send", Line("slots.send"), False), Pick("mouth", Line("slots.mouth"), True)]
    if not (yield from choose("slots.how", how)):
        return AskSlots(issue, first, second)
    return (yield from by_mouth(opened(scene, issue), AskSlots(issue, first, second, True)))


def two_times(scene: Scene) -> Talk[tuple[str, str]]:
    picks = [Pick(f":{n}", Line(f"slots.{n}"), n) for n in USUAL]
    words = {pick.token: scene.word(pick.line) for pick in picks}
    first = (yield from ask("slots.first", picks=picks)) or ""
    second = (yield from ask("slots.second", picks=[pick for pick in picks if pick.token != first])) or ""
    return clip(words.get(first, first), SLOT), clip(words.get(second, second), SLOT)


def by_mouth(case: Case, said: AskSlots, again: int = 0) -> Talk[AskSlots]:
    """Whose answer it was: no gate opens by the host's word that people were asked. again: for more of them."""
    left = [home for home in homes(case) if home.id not in (*said.for_first, *said.for_second)]
    first = yield from who_said(f"{again}first", said.first, left)
    second = yield from who_said(f"{again}second", said.second, [home for home in left if home.id not in first])
    return replace(said, for_first=(*said.for_first, *first), for_second=(*said.for_second, *second))


def homes(case: Case) -> list[Household]:
    """Those it touches first."""
    scope, near = scope_of(case.issue, case.ground), affected_of(case.issue, case.ground)
    return sorted((home for home in case.households if home.id in scope), key=lambda home: home.id not in near)


def who_said(which: str, slot: str, left: list[Household]) -> Talk[tuple[str, ...]]:
    """One household a message, by digit or by its name, until 就这些."""
    said: list[str] = []
    while rest := [home for home in left if home.id not in said]:
        # the digit that ends the list stands first, so that it never moves
        picks = [Pick("done", Line("slots.who_done"), ""), *(Pick(home.id, home_line(home), home.id) for home in rest)]
        home = yield from choose(f"slots.who#{which}{len(said)}", picks, slot=slot)
        if not home:
            break
        said.append(home)
    return tuple(said)


def home_line(home: Household) -> Line:
    return line("roll.home", name=home.head, place=home.number)


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
