"""The doorkeeper: slow, idle and surplus connections are cut off, and no error page or log repeats what a stranger sent.

aiohttp waits for ever for a header or a body and takes any number of connections. Here each connection carries three
deadlines: headers (armed when it opens and with the first byte of every later request), body (armed until the payload
is whole) and writing (armed while the peer does not take what we send).
"""

import asyncio
import traceback
from http import HTTPStatus
from typing import Any, cast

from aiohttp import web
from aiohttp.http import HttpProcessingError
from aiohttp.streams import StreamReader
from aiohttp.web_protocol import RequestHandler

from bot.refusals import NotOurs


def make_runner(
    app: web.Application,
    *,
    header_s: float = 5.0,
    body_s: float = 3.0,
    keepalive_s: float = 15.0,
    write_s: float = 10.0,
    linger_s: float = 1.0,
    max_connections: int = 1000,
    **more: Any,
) -> web.AppRunner:
    """A runner for web.TCPSite whose connections are guarded. Times in seconds; surplus connections are closed at once.

    body_s is for handlers that use read_body; the connection itself is cut linger_s later, so that a 408 can go out.
    write_s is how long a peer may leave our answer untaken. There is no access log unless more says so: its lines hold
    the query, and with it signatures and openids.
    """
    limits = _Limits(header_s, body_s + linger_s, write_s, max_connections)
    more = {"access_log": None, "keepalive_timeout": keepalive_s, "lingering_time": linger_s} | more
    return _GuardedRunner(app, limits, **more)


async def read_body(request: web.Request, limit: int = 65536, seconds: float = 3.0) -> bytes:
    """The whole body. Raises NotOurs: 413 over limit bytes (unpacked), 408 not whole within seconds, 400 broken off."""
    if (request.content_length or 0) > limit:
        raise NotOurs(413, "too_large")
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            while chunk := await request.content.readany():
                body += chunk
                if len(body) > limit:
                    raise NotOurs(413, "too_large")
    except TimeoutError:
        raise NotOurs(408, "slow") from None
    except (ConnectionError, web.RequestPayloadError, HttpProcessingError):
        raise NotOurs(400, "broken") from None
    return bytes(body)


class _Limits:
    """What all connections of one server share; open counts them."""

    __slots__ = ("body_s", "header_s", "max_connections", "open", "write_s")

    def __init__(self, header_s: float, body_s: float, write_s: float, max_connections: int) -> None:
        self.header_s = header_s
        self.body_s = body_s
        self.write_s = write_s
        self.max_connections = max_connections
        self.open = 0


class _GuardedRunner(web.AppRunner):
    __slots__ = ("_limits",)

    def __init__(self, app: web.Application, limits: _Limits, **more: Any) -> None:
        super().__init__(app, **more)
        self._limits = limits

    async def _make_server(self) -> web.Server:
        plain = await super()._make_server()
        return _GuardedServer(plain, self._limits)


class _GuardedServer(web.Server):
    """The application's server, with guarded connections."""

    def __init__(self, plain: web.Server, limits: _Limits) -> None:
        super().__init__(
            plain.request_handler,
            request_factory=plain.request_factory,
            handler_cancellation=plain.handler_cancellation,
            **plain._kwargs,
        )
        self._limits = limits

    def __call__(self) -> RequestHandler:
        return _GuardedConnection(self, self._limits, loop=self._loop, **self._kwargs)


class _GuardedConnection(RequestHandler):
    __slots__ = ("_arriving", "_counted", "_limits", "_timers")

    def __init__(self, server: web.Server, limits: _Limits, **more: Any) -> None:
        super().__init__(server, **more)
        self._limits = limits
        self._counted = False
        self._arriving: StreamReader | None = None  # the payload of the last request, while it is not whole
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._limits.open >= self._limits.max_connections:
            self._force_close = True  # never begun: aiohttp must not take in what is already on its way
            cast("asyncio.Transport", transport).abort()  # uvloop's own transports are no subclass
            return
        self._limits.open += 1
        self._counted = True
        super().connection_made(transport)
        self._arm("header", self._limits.header_s)

    def connection_lost(self, exc: BaseException | None) -> None:
        if self._counted:
            self._limits.open -= 1
            self._counted = False
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._arriving = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._messages:
            self._stop("header")
            self._new_payload(self._messages[-1][1])
        elif self._idle():
            self._arm("header", self._limits.header_s)
        if self._arriving is not None and self._arriving.is_eof():
            self._arriving = None
            self._stop("body")

    def pause_writing(self) -> None:
        super().pause_writing()
        self._arm("write", self._limits.write_s)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop("write")

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """A page of the status alone. aiohttp's own shows and logs the offending bytes, which may be a villager's words."""
        if request.writer.output_size > 0:
            raise ConnectionError("the answer has already begun")
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR and self.transport is not None:  # None: the peer has left
            self.logger.error("a request failed: %s", _where(exc))
        response = web.Response(status=status, text=f"{status}: {HTTPStatus(status).phrase}\n")
        response.force_close()
        return response

    def log_exception(self, *args: Any, **more: Any) -> None:
        """aiohttp's last words about a connection, without the traceback that would show them."""
        self.logger.error("a connection failed: %s", _where(more.get("exc_info")))

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        if isinstance(resp, web.HTTPExpectationFailed):  # aiohttp repeats the header in it
            resp.text = "417: Expectation Failed"
        return await super().finish_response(request, resp, start_time)

    def _idle(self) -> bool:
        return self._waiter is not None and not self._waiter.done()

    def _arm(self, name: str, seconds: float) -> None:
        if name not in self._timers:
            self._timers[name] = self._loop.call_later(seconds, self._late, name)

    def _stop(self, name: str) -> None:
        if timer := self._timers.pop(name, None):
            timer.cancel()

    def _late(self, name: str) -> None:
        self._timers.pop(name, None)
        # with a request at work the line is busy, not slow: what follows it has its time when the work is done
        if self.transport is not None and (name != "header" or self._idle()):
            self.transport.abort()

    def _new_payload(self, payload: StreamReader) -> None:
        if payload is not self._arriving and not payload.is_eof():
            self._stop("body")
            self._arriving = payload
            self._arm("body", self._limits.body_s)


def _where(exc: BaseException | None) -> str:
    # the kind and the place of a fault, never its message: messages hold what they complain about
    if exc is None:
        return "unknown"
    frames = traceback.extract_tb(exc.__traceback__)
    return f"{type(exc).__name__} at {frames[-1].filename}:{frames[-1].lineno}" if frames else type(exc).__name__
