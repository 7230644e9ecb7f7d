"""What a file proves, as plain numbers, and what the law adds."""

from dataclasses import dataclass
from typing import Any

from handlers.village.issue import Level, OutcomeKind, Track
from handlers.village.thresholds import Presence

# Fields of Evidence by name: made at once, because a copy of sixty fields costs more than all the counting.
Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Plain numbers. Households unless the name says otherwise."""

    # G1
    village: int = 0  # all of the village
    scope: int = 0
    affected: int = 0
    supporting: int = 0
    told: int = 0  # concerns that carry the issue, every copy one
    reports: int = 0  # authors who spoke by themselves within ninety days
    petition: bool = False
    period: bool = False  # an assembly that decides the item has to meet now
    urgent: bool = False  # danger stands in a report, or the township has said yes in writing
    ours: int = 0
    polled: int = 0
    private: bool = False
    clean_title: bool = False
    title_length: int = 0
    quotes: int = 0  # households whose own words are on file
    level: Level | None = None
    track: Track | None = None
    reasoned: bool = False  # level, participants and reasons are written down
    called_days: int | None = None  # days since the call for opinions
    # G2
    affected_asked: int = 0
    affected_reached: int = 0
    others: int = 0
    others_asked: int = 0
    grids: int = 0
    grids_heard: int = 0
    away: int = 0  # persons
    away_tried: int = 0
    vulnerable: int = 0
    vulnerable_seen: int = 0
    dissent: bool = False  # a dissenting view, or the visitor's signature that there was none
    summary: bool = False
    read_back: int = 0
    denied: int = 0  # visits that the household says never were
    # pre-meeting, departments, review
    pre_met: bool = False
    options: int = 0
    departments: int = 0
    unanswered: int = 0
    agreed: bool = False
    overridden: frozenset[str] = frozenset()
    # G3
    slots: int = 0  # asked which of two times suits them
    slots_wanted: int = 1
    present: int = 0  # persons
    present_villagers: int = 0
    present_women: int = 0
    women_reason: bool = False
    present_touched: int = 0
    affected_grids: int = 0
    affected_grids_present: int = 0
    affected_heard: int = 0  # present, or their opinion lies ready
    voices_ready: bool = False
    vote_planned: bool = False
    # G4
    guests: frozenset[Presence] = frozenset()
    legal: bool = False
    departments_missing: int = 0
    # after the meeting
    branch: frozenset[str] = frozenset()  # what the branch has studied: set, outcome, rule
    confirmed: frozenset[str] = frozenset()  # of the minutes: host, supervisor
    outcome: OutcomeKind | None = None
    lawful: bool | None = None  # the assembly's verdict: None before it has met
    notice_days: int | None = None
    board_days: int | None = None  # how long the law keeps a result up; None: no rule pack is known
    objections: int = 0
    tasks: int = 0
    tasks_open: int = 0
    tasks_unaccepted: int = 0
    rated: int = 0
    unhappy: int = 0
    rating_days: int | None = None
    rule_settled: bool = False
    notice_over: bool = False


@dataclass(frozen=True, slots=True)
class Law:
    """What the rule packs say about this issue: how long its result stays up, the verdict on its assembly's head count,

    and whether the period of one that decides its item has come: it has to meet so many times a year.
    """

    board_days: int | None = None
    lawful: bool | None = None
    period: bool = False


UNKNOWN = Law()  # no rule pack says anything of it
