"""Who may decide what, and with how many: the bodies and items the law names, and what a rule pack says of them.

Every number of a statute stands in packs/*.yaml and reaches this room as frozen values; verdict.py counts with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from handlers.village.people import UnitKind


class Body(StrEnum):
    """The meetings that law, or local custom, knows."""

    VILLAGERS_ASSEMBLY = "villagers_assembly"  # 村民会议
    VILLAGERS_REPRESENTATIVES = "villagers_representatives"  # 村民代表会议
    GROUP_ASSEMBLY = "group_assembly"  # 村民小组会议
    MEMBERS_ASSEMBLY = "members_assembly"  # 成员大会
    MEMBERS_REPRESENTATIVES = "members_representatives"  # 成员代表大会
    RESIDENTS_ASSEMBLY = "residents_assembly"  # 居民会议
    RESIDENTS_REPRESENTATIVES = "residents_representatives"  # 居民代表会议
    PARTY_MEMBERS = "party_members"  # 党员大会: reviews, never decides for the village


class Item(StrEnum):
    """What is to be decided, as the law names it."""

    VILLAGE_BUILDING = "village_building"  # 村庄规划、建设
    LOST_WORK_PAY = "lost_work_pay"  # 误工补贴
    COLLECTIVE_MONEY = "collective_money"  # 从村集体经济所得资金和物资的使用
    PUBLIC_WORKS = "public_works"  # 公益事业的兴办和筹资筹劳、建设承包
    KEY_SUPPORT = "key_support"  # 重点帮扶人员、帮扶方案
    VILLAGE_RULES = "village_rules"  # 村民自治章程、村规民约
    RESIDENTS_RULES = "residents_rules"  # 居民自治章程、居民公约
    WORK_REPORT = "work_report"  # 年度工作报告、评议
    UNDO_COMMITTEE = "undo_committee"  # 撤销或者变更村(居)委会的决定
    UNDO_REPRESENTATIVES = "undo_representatives"  # 撤销或者变更代表会议的决定
    CHARTER = "charter"  # 集体经济组织章程
    MEMBERSHIP = "membership"  # 确认成员
    BUDGET = "budget"  # 规划、计划、年度财务预决算
    DISTRIBUTION = "distribution"  # 收益分配
    LAND_PLAN = "land_plan"  # 土地承包、宅基地使用、收益权份额量化
    OPERATING_LAND = "operating_land"  # 集体经营性建设用地
    LAND_COMPENSATION = "land_compensation"  # 土地补偿费
    INVESTMENT = "investment"  # 投资等重大事项
    MERGER = "merger"  # 合并、分立
    GUEST_RIGHTS = "guest_rights"  # 非成员享有成员的部分权利
    COLLECTIVE_OTHER = "collective_other"  # 集体经济组织的其他事项
    OTHER = "other"  # 法律规定或者会议认为应当由其决定的其他事项
    CONSULTATION = "consultation"  # 协商: a consensus suffices, nobody votes by law


class Publicity(StrEnum):
    """What of a village's affairs is made public."""

    USUAL = "usual"  # 一般事项
    ACCOUNTS = "accounts"  # 财务收支往来较多的
    GREAT = "great"  # 涉及村民利益的重大事项


class Often(StrEnum):
    QUARTERLY = "quarterly"
    MONTHLY = "monthly"
    AT_ONCE = "at_once"


class Basis(StrEnum):
    """Whose number a share is taken of."""

    ADULTS = "adults"  # 十八周岁以上的村(居)民
    HOUSEHOLDS = "households"  # 户的代表
    MEMBERS = "members"  # 具有完全民事行为能力的成员; 党员
    SEATS = "seats"  # 组成人员: representatives and committee together
    REPRESENTATIVES = "representatives"  # 代表


class Duty(StrEnum):
    """What the law still asks after a decision."""

    FILED_WITH_TOWNSHIP = "filed_with_township"
    FILED_WITH_STREET = "filed_with_street"
    FILED_WITH_COUNTY = "filed_with_county"
    APPROVED_BY_COUNTY = "approved_by_county"
    LAND_CONTRACTS = "land_contracts"  # 农村土地承包法: what it asks besides


@dataclass(frozen=True, slots=True)
class Share:
    """过半数 is strict, 以上 (三分之二以上) includes the number itself (Civil Code Art. 1259)."""

    ratio: Fraction
    strict: bool

    def met(self, part: int, whole: int) -> bool:
        have, need = part * self.ratio.denominator, whole * self.ratio.numerator
        return have > need if self.strict else have >= need

    def least(self, whole: int) -> int:
        """The smallest number that meets the share of whole."""
        down, rest = divmod(whole * self.ratio.numerator, self.ratio.denominator)
        return down + bool(rest or self.strict)


@dataclass(frozen=True, slots=True)
class Article:
    """Where a rule stands: 村民委员会组织法, 第二十六条. A local custom has a name and no article: at is ""."""

    law: str
    at: str


@dataclass(frozen=True, slots=True)
class Quorum:
    basis: Basis
    share: Share


@dataclass(frozen=True, slots=True)
class Demand:
    """How many of whom can force a meeting to be called."""

    basis: Basis
    share: Share
    article: Article


@dataclass(frozen=True, slots=True)
class Makeup:
    """Who a body of representatives is made of: their share of all its seats, and women representatives' share of the same whole

    (组成人员, Village Committee Law Art. 29); None where the law sets none.

    Of so many households, the fewest and the most, one representative.
    """

    fewest: int
    most: int
    articles: tuple[Article, ...]
    representatives: Share | None = None
    women: Share | None = None

    def seats(self, households: int) -> tuple[int, int]:
        """The fewest and the most seats a place of so many households can have: those who sit by office are the rest of the whole."""
        share = self.representatives.ratio if self.representatives else 1
        return max(1, -(-households // self.most)), max(1, int(households // self.fewest / share))


@dataclass(frozen=True, slots=True)
class BodyRule:
    """counts: whom a head count's eligible counts. quorum: alternatives, one suffices; () where the law sets none.

    of_all: the majority is of everybody entitled, not of those present. online, proxy: may count as present. over: a body
    of so many or fewer is none. decides is False for a body that only gives its view. makeup: of representatives.
    """

    counts: Basis
    quorum: tuple[Quorum, ...]
    majority: Share
    of_all: bool
    articles: tuple[Article, ...]
    notice_days: int = 0
    urgent_notice: bool = False
    online: bool = False
    proxy: bool = False
    min_per_year: int = 0
    over: int = 0
    demands: tuple[Demand, ...] = ()
    decides: bool = True
    makeup: Makeup | None = None


@dataclass(frozen=True, slots=True)
class ItemRule:
    """bodies decide by their own right, delegates only when they have been given it, in_group for the group's own matters."""

    bodies: tuple[Body, ...]
    delegates: tuple[Body, ...]
    articles: tuple[Article, ...]
    in_group: tuple[Body, ...] = ()
    majority: Share | None = None  # stricter than the body's own
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True, slots=True)
class RulePack:
    """One statute in force from a day on. board_days: how long a result stays up at least (公布期限), 0 where not fixed.

    rhythm: how often what is made public (村务公开).
    """

    name: str
    law: str
    effective_from: date
    bodies: Mapping[Body, BodyRule]
    items: Mapping[Item, ItemRule]
    board_days: int = 0
    board_article: Article | None = None
    rhythm: Mapping[Publicity, Often] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The packs in force. A collective may exist in a village and in a community that once was one."""

    village: RulePack
    community: RulePack
    collective: RulePack

    def packs(self, kind: UnitKind) -> tuple[RulePack, ...]:
        """The packs a unit lives by; a township or district has no assembly: ()."""
        own = {UnitKind.VILLAGE: self.village, UnitKind.COMMUNITY: self.community}
        return (own[kind], self.collective) if kind in own else ()


@dataclass(frozen=True, slots=True)
class HeadCount:
    """What was counted at a meeting, as the host enters it.

    present holds everybody who counts as there, online and by proxy too; who did not vote abstained. households and
    households_present: 户 and 户的代表, 0 when not counted. notice_days: working_days.notice_days_between.
    urgent: 特殊情况, notice at short term. mandated: the full meeting (or the charter) gave this body the item.
    """

    eligible: int
    present: int
    yes: int
    no: int
    abstain: int
    households: int = 0
    households_present: int = 0
    online: int = 0
    proxies: int = 0
    notice_days: int = 0
    urgent: bool = False
    mandated: bool = False
