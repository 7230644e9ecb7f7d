"""The line calls: a real SIP peer answers, presses a key, is engaged or not there; what became of it comes back as events."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from bot.channels import Parcel, SayFailed
from bot.channels.phone_line import PhoneLine
from bot.stage import Stage
from bot.ways import Exits
from bot.web import make_web
from handlers.messages import Heard
from handlers.village.issue import Opinion, Stance
from storage.tables import outbox, persons
from tests.dialogues.conftest import peopled, play, stage  # noqa: F401
from tests.dialogues.laid import kept
from tests.dialogues.test_opinions import WANG, begin
from tests.dialogues.test_visiting import open_doors
from tests.peers.phone.kit import Line, tone, udp_port
from tests.peers.phone.sipp import OUR_TYPE, Steps, answerer, refuser, run
from tests.servers import until

pytestmark = pytest.mark.slow

RING = "+8613812340001"
ROAD = "修村东的路您同意吗？同意请按1，不同意请按2，有条件请按3。"


@asynccontextmanager
async def listening(line: Line) -> AsyncIterator[tuple[PhoneLine, list[Heard]]]:
    """The server's side: what `say` uses, and everything the line has told, proved and read."""
    told: list[Heard] = []

    async def hear(request: web.Request) -> web.Response:
        heard = await channel.hear(request)
        told.extend(heard)
        return channel.thank(request, heard, None)

    site = web.Application()
    site.router.add_post("/phone/hotline", hear)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", URL(line.callback).port).start()
    async with aiohttp.ClientSession() as session:
        channel = line.channel(session, time.time)
        try:
            yield channel, told
        finally:
            await runner.cleanup()


def picks_up(line: Line, folder: Path, steps: str) -> "asyncio.Task[int]":
    return asyncio.create_task(run(folder, answerer(steps), line.gateway, udp_port(2)))


def turns_away(line: Line, folder: Path, status: str) -> "asyncio.Task[int]":
    return asyncio.create_task(run(folder, refuser(status), line.gateway, udp_port(2)))


async def say(channel: PhoneLine, name: str, text: str = ROAD, to: str = RING, key: str = "ask.road") -> str:
    receipt = await channel.say(Parcel(name, to, text, key=key))
    assert receipt.provider_id is not None
    return receipt.provider_id


async def fate(told: list[Heard], call: str) -> dict[str, str]:
    """What became of a call, and the key, if one was pressed."""
    status: Heard = await until(lambda: next((h for h in told if h.kind == "status" and h.message_id == call), None), "its fate is told")
    keys = [h.text or "" for h in told if h.kind == "key" and h.extra["call"] == call]
    return {"fate": status.extra["reason"], "status": status.extra["status"]} | ({"key": keys[0]} if keys else {})


@pytest.fixture
async def talking(line: Line) -> Line:
    """With a recording of the question itself, so that it takes half a second."""
    (line.folder / "recordings" / "ask.road.wav").write_bytes(tone(700))
    return await line.ready()


async def test_a_key_is_the_answer_and_nobody_is_rung_again_that_day(talking: Line, tmp_path: Path) -> None:
    steps = Steps(tmp_path, OUR_TYPE)
    async with listening(talking) as (channel, told):
        there = picks_up(talking, tmp_path, steps.wait(1600) + steps.press("2"))
        call = await say(channel, "q1")
        assert await say(channel, "q1") == call  # a try whose answer was lost is no second call
        assert await fate(told, call) == {"fate": "answered", "status": "delivered", "key": "2"}
        assert await there == 0
        assert [(h.kind, h.sender) for h in told] == [("key", RING), ("status", RING)]
        assert await say(channel, "q1") == call
        with pytest.raises(SayFailed) as later:
            await say(channel, "q2")
        assert (later.value.code, later.value.again) == ("tries", True)
        assert later.value.retry_after_s == pytest.approx(21 * 3600, abs=900)


async def test_engaged_not_there_and_the_third_try_of_a_day(talking: Line, tmp_path: Path) -> None:
    async with listening(talking) as (channel, told):
        away = turns_away(talking, tmp_path, "486 Busy Here")
        first = await say(channel, "q1")
        assert await fate(told, first) == {"fate": "busy", "status": "failed"}
        assert await away == 0
        away = turns_away(talking, tmp_path, "480 Temporarily Unavailable")
        second = await say(channel, "q1")
        assert (first, second) == ("q1.1", "q1.2")
        assert await fate(told, second) == {"fate": "no_answer", "status": "failed"}
        assert await away == 0
        with pytest.raises(SayFailed, match="tries"):
            await say(channel, "q1")
        talking.kill9()  # what has been tried is known after a crash
        await talking.ready()
        with pytest.raises(SayFailed, match="tries"):
            await say(channel, "q1")


async def test_who_presses_nothing_is_asked_once_more(talking: Line, tmp_path: Path) -> None:
    steps = Steps(tmp_path, OUR_TYPE)
    async with listening(talking) as (channel, told):
        there = picks_up(talking, tmp_path, steps.wait(1600) + steps.press("9"))  # no such option: asked again at once
        assert await fate(told, await say(channel, "q1")) == {"fate": "no_input", "status": "failed"}
        assert await there == 0


async def test_a_crash_in_the_middle_of_a_call_is_told_afterwards(talking: Line, tmp_path: Path) -> None:
    steps = Steps(tmp_path, OUR_TYPE)
    async with listening(talking) as (channel, told):
        there = picks_up(talking, tmp_path, steps.wait(20_000))
        call = await say(channel, "q1")
        await until(lambda: (talking.kept / "calls" / f"{call}.json").exists(), "it rings")
        await asyncio.sleep(1)
        talking.kill9()
        there.cancel()
        await asyncio.gather(there, return_exceptions=True)
        await talking.ready()
        assert await fate(told, call) == {"fate": "failed", "status": "failed"}


async def test_at_night_nobody_is_rung(line: Line) -> None:
    line.hour = 21
    await line.ready()
    async with listening(line) as (channel, _):
        with pytest.raises(SayFailed) as later:
            await say(channel, "q1")
        assert (later.value.code, later.value.again) == ("hours", True)
        assert later.value.retry_after_s == pytest.approx(12 * 3600, abs=900)


async def test_a_question_goes_out_and_its_answer_is_counted(line: Line, stage: Stage, tmp_path: Path) -> None:  # noqa: F811
    """征求意见 by telephone, in espeak-ng's voice: the outbox calls, the key that is pressed stands in the matter's file."""
    await line.ready()
    await open_doors(stage, grid="g003")
    async with stage.app.database.write() as connection:
        await connection.execute(persons.update().where(persons.c.id != WANG).values(phone=None))
    async with aiohttp.ClientSession() as session:
        stage.app.channels["phone", "hotline"] = line.channel(session, time.time)
        stage.app.outbox.exits = Exits(lines=("hotline",))  # nobody's SMS go out: the telephone is what is left
        runner = web.AppRunner(make_web(stage.app), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", URL(line.callback).port).start()
        try:
            await begin(stage)
            stage.start()
            steps = Steps(tmp_path, OUR_TYPE)
            there = picks_up(line, tmp_path, steps.wait(3000) + steps.press("2"))
            await stage.pass_time(timedelta(minutes=30))  # it was before nine

            async def counted() -> list[Any]:
                return await kept(stage, Opinion, person=WANG)

            (opinion,) = await until(counted, "the answer is counted", every_s=0.2)
            assert opinion.stance is Stance.AGAINST
            assert await there == 0

            async def confirmed() -> bool:
                async with stage.app.database.read() as connection:
                    row = (await connection.execute(outbox.select().where(outbox.c.way.startswith("phone:hotline:")))).mappings().one()
                    assert "同意请按1，不同意请按2，有条件请按3，不表态请按4。" in row["text"]
                    return row["confirmed_at"] is not None

            await until(confirmed, "that the call was taken is known", every_s=0.2)
        finally:
            await runner.cleanup()
