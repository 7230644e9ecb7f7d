"""Absent voices: what those who cannot come have said, shortened and without names, ready to be read aloud."""

from dataclasses import dataclass

from handlers.case import Case
from handlers.messages import Line, line
from handlers.report import clip
from handlers.village.evidence import affected_of
from handlers.village.issue import Opinion
from nlp.redact import redact

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
    """Of the affected households that are not there; before the day that is everybody's who has spoken."""
    absent = affected_of(case.issue, case.ground) - present
    said = [o for o in case.file.opinions if o.household in absent and (o.words or o.stance is not None)]
    return Voices(
        tuple(_aloud(case, o) for o in said if o.counted and not o.withheld),
        len([o for o in said if o.counted and o.withheld]),
        len([o for o in said if not o.counted]),
    )


def _aloud(case: Case, opinion: Opinion) -> Line:
    if opinion.words:
        return line("voices.words", words=public(case, opinion.words, LENGTH))
    return line("voices.stance", stance=Line(f"stance.{opinion.stance}"))


def public(case: Case, words: str, most: int) -> str:
    """Words as others may read them: without the names of anybody in the village, without numbers, cut."""
    return clip(redact(words, tuple(person.name for person in case.persons)), most)
