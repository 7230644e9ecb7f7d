"""Unasked SMS that telephones have got: what the store knows, and what is under way."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ways import Reachable
from handlers.messages import SayKind
from handlers.planner import NOTHING_SPENT, SMS_A_WEEK, WEEK, Rung, Spent, Way
from storage import delivery
from storage.delivery import COUNTED
from storage.records import from_ms, to_ms

MORE = timedelta(hours=12)  # the others of a family are told some moments or a night later than a row was made


class Spending:
    """A family's one telephone has one budget, whichever accounts write to it."""

    def __init__(self) -> None:
        self._stored: Mapping[str, list[tuple[str, int]]] = {}
        self._going: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        self._pushed: Counter[str] = Counter()

    async def look_up(self, connection: AsyncConnection, to: Iterable[Reachable], rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
        """What was sent before this round; what is under way stays known until it is marked."""
        ways = {way.id for each in to if not each.office for way in each.ways if way.rung is Rung.SMS}
        abouts = {row["about"] for row in rows if row["about"]}
        self._stored = {**self._stored, **{way: [] for way in ways}, **await delivery.sms_to(connection, ways, to_ms(now - WEEK), abouts)}

    def forget(self) -> None:
        """Nothing is under way: the store knows everything."""
        self._stored, self._going, self._pushed = {}, defaultdict(list), Counter()

    def marked(self, way: Way) -> None:
        """What came of it is in the store."""
        if way.rung is Rung.CHAT and self._pushed[way.id]:
            self._pushed[way.id] -= 1

    def of(self, to: Reachable, ways: Sequence[Way], row: Mapping[str, Any], now: datetime) -> Spent:
        """What the first telephone among the ways has had.

        An office's duty counts against no budget, nor what goes back to the address that reported something: it asked for it.
        """
        if row["kind"] not in COUNTED or to.office or row["receiver"].startswith("address:"):
            return NOTHING_SPENT
        way = next((way for way in ways if way.rung is Rung.SMS), None)
        about = row["about"] or ""
        if way is None:
            return NOTHING_SPENT
        same = {each.id for each in to.ways if each.rung is Rung.SMS and each.receiver == way.receiver}  # by whichever account
        sent = [one for each in sorted(same) for one in (*self._stored.get(each, ()), *self._going[each])]
        since = to_ms(now - WEEK)
        week = sorted(at for _, at in sent if at > since)
        # Three of a family on one telephone are asked a week apart at most: who would wait longer is not told by SMS.
        frees_at = from_ms(week[-SMS_A_WEEK]) + WEEK if len(week) >= SMS_A_WEEK else None
        in_time = frees_at is not None and frees_at <= from_ms(row["made_at"]) + WEEK + MORE
        return Spent(sum(1 for matter, _ in sent if matter and matter == about), len(week), frees_at if in_time else None)

    def counted(self, ways: Sequence[Way]) -> list[Way]:
        """With what is under way just now counted against each chat's window."""
        return [replace(way, pushed=way.pushed + self._pushed[way.id]) if self._pushed[way.id] else way for way in ways]

    def spend(self, way: Way, about: str, kind: SayKind, now: datetime) -> None:
        if way.rung is Rung.CHAT:
            self._pushed[way.id] += 1
        if way.rung is Rung.SMS and kind.value in COUNTED:
            self._going[way.id].append((about, to_ms(now)))
