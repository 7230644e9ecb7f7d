"""Nobody is rung at night, more than twice a day, or again on the day of an answer: kept on disk, under digests of the numbers."""

import hmac
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.phone_line.disk import folder, write

FROM_HOUR, TO_HOUR = 9, 20  # village time
A_DAY = 2
_KEPT_DAYS = 30  # how long we know which questions have been answered


@dataclass
class Day:
    """One number's day: how often it was rung, and whether somebody answered by a key."""

    day: str
    tries: int = 0
    answered: bool = False


@dataclass
class Asked:
    """One question of the server's: how many calls it took so far, and whether it is over."""

    day: str
    calls: int = 0
    over: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: why ("hours", "tries"), and in how many seconds it may be tried again."""

    why: str
    seconds: int


class Tries:
    """key: numbers are kept as digests under it, so that the file tells nobody who was asked."""

    def __init__(self, file: Path, key: str) -> None:
        folder(file.parent)
        self._file, self._key = file, key.encode()
        self._days: dict[str, Day] = {}
        self._asked: dict[str, Asked] = {}
        if file.exists():
            kept = json.loads(file.read_bytes())
            self._days = {name: Day(**day) for name, day in kept["days"].items()}
            self._asked = {name: Asked(**asked) for name, asked in kept["asked"].items()}

    def may(self, number: str, now: datetime) -> Later | None:
        """None: this number may be rung now. now is village time."""
        if not FROM_HOUR <= now.hour < TO_HOUR:
            return Later("hours", _until_morning(now))
        day = self._day(number, now)
        return Later("tries", _until_morning(now)) if day.answered or day.tries >= A_DAY else None

    def begin(self, number: str, ref: str, now: datetime) -> str:
        """Counts a call; its id, "REF.1" for a question's first call. Raises OSError."""
        self._day(number, now).tries += 1
        asked = self._asked.setdefault(ref, Asked(now.date().isoformat()))
        asked.calls += 1
        self._keep(now)
        return f"{ref}.{asked.calls}"

    def answered(self, number: str, ref: str, now: datetime) -> None:
        """A key was pressed: no other call today, and none for this question. Raises OSError."""
        self._day(number, now).answered = True
        self.over(ref, now)

    def over(self, ref: str, now: datetime) -> None:
        """This question is not called for again. Raises OSError."""
        self._asked.setdefault(ref, Asked(now.date().isoformat())).over = True
        self._keep(now)

    def last(self, ref: str) -> tuple[str, bool]:
        """The id of a question's latest call, "" for none, and whether the question is over."""
        asked = self._asked.get(ref)
        return (f"{ref}.{asked.calls}", asked.over) if asked else ("", False)

    def _day(self, number: str, now: datetime) -> Day:
        today, name = now.date().isoformat(), hmac.digest(self._key, number.encode(), "sha256").hex()[:32]
        if name not in self._days or self._days[name].day != today:
            self._days[name] = Day(today)
        return self._days[name]

    def _keep(self, now: datetime) -> None:
        today, oldest = now.date(), now.date() - timedelta(days=_KEPT_DAYS)
        self._days = {name: day for name, day in self._days.items() if day.day == today.isoformat()}
        self._asked = {ref: asked for ref, asked in self._asked.items() if date.fromisoformat(asked.day) >= oldest}
        days = {name: asdict(day) for name, day in self._days.items()}
        write(self._file, json.dumps({"days": days, "asked": {ref: asdict(asked) for ref, asked in self._asked.items()}}).encode())


def _until_morning(now: datetime) -> int:
    morning = now.replace(hour=FROM_HOUR, minute=0, second=0, microsecond=0)
    if now >= morning:
        morning += timedelta(days=1)
    return max(1, int((morning - now).total_seconds()))
