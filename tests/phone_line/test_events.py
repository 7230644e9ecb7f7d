"""Nothing that happened on the line is lost, and nobody orders a call without the key."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.sms_reading import BEIJING
from bot.channels.sms_signing import prove_body
from bot.phone_line.control import Control
from bot.phone_line.dialogs import Course
from bot.phone_line.events import Events, signed
from bot.phone_line.hotline import Hotline
from bot.phone_line.jobs import Job, Jobs
from bot.phone_line.phrases import Phrases
from bot.phone_line.placing import Placing
from bot.phone_line.prompts import Prompts
from bot.phone_line.sound import beep
from bot.phone_line.tries import Tries
from tests.servers import until

KEY = "a-key"
NOON = datetime(2026, 11, 30, 12, tzinfo=BEIJING)
NOW = 1_793_606_400.0
WANTED: dict[str, Any] = {"id": "q1", "to": "+8613800138001", "text": "同意请按1。", "key": "ask.road", "keys": ["1"]}


@asynccontextmanager
async def server(answers: list[int]) -> AsyncIterator[tuple[str, list[dict[str, Any]]]]:
    """Answers as told, then with 200; keeps what was proved."""
    told: list[dict[str, Any]] = []

    async def handle(request: web.Request) -> web.Response:
        body = await request.read()
        prove_body(KEY, body, request.headers, NOW)
        status = answers.pop(0) if answers else 200
        if status == 200:
            told.append(json.loads(body))
        return web.Response(status=status)

    site = web.Application()
    site.router.add_post("/phone/hotline", handle)
    async with TestServer(site) as running:
        yield str(running.make_url("/phone/hotline")), told


async def test_events_wait_for_thanks_in_their_order(tmp_path: Path) -> None:
    async with server([503, 200, 404, 400]) as (url, told), aiohttp.ClientSession() as session:
        events = Events(tmp_path / "events", url, KEY, session, lambda: NOW)
        for name in ("c", "a", "b"):
            events.put({"id": name})
            await asyncio.sleep(0.01)
        assert not await events.deliver()
        assert told == []
        assert not await events.deliver()  # the second is not known yet where it goes: it waits
        assert [each["id"] for each in told] == ["c"]
        again = Events(tmp_path / "events", url, KEY, session, lambda: NOW)  # another process
        assert await again.deliver()
        assert [each["id"] for each in told] == ["c", "b"]
        assert [file.name for file in (tmp_path / "events" / "refused").glob("*")] == ["a.json"]  # unreadable for ever: set aside
        assert again.waiting() == []


async def test_a_server_that_is_away_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.phone_line.events._PAUSES_S", (0.01,))
    async with server([500, 500]) as (url, told), aiohttp.ClientSession() as session:
        events = Events(tmp_path, url, KEY, session, lambda: NOW)
        running = asyncio.create_task(events.run())
        events.put({"id": "one", "text": "东坡"})
        await until(lambda: told, "it is told")
        assert told == [{"id": "one", "text": "东坡"}]
        running.cancel()
        nobody = Events(tmp_path / "other", "http://127.0.0.1:1", KEY, session, lambda: NOW)
        nobody.put({"id": "two"})
        assert not await nobody.deliver()


class Rings:
    """A telephone that only notes; its calls end when they are told to."""

    def __init__(self) -> None:
        self.full, self.rung = False, list[tuple[str, Course]]()

    def ring(self, number: str, course: Course) -> None:
        self.rung.append((number, course))


class Desk:
    """The line's parts without PJSIP."""

    def __init__(self, folder: Path, session: aiohttp.ClientSession) -> None:
        self.now = NOW
        file = folder / "beep.wav"
        file.write_bytes(beep())
        said = Phrases(file, file, file, file, file, file, file)
        self.jobs = Jobs(folder / "calls", folder / "voicemail")
        self.events = Events(folder / "events", "http://127.0.0.1:1", KEY, session, lambda: self.now)
        self.rings = Rings()
        self.recognized: list[Path] = []

        async def speak(words: str) -> bytes:
            return beep()

        self.hotline = Hotline(self.jobs, self.events, said, self.listen, lambda: self.now, lambda: "1")
        tries, prompts = Tries(folder / "tries.json", KEY), Prompts(folder, folder / "prompts", speak)
        self.placing = Placing(self.rings, tries, self.jobs, self.events, prompts, said, lambda: self.now, lambda: NOON)

    def listen(self, wav: Path) -> str | None:
        self.recognized.append(wav)
        return "路塌了"

    def told(self) -> list[dict[str, Any]]:
        return [json.loads(file.read_bytes()) for file in self.events.waiting()]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with aiohttp.ClientSession() as session:
        yield Desk(tmp_path, session)


@asynccontextmanager
async def asking(desk: Desk, *, way_out: bool = True) -> AsyncIterator[TestClient[Any, Any]]:
    async with TestClient(TestServer(Control(KEY, desk.placing, desk.jobs, lambda: desk.now, way_out=way_out).app())) as client:
        yield client


async def order(client: TestClient[Any, Any], payload: Any, at: float = NOW, key: str = KEY) -> tuple[int, dict[str, Any], str | None]:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    async with client.post("/calls", data=body, headers=signed(key, body, at)) as response:
        return response.status, await response.json(), response.headers.get("Retry-After")


async def test_a_call_is_ordered_once_and_a_full_line_says_when(desk: Desk) -> None:
    async with asking(desk) as client:
        assert await order(client, WANTED) == (202, {"call": "q1.1"}, None)
        assert await order(client, WANTED) == (202, {"call": "q1.1"}, None)
        assert [number for number, _ in desk.rings.rung] == [WANTED["to"]]
        desk.rings.full = True
        assert await order(client, WANTED | {"id": "q2", "to": "+8613800138002"}) == (429, {"error": "full"}, "20")
        desk.rings.rung[0][1].ended(False, 486)
        assert desk.told() == [
            {
                "id": "q1.1.status",
                "event": "status",
                "call": "q1.1",
                "ref": "q1",
                "number": WANTED["to"],
                "at": round(NOW),
                "status": "busy",
            }
        ]
        assert desk.jobs.left() == []
        desk.rings.full = False
        assert (await order(client, WANTED))[1] == {"call": "q1.2"}
    async with asking(desk, way_out=False) as client:
        assert await order(client, WANTED | {"id": "q3"}) == (409, {"error": "no_way_out"}, None)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"id": ""}, "id"),
        ({"id": "../q1"}, "id"),
        ({"id": "x" * 81}, "id"),
        ({"to": "10086"}, "to"),
        ({"to": "sip:anybody@example.org"}, "to"),
        ({"text": ""}, "text"),
        ({"text": "路" * 2001}, "text"),
        ({"text": 1}, "text"),
        ({"keys": "12"}, "keys"),
        ({"keys": ["1", "*"]}, "keys"),
        ({"keys": ["123"]}, "keys"),
        ({"keys": [1]}, "keys"),
        ({"keys": ["1"] * 31}, "keys"),
    ],
)
async def test_an_order_that_cannot_be_read(desk: Desk, change: dict[str, Any], why: str) -> None:
    async with asking(desk) as client:
        assert await order(client, WANTED | change) == (400, {"error": why}, None)
    assert desk.rings.rung == []


async def test_without_the_key_nothing_is_called_and_nothing_is_heard(desk: Desk) -> None:
    desk.jobs.recording("in-1").write_bytes(beep())
    async with asking(desk) as client:
        assert (await order(client, WANTED, key="another"))[0] == 403
        assert (await order(client, WANTED, at=NOW - 301))[0] == 401
        assert (await order(client, b"x" * 65_537))[0] == 413
        assert (await order(client, b"{"))[0] == 400
        async with client.get("/calls") as response:
            assert response.status == 405
        for path, at, signs, status in [
            ("/recordings/in-1", NOW, "/recordings/in-1", 200),
            ("/recordings/in-1", NOW, "/recordings/in-2", 403),
            ("/recordings/in-1", NOW - 301, "/recordings/in-1", 401),
            ("/recordings/in-2", NOW, "/recordings/in-2", 404),
            ("/recordings/tries", NOW, "/recordings/tries", 404),
        ]:
            async with client.get(path, headers=signed(KEY, signs.encode(), at)) as response:
                assert response.status == status, path
                if status == 200:
                    assert (response.headers["Content-Type"], await response.read()) == ("audio/wav", beep())
        async with client.post("/recordings/in-1") as response:
            assert response.status == 405
    assert desk.rings.rung == []


async def test_a_fetched_recording_goes_after_an_hour_and_the_others_stay(desk: Desk) -> None:
    for name in ("in-1", "in-2"):
        desk.jobs.recording(name).write_bytes(beep())
    desk.jobs.fetched("in-1")
    desk.jobs.drop_fetched(time.time() + 3500, 3600)
    assert desk.jobs.recording("in-1").exists()
    desk.jobs.drop_fetched(time.time() + 3700, 3600)
    assert not desk.jobs.recording("in-1").exists()
    assert desk.jobs.recording("in-2").exists()


async def test_a_recognizer_that_ended_the_process_is_not_tried_again(desk: Desk) -> None:
    job = Job("in-1", "13800138001", NOW)
    long = beep(seconds=2.0)
    desk.jobs.recording(job.id).write_bytes(long)
    desk.jobs.begin(job)
    await desk.hotline.finish(job)
    desk.jobs.recording(job.id).write_bytes(long)
    desk.jobs.listen(Job("in-2", "13800138001", NOW))
    desk.jobs.recording("in-2").write_bytes(long)
    (left,) = desk.jobs.left()
    await desk.hotline.finish(left)
    assert [(each["id"], each["event"], each["text"]) for each in desk.told()] == [
        ("in-1", "voicemail", "路塌了"),
        ("in-2", "voicemail", None),
    ]
    assert desk.recognized == [desk.jobs.recording("in-1")]
    assert desk.jobs.left() == []


async def test_a_full_disk_is_waited_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.phone_line.hotline.DISK_S", 0.01)
    put, full = desk.events.put, [True, True]

    def on_a_full_disk(event: Any) -> None:
        if full:
            full.pop()
            raise OSError(28, "No space left on device")
        put(event)

    monkeypatch.setattr(desk.events, "put", on_a_full_disk)
    desk.hotline.incoming("13800138001").ended(True, 200)
    await until(desk.told, "it is kept after all")
    assert [(each["id"], each["event"]) for each in desk.told()] == [("in-1", "missed_call")]
    await until(lambda: not desk.jobs.left(), "and over")


async def test_a_fault_of_the_recognizer_costs_the_words_alone(desk: Desk) -> None:
    def broken(wav: Path) -> str | None:
        raise ValueError("what somebody said")

    desk.hotline._transcribe = broken
    desk.jobs.recording("in-1").write_bytes(beep(seconds=2.0))
    await desk.hotline.finish(Job("in-1", "", NOW))
    assert [(each["event"], each["text"]) for each in desk.told()] == [("voicemail", None)]


async def test_a_call_that_a_crash_cut_off_is_told_as_far_as_it_came(desk: Desk) -> None:
    async with asking(desk) as client:
        await order(client, WANTED)
        await order(client, WANTED | {"id": "q2", "to": "+8613800138002"})
    script = desk.rings.rung[1][1].script()
    next(script)
    next(script)
    script.send("1")  # the key is on the disk before thanks are said
    for job in desk.jobs.left():
        desk.placing.broken_off(job)
    assert [(each["ref"], each.get("digit"), each.get("status")) for each in desk.told()] == [
        ("q2", "1", None),
        ("q1", None, "failed"),
        ("q2", None, "answered"),
    ]
