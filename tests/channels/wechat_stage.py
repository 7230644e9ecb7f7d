"""The API client on one side, the stand-in of the platform on the other, HTTP between them."""

from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels import SayFailed
from bot.channels.wechat_api import WeChatApi
from bot.standins.wechat import Fault, FaultKind, WeChatStandIn

OPENID = "oVillager000000000000000001"


class Clock:
    def __init__(self) -> None:
        self.time = 1_800_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class Stage:
    def __init__(self, session: aiohttp.ClientSession, platform: WeChatStandIn, clock: Clock, base: str) -> None:
        self.session, self.platform, self.clock, self.base = session, platform, clock, base
        self.api = self.client()

    def client(self, **changed):
        settings = {"app_id": "wx1", "secret": "s1", "api_base": self.base, "wire_now": self.clock, "sleep": self.clock.sleep}
        return WeChatApi(self.session, **(settings | {"timeout_s": 5.0} | changed))

    def fault(self, path, kind, value=0, times=1):
        self.platform.faults[path].extend([Fault(FaultKind(kind), value)] * times)

    def shown(self):
        return [one["text"] for one in self.platform.inbox(OPENID)]

    async def fails(self, text="你好", **changed) -> SayFailed:
        api = self.client(**changed) if changed else self.api
        with pytest.raises(SayFailed) as failed:
            await api.custom_send(OPENID, text)
        return failed.value


@asynccontextmanager
async def serving():
    clock = Clock()
    platform = WeChatStandIn(clock, {"wx1": "s1"})
    platform.heard(OPENID, "text")
    app = web.Application()
    app.add_subapp("/standin/wechat", platform.app())
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        yield Stage(session, platform, clock, str(server.make_url("/standin/wechat/")))
