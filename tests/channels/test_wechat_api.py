"""The API client against the stand-in, with every fault the real API has been seen to have."""

import asyncio
import logging

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.channels import SayFailed
from bot.channels.wechat_api import ACTIONS, Action, MemoryShelf, WeChatApi
from tests.channels.wechat_stage import OPENID, serving

SEND, TOKEN = "message/custom/send", "stable_token"


@pytest.fixture
async def stage():
    async with serving() as stage:
        yield stage


async def test_a_text_arrives_as_it_was_written(stage):
    await stage.api.custom_send(OPENID, '村道今天修好了\n"谢谢" 😀')
    assert stage.shown() == ['村道今天修好了\n"谢谢" 😀']


async def test_sixteen_cold_callers_fetch_one_token(stage):
    stage.platform.heard(OPENID, "text")
    results = await asyncio.gather(*(stage.api.custom_send(OPENID, str(n)) for n in range(16)), return_exceptions=True)
    assert stage.platform.calls[TOKEN] == 1
    assert stage.platform.calls[SEND] == 16
    assert sorted(result.code for result in results if result) == ["45047"] * 11


async def test_two_clients_share_a_token_by_their_shelf(stage):
    shelf = MemoryShelf(stage.clock)
    for _ in range(2):
        await stage.client(token_guard=shelf).custom_send(OPENID, "好")
    assert stage.platform.calls[TOKEN] == 1


async def test_a_token_is_renewed_before_its_end(stage):
    for _ in range(2):
        await stage.api.custom_send(OPENID, "好")
    stage.clock.time += 7200 - 299
    await stage.api.custom_send(OPENID, "好")
    assert stage.platform.calls[TOKEN] == 2
    assert stage.platform.calls[SEND] == 3


async def test_a_killed_token_is_fetched_once_by_all(stage):
    await stage.api.custom_send(OPENID, "好")
    stage.platform.kill_token("wx1")
    await asyncio.gather(*(stage.api.custom_send(OPENID, str(n)) for n in range(4)))
    assert len(stage.shown()) == 5
    assert stage.platform.calls[TOKEN] == 2


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_token_refused_for_ever_ends(stage, code):
    stage.fault(SEND, "errcode", code, times=9)
    failed = await stage.fails()
    assert (failed.code, failed.again) == (str(code), True)
    assert stage.platform.calls[SEND] == 2
    assert stage.platform.calls[TOKEN] == 2


@pytest.mark.parametrize("path", [SEND, TOKEN])
async def test_busy_is_tried_three_times(stage, path):
    stage.fault(path, "errcode", -1, times=2)
    await stage.api.custom_send(OPENID, "好")
    assert stage.shown() == ["好"]
    assert stage.clock.slept == [0.2, 0.6]
    stage.fault(SEND, "errcode", -1, times=3)
    failed = await stage.fails()
    assert (failed.code, failed.again) == ("-1", True)


@pytest.mark.parametrize("code", [code for code, action in ACTIONS.items() if action not in (Action.RETRY, Action.NEW_TOKEN)])
async def test_every_code_has_its_meaning(stage, code):
    stage.fault(SEND, "errcode", code)
    failed = await stage.fails()
    assert failed.code == str(code)
    assert failed.again == (code in (45009, 45011))
    assert failed.unfollowed == (code in (43004, 50005))
    # 1,800,000,000 is 16:00 in Beijing: eight hours to the new day
    assert failed.retry_after_s == {45009: 8 * 3600, 45011: 60}.get(code)
    assert stage.platform.calls[SEND] == 1
    assert stage.shown() == []


async def test_an_unknown_code_is_left_to_the_outbox(stage):
    stage.fault(SEND, "errcode", 99999)
    failed = await stage.fails()
    assert (failed.code, failed.again) == ("99999", True)


@pytest.mark.parametrize(
    ("kind", "value", "code", "shown"),
    [
        ("status", 502, "http_502", []),
        ("status", 302, "http_302", []),
        ("html", 0, "unreadable", []),
        ("truncated", 0, "unreadable", ["你好"]),
        ("lost", 0, "broken", ["你好"]),
        ("hang", 0, "timeout", []),
        ("delay", 0.6, "timeout", []),
    ],
)
@pytest.mark.parametrize("path", [SEND, TOKEN])
async def test_an_answer_that_is_none_is_tried_later_and_not_twice(stage, path, kind, value, code, shown):
    stage.fault(path, kind, value)
    failed = await stage.fails(timeout_s=0.3)
    assert (failed.code, failed.again) == (code, True)
    assert stage.platform.calls[path] == 1
    assert stage.shown() == (shown if path == SEND else [])


async def test_a_slow_answer_in_time_is_an_answer(stage):
    stage.fault(SEND, "delay", 0.1)
    await stage.api.custom_send(OPENID, "好")
    assert stage.shown() == ["好"]


async def test_no_connection_is_tried_three_times(stage):
    failed = await stage.fails(api_base=f"http://127.0.0.1:{unused_port()}")
    assert (failed.code, failed.again) == ("no_connection", True)
    assert stage.clock.slept == [0.2, 0.6]


@pytest.mark.parametrize(("changed", "code"), [({"app_id": "wx2"}, "40013"), ({"secret": "s2"}, "40125")])
async def test_a_wrong_account_raises_the_alarm_without_its_secret(stage, changed, code, caplog):
    with caplog.at_level(logging.DEBUG):
        failed = await stage.fails(**changed)
    assert (failed.code, failed.again) == (code, False)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert ours == [f"the wechat account is set up wrongly: errcode {code}"]


async def test_faults_do_not_carry_the_token(stage):
    stage.fault(SEND, "lost")
    failed = await stage.fails()
    assert failed.__cause__ is None
    assert failed.__suppress_context__


async def test_an_answer_of_the_wrong_shape_is_unreadable(stage):
    bodies = iter(["[]", '{"errcode": "x"}', "null", '{"access_token": 7, "expires_in": 7200}', "[" * 15000, "[" * 30000])

    async def odd(request: web.Request) -> web.Response:
        return web.Response(text=next(bodies))

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", odd)
    async with TestServer(app) as server:
        for _ in range(6):
            failed = await stage.fails(api_base=str(server.make_url("/")))
            assert (failed.code, failed.again) == ("unreadable", True)


async def test_a_closed_session_is_said_like_every_other_fault(stage):
    async with aiohttp.ClientSession() as session:
        api = WeChatApi(session, app_id="wx1", secret="s1", api_base=stage.base, wire_now=stage.clock, sleep=stage.clock.sleep)
    with pytest.raises(SayFailed) as failed:
        await api.custom_send(OPENID, "好")
    assert (failed.value.code, failed.value.again) == ("broken", True)


async def test_a_redirect_is_not_followed_with_the_token(stage):
    asked = []

    async def moved(request: web.Request) -> web.Response:
        asked.append(request.path)
        raise web.HTTPFound("/elsewhere")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", moved)
    async with TestServer(app) as server:
        failed = await stage.fails(api_base=str(server.make_url("/")))
    assert (failed.code, failed.again) == ("http_302", True)
    assert asked == ["/cgi-bin/stable_token"]
