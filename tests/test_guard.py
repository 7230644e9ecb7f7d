"""Slow, idle and surplus connections are cut off; whoever keeps the pace notices nothing."""

import asyncio
import gzip
import logging
import time
from contextlib import asynccontextmanager, suppress

import pytest
from aiohttp import web

from bot.channels import NotOurs
from bot.guard import make_runner, read_body

HEADER_S, BODY_S, KEEPALIVE_S = 0.3, 0.3, 0.8
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def post(length: int | None, body: bytes = b"", path: bytes = b"/", more: bytes = b"") -> bytes:
    size = b"Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}".encode()
    return b"POST " + path + b" HTTP/1.1\r\nHost: a\r\n" + size + b"\r\n" + more + b"\r\n" + body


class Line:
    """A bare TCP connection to the guarded server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def send(self, raw: bytes) -> None:
        self.writer.write(raw)

    async def answer(self) -> tuple[int, bytes]:
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 3)
        length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0")
        return int(head.split()[1]), await self.reader.readexactly(int(length.split(b":")[1]))

    async def cut_after(self) -> float:
        """Seconds until the server ends the connection."""
        began = time.perf_counter()
        try:
            while await asyncio.wait_for(self.reader.read(1000), 5):
                pass
        except ConnectionError:
            pass
        return time.perf_counter() - began


class Server:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.port = 0

    async def call(self) -> Line:
        line = Line(*await asyncio.open_connection("127.0.0.1", self.port))
        self.lines.append(line)
        return line


async def size_of_body(request: web.Request) -> web.Response:
    try:
        return web.Response(text=str(len(await read_body(request, limit=1000, seconds=BODY_S))))
    except NotOurs as refused:
        return web.Response(status=refused.status, text=refused.reason)


async def hello(request: web.Request) -> web.Response:
    return web.Response(text="hello")


async def careless(request: web.Request) -> web.Response:
    return web.Response(text=str(len(await request.read())))


async def thinking(request: web.Request) -> web.Response:
    await asyncio.sleep(HEADER_S * 2)
    return web.Response(text="thought")


async def failing(request: web.Request) -> web.Response:
    raise ValueError("words of a villager")


async def many_pages(request: web.Request) -> web.Response:
    return web.Response(body=bytes(20_000_000))


@asynccontextmanager
async def serving(**changed):
    app = web.Application()
    app.router.add_get("/", hello)
    app.router.add_post("/", size_of_body)
    app.router.add_post("/careless", careless)
    app.router.add_get("/thinking", thinking)
    app.router.add_get("/failing", failing)
    app.router.add_get("/pages", many_pages)
    limits = {"write_s": 0.3, "header_s": HEADER_S, "body_s": BODY_S, "keepalive_s": KEEPALIVE_S, "linger_s": 0.2}
    runner = make_runner(app, **(limits | changed))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server = Server()
    server.port = runner.addresses[0][1]
    yield server
    for line in server.lines:
        line.writer.close()
    await runner.cleanup()


@pytest.fixture
async def server():
    async with serving() as server:
        yield server


async def test_ordinary_requests_pass_on_one_line(server):
    line = await server.call()
    for _ in range(3):
        line.send(GET)
        assert await line.answer() == (200, b"hello")
        line.send(post(5, b"12345"))
        assert await line.answer() == (200, b"5")
        line.send(post(None, b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"))
        assert await line.answer() == (200, b"5")
    line.send(GET + GET + post(2, b"ab") + GET)
    assert [await line.answer() for _ in range(4)] == [(200, b"hello"), (200, b"hello"), (200, b"2"), (200, b"hello")]


@pytest.mark.parametrize("begun", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\n"])
async def test_late_headers_are_cut_off(server, begun):
    line = await server.call()
    line.send(begun)
    assert await line.cut_after() < KEEPALIVE_S


async def test_headers_that_trickle_are_cut_off(server):
    line = await server.call()
    began = time.perf_counter()
    cut = asyncio.create_task(line.cut_after())
    for byte in GET[:-1]:
        line.send(bytes([byte]))
        if cut.done():
            break
        await asyncio.sleep(0.05)
    await cut
    assert time.perf_counter() - began < KEEPALIVE_S


async def test_the_header_deadline_is_armed_again_after_each_request():
    async with serving(keepalive_s=20.0) as server:
        line = await server.call()
        line.send(GET)
        await line.answer()
        await asyncio.sleep(HEADER_S * 1.3)  # idle longer than a header may take: that is what keep-alive is for
        line.send(GET)
        await line.answer()
        line.send(b"GET / HT")
        assert await line.cut_after() < 3.0


async def test_the_body_deadline_ends_with_the_body():
    async with serving(keepalive_s=20.0) as server:
        line = await server.call()
        line.send(post(2, b"a"))
        await asyncio.sleep(0.05)
        line.send(b"b")
        assert await line.answer() == (200, b"2")
        await asyncio.sleep(BODY_S + 0.4)
        line.send(GET)
        assert await line.answer() == (200, b"hello")


async def test_an_idle_line_is_ended_after_keepalive(server):
    line = await server.call()
    line.send(GET)
    await line.answer()
    assert await line.cut_after() < 3.0


async def test_a_thinking_handler_is_not_a_slow_client(server):
    line = await server.call()
    line.send(b"GET /thinking HTTP/1.1\r\nHost: a\r\n\r\n")
    assert await line.answer() == (200, b"thought")


@pytest.mark.parametrize("request_", [post(500, b"x"), post(None, b"1\r\nx\r\n")])
async def test_a_late_body_is_told_408_and_cut_off(server, request_):
    line = await server.call()
    line.send(request_)
    assert await line.answer() == (408, b"slow")
    assert await line.cut_after() < 3.0


@pytest.mark.parametrize("path", [b"/careless", b"/nowhere"])
async def test_a_late_body_is_cut_off_whoever_reads_it(server, path):
    line = await server.call()
    line.send(post(500, b"x", path))
    assert await line.cut_after() < 3.0


@pytest.mark.parametrize(
    "request_",
    [
        post(1001),
        post(1001, b"x" * 1001),
        post(None, b"3e9\r\n" + b"x" * 1001 + b"\r\n0\r\n\r\n"),
        post(len(gzip.compress(bytes(100_000))), gzip.compress(bytes(100_000)), more=b"Content-Encoding: gzip\r\n"),
    ],
)
async def test_too_much_is_told_413_at_once(server, request_):
    line = await server.call()
    line.send(request_)
    assert await line.answer() == (413, b"too_large")


async def test_exactly_the_limit_passes(server):
    line = await server.call()
    line.send(post(1000, b"x" * 1000))
    assert await line.answer() == (200, b"1000")


async def test_a_body_that_breaks_off_hurts_nobody(server, caplog):
    for raw in (
        post(500, b"x"),
        post(500, b"x", b"/careless"),
        post(None, b"zz\r\nx"),
        post(3, b"abc", more=b"Content-Encoding: gzip\r\n"),
    ):
        line = await server.call()
        line.send(raw)
        await asyncio.sleep(0.02)
        line.writer.close()
    await asyncio.sleep(0.1)
    line = await server.call()
    line.send(GET)
    assert await line.answer() == (200, b"hello")
    assert not [record for record in caplog.records if record.exc_info]


async def test_surplus_connections_are_ended_at_once_and_room_is_made_again():
    async with serving(max_connections=10, header_s=20.0, keepalive_s=20.0) as server:
        first = [await server.call() for _ in range(10)]
        for line in [await server.call() for _ in range(5)]:
            line.send(GET)
            assert await line.cut_after() < 3.0
        first[0].writer.close()
        await asyncio.sleep(0.1)
        for line in (first[1], await server.call()):
            line.send(GET)
            assert await line.answer() == (200, b"hello")


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"SECRET\x01WORDS\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -5SECRET\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nBad Header SECRET\r\n\r\n", 400),
        (b"GET /" + b"SECRET" * 3000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET /SECRET HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        (b"GET / HTTP/1.1\r\nHost: a\r\nExpect: SECRET\r\n\r\n", 417),
        (b"GET /failing?SECRET HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\n\r\n", 500),
    ],
)
async def test_errors_repeat_nothing(server, raw, status, caplog):
    line = await server.call()
    with caplog.at_level(logging.DEBUG):
        line.send(raw)
        answered, page = await line.answer()
    assert answered == status
    assert b"SECRET" not in page
    logged = [record.getMessage() + (record.exc_text or "") for record in caplog.records]
    assert not [text for text in logged if "SECRET" in text or "villager" in text]
    assert not [record for record in caplog.records if record.exc_info]
    assert status != 500 or "ValueError at" in logged[-1]


@pytest.mark.parametrize("length", ["-5", "+5", "0x5", "1_0", "5,5", "", "5\r\nContent-Length: 5", "5\r\nTransfer-Encoding: chunked"])
async def test_a_length_that_is_none_or_told_twice_is_refused(server, length):
    line = await server.call()
    line.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length.encode() + b"\r\n\r\n12345")
    assert (await line.answer())[0] == 400


async def test_a_peer_that_does_not_take_its_answer_is_cut_off(server):
    line = await server.call()
    line.send(GET.replace(b"/ ", b"/pages ", 1))
    await asyncio.sleep(0.8)
    taken = 0
    with suppress(ConnectionError):
        while chunk := await asyncio.wait_for(line.reader.read(1_000_000), 3):
            taken += len(chunk)
    assert taken < 20_000_000


async def test_a_peer_that_takes_its_answer_slowly_gets_it(server):
    line = await server.call()
    line.send(GET.replace(b"/ ", b"/pages ", 1))
    assert (await line.answer())[1] == bytes(20_000_000)
