"""议题: what several concerns have in common, and the papers, opinions, visits, requests and tasks that gather in its file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from handlers.village.matter import Stage


class Level(StrEnum):
    """Who convenes, who must be asked, who must come."""

    BUILDING = "building"  # 楼栋·小区 (L1)
    GRID = "grid"  # 网格·村民小组 (L2)
    VILLAGE = "village"  # 村·社区 (L3)
    TOWNSHIP = "township"  # 乡镇·街道 (L4)
    DISTRICT = "district"  # 区 (L5)


class Track(StrEnum):
    """大事大议 · 小事小议 · 急事快议."""

    MAJOR = "major"
    MINOR = "minor"
    URGENT = "urgent"


class Stance(StrEnum):
    FOR = "for"
    AGAINST = "against"
    CONDITIONAL = "conditional"
    NO_VIEW = "no_view"  # 不表态


class Backing(StrEnum):
    """Whose word an opinion is: one's own, or a visitor's entry that the household has not confirmed, has, or disputes."""

    OWN = "own"
    PENDING = "pending"  # 待核
    CONFIRMED = "confirmed"  # 已核
    DISPUTED = "disputed"  # 有异议


class Method(StrEnum):
    """How somebody was asked."""

    DOOR = "door"
    PHONE = "phone"
    SMS = "sms"
    CHAT = "chat"


class OutcomeKind(StrEnum):
    """What a meeting came to."""

    DO = "do"  # 共识办理
    VOTE_BY_LAW = "vote_by_law"  # 需法定表决
    POSTPONE = "postpone"  # 暂缓
    NOT = "not"  # 不办


@dataclass(frozen=True, slots=True)
class Issue:
    """议题. number is that of the concern it began with. households counts distinct supporters, reports their concerns.

    affected: ids of the households whose interests are touched. item: what the law calls the matter (assembly.Item), "" when a
    consensus suffices. legal: law is touched, an opinion is wanted. session: the day of the meeting. notice and rule are the two
    lines beside the work: None before they begin, NOTICE or RULE while they run, CLOSED when done. resumes: the stage a
    suspension came from. redone: how often it was reopened; the second time it goes one level up by itself.
    """

    id: str
    village: str
    title: str
    opened_at: datetime
    category: str | None = None
    place: str | None = None
    stage: Stage = Stage.CANDIDATE
    households: int = 0
    reports: int = 0
    number: str | None = None
    track: Track | None = None
    level: Level | None = None
    grid: str | None = None
    participants: str = ""
    reason: str = ""
    affected: tuple[str, ...] = ()
    item: str = ""
    legal: bool = False
    safety: bool = False
    session: date | None = None
    responsible: str | None = None
    notice: Stage | None = None
    rule: Stage | None = None
    resumes: Stage | None = None
    review_on: date | None = None
    redone: int = 0
    version: int = 0


class PaperKind(StrEnum):
    """One leaf of an issue's file; what its facts hold stands beside it."""

    BRANCH = "branch"  # 支部研究: of (set, outcome, rule), met, day; words: the conclusion
    SET = "set"  # 议题确定单: clean (no private data in the title)
    QUOTE = "quote"  # 原话: words shortened and without names; opinion or concern
    CALL = "call"  # 议题公示
    SUMMARY = "summary"  # 征求意见汇总表; words: as read
    READ_BACK = "read_back"  # read to a villager: person, right (1, 0)
    NO_DISSENT = "no_dissent"  # 未收到反对意见, signed by the visitor
    PRE_MEETING = "pre_meeting"  # 会前小议纪要: cadres, party, people (numbers present); words: what was agreed
    OPTION = "option"  # 方案: cost, payer, against; words: the option
    SENT = "sent"  # sent to the township
    REVIEW = "review"  # 把关意见: agree (1, 0); words: the reason
    OVERRIDE = "override"  # gate; words: the township's written reason, shown for ever
    SLOTS = "slots"  # two times were asked, and which suits: slot
    INVITATION = "invitation"  # person, office, answer ("", come, send, cannot), substitute (named beforehand); words: why not
    PROMISE = "promise"  # 领办: person, day, done (the day it was); words
    LEGAL = "legal"  # 法律意见: of (issue, rule), lawful (1, 0); words
    VOICES = "voices"  # absent voices laid ready for reading: count
    ATTENDANCE = "attendance"  # see evidence.Attendance
    NOT_HELD = "not_held"  # 改期说明: gates (shut ones), lacking; session and stage when its day passed without a word
    MOVED = "moved"  # 改期: old, day (of the session); words: why
    VOTE = "vote"  # 举手: option, yes, no, abstain; opinion of the meeting, not 通过
    OUTCOME = "outcome"  # kind (OutcomeKind); words: what was settled, or the reason
    MINUTES = "minutes"  # 会议记录; words
    CORRECTION = "correction"  # words: the sentence that mends the minutes
    CONFIRMATION = "confirmation"  # of the minutes: as (host, supervisor); of a head count: as (count, count_refused), of (its id)
    ASSEMBLY_CALL = "assembly_call"  # the lawful meeting is called: body, day
    ASSEMBLY = "assembly"  # its head count: body and the fields of assembly.HeadCount
    PETITION = "petition"  # 联名: drafted (words), a list as entered (by, signers), or met (petition: 1, signed, needed)
    PARTY = "party"  # 党员大会审议: eligible, present, yes, notice
    NOTICE = "notice"  # public page: page (call, outcome, refusal, rule), until; words: the text
    OBJECTION = "objection"  # words; answered (1) once an answer is written
    PROGRESS = "progress"  # words
    MISSED = "missed"  # a promised date passed: day (the new one); words: why
    DONE = "done"  # 办完了: task; words
    ACCEPTANCE = "acceptance"  # 验收: good (1, 0); words
    RATING = "rating"  # person, rate (1 good, 2 fair, 3 bad); words
    REOPENED = "reopened"  # words: the cause
    SUSPENDED = "suspended"  # until; words: why
    RESUMED = "resumed"
    HANDED_UP = "handed_up"  # level
    NO_RULE = "no_rule"  # 不需建章; words: the reason, shown
    RULE_DRAFT = "rule_draft"  # 制度草案: rule, touches (what of the law it touches), agreed (1: 约定); words: the sentences
    RULE_CALL = "rule_call"  # the assembly that votes on the rule is called: body, day
    RULE_VOTE = "rule_vote"  # its head count: body and the fields of assembly.HeadCount
    RULE_FILED = "rule_filed"  # 备案: agree (1, 0), number; words: the reason when sent back
    DECLINED = "declined"  # words: the reason
    JOINED = "joined"  # 并案: one, other (what was made one), moved (concern|stage|issue before, for each)
    SPLIT = "split"  # 拆开: moved
    UNDONE = "undone"  # of (the paper of a merge or a split)


@dataclass(frozen=True, slots=True)
class Paper:
    """words are people's own; facts what is counted from the paper. author is a person's id, or "clock"; seq counts in the file."""

    id: str
    issue: str
    kind: PaperKind
    at: datetime
    author: str
    words: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    seq: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class Opinion:
    """意见: the last valid word of one person on one issue, over all channels; id is "ISSUE:PERSON".

    ours: does the matter touch the household (None: not asked). option: which of the options shown, "" for none.
    recorder: who wrote it down for them; withheld: 别念, never quoted in public. counted is what a total may use.
    """

    id: str
    issue: str
    household: str
    person: str
    at: datetime
    channel: str
    stance: Stance | None = None
    ours: bool | None = None
    option: str = ""
    words: str = ""
    recorder: str | None = None
    backing: Backing = Backing.OWN
    withheld: bool = False
    version: int = 0

    @property
    def counted(self) -> bool:
        """An entry on behalf counts in no total until the household has confirmed it."""
        return self.backing in (Backing.OWN, Backing.CONFIRMED)

    @property
    def spoken(self) -> bool:
        """Has something been said here? What the household disputes it never said."""
        return (self.stance is not None or bool(self.words)) and self.backing is not Backing.DISPUTED


class Check(StrEnum):
    """The bot's call-back to a random few of the visited: 有人来问过您吗."""

    NONE = "none"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    DENIED = "denied"  # the visit is made again; nobody is reported


@dataclass(frozen=True, slots=True)
class Visit:
    """走访: one attempt to ask a household (or one person of it), by a visitor or by the bot; no photo, no position."""

    id: str
    issue: str
    household: str
    at: datetime
    by: str
    method: Method
    reached: bool
    person: str | None = None
    words: str = ""
    check: Check = Check.NONE
    version: int = 0

    @property
    def stands(self) -> bool:
        return self.check is not Check.DENIED


class RequestState(StrEnum):
    SENT = "sent"
    CLAIMED = "claimed"
    RETURNED = "returned"  # 不归我; the third time an adjudicator decides
    ANSWERED = "answered"
    ESCALATED = "escalated"  # unanswered past its day: the district's supervision has it


@dataclass(frozen=True, slots=True)
class Request:
    """部门任务单: what is asked of a department. An answer has can/cannot, basis, date and the role responsible.

    ticket: the 12345 number where there is one, so that one answer closes both. Clocks run from sent_at (dispatch).
    """

    id: str
    issue: str
    department: str
    asked: str
    sent_at: datetime
    by: str
    state: RequestState = RequestState.SENT
    holder: str | None = None
    claimed_at: datetime | None = None
    answered_at: datetime | None = None
    returns: int = 0
    ticket: str = ""
    can: bool | None = None
    basis: str = ""
    ready_on: date | None = None
    role: str = ""
    words: str = ""
    extended: int = 0
    version: int = 0


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"  # the owner says so
    ACCEPTED = "accepted"  # 监委会 or a household's representative has looked


@dataclass(frozen=True, slots=True)
class Task:
    """任务: what, who (a person's id, else a department's name in owner_name) and by which day."""

    id: str
    issue: str
    what: str
    owner_name: str
    due_on: date
    owner: str | None = None
    state: TaskState = TaskState.OPEN
    version: int = 0


class RuleState(StrEnum):
    DRAFT = "draft"
    CHECKED = "checked"  # legality looked at
    VOTED = "voted"
    FILED = "filed"  # 备案
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Rule:
    """制度·村规民约: at most three plain sentences. edition counts from 1; replaces is the id of the rule it follows."""

    id: str
    village: str
    issue: str
    title: str
    text: str
    made_at: datetime
    state: RuleState = RuleState.DRAFT
    edition: int = 1
    body: str = ""  # assembly.Body that voted
    filing_number: str = ""
    filed_on: date | None = None
    effective_on: date | None = None
    review_on: date | None = None
    replaces: str | None = None
    version: int = 0
