"""Nothing thanked is lost, nothing is done twice: copies at once, and the process killed again and again under load."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from bot.standins.wechat import WeChatStandIn
from storage import audit
from storage.database import open_database
from storage.tables import inbox, outbox
from tests.journey.kit import Ledger, all_at_once, doubled, heard_lines, line, numbers, openid, post_of, provider, said, send
from tests.servers import ServerProcess, Stores, until


async def everything_handled(server: ServerProcess, within_s: float = 60.0) -> None:
    """Until no message waits any more."""
    database = open_database(server.database)

    async def handled() -> bool:
        async with database.read() as connection:
            waiting = select(func.count()).select_from(inbox).where(inbox.c.state != "handled")
            return (await connection.execute(waiting)).scalar_one() == 0

    try:
        await until(handled, "every message is handled", within_s=within_s, every_s=0.1)
    finally:
        await database.close()


async def chain_holds(server: ServerProcess) -> bool:
    database = open_database(server.database)
    try:
        async with database.read() as connection:
            return (await audit.verify(connection))[0] is None
    finally:
        await database.close()


async def accounts_agree(server: ServerProcess, book: Ledger, sent: set[int]) -> None:
    """The client's book against both ledgers: lost, doubled, invented and altered are all none."""
    heard, concerns = await asyncio.gather(heard_lines(server), heard_lines(server, heard=False))
    lost = set(book.acked) - numbers(heard)
    print(f"acknowledged {len(book.acked)}, lost {len(lost)}, doubled {len(doubled(heard))} heard {len(doubled(concerns))} done")
    assert lost == set()
    assert doubled(heard) == []
    assert doubled(concerns) == []
    assert numbers(heard) <= sent, "something was heard that nobody said"
    assert len(heard) == len(numbers(heard))
    # every sender said one concern: one line of effect for each message
    assert numbers(concerns) == numbers(heard)
    assert not book.refused
    assert await chain_holds(server)


async def three_times_at_once(server: ServerProcess, book: Ledger, sent: range) -> None:
    """Three copies of each, sixty-four on the line at once: the book sees to it that all three are answered alike."""
    async with line(60) as session:
        known = await all_at_once(book.deliver(session, server.url, n, xml) for n in sent for xml in [said(n)] * 3)
    assert all(known)
    assert all(book.acked[n] for n in sent), "words are always answered"


@pytest.mark.slow
async def test_three_copies_of_ten_thousand_messages_are_ten_thousand(
    stores: Stores, tmp_path: Path, dialect: str, serve: Callable[..., ServerProcess]
) -> None:
    server, book = serve(await stores.fresh(dialect, tmp_path)), Ledger()
    await server.wait_healthy("/readyz")
    await three_times_at_once(server, book, range(10_000))
    await everything_handled(server)
    await accounts_agree(server, book, set(range(10_000)))
    assert len(book.acked) == 10_000


COPIES = range(1_000_000, 1_000_300)


async def killed_under_load(server: ServerProcess, count: int, kills: int, api: WeChatStandIn) -> None:
    """Eight phones send, try again what they know nothing of, and the process is killed every count/(kills+1) thanks.

    At the end, with everything warm, three hundred more come in three copies each.
    """
    book, todo, spawns = Ledger(), list(range(count)), list[float]()
    todo.reverse()

    async with line(6) as session:

        async def phone() -> None:
            while todo:
                n = todo.pop()
                api.heard(openid(n), "text")
                # a retry brings the same words and the same second
                deliver = partial(book.deliver, session, server.url, n, said(n))
                await until(deliver, f"message {n} is thanked", every_s=0.05)

        async def probe(n: int) -> int:
            api.heard(openid(n), "text")
            status, _ = await send(session, server.url, post_of(said(n)))
            return status

        def thanked(share: float) -> bool:
            return len(book.acked) >= count * share

        spawns.append(await server.first_answer(partial(probe, count)))
        phones = [asyncio.create_task(phone()) for _ in range(8)]
        for kill in range(1, kills + 1):
            await until(partial(thanked, kill / (kills + 1)), "the phones go on", within_s=120)
            server.kill9()
            server.start()
            spawns.append(await server.first_answer(partial(probe, count + kill)))
        await asyncio.gather(*phones)
        await server.wait_healthy("/readyz")
        for n in COPIES:
            api.heard(openid(n), "text")
        await three_times_at_once(server, book, COPIES)
        await everything_handled(server)
        # whoever asks again is told the same again
        for n in list(book.acked)[:: max(1, count // 100)]:
            assert await book.deliver(session, server.url, n, said(n))
    print(f"spawn to first signed POST answered: {', '.join(f'{each:.2f}' for each in spawns)} s; ack p99 {book.p99():.3f} s")
    book.acked |= dict.fromkeys(range(count, count + kills + 1), "")
    assert len(book.acked) == count + kills + 1 + len(COPIES)
    await accounts_agree(server, book, {*range(count + kills + 1), *COPIES})
    await everyone_answered(server)


async def everyone_answered(server: ServerProcess) -> None:
    """What did not ride in a response goes out by itself: no message stays without its answer."""
    database = open_database(server.database)
    open_rows = select(func.count()).select_from(outbox).where(outbox.c.state.in_(("riding", "due", "saying")))

    async def all_said() -> bool:
        async with database.write() as connection:
            # not the twenty seconds of a ride nor the minute of a dead process's lease: both clocks are rows
            await connection.execute(update(outbox).where(outbox.c.state.in_(("riding", "saying"))).values(due_at=0))
            return (await connection.execute(open_rows)).scalar_one() == 0

    try:
        await until(all_said, "the outbox is empty", every_s=0.7)
        async with database.read() as connection:
            listed = select(func.count()).select_from(outbox).where(outbox.c.state != "said")
            assert (await connection.execute(listed)).scalar_one() == 0
    finally:
        await database.close()


@pytest.mark.parametrize(
    ("dialect", "count", "kills"),
    [
        ("sqlite", 150, 1),
        pytest.param("postgresql", 200, 3, marks=pytest.mark.slow),
        pytest.param("sqlite", 10_000, 20, marks=pytest.mark.slow),
        pytest.param("postgresql", 10_000, 20, marks=pytest.mark.slow),
    ],
)
async def test_killed_under_load_it_loses_nothing_it_thanked_for(
    stores: Stores, tmp_path: Path, serve: Callable[..., ServerProcess], dialect: str, count: int, kills: int
) -> None:
    async with provider() as (api, base):
        await killed_under_load(serve(await stores.fresh(dialect, tmp_path), wechat_api=base), count, kills, api)
