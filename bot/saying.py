"""One row of the outbox → what became of it: its way, its turn at the account, the provider's answer."""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Protocol, runtime_checkable

from bot.channels import Channel, Parcel, Receipt, SayFailed
from bot.notices import NoticeKind, Notices, notice_id
from bot.rates import Rates
from bot.spending import Spending
from bot.waiting import Clock
from bot.ways import Reachable
from handlers.memory import reply_code
from handlers.messages import ChannelName, Line, Reach, SayKind
from handlers.planner import ANY_HOUR, Go, Rung, Spared, ToList, Wait, Way, plan
from handlers.wording import Wording
from storage import outbox
from storage.records import to_ms

log = logging.getLogger("shuoshi.outbox")

BACKOFF_S = (1, 5, 30, 120, 600, 1800)
TRIES = 12  # about six hours of a provider's silence; then the next way, or the list
NOBODY_THERE = frozenset({"unreachable", "timeout", "unknown"})
MORNING = time(8, 0)
# A chat's platform shows what it has taken; an SMS is known to have arrived when a report says so.
SHOWS = frozenset({ChannelName.WECHAT.value, ChannelName.WECOM.value, ChannelName.TERMINAL.value})


@runtime_checkable
class Notifies(Protocol):
    """A chat that can be heard outside its window too."""

    async def say_template(self, parcel: Parcel, template_id: str, fields: Mapping[str, str]) -> Receipt: ...

    async def say_notice(self, parcel: Parcel, template_id: str, fields: Mapping[str, str]) -> Receipt: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """columns: what the row becomes. way: the one that was tried; gone: it leads nowhere any more; shown: its question was seen."""

    columns: Mapping[str, Any]
    row: Mapping[str, Any]
    way: Way | None = None
    said: bool = False
    gone: bool = False
    consents_gone: bool = False
    shown: bool = True


@dataclass
class Teller:
    """Says rows one by one; everything it touches outside is a channel."""

    channels: Mapping[tuple[str, str], Channel]
    wording: Wording
    clock: Clock
    rates: Rates
    unshut: Callable[[str], str] = str  # opens what is kept under the vault's key; other words stay as they are
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    notices: Notices = field(default_factory=dict)
    sent_today: Counter[str] = field(default_factory=Counter)  # by account, what is under way included
    _day: str = ""

    def look_at(self, day: str, sent: Mapping[str, int]) -> None:
        """What the store knows of this day (YYYY-MM-DD); other processes send too."""
        if day != self._day:
            self._day, self.sent_today = day, Counter()
        self.sent_today |= Counter(sent)

    async def tell(self, row: Mapping[str, Any], to: Reachable, spending: Spending) -> Outcome:
        """The outbox's door for faults: a row that cannot be said must not hold up anybody else's."""
        try:
            return await self._by_its_way(row, to, spending)
        except Exception as fault:
            log.exception("row %s cannot be said", row["id"][:8])
            state = outbox.LISTED if row["tries"] + 1 >= TRIES else outbox.DUE
            return self._outcome(row, state, due_at=self._later(row["tries"]), failure=type(fault).__name__, tries=row["tries"] + 1)

    async def _by_its_way(self, row: Mapping[str, Any], to: Reachable, spending: Spending) -> Outcome:
        kind, now = SayKind(row["kind"]), self.clock.village()
        shut = row["shut"].split()
        open_ways = [way for way in to.ways if way.mark not in shut and fits(row, way)]
        ways = spending.counted(open_ways)
        choice = plan(kind, ways, now, Reach(row["reach"]), spending.of(to, ways, row, now))
        if isinstance(choice, Go):
            choice = self._within_the_day(choice, kind, now)
        match choice:
            case Go(way):
                return await self._go(row, kind, way, spending, now)
            case Wait(until):
                return self._outcome(row, outbox.DUE, due_at=self._at(until, now))
            case Spared():
                return self._outcome(row, outbox.SPARED)
            case ToList():
                self.counts["listed"] += 1
                return self._outcome(row, outbox.LISTED, failure=row["failure"] or "no_way")

    def _within_the_day(self, go: Go, kind: SayKind, now: datetime) -> Go | Wait:
        """What an account may send in a day is not overdrawn by what nobody asked for."""
        limit = self.rates.limit(go.way.channel, go.way.account)
        spent = self.sent_today[f"{go.way.channel}:{go.way.account}"]
        if kind in ANY_HOUR or limit is None or limit.per_day is None or spent < limit.per_day:
            return go
        self.counts["day_full"] += 1
        return Wait(datetime.combine(now.date() + timedelta(days=1), MORNING, now.tzinfo))

    async def _go(self, row: Mapping[str, Any], kind: SayKind, way: Way, spending: Spending, now: datetime) -> Outcome:
        channel = self.channels.get((way.channel, way.account))
        if channel is None:
            return self._shut(row, way, "no_channel")
        turn = await self.rates.turn(way.channel, way.account, at_once=kind is SayKind.ALERT)
        if not turn.booked:
            return self._outcome(row, outbox.DUE, due_at=self.clock.wire_ms() + int(turn.in_s * 1000))
        spending.spend(way, row["about"] or "", kind, now)
        self.sent_today[f"{way.channel}:{way.account}"] += 1
        if turn.in_s:
            await asyncio.sleep(turn.in_s)
        return await self._say(row, kind, way, channel)

    async def _say(self, row: Mapping[str, Any], kind: SayKind, way: Way, channel: Channel) -> Outcome:
        text, shown = self.text(row, kind, way.channel)
        try:
            receipt = await self._hand_over(channel, way, self._parcel(row, way, text))
        except SayFailed as fault:
            return self._failed(row, way, fault)
        self.rates.worked(way.channel, way.account)
        self.counts[f"said_{way.channel}"] += 1
        now = to_ms(self.clock.village())
        columns: dict[str, Any] = {"text": text, "said_at": now, "way": way.id, "provider_id": receipt.provider_id or "accepted"}
        if way.channel in SHOWS and way.rung is Rung.CHAT:
            columns["confirmed_at"] = now
        return self._outcome(row, outbox.SAID, by=way, said=True, shown=shown, **columns)

    async def _hand_over(self, channel: Channel, way: Way, parcel: Parcel) -> Receipt:
        if way.rung is not Rung.NOTICE or not isinstance(channel, Notifies):
            return await channel.say(parcel)
        notice = self.notices[way.account, way.template]
        fields = notice.filled(parcel.text, self.clock.village())
        if notice.kind is NoticeKind.TEMPLATE:
            return await channel.say_template(parcel, way.template, fields)
        receipt = await channel.say_notice(parcel, way.template, fields)
        return receipt if receipt.provider_id else Receipt(notice_id(way.template))

    def _parcel(self, row: Mapping[str, Any], way: Way, text: str) -> Parcel:
        """With the reply's own key and values too, for providers that send approved templates only."""
        lines, _ = outbox.say_of(row["say"])
        given = lines[0].values.values() if lines else ()
        values = tuple(self.wording.line(each, way.channel) if isinstance(each, Line) else each for each in given)
        code = reply_code(row["ask"]) if row["ask"] else ""
        return Parcel(row["id"], way.receiver, self.unshut(text), code, lines[0].key if lines else "", values)

    def text(self, row: Mapping[str, Any], kind: SayKind, channel: str) -> tuple[str, bool]:
        """The words for this channel, and whether the question in them can be answered from what is shown."""
        lines, options = outbox.say_of(row["say"])
        one_line = kind is SayKind.DIGEST and channel == ChannelName.SMS  # any reply opens the chat again
        kept = row["text"] and (kind is SayKind.ANSWER or row["text"].startswith(outbox.SHUT))
        return row["text"] if kept else self.wording.text(lines, () if one_line else options, channel), not one_line

    def _failed(self, row: Mapping[str, Any], way: Way, fault: SayFailed) -> Outcome:
        self.counts["failed"] += 1
        if fault.code in NOBODY_THERE:
            self.rates.failed(way.channel, way.account)
        tries = row["tries"] + 1
        if not fault.again or tries >= TRIES:
            return self._shut(row, way, fault.code, gone=fault.unfollowed, consents_gone=way.rung is Rung.NOTICE)
        wait = fault.retry_after_s
        due_at = self._later(row["tries"]) if wait is None else self.clock.wire_ms() + int(wait * 1000)
        return self._outcome(row, outbox.DUE, by=way, due_at=due_at, failure=fault.code, tries=tries)

    def _shut(self, row: Mapping[str, Any], way: Way, code: str, **more: Any) -> Outcome:
        """The planner takes the next way for this row, at once."""
        shut = f"{row['shut']} {way.mark}"
        return self._outcome(row, outbox.DUE, by=way, due_at=self.clock.wire_ms(), failure=code, shut=shut, tries=0, **more)

    def _later(self, tries: int) -> int:
        return self.clock.wire_ms() + BACKOFF_S[min(tries, len(BACKOFF_S) - 1)] * 1000

    def _at(self, until: datetime, now: datetime) -> int:
        """Wire time of a moment of village time; when that is moved, everything that waits is looked at again."""
        return self.clock.wire_ms() + max(1000, int((until - now) / timedelta(milliseconds=1)))

    def _outcome(
        self,
        row: Mapping[str, Any],
        state: str,
        *,
        by: Way | None = None,
        said: bool = False,
        gone: bool = False,
        consents_gone: bool = False,
        shown: bool = True,
        **changes: Any,
    ) -> Outcome:
        kept = {name: row[name] for name in ("id", "due_at", "text", "failure", "shut", "tries")}
        blank: dict[str, Any] = {"state": state, "said_at": None, "way": None, "provider_id": None, "confirmed_at": None}
        return Outcome(kept | blank | changes, row, by, said, gone, consents_gone, shown)


def fits(row: Mapping[str, Any], way: Way) -> bool:
    """A notice shows no options, and what the vault keeps is not spoken aloud into a room."""
    if way.rung is Rung.NOTICE:
        return not row["ask"]
    return way.rung is not Rung.CALL or not (row["text"] or "").startswith(outbox.SHUT)


def by_receiver(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    lines: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        lines[row["receiver"]].append(row)
    return lines
