"""Thresholds and rule packs as people read them: for config check and for the public pages."""

from collections.abc import Mapping
from fractions import Fraction

from handlers.village.assembly import Basis, BodyRule, RuleBook, Share
from handlers.village.issue import Level
from handlers.village.thresholds import Thresholds
from handlers.wording import Wording

WORDS: Mapping[str, str] = {
    "support": "说过这事的至少{}户",
    "support_share": "或占{}",
    "reports": "九十天内{}个人各自说过也算",
    "poll_share": "问“跟您家有关吗”，{}以上说有关",
    "poll_answers": "至少{}户回答",
    "poll_answers_share": "（户少的按{}）",
    "quotes": "乡亲原话{}句",
    "title_length": "题目最多{}个字",
    "notice_days": "公示{}天",
    "affected_asked": "直接受影响的户问到{}",
    "affected_reached": "真正问着{}",
    "others_asked": "别的户问到{}",
    "small_scope": "{}户以内全问",
    "away_tried": "在外的人联系到{}",
    "read_back": "汇总念给{}位乡亲听",
    "attendance": "到会至少{}人",
    "attendance_share": "或受影响户的{}",
    "touched_share": "到会的有{}与这事有关",
    "villagers_share": "村民占{}",
    "women_share": "妇女占{}",
}
LEVEL_NAMES: Mapping[Level, str] = {
    Level.BUILDING: "楼栋·小区",
    Level.GRID: "网格·小组",
    Level.VILLAGE: "村·社区",
    Level.TOWNSHIP: "乡镇·街道",
    Level.DISTRICT: "区",
}


def thresholds_in_words(table: Mapping[Level, Thresholds]) -> str:
    """The values in force, a line a level."""
    return "".join(f"四道关口（{LEVEL_NAMES[level]}）：{row_in_words(row)}\n" for level, row in table.items())


def row_in_words(row: Thresholds) -> str:
    return "，".join(text.format(_number(getattr(row, key))) for key, text in WORDS.items())


def _number(value: int | Fraction) -> str:
    return "全部" if value == 1 and isinstance(value, Fraction) else str(value)


_BASIS: Mapping[Basis, str] = {
    Basis.ADULTS: "十八周岁以上的人",
    Basis.HOUSEHOLDS: "户的代表",
    Basis.MEMBERS: "成员",
    Basis.SEATS: "组成人员",
    Basis.REPRESENTATIVES: "代表",
}


def packs_in_words(book: RuleBook, wording: Wording) -> str:
    """A line a body: who must come, how many must say yes, how long before it is called, and which article says so."""
    lines = []
    for pack in (book.village, book.community, book.collective):
        lines.append(f"{pack.name}：《{pack.law}》，{pack.effective_from} 起施行\n")
        lines += [f"  {wording.replies[f'body.{body}']}：{body_in_words(rule)}\n" for body, rule in pack.bodies.items()]
    return "".join(lines)


def body_in_words(rule: BodyRule) -> str:
    quorum = "或".join(f"{_BASIS[q.basis]}{_share(q.share)}到会" for q in rule.quorum)
    whole = "全体" if rule.of_all else "到会的人"
    notice = f"，提前 {rule.notice_days} 天通知" if rule.notice_days else ""
    where = "、".join(article.at or article.law for article in rule.articles)
    return f"{quorum + '，' if quorum else ''}{whole}{_share(rule.majority)}同意{notice}（{where}）"


def _share(share: Share) -> str:
    if share.strict and share.ratio == Fraction(1, 2):
        return "过半数"
    return f"{share.ratio}以上" if not share.strict else f"超过{share.ratio}"
