"""How far what was said has come: reports of providers, what one telephone has been sent, the ledger of a matter.

A message is accepted when a provider took it, confirmed when it is known to have arrived (a chat's platform, a delivery
report), answered when the question in it was, and listed when a cadre has to tell it. Confirmed is never taken back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, func, insert, literal, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.consents import consents_of, fates_of
from handlers.messages import Heard, Reach
from storage import calls
from storage.outbox import DUE, LISTED, RECALLED, SAID, SAYING, SPARED
from storage.tables import asks, consents, outbox, reports, sends

DELIVERED, FAILED, SENT = "delivered", "failed", "sent"
COUNTED = ("news", "announcement")  # kinds that nobody asked for
RANG, CALL_AGAIN_MS = "rang", 4 * 3_600_000  # a call nobody took is made once more, hours later
KEPT_MS = 4 * 86_400_000  # a report that no message of ours claims is forgotten after so long


# ---------------------------------------------------------------- what providers report


async def take_reports(connection: AsyncConnection, heard: Iterable[Heard], now_ms: int, wire_ms: int) -> None:
    """Status callbacks and the platform's own events of one batch, in the order they came."""
    for each in heard:
        await _consents(connection, each)
        for told in fates_of(each):
            ref = told.said or await _last_notice(connection, each, told.template)
            fate = DELIVERED if told.delivered else FAILED
            await report(connection, f"{each.channel}:{each.account}", ref, fate, ours=not told.said, now_ms=now_ms, wire_ms=wire_ms)
        if each.kind == "status" and (fate := each.extra.get("status", "")):
            account, ours = f"{each.channel}:{each.account}", each.extra.get("ours", "")
            await report(connection, account, ours or each.message_id, fate, ours=bool(ours), now_ms=now_ms, wire_ms=wire_ms)


async def _consents(connection: AsyncConnection, heard: Heard) -> None:
    where = f"{heard.channel}:{heard.account}:{heard.sender}"
    for told in consents_of(heard):
        await consent(connection, where, told.template, accepted=told.accepted)


async def _last_notice(connection: AsyncConnection, heard: Heard, template: str) -> str:
    """The platform named no id when it took a notice: the latest one of this receiver and template is meant."""
    where = f"{heard.channel}:{heard.account}:{heard.sender}"
    mine = (outbox.c.way == where, outbox.c.provider_id == f"notice:{template}"[:200], outbox.c.confirmed_at.is_(None))
    found = (await connection.execute(select(outbox.c.id).where(*mine).order_by(outbox.c.said_at.desc()).limit(1))).scalar()
    return found or ""


async def report(connection: AsyncConnection, account: str, ref: str, fate: str, *, ours: bool, now_ms: int, wire_ms: int) -> None:
    """One status report. account is "channel:account"; ours: ref is the row's own id, else the provider's.

    A report may overtake the mark that keeps the provider's id: then it waits in `reports`. "sent" says nothing new.
    """
    if fate not in (DELIVERED, FAILED):
        return
    mine = outbox.c.id == ref if ours else and_(outbox.c.provider_id == ref, outbox.c.way.startswith(f"{account}:", autoescape=True))
    known: Sequence[Any] = (
        (await connection.execute(select(outbox.c.id).where(mine, outbox.c.state.in_((SAYING, SAID, DUE, LISTED))))).scalars().all()
    )
    if known:
        await settle(connection, [(key, fate) for key in known], now_ms, wire_ms)
        return
    if not ours:
        told_before = (reports.c.account == account, reports.c.provider_id == ref, reports.c.fate != DELIVERED)
        await connection.execute(delete(reports).where(or_(and_(*told_before), reports.c.at < now_ms - KEPT_MS)))
        kept = select(reports.c.fate).where(reports.c.account == account, reports.c.provider_id == ref)
        if (await connection.execute(kept)).first() is None:
            await connection.execute(insert(reports), [{"account": account, "provider_id": ref, "fate": fate, "at": now_ms}])


_ARRIVED = (
    update(outbox)
    .where(outbox.c.id == bindparam("b_id"))
    .values(
        fate=DELIVERED,
        confirmed_at=func.coalesce(outbox.c.confirmed_at, bindparam("b_at")),
        said_at=func.coalesce(outbox.c.said_at, bindparam("b_at")),
        # given up too soon, or about to be said again: it has arrived after all
        state=case((or_(outbox.c.state == LISTED, outbox.c.state == DUE), SAID), else_=outbox.c.state),
    )
)
_FAILED = update(outbox).where(outbox.c.id == bindparam("b_id"), outbox.c.confirmed_at.is_(None)).values(fate=FAILED)


async def settle(connection: AsyncConnection, fates: Sequence[tuple[str, str]], now_ms: int, wire_ms: int) -> None:
    """(row id, fate): what arrived is confirmed; what failed takes the next way, unless it has arrived after all."""
    arrived = [{"b_id": key, "b_at": now_ms} for key, fate in fates if fate == DELIVERED]
    failed = [{"b_id": key} for key, fate in fates if fate == FAILED]
    if arrived:
        await connection.execute(_ARRIVED, arrived)
        await calls.arrived(connection, [key for key, fate in fates if fate == DELIVERED], now_ms)
    if failed:
        await connection.execute(_FAILED, failed)
        await reroute(connection, [each["b_id"] for each in failed], wire_ms)


async def reroute(connection: AsyncConnection, keys: Sequence[str], wire_ms: int) -> None:
    """What a provider took and then failed to deliver is due again, by another way; a call nobody took, once more later."""
    those = (outbox.c.id.in_(keys), outbox.c.state == SAID, outbox.c.fate == FAILED, outbox.c.way.is_not(None))
    once_more = and_(outbox.c.way.startswith("phone:"), outbox.c.failure.is_distinct_from(RANG))
    # of a chat only notices have a fate: the chat itself stays open
    refused = case((outbox.c.way.startswith("wechat:"), literal("notice!").concat(outbox.c.way)), else_=outbox.c.way)
    shut = case((once_more, outbox.c.shut), else_=outbox.c.shut.concat(" ").concat(refused))
    due_at = case((once_more, wire_ms + CALL_AGAIN_MS), else_=wire_ms)
    failure = case((once_more, RANG), else_="undelivered")
    again = {"state": DUE, "due_at": due_at, "shut": shut, "tries": 0, "failure": failure, "fate": ""}
    await connection.execute(update(outbox).where(*those).values(**again))


async def early_reports(connection: AsyncConnection, said: Mapping[tuple[str, str], str]) -> list[tuple[str, str]]:
    """(account, provider's id) → row: the fates of those whose report came before the provider's id was kept."""
    if not said:
        return []
    ids = sorted({provider_id for _, provider_id in said})
    found = (await connection.execute(select(reports).where(reports.c.provider_id.in_(ids)))).all()
    taken = [(row, said[row.account, row.provider_id]) for row in found if (row.account, row.provider_id) in said]
    for row, _ in taken:
        await connection.execute(delete(reports).where(reports.c.account == row.account, reports.c.provider_id == row.provider_id))
    return [(key, row.fate) for row, key in taken]


async def unproven(connection: AsyncConnection, before_ms: int, most: int = 500) -> list[Any]:
    """What must be proven, was taken by a provider before then, and neither confirmed nor answered since."""
    joined = outbox.join(asks, asks.c.id == outbox.c.ask, isouter=True)
    silent = (
        outbox.c.reach.in_((Reach.PROVEN.value, Reach.LAWFUL.value)),
        outbox.c.state == SAID,
        outbox.c.confirmed_at.is_(None),
        outbox.c.said_at < before_ms,
    )
    query = select(outbox).select_from(joined).where(*silent, func.coalesce(asks.c.answer, "") == "")
    return list((await connection.execute(query.order_by(outbox.c.seq).limit(most))).mappings())


async def to_list(connection: AsyncConnection, keys: Sequence[str]) -> None:
    await connection.execute(update(outbox).where(outbox.c.id.in_(keys), outbox.c.state == SAID).values(state=LISTED))


# ---------------------------------------------------------------- budgets


async def sms_to(
    connection: AsyncConnection, ways: Iterable[str], since_ms: int, about: Iterable[str]
) -> Mapping[str, list[tuple[str, int]]]:
    """Address → (about, when) of unasked SMS it got since then, and of older ones about these matters."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    those, matters = sorted(set(ways)), sorted({each for each in about if each})
    if not those:
        return found
    asked_for = or_(outbox.c.receiver.startswith("address:"), outbox.c.reach.in_((Reach.LAWFUL.value, Reach.ASKED.value)))
    unasked = (outbox.c.way.in_(those), outbox.c.kind.in_(COUNTED), outbox.c.said_at.is_not(None), not_(asked_for))
    recent = or_(outbox.c.said_at >= since_ms, outbox.c.about.in_(matters)) if matters else outbox.c.said_at >= since_ms
    for row in await connection.execute(select(outbox.c.way, outbox.c.about, outbox.c.said_at).where(*unasked, recent)):
        found[row.way].append((row.about or "", row.said_at))
    return found


async def sent_on(connection: AsyncConnection, day: str) -> Mapping[str, int]:
    """Account ("sms:name") → how many messages it has sent on a day (YYYY-MM-DD)."""
    rows = await connection.execute(select(sends.c.account, sends.c.count).where(sends.c.day == day))
    return {row[0]: row[1] for row in rows}


async def count_sent(connection: AsyncConnection, day: str, counts: Mapping[str, int]) -> None:
    for account, count in sorted(counts.items()):
        mine = (sends.c.account == account, sends.c.day == day)
        done = await connection.execute(update(sends).where(*mine).values(count=sends.c.count + count))
        if not done.rowcount:
            await connection.execute(insert(sends), [{"account": account, "day": day, "count": count}])


# ---------------------------------------------------------------- consents


async def consented(connection: AsyncConnection, address: str) -> list[str]:
    """Templates by which a notice may still be sent to this address."""
    allowed = (consents.c.address == address, or_(consents.c.left > 0, consents.c.lasting.is_(True)))
    return list((await connection.execute(select(consents.c.template).where(*allowed).order_by(consents.c.template))).scalars())


async def consent(connection: AsyncConnection, address: str, template: str, *, accepted: bool, lasting: bool = False) -> None:
    """The person accepted one notice more, or takes back what they had allowed."""
    mine = (consents.c.address == address, consents.c.template == template)
    if not accepted:
        await connection.execute(delete(consents).where(*mine))
        return
    done = await connection.execute(update(consents).where(*mine).values(left=consents.c.left + 1, lasting=consents.c.lasting | lasting))
    if not done.rowcount:
        await connection.execute(insert(consents), [{"address": address, "template": template, "left": 1, "lasting": lasting}])


async def use_consent(connection: AsyncConnection, address: str, template: str, *, all_gone: bool = False) -> None:
    """One notice went out; all_gone: the platform says that none is left."""
    mine = (consents.c.address == address, consents.c.template == template)
    if all_gone:
        await connection.execute(delete(consents).where(*mine))
    else:
        await connection.execute(update(consents).where(*mine, consents.c.left > 0).values(left=consents.c.left - 1))


# ---------------------------------------------------------------- the ledger

WAITING, ACCEPTED, CONFIRMED, ANSWERED = "waiting", "accepted", "confirmed", "answered"
STANDINGS = (WAITING, ACCEPTED, CONFIRMED, ANSWERED, LISTED, SPARED, RECALLED)
_STANDING = case(
    (outbox.c.state == RECALLED, RECALLED),
    (func.coalesce(asks.c.answer, "") != "", ANSWERED),
    (outbox.c.state == LISTED, LISTED),
    (outbox.c.state == SPARED, SPARED),
    (outbox.c.state != SAID, WAITING),
    (outbox.c.confirmed_at.is_not(None), CONFIRMED),
    else_=ACCEPTED,
)


async def ledger(connection: AsyncConnection, about: str) -> dict[str, int]:
    """Of everything said about a matter or an announcement: how many messages stand where. They add up to all of them."""
    joined = outbox.join(asks, asks.c.id == outbox.c.ask, isouter=True)
    rows = await connection.execute(
        select(_STANDING, func.count()).select_from(joined).where(outbox.c.about == about, outbox.c.kind.in_(COUNTED)).group_by(_STANDING)
    )
    return dict.fromkeys(STANDINGS, 0) | {row[0]: row[1] for row in rows}
