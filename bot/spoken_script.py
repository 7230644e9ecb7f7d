"""A spoken script: who says what, what is heard on whose phone, how much time passes. Read here, played by `stage`.

张春梅：村口的路塌了半边              somebody speaks (WeChat)
王强[短信]：1                          … by SMS
小助手：听见了 / 从什么时候开始的       what the last speaker hears: each part must occur, in this order
小助手→王建国：有 1 件事等您定          what reaches somebody else
小助手…：记好了                         some message since then; those before it are passed over
小助手×王建国                          nothing has reached them since they were last looked at
（过了三天） （过了10分钟）             village time moves, and what falls due happens
（11户回：1）                          so many others whom the bot has asked last answer by SMS
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

CHANNELS = {"微信": "wechat", "企业微信": "wecom", "短信": "sms", "电话": "phone", "终端": "terminal"}
_SAYS = re.compile(r"(?P<who>[^\[：→×（#]+)(?:\[(?P<by>[^\]]+)\])?：(?P<words>.*)")
_HEARS = re.compile(r"小助手(?:→(?P<who>[^：…]+))?(?P<later>…)?：(?P<words>.*)")
_SILENCE = re.compile(r"小助手×(?P<who>.+)")
_PASSES = re.compile(r"（过了(?P<n>[0-9一二两三四五六七八九十半]+)个?(?P<unit>分钟|小时|钟头|天)）")
_CROWD = re.compile(r"（(?P<n>[0-9]+)户回：(?P<words>.+)）")
_NUMBERS = {"半": 0.5, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_UNITS = {"分钟": timedelta(minutes=1), "小时": timedelta(hours=1), "钟头": timedelta(hours=1), "天": timedelta(days=1)}


class ScriptError(Exception):
    """The script cannot be read, or what was heard is not what it says."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line of a script. kind: says, hears, silence, passes, crowd."""

    kind: str
    who: str = ""
    words: str = ""
    by: str = "wechat"
    n: int = 0
    later: bool = False


def read_script(text: str) -> list[Spoken]:
    """Raises ScriptError naming the first line that is none."""
    lines = []
    for n, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if line and not line.startswith("#"):
            lines.append(_spoken(line, n))
    return lines


def _spoken(line: str, n: int) -> Spoken:
    if found := _PASSES.fullmatch(line):
        return Spoken("passes", words=f"{_amount(found['n']) * _UNITS[found['unit']].total_seconds()}", n=n)
    if found := _CROWD.fullmatch(line):
        return Spoken("crowd", found["n"], found["words"], "sms", n)
    if found := _SILENCE.fullmatch(line):
        return Spoken("silence", found["who"], n=n)
    if found := _HEARS.fullmatch(line):
        return Spoken("hears", found["who"] or "", found["words"], n=n, later=bool(found["later"]))
    if (found := _SAYS.fullmatch(line)) and (found["by"] or "微信") in CHANNELS:
        return Spoken("says", found["who"].strip(), found["words"], CHANNELS[found["by"] or "微信"], n)
    raise ScriptError(f"line {n} is no line of a script: {line}")


def _amount(text: str) -> float:
    return float(text) if text.isascii() else sum(_NUMBERS[c] for c in text)


def lacking(text: str, parts: Sequence[str]) -> str:
    """The first part that does not occur behind the ones before it; "" when all do."""
    at = 0
    for part in parts:
        found = text.find(part, at)
        if found < 0:
            return part
        at = found + len(part)
    return ""
