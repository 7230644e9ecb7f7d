"""What has become of a filed concern, in the words of the ledger on the board: each is in exactly one place, and they add up."""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from handlers.village.issue import Issue
from handlers.village.matter import Concern, Stage


class Standing(StrEnum):
    OPEN = "open"  # nobody has decided yet
    MERGED = "merged"  # one with others, waiting to be chosen
    ANSWERED = "answered"
    PRIVATE = "private"
    REFERRED = "referred"
    NOT_CHOSEN = "not_chosen"
    CHOSEN = "chosen"  # on the road to a meeting, or past it
    WITHDRAWN = "withdrawn"
    EMERGENCY = "emergency"


_PLAIN: Mapping[Stage, Standing] = {
    Stage.RECEIVED: Standing.OPEN,
    Stage.EMERGENCY: Standing.EMERGENCY,
    Stage.ANSWERED: Standing.ANSWERED,
    Stage.CLOSED: Standing.ANSWERED,
    Stage.PRIVATE: Standing.PRIVATE,
    Stage.REFERRED: Standing.REFERRED,
    Stage.DECLINED: Standing.NOT_CHOSEN,
    Stage.WITHDRAWN: Standing.WITHDRAWN,
    Stage.SEALED: Standing.WITHDRAWN,  # reads like any withdrawn one
}
_BY_ISSUE: Mapping[Stage, Standing] = {Stage.DECLINED: Standing.NOT_CHOSEN, Stage.WITHDRAWN: Standing.WITHDRAWN}


def standing(concern: Concern, issue: Issue | None) -> Standing | None:
    """None for a draft: it is not filed. issue is the one the concern has joined, None where there is none."""
    if concern.stage is Stage.DRAFT:
        return None
    if concern.stage in _PLAIN:
        return _PLAIN[concern.stage]
    if issue is None or issue.stage is Stage.CANDIDATE:
        return Standing.MERGED if concern.stage is Stage.MERGED else Standing.OPEN
    return _BY_ISSUE.get(issue.stage, Standing.CHOSEN)


def tally(concerns: Iterable[Concern], issues: Mapping[str, Issue]) -> Counter[Standing]:
    """How many stand where; the sum is the number filed."""
    found = (standing(concern, issues.get(concern.issue or "")) for concern in concerns)
    return Counter(each for each in found if each is not None)
