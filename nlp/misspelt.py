"""Words of time as voice input spells them: 作天 is 昨天, 上舟三 is 上周三, 班个月 is 半个月."""

import re

from nlp.pieces import sounds

# The word, the characters of it that must stand as they are, and those that are never a slip of it: 那月 is not 腊月.
_WORDS = (
    ("大前天", "天", ""),
    ("前天", "天", "千"),
    ("昨天", "天", ""),
    ("昨晚", "晚", ""),
    ("今天", "天", "进近斤尽仅"),
    ("去年", "年", ""),
    ("前年", "年", "千"),
    ("半个月", "个月", ""),
    ("星期", "", "新心"),
    ("礼拜", "拜", "你"),
    ("上周", "上", ""),
    ("清明", "", "亲请轻"),
    ("端午", "", "断"),
    ("国庆", "", "过果"),
    ("中秋", "秋", ""),
    ("重阳", "阳", ""),
    ("元宵", "", "远"),
    ("腊月", "月", "那拿哪拉"),
    ("正月", "月", "整真政"),
    ("腊八", "八", "那拿哪"),
)
_HEARD = tuple((word.translate(sounds()), word, frozenset(kept), frozenset(never)) for word, kept, never in _WORDS)
_ANY = re.compile("|".join(heard for heard, *_ in _HEARD))


def as_meant(text: str) -> str:
    """The skeleton with such slips put right; as long as before, character by character."""
    heard = text.translate(sounds())
    if not _ANY.search(heard):
        return text
    for sound, word, kept, never in _HEARD:
        at = heard.find(sound)
        while at >= 0:
            words = text[at : at + len(word)]
            if words != word and _a_slip(words, word, kept, never):
                text = text[:at] + word + text[at + len(word) :]
            at = heard.find(sound, at + len(word))
    return text


def _a_slip(words: str, word: str, kept: frozenset[str], never: frozenset[str]) -> bool:
    same = {char for char, meant in zip(words, word, strict=True) if char == meant}
    return bool(same) and kept <= same and never.isdisjoint(words)
