"""Unasked SMS that telephones have got: what the store knows, and what is under way."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ways import Reachable
from handlers.messages import SayKind
from handlers.planner import NOTHING_SPENT, SMS_A_WEEK, WEEK, Spent, Step, Way
from storage import delivery
from storage.delivery import COUNTED
from storage.records import from_ms, to_ms


class Spending:
    """By address; a family's one telephone has one budget."""

    def __init__(self) -> None:
        self._stored: Mapping[str, list[tuple[str, int]]] = {}
        self._going: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)

    async def look_up(self, connection: AsyncConnection, to: Iterable[Reachable], rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
        """What was sent before this round; what is under way stays known until it is marked."""
        ways = {way.id for each in to if not each.office for way in each.ways if way.step is Step.SMS}
        abouts = {row["about"] for row in rows if row["about"]}
        self._stored = {**self._stored, **{way: [] for way in ways}, **await delivery.sms_to(connection, ways, to_ms(now - WEEK), abouts)}

    def forget(self) -> None:
        """Nothing is under way: the store knows everything."""
        self._stored, self._going = {}, defaultdict(list)

    def of(self, to: Reachable, ways: Sequence[Way], about: str, now: datetime) -> Spent:
        """What the first telephone among the ways has had; an office's duty messages count against no budget."""
        way = next((way for way in ways if way.step is Step.SMS), None)
        if way is None or to.office:
            return NOTHING_SPENT
        sent = [*self._stored.get(way.id, ()), *self._going[way.id]]
        since = to_ms(now - WEEK)
        week = sorted(at for _, at in sent if at > since)
        frees_at = from_ms(week[-SMS_A_WEEK]) + WEEK if len(week) >= SMS_A_WEEK else None
        return Spent(sum(1 for matter, _ in sent if matter and matter == about), len(week), frees_at)

    def spend(self, way: Way, about: str, kind: SayKind, now: datetime) -> None:
        if way.step is Step.SMS and kind.value in COUNTED:
            self._going[way.id].append((about, to_ms(now)))
