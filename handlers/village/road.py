"""The one table of roads and the one function that moves: what is not in the table does not happen."""

from dataclasses import dataclass, replace

from handlers.village.matter import Concern, Stage

# From where to where a concern may go. RECEIVED is the crossing: triage decides there. A concern answered, declined
# or referred can be taken up again when its author says that it will not do; withdrawal is the author's until an issue
# carries the words of others too.
ROADS: dict[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.RECEIVED, Stage.EMERGENCY, Stage.WITHDRAWN, Stage.SEALED}),
    Stage.RECEIVED: frozenset(
        {
            Stage.ANSWERED,
            Stage.PRIVATE,
            Stage.REFERRED,
            Stage.MERGED,
            Stage.DECLINED,
            Stage.CANDIDATE,
            Stage.EMERGENCY,
            Stage.WITHDRAWN,
            Stage.SEALED,
        }
    ),
    Stage.EMERGENCY: frozenset({Stage.RECEIVED, Stage.CLOSED, Stage.SEALED, Stage.WITHDRAWN}),
    Stage.ANSWERED: frozenset({Stage.RECEIVED, Stage.CLOSED, Stage.SEALED, Stage.WITHDRAWN}),
    Stage.PRIVATE: frozenset({Stage.ANSWERED, Stage.CLOSED, Stage.SEALED, Stage.WITHDRAWN}),
    Stage.REFERRED: frozenset({Stage.RECEIVED, Stage.CLOSED, Stage.SEALED, Stage.WITHDRAWN}),
    Stage.DECLINED: frozenset({Stage.RECEIVED, Stage.CLOSED, Stage.SEALED, Stage.WITHDRAWN}),
    Stage.MERGED: frozenset({Stage.RECEIVED, Stage.SEALED, Stage.WITHDRAWN}),
    Stage.CANDIDATE: frozenset({Stage.RECEIVED, Stage.SEALED, Stage.WITHDRAWN}),
    Stage.CLOSED: frozenset({Stage.RECEIVED, Stage.SEALED}),
    Stage.WITHDRAWN: frozenset(),
    Stage.SEALED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Moved:
    """A fact: the concern as it stands after the step."""

    concern: Concern


@dataclass(frozen=True, slots=True)
class Held:
    """A refusal is a value: reason is a reply key, never a sentence."""

    reason: str


def move(concern: Concern, to: Stage) -> Moved | Held:
    """One step of a concern along the table of roads."""
    if to not in ROADS[concern.stage]:
        return Held("held.no_road")
    return Moved(replace(concern, stage=to))
