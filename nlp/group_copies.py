"""A text copied with another place written over the first is another matter, even where no pattern knows the name."""

import re
from difflib import SequenceMatcher

from nlp.group_places import Where, holds, one_name

_LONGEST = 200  # characters compared; a copy is known from its beginning
_COPIED = 0.6  # share of characters that stand the same
_NAME = re.compile("[\u3400-\u9fff]{2,8}")
_ENDS = re.compile("[省市区县镇乡村组社街道路巷园城苑府湾厂校院]")


def swapped(mine: Where, other: Where) -> bool:
    """Is one the other with a name replaced wherever it stands, or a named place replaced once?"""
    a, b = mine.text[:_LONGEST], other.text[:_LONGEST]
    same = SequenceMatcher(None, a, b, autojunk=False)
    if same.quick_ratio() < _COPIED or same.ratio() < _COPIED:
        return False
    replaced = [
        (a[start:end], b[begin:stop])
        for tag, start, end, begin, stop in same.get_opcodes()
        if tag == "replace" and _NAME.fullmatch(a[start:end]) and _NAME.fullmatch(b[begin:stop])
    ]
    return any(
        not one_name(x, y) and not holds(b, x) and not holds(a, y) and (replaced.count((x, y)) > 1 or _named(mine, x) or _named(other, y))
        for x, y in replaced
    )


def _named(where: Where, words: str) -> bool:
    return any(kind != "firm" and (stem in words or words in stem) for kind, stem, _ in where.names)
