"""四议两公开: the road a village's major decision takes. A local custom (四议两公开工作法), not a statute."""

from collections.abc import Collection, Sequence
from enum import StrEnum


class Step(StrEnum):
    """In the order in which they are taken."""

    BRANCH_PROPOSES = "branch_proposes"  # 村党组织提议
    COMMITTEES_CONSULT = "committees_consult"  # 村“两委”会商议
    PARTY_MEMBERS_REVIEW = "party_members_review"  # 党员大会审议
    ASSEMBLY_DECIDES = "assembly_decides"  # 村民会议或者村民代表会议决议
    DECISION_PUBLISHED = "decision_published"  # 决议公开
    RESULT_PUBLISHED = "result_published"  # 实施结果公开


FOUR_DISCUSSIONS: tuple[Step, ...] = tuple(Step)
BEFORE_THE_VOTE = FOUR_DISCUSSIONS[: FOUR_DISCUSSIONS.index(Step.ASSEMBLY_DECIDES)]
_MERGED = frozenset({Step.BRANCH_PROPOSES, Step.COMMITTEES_CONSULT})


def still_missing(done: Collection[Step], one_head: bool = False) -> tuple[Step, ...]:
    """The steps not yet taken, the next one first.

    one_head (一肩挑): where the secretary heads the committee too, one sitting may be both of the first two steps.
    """
    taken = frozenset(done)
    if one_head and taken & _MERGED:
        taken |= _MERGED
    return tuple(step for step in FOUR_DISCUSSIONS if step not in taken)


def too_early(done: Sequence[Step], one_head: bool = False) -> tuple[Step, ...]:
    """Of the steps in the order they were taken, those taken while an earlier one was missing."""
    return tuple(
        step
        for at, step in enumerate(done)
        if any(FOUR_DISCUSSIONS.index(left) < FOUR_DISCUSSIONS.index(step) for left in still_missing(done[: at + 1], one_head))
    )
