"""What a matter leaves behind in the ordinary tables when its words go into the vault: nothing that can be read.

At once: everything said on that phone since the matter began. Later: every row that holds a piece of the matter's words,
whoever was shown it. All of it in the transaction that seals.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.acts.sealing import Sealed
from handlers.village.issue import PaperKind
from storage.outbox import OPEN, RECALLED
from storage.records import dumps
from storage.tables import addresses, alerts, concerns, digests, entries, group_keys, inbox, issues, media, opinions, outbox, papers, talks

HEAD = 11  # characters: as much of a sentence as every title, quote or list made of it shows
GONE = "（已收回）"
EMPTY_HEARD: dict[str, Any] = {"kind": "sealed", "sender": None, "text": None, "media": None, "extra": "{}", "answer": None}
UNSAID: dict[str, Any] = {"say": "[[],[]]", "text": None}


async def take_along(connection: AsyncConnection, entry: Sealed) -> None:
    """The earlier rows of what was sealed follow it."""
    if not entry.concern:
        return
    lines = [line.strip() for line in entry.before.split("\n") if len(line.strip()) >= 4]
    await _empty_heard(connection, entry, lines)
    await _empty_file(connection, entry.concern, lines)
    await _unsay(connection, entry.concern, lines)
    await _unlist(connection, entry.concern)
    if entry.issue:
        await _empty_issue(connection, entry.issue, entry.concern, lines)
    await _close_talks(connection, lines)


async def _empty_heard(connection: AsyncConnection, entry: Sealed, lines: Sequence[str]) -> None:
    """Its author's messages: the one it began with, and those after it: all at once, later only those with its words."""
    home = select(addresses.c.talk).where(addresses.c.id == entry.address).scalar_subquery()
    found = select(addresses.c.id, addresses.c.channel, addresses.c.account, addresses.c.sender)
    rows = await connection.execute(found.where(or_(addresses.c.id == entry.address, addresses.c.talk == home)))
    first_id = select(concerns.c.message_id).where(concerns.c.id == entry.concern).scalar_subquery()
    for address, channel, account, sender in rows.all():
        mine = (inbox.c.channel == channel, inbox.c.account == account, inbox.c.sender == sender)
        begun = (await connection.execute(select(inbox.c.seq).where(*mine, inbox.c.message_id == first_id))).scalar()
        if entry.later:
            await _empty_some(connection, mine, begun, lines)
        elif begun is not None:
            await _empty_rows(connection, (*mine, inbox.c.seq >= begun))
            told = (outbox.c.receiver == f"address:{address}", outbox.c.seq >= begun)  # a read-back holds the words too
            await _forget_said(connection, told)


async def _empty_some(connection: AsyncConnection, mine: Any, begun: int | None, lines: Sequence[str]) -> None:
    rows = await connection.execute(select(inbox.c.key, inbox.c.seq, inbox.c.text).where(*mine, inbox.c.text.is_not(None)))
    held = [key for key, seq, text in rows if seq == begun or any(line[:HEAD] in text or text.strip() == line for line in lines)]
    await _empty_rows(connection, (inbox.c.key.in_(held),))


async def _empty_rows(connection: AsyncConnection, those: Any) -> None:
    await connection.execute(delete(media).where(media.c.inbox.in_(select(inbox.c.key).where(*those))))
    await connection.execute(update(inbox).where(*those).values(**EMPTY_HEARD))


async def _empty_file(connection: AsyncConnection, concern: str, lines: Sequence[str]) -> None:
    """Its entries, and the place that was told to those who came."""
    await connection.execute(update(entries).where(entries.c.concern == concern).values(words=""))
    await connection.execute(update(alerts).where(alerts.c.concern == concern).values(place=None))
    for line in lines:
        await connection.execute(
            update(inbox).where(inbox.c.answer.contains(line[:HEAD], autoescape=True)).values(answer=None)
        )  # lists that somebody was shown


async def _unsay(connection: AsyncConnection, concern: str, lines: Sequence[str]) -> None:
    """What anybody was told of it is forgotten; what is still on its way, a morning's digest too, is recalled."""
    await _forget_said(connection, (outbox.c.about == concern,))
    for line in lines:
        head = line[:HEAD]
        holds = or_(outbox.c.say.contains(head, autoescape=True), outbox.c.text.contains(head, autoescape=True))
        await _forget_said(connection, (holds,))


async def _forget_said(connection: AsyncConnection, those: Any) -> None:
    await connection.execute(update(outbox).where(*those, outbox.c.state.in_(OPEN)).values(state=RECALLED))
    await connection.execute(update(outbox).where(*those).values(**UNSAID))


async def _unlist(connection: AsyncConnection, concern: str) -> None:
    """It stands in no digest any more, and nothing is like it."""
    await connection.execute(delete(group_keys).where(group_keys.c.concern == concern))
    await connection.execute(update(concerns).where(concerns.c.like == concern).values(like=None, likeness=0.0))
    shown = await connection.execute(select(digests.c.id, digests.c.concerns).where(digests.c.concerns.contains(concern, autoescape=True)))
    for key, listed in shown.all():
        rest = [each for each in json.loads(listed) if each != concern]
        await connection.execute(update(digests).where(digests.c.id == key).values(concerns=dumps(rest)))


async def _empty_issue(connection: AsyncConnection, issue: str, concern: str, lines: Sequence[str]) -> None:
    """Quotes of it go; wherever else the issue's file repeats its words, they are taken out."""
    quoted = (papers.c.issue == issue, papers.c.kind == PaperKind.QUOTE.value, papers.c.facts.contains(concern, autoescape=True))
    await connection.execute(update(papers).where(*quoted).values(words=""))
    for table, column in ((papers, papers.c.words), (opinions, opinions.c.words), (issues, issues.c.title)):
        mine = table.c.id == issue if table is issues else table.c.issue == issue
        for key, words in (await connection.execute(select(table.c.id, column).where(mine))).all():
            if (rest := without(words, lines)) != words:
                await connection.execute(update(table).where(table.c.id == key).values({column.name: rest}))


def without(words: str, lines: Sequence[str]) -> str:
    """The words with every beginning of a line taken out, as far as it is repeated."""
    for line in lines:
        for length in range(len(line), min(HEAD, len(line)) - 1, -1):
            if line[:length] in words:
                words = words.replace(line[:length], GONE)
                break
    return words


async def _close_talks(connection: AsyncConnection, lines: Sequence[str]) -> None:
    """An open list of somebody's still shows it: that question is closed, and asked anew when they speak."""
    for line in lines:
        held = select(talks.c.key, talks.c.state).where(talks.c.state.contains(line[:HEAD], autoescape=True))
        for key, state in (await connection.execute(held)).all():
            kept = {name: value for name, value in json.loads(state).items() if name not in ("open", "suspended", "aside")}
            await connection.execute(update(talks).where(talks.c.key == key).values(state=dumps(kept), version=talks.c.version + 1))
