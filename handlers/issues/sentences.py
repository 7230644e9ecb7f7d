"""One sentence at the door: 「李二同意，先修塌的那段；张大娘说走路不得」 → who says what. A visitor always hears it read back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.case import Case
from handlers.replies import fold, read_choice
from handlers.village.issue import Method, Stance
from handlers.village.people import Household, Person, surname
from nlp.stance import Meant, stance_of

STANCE_WORDS: Mapping[str, str | tuple[str, ...]] = {
    Stance.FOR: "同意",
    Stance.AGAINST: "不同意",
    Stance.CONDITIONAL: "有条件",
    Stance.NO_VIEW: ("不表态", "弃权"),
}
_HEAD = r"^\s*(?:我们?|俺们?|咱们?)?(?:一?家人?)?(?:都|全|也|坚决)?(?:不同意|同意|不赞成|赞成|不支持|支持|反对)"
_DOING = re.compile(f"({_HEAD})(?:修路?|办|弄|干|做)(?=[，,。.；;！!\\s]|$)")  # 同意修 is 同意
_BEGINS = re.compile(f"{_HEAD}|^\\s*(?:没意见|没有意见|有条件|不表态|弃权)")
_CONDITION = ("除非", "只要", "前提", "条件", "不过", "但", "可是")  # 同意，除非…: that is no plain yes
_TITLES = ("大娘", "大爷", "大妈", "大叔", "大婶", "大哥", "大嫂", "大姐", "婶", "嫂", "叔", "伯", "老汉", "师傅")
_LEAD = r"(?:(?<=[，,。；;、：:！!\s])|^)\s*(?:和|跟|还有)?"
_AFTER = re.compile(r"^(?:他|她)?(?:们)?(?:家)?(?:里)?(?:人)?(?:都(?!行|可以|中)|也)?(?:说|讲)?(?:是)?[\s，,：:、]*")
_TAIL = " \t\r\n，,。；;、：:“”\"'"
# First what is hidden in another word: 没意见 is not 有意见, 不同意 holds 同意.
_LOOSE: tuple[tuple[re.Pattern[str], Stance], ...] = (
    (
        re.compile(r"有条件|(?:同意|赞成|行)[^。；;]{0,12}(?:除非|只要|前提)|(?:要是|如果|只要|除非)[^。；;]{1,20}(?:同意|才行|才干)"),
        Stance.CONDITIONAL,
    ),
    (re.compile(r"不表态|没想好|说不准|随大流|无所谓|随便|弃权|都行|都可以|都中"), Stance.NO_VIEW),
    (re.compile(r"没意见|没有意见|不反对"), Stance.FOR),
    (re.compile(r"不同意|不赞成|不支持|反对|不愿意?|不干"), Stance.AGAINST),
    (re.compile(r"同意|赞成|支持|愿意"), Stance.FOR),
)


@dataclass(frozen=True, slots=True)
class Said:
    """One attempt at one household and what was said there. person is "" when nobody of it is known; stance None: words only."""

    household: str
    person: str
    stance: Stance | None = None
    words: str = ""
    method: Method = Method.DOOR
    reached: bool = True


# What may stand before the answer itself: 我改主意了，不同意.
_LEAD_IN = re.compile(
    r"^\s*(?:(?:我|俺|我们|俺们|我家|俺家)?(?:又|再)?(?:改主意|改了主意|变主意|变卦|反悔|后悔|想好|想通|商量好|商量过|商量|说错|写错|按错|点错|打错)(?:了|啦)?"
    r"|(?:我|俺)?(?:跟|和|问过)?(?:家里|家里人|老汉|婆姨|媳妇)?商量(?:好|过)?了?|那就?|还是|嗯+|哦+|算了|刚才(?:那个?)?(?:不算|错了|按错了))[\s，,。：:、!！]*"
)
_OTHERWISE = re.compile(r"(?:我们?|俺们?)?家?(?:又|再)?(?:改主意|改了主意|变主意|变卦|反悔|后悔)(?:了|啦)?[\s，,。！!]*")
_NOTHING = re.compile(
    r"(?:我|俺)?(?:也|都|还)?(?:不知道|不晓得|不清楚|不懂|不会|说不好|不好说|没听懂|咋说|怎么说)"
    r"(?:咋说|怎么说)?(?:呀|啊|哩|嘞|了|么)?"
)

# Yes, or only that the message arrived: a household's opinion is asked for by its digit then.
YES_OR_HEARD = frozenset(["行", "中", "成", "可以", "要得", "得行", "好", "好的", "好滴", "好嘞", "ok"])


def plain_stance(words: str) -> tuple[Stance | None, str]:
    """The stance that the words name plainly, and what they say besides; (None, words) rather than a guess."""
    if may_only_have_heard(words):
        return None, words.strip()
    choice = read_choice(_DOING.sub(r"\1", _LEAD_IN.sub("", words)), {}, STANCE_WORDS)
    if choice.kind == "token" and choice.token and not choice.rest.startswith(_CONDITION):
        return Stance(choice.token), choice.rest
    return None, words.strip()


def changes_mind(words: str) -> bool:
    """我改主意了，不同意: whatever else is being talked about. 说错了 may be about anything."""
    return _OTHERWISE.match(words) is not None


def only_changes_mind(words: str) -> bool:
    """反悔了: and not what is thought now."""
    return _OTHERWISE.fullmatch(words) is not None


MEANT: Mapping[Meant, Stance] = {
    Meant.FOR: Stance.FOR,
    Meant.AGAINST: Stance.AGAINST,
    Meant.CONDITIONAL: Stance.CONDITIONAL,
    Meant.UNSURE: Stance.NO_VIEW,
}


def ears_say(words: str) -> Meant | None:
    """What the ears are sure that a free answer means; None: they are not. 好的 may only say that the message arrived, 不知道 nothing."""
    return None if may_only_have_heard(words) or says_nothing(words) or not words.strip() else stance_of(words).stance


def may_only_have_heard(words: str) -> bool:
    return fold(words).casefold().strip(_TAIL + ".!！啊呀吧了") in YES_OR_HEARD


def says_nothing(words: str) -> bool:
    """不知道: no reason that anybody could read out."""
    return _NOTHING.fullmatch(fold(words).strip(_TAIL + ".!！?？")) is not None


def begins_with_stance(words: str) -> bool:
    """Does it start like an answer, whatever follows?"""
    return _BEGINS.match(words) is not None


def loose_stance(words: str) -> tuple[Stance | None, str]:
    """For a sentence that will be read back: what it most probably means."""
    stance, rest = plain_stance(words)
    if stance is not None:
        return stance, rest
    return next((meant for pattern, meant in _LOOSE if pattern.search(words)), None), rest


def read_sentence(case: Case, words: str, reach: Sequence[Household], near: Sequence[Household] = ()) -> tuple[Said, ...]:
    """Every household named in the sentence. reach: where the speaker may visit; near: today's doors, where 张大娘 is enough."""
    names = _names(case, reach, near)
    if not names:
        return ()
    text = fold(words)
    pattern = re.compile(_LEAD + "(?P<name>" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + ")")
    hits = list(pattern.finditer(text))
    ends = [*(hit.start() for hit in hits), len(text)][1:]
    pieces = [_AFTER.sub("", text[hit.end() : end]).strip(_TAIL) for hit, end in zip(hits, ends, strict=False)]
    for n in reversed(range(len(pieces) - 1)):  # 李二、张大娘都同意: the first says what the second says
        if not pieces[n]:
            pieces[n] = pieces[n + 1] = pieces[n + 1].removeprefix("都")
    by_phone = "电话" in text
    found = {names[hit["name"]].id: _said(names[hit["name"]], piece, by_phone) for hit, piece in zip(hits, pieces, strict=True) if piece}
    return tuple(found.values())


def _said(person: Person, piece: str, by_phone: bool) -> Said:
    stance, rest = loose_stance(piece)
    if stance is None and may_only_have_heard(piece):  # said of somebody by name, 行 is a yes; it is read back
        stance, rest = Stance.FOR, ""
    method = Method.PHONE if by_phone or person.away else Method.DOOR
    return Said(person.household or "", person.id, stance, rest[:300], method)


def _names(case: Case, reach: Sequence[Household], near: Sequence[Household]) -> dict[str, Person]:
    """Names that mean one person: a head before a namesake, and a title where only one head near has that surname."""
    grounds = {h.id: h for h in reach}
    people = [p for p in case.persons if p.household in grounds]
    heads = {p.id for p in people if grounds[p.household or ""].head == p.name}
    named: dict[str, Person] = {}
    namesakes: dict[str, list[Person]] = {}
    for person in people:
        namesakes.setdefault(person.name, []).append(person)
    for name, same in namesakes.items():
        one = [p for p in same if p.id in heads] if len(same) > 1 else same
        if len(one) == 1:
            named[name] = one[0]
    close = [p for p in people if p.id in heads and p.household in {h.id for h in near}]
    for person in close:
        if sum(surname(p.name) == surname(person.name) for p in close) == 1:
            named |= {f"{surname(person.name)}{title}": person for title in _TITLES}
    return named
