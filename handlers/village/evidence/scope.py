"""Which households an issue asks, and whom it touches."""

from handlers.village.issue import Issue, Level
from handlers.village.thresholds import Ground


def scope_of(issue: Issue, ground: Ground) -> frozenset[str]:
    """The households an issue asks: those of a building by name, a grid's, or everybody's."""
    if issue.level is Level.BUILDING and ground.households & frozenset(issue.affected):
        return ground.households & frozenset(issue.affected)
    if issue.grid is None:
        return ground.households
    return ground.by_grid.get(issue.grid, frozenset())


def affected_of(issue: Issue, ground: Ground) -> frozenset[str]:
    """The directly affected households; none named means all in scope."""
    scope = scope_of(issue, ground)
    return (scope & frozenset(issue.affected)) or scope
