"""A server that hears as ours does, for one gateway after the other."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels import NotOurs
from tests.channels.sms_peers import Ask, Peer


@pytest.fixture
async def hears() -> AsyncIterator[Callable[..., Any]]:
    """Sends a request through a real HTTP server: the messages and the thanks, or the refusal's (status, reason)."""
    seen: dict[str, Any] = {}

    async def handle(request: web.Request) -> web.Response:
        try:
            seen["heard"] = await seen["channel"].hear(request)
        except NotOurs as refusal:
            seen["heard"] = (refusal.status, refusal.reason)
            return web.Response(status=refusal.status)
        response: web.Response = seen["channel"].thank(request, seen["heard"], None)
        return response

    app = web.Application()
    app.router.add_route("*", "/sms/gate", handle)
    server = TestServer(app)
    await server.start_server(access_log=None)  # as ours is served
    async with TestClient(server) as client:

        async def send(peer: Peer, ask: Ask) -> Any:
            seen.clear()
            seen["channel"] = peer.channel()
            url = client.make_url("/sms/gate").with_query(None)
            url = type(url)(f"{url}?{ask.query}", encoded=True) if ask.query else url
            async with client.session.request(ask.method, url, data=ask.body or None, headers=dict(ask.headers)) as response:
                seen["thanks"] = await response.text()
                assert response.status == (200 if isinstance(seen["heard"], list) else seen["heard"][0])
            send.thanks = seen["thanks"]  # type: ignore[attr-defined]
            return seen["heard"]

        yield send
