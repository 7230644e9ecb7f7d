"""Words with their disguises taken off, so that 着 火 了, 着*火了, 著火了, the same in pinyin and 着<zero width>火了 are heard alike."""

import re
import unicodedata
from functools import cache

from nlp import shelf
from nlp.spelt import LETTERS, written

LONGEST = 2000  # characters; what follows is kept by the store but not listened to

_HAN = "\u3400-\u9fff"
_DIRTY = re.compile(f"[^{_HAN}0-9，。！？；：、]")
_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]"
)
_SPLIT = re.compile(f"(?<=[{_HAN}])[ *·•_~|+^=#-]+(?=[{_HAN}])")
_NOT_FAMOUS = re.compile("(?<![显原编译土名巨专论])著(?![名作称书述者录])")  # 着 is also written 著, which has a meaning of its own
_STOPS = str.maketrans(",!?;:", "，！？；：")  # NFKC makes them ASCII; every pattern of the ears is written with Chinese stops


def skeleton(text: str) -> str:
    """At most 2,000 characters: NFKC, simplified, danger in pinyin written in characters, without invisible marks,
    without spaces or stars between Han characters."""
    text = text[:LONGEST]
    table, any_traditional = _traditional()
    if any_traditional.search(text):
        text = _NOT_FAMOUS.sub("着", text.translate(table))
    if not _DIRTY.search(text):
        return text
    # Invisible marks go first: some of them keep NFKC from joining what belongs together.
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))[:LONGEST]
    if LETTERS.search(text):
        text = written(text)
    return _SPLIT.sub("", text).translate(_STOPS).strip()


@cache
def _traditional() -> tuple[dict[int, str], re.Pattern[str]]:
    """Traditional characters to ours, and what finds one."""
    rows = (line.split("\t") for line in shelf.lines("lexicon/traditional.tsv"))
    table = {ord(form): char for char, forms in rows for form in forms}
    return table, re.compile(f"[著{''.join(map(chr, table))}]")
