"""What people read: every reply the code says is written, in plain Chinese, short enough for one SMS, with an English gloss."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.sms_text import fits_one
from bot.pages.posted import KINDS
from bot.parts import load_wording
from handlers.acts.clock_hands import TOLD
from handlers.acts.clock_looks import LOOKS as SAID_OF
from handlers.acts.delivered import STATES
from handlers.cadre import DOORS
from handlers.errands import Errand
from handlers.issues.accepting import RATES
from handlers.issues.attendance import ODD
from handlers.issues.matters import STEPS
from handlers.issues.petition import SIGNERS
from handlers.issues.pre_meeting import PAYERS
from handlers.issues.review import REASONS
from handlers.issues.rule_draft import Touch
from handlers.look_up import title
from handlers.messages import Label, Line, line
from handlers.report import CHECKS
from handlers.village.assembly import Basis, Body, Duty, Item
from handlers.village.clocks import Party
from handlers.village.duty import NUMBERS, DangerKind
from handlers.village.four_discussions import Step
from handlers.village.gates import GateName, Mender
from handlers.village.issue import Level, OutcomeKind, Stance, Track
from handlers.village.matter import Concern, Stage
from handlers.village.sealed_case import SealedState
from handlers.village.strip import PAPERS, Mechanism
from handlers.village.thresholds import Presence
from handlers.village.verdict import Lack
from handlers.where_when import detail
from handlers.wording import Wording
from nlp.reading import Speech
from nlp.taxonomy import CATEGORIES

ROOT = Path(__file__).parents[1]
WORDING = load_wording(ROOT / "replies.yaml")
REPLIES, GLOSSES = WORDING.replies, WORDING.gloss
PLAIN_KEYS = sorted(key for key in REPLIES if "@" not in key)
SHORT_KEYS = sorted(key for key in REPLIES if "@" in key)


@pytest.mark.parametrize("name", ["replies.yaml", "replies.en.yaml"])
def test_no_reply_is_written_twice(name: str) -> None:
    """The later one would be said in the place of the other, and nobody would see why."""
    keys = re.findall(r"(?m)^([a-z_][\w.@]*):", (ROOT / name).read_text(encoding="utf-8"))
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


def gaps(text: str) -> set[str]:
    """The names in braces, filled when the reply is said."""
    return set(re.findall(r"\{([a-z_]+)\}", text))


def without_gaps(text: str) -> str:
    return re.sub(r"\{[a-z_]+\}", "", text)


# ---------------------------------------------------------------- what the code says

# Replies that no line of code says, each with the reason why it stays.
NOT_SAID_YET = {
    "kit.heard": "the shortest thanks, kept for a message that nothing can be said about",
}

# What a gate may find lacking, read off the gates themselves.
LACKS = set(re.findall(r'\("(\w+)", ', (ROOT / "handlers" / "village" / "gates.py").read_text(encoding="utf-8")))

# A reply key whose end is only known when it is said: what may stand there.
FAMILIES: dict[str, Iterable[str]] = {
    "errand.": Errand,
    "standing.": STATES,
    "call.": ("told", "nobody", "wrong"),
    "rating.": RATES,
    "clock.what.": SAID_OF,
    "clock.told.": TOLD,
    "clock.offer.": set(Party) - {Party.OWNER, Party.REPORTER},
    "danger.": DangerKind,
    "danger_kind.": DangerKind,
    "stage.": set(Stage) - {Stage.SEALED},  # a sealed one reads as withdrawn
    "speech.": set(Speech) - {Speech.CONCERN, Speech.QUESTION},  # those become drafts
    "category.": [*CATEGORIES, *(sub for category in CATEGORIES.values() for sub in category.subs)],
    "door.": DOORS,
    "shut.": LACKS | {f"guest_{presence}" for presence in Presence},
    "mender.": Mender,
    "gate.": GateName,
    "mechanism.": Mechanism,
    "record.": {kind.value for kinds in PAPERS.values() for kind in kinds} | {"concerns", "opinions", "visits", "requests", "answers"},
    "step.": [step.name for step in STEPS],
    "track.": Track,
    "setting.track.": Track,
    "level.": Level,
    "stance.": Stance,
    "outcome.": OutcomeKind,
    "law.": Lack,
    "law.next.": Duty,
    "law.step.": Step,
    "body.": Body,
    "item.": Item,
    "sealed_state.": SealedState,
    "vault.done_": set(SealedState) - {SealedState.WAITING, SealedState.WITHDRAWN},  # what its author takes back nobody decides
    "touch.": Touch,
    "touch_law.": Touch,
    "voters.": Basis,
    "brief_ask.": Presence,
    "presence.": Presence,
    "roll.": ODD,
    "notices.": KINDS,
    "petition.need_": SIGNERS,
    "signed.short_": SIGNERS,
    "invitation.": ("come", "send", "cannot"),
    "invitation_thanks.": ("come", "send", "cannot"),
    "invited.": ("come", "send", "cannot", "none"),
    "decided.": {Stage.CANDIDATE, Stage.ANSWERED, Stage.PRIVATE, Stage.REFERRED, Stage.DECLINED},
    "payer.": PAYERS,
    "reason.": REASONS,
}

# Keys that come from elsewhere: what is handed on is collected where it is handed in.
HANDED_ON = {
    "key": "line() is short for Line()",
    "line.key": "a reply said before, in its English",
    "why": "the third argument of again()",
    "moved.reason": "the argument of Held()",
    "held.reason": "the argument of Held()",
    "f'{name}#{again}'": "the first argument of ask_number(), ask_day() and which_day()",
    "key_of(question.name)": "the first argument of ask() and choose()",
    "f'{stem}.{token}'": "the tokens of put_ask()",
}

# name → which argument holds the key
SAYERS = {
    "Line": 0,
    "line": 0,
    "ask": 0,
    "choose": 0,
    "Held": 0,
    "again": 2,
    "put_ask": 4,
    "ask_number": 0,
    "ask_day": 0,
    "which_day": 0,
    "ask_eligible": 0,
}
OF_THE_KIT = {"skippable", "picks", "before"}  # arguments of ask() and choose() that fill no gap


class Unread(Exception):
    """The source alone does not tell which string this is."""


@dataclass(frozen=True)
class Said:
    """One place of the code that says a reply; fills is None when the source alone does not tell what it fills in."""

    where: str
    key: str
    fills: frozenset[str] | None


def bound(name: str, scope: ast.AST) -> Iterator[ast.expr]:
    """Everything the scope ever binds to a name: assigned, counted through, or put into the list of that name."""
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                yield value
            case ast.AnnAssign(target=ast.Name(id=found), value=ast.expr() as value) if found == name:
                yield value
            case ast.comprehension(target=ast.Name(id=found), iter=several) if found == name:
                yield from elements(several, scope)
            case ast.For(target=ast.Name(id=found), iter=several) if found == name:
                yield from elements(several, scope)


def elements(several: ast.expr, scope: ast.AST) -> Iterator[ast.expr]:
    match several:
        case ast.Tuple(elts=each) | ast.List(elts=each) | ast.Set(elts=each):
            yield from each
        case ast.Name(id=name):
            for value in bound(name, scope):
                yield from elements(value, scope)
            for node in ast.walk(scope):
                match node:
                    case ast.Call(func=ast.Attribute(value=ast.Name(id=found), attr="append" | "insert"), args=args) if found == name:
                        yield args[-1]


def texts(node: ast.expr, scopes: tuple[ast.AST, ...]) -> set[str]:
    """Every string an expression can be, the innermost scope last. Raises Unread."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=yes, orelse=no):
            return texts(yes, scopes) | texts(no, scopes)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return {a + b for a, b in product(texts(left, scopes), texts(right, scopes))}
        case ast.JoinedStr(values=pieces):
            return joined(node, pieces, scopes)
        case ast.Name(id=name):
            for scope in reversed(scopes):
                if found := list(bound(name, scope)):
                    return set().union(*(texts(each, scopes) for each in found))
    raise Unread(ast.unparse(node))


def joined(node: ast.expr, pieces: list[ast.expr], scopes: tuple[ast.AST, ...]) -> set[str]:
    heads = {""}
    for piece in pieces:
        if any(head.endswith("#") for head in heads):  # a loop's question: what follows only counts
            return {head.rstrip("#") for head in heads}
        inner = piece.value if isinstance(piece, ast.FormattedValue) else piece
        try:
            ends: Iterable[str] = texts(inner, scopes)
        except Unread:
            family = [FAMILIES.get(head) for head in heads]
            if None in family:
                raise Unread(ast.unparse(node)) from None
            ends = [str(member) for members in family for member in members or ()]
        heads = {head + end for head, end in product(heads, ends)}
    return heads


def filled(call: ast.Call, scopes: tuple[ast.AST, ...]) -> frozenset[str] | None:
    """The names of the values a call gives; None when they come from elsewhere."""
    names = {keyword.arg for keyword in call.keywords} - OF_THE_KIT
    if None in names:
        return None
    if len(call.args) < 2 or getattr(call.func, "id", "") != "Line":
        return frozenset(name for name in names if name)
    return mapping(call.args[1], scopes[-1])


def mapping(node: ast.expr, scope: ast.AST) -> frozenset[str] | None:
    match node:
        case ast.Dict(keys=keys):
            return frozenset(key.value for key in keys if isinstance(key, ast.Constant))
        case ast.Name(id=name):
            found = [mapping(each, scope) for each in bound(name, scope) if isinstance(each, ast.Dict)]
            later = {
                each.slice.value
                for each in ast.walk(scope)
                if isinstance(each, ast.Subscript) and isinstance(each.slice, ast.Constant) and ast.unparse(each.value) == name
            }
            return frozenset().union(*(each or () for each in found), later) if found else None
    return None


def said_in(file: Path) -> Iterator[Said | Unread]:
    """Every reply a file says."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    ours = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    ours |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}

    def visit(node: ast.AST, scopes: tuple[ast.AST, ...]) -> Iterator[Said | Unread]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            scopes = (*scopes, node)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ours & SAYERS.keys():
            yield from said_by(node, scopes, f"{file.relative_to(ROOT)}:{node.lineno}")
        for child in ast.iter_child_nodes(node):
            yield from visit(child, scopes)

    yield from visit(tree, (tree,))


def said_by(call: ast.Call, scopes: tuple[ast.AST, ...], where: str) -> Iterator[Said | Unread]:
    name = getattr(call.func, "id", "")
    if len(call.args) <= SAYERS[name]:
        yield Unread(f"{where} {ast.unparse(call)}")
        return
    try:
        keys = texts(call.args[SAYERS[name]], scopes)
    except Unread as fault:
        yield Unread(f"{where} {fault}")
        return
    for key in keys:
        # what put_ask() names is asked only if the answer does not stand; what it says are its labels
        yield Said(where, key, None if name == "put_ask" else filled(call, scopes))
        if name == "put_ask" and isinstance(tokens := call.args[6], ast.Tuple):
            stem = key.partition(".")[0]
            for each in tokens.elts:
                yield Said(where, f"{stem}.{ast.literal_eval(each)}", frozenset())


FOUND = [found for room in ("handlers", "bot") for file in sorted((ROOT / room).rglob("*.py")) for found in said_in(file)]
SAID = [found for found in FOUND if isinstance(found, Said)]


def test_every_reply_key_in_the_code_can_be_read_there() -> None:
    unread = [str(found) for found in FOUND if isinstance(found, Unread)]
    assert [each for each in unread if each.partition(" ")[2] not in HANDED_ON] == []


def test_the_walk_finds_what_is_known_to_be_said() -> None:
    said = {found.key for found in SAID}
    assert {
        "receipt.raw",
        "aside.told",
        "kit.added",
        "held.no_road",
        "look.other_done",
        "role.grid_lead",
        "triage.merge",
        "alert.calm",
    } <= said
    assert {"way.grid_lead", "door.petition", "decided.declined", "danger_kind.gas", "answered.more", "triage.which", "category.15"} <= said


def test_every_reply_the_code_says_is_written() -> None:
    assert sorted(f"{found.where} {found.key}" for found in SAID if found.key not in REPLIES) == []


def test_no_reply_is_written_that_nobody_says() -> None:
    dead = set(PLAIN_KEYS) - {found.key for found in SAID}
    assert dead == set(NOT_SAID_YET)


def test_whoever_says_a_reply_fills_every_gap_of_it() -> None:
    empty = [
        f"{found.where} {key}: {gaps(REPLIES[key]) - found.fills}"
        for found in SAID
        if found.fills is not None
        for key in (found.key, f"{found.key}@sms")
        if gaps(REPLIES.get(key, "")) - found.fills
    ]
    assert empty == []


# ---------------------------------------------------------------- how replies are written

BANNED = (
    "高度重视",
    "已收悉",
    "收悉",
    "感谢您的支持",
    "支持与理解",
    "加强沟通",
    "尽快",
    "相关部门",
    "有关部门",
    "相关单位",
    "有关单位",
    "特此",
    "予以",
    "知悉",
    "落实",
    "请耐心等待",
    "耐心等",
    "按规定",
    "情况属实",
    "不属实",
    "您反映的问题",
    "妥善处理",
    "敬请谅解",
    "给您带来不便",
    "打卡",
    "积分",
    "排名",
)
# Traditional characters that GB 2312 holds as well, for names and old books.
LOOK_ALIKES = frozenset("乾夥於後徵藉馀麽菸瞭")
PRODUCT_WORDS = frozenset({"TD"})
LONGEST = 200


@pytest.mark.parametrize("phrase", BANNED)
def test_no_reply_speaks_officialese(phrase: str) -> None:
    assert [key for key, text in REPLIES.items() if phrase in text] == []


# What a villager or a reporter is told when the answer is no: each says what can be done about it (再, 找, 放, 接下来 …).
NO = {
    "decided.declined": "再说一遍",
    "decided.referred": "再来说",
    "decided.private": "单独办",
    "setting.not_now_told": "再说一遍",
    "setting.level_changed": "有回音告诉您",
    "linkage.news_cannot": "再说",
    "outcome.told": "有意见",
    "outcome.told_answer": "有意见",
    "outcome.told_entry": "有意见",
    "objection.answered": "有意见",
    "closed.told": "还是不行",
    "closed.not_done": "再说一遍",
    "meeting.not_held_told": "再告诉您",
    "clock.told.unselected": "再说一遍",
    "ask_law.hotline": "12348",
}
# One word for a thing: what must not be said, and the word that is said instead.
ONE_WORD = {
    "册子": "名册",
    "镇里": "乡镇",
    "规矩草稿": "规矩草案",
    "立规矩": "定规矩",
    "说法不一": "意见不一",
    "看条件": "有条件",
    "先走一步": "破例",
    "暂缓": "先放一放",
    "异议": "意见",
    "开会记录": "会议记录",
    "参会": "到会",
    "意见汇总表": "征求意见汇总",
    "「": "“",
}


@pytest.mark.parametrize("key", NO)
@pytest.mark.parametrize("form", ["", "@sms"])
def test_a_no_says_what_can_still_be_done(key: str, form: str) -> None:
    assert NO[key] in REPLIES.get(f"{key}{form}", REPLIES[key])


@pytest.mark.parametrize("word", ONE_WORD)
def test_a_thing_is_called_by_one_word(word: str) -> None:
    assert [key for key, text in REPLIES.items() if word in text] == [], ONE_WORD[word]


def offending(fault: Callable[[str], object], *, but: tuple[str, ...] = ()) -> list[str]:
    """The replies in which something is found that should not be there; but: the beginnings of keys that may."""
    return [f"{key}: {text}" for key, text in REPLIES.items() if not key.startswith(but) and fault(text)]


def test_a_reply_asks_one_thing_at_most() -> None:
    assert offending(lambda text: text.count("？") + text.count("?") > 1) == []


def test_a_reply_says_nin_and_never_ni() -> None:
    assert offending(lambda text: "你" in text) == []


def test_only_danger_raises_its_voice() -> None:
    assert offending(lambda text: set("！!") & set(text), but=("danger.", "alert.")) == []


def test_a_reply_needs_no_latin_letters() -> None:
    words = re.compile("[A-Za-zＡ-Ｚａ-ｚ]+")
    assert offending(lambda text: set(words.findall(without_gaps(text))) - PRODUCT_WORDS, but=("speech.english",)) == []


def test_a_reply_is_in_simplified_characters() -> None:
    # GB 2312 is the character set of simplified Chinese: nearly every traditional form is outside it
    han = re.compile("[\u3400-\u9fff]")
    assert offending(lambda text: [c for c in han.findall(text) if not c.encode("gb2312", "ignore") or c in LOOK_ALIKES]) == []


@pytest.mark.parametrize("traditional", "說電話號碼網賬後裏麼於乾馀")
def test_the_check_of_simplified_characters_knows_a_traditional_one(traditional: str) -> None:
    assert not traditional.encode("gb2312", "ignore") or traditional in LOOK_ALIKES


def test_a_reply_is_short() -> None:
    assert offending(lambda text: not 0 < len(text) <= LONGEST) == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("half-width marks after Chinese", "(?<=[\u3400-\u9fff])[,;:?!()]"),
        ("blanks at the ends or two in a row", r"\A\s|\s\Z|  "),
        ("two full stops", "。。"),
        ("a quotation that is not closed", "“[^”]*(?:“|\\Z)"),
        ("a gap that is not {lower_case}", r"\{(?![a-z_]+\})|(?<![a-z_])\}"),
    ],
)
def test_a_reply_is_tidy(what: str, pattern: str) -> None:
    assert offending(re.compile(pattern).search) == [], what


@pytest.mark.parametrize("kind", DangerKind)
@pytest.mark.parametrize("form", ["", "@sms"])
def test_the_first_answer_to_a_danger_has_its_numbers_in_order(kind: DangerKind, form: str) -> None:
    text = REPLIES.get(f"danger.{kind}{form}", REPLIES[f"danger.{kind}"])
    assert tuple(re.findall(r"\d+", text)) == NUMBERS[kind]


@pytest.mark.parametrize("code", CATEGORIES)
def test_a_category_is_named_as_the_taxonomy_names_it_or_shorter(code: str) -> None:
    assert set(REPLIES[f"category.{code}"]) <= set(CATEGORIES[code].name)


@pytest.mark.parametrize("code", [sub for category in CATEGORIES.values() for sub in category.subs])
def test_what_is_within_a_category_is_named_as_the_taxonomy_names_it_or_shorter(code: str) -> None:
    assert set(REPLIES[f"category.{code}"]) <= set(CATEGORIES[code[:2]].subs[code].replace("/", "、"))


# ---------------------------------------------------------------- short forms and glosses


def test_a_short_form_belongs_to_a_reply_and_fills_no_other_gaps() -> None:
    odd = [key for key in SHORT_KEYS if gaps(REPLIES[key]) - gaps(REPLIES.get(key.removesuffix("@sms"), ""))]
    assert odd + [key for key in SHORT_KEYS if key.removesuffix("@sms") not in REPLIES] == []


def test_every_reply_has_an_english_gloss_and_no_gloss_is_left_over() -> None:
    assert sorted(GLOSSES) == PLAIN_KEYS


def test_a_gloss_has_the_gaps_of_its_reply() -> None:
    assert [key for key in PLAIN_KEYS if gaps(GLOSSES.get(key, "")) != gaps(REPLIES[key])] == []


def test_a_gloss_is_short_english() -> None:
    # commands stay as they have to be typed
    commands = re.compile(
        "撤销|拆|议题|备案|查|改类|改一下|找人说|网格员电话|取消|摘要|待办|通知|绑定|验证|换村|我的事|删掉我的信息|别删|帮助|信访"
    )
    han = re.compile("[\u3400-\u9fff，。？！：；（）]")
    assert [f"{key}: {text}" for key, text in GLOSSES.items() if han.search(commands.sub("", text)) or len(text) > LONGEST] == []


# ---------------------------------------------------------------- one SMS is seventy characters

SECRETARY = line("role.secretary", surname="王")
TITLE = "村口到东坡的路塌了半边呢"
NUMBER, DAY, PHONE = "304128", "11月26日", "13800000000"
VALUES: dict[str, str | Line] = {
    "ours": "3/5",
    "case": "a1b2c3d4e5",
    "quotes": "3",
    "n": "12",
    "one": TITLE,
    "reports": "3",
    "reached": "7/10",
    "readers": "3",
    "villagers": "3/5",
    "least": "9",
    "most": "31",
    "near": "34",
    "all": "34",
    "answered": "8",
    "away": "9",
    "names": "李拴牢、张桂英、欧阳春梅",
    "stance": Line("stance.conditional"),
    "asked": "听完表个态",
    "office": "包村干部",
    "page": line("kit.page", first=line("overview.complete"), rest=line("review.decide")),
    "said": "\n不同意的说：“占了我家的地”。",
    "stances": line("brief.stances", yes="26", no="12", others="1", divided="2"),
    "options": "1. 修路 2. 先垫平",
    "other": "户代表三分之二以上",
    "others": "3",
    "part": "二",
    "share": "过半数",
    "whole": "三",
    "have": "12",
    "lacking": "26",
    "need": "38",
    "at": "第二十六条第（十一）项",
    "calls": "12",
    "told": line("reached.some", people="12", calls="12"),
    "caller": line("handover.person", name="张春梅", phone=PHONE),
    "category": Line("category.02"),
    "sub": Line("category.02.3"),
    "code": "402817",
    "count": "12",
    "day": DAY,
    "days": "12",
    "level": Line("level.township"),
    "detail": detail("东坡组", "前天"),
    "door": Line("door.township"),
    "fresh": "3",
    "grid": "东坡组",
    "households": "12",
    "kind": Line("danger_kind.violence_at_home"),
    "law": "城市居民委员会组织法",
    "name": "欧阳春梅",
    "number": NUMBER,
    "people": "12",
    "percent": "87",
    "phone": PHONE,
    "place": "东坡组村口",
    "since": "前天下午",
    "stage": Line("stage.referred"),
    "surname": "欧阳",
    "title": TITLE,
    "village": "石桥村",
    "here": "石桥村",
    "home": "石桥村",
    "who": SECRETARY,
    "whom": "东坡组",
    "words": "后天叫人去看先垫平了",
    "yes": "12",
    "basis": "农村公路养护技术规范",
    "conditional": "12",
    "cost": line("cost.yuan", count="300000"),
    "department": "人力资源和社会保障局",
    "divided": "12",
    "gate": Line("gate.attended"),
    "met": DAY,
    "no": "12",
    "party": "12",
    "payer": Line("payer.project"),
    "review": "11月26日—11月27日",
    "role": "业务股室负责人",
    "silent": "12",
    "came": "12",
    "done": "12",
    "due": "12",
    "held": "12",
    "major": "12",
    "minor": "12",
    "on_time": "12",
    "planned": "12",
    "present": "12",
    "reopened": "12",
    "settled": "12",
    "touched": "12",
    "urgent": "12",
    "bad": "23",
    "fair": "22",
    "first": "把关：东坡路（11月26日）",
    "good": "21",
    "list": "把关：东坡路（11月26日）",
    "none": "12",
    "offer": Line("clock.offer.township"),
    "old": DAY,
    "rest": "任务：垫路",
    "what": "办好",
    "abstain": "12",
    "body": Line("body.members_assembly"),
    "item": Line("item.land_compensation"),
    "last": DAY,
    "late": Line("minutes.late"),
    "second": Line("gate.attended"),
    "slot": "天黑前后",
    "then": line("outcome.then_who", who="欧阳支书", day=DAY),
    "withheld": "12",
    "mark": "✓",
    "women": "12",
    "answer": "有条件，“先修塌处再拓宽”",
    "hour": "17点",
    "parts": line("delivered.and", first=line("standing.confirmed", count="310"), rest=line("standing.listed", count="94")),
}
# Never said on SMS: a follower of the Official Account is greeted in the chat.
CHAT_ONLY = {"welcome.plain", "welcome.village"}


def sms(*lines: Line, options: Iterable[Label] = ()) -> str:
    return WORDING.text(lines, options, "sms")


def options(*keys: str) -> tuple[Label, ...]:
    return tuple(Label(str(n), Line(key)) for n, key in enumerate(keys, start=1))


def said(*keys: str) -> tuple[Line, ...]:
    return tuple(Line(key, VALUES) for key in keys)


def test_the_sample_values_are_what_the_code_would_show() -> None:
    concern = Concern("c", "a", "a", "sms", "phone", "m", None, TITLE)  # type: ignore[arg-type]
    assert title(concern) == TITLE
    assert len(TITLE) == 12
    assert set().union(*map(gaps, REPLIES.values())) <= VALUES.keys()


@pytest.mark.parametrize("key", sorted(set(PLAIN_KEYS) - CHAT_ONLY))
def test_every_reply_alone_is_one_sms(key: str) -> None:
    text = sms(*said(key))
    assert fits_one(text), f"{len(text)}: {text}"


WHOLE_ANSWERS: dict[str, str] = {
    "the first question": sms(*said("report.heard", "report.where", "kit.skip")),
    "the second question": sms(*said("report.since", "kit.skip")),
    "the very first answer, with the notice of what is kept": sms(*said("report.heard", "report.where", "kit.skip", "notice.first")),
    "the village is asked, with the notice": sms(*said("report.heard", "report.village", "kit.skip", "notice.first")),
    "whose matter": sms(*said("report.whose"), options=options("whose.self", "whose.family", "whose.neighbour")),
    "the read-back of a sentence": sms(
        line("report.told", words="村口到东坡的路塌了半边，三轮车上不来", detail=detail("村口", "前天")),
        Line("report.check"),
        options=[Label(str(n), check.line) for n, check in enumerate(CHECKS, start=1)],
    ),
    "the one question to everybody": sms(
        line("opinions.ask_by", village="石桥村", title="村口到东坡的路塌了半边三轮上", day="12月10日"),
        options=[Label(f"1{n}", Line(f"stance.{stance}")) for n, stance in enumerate(Stance, start=1)],
    ),
    "an opinion kept, the very first time": sms(
        line("opinions.kept", words=line("opinions.with_words", stance=Line("stance.against"), words="出工我让弟弟去占地咋…")),
        Line("notice.first"),
    ),
    "words heard, the digit asked": sms(
        *said("opinions.heard", "opinions.digit", "notice.first"), options=options("stance.for", "stance.against", "stance.conditional")
    ),
    "an entry to be backed": sms(
        line(
            "backing.recorded",
            title=TITLE,
            who=line("role.grid_lead", surname="欧阳"),
            words=line("opinions.with_words", stance=Line("stance.conditional"), words="先修塌的那段，出工我让弟弟去，先说好谁"),
        ),
        options=options("backing.right", "backing.wrong", "backing.quiet"),
    ),
    "a call-back": sms(line("called.ask", title="村口到东坡的路塌了半边三"), options=options("called.came", "called.nobody")),
    "a call read back": sms(
        line("told_back.phone", who=line("role.grid_lead", surname="欧阳"), words="【石桥村】王支书通知：明天上午停水，"),
        options=[Label("11", Line("told_back.right")), Label("12", Line("told_back.wrong"))],
    ),
    "a missed call, the very first time": sms(line("missed.told", who=line("role.grid_lead", surname="欧阳")), Line("notice.first")),
    "the call list": sms(
        line("calls.which", count="12"),
        options=[
            *(Label(str(n), line("calls.person", name="欧阳春梅", phone=PHONE, count="3")) for n in (1, 2)),
            Label("3", line("calls.visit", name="李拴牢", count="1")),
            Label("9", Line("kit.more")),
        ],
    ),
    "another matter": sms(*said("stray.which"), options=options("stray.another", "stray.same")),
    "a wrong digit, asked again": sms(
        *said("kit.digits", "report.whose"), options=options("whose.self", "whose.family", "whose.neighbour")
    ),
    "two of my matters": sms(*said("look.mine_done", "look.mine_done")),
    "the morning's digest": sms(*said("digest.morning")),
    "the morning's digest without anything new": sms(*said("digest.still")),
    "the answer of a cadre": sms(*said("decided.answered"), options=options("answered.content", "answered.more")),
    "how results should come": sms(*said("way.which"), options=options("way.chat", "way.sms", "way.grid_lead")),
    "really delete": sms(*said("erase.check"), options=options("erase.yes", "erase.no")),
    "really withdraw": sms(*said("withdraw.check"), options=options("withdraw.yes", "withdraw.no")),
    "an announcement read back": sms(*said("announce.check"), options=options("announce.yes", "announce.no")),
    "the call to a duty person": sms(
        line("alert.summons", kind=Line("danger_kind.collapse"), place="东坡组李拴牢家院里", phone=PHONE),
        options=options("alert.taking", "alert.calm"),
    ),
    "the call to a duty person who is told neither place nor number": sms(
        line("alert.summons", kind=Line("danger_kind.collapse"), place=Line("alert.place_unknown"), phone=Line("alert.no_phone")),
        options=options("alert.taking", "alert.calm"),
    ),
}


@pytest.mark.parametrize("what", WHOLE_ANSWERS)
def test_a_whole_answer_is_one_sms(what: str) -> None:
    text = WHOLE_ANSWERS[what]
    assert fits_one(text), f"{len(text)}: {text}"


@pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.SEALED}))
@pytest.mark.parametrize("key", ["look.mine", "look.other"])
def test_a_look_up_is_one_sms_at_every_stage(stage: Stage, key: str) -> None:
    text = sms(Line(key, VALUES | {"stage": Line(f"stage.{stage}")}))
    assert fits_one(text), f"{len(text)}: {text}"


@pytest.mark.parametrize("door", DOORS)
def test_a_referral_is_one_sms_through_every_door(door: str) -> None:
    text = sms(Line("decided.referred", VALUES | {"door": Line(f"door.{door}")}))
    assert fits_one(text), f"{len(text)}: {text}"


@pytest.mark.parametrize("kind", DangerKind)
def test_the_first_answer_to_a_danger_is_one_sms(kind: DangerKind) -> None:
    text = sms(*said(f"danger.{kind}", "danger.no_alarm_line", "danger.where"), options=options("danger.not_urgent"))
    assert fits_one(text), f"{len(text)}: {text}"


@pytest.mark.parametrize("kind", DangerKind)
def test_that_nobody_answered_is_one_sms_with_the_numbers_again(kind: DangerKind) -> None:
    text = sms(*said("danger.nobody", f"danger.{kind}"))
    assert fits_one(text), f"{len(text)}: {text}"


# ---------------------------------------------------------------- people's words are values


HOSTILE = (
    "{number}",
    "{words}",
    "{{who}}",
    "{0}",
    "{number.__class__}",
    "%s %(who)s",
    "路@sms",
    "report.told",
    "\\1 \\g<0>",
    "{",
    "}",
    "$who",
)
TOLD = Wording({"told": "您说：{words}（{place}）", "outer": "记下：{inner}", "told@sms": "{words}"}, {"told": "{words} at {place}"})


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("channel", ["wechat", "sms", "phone", "terminal"])
def test_what_a_villager_writes_is_shown_as_it_was_written(words: str, channel: str) -> None:
    values: dict[str, str | Line] = {"words": words, "number": NUMBER, "who": SECRETARY, "place": "{words}"}
    expected = words if channel in ("sms", "phone") else f"您说：{words}（{{words}}）"
    assert TOLD.line(Line("told", values), channel) == expected
    assert TOLD.text([Line("outer", {"inner": Line("told", values)})], (), channel) == f"记下：{expected}"
    assert TOLD.english([Line("told", values)], ()) == f"{words} at {{words}}"


@given(words=st.text(max_size=60), key=st.sampled_from([key for key in PLAIN_KEYS if "words" in gaps(REPLIES[key])]))
def test_no_words_at_all_change_the_reply_around_them(words: str, key: str) -> None:
    before, _, after = re.sub(r"\{(?!words\})[a-z_]+\}", "…", REPLIES[key]).partition("{words}")
    assert WORDING.line(line(key, words=words), "wechat") == before + words + after


def test_a_value_nobody_gave_reads_as_a_gap() -> None:
    assert TOLD.line(Line("told", {"place": "村口"}), "wechat") == "您说：…（村口）"


def test_a_reply_nobody_wrote_is_our_fault() -> None:
    with pytest.raises(KeyError, match=r"no\.such"):
        TOLD.line(Line("no.such"), "wechat")
