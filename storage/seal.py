"""What a matter leaves behind in the ordinary tables when its words go into the vault: nothing that can be read.

At once: everything said on that phone since the matter began. Later: every row that holds a piece of the matter's words,
whoever was shown it and however: a cadre who is only spoken of stands masked in what others read. Nor does any row join the
matter to its author. All of it in the transaction that seals.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, case, delete, false, func, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.acts.sealing import Sealed
from handlers.memory import FILE
from handlers.village.issue import PaperKind
from storage import alike, calls, corrections
from storage.outbox import NOBODY, RECALLED, SHUT
from storage.records import dumps
from storage.tables import (
    OPEN,
    addresses,
    alerts,
    asks,
    concerns,
    digests,
    entries,
    group_keys,
    inbox,
    issues,
    media,
    opinions,
    outbox,
    papers,
    requests,
    rules,
    talks,
    tasks,
    visits,
)

HEAD = 11  # characters: as much of a sentence as every title, quote or list made of it shows
GONE = "（已收回）"
EMPTY_HEARD: dict[str, Any] = {"kind": "sealed", "sender": None, "text": None, "media": None, "extra": "{}", "answer": None, "said": None}
TO_PHONE = outbox.c.receiver.startswith("address:")
# an emptied row that still told to whom it went would tell whose matter it was
UNSAID: dict[str, Any] = {
    "say": "[[],[]]",
    "text": None,
    "about": None,
    "receiver": case((TO_PHONE, NOBODY), else_=outbox.c.receiver),
    "way": case((TO_PHONE, null()), else_=outbox.c.way),
}
# Where an issue's file may repeat the words; the facts of a paper are JSON.
REPEATED: tuple[tuple[Table, str], ...] = (
    *((papers, name) for name in ("words", "facts")),
    *((requests, name) for name in ("asked", "words")),
    *((rules, name) for name in ("title", "text")),
    (opinions, "words"),
    (visits, "words"),
    (tasks, "what"),
)


async def take_along(connection: AsyncConnection, entry: Sealed) -> None:
    """The earlier rows of what was sealed follow it."""
    if not entry.concern:
        return
    lines = entry.lines
    await _empty_heard(connection, entry, lines)
    await _empty_file(connection, entry.concern, lines)
    await _unsay(connection, entry.concern, lines)
    await _unlist(connection, entry.concern, entry.issue)
    for issue in await _stood_in(connection, entry.concern, entry.issue):
        await _empty_issue(connection, issue, entry.concern, lines)
    await _close_talks(connection, entry.concern, lines)


def heads(lines: Sequence[str]) -> list[str]:
    """As much of each line as is looked for."""
    return list(dict.fromkeys(line[:HEAD] for line in lines))


def holds(column: ColumnElement[Any], lines: Sequence[str], as_json: bool = False) -> ColumnElement[bool]:
    """Does it repeat the beginning of a line? In JSON a quotation mark, a backslash or a tab stands in another spelling."""
    found = [json.dumps(head, ensure_ascii=False)[1:-1] if as_json else head for head in heads(lines)]
    return or_(false(), *(column.contains(head, autoescape=True) for head in found))


async def _empty_heard(connection: AsyncConnection, entry: Sealed, lines: Sequence[str]) -> None:
    """Its author's messages: the one it began with, and those after it: all at once, later only those with its words."""
    home = select(addresses.c.talk).where(addresses.c.id == entry.address).scalar_subquery()
    found = select(addresses.c.id, addresses.c.channel, addresses.c.account, addresses.c.sender)
    rows = await connection.execute(found.where(or_(addresses.c.id == entry.address, addresses.c.talk == home)))
    for address, channel, account, sender in rows.all():
        mine = (inbox.c.channel == channel, inbox.c.account == account, inbox.c.sender == sender)
        begun = (await connection.execute(select(inbox.c.seq).where(*mine, inbox.c.message_id == entry.first))).scalar()
        if entry.later:
            await _empty_some(connection, entry, mine, begun, lines)
        elif begun is not None:
            await _empty_rows(connection, entry, (*mine, inbox.c.seq >= begun))
            told = (outbox.c.receiver == f"address:{address}", outbox.c.seq >= begun)  # a read-back holds the words too
            await _forget_said(connection, told)


async def _empty_some(connection: AsyncConnection, entry: Sealed, mine: Any, begun: int | None, lines: Sequence[str]) -> None:
    rows = await connection.execute(select(inbox.c.key, inbox.c.seq, inbox.c.text).where(*mine, inbox.c.text.is_not(None)))
    held = [key for key, seq, text in rows if seq == begun or any(head in text for head in heads(lines))]
    await _empty_rows(connection, entry, (inbox.c.key.in_(held),))


async def _empty_rows(connection: AsyncConnection, entry: Sealed, those: Any) -> None:
    pictures = select(media.c.inbox).where(media.c.inbox.in_(select(inbox.c.key).where(*those)))
    for key in (await connection.execute(pictures)).scalars().all():  # evidence is no words: it goes along
        await connection.execute(update(media).where(media.c.inbox == key).values(inbox=file_key(entry.id, key)))
    await connection.execute(update(inbox).where(*those).values(**EMPTY_HEARD))


def file_key(sealed: str, inbox: str) -> str:
    """What the row of a picture is called once it belongs to a sealed case: nothing joins it to the message it came with."""
    return f"{SHUT}{sealed.partition(':')[0]}{FILE}{inbox[:8]}"


def kept_file(media_key: str) -> str:
    """The vault's own name of that picture."""
    return media_key.removeprefix(SHUT)


async def _empty_file(connection: AsyncConnection, concern: str, lines: Sequence[str]) -> None:
    """Its entries, the place that was told to those who came, what its author was asked of it, and lists that anybody was shown."""
    await connection.execute(update(entries).where(entries.c.concern == concern).values(words="", author="sealed"))
    await connection.execute(update(alerts).where(alerts.c.concern == concern).values(place=None))
    asked = update(asks).where(asks.c.args.contains(concern, autoescape=True))
    await connection.execute(asked.values(args="{}", answered_at=func.coalesce(asks.c.answered_at, asks.c.made_at)))
    await connection.execute(update(inbox).where(holds(inbox.c.answer, lines)).values(answer=None))


async def _unsay(connection: AsyncConnection, concern: str, lines: Sequence[str]) -> None:
    """What anybody was told of it is forgotten; what is still on its way, a morning's digest too, is recalled."""
    shown = or_(outbox.c.about == concern, holds(outbox.c.say, lines, as_json=True), holds(outbox.c.text, lines))
    await _forget_said(connection, (shown,))


async def _forget_said(connection: AsyncConnection, those: Any) -> None:
    await calls.forget(connection, and_(*those))
    recalled = case((outbox.c.state.in_(OPEN), RECALLED), else_=outbox.c.state)
    await connection.execute(update(outbox).where(*those).values(state=recalled, **UNSAID))


async def _unlist(connection: AsyncConnection, concern: str, issue: str | None) -> None:
    """It stands in no digest any more, nothing is like it, and nothing is learnt from it."""
    await alike.forget(connection, concern, issue)
    await corrections.forget(connection, concern)
    await connection.execute(delete(group_keys).where(group_keys.c.concern == concern))
    await connection.execute(update(concerns).where(concerns.c.like == concern).values(like=None, likeness=0.0))
    shown = await connection.execute(select(digests.c.id, digests.c.concerns).where(digests.c.concerns.contains(concern, autoescape=True)))
    for key, listed in shown.all():
        rest = [each for each in json.loads(listed) if each != concern]
        await connection.execute(update(digests).where(digests.c.id == key).values(concerns=dumps(rest)))


async def _stood_in(connection: AsyncConnection, concern: str, issue: str | None) -> list[str]:
    """Every issue whose file may repeat it: the one it stands in, and those it was joined to, taken out of or came from."""
    merges = papers.c.kind.in_((PaperKind.JOINED.value, PaperKind.SPLIT.value))
    rows = await connection.execute(select(papers.c.issue, papers.c.facts).where(merges, papers.c.facts.contains(concern, autoescape=True)))
    found = dict.fromkeys([issue] if issue else [])
    for there, facts in rows.all():
        moved = [each.split("|") for each in json.loads(facts).get("moved", "").split()]
        found |= dict.fromkeys([there, *(before for key, _, before in moved if key == concern and before)])
    return list(found)


async def _empty_issue(connection: AsyncConnection, issue: str, concern: str, lines: Sequence[str]) -> None:
    """Quotes of it go; wherever else the issue's file repeats its words, they are taken out."""
    quoted = (papers.c.issue == issue, papers.c.kind == PaperKind.QUOTE.value, papers.c.facts.contains(concern, autoescape=True))
    await connection.execute(update(papers).where(*quoted).values(words=""))
    for table, name in REPEATED:
        await _take_out(connection, table, name, table.c.issue == issue, lines)
    for name in ("title", "reason"):
        await _take_out(connection, issues, name, issues.c.id == issue, lines)


async def _take_out(connection: AsyncConnection, table: Table, name: str, those: Any, lines: Sequence[str]) -> None:
    for key, words in (await connection.execute(select(table.c.id, table.c[name]).where(those))).all():
        if (rest := without_in_facts(words, lines) if name == "facts" else without(words, lines)) != words:
            await connection.execute(update(table).where(table.c.id == key).values({name: rest}))


def without_in_facts(facts: str, lines: Sequence[str]) -> str:
    return dumps({name: without(value, lines) for name, value in json.loads(facts).items()})


def without(words: str, lines: Sequence[str]) -> str:
    """The words with every beginning of a line taken out, as far as it is repeated."""
    for line in lines:
        for length in range(len(line), min(HEAD, len(line)) - 1, -1):
            if line[:length] in words:
                words = words.replace(line[:length], GONE)
                break
    return words


async def _close_talks(connection: AsyncConnection, concern: str, lines: Sequence[str]) -> None:
    """An open list of somebody's still shows it: that question is closed, and asked anew when they speak. Whose it was is forgotten."""
    held = or_(holds(talks.c.state, lines, as_json=True), talks.c.state.contains(concern, autoescape=True))
    for key, state in (await connection.execute(select(talks.c.key, talks.c.state).where(held))).all():
        kept = {name: value for name, value in json.loads(state).items() if name not in ("open", "suspended", "aside")}
        kept = {name: value for name, value in kept.items() if concern not in dumps(value)}
        await connection.execute(update(talks).where(talks.c.key == key).values(state=dumps(kept), version=talks.c.version + 1))
