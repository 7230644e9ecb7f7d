"""Telephone numbers, identity numbers, bank cards, accounts, number plates and given names out of what others may read."""

import re
from functools import lru_cache

from nlp.late import late

GAPS = frozenset(" \u3000\u00a0\t\u2060\ufeff\xad·•.．_-－—~" + "".join(map(chr, (*range(0x200B, 0x2010), *range(0x2010, 0x2016)))))
_GAP = f"[{re.escape(''.join(sorted(GAPS)))}]"
_CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨"
_DIGIT = f"[0-9０-９〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖{_CIRCLED}]"
_BEFORE_X = f"(?:{_GAP}{{0,3}}(?:[xXｘＸ](?![a-zA-Z])|叉))"
_RUN = late(
    f"(?P<known>(?:电话|手机|号码|微信|QQ|qq|身份证|证件|卡号|账号|联系方式|座机)(?:号|"
    f"号码)?[^〔〕0-9０-９]{{0,4}}?)?(?P<run>{_DIGIT}(?:{_GAP}{{0,3}}{_DIGIT}){{5,}})(?P<x>{_BEFORE_X})?"
)
# How one number falls apart in speech: 135那个 1092 8159, 你打159，嗯，7117，7774, （0354）3997528.
_PAUSE = f"(?:[，,、。；;：:…()（）/*+|]|那个|这个|然后|完了|接着|后面是|再|就是|是|嗯|呃|啊|额|哦|{_GAP})"
_SCATTERED = late(
    f"[（(]?(?<!{_DIGIT})(?<!{_DIGIT}{_GAP})(?<!{_DIGIT}{_GAP}"
    f"{_GAP}){_DIGIT}(?:{_GAP}{{0,3}}{_DIGIT})*+(?:{_PAUSE}{{1,6}}{_DIGIT}(?:{_GAP}{{0,3}}{_DIGIT})*+)++{_BEFORE_X}?"
)
_X = late(_BEFORE_X)
_PARTS = late(f"{_DIGIT}(?:{_GAP}{{0,3}}{_DIGIT})*")
_STRICT = late(
    "(?P<phone>(?:86)?1[3-9][0-9]{9}|0[1-9][0-9]{1,2}[2-9][0-9]{6,7})|"
    "(?P<identity>[1-8][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X])|"
    "(?P<card>[3-6][0-9]{15}|[36][0-9]{18})"
)
# Names of accounts: 微信zhao_1956, 加我vx：zhao-1956, QQ号是12345; longer numbers are found with all the others.
_UNSEEN = "\u200b-\u200f\u2060\ufeff"
_ACCOUNT_CHAR = f"[A-Za-z0-9Ａ-Ｚａ-ｚ０-９_＿\\-－{_UNSEEN}]"
_ACCOUNT = f"(?!(?:[wW]e[cC]hat|[wW]eixin|[aA]ndroid|i[pP]hone)(?!{_ACCOUNT_CHAR}))[A-Za-zＡ-Ｚａ-ｚ]{_ACCOUNT_CHAR}{{5,}}+"
_IS = '(?:号码|[号名]|[账帐]号|[iI][dD](?![A-Za-z]))?(?:加我)?[是为叫:：,，（(“" \u3000]{0,4}'
_WECHAT = "微信|[威薇]信|[vV]信|(?<![A-Za-z])(?:[vV][xX]|[wW][xX]|[wW]ei[xX]in|[wW]e[cC]hat)(?![A-Za-z])"
_WECHAT_ACCOUNT = late(f"(?P<called>(?:{_WECHAT}){_IS}){_ACCOUNT}")
# As WeChat itself names an account. Whatever stands before it: a number that is hidden first would else uncover it to the next pass.
_WECHAT_OWN = late(f"wxid_{_ACCOUNT_CHAR}{{5,}}+")
_QQ_ACCOUNT = late(f"(?P<called>(?:[qQ]{{2}}|扣扣){_IS})(?:{_ACCOUNT}|[0-9]{{5,6}}(?![0-9块元人万千百多个]))")
_SHORTEST, _LONGEST = 10, 19  # digits of a telephone with its area code, of a bank card
_PLATE_CHAR = "[A-Za-z0-9Ａ-Ｚａ-ｚ０-９〇零一二三四五六七八九幺⓪①-⑨]"
_PLATE = late(
    "[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新]"
    f"{_PAUSE}{{0,3}}[A-Za-zＡ-Ｚａ-ｚ]{_PAUSE}{{0,4}}{_PLATE_CHAR}"
    f"(?:{_PAUSE}{{0,4}}{_PLATE_CHAR}){{3,4}}(?:{_GAP}{{0,3}}{_PLATE_CHAR})?(?:{_GAP}{{0,3}}[学警挂港澳领])?"
)
_VALUES = {
    char: str(value)
    for row in ("零一二三四五六七八九", "０１２３４５６７８９", "〇壹贰叁肆伍陆柒捌玖", "0123456789")
    for value, char in enumerate(row)
}
_VALUES |= {"幺": "1", "○": "0", **{char: str(n) for n, char in enumerate(_CIRCLED)}}
_PHONE = late("(?:86)?1[3-9][0-9]{9}")
_KNOWN_SHORTEST = 7  # digits of a number that is called one
_QQ_LONGEST = 11
_PHONES_LONGEST = 13  # +86 and eleven digits
MOST_GAPS = 2  # between two characters of a name: 王 · 强

PHONE, IDENTITY, CARD, PLATE, NUMBER = "〔电话〕", "〔证件号〕", "〔卡号〕", "〔车牌〕", "〔号码〕"
WECHAT, QQ = "〔微信〕", "〔QQ〕"


def redact(text: str, names: tuple[str, ...] = ()) -> str:
    """The text with numbers and names of accounts replaced by 〔电话〕, 〔微信〕 and the like, each of `names` by surname and ×.

    Idempotent, linear.
    """
    text = _without_accounts(text)
    text = _PLATE.sub(PLATE, _RUN.sub(_masked, _SCATTERED.sub(_gathered, text)))
    return _without_names(text, *_book(names)) if names else text


def has_sensitive_number(text: str) -> bool:
    """Does it hold an identity or bank card number? (A telephone number alone is not sensitive.)"""
    return any(_kind(hit) in {IDENTITY, CARD} for hit in _RUN.finditer(text))


def _without_accounts(text: str) -> str:
    text = _WECHAT_ACCOUNT.sub(rf"\g<called>{WECHAT}", text)
    return _QQ_ACCOUNT.sub(rf"\g<called>{QQ}", _WECHAT_OWN.sub(WECHAT, text))


def _masked(hit: re.Match[str]) -> str:
    kind = _kind(hit)
    return (hit["known"] or "") + kind if kind else hit[0]


def _gathered(hit: re.Match[str]) -> str:
    """Neighbouring parts that make up exactly one number are that number; all else stays for _RUN."""
    text, parts = hit[0], list(_PARTS.finditer(hit[0]))
    digits = ["".join([_VALUES.get(char, "") for char in part[0]]) for part in parts]
    kept, at, first = [], 0, 0
    while first < len(parts):
        last, kind = _one_number(text, parts, digits, first)
        if kind:
            start = parts[first].start()
            start -= start > 0 and text[start - 1] in "（("
            kept += [text[at:start], kind]
            at = _past_x(text, parts[last].end()) if kind == IDENTITY else parts[last].end()
        first = last + 1
    return "".join(kept) + text[at:]


def _one_number(text: str, parts: list[re.Match[str]], each: list[str], first: int) -> tuple[int, str | None]:
    """The last of the parts from `first` on that make one number, and its kind; (first, None) when they make none."""
    digits = ""
    found: tuple[int, str | None] = (first, None)
    for last in range(first, len(parts)):
        digits += each[last]
        if len(digits) > _LONGEST:
            break
        if len(digits) < _SHORTEST or last == first:
            continue
        crossed = digits + "X" if len(digits) == 17 and _past_x(text, parts[last].end()) > parts[last].end() else digits
        hit = _STRICT.fullmatch(crossed)
        if hit:
            found = (last, PHONE if hit["phone"] else IDENTITY if hit["identity"] else CARD)
    return found


def _past_x(text: str, at: int) -> int:
    hit = _X.match(text, at)
    return hit.end() if hit else at


def _kind(hit: re.Match[str]) -> str | None:
    digits = "".join(_VALUES.get(char, "") for char in hit["run"])
    length = len(digits) + bool(hit["x"])
    if _PHONE.fullmatch(digits):
        return PHONE
    if length == 18 or (length == 15 and not digits.startswith("62")):
        return IDENTITY
    if 15 <= length <= 19:
        return CARD
    if 10 <= length <= 12 and digits[0] == "0":
        return PHONE
    account = _account(hit["known"] or "")
    if account and length <= _QQ_LONGEST:
        return account if length >= _KNOWN_SHORTEST else None
    if length >= 11:  # two numbers in a row, or one with a typing slip: still nobody's to read
        return PHONE if _PHONE.search(digits) and length <= _PHONES_LONGEST else NUMBER
    return PHONE if hit["known"] and length >= _KNOWN_SHORTEST else None


def _account(known: str) -> str | None:
    """What a number is that is no telephone's: QQ 123456789, 微信号 1234567."""
    return QQ if known.startswith(("QQ", "qq")) else WECHAT if known.startswith("微信") else None


@lru_cache(maxsize=64)
def _book(names: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str], int]:
    """Names without gaps, what they begin with, the length of the longest. A pattern of three thousand names takes a second to compile."""
    bare = ("".join(char for char in name if char not in GAPS) for name in names)  # 买买提·艾力
    whole = frozenset(name for name in bare if len(name) > 1 and "×" not in name)
    return whole, frozenset(name[0] for name in whole), max(map(len, whole), default=0)


def _without_names(text: str, names: frozenset[str], surnames: frozenset[str], longest: int) -> str:
    kept, at = [], 0
    while at < len(text):
        end = _name_end(text, at, names, longest) if text[at] in surnames else 0
        kept.append(text[at] + "×" if end else text[at])
        at = end or at + 1
    return "".join(kept)


def _name_end(text: str, at: int, names: frozenset[str], longest: int) -> int:
    """Where the longest name that begins here ends, with up to two gaps between its characters; 0 when none does."""
    end, word, gaps = 0, "", 0
    for place in range(at, len(text)):
        if word and text[place] in GAPS:
            gaps += 1
            if gaps > MOST_GAPS:
                break
            continue
        word, gaps = word + text[place], 0
        if word in names:
            end = place + 1
        if len(word) == longest:
            break
    return end
