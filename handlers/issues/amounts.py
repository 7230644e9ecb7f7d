"""Numbers and days asked one at a time: what cannot be read is asked again, and the talk never ends over it."""

import re
from datetime import date
from typing import Any

from handlers.messages import Line
from handlers.scene import Scene
from handlers.talk import Talk, ask
from nlp.ahead import day_ahead
from nlp.when import number

_NUMBER = re.compile("[0-9]{1,5}|[零一二两三四五六七八九十百]{1,6}")


def read_number(words: str) -> int | None:
    """二十六, 26人, 到了26个 → 26; none or several → None. A number of people, so at most five digits."""
    found = _NUMBER.findall(words)
    return number(found[0]) if len(found) == 1 else None


def ask_number(name: str, *, before: tuple[Line, ...] = (), **values: Any) -> Talk[int]:
    """A number, by digits or in words."""
    again = 0
    while True:
        words = yield from ask(f"{name}#{again}", before=before, **values)
        found = read_number(words or "")
        if found is not None:
            return found
        again, before = again + 1, (Line("amount.no_number"),)


def ask_day(name: str, scene: Scene, *, before: tuple[Line, ...] = (), **values: Any) -> Talk[date]:
    """A day that is not over yet."""
    again = 0
    today = scene.now.date()
    while True:
        words = yield from ask(f"{name}#{again}", before=before, **values)
        day = day_ahead(words or "", today)
        if day is not None and day >= today:
            return day
        again, before = again + 1, (Line("amount.no_day" if day is None else "amount.past_day"),)


def spoken_day(day: date) -> str:
    """As people say it: 11月26日."""
    return f"{day.month}月{day.day}日"
