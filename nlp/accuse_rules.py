"""What a sentence's shape says against a cadre, clause by clause: kinds of wrong, who does it, what is denied or taken back."""

import re
from dataclasses import dataclass

# What each capital stands for is written above its words in lexicon/accuse.tsv.
_HEARD_AT = 2
_CERTAIN = 5
_WEIGHS = re.compile("[OBCDPUGE]")  # without one of these, or a purse and sums, nothing below weighs anything
_CLAUSE = re.compile("[，。！？；\n]")
_MY_KIN = re.compile("I[^A-Z]{0,3}K")
_DENIED = re.compile("(?:没有|没|不是|不能|不许|不准|不|别)[^A-Z人]?[GVSLRHD]|不是说.*|[帮替][IT].{0,3}S")
_ASKED = re.compile(
    "(?:跟|和|找|寻|问|问过|请|给|向|告诉|告给|打给|麻烦|通知|报给|汇报|喊|托|央)(?:过|了)?(?:[BC]的?)?"
    "O(?!的?[近好熟亲沾]|是不是|.{0,2}关系)"
)
_CALLED = re.compile("(?:叫|让|要)[^A-Z]{0,2}O(?!.*[SVDGUL吃拿花])")
_BRIBE = re.compile(
    "[给往朝跟向](?:[BC]的?)?[OB]的?.{0,6}(?:塞|孝敬|上供|[NRS].{0,4}[MNR])|[给F](?:[BC]的?)?ON|[得要才]给O.{0,4}N|[给请F]O.{0,3}[RL]"
)
_DARK = "[^A-Z，]{0,3}黑(?![夜板灯天糊乎洞里地])"  # 会计真黑, but not 主任家黑灯瞎火
_TAKEN = re.compile(
    "S.{0,7}[MNCRE]|[MNCE].{0,10}S|[把叫让]O?.{1,6}S|拿.{0,6}[CMNRD]|(?:进|归|成|成了)O|O家.{0,8}[FS].{0,3}[ME]|O.{0,2}[跟和].{1,8}分M"
    f"|O[太真]?[坏毒狠灰恶](?!了)|[OP]{_DARK}|"
    "M.{0,6}谁[吃拿花装贪分用S]|[要抽索]N|[跟和]O的?[近好熟亲沾]|[跟和]O.{0,2}关系|查查.{0,2}[OP]|"
    "J[I人]?(?:I|家)?(?:盖|办|开|签|批|评|登|安|修|上|补|算|认|写|端|看|查|领|发|[ME])"
)
_BALLOT = re.compile(
    "票.{0,6}[改换撕废填藏扔写抱买塞抢]|[改换撕填藏扔替代买抢抱].{0,6}票|票.{0,4}没.{0,3}完|(?:手印|签名|名字|签字).{0,8}(?:不是I|O自己|D|一个人)"
)
_DEED = re.compile(f"O.*[GVSDKFNRH]|[GVSDKFNRH].*O|O[^A-Z]{{0,2}}[贪坏毒狠]|O{_DARK}")  # more than manners
_COERCED = re.compile("不.{1,8}，?.{0,4}(?:就.{0,2}[不没别甭JUH]|[JHU])")
_TWO_SUMS = re.compile("N.{0,20}(?:W|只|才|就|写|念|实际|市价|说).{0,6}N")
_KIN = re.compile("[OPBCDE].{0,12}K|K.{0,8}[OPBE]")
_HANDED_OUT = re.compile("[EFMCN]")
# Each a little doubtful of a cadre; two together are a doubt.
_HINTS = tuple(
    re.compile(hint) for hint in ("[SFJ]|发N|[吃占改藏换骗拆](?:了|走|过)", "[MNCER]", "K", "D|自己", "W", "把I?|叫I|让I", "[都全]")
)
# What is ordinarily said of cadres: they speak, call, come, are away, live somewhere, or are only spoken to.
_ORDINARY = re.compile(
    "O[^A-Z]{0,4}(?:说|讲|叫[^A-Z]{0,2}I|让[^A-Z]{0,2}I|通知|答应|同意|传达|喊|提|来|去|到|忙|在|开会|关机|电话|认|管|领着|量|算|签|收走了I|看)"
    "|O家?(?:的|门|里|后头|前|那|住|娃|狗|到|也没|没|地里|院)|O(?:是|不是)|^[^A-Z]{0,4}O[^A-Z]{0,2}$|O(?:你好|啊|呀|好|岁数|年|身体|会|挺|真|行)|Q|[吗呢么甚啥哪几]"
    "|多少|怎|咋"
)
_SPEAKS = re.compile("O[^A-Z]{0,3}(?:说|讲|叫I|让I|通知|答应|同意|传达|喊|提)")


@dataclass(frozen=True, slots=True)
class _Clause:
    """One clause's shape, with denials and the speaker's own kin taken out."""

    words: str
    told: bool  # asked as a rule or supposed
    others: bool  # somebody without office is the one who does it


@dataclass(frozen=True, slots=True)
class Doubt:
    """weight: 0 nothing, 2 and more a doubt, 3 and more a grave one; plain: said of a cadre in one clause."""

    weight: int
    plain: bool

    @property
    def certain(self) -> bool:
        """No other ear need be asked."""
        return self.weight >= _CERTAIN


def doubt_of(whole: str) -> Doubt:
    """Weigh the shape of a whole message."""
    if not (_WEIGHS.search(whole) or ("M" in whole and "N" in whole)):
        return Doubt(0, plain=False)
    clauses = _heard(whole)
    standing = "，".join(clause.words for clause in clauses if not clause.told and not clause.others)
    weights = [_weight(clause, standing) for clause in clauses]
    deeds = any(weight >= _HEARD_AT and _DEED.search(clause.words) for clause, weight in zip(clauses, weights, strict=True))
    plain = deeds or ("O" in standing and max(weights) > _HEARD_AT)
    return Doubt(max(0, sum(weights) + _across(standing, _asserted(clauses)) - ("Q" in whole)), plain)


def _heard(whole: str) -> list[_Clause]:
    """The clauses that still stand; a word taken back takes back what was said before it."""
    clauses: list[_Clause] = []
    others = elsewhere = False
    for words in _CLAUSE.split(whole):
        if "X" in words:
            clauses, elsewhere = [_Clause("A", told=True, others=False)], True
            continue
        words = _DENIED.sub("", _MY_KIN.sub("I", words))
        words = _CALLED.sub("A", words if _BRIBE.search(words) else _ASKED.sub("A", words))
        official = "O" in words
        others = not official and ("T" in words or others)
        elsewhere = "Z" in words or (elsewhere and not official)
        clauses.append(_Clause("" if elsewhere else words, told="Y" in words, others=others))
    return clauses


def _weight(clause: _Clause, standing: str) -> int:
    """3 nobody says it who does not accuse, 2 a cadre's own wrong, 1 a doubt, 0 nothing."""
    words = clause.words
    if "Q" in words and "G" not in words:
        return 0
    if _BRIBE.search(words):
        return 1 if clause.told else 3
    if clause.others:
        return 0
    if "G" in words:
        return int("O" in words) if clause.told else 3
    return 0 if clause.told else _wrong(words, standing)


def _wrong(words: str, standing: str) -> int:
    """The weight of what only a cadre or a common purse makes wrong."""
    office = "O" in standing
    if "U" in words or (office and ("V" in words or "H" in words or "L" in words or _BALLOT.search(words))):
        return 2
    if (office or "C" in words or "D" in words or "P" in words) and _TAKEN.search(words):
        return 2
    if "D" in words and any(letter in words for letter in "CSMF"):
        return 2
    if "O" in words:
        hints = sum(hint.search(words) is not None for hint in _HINTS)
        return max(0, min(2, hints - 1 if _SPEAKS.search(words) else hints + (_ORDINARY.search(words) is None)))
    public = office or "B" in standing or "A" in standing
    return min(2, sum(letter in words for letter in "WHL")) if public else 0


def _asserted(clauses: list[_Clause]) -> str:
    return "，".join(clause.words for clause in clauses if not clause.told)


def _across(standing: str, asserted: str) -> int:
    """What is said over several clauses: kin of someone with something to give out, two sums that differ, do this or else."""
    if "K" in standing and _HANDED_OUT.search(standing) and any(_KIN.search(words) for words in standing.split("，")):
        return 2
    public = "O" in asserted or "B" in asserted or ("M" in asserted and "T" not in asserted)
    if public and _TWO_SUMS.search(asserted):
        return 2
    return 2 if ("O" in standing or "P" in standing) and _COERCED.search(standing) else 0
