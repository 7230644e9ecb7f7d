"""Absent voices: what those who cannot come have said, shortened and without names, ready to be read aloud."""

from collections import Counter
from dataclasses import dataclass

from handlers.case import Case
from handlers.for_others import for_others
from handlers.issues.coverage import SMALLEST_GROUP
from handlers.messages import Line, line
from handlers.report import clip
from handlers.village.evidence import scope_of
from handlers.village.issue import PaperKind, Stance

LENGTH = 40  # characters: more of it would say whose it is
A_PAGE = 8


@dataclass(frozen=True, slots=True)
class Voices:
    """read aloud: the lines; withheld (别念) and pending (待核) are counted only."""

    aloud: tuple[Line, ...]
    withheld: int
    pending: int

    def pages(self) -> tuple[tuple[Line, ...], ...]:
        return tuple(self.aloud[at : at + A_PAGE] for at in range(0, len(self.aloud), A_PAGE))


def voices(case: Case, present: frozenset[str] = frozenset()) -> Voices:
    """Of everybody in scope whose household is not there: whoever is asked is told that it will be read.

    Words are read one by one, bare stances as one line. Before the day that is everybody's who has spoken.
    """
    absent = scope_of(case.issue, case.ground) - present
    said = [o for o in case.round.opinions if o.household in absent and (o.words or o.stance is not None)]
    read = [o for o in said if o.counted and not o.withheld]
    words = [line("voices.words", words=public(case, o.words, LENGTH)) for o in read if o.words]
    return Voices(
        (*words, *_bare(Counter(o.stance for o in read if o.stance is not None and not o.words))),
        len([o for o in said if o.counted and o.withheld]),
        len([o for o in said if not o.counted]),
    )


def _bare(counted: Counter[Stance]) -> tuple[Line, ...]:
    """Those who only answered by a digit, in one line of counts; of fewer than five not even that splits them."""
    count = str(counted.total())
    if not counted:
        return ()
    if counted.total() < SMALLEST_GROUP:
        return (line("voices.few", count=count),)
    yes, no, conditional = (str(counted[each]) for each in (Stance.FOR, Stance.AGAINST, Stance.CONDITIONAL))
    return (line("voices.counts", count=count, yes=yes, no=no, conditional=conditional, none=str(counted[Stance.NO_VIEW])),)


def public(case: Case, words: str, most: int) -> str:
    """Words as others may read them: without the names of villagers and third persons, without numbers, cut."""
    return clip(for_others(case.scene, case.issue.village, words, tuple(person.name for person in case.persons)), most)


def unread(case: Case) -> int:
    """How many absent voices lie ready that nobody has read aloud."""
    paper = case.file.last(PaperKind.VOICES)
    return int(paper.facts.get("count", "0")) if paper is not None and paper.facts.get("read") != "1" else 0
