"""Everything about one issue, and what of it belongs to the round under way."""

from dataclasses import dataclass, replace

from handlers.village.issue import (
    Issue,
    Opinion,
    Paper,
    PaperKind,
    Request,
    Task,
    Visit,
)
from handlers.village.matter import Concern


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything about one issue, papers in the order they were written."""

    issue: Issue
    concerns: tuple[Concern, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    visits: tuple[Visit, ...] = ()
    papers: tuple[Paper, ...] = ()
    requests: tuple[Request, ...] = ()
    tasks: tuple[Task, ...] = ()

    def of(self, kind: PaperKind) -> tuple[Paper, ...]:
        return tuple(paper for paper in self.papers if paper.kind is kind)

    def last(self, kind: PaperKind) -> Paper | None:
        return next((paper for paper in reversed(self.papers) if paper.kind is kind), None)

    def since(self, kind: PaperKind, *anchors: PaperKind) -> tuple[Paper, ...]:
        """Papers of a kind written after the last one of other kinds: a new round begins with its anchor."""
        found: list[Paper] = []
        for paper in self.papers:
            if paper.kind in anchors:
                found = []
            elif paper.kind is kind:
                found.append(paper)
        return tuple(found)


def this_round(file: CaseFile) -> CaseFile:
    """What was asked, heard and written since the matter was last opened again: of what went wrong nothing opens a gate twice."""
    again = file.last(PaperKind.REOPENED)
    if again is None:
        return file
    opinions = tuple(o for o in file.opinions if o.at >= again.at)
    visits = tuple(v for v in file.visits if v.at >= again.at)
    return replace(file, papers=file.papers[file.papers.index(again) + 1 :], opinions=opinions, visits=visits)
