"""What somebody can be waited for: which office at which stage, and how it stands in their list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from handlers.case import shut_line
from handlers.memory import Due
from handlers.messages import Line, line
from handlers.report import clip
from handlers.village.clocks import ClockKind
from handlers.village.gates import Shut
from handlers.village.matter import Stage
from handlers.village.people import Office
from handlers.village.rights import Hat
from handlers.village.roles import Level


class Errand(StrEnum):
    """What somebody is waited for; read as "errand.NAME"."""

    TRIAGE = "triage"
    SET = "set"
    DOORS = "doors"
    PRE_MEETING = "pre_meeting"
    MEETING = "meeting"
    MINUTES = "minutes"
    OUTCOME = "outcome"
    STATUTORY = "statutory"
    REVIEW = "review"
    REQUEST = "request"
    TASK = "task"
    LATE = "late"
    ACCEPTANCE = "acceptance"
    REDO = "redo"
    INVITATION = "invitation"
    OPINION = "opinion"
    COUNT = "count"
    COVERAGE = "coverage"
    CARD = "card"
    MOVE = "move"
    OBJECTION = "objection"
    PRIVATE = "private"
    CANDIDATES = "candidates"
    HANDED_UP = "handed_up"
    CALLS = "calls"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits. script and args are the conversation its digit leads into; by: ISO day or "" sorts it."""

    token: str
    line: Line
    script: str
    args: Mapping[str, str] = field(default_factory=dict)
    by: str = ""


CONCERNS = "triage"  # the token of the one item that stands for every concern a village has to decide
VISITORS = (Office.SECRETARY, Office.FIRST_SECRETARY, Office.TEAM_LEAD, Office.SPONSOR, Office.GRID_LEAD)
# At which stage of an issue which office is waited for, and the clock that runs meanwhile.
ERRANDS: Mapping[Office, Mapping[Stage, tuple[Errand, ClockKind | None]]] = {
    Office.SECRETARY: {
        Stage.SET: (Errand.SET, None),
        Stage.PRE_MEETING: (Errand.PRE_MEETING, None),
        Stage.READY: (Errand.MEETING, None),
        Stage.MEETING: (Errand.MINUTES, ClockKind.MINUTES),
        Stage.OUTCOME: (Errand.OUTCOME, ClockKind.NOTICE_START),
        Stage.STATUTORY: (Errand.STATUTORY, None),
        Stage.DOING: (Errand.LATE, None),
        Stage.REDO: (Errand.REDO, None),
    },
    Office.SUPERVISOR: {
        Stage.MEETING: (Errand.MINUTES, ClockKind.MINUTES),
        Stage.ACCEPTANCE: (Errand.ACCEPTANCE, ClockKind.ACCEPTANCE),
    },
    Office.REVIEWER: {Stage.REVIEW: (Errand.REVIEW, ClockKind.REVIEW)},
}
# Questions of the bot's own about an issue that an office still owes an answer to; the digit asks them anew.
ASKED: Mapping[str, Errand] = {
    "invitation": Errand.INVITATION,
    "opinion": Errand.OPINION,
    "minutes_check": Errand.MINUTES,
    "count_check": Errand.COUNT,
}
LEADS: Mapping[Errand, str] = {Errand.ACCEPTANCE: "acceptance", Errand.REVIEW: "review", Errand.DOORS: "doors"}
DOORS: Mapping[Stage, tuple[Errand, ClockKind | None]] = {Stage.VISITING: (Errand.DOORS, None)}


def item(errand: Errand, key: str, title: str, script: str, args: dict[str, str], due: Due | None = None) -> Item:
    token, what = f"{errand}:{key}", Line(f"errand.{errand}")
    if due is None or due.done:
        return Item(token, line("agenda.item", what=what, title=clip(title, 20)), script, args)
    day = f"{due.at.month}月{due.at.day}日"
    return Item(token, line("agenda.item_by", what=what, title=clip(title, 20), day=day), script, args, due.at.isoformat())


def lacks(errand: Errand, key: str, title: str, args: dict[str, str], shut: Sequence[Shut], by: str) -> Item:
    """What a session still lacks, the first of it with its number."""
    if not shut:
        return Item(f"{errand}:{key}", line("agenda.item", what=Line(f"errand.{errand}"), title=clip(title, 20)), "matters", args, by)
    known: dict[str, str | Line] = {
        "what": Line(f"errand.{errand}"),
        "title": clip(title, 20),
        "count": str(len(shut)),
        "first": shut_line(shut[0]),
    }
    return Item(f"{errand}:{key}", Line("agenda.item_lacks", known), "matters", args, by)


def errands(hat: Hat) -> Mapping[Stage, tuple[Errand, ClockKind | None]]:
    if hat.level is not Level.VILLAGE and hat.office is not Office.REVIEWER:
        return {}  # a township's secretary is not waited for in each of its villages
    return {**ERRANDS.get(hat.office, {}), **(DOORS if hat.office in VISITORS else {})}
