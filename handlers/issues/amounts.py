"""Numbers and days asked one at a time: what cannot be read is asked again, and the talk never ends over it."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Any

from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask
from handlers.village.sessions import next_session
from nlp.ahead import day_ahead
from nlp.when import number

DAYS = (3, 7)
OTHER_DAY = ":other_day"
_MONTH_DAY = re.compile(r"(?P<m>[0-9]{1,2})\s*[./\-·。、]\s*(?P<d>[0-9]{1,2})[日号]?")
_FOUR = re.compile("(?P<m>[0-9]{2})(?P<d>[0-9]{2})")
_OF_MONTH = re.compile("[0-9]{1,2}")
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
    """A day that is not over yet, by digit or as people write one; what cannot be read is asked again with the same digits."""
    again, today = 0, scene.now.date()
    picks = days_offered(scene)
    while True:
        words = (yield from ask(f"{name}#{again}", picks=picks, before=before, **values)) or ""
        if words == OTHER_DAY:
            return (yield from other_day(name, scene, again))
        day = next((pick.value for pick in picks if pick.token == words), None) or read_day(words, today)
        if day is not None and day >= today:
            return day
        again, before = again + 1, (why_no_day(day),)


def days_offered(scene: Scene) -> list[Pick]:
    """Three days, a week, the next session: one digit each; four options fit on one SMS page."""
    today = scene.now.date()
    days = [today + timedelta(ahead) for ahead in DAYS]
    picks = [Pick(f":{day.isoformat()}", line("tend.in_days", count=str((day - today).days), day=spoken_day(day)), day) for day in days]
    session = next_session(today, scene.statutes.session_days, scene.calendar)
    if session not in days:
        picks.append(Pick(f":{session.isoformat()}", line("day.session", day=spoken_day(session)), session))
    return [*picks, Pick(OTHER_DAY, Line("day.another"))]


def other_day(name: str, scene: Scene, again: int) -> Talk[date]:
    """Without options beside it a bare number of the month is a day."""
    before, today, tries = tuple[Line, ...](), scene.now.date(), 0
    while True:
        words = yield from ask(f"day.other#{name}{again}.{tries}", before=before)
        day = read_day(words or "", today, alone=True)
        if day is not None and day >= today:
            return day
        tries, before = tries + 1, (why_no_day(day),)


def why_no_day(day: date | None) -> Line:
    return Line("amount.no_day" if day is None else "amount.past_day")


def read_day(words: str, today: date, alone: bool = False) -> date | None:
    """20, 12.20, 12/20, 1220, 12月20, 下周五. alone: no option of one digit stands beside it, so 5 is the fifth."""
    written = unicodedata.normalize("NFKC", words).strip(" 。.,，!！")
    found = _MONTH_DAY.fullmatch(written) or _FOUR.fullmatch(written)
    if found:
        return day_ahead(f"{int(found['m'])}月{int(found['d'])}日", today)
    if _OF_MONTH.fullmatch(written) and (alone or len(written) > 1):
        return day_ahead(f"{int(written)}日", today) if 0 < int(written) <= 31 else None
    return day_ahead(written, today)


def spoken_day(day: date) -> str:
    """As people say it: 11月26日."""
    return f"{day.month}月{day.day}日"
