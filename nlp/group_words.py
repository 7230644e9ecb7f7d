"""What a telling says, weighed: words, and pairs of characters for the words that jieba does not know."""

import re
from collections import Counter
from collections.abc import Sequence

from nlp import segment
from nlp.words import empty_words, one_word

HEARD = 200  # characters weighed: letters repeat themselves after that
_OPENING, _LATER = 60, 0.6  # the opening says what it is about; what follows weighs less
_PAIR, _AGAIN = 0.4, 0.3  # a pair beside a word; each doubling of a word
_HAN = re.compile("[\u3400-\u9fff]+")
_WRITTEN = re.compile("[A-Za-z][A-Za-z0-9]+|[0-9]+[A-Za-z]+")
_CORPUS = 60_101_967  # jieba's corpus, in words
_WORDS = 60  # of a message
_PAIR_SHARE = 0.0003  # how much of the messages a pair stands in that is no word
_LETTERS = (
    "投诉 举报 反映 反应 请求 恳请 建议 请问 咨询 领导 尊敬 书记 您好 你好 政府 市政府 市委 部门 相关 有关 解决 处理 希望 业主 居民 市民 "
    "村民 小区 附近 周边 社区 街道 严重 问题 什么 为什么 何时 能否 我们 他们 本人 谢谢 感谢 贵局 落实 加快 力度 国家 具体 政策 行动 不知 "
    "刻不容缓 倡导 背景 时候 现在 至今 一直 已经 没有 可以 进行 关于 要求 尽快"
)  # what letters of complaint hold whatever they are about
_OF_LETTERS = frozenset(_LETTERS.split())
_SPAN = re.compile(
    "(?:(?![的了是在和有我你他不没这那个还就都也被把给要会很到从对与及之其么吗呢吧啊])[\u3400-\u9fff]){2,}"
)  # Han without small words
_DISTRICT = re.compile("[A-Z][0-9]{1,2}$")


def traits(tokens: Sequence[str], covered: Sequence[bool]) -> tuple[dict[str, float], dict[str, float]]:
    """(what is said, where): word or pair of characters → how much it says here. `covered` marks the characters of place names.

    Nothing comes from words that tell no matter from another, from numbers, or from codes of districts.
    """
    said: tuple[dict[str, float], dict[str, float]] = {}, {}
    counted: Counter[str] = Counter()
    text = "".join(tokens)[:HEARD]
    _words(said, counted, tokens, covered)
    for hit in _SPAN.finditer(text):
        for at in range(hit.start(), hit.end() - 1):
            pair = text[at : at + 2]
            if pair not in _OF_LETTERS:
                said[covered[at] or covered[at + 1]].setdefault(pair, (1.0 if at < _OPENING else _LATER) * _PAIR)
    for word, count in counted.items():
        if count > 1:
            held = said[word in said[True]]
            held[word] *= 1 + _AGAIN * (count.bit_length() - 1)
    for word in said[True].keys() & said[False].keys():
        said[False].pop(word)
    return said


def _words(said: tuple[dict[str, float], dict[str, float]], counted: Counter[str], tokens: Sequence[str], covered: Sequence[bool]) -> None:
    alike, empty, at = one_word(), empty_words(), 0
    for token in tokens:
        if at > HEARD:
            break
        begin, at = at, at + len(token)
        if len(token) < 2 or not (_HAN.fullmatch(token) or (_WRITTEN.fullmatch(token) and not _DISTRICT.match(token))):
            continue
        word = alike.get(token, token).lower()
        if word not in empty and word not in _OF_LETTERS:
            counted[word] += 1
            said[any(covered[begin:at])].setdefault(word, 1.0 if begin < _OPENING else _LATER)


def share(word: str) -> float:
    """How much of all messages would hold the word, by jieba's corpus: what is known before any message is heard."""
    return min(0.5, max(segment.commonness(word) / _CORPUS, _PAIR_SHARE / _WORDS if len(word) == 2 else 0.0) * _WORDS)
