"""A short answer to a shown question: which option it names, what it says besides, or that the person wants no more of us.

It never guesses. "12", "3", "1号那天我不在家", "不是不同意" and "行不行要看钱" stay what they are: words. A wrong guess here
is a household's opinion put into its mouth; an answer not understood costs one more question.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal


@dataclass(frozen=True, slots=True)
class Choice:
    """token is set for kind "token" only; rest is what was said besides the choice, as it was written.

    "opt_out": no more messages. "doubt": a bare T, R or N under an open question, which may be either: ask once.
    """

    kind: Literal["token", "opt_out", "doubt", "none"]
    token: str | None = None
    rest: str = ""


NOT_UNDERSTOOD = Choice("none")

Labels = tuple[tuple[str, str | tuple[str, ...]], ...]  # token and its word or words, as _words remembers them

# Words that mean the same answer, typing errors and dialect included. A label brings its whole row along, unless
# another option claims the word.
_FOR = "同意 同义 统一 铜意 赞成 支持 没意见 没有意见 无意见 要得 可以 行 中 成 得行 好 好的 好滴 好嘞 没问题 ok"
_AGAINST = "不同意 不同义 不统一 不赞成 不支持 反对 要不得 不可以 不行 不中 不成 不得行 不要得 不"
_ABSTAIN = "弃权 无所谓 随便 都行 都可以 中立 随大流"
_RIGHT = "对 对对 对对对 对的 对头 是 是的 是滴 没错 正确 确认 无误 没问题 嗯 嗯嗯"
_WRONG = "不对 不对的 不对头 不是 不是的 错 错了 不正确 有误 否 写错了 记错了 弄错了 搞错了"
_CONTENT = "满意 很满意 非常满意"
_DISCONTENT = "不满意 很不满意 非常不满意"
_ROWS = tuple(tuple(row.split()) for row in (_FOR, _AGAINST, _ABSTAIN, _RIGHT, _WRONG, _CONTENT, _DISCONTENT))
_STANCES = frozenset(word for row in _ROWS for word in row)
# 好，知道了 says that the message arrived; 统一 安排 is another word. With anything behind them these are no choice.
_ALONE_ROW = "好 好的 好滴 好嘞 ok 嗯 嗯嗯 不 中 成 否 错 统一 同义 不统一 不同义 铜意"
# Only these may follow 我, 全家都 or 坚决: 都行 is no yes, and 我可以 may mean that one has time.
_FIRM_ROW = "同意 同义 统一 赞成 支持 没意见 没有意见 反对 不同意 不统一 不赞成 不支持 弃权 满意 不满意"
_ALONE, _FIRM = frozenset(_ALONE_ROW.split()), frozenset(_FIRM_ROW.split())

_OPTING_OUT = re.compile(
    r"(?:(?:回复?|发送?|我要)?(?:td|[trn])|退订回td|0000+|stop|unsubscribe"
    r"|(?:请|麻烦|我要|我想|申请|帮我|给我)*(?:退订|退定|拒收|取消订阅|取消短信)(?:短信|信息|消息)?(?:吧|了|谢谢)*"
    r"|(?:请|你们?|以后|麻烦)*(?:不要|别|不用)再?(?:给我|跟我|向我)?再?(?:发|打扰我|骚扰我)(?:短信|信息|消息)?(?:了|啦)?)"
)
_LONGEST_OPT_OUT = 20
_PROVIDERS_LETTERS = frozenset("trn")  # conventions of single providers, and what a thumb hits by itself

_HEAD, _MORE = 40, "\uffff"  # a choice stands at the front; of a long text nothing else is looked at until there is one
_INVISIBLE = dict.fromkeys([0xAD, 0x20E3, 0xFEFF, 0xFE0E, 0xFE0F, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x206A)])
_DINGBATS = {base + digit: str(digit + 1) for base in (0x2776, 0x2780, 0x278A) for digit in range(9)}  # ❶ ➀ ➊
_EDGE = " \t\r\n,.。、;:!~…—-_*#“”\"'‘’`「」『』《》〈〉()[]【】{}<>"  # no ?: who asks has not chosen
_SIGNATURE = re.compile(r"【[^】]{1,20}】")
_PARTICLES = re.compile(r"\s*(?:吧|啊|呀|哈|嘛|哦|噢|喔|啦|了|的|呗|噻|嘞|哒|滴)+")
_CONNECTORS = ("但", "不过", "就是", "只是", "可是", "然而", "因为", "希望")
_SEPARATORS = re.compile(r"[\s,.。、;:!~…—“”\"'‘’」』》)\]】*-]+")

_DIGITS = {"零": 0, "〇": 0, **{char: n for row in ("一二三四五六七八九", "壹贰叁肆伍陆柒捌玖") for n, char in enumerate(row, 1)}}
_NUMBER = re.compile(
    r"(?P<picked>(?:我?就?(?:选择?|投|填|按)|回复?|答案?是?|我的答案是)[\s:,]*)?(?P<rank>第|选项|方案)?[“\"'‘(\[【]*"
    r"(?P<number>[0-9]+|[零〇一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾]+)(?P<measure>(?:号|项|个|条)?(?:方案|选项)?)"
)
_PICKED = re.compile(r"我?就?(?:选择?|投|填)|回复?|答案?是?")
_OURSELVES = re.compile(
    r"(?:我们全?家|我们|我们?家|我|俺们|俺家|俺|咱们?家?|本人|全家人?|一家人)?(?:都|全|也|就|是|坚决|完全|绝对|肯定|举双手|一致|当然|非常|强烈)*"
)
_MEASURES = re.compile(
    r"[号月日年天个块元角户人点时分米里斤亩组队村楼栋单次家口位名岁条处盏座根辆台套袋吨升度期届级室路线班区层间只头棵份张件把车趟遍回%百千万亿]"
    r"|公里|小时|星期|周"
)
_TAKEN_BACK = re.compile(r"[哦噢啊呃]?(?:写错|打错|发错|按错|选错|点错|错了|搞错|算了|才怪|开玩笑|改成|改选|改为|或|还是|也行|都|吗|么|呢)")
_OBJECTED = re.compile(r"[哦噢啊呃]?(?:不行|不对|不是|不好|不要|不选|不能|不同意|反对)")
_LIST = re.compile(r"(?<![0-9])[0-9]{1,2}[.、)]|[二三][、.]")  # 1. 路坏了 2. 水渠堵了: two concerns, not a choice


def read_choice(text: str, shown: Mapping[str, str], labels: Mapping[str, str | tuple[str, ...]] | None = None) -> Choice:
    """Reads text against the options as shown: digits → token, and each token's words. A token itself reads as that token.

    shown without entries: nothing is asked, and a bare T, R or N is an opt-out. Pure and quick: it may run on every message.
    """
    head = fold(text) if len(text) <= _HEAD else fold(text[:_HEAD]) + _MORE
    if head in shown:
        return Choice("token", shown[head])
    if not head:
        return NOT_UNDERSTOOD
    if is_opt_out(text):
        return Choice("doubt" if shown and len(_bare(head)) == 1 else "opt_out")
    if head in shown.values():
        return Choice("token", head)
    said = tuple(labels.items()) if labels else ()
    offer = _Offer(shown, _words(said), _opposites(said))
    start = len(head) - len(head.lstrip(_EDGE))
    return _by_number(text, head, start, offer) or _by_word(text, head.casefold(), start, offer) or NOT_UNDERSTOOD


def is_opt_out(text: str) -> bool:
    """TD, T, R, N, 退订, 拒收, 不要发了 and their like, as the whole message; the sender's 【signature】 does not count."""
    if len(text) > 2 * _LONGEST_OPT_OUT:
        return False
    bare = _bare(_SIGNATURE.sub("", fold(text)))
    return len(bare) <= _LONGEST_OPT_OUT and _OPTING_OUT.fullmatch(bare) is not None


def fold(text: str) -> str:
    """NFKC without what cannot be seen, trimmed; ❶ ➀ are digits too. fold(fold(x)) == fold(x)."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_INVISIBLE).translate(_DINGBATS))
    return text.strip()


@dataclass(frozen=True, slots=True)
class _Offer:
    shown: Mapping[str, str]
    words: Mapping[str, str]
    opposites: Mapping[str, tuple[str, ...]]

    def whole(self, segment: str) -> str | None:
        """The token that a few words name by themselves."""
        bare = segment.strip(_EDGE)
        if found := _NUMBER.match(bare):
            token = self.shown.get(_digits(found["number"]))
            if token and not bare[found.end() :].strip("吧啊呀哈"):
                return token
        return self.words.get(_PARTICLES.sub("", bare)) or self.words.get(_PICKED.sub("", bare, count=1))


def _bare(head: str) -> str:
    return head.strip(_EDGE).casefold().replace(" ", "")


@lru_cache(maxsize=256)
def _words(labels: Labels) -> dict[str, str]:
    """Every word that names exactly one of the options."""
    own: dict[str, set[str]] = {}
    for token, said in labels:
        for word in (said,) if isinstance(said, str) else said:
            own.setdefault(fold(word).casefold(), set()).add(token)
    kin: dict[str, set[str]] = {}
    for label, tokens in own.items():
        for word in {word for row in _ROWS if label in row for word in row} - own.keys():
            kin.setdefault(word, set()).update(tokens)
    return {word: tokens.copy().pop() for word, tokens in (kin | own).items() if len(tokens) == 1}


@lru_cache(maxsize=256)
def _opposites(labels: Labels) -> dict[str, tuple[str, ...]]:
    """For each token the firm words of the others; 同意 is not against 不同意, which holds it."""
    words = _words(labels)
    mine = {token: [word for word, meant in words.items() if meant == token] for token in words.values()}
    return {token: tuple(word for word in words if word in _FIRM and not any(word in own for own in mine[token])) for token in mine}


def _digits(number: str) -> str:
    """一 → 1, 十一 → 11, 二十 → 20; other numerals of several characters (一二) are no number."""
    if number.isascii():
        return number
    tens, ten, ones = number.replace("拾", "十").partition("十")
    if any(len(part) > 1 or part == "十" for part in (tens, ones)) or (ten and tens in ("零", "〇")):
        return ""
    value = (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0) if ten else _DIGITS[tens]
    return str(value)


def _by_number(text: str, head: str, start: int, offer: _Offer) -> Choice | None:
    found = _NUMBER.match(head, start)
    if not found:
        return _one(head, offer)
    token = offer.shown.get(_digits(found["number"]))
    if token is None:
        return None
    end = _past_particles(head, found.end())
    if not head[end:].strip(_EDGE):
        return Choice("token", token)
    # 2号，我不在家 is a date, 第一，… the first of a list: with more behind them they are no choice, unless 选 stands before.
    if (found["measure"] or found["rank"]) and not found["picked"]:
        return None
    if repeated := _repeated(text, head, end, token, offer):
        return repeated
    if head[end] in ".、" and found["number"] in ("1", "一") and not head[end + 1 :].lstrip(_EDGE).startswith(_CONNECTORS):
        return None  # 1、村东头的路坏了: the head of a list more often than a vote
    return _with_comment(text, head, end, token, offer)


def _repeated(text: str, head: str, end: int, token: str, offer: _Offer) -> Choice | None:
    """1同意 and 2、不同意，太贵: the label after its number is no comment."""
    at = len(head) - len(head[end:].lstrip(_EDGE))
    word = _longest(head.casefold(), at, offer.words)
    if len(word) < 2 or offer.words[word] != token:
        return None
    end = _past_particles(head, at + len(word))
    return Choice("token", token) if not head[end:].strip(_EDGE) else _with_comment(text, head, end, token, offer)


def _one(head: str, offer: _Offer) -> Choice | None:
    """A lone l or I is a 1 typed on the wrong keyboard."""
    token = offer.shown.get("1") if head.strip(_EDGE) in ("l", "I", "|") else None
    return Choice("token", token) if token else None


def _by_word(text: str, head: str, start: int, offer: _Offer) -> Choice | None:
    if not offer.words:
        return None
    word, at = _longest(head, start, offer.words), start
    if not word and (before := _PICKED.match(head, start)):
        at = before.end()
        word = _longest(head, at, offer.words)
    if not word and (before := _OURSELVES.match(head, start)):
        at = before.end()
        word = _longest(head, at, offer.words)
        word = word if word in _FIRM else ""
    if not word:
        return None
    end = _past_particles(head, at + len(word))
    if not head[end:].strip(_EDGE):
        return Choice("token", offer.words[word])
    if word in _ALONE or word not in _STANCES:  # 修路，前面那段又塌了 is a concern, not a vote for 修路
        return None
    return _with_comment(text, head, end, offer.words[word], offer)


def _longest(head: str, at: int, words: Mapping[str, str]) -> str:
    rest = head[at : at + 12]
    return next((rest[:size] for size in range(len(rest), 0, -1) if rest[:size] in words), "")


def _past_particles(head: str, at: int) -> int:
    found = _PARTICLES.match(head, at)
    return found.end() if found else at


def _with_comment(text: str, head: str, end: int, token: str, offer: _Offer) -> Choice | None:
    """The choice that ends at `end` and what follows it, when what follows is a comment and not the middle of a sentence."""
    gap = _SEPARATORS.match(head, end)
    begin = gap.end() if gap else end
    if not gap and not head.startswith(_CONNECTORS, begin):
        return None
    if gap and gap[0].isspace() and _MEASURES.match(head, begin):  # 1 个月没水了
        return None
    rest = _from(text, begin).strip()
    return Choice("token", token, rest) if _agrees(fold(rest), token, offer) else None


def _agrees(rest: str, token: str, offer: _Offer) -> bool:
    """Whether the comment leaves the choice alone: no other choice, no list, nothing taken back, no opposite word."""
    if not rest or rest[0] in "0123456789?+/=%" or _LIST.search(rest):
        return False
    segments = _SEPARATORS.split(rest)
    if any(offer.whole(segment) not in (None, token) or _TAKEN_BACK.match(segment) for segment in segments):
        return False
    if token not in (offer.words.get("不行"), offer.words.get("不对"), offer.words.get("不满意")) and _OBJECTED.match(rest):
        return False
    return not any(word in rest for word in offer.opposites.get(token, ()))


def _from(text: str, cut: int) -> str:
    """The original words from the place that the folded head calls `cut`."""
    seen = 0
    for place, char in enumerate(text):
        if seen >= cut:
            return text[place:]
        if char.isspace() and not seen:
            continue
        folded = unicodedata.normalize("NFKC", char.translate(_INVISIBLE).translate(_DINGBATS))
        seen += len(folded if seen else folded.lstrip())
    return ""
