"""What is to be said: one row a message and receiver. riding → said, or due → saying → said, listed, spared or due again."""

import json
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.messages import Label, Line, Say, SayKind
from storage.records import dumps
from storage.tables import OPEN, addresses, inbox, outbox, persons

RIDING, DUE, SAYING = OPEN
SAID, LISTED, SPARED, RECALLED = "said", "listed", "spared", "recalled"
NEWS_LANE, CROWD_LANE = 2, 3
LANES = {SayKind.ALERT: 0, SayKind.ANSWER: 1, SayKind.ANNOUNCEMENT: CROWD_LANE}
SHUT = "vault:"  # how a text begins that is kept under the vault's key: "vault:KEY:HEX"
NOBODY = "address:sealed"
RIDE_MS = 20_000  # an answer whose ride was never confirmed is due by itself after so long


def line_json(line: Line) -> list[Any]:
    if not line.values:
        return [line.key]
    return [line.key, {name: line_json(v) if isinstance(v, Line) else v for name, v in line.values.items()}]


def line_of(kept: Sequence[Any]) -> Line:
    values = kept[1] if len(kept) > 1 else {}
    return Line(kept[0], {name: line_of(v) if isinstance(v, list) else v for name, v in values.items()})


def say_json(lines: Sequence[Line], options: Sequence[Label]) -> str:
    return dumps([[line_json(line) for line in lines], [[label.digits, line_json(label.line)] for label in options]])


@lru_cache(maxsize=256)
def say_of(text: str) -> tuple[tuple[Line, ...], tuple[Label, ...]]:
    """Lines and options as they were kept; what a whole village hears is read once."""
    lines, options = json.loads(text)
    return tuple(line_of(line) for line in lines), tuple(Label(digits, line_of(line)) for digits, line in options)


def row_of(say: Say, key: str, seq: int, *, state: str, due_ms: int, made_ms: int, text: str | None = None) -> dict[str, Any]:
    return {
        "seq": seq,
        "id": key,
        "receiver": say.to,
        "kind": say.kind.value,
        "say": say_json(say.lines, say.options),
        "text": text,
        "ask": say.ask,
        "about": say.about,
        "village": "",
        "lane": LANES.get(say.kind, NEWS_LANE),
        "reach": say.reach.value,
        "state": state,
        "due_at": due_ms,
        "made_at": made_ms,
        "tries": 0,
        "said_at": None,
        "way": None,
        "provider_id": None,
        "fate": "",
        "confirmed_at": None,
        "failure": None,
        "shut": "",
    }


async def put(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """News takes its receiver's village's turn in the queue; answers and emergencies are everybody's."""
    if not rows:
        return
    homes = await _homes(connection, {row["receiver"] for row in rows if row["lane"] >= NEWS_LANE and not row["village"]})
    await connection.execute(insert(outbox), [row | {"village": homes.get(row["receiver"], row["village"])} for row in rows])


async def _homes(connection: AsyncConnection, receivers: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for what, table in (("person", persons), ("address", addresses)):
        keys = sorted(key for kind, _, key in (receiver.partition(":") for receiver in receivers) if kind == what)
        for some in range(0, len(keys), _SOME):
            rows = await connection.execute(select(table.c.id, table.c.village).where(table.c.id.in_(keys[some : some + _SOME])))
            found |= {f"{what}:{row.id}": row.village or "" for row in rows}
    return found


_SOME = 5_000  # as many values as one query takes on either database


_RODE = (
    update(outbox)
    .where(outbox.c.id == bindparam("b_id"), outbox.c.state == RIDING)
    .values(state=SAID, said_at=bindparam("b_at"), confirmed_at=bindparam("b_at"), way=bindparam("b_way"))
)


async def rode(connection: AsyncConnection, rides: Sequence[tuple[str, str, int]]) -> None:
    """Answers that went out in a response: (row id, address, village milliseconds)."""
    if rides:
        await connection.execute(_RODE, [{"b_id": key, "b_way": way, "b_at": at} for key, way, at in rides])
        await _to_nobody(connection, [key for key, _, _ in rides])


async def _to_nobody(connection: AsyncConnection, said: Sequence[str]) -> None:
    """What was said out of the vault no longer tells to whom: that would be who accused."""
    theirs = (outbox.c.id.in_(said), outbox.c.state == SAID, outbox.c.text.startswith(SHUT, autoescape=True))
    await connection.execute(update(outbox).where(*theirs).values(receiver=NOBODY, way=None))


async def no_ride(connection: AsyncConnection, key: str, now_ms: int) -> None:
    """The response this answer was to ride in has left without it: it is due at once."""
    await connection.execute(update(outbox).where(outbox.c.id == key, outbox.c.state == RIDING).values(state=DUE, due_at=now_ms))


# written out, not bound: SQLite takes the index of what is still open only when it sees the states in the words of the query
_IS_OPEN = outbox.c.state.in_(bindparam("open", OPEN, expanding=True, literal_execute=True))
_EARLIER = outbox.alias("earlier")
# in order for each receiver, but an answer does not wait for news that waits for the morning
_BLOCKED = exists().where(
    _EARLIER.c.receiver == outbox.c.receiver,
    _EARLIER.c.lane <= outbox.c.lane,
    _EARLIER.c.seq < outbox.c.seq,
    _EARLIER.c.state.in_(bindparam("earlier_open", OPEN, expanding=True, literal_execute=True)),
)
_TURN = (
    select(outbox)
    .where(_IS_OPEN, outbox.c.village == bindparam("whose"), outbox.c.due_at <= bindparam("now"), or_(outbox.c.lane == 0, ~_BLOCKED))
    .order_by(outbox.c.lane, outbox.c.due_at, outbox.c.seq)
    .limit(bindparam("most"))
)


def _villages() -> Select[Any]:
    """Villages for which something is open, one seek of the index each: '' (answers, emergencies) is the first."""
    first = select(func.min(outbox.c.village).label("village")).where(_IS_OPEN).cte("turns", recursive=True)
    later = select(func.min(outbox.c.village)).where(_IS_OPEN, outbox.c.village > first.c.village).scalar_subquery()
    turns = first.union_all(select(later).where(first.c.village.is_not(None)))
    return select(turns.c.village).where(turns.c.village.is_not(None))


_VILLAGES = _villages()


async def claim(
    connection: AsyncConnection, now_ms: int, lease_ms: int, most: int, dialect: str, after: str = ""
) -> list[Mapping[str, Any]]:
    """Takes due rows for a while: a lease that runs out makes them due again, so a crash repeats at most these.

    A long send of one village holds up no other: each has its share of a round. after: the village served last, the next
    ones come first.
    """
    waiting = [str(village) for village in (await connection.execute(_VILLAGES)).scalars()]
    villages = sorted(waiting, key=lambda village: (village != "", village <= after, village))
    rows: list[Any] = []
    query = _TURN.with_for_update(skip_locked=True, of=outbox) if dialect == "postgresql" else _TURN
    for n, village in enumerate(villages):
        share = most - len(rows) if not village else max(1, (most - len(rows)) // min(len(villages) - n, _AT_ONCE))
        found = (await connection.execute(query, {"whose": village, "now": now_ms, "most": share})).mappings()
        rows += [dict(row) for row in found]
        if len(rows) >= most:
            break
    if rows:
        taken = update(outbox).where(outbox.c.id.in_([row["id"] for row in rows]))
        await connection.execute(taken.values(state=SAYING, due_at=now_ms + lease_ms))
    return rows


_AT_ONCE = 32  # villages that share one round; the others begin the next


_MARKED = ("state", "due_at", "text", "failure", "shut", "tries")
_FACTS = ("said_at", "way", "provider_id", "confirmed_at")  # once known they are not forgotten, whatever comes of a later try
_MARK = (
    update(outbox)
    .where(outbox.c.id == bindparam("b_id"), outbox.c.state == SAYING)  # recalled meanwhile stays recalled
    .values({name: bindparam(f"b_{name}") for name in _MARKED})
    .values({name: func.coalesce(bindparam(f"b_{name}"), outbox.c[name]) for name in _FACTS})
)


async def mark(connection: AsyncConnection, outcomes: Sequence[Mapping[str, Any]]) -> None:
    """What became of claimed rows: dicts with id, state, due_at, text, said_at, way, provider_id, confirmed_at, failure, shut."""
    if outcomes:
        await connection.execute(_MARK, [{f"b_{name}": value for name, value in outcome.items()} for outcome in outcomes])
        if shut := [each["id"] for each in outcomes if each["state"] == SAID and (each["text"] or "").startswith(SHUT)]:
            await _to_nobody(connection, shut)


async def next_due(connection: AsyncConnection) -> int | None:
    """When the next row falls due (wire milliseconds), None when nothing waits: one behind another of its receiver is not due yet."""
    due: int | None = (await connection.execute(FIRST_DUE)).scalar()
    return due


FIRST_DUE = select(outbox.c.due_at).where(_IS_OPEN, or_(outbox.c.lane == 0, ~_BLOCKED)).order_by(outbox.c.due_at).limit(1)


async def recall(connection: AsyncConnection, abouts: Sequence[str]) -> None:
    """Announcements that were taken back before they left."""
    if abouts:
        waiting = update(outbox).where(outbox.c.about.in_(abouts), outbox.c.state == DUE, outbox.c.kind == SayKind.ANNOUNCEMENT.value)
        await connection.execute(waiting.values(state=RECALLED))


async def wake(connection: AsyncConnection, now_ms: int, receivers: Sequence[str] | None = None) -> None:
    """What waits is looked at again now: village time has moved, or (receivers) a way has opened or shut."""
    waiting = update(outbox).where(outbox.c.state == DUE, outbox.c.due_at > now_ms)
    if receivers is not None:
        waiting = waiting.where(outbox.c.receiver.in_(receivers))
    await connection.execute(waiting.values(due_at=now_ms))


async def last_heard(connection: AsyncConnection, channel: str, account: str, sender: str) -> tuple[int, str] | None:
    """When an address last spoke (village milliseconds) and with what kind: WeChat's window hangs on it."""
    mine = (inbox.c.channel == channel, inbox.c.account == account, inbox.c.sender == sender)
    row = (
        await connection.execute(select(inbox.c.received_at, inbox.c.kind).where(*mine).order_by(inbox.c.received_at.desc()).limit(1))
    ).first()
    return (row[0], row[1]) if row else None


async def pushed_since(connection: AsyncConnection, way: str, since_ms: int) -> int:
    """Messages pushed to an address since then; answers that rode in a response do not count against the window."""
    counted = select(func.count()).where(outbox.c.way == way, outbox.c.said_at >= since_ms, outbox.c.provider_id.is_not(None))
    return (await connection.execute(counted)).scalar_one()
