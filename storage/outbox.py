"""What is to be said: one row a message and receiver. riding → said, or due → saying → said, listed or due again."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.messages import Label, Line, Say
from storage.records import dumps
from storage.tables import inbox, outbox

RIDING, DUE, SAYING, SAID, LISTED, RECALLED = "riding", "due", "saying", "said", "listed", "recalled"
OPEN = (RIDING, DUE, SAYING)
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


def say_of(text: str) -> tuple[tuple[Line, ...], tuple[Label, ...]]:
    import json

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
        "village": None,
        "state": state,
        "due_at": due_ms,
        "made_at": made_ms,
        "tries": 0,
        "said_at": None,
        "way": None,
        "provider_id": None,
        "failure": None,
        "shut": "",
    }


async def put(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        await connection.execute(insert(outbox), list(rows))


_RODE = (
    update(outbox)
    .where(outbox.c.id == bindparam("b_id"), outbox.c.state == RIDING)
    .values(state=SAID, said_at=bindparam("b_at"), way=bindparam("b_way"))
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
_WHOSE = outbox.c.receiver.concat("")  # by this the open rows are grouped among themselves, not looked for in everything ever said
_FIRST = select(_WHOSE.label("whose"), func.min(outbox.c.seq).label("seq")).where(_IS_OPEN).group_by(_WHOSE).subquery()


def _claimable(now_ms: int, most: int) -> Select[Any]:
    """Due rows whose receiver has no earlier unsaid one; emergencies overtake."""
    urgent = outbox.c.kind == "alert"
    first = select(outbox).join(_FIRST, _FIRST.c.whose == _WHOSE)
    due = and_(_IS_OPEN, outbox.c.due_at <= now_ms)
    return first.where(due, or_(urgent, outbox.c.seq == _FIRST.c.seq)).order_by(urgent.desc(), outbox.c.seq).limit(most)


async def claim(connection: AsyncConnection, now_ms: int, lease_ms: int, most: int, dialect: str) -> list[Mapping[str, Any]]:
    """Takes due rows for a while: a lease that runs out makes them due again, so a crash repeats at most these."""
    query = _claimable(now_ms, most)
    if dialect == "postgresql":
        query = query.with_for_update(skip_locked=True, of=outbox)
    rows = list((await connection.execute(query)).mappings())
    if rows:
        taken = update(outbox).where(outbox.c.id.in_([row["id"] for row in rows]))
        await connection.execute(taken.values(state=SAYING, due_at=now_ms + lease_ms, tries=outbox.c.tries + 1))
    return rows


_MARK = (
    update(outbox)
    .where(outbox.c.id == bindparam("b_id"), outbox.c.state == SAYING)  # recalled meanwhile stays recalled
    .values({name: bindparam(f"b_{name}") for name in ("state", "due_at", "text", "said_at", "way", "provider_id", "failure", "shut")})
)


async def mark(connection: AsyncConnection, outcomes: Sequence[dict[str, Any]]) -> None:
    """What became of claimed rows: dicts with id, state, due_at, text, said_at, way, provider_id, failure."""
    if outcomes:
        await connection.execute(_MARK, [{f"b_{name}": value for name, value in outcome.items()} for outcome in outcomes])
        if shut := [each["id"] for each in outcomes if each["state"] == SAID and (each["text"] or "").startswith(SHUT)]:
            await _to_nobody(connection, shut)


async def next_due(connection: AsyncConnection) -> int | None:
    """When the next row falls due (wire milliseconds), None when nothing waits."""
    open_rows = select(func.min(outbox.c.due_at)).where(_IS_OPEN)
    due: int | None = (await connection.execute(open_rows)).scalar()
    return due


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
