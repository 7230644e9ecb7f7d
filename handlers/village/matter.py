"""The matter itself: a concern as it was said, the issue it becomes, and the papers that gather around it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Stage(StrEnum):
    """Where a concern or an issue stands. The codes in brackets are those of the district's lifecycle.

    A concern goes no further than its issue's beginning; from SET on it is the issue that moves. NOTICE and RULE are lines of
    their own beside the work (公示 and 建章立制 run in parallel with 办理).
    """

    DRAFT = "draft"  # kept, not yet filed (S00)
    RECEIVED = "received"  # 待研判 (S01)
    EMERGENCY = "emergency"  # 紧急转报 (E)
    ANSWERED = "answered"  # 即办 (D)
    PRIVATE = "private"  # 个案 (P)
    REFERRED = "referred"  # 转有权处理 (R)
    MERGED = "merged"  # 并入 (M)
    DECLINED = "declined"  # 不列入 (X)
    CANDIDATE = "candidate"  # 候选议题 (S02)
    SET = "set"  # 拟定议题 (S03)
    CALLED = "called"  # 议题公示 (S04)
    VISITING = "visiting"  # 走访调研 (S05)
    PRE_MEETING = "pre_meeting"  # 会前小议 (S06)
    LINKAGE = "linkage"  # 部门联动 (S07)
    REVIEW = "review"  # 乡镇把关 (S08)
    READY = "ready"  # 待开会 (S09)
    MEETING = "meeting"  # 说事议事会 (S10)
    OUTCOME = "outcome"  # 会议结果 (S11)
    STATUTORY = "statutory"  # 法定程序 (S12)
    NOTICE = "notice"  # 结果公示 (S13)
    DOING = "doing"  # 办理中 (S14)
    ACCEPTANCE = "acceptance"  # 待验收 (S15)
    RATING = "rating"  # 群众评价 (S16)
    RULE = "rule"  # 建章立制 (S17)
    REDO = "redo"  # 重办 (RE)
    SUSPENDED = "suspended"  # 挂起 (SU)
    CLOSED = "closed"  # 归档办结 (S18)
    WITHDRAWN = "withdrawn"  # 撤回 (W)
    SEALED = "sealed"  # moved into the vault; reads as withdrawn everywhere else


class OnBehalf(StrEnum):
    """代报: for whom a concern was said; it counts for the household meant."""

    SELF = "self"
    FAMILY = "family"
    NEIGHBOUR = "neighbour"


@dataclass(frozen=True, slots=True)
class Concern:
    """诉求: one matter in one person's words.

    number is public, random, and given only when the concern is filed as an ordinary one. author is the talk it came from
    (a person's or an address's), so that two phones of one person are one author. text is the villager's own words,
    lines joined by newlines. checked is False (未核对) when nobody confirmed the read-back. due_on is the day by which
    the responsible person answers. like is the concern it resembles and likeness how much (0…1), a hint for the cadre.
    """

    id: str
    author: str
    address: str
    channel: str
    account: str
    message_id: str
    received_at: datetime
    text: str
    stage: Stage = Stage.DRAFT
    village: str | None = None
    person: str | None = None
    household: str | None = None
    on_behalf: OnBehalf = OnBehalf.SELF
    behalf_of: str | None = None
    category: str | None = None
    sub: str | None = None
    score: float = 0.0
    urgency: int = 0
    flags: frozenset[str] = field(default_factory=frozenset)
    place: str | None = None
    since: str | None = None
    checked: bool = False
    number: str | None = None
    responsible: str | None = None
    due_on: date | None = None
    issue: str | None = None
    digested_at: datetime | None = None
    like: str | None = None
    likeness: float = 0.0
    version: int = 0

    @property
    def supporter(self) -> str:
        """Whom the concern counts for: the household meant, else the author (an unbound phone is one voice)."""
        return self.household or self.author


class EntryKind(StrEnum):
    """One leaf in a concern's file."""

    FILED = "filed"
    SUPPLEMENT = "supplement"
    ANSWER = "answer"
    REPLY = "reply"
    REASON = "reason"
    REFERRAL = "referral"
    HANDOVER = "handover"
    MERGED = "merged"
    SPLIT = "split"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Entry:
    """What was said or done about a concern: author is a person id or a talk, words are as they were said."""

    id: str
    concern: str
    kind: EntryKind
    at: datetime
    author: str
    words: str = ""
    version: int = 0


class AlertState(StrEnum):
    RINGING = "ringing"
    CONFIRMED = "confirmed"
    NOT_URGENT = "not_urgent"
    UNANSWERED = "unanswered"  # nobody confirmed in ten minutes and the reporter was told so


@dataclass(frozen=True, slots=True)
class Alert:
    """紧急: kind, place and call-back, never the words. step counts how far up the duty tree has been called."""

    id: str
    concern: str | None
    address: str
    kind: str
    raised_at: datetime
    village: str | None = None
    grid: str | None = None
    household: str | None = None
    place: str | None = None
    call_back: str = ""
    step: int = 0
    state: AlertState = AlertState.RINGING
    confirmed_by: str | None = None
    sealed: bool = False  # a cadre may be accused in the same words: nobody of the village's offices is called
    barred: frozenset[str] = frozenset()  # whom these words may mean, as keyed digests made for this alert alone: never called
    version: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """摘要: what one cadre was shown on one day; concerns are ids in the order shown."""

    id: str
    person: str
    day: date
    made_at: datetime
    concerns: tuple[str, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Announcement:
    """通知: a cadre's words to a grid or to everybody of the village, in the cadre's own name."""

    id: str
    village: str
    author: str
    words: str
    made_at: datetime
    grid: str | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Alike:
    """Two open matters that may be one: one and other are ids of concerns or issues, likeness 0…1. A hint, never a merge.

    refused: a cadre has said that they are two, or has taken them apart; then nobody is shown the pair again.
    """

    id: str
    village: str
    one: str
    other: str
    likeness: float
    at: datetime
    refused: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class Correction:
    """改类: a cadre says that a concern is of another category, or what it is within it.

    old and new are codes, as fine as they are known ("01.2"); old is None where none was heard.

    It holds no words: the ears look them up when they learn, and what is sealed or erased by then teaches nothing.
    """

    id: str
    concern: str
    old: str | None
    new: str
    by: str
    at: datetime
    version: int = 0


def alike_id(one: str, other: str) -> str:
    """The same for both orders."""
    return "+".join(sorted((one, other)))
