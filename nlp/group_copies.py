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
    replaced = [
        (a[start:end], b[begin:stop], bool(_BEFORE_A_NAME.search(a[:start])))
        for tag, start, end, begin, stop in same.get_opcodes()
        if tag == "replace" and _name(a[start:end]) and _name(b[begin:stop])
    ]
    pairs = [(x, y) for x, y, _ in replaced]
    return any(
        not one_name(x, y)
        and not holds(b, x)
        and not holds(a, y)
        and (pairs.count((x, y)) > 1 or (led and len(x) > 2) or _named(mine, x) or _named(other, y))
        for x, y, led in replaced
    )


def _name(words: str) -> bool:
    return bool(_NAME.fullmatch(words)) and segment.commonness(words) < _EVERYDAY


def _named(where: Where, words: str) -> bool:
    return any(kind != "firm" and (stem in words or words in stem + ending) for kind, stem, ending in where.names)
