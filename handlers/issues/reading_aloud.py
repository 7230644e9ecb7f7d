"""Absent voices laid ready before the meeting, and read at it a page at a time."""

from dataclasses import dataclass
from typing import Any

from handlers.case import Case
from handlers.issues.files import opened
from handlers.issues.steps import Step
from handlers.issues.voices import Voices, voices
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, choose
from handlers.village.issue import PaperKind
from handlers.village.matter import Stage
from handlers.village.roles import Action


@dataclass(frozen=True, slots=True)
class LayVoices:
    issue: str


@dataclass(frozen=True, slots=True)
class VoicesRead:
    issue: str


def lay_voices(scene: Scene, issue: str) -> Talk[Any]:
    """What was said by those who may not come, shown to the host and laid ready."""
    case = opened(scene, issue)
    found = voices(case)
    shown = [*(found.pages() or ((),))[0], *counted(found)]
    return (
        LayVoices(issue)
        if (yield from choose("voices.lay", (Pick("yes", Line("voices.yes"), True), Pick("no", Line("voices.no"), False)), before=shown))
        else None
    )


def voices_aloud(scene: Scene, issue: str) -> Talk[Any]:
    """What absent ones said, in their words, a page at a time; then the meeting goes on."""
    case = opened(scene, issue)
    paper = case.file.last(PaperKind.ATTENDANCE)
    present = frozenset(paper.facts["households"].split()) if paper else frozenset[str]()
    found = voices(case, present)
    pages = found.pages()
    for n, page in enumerate(pages[:-1]):
        yield from choose(f"voices.page#{n}", [Pick("next", Line("voices.next"), None)], before=page)
    last = [*(pages[-1] if pages else ()), *counted(found)]
    yield from choose("voices.end", [Pick("read", Line("voices.done"), None)], before=last)
    return VoicesRead(issue)


def counted(found: Voices) -> list[Line]:
    """How many are read, and how many are not, and why."""
    lines = [line("voices.count", count=str(len(found.aloud)))]
    if found.withheld:
        lines.append(line("voices.withheld", count=str(found.withheld)))
    if found.pending:
        lines.append(line("voices.pending", count=str(found.pending)))
    return lines


def _ready(case: Case) -> bool:
    return case.issue.stage is Stage.READY


def _meeting(case: Case) -> bool:
    return case.issue.stage is Stage.MEETING


STEPS = (
    Step("voices", Action.OPEN_MEETING, _ready, lay_voices),
    Step("voices_aloud", Action.OPEN_MEETING, _meeting, voices_aloud),
)
