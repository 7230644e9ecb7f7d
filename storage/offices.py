"""An office changes hands: the roster's row, and every open duty of the old holder in that place."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.talk import free_prefix
from handlers.village.issue import RequestState, TaskState
from handlers.village.matter import AlertState, Stage
from handlers.village.people import Office
from storage import meta
from storage.outbox import DUE, say_json, say_of
from storage.records import dumps
from storage.tables import OPEN, alerts, asks, concerns, holders, issues, outbox, requests, tasks, units

OVER = (Stage.CLOSED.value, Stage.WITHDRAWN.value, Stage.SEALED.value)
# Questions that the bot asks an office, not a person: the next holder has to answer them.
OFFICE_ASKS = frozenset(
    {"triage", "agenda", "matters", "review", "request", "redirect", "department_said", "objections", "minutes_check", "acceptance"}
    | {"invitation", "promised", "opinion", "law_answer", "alert", "count_check"}
)
# What a resident is asked for the own household: nobody else can answer it, whoever takes over an office of theirs.
PERSONAL_ASKS = frozenset({"poll", "opinions", "slot", "backing", "called", "answered", "name_to", "rating", "told_back"})


class NotHeld(Exception):
    """The office is not held by whom it is to be taken from."""


@dataclass(frozen=True, slots=True)
class ChangeHands:
    office: Office
    unit: str
    old: str
    new: str
    grid: str = ""  # one grid of several; "" all


async def hand_over(connection: AsyncConnection, what: ChangeHands, now_ms: int, wire_ms: int, seq: int) -> dict[str, int]:
    """How many of each thing moved. wire_ms and seq are for what the new holder is asked anew. Raises NotHeld."""
    held = [holders.c.person == what.old, holders.c.office == what.office.value, holders.c.unit == what.unit]
    held += [holders.c.grid == what.grid] if what.grid else []
    rows = (await connection.execute(select(holders).where(*held))).mappings().all()
    if not rows:
        raise NotHeld
    await connection.execute(delete(holders).where(*held))
    theirs = (holders.c.person == what.new, holders.c.office == what.office.value, holders.c.unit == what.unit)
    has = {row[0] for row in await connection.execute(select(holders.c.grid).where(*theirs))}
    fresh = [dict(row) | {"person": what.new} for row in rows if row["grid"] not in has]
    if fresh:
        await connection.execute(insert(holders), fresh)
    await meta.bump(connection, meta.ROSTER_VERSION)
    keeps = select(func.count()).select_from(holders).where(holders.c.person == what.old, holders.c.unit == what.unit)
    alone = (await connection.execute(keeps)).scalar_one() == 0
    departments = [row["department"] for row in rows if row["department"]]
    moved = await _duties(connection, what, departments) if alone else {}
    return moved | {"asks": await _questions(connection, what, now_ms, wire_ms, seq, close=alone)}


async def _duties(connection: AsyncConnection, what: ChangeHands, departments: Sequence[str]) -> dict[str, int]:
    """Everything whose holder the old one is, in the villages of the unit. What is over stays as it was."""
    below = await _places(connection, what.unit)
    near = select(issues.c.id).where(issues.c.village.in_(below))
    lines: dict[str, tuple[Any, Any, tuple[Any, ...]]] = {
        "concerns": (concerns, concerns.c.responsible, (concerns.c.village.in_(below), concerns.c.stage.not_in(OVER))),
        "issues": (issues, issues.c.responsible, (issues.c.village.in_(below), issues.c.stage.not_in(OVER))),
        "tasks": (tasks, tasks.c.owner, (tasks.c.issue.in_(near), tasks.c.state == TaskState.OPEN.value)),
        "requests": (
            requests,
            requests.c.holder,
            (requests.c.department.in_(departments), requests.c.state != RequestState.ANSWERED.value),
        ),
        "alerts": (alerts, alerts.c.confirmed_by, (alerts.c.village.in_(below), alerts.c.state == AlertState.RINGING.value)),
    }
    moved = {}
    for name, (table, column, where) in lines.items():
        done = update(table).where(column == what.old, *where).values({column.name: what.new, "version": table.c.version + 1})
        moved[name] = (await connection.execute(done)).rowcount
    return moved


async def _places(connection: AsyncConnection, unit: str) -> list[str]:
    """The unit and everything below it."""
    found, level = [unit], [unit]
    while level:
        level = [row[0] for row in await connection.execute(select(units.c.id).where(units.c.parent.in_(level)))]
        found += level
    return found


async def _questions(connection: AsyncConnection, what: ChangeHands, now_ms: int, wire_ms: int, seq: int, *, close: bool) -> int:
    """Open questions of the office are asked again of the new holder, with digits that clash with none of theirs."""
    open_now = (asks.c.answered_at.is_(None), asks.c.expires_at > now_ms)
    mine = select(asks).where(asks.c.person == what.old, asks.c.script.in_(OFFICE_ASKS), *open_now).order_by(asks.c.made_at, asks.c.id)
    waiting = (await connection.execute(mine)).mappings().all()
    theirs = await connection.execute(select(asks.c.shown).where(asks.c.person == what.new, *open_now))
    taken = {digits for row in theirs for digits in _loads(row[0])}
    for n, row in enumerate(waiting):
        taken |= await _ask_anew(connection, what, dict(row), frozenset(taken), {"now": now_ms, "wire": wire_ms, "seq": seq + n})
    if close and waiting:
        await connection.execute(update(asks).where(asks.c.id.in_([row["id"] for row in waiting])).values(answered_at=now_ms))
    return len(waiting)


async def _ask_anew(
    connection: AsyncConnection, what: ChangeHands, ask: dict[str, Any], taken: frozenset[str], at: dict[str, int]
) -> frozenset[str]:
    said = (await connection.execute(select(outbox).where(outbox.c.ask == ask["id"]).order_by(outbox.c.seq.desc()))).mappings().first()
    old = _loads(ask["shown"])
    prefix = free_prefix(taken, len(old))
    digits = {each: f"{prefix}{n}" for n, each in enumerate(old, start=1)}
    key = f"{ask['id'][:20]}:{what.new}"[:40]
    await connection.execute(
        insert(asks), [ask | {"id": key, "person": what.new, "shown": dumps({digits[d]: token for d, token in old.items()}), "version": 0}]
    )
    if said is not None:
        lines, options = say_of(said["say"])
        say = say_json(lines, [type(o)(digits.get(o.digits, o.digits), o.line) for o in options])
        fresh = dict(said) | {"id": key, "ask": key, "receiver": f"person:{what.new}", "say": say, "text": None, "state": DUE, "tries": 0}
        fresh |= {"seq": at["seq"], "due_at": at["wire"], "made_at": at["now"], "said_at": None, "way": None, "provider_id": None}
        await connection.execute(insert(outbox), [fresh | {"failure": None, "shut": "", "fate": "", "confirmed_at": None}])
        await connection.execute(update(outbox).where(outbox.c.id == said["id"], outbox.c.state.in_(OPEN)).values(state="recalled"))
    return frozenset(digits.values())


def _loads(text: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(text)
    return found
