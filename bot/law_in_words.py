"""Thresholds and rule packs as people read them: for config check and for the public pages."""

from collections.abc import Mapping
from fractions import Fraction

from handlers.village.assembly import Basis, BodyRule, Makeup, Often, Publicity, RuleBook, RulePack, Share
from handlers.village.issue import Level
from handlers.village.thresholds import Presence, Thresholds
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
COMING: Mapping[Presence, str] = {
    Presence.CADRE: "村（社区）干部",
    Presence.GRID_LEAD: "网格员",
    Presence.SPONSOR: "包村干部",
    Presence.SPONSOR_UNIT: "包村单位",
    Presence.TOWNSHIP: "乡镇领导",
    Presence.STATION: "站所长",
    Presence.DEPARTMENT: "部门",
    Presence.POLICE: "政法干警",
    Presence.DISTRICT: "区级领导",
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
    words = {**WORDS, "attendance_share": "或各户的{}（网格、楼里的户全算）"} if row.of_scope else WORDS
    told = [text.format(_number(getattr(row, key))) for key, text in words.items()]
    told += [f"要来{'或'.join(COMING[each] for each in sorted(group))}" for group in row.leaders]
    told += [f"大事还要来{'或'.join(COMING[each] for each in sorted(group))}" for group in row.major_leaders]
    return "，".join(told)


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
        lines.append(f"{pack.name}：《{pack.law}》，{pack.effective_from} 起施行{board_in_words(pack)}\n")
        lines += [f"  {wording.replies[f'body.{body}']}：{body_in_words(rule)}\n" for body, rule in pack.bodies.items()]
    return "".join(lines)


def body_in_words(rule: BodyRule) -> str:
    quorum = "或".join(f"{_BASIS[q.basis]}{_share(q.share)}到会" for q in rule.quorum)
    whole = "全体" if rule.of_all else "到会的人"
    notice = f"，提前 {rule.notice_days} 天通知" if rule.notice_days else ""
    year = f"，一年至少 {rule.min_per_year} 次" if rule.min_per_year else ""
    who = "，" + makeup_in_words(rule.makeup) if rule.makeup else ""
    where = "、".join(article.at or article.law for article in rule.articles)
    return f"{quorum + '，' if quorum else ''}{whole}{_share(rule.majority)}同意{notice}{year}{who}（{where}）"


def makeup_in_words(makeup: Makeup) -> str:
    """Of how many households one, their share of all seats, and the women's among them of all seats too."""
    told = [f"{makeup.fewest}至{makeup.most}户选一名代表"]
    told += [f"代表占组成人员{_share(makeup.representatives)}"] if makeup.representatives else []
    told += [f"妇女代表占组成人员{_share(makeup.women)}"] if makeup.women else []
    return "，".join(told)


_WHAT: Mapping[Publicity, str] = {Publicity.USUAL: "一般事项", Publicity.ACCOUNTS: "账目往来多的", Publicity.GREAT: "大事"}
_OFTEN: Mapping[Often, str] = {Often.QUARTERLY: "每季度", Often.MONTHLY: "每月", Often.AT_ONCE: "随时"}


def board_in_words(pack: RulePack) -> str:
    days = f"；公布不少于 {pack.board_days} 天" if pack.board_days else ""
    return days + "".join(f"，{_WHAT[what]}{_OFTEN[often]}公布" for what, often in pack.rhythm.items())


def _share(share: Share) -> str:
    if share.strict and share.ratio == Fraction(1, 2):
        return "过半数"
    return f"{share.ratio}以上" if not share.strict else f"超过{share.ratio}"
