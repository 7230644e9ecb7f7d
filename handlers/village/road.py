"""The one table of roads and the one function that moves: what is not in the table does not happen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from handlers.village import gates as g
from handlers.village.evidence import Evidence
from handlers.village.gates import Gate, GateName, Shut
from handlers.village.issue import Issue
from handlers.village.matter import Concern, Stage
from handlers.village.thresholds import Thresholds

# From where to where a concern may go. RECEIVED is the crossing: triage decides there. A concern answered, declined
# or referred can be taken up again when its author says that it will not do; withdrawal is the author's until an issue
# carries the words of others too.
CONCERN_ROADS: Mapping[Stage, frozenset[Stage]] = {
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
    Stage.MERGED: frozenset({Stage.RECEIVED, Stage.DECLINED, Stage.SEALED, Stage.WITHDRAWN}),
    Stage.CANDIDATE: frozenset({Stage.RECEIVED, Stage.DECLINED, Stage.SEALED, Stage.WITHDRAWN}),
    Stage.CLOSED: frozenset({Stage.RECEIVED, Stage.SEALED}),
    Stage.WITHDRAWN: frozenset(),
    Stage.SEALED: frozenset(),
}

BEFORE_THE_MEETING = (
    Stage.CANDIDATE,
    Stage.SET,
    Stage.CALLED,
    Stage.VISITING,
    Stage.PRE_MEETING,
    Stage.LINKAGE,
    Stage.REVIEW,
    Stage.READY,
)

# An issue's roads, each with the gates that must be open. All four bind the 说事议事会 on its day, for a gate that was open may have
# shut since; an assembly that the law obliges is called from any stage before the meeting and is never refused for them.
ISSUE_ROADS: Mapping[tuple[Stage, Stage], tuple[Gate, ...]] = {
    (Stage.CANDIDATE, Stage.SET): (g.set_with_reasons,),
    (Stage.CANDIDATE, Stage.DECLINED): (),
    (Stage.SET, Stage.CALLED): (g.close_to_the_people,),
    (Stage.SET, Stage.CANDIDATE): (),
    (Stage.SET, Stage.DOING): (g.urgent_matter,),
    (Stage.CALLED, Stage.VISITING): (g.notice_elapsed,),
    (Stage.VISITING, Stage.PRE_MEETING): (g.visits_done,),
    (Stage.PRE_MEETING, Stage.LINKAGE): (g.needs_departments,),
    (Stage.LINKAGE, Stage.PRE_MEETING): (g.departments_answered,),
    (Stage.PRE_MEETING, Stage.REVIEW): (g.pre_meeting_held,),
    (Stage.LINKAGE, Stage.REVIEW): (g.pre_meeting_held,),
    (Stage.PRE_MEETING, Stage.READY): (g.small_enough, g.pre_meeting_held),
    (Stage.REVIEW, Stage.PRE_MEETING): (),
    (Stage.REVIEW, Stage.READY): (g.township_agreed,),
    (Stage.READY, Stage.MEETING): (g.close_to_the_people, g.visits_done, g.people_take_part, g.leaders_come),
    (Stage.READY, Stage.VISITING): (),
    (Stage.READY, Stage.CALLED): (),
    (Stage.MEETING, Stage.OUTCOME): (g.minutes_confirmed,),
    (Stage.OUTCOME, Stage.DOING): (g.settled_to_do, g.published),
    (Stage.OUTCOME, Stage.STATUTORY): (g.needs_a_lawful_vote,),
    (Stage.OUTCOME, Stage.SUSPENDED): (g.settled_otherwise, g.published),
    (Stage.OUTCOME, Stage.CLOSED): (g.settled_otherwise, g.published, g.notice_kept_up, g.rule_settled),
    **{(stage, Stage.STATUTORY): (g.obliged_by_law,) for stage in BEFORE_THE_MEETING},
    (Stage.STATUTORY, Stage.DOING): (g.passed_by_law, g.published),
    (Stage.STATUTORY, Stage.CLOSED): (g.not_passed_by_law, g.published, g.notice_kept_up, g.rule_settled),
    (Stage.DOING, Stage.ACCEPTANCE): (g.tasks_done,),
    (Stage.ACCEPTANCE, Stage.DOING): (),
    (Stage.ACCEPTANCE, Stage.RATING): (g.work_accepted,),
    (Stage.RATING, Stage.CLOSED): (g.rated, g.notice_kept_up, g.rule_settled),
    (Stage.RATING, Stage.REDO): (),
    (Stage.CLOSED, Stage.REDO): (),
    (Stage.REDO, Stage.DOING): (g.still_to_do,),
    (Stage.REDO, Stage.VISITING): (),
    (Stage.REDO, Stage.STATUTORY): (g.left_to_an_assembly,),
    (Stage.WITHDRAWN, Stage.CANDIDATE): (),  # it had gone into another one, and that was undone
    **{(stage, Stage.WITHDRAWN): () for stage in (Stage.CANDIDATE, Stage.SET, Stage.CALLED, Stage.VISITING, Stage.PRE_MEETING)},
}
SUSPENDABLE = frozenset(
    {Stage.SET, Stage.CALLED, Stage.VISITING, Stage.PRE_MEETING, Stage.LINKAGE, Stage.REVIEW, Stage.READY, Stage.DOING, Stage.REDO}
)

# 议题由乡镇把关: with the township's written reason some steps may be made although a gate is shut. A road of its own; the reason
# stands in the public file for ever. Nobody overrides an assembly's quorum.
OVERRIDES: Mapping[tuple[Stage, Stage], frozenset[GateName]] = {
    (Stage.SET, Stage.CALLED): frozenset({GateName.CLOSE}),
    (Stage.VISITING, Stage.PRE_MEETING): frozenset({GateName.VISITED}),
    (Stage.READY, Stage.MEETING): frozenset({GateName.CLOSE, GateName.VISITED}),
}

NEVER = frozenset({"not_private", "clean_title"})  # a private matter stays out whatever anybody writes


@dataclass(frozen=True, slots=True)
class Moved:
    """A fact: the concern as it stands after the step."""

    concern: Concern


@dataclass(frozen=True, slots=True)
class MovedOn:
    """A fact: the issue as it stands after the step; by says whether the township's reason opened the road."""

    issue: Issue
    by_override: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A refusal is a value: reason is a reply key, never a sentence; shut is everything that is lacking."""

    reason: str
    shut: tuple[Shut, ...] = ()


NO_ROAD = Held("held.no_road")


def move(concern: Concern, to: Stage) -> Moved | Held:
    """One step of a concern along the table of roads."""
    if to not in CONCERN_ROADS[concern.stage]:
        return NO_ROAD
    return Moved(replace(concern, stage=to))


def advance(issue: Issue, to: Stage, evidence: Evidence, thresholds: Thresholds) -> MovedOn | Held:
    """One step of an issue: every gate of its road is looked at, and everything lacking is told at once."""
    if (issue.stage, to) not in ISSUE_ROADS:
        return NO_ROAD
    shut = tuple(each for gate in ISSUE_ROADS[issue.stage, to] for each in gate(evidence, thresholds))
    allowed = OVERRIDES.get((issue.stage, to), frozenset()) & evidence.overridden
    left = tuple(each for each in shut if each.gate not in allowed or each.what in NEVER)
    return Held("held.shut", left) if left else MovedOn(_at(issue, to), by_override=bool(shut))


def _at(issue: Issue, to: Stage) -> Issue:
    return replace(issue, stage=to, redone=issue.redone + (to is Stage.REDO))


def suspend(issue: Issue) -> MovedOn | Held:
    """挂起: waits for a season or money; where it came from is kept."""
    if issue.stage not in SUSPENDABLE:
        return NO_ROAD
    return MovedOn(replace(issue, stage=Stage.SUSPENDED, resumes=issue.stage))


def resume(issue: Issue) -> MovedOn | Held:
    """Back to where it waited; what a meeting postponed comes back as a candidate."""
    if issue.stage is not Stage.SUSPENDED:
        return NO_ROAD
    return MovedOn(replace(issue, stage=issue.resumes or Stage.CANDIDATE, resumes=None, review_on=None))


LINES: Mapping[tuple[Stage | None, Stage], tuple[Gate, ...]] = {
    (None, Stage.NOTICE): (g.result_stands,),
    (Stage.NOTICE, Stage.CLOSED): (g.notice_kept_up,),
    (None, Stage.RULE): (g.published,),
    (Stage.RULE, Stage.CLOSED): (g.rule_studied,),
}


def post(issue: Issue, evidence: Evidence, thresholds: Thresholds) -> MovedOn | Held:
    """结果公示 begins, or is over."""
    to = Stage.NOTICE if issue.notice is None else Stage.CLOSED
    held = _line(issue.notice, to, evidence, thresholds)
    return held or MovedOn(replace(issue, notice=to))


def make_rule(issue: Issue, evidence: Evidence, thresholds: Thresholds) -> MovedOn | Held:
    """建章立制 begins, or is settled: a rule filed, or the reason that none is needed."""
    to = Stage.RULE if issue.rule is None else Stage.CLOSED
    held = _line(issue.rule, to, evidence, thresholds)
    return held or MovedOn(replace(issue, rule=to))


def _line(at: Stage | None, to: Stage, evidence: Evidence, thresholds: Thresholds) -> Held | None:
    if (at, to) not in LINES:
        return NO_ROAD
    shut = tuple(each for gate in LINES[at, to] for each in gate(evidence, thresholds))
    return Held("held.shut", shut) if shut else None
