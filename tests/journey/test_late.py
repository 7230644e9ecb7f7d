"""When something fails or takes too long: kept, thanked with the honest receipt, taken up again, nobody else waits."""

import asyncio
import json
import sqlite3
from asyncio import Runner
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import func, select, update

from bot.app import App
from bot.parts import Hearing
from bot.waiting import Waiting
from bot.web import make_web
from handlers.messages import ChannelName, Heard
from nlp.reading import Reading
from storage import inbox as kept_messages
from storage.database import open_database
from storage.tables import concerns, inbox, outbox
from tests.journey.kit import openid, platform, provider, running, said
from tests.servers import Postgres, Stores, until

RECEIPT = "收到了，您的话已经记下，一会儿给您回话。"
ASIDE = "您刚才那条我没弄明白，已经留给人看，会有人找您。"


def heard(n: int, words: str = "水渠堵了，地浇不上", *, sender: int | None = None) -> Heard:
    return Heard(ChannelName.WECHAT, "main", openid(n if sender is None else sender), f"m{n}", f"m{n}", "text", datetime.now(UTC), words)


async def row_of(app: App, n: int) -> Any:
    async with app.database.read() as connection:
        return (await connection.execute(select(inbox).where(inbox.c.message_id == f"m{n}"))).mappings().one_or_none()


async def handled(app: App, *ns: int) -> None:
    async def all_of_them() -> bool:
        rows = [await row_of(app, n) for n in ns]
        return all(row is not None and row["state"] == kept_messages.HANDLED for row in rows)

    await until(all_of_them, f"messages {ns} are handled")


async def answers_of(app: App, n: int) -> list[Any]:
    """Outbox rows for the sender of the n-th message, oldest first."""
    async with app.database.read() as connection:
        mine = select(outbox).where(outbox.c.receiver == f"address:wechat:main:{openid(n)}").order_by(outbox.c.seq)
        return list((await connection.execute(mine)).mappings())


async def concerns_of(app: App, n: int) -> int:
    async with app.database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(concerns).where(concerns.c.message_id == f"m{n}"))).scalar_one()


class StumblingHearing(Hearing):
    """Raises for one text, as a bug would; everything else is heard by the warm ears."""

    poison = "毒"

    def __init__(self, warm: Hearing) -> None:
        super().__init__(warm.folder, warm.places, warm.ears)

    def warm(self) -> None:
        """Is warm."""

    def read(self, text: str, today: date, names: tuple[str, ...] = (), village: str = "") -> Reading:
        if self.poison in text:
            raise ZeroDivisionError
        return super().read(text, today, names, village)


class ColdHearing(StumblingHearing):
    """Not ready until the test says so."""

    warmed = False

    def ready(self) -> bool:
        return self.warmed


# ---------------------------------------------------------------- a batch, a poison


async def test_a_batch_that_fails_is_tried_message_by_message(stores: Stores, tmp_path: Path, hearing: Hearing) -> None:
    async with running(tmp_path, await stores.fresh("sqlite", tmp_path), hearing) as app:
        sizes: list[int] = []
        play = app.dispatch.play

        async def fails_together(batch: list[Waiting]) -> None:
            sizes.append(len(batch))
            if len(batch) > 1:
                raise OSError
            await play(batch)

        app.dispatch.play = fails_together
        answers = await asyncio.gather(*(app.dispatch.hear(heard(n)) for n in range(5)))
        assert sizes == [5, 1, 1, 1, 1, 1]
        assert all(answer.text and answer.text != RECEIPT for answer in answers)
        assert [await concerns_of(app, n) for n in range(5)] == [1] * 5


async def poisoned(app: App, hurry: float) -> None:
    """One person's message fails each time it is read; hurry makes the pauses between the tries shorter."""
    loop = asyncio.get_running_loop()
    app.dispatch.loop_time = lambda: loop.time() * hurry
    poison = asyncio.create_task(app.dispatch.hear(heard(0, "毒")))
    await until(lambda: app.dispatch.counts["failed"] >= 1, "the first try has failed")
    began = loop.time()
    newer = asyncio.create_task(app.dispatch.hear(heard(1, sender=0)))
    others = await asyncio.gather(*(app.dispatch.hear(heard(n)) for n in range(2, 12)))
    assert all(answer.text and answer.text != RECEIPT for answer in others), "others waited for somebody else's poison"
    await handled(app, 1)
    assert loop.time() - began < 15, "the person's newer message waited longer than ten seconds and a little"
    await asyncio.gather(poison, newer)
    row = await until(lambda: aside(app), "the poison is set aside")
    assert row["tries"] == 5
    assert row["text"] == "毒"
    told = [each for each in await answers_of(app, 0) if json.loads(each["say"])[0] == [["aside.told"]]]
    assert len(told) == 1
    # heard again, it is not played again
    assert (await app.dispatch.hear(heard(0, "毒"))).repeated
    assert app.dispatch.counts["aside"] == 1


async def aside(app: App) -> Any:
    row = await row_of(app, 0)
    return row if row is not None and row["state"] == kept_messages.ASIDE else None


async def tried(app: App, times: int) -> Any:
    row = await row_of(app, 0)
    return row if row is not None and row["tries"] >= times else None


async def test_a_poison_message_is_set_aside_and_nobody_else_waits(stores: Stores, tmp_path: Path, hearing: Hearing) -> None:
    async with provider() as (api, base):
        api.heard(openid(0), "text")
        database = await stores.fresh("sqlite", tmp_path)
        async with running(tmp_path, database, StumblingHearing(hearing), wechat_api=base) as app:
            await poisoned(app, hurry=20)
            await until(lambda: ASIDE in [shown["text"] for shown in api.inbox(openid(0))], "its sender is told")


@pytest.mark.slow
async def test_the_same_with_the_real_pauses(stores: Stores, tmp_path: Path, hearing: Hearing, dialect: str) -> None:
    async with running(tmp_path, await stores.fresh(dialect, tmp_path), StumblingHearing(hearing)) as app:
        await poisoned(app, hurry=1)


async def test_a_poison_survives_a_restart_with_its_tries(stores: Stores, tmp_path: Path, hearing: Hearing) -> None:
    database = await stores.fresh("sqlite", tmp_path)
    async with running(tmp_path, database, StumblingHearing(hearing)) as app:
        lost = asyncio.create_task(app.dispatch.hear(heard(0, "毒")))
        before = (await until(lambda: tried(app, 2), "two tries are written"))["tries"]
        lost.cancel()
    async with running(tmp_path, database, StumblingHearing(hearing)) as app:
        app.dispatch.loop_time = lambda: asyncio.get_running_loop().time() * 50
        assert (await until(lambda: aside(app), "the poison is set aside"))["tries"] == 5
        assert app.dispatch.counts["failed"] == 5 - before


# ---------------------------------------------------------------- ears, late answers


async def test_while_the_ears_are_cold_a_message_is_kept_thanked_and_handled_later(
    stores: Stores, tmp_path: Path, hearing: Hearing
) -> None:
    cold = ColdHearing(hearing)
    async with running(tmp_path, await stores.fresh("sqlite", tmp_path), cold) as app:
        first = await app.dispatch.hear(heard(0))
        again = await app.dispatch.hear(heard(0))
        assert first.text == again.text == RECEIPT
        assert (await row_of(app, 0))["state"] == kept_messages.WAITING
        assert await concerns_of(app, 0) == 0
        cold.warmed = True
        app.tick()
        await handled(app, 0)
        assert await concerns_of(app, 0) == 1
        assert (await app.dispatch.hear(heard(0))).text == RECEIPT  # what it was thanked with stays
        (answer,) = await answers_of(app, 0)
        assert answer["state"] in ("due", "saying")  # the turn's own answer comes by itself


async def test_a_retry_after_a_restart_hears_the_same_receipt(stores: Stores, tmp_path: Path, hearing: Hearing) -> None:
    database, cold = await stores.fresh("sqlite", tmp_path), ColdHearing(hearing)
    async with running(tmp_path, database, cold) as app:
        assert (await app.dispatch.hear(heard(0))).text == RECEIPT
    async with running(tmp_path, database, hearing, start=False) as app:
        tasks = [asyncio.create_task(app.dispatch.run())]  # nobody has taken the row up yet
        assert (await app.dispatch.hear(heard(0))).text == RECEIPT
        assert await concerns_of(app, 0) == 1
        tasks[0].cancel()


async def test_an_answer_later_than_three_seconds_is_a_receipt_first(stores: Stores, tmp_path: Path, hearing: Hearing) -> None:
    async with running(tmp_path, await stores.fresh("sqlite", tmp_path), hearing) as app:
        gate, play, loop = asyncio.Event(), app.dispatch.play, asyncio.get_running_loop()

        async def slow(batch: list[Waiting]) -> None:
            await gate.wait()
            await play(batch)

        app.dispatch.play = slow
        began = loop.time()
        first = await app.dispatch.hear(heard(0))
        assert first.text == RECEIPT
        assert 2.9 < loop.time() - began < 5, "the channel's five seconds"
        assert (await row_of(app, 0))["state"] == kept_messages.WAITING
        retry = asyncio.create_task(app.dispatch.hear(heard(0)))
        gate.set()
        assert (await retry).text == RECEIPT
        await handled(app, 0)
        assert await concerns_of(app, 0) == 1
        (answer,) = await answers_of(app, 0)
        assert answer["text"] not in (None, "", RECEIPT)


# ---------------------------------------------------------------- the database away


@asynccontextmanager
async def locked(file: Path) -> AsyncIterator[None]:
    """Another program holds the whole file, as a careless backup would; in a thread, for the product must go on meanwhile."""
    connection = sqlite3.connect(file, isolation_level=None, timeout=30, check_same_thread=False)
    await asyncio.to_thread(connection.execute, "BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


@asynccontextmanager
async def stopped(server: Postgres) -> AsyncIterator[None]:
    await asyncio.to_thread(server.stop)
    try:
        yield
    finally:
        await asyncio.to_thread(server.start)


async def goes_away_and_comes_back(folder: Path, database: str, hearing: Hearing, away: AbstractAsyncContextManager[None]) -> None:
    async with running(folder, database, hearing) as app:
        assert (await app.dispatch.hear(heard(0))).text not in (None, RECEIPT)
        loop = asyncio.get_running_loop()
        async with away:
            began = loop.time()
            answers = await asyncio.gather(*(app.dispatch.hear(heard(n)) for n in range(1, 9)))
            assert loop.time() - began < 5, "the channel's five seconds are over"
            assert {answer.text for answer in answers} == {RECEIPT}
            assert app.spool.size() == 8
        await handled(app, *range(9))
        await until(lambda: app.spool.size() == 0, "the files are gone")
        assert [await concerns_of(app, n) for n in range(9)] == [1] * 9
        assert app.dispatch.counts["aside"] == 0
        assert (await app.dispatch.hear(heard(1))).text == RECEIPT
        again = await app.dispatch.hear(heard(9))
        assert again.text not in (None, RECEIPT)


@pytest.mark.slow
async def test_while_the_database_is_away_messages_go_to_disk_and_come_back(
    stores: Stores, tmp_path: Path, hearing: Hearing, postgres: Callable[[], Postgres]
) -> None:
    """Both at the same time: most of it is waiting."""
    sqlite, postgresql = await stores.fresh("sqlite", tmp_path), await stores.fresh("postgresql", tmp_path)
    await asyncio.gather(
        goes_away_and_comes_back(tmp_path / "one", sqlite, hearing, locked(tmp_path / "shuoshi.db")),
        goes_away_and_comes_back(tmp_path / "other", postgresql, hearing, stopped(postgres())),
    )


async def test_files_on_disk_are_taken_up_after_a_restart(stores: Stores, tmp_path: Path, hearing: Hearing) -> None:
    database = await stores.fresh("sqlite", tmp_path)
    async with running(tmp_path, database, ColdHearing(hearing)) as app:

        async def away(*_: object) -> None:
            raise OSError

        app.dispatch.keep_raw = away
        assert (await app.dispatch.hear(heard(0))).text == RECEIPT
        assert app.spool.size() == 1
        assert await row_of(app, 0) is None
    async with running(tmp_path, database, hearing) as app:
        await handled(app, 0)
        await until(lambda: app.spool.size() == 0, "the file is gone")
        assert await concerns_of(app, 0) == 1
        assert (await app.dispatch.hear(heard(0))).text == RECEIPT


async def test_when_not_even_the_disk_takes_it_nobody_is_thanked(stores: Stores, tmp_path: Path, hearing: Hearing) -> None:
    cold = ColdHearing(hearing)
    async with running(tmp_path, await stores.fresh("sqlite", tmp_path), cold) as app:

        async def away(*_: object) -> None:
            raise OSError

        app.dispatch.keep_raw = away
        app.spool.folder.rename(tmp_path / "elsewhere")
        client = TestClient(TestServer(make_web(app)))
        async with client:
            post = platform().post(said(1))
            response = await client.post("/wechat/main", params=post.query, data=post.body)
            assert response.status == 503
        (tmp_path / "elsewhere").rename(app.spool.folder)


# ---------------------------------------------------------------- the ride


@pytest.fixture
async def client_and_app(stores: Stores, tmp_path: Path, hearing: Hearing) -> AsyncIterator[Callable[[], Awaitable[Any]]]:
    async with AsyncExitStack() as stack:

        async def both() -> Any:
            api, base = await stack.enter_async_context(provider())
            app = await stack.enter_async_context(running(tmp_path, await stores.fresh("sqlite", tmp_path), hearing, wechat_api=base))
            client = await stack.enter_async_context(TestClient(TestServer(make_web(app))))
            return api, client, app

        yield both


async def test_an_answer_that_was_written_is_said_and_is_not_sent_again(client_and_app: Callable[[], Awaitable[Any]]) -> None:
    api, client, app = await client_and_app()
    post = platform().post(said(1))
    response = await client.post("/wechat/main", params=post.query, data=post.body)
    assert response.status == 200
    await until(lambda: all_said(app), "the ride is marked")
    assert api.calls["message/custom/send"] == 0


async def all_said(app: App) -> bool:
    async with app.database.read() as connection:
        states = [row[0] for row in await connection.execute(select(outbox.c.state))]
    return bool(states) and set(states) == {"said"}


async def test_an_answer_nobody_waited_for_comes_by_itself(client_and_app: Callable[[], Awaitable[Any]]) -> None:
    api, client, app = await client_and_app()
    api.heard(openid(1), "text")
    gate, play = asyncio.Event(), app.dispatch.play

    async def when_told(batch: list[Waiting]) -> None:
        await gate.wait()
        await play(batch)

    app.dispatch.play = when_told
    post = platform().post(said(1))
    request = asyncio.create_task(client.post("/wechat/main", params=post.query, data=post.body))
    await until(lambda: app.dispatch.depth == 1, "the message has come in")
    request.cancel()
    await asyncio.gather(request, return_exceptions=True)
    server = client.server.runner.server
    await until(lambda: not server.connections, "the line is cut")
    gate.set()

    async def riding() -> bool:
        async with app.database.read() as connection:
            return (await connection.execute(select(outbox.c.state))).scalar() == "riding"

    await until(riding, "the answer is kept")
    async with app.database.write() as connection:
        # the twenty seconds are a row: they are over
        await connection.execute(update(outbox).values(due_at=0))
    app.outbox.ring()
    shown = await until(lambda: api.inbox(openid(1)), "the phone shows it")
    assert len(shown) == 1
    await until(lambda: all_said(app), "and it is said")


async def test_told_to_stop_the_moment_its_bells_ring_it_stops(stores: Stores, tmp_path: Path, hearing: Hearing) -> None:
    async with running(tmp_path, await stores.fresh("sqlite", tmp_path), hearing) as app:
        await app.dispatch.hear(heard(0))
        await until(lambda: all_rest(app), "every loop waits for its bell")
        app.tick()
        app.outbox.ring()
        began = asyncio.get_running_loop().time()
        async with asyncio.timeout(20):
            await app.stop()
        assert asyncio.get_running_loop().time() - began < 15
        assert all(task.done() for task in app.tasks)


def all_rest(app: App) -> bool:
    """Nothing is on its way any more."""
    return app.hearing.ready() and app.dispatch.depth == 0


# ---------------------------------------------------------------- somebody else's change


class InterruptedHearing(StumblingHearing):
    """While it listens to one text for the first time, something else happens."""

    def __init__(self, warm: Hearing, text: str, meanwhile: Callable[[], Coroutine[Any, Any, None]]) -> None:
        super().__init__(warm)
        self.text, self.meanwhile, self.interrupted = text, meanwhile, 0

    def read(self, text: str, today: date, names: tuple[str, ...] = (), village: str = "") -> Reading:
        if text == self.text:
            self.interrupted += 1
            if self.interrupted == 1:
                with ThreadPoolExecutor(1) as pool:
                    pool.submit(self._elsewhere).result(30)
        return super().read(text, today, names, village)

    def _elsewhere(self) -> None:
        """On a loop and a connection of its own, as another process would."""
        with Runner() as runner:
            runner.run(self.meanwhile())


async def test_a_concurrent_change_is_played_again_and_neither_is_lost(stores: Stores, tmp_path: Path, hearing: Hearing) -> None:
    url = await stores.fresh("postgresql", tmp_path, people=True)

    async def somebody_else_changes_it() -> None:
        other = open_database(url)
        async with other.write() as connection:
            await connection.execute(update(concerns).values(like="another", version=concerns.c.version + 1))
        await other.close()

    ears = InterruptedHearing(hearing, "1", somebody_else_changes_it)
    async with running(tmp_path, url, ears) as app:
        for n, words in enumerate(("村口的路灯坏了三天了", "石桥村", "1")):
            answer = await app.dispatch.hear(heard(n, words, sender=0))
            assert answer.text not in (None, RECEIPT)
        assert ears.interrupted > 1, "it was not played again"
        async with app.database.read() as connection:
            (row,) = (await connection.execute(select(concerns))).mappings().all()
        assert row["like"] == "another", "the other's change is lost"
        assert (row["village"], row["stage"], row["checked"]) == ("v001", "received", True), "ours is lost"
