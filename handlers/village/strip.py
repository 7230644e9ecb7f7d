"""One matter at a glance: the eight mechanisms in order, each with its records and days; the four gates with what they lack."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from handlers.village.evidence import CaseFile, Evidence
from handlers.village.gates import FOUR, GateName, Shut
from handlers.village.issue import PaperKind
from handlers.village.matter import Stage
from handlers.village.thresholds import Thresholds


class Mechanism(StrEnum):
    """八项机制."""

    PARTY_LEADS = "party_leads"  # 党建引领是原则
    TOPIC_SET = "topic_set"  # 议题确定是关键
    PEOPLE_PARTAKE = "people_partake"  # 群众参与是必须
    VISITS = "visits"  # 走访调研是前提
    PRE_MEETING = "pre_meeting"  # 会前小议是基础
    LINKAGE = "linkage"  # 部门联动是兜底
    RULES = "rules"  # 建章立制是目的
    LEADERS = "leaders"  # 区乡领导参与是常态


PAPERS: Mapping[Mechanism, tuple[PaperKind, ...]] = {
    Mechanism.PARTY_LEADS: (PaperKind.BRANCH, PaperKind.PARTY, PaperKind.REVIEW, PaperKind.OVERRIDE),
    Mechanism.TOPIC_SET: (PaperKind.SET, PaperKind.CALL, PaperKind.PETITION, PaperKind.DECLINED),
    Mechanism.PEOPLE_PARTAKE: (PaperKind.ATTENDANCE, PaperKind.VOICES, PaperKind.VOTE, PaperKind.ASSEMBLY, PaperKind.RATING),
    Mechanism.VISITS: (PaperKind.SUMMARY, PaperKind.READ_BACK, PaperKind.NO_DISSENT),
    Mechanism.PRE_MEETING: (PaperKind.PRE_MEETING, PaperKind.OPTION, PaperKind.SENT),
    Mechanism.LINKAGE: (),
    Mechanism.RULES: (PaperKind.RULE_DRAFT, PaperKind.RULE_VOTE, PaperKind.RULE_FILED, PaperKind.NO_RULE),
    Mechanism.LEADERS: (PaperKind.INVITATION, PaperKind.PROMISE, PaperKind.LEGAL),
}


@dataclass(frozen=True, slots=True)
class Record:
    """What was written and when; count when there are several of a kind, the day being the last one's."""

    name: str
    day: date
    count: int = 1


@dataclass(frozen=True, slots=True)
class Told:
    """A gate as it stands: open, or everything it lacks; overridden by the township's written reason."""

    gate: GateName
    lacks: tuple[Shut, ...]
    overridden: bool = False

    @property
    def open(self) -> bool:
        return not self.lacks


@dataclass(frozen=True, slots=True)
class Strip:
    mechanisms: tuple[tuple[Mechanism, tuple[Record, ...]], ...]
    gates: tuple[Told, ...]


BEHIND_THE_MEETING = frozenset(
    {Stage.OUTCOME, Stage.STATUTORY, Stage.DOING, Stage.ACCEPTANCE, Stage.RATING, Stage.REDO, Stage.CLOSED},
)


def as_met(file: CaseFile) -> CaseFile:
    """Behind the meeting the gates stand as they were open for it: work done again by a new task asks nobody anew."""
    if file.issue.stage not in BEHIND_THE_MEETING or file.last(PaperKind.ATTENDANCE) is None:
        return file
    return replace(file, papers=tuple(paper for paper in file.papers if paper.kind is not PaperKind.REOPENED))


def strip_of(file: CaseFile, evidence: Evidence, thresholds: Thresholds) -> Strip:
    """The third and fourth gate are those of the last head count: shut before anybody has come."""
    gates = tuple(_told(name, file, evidence, thresholds) for name in GateName)
    return Strip(tuple((mechanism, records(file, mechanism)) for mechanism in Mechanism), gates)


def _told(name: GateName, file: CaseFile, evidence: Evidence, thresholds: Thresholds) -> Told:
    lacks = FOUR[name](evidence, thresholds)
    return Told(name, lacks, bool(lacks) and name in evidence.overridden and file.issue.stage is not Stage.SET)


def records(file: CaseFile, mechanism: Mechanism) -> tuple[Record, ...]:
    """A mechanism's papers, and what stands in lists of its own: concerns and opinions, visits, requests."""
    found = [_written(file, kind) for kind in PAPERS[mechanism]]
    if mechanism is Mechanism.PEOPLE_PARTAKE:
        spoke = [o.at.date() for o in file.opinions if o.counted]
        found = [_many("concerns", [c.received_at.date() for c in file.concerns]), _many("opinions", spoke), *found]
    elif mechanism is Mechanism.VISITS:
        found.insert(0, _many("visits", [v.at.date() for v in file.visits if v.stands]))
    elif mechanism is Mechanism.LINKAGE:
        found = [_many("requests", [r.sent_at.date() for r in file.requests])]
        found.append(_many("answers", [r.answered_at.date() for r in file.requests if r.answered_at]))
    return tuple(each for each in found if each is not None)


def _written(file: CaseFile, kind: PaperKind) -> Record | None:
    return _many(kind.value, [paper.at.date() for paper in file.of(kind)])


def _many(name: str, days: list[date]) -> Record | None:
    return Record(name, max(days), len(days)) if days else None
