"""会议记录: written from the file, mended by one sentence, confirmed by the host and by a supervisor who is not theirs."""

from dataclasses import dataclass
from typing import Any

from handlers.case import Case, case_of
from handlers.issues.files import opened
from handlers.issues.steps import Step
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, ask, choose
from handlers.village.issue import Paper, PaperKind
from handlers.village.matter import Stage
from handlers.village.roles import Action


@dataclass(frozen=True, slots=True)
class CorrectMinutes:
    issue: str
    words: str


@dataclass(frozen=True, slots=True)
class HostConfirms:
    issue: str


@dataclass(frozen=True, slots=True)
class CheckMinutes:
    """A supervisor's digit. wrong: what is not so, "" when all is."""

    issue: str
    paper: str
    wrong: str = ""


def minutes(scene: Scene, issue: str) -> Talk[Any]:
    """The host reads them: right, or one sentence that mends."""
    case = opened(scene, issue)
    paper = case.file.last(PaperKind.MINUTES)
    if paper is None:
        raise Stale("minutes.check")
    shown = line("minutes.text", words=shortened(paper.words, 520))
    picks = [Pick("right", Line("minutes.right"), True), Pick("mend", Line("minutes.mend"), False)]
    if (yield from choose("minutes.check", picks, before=(shown,))):
        return HostConfirms(issue)
    return CorrectMinutes(issue, (yield from ask("minutes.words")) or "")


def correct(scene: Scene, issue: str) -> Talk[Any]:
    words = yield from ask("minutes.words")
    return CorrectMinutes(issue, words or "")


def shortened(text: str, most: int) -> str:
    """Whole lines, as many as fit; the rest stands on the notice."""
    return text if len(text) <= most else text[: text.rfind("\n", 0, most)] + "\n…"


# on SMS the text itself does not fit: whoever has the chat reads it there before answering
SEEN = (
    Pick("yes", Line("minutes_check.yes"), "yes"),
    Pick("no", Line("minutes_check.no"), "no"),
    Pick("see", Line("minutes_check.see"), "see"),
)


def minutes_check(scene: Scene, issue: str, paper: str) -> Talk[Any]:
    """The supervisor's answer, begun by the bot's own question; minutes that were mended meanwhile are asked about anew."""
    case = case_of(scene, issue)
    last = case.file.last(PaperKind.MINUTES) if case else None
    if last is None or last.id != paper or case is None or case.issue.stage is not Stage.MEETING:
        raise Stale("minutes_check.right")
    what = yield from choose("minutes_check.right", SEEN)
    if what == "see":
        what = yield from choose("minutes_check.now", SEEN[:2], before=(line("minutes.text", words=shortened(last.words, 520)),))
    if what == "yes":
        return CheckMinutes(issue, paper)
    return CheckMinutes(issue, paper, (yield from ask("minutes_check.words")) or "—")


def _unconfirmed(case: Case) -> bool:
    return case.issue.stage is Stage.MEETING and written(case) is not None


def written(case: Case) -> Paper | None:
    """The minutes of this meeting."""
    found = case.file.since(PaperKind.MINUTES, PaperKind.ATTENDANCE)
    return found[-1] if found else None


STEPS = (
    Step("minutes", Action.OPEN_MEETING, _unconfirmed, minutes),
    Step("correct", Action.OPEN_MEETING, _unconfirmed, correct),
)
