"""What stands for many answers: the ones most like all the others, and the words that stand out from what else is said here.

Pure: texts in, positions and words out. Nothing is written anew; who quotes, quotes a person.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt

from nlp import segment
from nlp.skeleton import skeleton
from nlp.words import empty_words, one_word

LEAST_SAID = 2  # answers a word must stand in: what one person alone has said tells of that person
_HAN = re.compile("[\u3400-\u9fff]{2,}")
_BREAK = re.compile("[^\u3400-\u9fff]+")
_NO_MATTER = re.compile("不?同意|赞成|支持|反对|不?愿意|没意见|不行|可以|就是|应该|还是|觉得|不要|不能|只要|要是|怎么|这么|一个")


def medoids(texts: Sequence[str], most: int) -> list[int]:
    """Positions of at most `most` texts, the one most like all the others first, each next one what the earlier leave unsaid.

    Texts said twice count twice. Of equals the earlier; the order does not depend on anything but the texts.
    """
    vectors = _vectors(texts)
    likeness = [[_cosine(a, b) for b in vectors] for a in vectors]
    covered, chosen = [0.0] * len(texts), list[int]()
    while len(chosen) < min(most, len(texts)):
        left = [at for at in range(len(texts)) if at not in chosen]
        best = max(left, key=lambda at: (round(sum(map(max, covered, likeness[at])), 9), -at))
        chosen.append(best)
        covered = list(map(max, covered, likeness[best]))
    return chosen


def standing_out(texts: Sequence[str], background: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Words said in at least two of the texts, and seldom in the background: all else that the village says."""
    said = Counter(word for text in texts for word in words_of(text))
    elsewhere, count = Counter[str](), 0
    for text in background:
        elsewhere.update(words_of(text))
        count += 1
    rarer = (2 + count) / max(1, len(texts))  # a word stands out when its share of these texts is larger than of all others
    force = {word: times * log(rarer * times / (1 + elsewhere[word])) for word, times in said.items() if times >= LEAST_SAID}
    return tuple(sorted((word for word in force if force[word] > 0), key=lambda word: (-force[word], word))[:most])


def words_of(text: str) -> frozenset[str]:
    """The words that tell of a matter; until jieba is there, pairs of characters."""
    bones = skeleton(text)
    cut = (
        segment.short(segment.cut(bones))
        if segment.ready()
        else [part[at : at + 2] for part in _BREAK.split(bones) for at in range(len(part) - 1)]
    )
    alike, empty = one_word(), empty_words()
    return frozenset(alike.get(word, word) for word in cut if _HAN.fullmatch(word) and word not in empty and not _NO_MATTER.fullmatch(word))


def _vectors(texts: Sequence[str]) -> list[dict[str, float]]:
    """Pairs of characters and words, the rarer among the texts the heavier, of length one."""
    held = [words_of(text) | _pairs(text) for text in texts]
    seen = Counter(each for pieces in held for each in pieces)
    return [_unit({each: log(1 + len(texts) / seen[each]) for each in sorted(pieces)}) for pieces in held]


def _pairs(text: str) -> frozenset[str]:
    return frozenset(part[at : at + 2] for part in _BREAK.split(skeleton(text)) for at in range(len(part) - 1))


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = sqrt(sum(weight * weight for weight in vector.values()))
    return {each: weight / length for each, weight in vector.items()} if length else vector


def _cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    return sum(weight * b[each] for each, weight in a.items() if each in b)
