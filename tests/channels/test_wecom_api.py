"""The application's API against WeCom's stand-in: what reaches a member, what each error code makes of a message."""

import asyncio
import logging

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.channels import Parcel, SayFailed
from bot.channels.wechat_errors import Action, action_of
from bot.channels.wechat_menu import Button
from bot.channels.wecom import WeComChannel, parts_of
from bot.channels.wecom_api import ACTIONS, MAX_TEXT_BYTES, WeComApi
from bot.standins.wecom import Fault, FaultKind, WeComStandIn
from tests.channels.wecom_client import AGENT, CORP_ID, MEMBER

SEND, TOKEN, MEDIA = "message/send", "gettoken", "media/get"


class Clock:
    def __init__(self) -> None:
        self.time = 1_800_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class Stage:
    def __init__(self, session: aiohttp.ClientSession, platform: WeComStandIn, clock: Clock, base: str) -> None:
        self.session, self.platform, self.clock, self.base = session, platform, clock, base
        self.api = self.client()
        self.channel = WeComChannel(
            account="county", corp_id=CORP_ID, token="t", aes_key="a" * 43, max_skew_s=300, api=self.api, wire_now=clock, chance=bytes
        )

    def client(self, **changed):
        settings = {"corp_id": CORP_ID, "agent_id": AGENT, "secret": "s1", "api_base": self.base, "wire_now": self.clock}
        return WeComApi(self.session, **(settings | {"sleep": self.clock.sleep} | changed))

    def fault(self, path, kind, value=0, times=1):
        self.platform.faults[path].extend([Fault(FaultKind(kind), value)] * times)

    async def say(self, text="好", member=MEMBER, n=1):
        return await self.channel.say(Parcel(f"p{n}", member, text))

    async def fails(self, text="好", member=MEMBER) -> SayFailed:
        with pytest.raises(SayFailed) as failed:
            await self.say(text, member)
        return failed.value

    def shown(self, member=MEMBER):
        return [one["text"] for one in self.platform.inbox(member)]


@pytest.fixture
async def stage():
    clock = Clock()
    platform = WeComStandIn(clock, CORP_ID, {AGENT: "s1", 7: "s7"})
    platform.members = {MEMBER, "LiSi"}
    app = web.Application()
    app.add_subapp("/standin/wecom", platform.app())
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        yield Stage(session, platform, clock, str(server.make_url("/standin/wecom/")))


async def test_a_text_arrives_as_it_was_written_and_has_an_id(stage):
    receipt = await stage.say('今天有 2 件事等您定\n"路灯" 😀')
    assert stage.shown() == ['今天有 2 件事等您定\n"路灯" 😀']
    assert receipt.provider_id == "m3"


async def test_a_long_text_goes_in_parts_that_fit(stage):
    lines = [f"{n}、" + "长" * 60 for n in range(40)]
    await stage.say("\n".join(lines))
    assert "\n".join(stage.shown()) == "\n".join(lines)
    assert all(len(part.encode()) <= MAX_TEXT_BYTES for part in stage.shown())


@pytest.mark.parametrize("text", ["汉" * 2000, "a" + "😀" * 1500, "x" * 2048, "x" * 2049, "一" * 400 + "\n" + "二" * 600, "\x00\x1d好"])
def test_parts_lose_nothing_and_split_no_character(text):
    parts = parts_of(text)
    assert "".join(parts) == text.replace("\x00\x1d", "").replace("\n", "")
    assert all(0 < len(part.encode()) <= MAX_TEXT_BYTES for part in parts)


def test_nothing_to_say_is_no_part():
    assert parts_of("") == parts_of("\x00") == []


# members


async def test_who_is_no_member_is_told_apart_by_the_answer_with_errcode_0(stage):
    stage.platform.members.clear()
    fault = await stage.fails()
    assert (fault.code, fault.again, fault.unfollowed) == ("81013", False, True)


@pytest.mark.parametrize(("code", "gone"), [("invaliduser", True), ("unlicenseduser", False)])
async def test_a_good_answer_may_say_that_nobody_got_it(stage, code, gone):
    answered = []

    async def send(request: web.Request) -> web.Response:
        answered.append(await request.json())
        return web.json_response({"errcode": 0, "errmsg": "ok", code: MEMBER.lower(), "msgid": "m"})

    async def gettoken(request: web.Request) -> web.Response:
        return web.json_response({"errcode": 0, "access_token": "t", "expires_in": 7200})

    app = web.Application()
    app.router.add_post("/cgi-bin/message/send", send)
    app.router.add_get("/cgi-bin/gettoken", gettoken)
    async with TestServer(app) as server:
        with pytest.raises(SayFailed) as failed:
            await stage.client(api_base=str(server.make_url("/"))).send_text(MEMBER, "好")
    assert (failed.value.code, failed.value.again, failed.value.unfollowed) == (code, False, gone)
    (words,) = answered
    assert words == {
        "touser": MEMBER,
        "msgtype": "text",
        "agentid": AGENT,
        "text": {"content": "好"},
        "enable_duplicate_check": 1,
        "duplicate_check_interval": 120,
    }


async def test_twenty_a_minute_and_the_next_one_waits(stage):
    for n in range(20):
        await stage.say(f"第{n}条", n=n)
        stage.clock.time += 1
    fault = await stage.fails()
    assert (fault.code, fault.again, fault.retry_after_s) == ("member_minute", True, 40.0)
    await stage.say("别人照收", "LiSi")
    stage.clock.time += 40
    await stage.say("又能说了")
    assert (len(stage.shown()), stage.platform.dropped) == (21, 0)


async def test_the_pace_forgets_who_was_quiet(stage, monkeypatch):
    monkeypatch.setattr("bot.channels.wecom.MEMBERS_KEPT", 50)
    for n in range(500):
        stage.channel._pace.spend(f"m{n}")
        stage.clock.time += 2
    assert len(stage.channel._pace._sent) <= 51


async def test_the_platform_drops_what_is_too_much_without_a_word(stage):
    for n in range(31):
        await stage.api.send_text(MEMBER, f"第{n}条")
    assert (len(stage.shown()), stage.platform.dropped) == (30, 1)


# lost answers and doubles


async def test_a_lost_answer_does_not_show_the_words_twice(stage):
    stage.fault(SEND, "lost")
    assert (await stage.fails("今天的摘要")).again
    await stage.say("今天的摘要")
    assert stage.shown() == ["今天的摘要"]
    stage.clock.time += 121
    await stage.say("今天的摘要")
    assert len(stage.shown()) == 2


async def test_after_a_fault_half_way_each_part_is_shown_once(stage):
    text = "甲" * 600 + "\n" + "乙" * 600
    await stage.say("暖身")
    stage.platform.faults[SEND].extend([Fault(FaultKind.DELAY, 0), Fault(FaultKind.STATUS, 502)])
    assert (await stage.fails(text)).again
    await stage.say(text)
    assert stage.shown() == ["暖身", "甲" * 600, "乙" * 600]


# the token


async def test_sixteen_cold_callers_fetch_one_token(stage):
    await asyncio.gather(*(stage.api.send_text(MEMBER, str(n)) for n in range(16)))
    assert (stage.platform.calls[TOKEN], stage.platform.calls[SEND]) == (1, 16)


async def test_a_token_that_died_is_fetched_once_for_all(stage):
    await stage.say()
    stage.platform.kill_tokens()
    await asyncio.gather(*(stage.api.send_text(MEMBER, str(n)) for n in range(16)))
    assert (stage.platform.calls[TOKEN], len(stage.shown())) == (2, 17)


async def test_a_token_is_renewed_before_its_end(stage):
    await stage.say("一")
    stage.clock.time += 6899
    await stage.say("二")
    assert stage.platform.calls[TOKEN] == 1
    stage.clock.time += 302
    await stage.say("三")
    assert (stage.platform.calls[TOKEN], len(stage.shown())) == (2, 3)


async def test_a_token_that_is_always_refused_ends(stage):
    stage.fault(SEND, "errcode", 42001, times=9)
    fault = await stage.fails()
    assert (fault.code, fault.again, stage.platform.calls[SEND]) == ("42001", True, 2)


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"secret": "wrong"}, "40001"), ({"corp_id": "ww1"}, "40013"), ({"agent_id": 8}, "40056"), ({"agent_id": 7}, "301002")],
)
async def test_what_is_set_up_wrongly_rings_once(stage, caplog, changed, code):
    api = stage.client(**changed)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            with pytest.raises(SayFailed) as failed:
                await api.send_text(MEMBER, "好")
            assert (failed.value.code, failed.value.again) == (code, False)
    assert [record.getMessage() for record in caplog.records] == [f"the wecom account is set up wrongly: errcode {code}"]


# every error code

EXPECTED = {  # action → again, unfollowed, seconds until then
    Action.RETRY: (True, False, None),
    Action.NEW_TOKEN: (True, False, None),
    Action.MINUTE: (True, False, 60.0),
    Action.UNFOLLOWED: (False, True, None),
    Action.ALARM: (False, False, None),
    Action.DROP: (False, False, None),
    Action.SPLIT: (False, False, None),
}


@pytest.mark.parametrize("code", [*ACTIONS, 99999])
async def test_every_code_does_one_thing(stage, caplog, code):
    action = action_of(str(code), ACTIONS)
    again, unfollowed, wait = EXPECTED.get(action, (True, False, None))
    stage.fault(SEND, "errcode", code, times=9)
    with caplog.at_level(logging.ERROR):
        fault = await stage.fails()
    assert (fault.code, fault.again, fault.unfollowed, fault.retry_after_s) == (str(code), again, unfollowed, wait)
    assert bool(caplog.records) == (action is Action.ALARM)
    assert stage.platform.calls[SEND] == {Action.RETRY: 3, Action.NEW_TOKEN: 2}.get(action, 1)


def test_the_numbers_that_mean_something_else_here():
    assert (action_of("40001"), action_of("40001", ACTIONS)) == (Action.NEW_TOKEN, Action.ALARM)


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [("status", 502, "http_502"), ("html", 0, "unreadable"), ("truncated", 0, "unreadable"), ("lost", 0, "broken"), ("hang", 0, "timeout")],
)
async def test_other_faults_are_tried_again_later(stage, kind, value, code):
    await stage.say("暖身")
    stage.fault(SEND, kind, value)
    with pytest.raises(SayFailed) as failed:
        await stage.client(timeout_s=0.5).send_text(MEMBER, "好")
    assert (failed.value.code, failed.value.again) == (code, True)


async def test_nobody_at_the_other_end(stage):
    with pytest.raises(SayFailed) as failed:
        await stage.client(api_base=f"http://127.0.0.1:{unused_port()}").send_text(MEMBER, "好")
    assert (failed.value.code, failed.value.again) == ("no_connection", True)


# files and the menu


@pytest.mark.parametrize(
    ("content", "content_type"), [(b"#!AMR\n" + bytes(2000), "audio/amr"), (b"\xff\xd8\xff\xe0" + bytes(9), "image/jpeg")]
)
async def test_what_a_member_sent_is_fetched(stage, content, content_type):
    assert await stage.channel.fetch(stage.platform.keep_media(content, "application/octet-stream")) == (content, content_type)


async def test_a_film_comes_as_it_is(stage):
    film = b"\x00\x00\x00\x18ftypmp42"
    assert await stage.channel.fetch(stage.platform.keep_media(film, "video/mp4")) == (film, "video/mp4")


@pytest.mark.parametrize(
    ("content", "content_type", "code"),
    [
        (b'{"video_url": "http://169.254.169.254/"}', "application/json", "not_media"),
        (b"%PDF-1.7", "application/pdf", "not_media"),
        (b"#!AMR\n" + bytes(2 * 1024 * 1024), "audio/amr", "too_large"),
    ],
)
async def test_media_that_are_none_are_refused(stage, content, content_type, code):
    with pytest.raises(SayFailed) as failed:
        await stage.channel.fetch(stage.platform.keep_media(content, content_type))
    assert (failed.value.code, failed.value.again) == (code, False)


async def test_media_are_gone_after_three_days(stage):
    media_id = stage.platform.keep_media(b"#!AMR\n", "audio/amr")
    stage.clock.time += 3 * 86400
    with pytest.raises(SayFailed) as failed:
        await stage.channel.fetch(media_id)
    assert (failed.value.code, failed.value.again) == ("40007", False)


async def test_the_menu_is_the_application_s(stage):
    await stage.api.set_menu([Button("查进度", key="progress")])
    assert stage.platform.menus[AGENT] == {"button": [{"type": "click", "name": "查进度", "key": "progress"}]}
