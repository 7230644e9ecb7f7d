"""A slow way between smsbox and 说事: of two delivery reports for one message the first comes last."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web
from yarl import URL


@dataclass
class Way:
    """held: the type of report that waits until another one of the same message has been answered; "" for none."""

    site: str
    held: str = ""
    url: str = ""
    waiting: set[str] = field(default_factory=set)  # refs of what is held now
    _passed: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Way"]:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._pass_on)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)  # what is held at the end stays held
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _pass_on(self, request: web.Request) -> web.Response:
        ref = request.query["ref"]
        passed = self._passed[ref]
        if request.query["type"] == self.held:
            self.waiting.add(ref)
            await passed.wait()
        async with aiohttp.ClientSession() as session, session.get(URL(self.site + request.raw_path, encoded=True)) as answer:
            response = web.Response(status=answer.status, body=await answer.read())
        passed.set()
        return response
