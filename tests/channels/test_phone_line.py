"""A telephone line of our own from the server's side: what its events are, what is refused, what a call is asked for with."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels import NotOurs, Parcel, SayFailed
from bot.channels.phone_line import PhoneLine, keys_in, read_event
from bot.channels.sms_signing import MAX_LATE_S
from bot.phone_settings import PhoneLineSettings

NOW = 1_793_606_400
KEY = "proof-钥匙"
FROM = "+8613800138001"
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\x00" * 40

KEPT = {"id": "in-1", "event": "voicemail", "call": "in-1", "number": "13800138001", "at": NOW, "recording": "in-1", "text": None}
PRESSED = {"id": "q1.1.key", "event": "key", "call": "q1.1", "ref": "q1", "number": FROM, "at": NOW, "digit": "2"}
FATE = {"id": "q1.1.status", "event": "status", "call": "q1.1", "ref": "q1", "number": FROM, "at": NOW, "status": "busy"}
FATES = ("no_answer", "busy", "failed", "no_input")
MISSED = {"id": "in-2", "event": "missed_call", "call": "in-2", "number": "0358 6001234", "at": NOW}
HERE = {"village": "v001"}


def heard(kind: str, text: str | None = None, sender: str = FROM, **extra: str) -> dict[str, Any]:
    return {"kind": kind, "sender": sender, "text": text, "extra": extra}


VOICE = heard("voice", **HERE, call="in-1")
KEYED = heard("key", "2", **HERE, call="q1.1", ref="q1")
TOLD = {"said": "q1.1"}

# (what it is, payload, what is heard or why it is refused)
ROWS: list[tuple[str, Any, Any]] = [
    ("a voicemail", KEPT, [VOICE]),
    ("its words", KEPT | {"text": "东坡的路\0塌了"}, [VOICE | {"text": "东坡的路塌了"}]),
    ("words of spaces", KEPT | {"text": "  "}, [VOICE]),
    ("words without end", KEPT | {"text": "路" * 9000}, [VOICE | {"text": "路" * 2000}]),
    ("a number withheld", KEPT | {"number": ""}, [VOICE | {"sender": "withheld-in-1", "extra": VOICE["extra"] | {"withheld": "1"}}]),
    ("a local number", KEPT | {"number": "6001234"}, [VOICE | {"sender": "6001234", "extra": VOICE["extra"] | {"withheld": "1"}}]),
    ("a name", KEPT | {"number": "张三\ud800"}, [VOICE | {"sender": "张三\ufffd", "extra": VOICE["extra"] | {"withheld": "1"}}]),
    ("a key", PRESSED, [KEYED]),
    ("two keys", PRESSED | {"digit": "12"}, [KEYED | {"text": "12"}]),
    ("a landline nobody spoke from", MISSED, [heard("missed_call", sender="+863586001234", **HERE, call="in-2")]),
    ("a robot nobody can call back", MISSED | {"number": "10086"}, [heard("missed_call", None, "10086", **HERE, call="in-2", service="1")]),
    ("answered", FATE | {"status": "answered"}, [heard("status", status="delivered", reason="answered", **TOLD)]),
    *[(fate, FATE | {"status": fate}, [heard("status", status="failed", reason=fate, **TOLD)]) for fate in FATES],
    ("the second in text", FATE | {"at": str(NOW)}, [heard("status", status="failed", reason="busy", **TOLD)]),
    ("several, one unreadable", [PRESSED, {"id": "x"}, KEPT], [KEYED, VOICE]),
    ("a fate nobody knows", FATE | {"status": "eaten"}, "status"),
    ("a fate of no call", FATE | {"call": ""}, "call"),
    ("an event nobody knows", KEPT | {"event": "sung"}, "event"),
    ("no id", KEPT | {"id": None}, "id"),
    ("an id of a megabyte", KEPT | {"id": "x" * 50_000}, "id"),
    ("a path for a recording", KEPT | {"recording": "../../etc/passwd"}, "recording"),
    ("no recording", KEPT | {"recording": ""}, "recording"),
    ("words that are none", KEPT | {"text": ["路"]}, "text"),
    ("a star for a key", PRESSED | {"digit": "*"}, "digit"),
    ("a full-width key", PRESSED | {"digit": "１"}, "digit"),
    ("three keys", PRESSED | {"digit": "123"}, "digit"),
    ("a key that is a number", PRESSED | {"digit": 1}, "digit"),
    ("a number that is a list", KEPT | {"number": [1]}, "number"),
    ("a moment after all time", KEPT | {"at": 10**15}, "time"),
    ("a moment in words", KEPT | {"at": "yesterday"}, "time"),
    ("no moment", KEPT | {"at": None}, "at"),
    ("a word", "voicemail", "json"),
    ("an array of words", ["a", "b"], "payload"),
    ("broken json", b'{"id":', "json"),
    ("not UTF-8", b"\xff\xfe", "json"),
    ("deep", b"[" * 30_000, "json"),
]  # fmt: skip


def signed(payload: Any, at: int = NOW, key: str = KEY) -> tuple[bytes, dict[str, str]]:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    signature = hmac.new(key.encode(), body + str(at).encode(), hashlib.sha256).hexdigest()
    return body, {"X-Timestamp": str(at), "X-Signature": signature}


def channel(session: Any = None, control: str = "http://127.0.0.1:1") -> PhoneLine:
    line = PhoneLineSettings(signing_key=KEY, control=control, village="v001")
    return PhoneLine("hotline", line, session, lambda: float(NOW))


Send = Callable[..., Any]


@pytest.fixture
async def post() -> AsyncIterator[Send]:
    """Sends a callback through a real HTTP server: what is heard, or the refusal's (status, reason)."""
    seen: list[Any] = []
    line = channel()

    async def handle(request: web.Request) -> web.Response:
        try:
            seen[:] = [await line.hear(request)]
        except NotOurs as refusal:
            seen[:] = [(refusal.status, refusal.reason)]
            return web.Response(status=refusal.status)
        return line.thank(request, seen[0], None)

    site = web.Application()
    site.router.add_route("*", "/phone/hotline", handle)
    async with TestServer(site) as server, aiohttp.ClientSession() as session:

        async def send(payload: Any, method: str = "POST", headers: dict[str, str] | None = None, **how: Any) -> Any:
            body, proof = signed(payload, **how)
            async with session.request(method, server.make_url("/phone/hotline"), data=body, headers=headers or proof) as response:
                if response.status == 200:
                    assert await response.json() == {"code": 0}
            return seen[0]

        yield send


@pytest.mark.parametrize(("payload", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
async def test_what_an_event_is(post: Send, payload: Any, expected: Any) -> None:
    got = await post(payload)
    if isinstance(expected, str):
        assert got in ((400, expected), (400, "payload"))  # of several, one that can be read is enough
        if isinstance(payload, dict):
            with pytest.raises(NotOurs) as refusal:
                read_event("hotline", payload, None)
            assert (refusal.value.status, refusal.value.reason) == (400, expected)
        return
    assert [{"kind": h.kind, "sender": h.sender, "text": h.text, "extra": dict(h.extra)} for h in got] == expected
    for each in got:
        assert (each.channel, each.account, each.sent_at) == ("phone", "hotline", datetime.fromtimestamp(NOW, UTC))
        assert (each.media is not None) == (each.kind == "voice")


@pytest.mark.parametrize(
    ("how", "refusal"),
    [
        ({"key": "another"}, (403, "signature")),
        ({"headers": {"X-Timestamp": str(NOW)}}, (403, "signature")),
        ({"headers": {"X-Signature": "0" * 64}}, (403, "timestamp")),
        ({"at": NOW - MAX_LATE_S - 1}, (401, "stale")),
        ({"at": NOW + 301}, (401, "stale")),
        ({"method": "PUT"}, (405, "method")),
        ({"method": "GET", "key": "another"}, (405, "method")),
    ],
)
async def test_who_does_not_prove_it_is_not_heard(post: Send, how: dict[str, Any], refusal: tuple[int, str]) -> None:
    assert await post(KEPT, **how) == refusal


async def test_a_body_too_large_is_refused_before_its_proof_is_looked_at(post: Send) -> None:
    assert await post(b"x" * 65_537, key="another") == (413, "too_large")


def test_two_calls_of_one_question_have_two_fates() -> None:
    first, again, second = (read_event("hotline", FATE | {"call": call}, None) for call in ("q1.1", "q1.1", "q1.2"))
    assert first.unique == again.unique != second.unique


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("您同意吗？同意请按1，不同意请按2。", ["1", "2"]),
        ("您同意吗？同意请按11，不同意请按12。", ["11", "12"]),
        ("路修好了。", []),
        ("有人说“紧急请按9。”您同意吗？同意请按1。", ["1"]),
        ("他说请按9", []),
        ("", []),
    ],
)
def test_the_keys_are_those_that_the_end_offers(text: str, keys: list[str]) -> None:
    assert keys_in(text) == keys


# ---------------------------------------------------------------- what is asked of the line


@asynccontextmanager
async def control(status: int, answer: Any, headers: dict[str, str] | None = None) -> AsyncIterator[tuple[PhoneLine, list[web.Request]]]:
    """A line's control that answers as it is told, and proves what it is asked."""
    asked: list[Any] = []

    async def handle(request: web.Request) -> web.Response:
        body = await request.read()
        _, proof = signed(body or request.path.encode())
        assert {name: request.headers[name] for name in proof} == proof
        asked.append((request.method, request.path, json.loads(body) if body else None))
        return web.Response(status=status, body=answer if isinstance(answer, bytes) else json.dumps(answer).encode(), headers=headers)

    site = web.Application()
    site.router.add_route("*", "/{tail:.*}", handle)
    async with TestServer(site) as server, aiohttp.ClientSession() as session:
        yield channel(session, str(server.make_url(""))), asked


QUESTION = Parcel("q1", FROM, "修路您同意吗？同意请按1，不同意请按2。", key="ask.road")


async def test_a_question_is_handed_over_with_its_keys() -> None:
    async with control(202, {"call": "q1.1"}) as (line, asked):
        assert (await line.say(QUESTION)).provider_id == "q1.1"
    wanted = {"id": "q1", "to": FROM, "text": QUESTION.text, "key": "ask.road", "keys": ["1", "2"]}
    assert asked == [("POST", "/calls", wanted)]


@pytest.mark.parametrize(
    ("status", "answer", "headers", "failure"),
    [
        (429, {"error": "full"}, {"Retry-After": "20"}, ("full", True, 20.0)),
        (429, {"error": "tries"}, {"Retry-After": "75600"}, ("tries", True, 75600.0)),
        (503, {"error": "hours"}, {"Retry-After": "43200"}, ("hours", True, 43200.0)),
        (503, b"", {}, ("503", True, None)),
        (403, {"error": "signature"}, {}, ("signature", True, None)),
        (400, {"error": "to"}, {}, ("to", False, None)),
        (409, {"error": "no_way_out"}, {}, ("no_way_out", False, None)),
        (500, b"<html>", {}, ("500", True, None)),
        (400, {"error": ["x"]}, {}, ("400", False, None)),
    ],
)
async def test_what_a_refusal_means(status: int, answer: Any, headers: dict[str, str], failure: tuple[str, bool, float | None]) -> None:
    async with control(status, answer, headers) as (line, _):
        with pytest.raises(SayFailed) as fault:
            await line.say(QUESTION)
    assert (fault.value.code, fault.value.again, fault.value.retry_after_s) == failure


async def test_a_line_that_is_down_is_tried_again_and_a_bad_number_is_not() -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(SayFailed, match="unreachable") as fault:
            await channel(session).say(QUESTION)
        assert fault.value.again
        with pytest.raises(SayFailed, match="receiver") as fault:
            await channel(session).say(Parcel("q1", "10086", "x"))
        assert not fault.value.again
        with pytest.raises(SayFailed, match="unreachable"):
            await channel(session).fetch("in-1")


async def test_a_recording_is_fetched_once_more_when_it_is_not_there_yet() -> None:
    async with control(200, WAV) as (line, asked):
        assert await line.fetch("in-1") == (WAV, "audio/wav")
    assert asked == [("GET", "/recordings/in-1", None)]
    for status, again in ((404, False), (503, True), (403, True)):
        async with control(status, {}) as (line, _):
            with pytest.raises(SayFailed) as fault:
                await line.fetch("in-1")
            assert fault.value.again == again
    async with control(200, b"x" * 4_100_000) as (line, _):
        with pytest.raises(SayFailed, match="too_large"):
            await line.fetch("in-1")
    with pytest.raises(SayFailed, match="handle"):
        await channel().fetch("../calls")
