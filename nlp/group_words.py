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
_OF_LETTERS = frozenset(
    "投诉 举报 反映 反应 请求 恳请 建议 请问 咨询 领导 尊敬 书记 您好 你好 政府 市政府 市委 部门 相关 有关 解决 处理 希望 业主 居民 市民 村民 小区 "
    "附近 周边 社区 街道 严重 问题 什么 为什么 何时 能否 我们 他们 本人 谢谢 感谢 贵局 落实 加快 力度 国家 具体 政策 行动 不知 刻不容缓 倡导 背景 "
    "时候 现在 至今 一直 已经 没有 可以 进行 关于 要求 尽快".split()
)  # what letters of complaint hold whatever they are about
_SMALL = re.compile("[的了是在和有我你他不没这那个还就都也被把给要会很到从对与及之其么吗呢吧啊]")
_DISTRICT = re.compile("[A-Z][0-9]{1,2}$")


def traits(tokens: Sequence[str], covered: Sequence[bool]) -> tuple[dict[str, float], dict[str, float]]:
    """(what is said, where): word or pair of characters → how much it says here. `covered` marks the characters of place names.

    Nothing comes from words that tell no matter from another, from numbers, or from codes of districts.
    """
    said: tuple[dict[str, float], dict[str, float]] = {}, {}
    counted: Counter[str] = Counter()
    at, run = 0, ""
    for token in tokens:
        if at > HEARD:
            break
        weight = 1.0 if at < _OPENING else _LATER
        placed = any(covered[at : at + len(token)])
        if _HAN.fullmatch(token):
            for before in range(at - len(run[-1:]), at + len(token) - 1):
                pair = (run[-1:] + token)[before - at + len(run[-1:]) :][:2]
                if not (pair in _OF_LETTERS or _SMALL.search(pair)):
                    said[any(covered[before : before + 2])].setdefault(pair, weight * _PAIR)
            run = run + token if len(token) == 1 else token
            word = token if len(token) > 1 else ""
        else:
            run, word = "", token.lower() if _WRITTEN.fullmatch(token) and not _DISTRICT.match(token) else ""
        at += len(token)
        word = one_word().get(word, word)
        if len(word) > 1 and word not in empty_words() and word not in _OF_LETTERS:
            counted[word] += 1
            said[placed][word] = max(said[placed].get(word, 0.0), weight)
    for word, count in counted.items():
        for held in said:
            if count > 1 and word in held:
                held[word] *= 1 + _AGAIN * (count.bit_length() - 1)
    for word in said[True].keys() & said[False].keys():
        said[False].pop(word)
    return said


def share(word: str) -> float:
    """How much of all messages would hold the word, by jieba's corpus: what is known before any message is heard."""
    return min(0.5, max(segment.commonness(word) / _CORPUS, _PAIR_SHARE / _WORDS if len(word) == 2 else 0.0) * _WORDS)
