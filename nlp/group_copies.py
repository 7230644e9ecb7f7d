"""A text copied with another place written over the first is another matter, even where no pattern knows the name."""

import re
from difflib import SequenceMatcher

from nlp import segment
from nlp.group_places import Where, holds, one_name

_LONGEST = 120  # characters compared; a copy is known from its beginning
_COPIED = 0.6  # share of characters that stand the same
_NAME = re.compile("[\u3400-\u9fff]{2,8}")
_BEFORE_A_NAME = re.compile("[省市区县镇乡村组道路]$")
_EVERYDAY = 1500  # jieba's corpus frequency of words that are no names: 投诉, 附近


def swapped(mine: Where, other: Where) -> bool:
    """Is one the other with a name replaced wherever it stands, or replaced once where a place stands? Up to 1 ms."""
    a, b = mine.text[:_LONGEST], other.text[:_LONGEST]
    same = SequenceMatcher(None, a, b, autojunk=False)
    if same.real_quick_ratio() < _COPIED or same.quick_ratio() < _COPIED or same.ratio() < _COPIED:
        return False
    if _other_names(mine, other):
        return True
    replaced = [
        (a[start:end], b[begin:stop], bool(_BEFORE_A_NAME.search(a[:start])))
        for start, end, begin, stop in _changes(same)
        if _name(a[start:end]) and _name(b[begin:stop])
    ]
    pairs = [(x, y) for x, y, _ in replaced]
    return any(
        not one_name(x, y)
        and not holds(b, x)
        and not holds(a, y)
        and (pairs.count((x, y)) > 1 or (led and len(x) > 2) or _named(mine, x) or _named(other, y))
        for x, y, led in replaced
    )


def _other_names(mine: Where, other: Where) -> bool:
    """Of texts so alike the names are the same too: does each tell of a road, an estate, that the other knows nothing of?"""
    for kind in mine.kinds.keys() & other.kinds.keys():
        told = [stem for stem in mine.kinds[kind] if not holds(other.text, stem)]
        heard = [stem for stem in other.kinds[kind] if not holds(mine.text, stem)]
        if told and heard and not any(one_name(x, y) for x in told for y in heard):
            return True
    return False


def _changes(same: SequenceMatcher[str]) -> list[tuple[int, int, int, int]]:
    """Where one stands for the other. A single character that both names happen to have (马王堆沁园, 王家园) parts no change in two."""
    found: list[tuple[int, int, int, int]] = []
    for tag, start, end, begin, stop in same.get_opcodes():
        if tag == "equal":
            continue
        if found and start - found[-1][1] == 1:
            found[-1] = (found[-1][0], end, found[-1][2], stop)
        else:
            found.append((start, end, begin, stop))
    return [each for each in found if each[0] < each[1] and each[2] < each[3]]


def _name(words: str) -> bool:
    return bool(_NAME.fullmatch(words)) and segment.commonness(words) < _EVERYDAY


def _named(where: Where, words: str) -> bool:
    return any(kind != "firm" and (stem in words or words in stem + ending) for kind, stem, ending in where.names)
