"""only_platform_ips: callbacks from the platform's own addresses alone, and nobody shut out when the list cannot be had."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels import NotOurs
from bot.channels.callers import Callers, networks_in
from bot.channels.wechat import WeChatChannel
from tests.channels.wechat_client import Platform
from tests.channels.wechat_stage import serving

NOW = 1_800_000_000
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
PLATFORM = Platform("wx1", "a-token", KEY, "safe", NOW)


@pytest.fixture
async def stage():
    """A channel with the second lock, its account's API, and a door to it from 127.0.0.1."""
    async with serving() as stage:
        settings = {"account": "main", "app_id": "wx1", "token": "a-token", "aes_key": KEY, "mode": "safe", "max_skew_s": 300}
        channel = WeChatChannel(**settings, api=stage.api, wire_now=stage.clock, chance=bytes, only_platform_ips=True)

        async def door(request: web.Request) -> web.Response:
            try:
                if request.method == "GET":
                    return channel.verify(request)
                return channel.thank(request, await channel.hear(request), None)
            except NotOurs as refusal:
                return web.Response(status=refusal.status, text=refusal.reason)

        app = web.Application()
        app.router.add_route("*", "/wechat/main", door)
        async with TestClient(TestServer(app)) as client:

            async def calls(*forwarded: str) -> tuple[int, str]:
                post = PLATFORM.post(PLATFORM.message())
                headers = [*post.headers.items(), *(("X-Forwarded-For", each) for each in forwarded)]
                response = await client.post("/wechat/main", params=post.query, data=post.body, headers=headers)
                checked = await client.get("/wechat/main", params=PLATFORM.signed_query() | {"echostr": "1"}, headers=headers[1:])
                assert checked.status == response.status
                return response.status, await response.text()

            stage.channel, stage.calls = channel, calls
            yield stage


async def test_before_the_list_is_there_the_signature_decides(stage):
    assert await stage.calls() == (200, "success")
    assert await stage.calls("8.8.8.8") == (200, "success")


@pytest.mark.parametrize(
    ("listed", "forwarded", "status"),
    [
        (["127.0.0.1"], [], 200),
        (["101.226.103.0/25"], [], 403),
        (["101.226.103.0/25"], ["101.226.103.7"], 200),
        (["101.226.103.0/25"], ["101.226.103.200"], 403),
        (["101.226.103.0/25"], ["8.8.8.8, 101.226.103.7"], 200),  # what stands before, the caller may have written
        (["101.226.103.0/25"], ["101.226.103.7, 8.8.8.8"], 403),
        (["101.226.103.0/25"], ["101.226.103.7", "8.8.8.8"], 403),
        (["101.226.103.0/25"], ["nonsense"], 403),
        (["101.226.103.0/25"], ["::ffff:101.226.103.7"], 200),
        (["2001:db8::/32"], ["2001:db8::7"], 200),
        (["2001:db8::/32"], ["101.226.103.7"], 403),
    ],
)
async def test_only_the_platform_s_addresses_may_call(stage, listed, forwarded, status):
    stage.platform.account.ips = listed
    await stage.channel.refresh()
    assert (await stage.calls(*forwarded))[0] == status


async def test_a_list_that_cannot_be_had_changes_nothing(stage):
    stage.platform.account.ips = ["101.226.103.0/25"]
    await stage.channel.refresh()
    stage.fault("getcallbackip", "errcode", 48006)
    await stage.channel.refresh()
    assert (await stage.calls())[0] == 403
    stage.platform.account.ips = []
    await stage.channel.refresh()
    assert (await stage.calls())[0] == 403


async def test_without_the_setting_nobody_is_asked():
    callers = Callers(None)
    await callers.refresh()


def test_what_is_no_address_is_left_out():
    assert networks_in({"ip_list": ["nonsense", 7, None]}) == networks_in({}) == networks_in({"ip_list": "1.1.1.1"}) == ()
