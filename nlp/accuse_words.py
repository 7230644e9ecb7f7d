"""Turns a sentence into its shape: every word of lexicon/accuse.tsv becomes the capital letter of its class."""

import re
from functools import cache

from nlp import shelf

_FEW, _MANY = "0-9一二两三四五六七八九十几半", "百千万"
# Sums, things counted in pieces, and people spoken of only by a surname or by what they handle.
_SUM = re.compile(
    f"[{_FEW}]{{0,9}}[{_MANY}][{_FEW}{_MANY}多来]{{0,9}}(?:块|元)?|[0-9]{{3,9}}|[{_FEW}]{{1,6}}多?(?:块|元|毛|袋|箱|条烟|瓶|吨|车煤|亩)"
)
_SOMEBODY = re.compile("[那这]?个?姓.的(?:那个)?|那个老[\u4e00-\u9fff]|[发管收记分领][煤米面钱账粮水电费印章M]的(?:那?个人|那个|人)?")


@cache
def words() -> tuple[dict[str, str], dict[str, tuple[int, ...]]]:
    """The class of each word (the first class that lists it keeps it); by first character, the lengths to try, longest first."""
    classes: dict[str, str] = {}
    for line in shelf.lines("lexicon/accuse.tsv"):
        letter, _, listed = line.partition("\t")
        classes.update({word: letter for word in listed.split() if word not in classes})
    lengths: dict[str, set[int]] = {}
    for word in classes:
        lengths.setdefault(word[0], set()).add(len(word))
    return classes, {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


def shape(text: str) -> str:
    """The sentence with its known words as capitals: 支书把低保给了他亲戚 becomes O把MFPK. Looks at each character once or a few times."""
    classes, lengths = words()
    text = text.lower()
    made: list[str] = []
    at, end = 0, len(text)
    while at < end:
        first = text[at]
        for length in lengths.get(first, ()):
            letter = classes.get(text[at : at + length])
            if letter is not None:
                made.append(letter)
                at += length
                break
        else:
            made.append(first)
            at += 1
    return _SUM.sub("N", _SOMEBODY.sub("O", "".join(made)))
