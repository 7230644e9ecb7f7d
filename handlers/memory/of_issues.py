"""Look-ups of issues and of what lies in their files."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OpenIssues:
    """Candidates of a village, the most supported first, then the oldest."""

    village: str


@dataclass(frozen=True, slots=True)
class IssuesOf:
    """Issues of a village that have left the candidates and are not over, the next session's first."""

    village: str


@dataclass(frozen=True, slots=True)
class IssuesAt:
    """Issues of these villages at one stage, oldest first."""

    stage: str
    villages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IssuesIn:
    """Every issue of a village, whatever became of it."""

    village: str


@dataclass(frozen=True, slots=True)
class IssuesAwake:
    """Every issue of the district that is under way."""


@dataclass(frozen=True, slots=True)
class PapersOf:
    """An issue's papers in the order they were written."""

    issue: str


@dataclass(frozen=True, slots=True)
class PapersBy:
    """The latest twenty papers of one kind that one person has written, newest first."""

    author: str
    kind: str


@dataclass(frozen=True, slots=True)
class PapersSince:
    """A village's papers from a moment on, issue by issue in the order they were written."""

    village: str
    since: datetime


@dataclass(frozen=True, slots=True)
class OpinionsOn:
    issue: str


@dataclass(frozen=True, slots=True)
class OpinionsOf:
    """What one person has said on issues, the latest first."""

    person: str


@dataclass(frozen=True, slots=True)
class OpinionsSince:
    """Opinions given on a village's issues from a moment on."""

    village: str
    since: datetime


@dataclass(frozen=True, slots=True)
class VisitsOn:
    issue: str


@dataclass(frozen=True, slots=True)
class VisitsSince:
    """Visits made for a village's issues from a moment on."""

    village: str
    since: datetime


@dataclass(frozen=True, slots=True)
class RequestsOf:
    """What was asked of departments about an issue, oldest first."""

    issue: str


@dataclass(frozen=True, slots=True)
class RequestsFor:
    """What waits for one department, oldest first; answered ones left out."""

    department: str


@dataclass(frozen=True, slots=True)
class TasksOf:
    issue: str


@dataclass(frozen=True, slots=True)
class TasksFor:
    """Tasks one person still has to do, the next due first."""

    owner: str


@dataclass(frozen=True, slots=True)
class TasksNamed:
    """Tasks that a department still has to do, no person named, the next due first."""

    name: str


@dataclass(frozen=True, slots=True)
class TasksSince:
    """A village's tasks whose day is that of the moment or later."""

    village: str
    since: datetime


@dataclass(frozen=True, slots=True)
class RulesOf:
    """A village's rules, the newest first; replaced ones too."""

    village: str


@dataclass(frozen=True, slots=True)
class RulesAt:
    """Rules of these villages in one state, oldest first."""

    state: str
    villages: tuple[str, ...]
