"""举手: yes, no and abstentions for every option in one sentence. The opinion of a meeting; nothing is passed by it."""

import re
from dataclasses import dataclass
from typing import Any

from handlers.case import Case
from handlers.issues.files import opened
from handlers.issues.steps import Step
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.issue import PaperKind
from handlers.village.matter import Stage
from handlers.village.roles import Action
from nlp.when import number

_N = "([0-9]{1,4}|[零一二两三四五六七八九十百]{1,5})"
_WORDS = {
    "yes": re.compile(f"(?<!不)(?:赞成|同意|举手)(?:的|了|有)?[:：]?{_N}"),
    "no": re.compile(f"(?:反对|不赞成|不同意)(?:的|了|有)?[:：]?{_N}"),
    "abstain": re.compile(f"(?:弃权|没举手)(?:的|了|有)?[:：]?{_N}"),
}
_THREE = re.compile(rf"{_N}[ ,，、/]+{_N}[ ,，、/]+{_N}")


@dataclass(frozen=True, slots=True)
class Count:
    yes: int
    no: int
    abstain: int

    @property
    def hands(self) -> int:
        return self.yes + self.no + self.abstain


@dataclass(frozen=True, slots=True)
class RecordVotes:
    """In the order of the options."""

    issue: str
    counts: tuple[Count, ...]


def read_votes(words: str) -> Count | None:
    """赞成26 反对1 弃权1, or three numbers in that order; who is not named is nobody. None when no number of yes is said."""
    if found := _THREE.fullmatch(words.strip()):
        return Count(*(number(group) for group in found.groups()))
    said = {name: found for name, pattern in _WORDS.items() if (found := pattern.search(words))}
    if not said:
        return None
    return Count(*(number(said[name][1]) if name in said else 0 for name in ("yes", "no", "abstain")))


def options(case: Case) -> tuple[str, ...]:
    """What is voted on: the options of this round, else the matter itself."""
    return tuple(paper.words for paper in case.round.since(PaperKind.OPTION, PaperKind.SET)) or (case.issue.title,)


def votes(scene: Scene, issue: str) -> Talk[Any]:
    case = opened(scene, issue)
    counts = []
    for n, option in enumerate(options(case)):
        counts.append((yield from vote(case, n, option)))
    return RecordVotes(issue, tuple(counts))


def vote(case: Case, n: int, option: str) -> Talk[Count]:
    """One option, read back; more hands than villagers are counted again."""
    before: tuple[Line, ...] = ()
    here, again = villagers_here(case), 0
    while True:
        words = yield from ask(f"votes.count#{n}.{again}", before=before, number=str(n + 1), words=clip(option, 40))
        found, again = read_votes(words or ""), again + 1
        if found is None:
            before = (Line("votes.unclear"),)
        elif found.hands > here:
            before = (line("votes.too_many", have=str(found.hands), need=str(here)),)
        elif (yield from choose(f"votes.check#{n}.{again}", CHECKS, yes=str(found.yes), no=str(found.no), abstain=str(found.abstain))):
            return found
        else:
            before = ()


CHECKS = (Pick("right", Line("check.right"), True), Pick("again", Line("votes.again"), False))


def villagers_here(case: Case) -> int:
    paper = case.file.last(PaperKind.ATTENDANCE)
    return int(paper.facts["villagers"]) if paper else 0


STEPS = (Step("votes", Action.RECORD_VOTE, lambda case: case.issue.stage is Stage.MEETING, votes),)
