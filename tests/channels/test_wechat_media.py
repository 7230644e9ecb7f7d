"""Pictures, voices and films through the API: what a person sent comes whole or not at all, what we send goes up once."""

import json

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels import SayFailed
from bot.channels.wechat import WeChatChannel
from bot.channels.wechat_errors import Fault
from bot.channels.wechat_media import MAX_MEDIA, film_at
from tests.channels.wechat_stage import OPENID, serving

SEND, MEDIA, UPLOAD, FILM = "message/custom/send", "media/get", "media/upload", "media/film"
JPEG, PNG, AMR = b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"#!AMR\n"
MP3, MP4 = b"\xff\xf3\x40", b"\x00\x00\x00\x18ftypmp42"
VOICE = 2 * 1024 * 1024


@pytest.fixture
async def stage():
    async with serving() as stage:
        yield stage


async def refused(stage, media_id) -> tuple[str, bool]:
    with pytest.raises(SayFailed) as failed:
        await stage.api.media(media_id)
    return failed.value.code, failed.value.again


# what a person sent


@pytest.mark.parametrize(
    ("head", "kind", "content_type"),
    [
        (JPEG, "image", "image/jpeg"),
        (PNG, "image", "image/png"),
        (b"GIF89a", "image", "image/gif"),
        (AMR, "voice", "audio/amr"),
        (MP3, "voice", "audio/mpeg"),
        (MP4, "video", "video/mp4"),
    ],
)
async def test_media_come_with_what_their_bytes_say(stage, head, kind, content_type):
    media_id = stage.platform.keep_media(head + bytes(2000), "video/x" if kind == "video" else "application/octet-stream")
    media = await stage.api.media(media_id)
    assert (media.content, media.kind, media.content_type) == (head + bytes(2000), kind, content_type)


async def test_the_channel_fetches_by_the_handle_of_a_message(stage):
    channel = WeChatChannel(
        account="main",
        app_id="wx1",
        token="t",
        aes_key="a" * 43,
        mode="safe",
        max_skew_s=300,
        api=stage.api,
        wire_now=stage.clock,
        chance=bytes,
    )
    assert await channel.fetch(stage.platform.keep_media(AMR + b"1", "audio/amr")) == (AMR + b"1", "audio/amr")
    with pytest.raises(SayFailed):
        await channel.fetch("gone")


async def test_media_are_gone_after_three_days(stage):
    media_id = stage.platform.keep_media(JPEG, "image/jpeg")
    stage.clock.time += 3 * 86400
    assert await refused(stage, media_id) == ("40007", False)


@pytest.mark.parametrize(
    ("content", "content_type", "code", "again"),
    [
        (b'{"video_url": "http://v/1"}', "text/plain", "foreign_host", False),
        (b'{"video_url": 7}', "text/plain", "not_media", False),
        (b'{"no": "film"}', "application/json", "not_media", False),
        (b"<html>be patient</html>", "text/html", "unreadable", True),
        (b"", "image/jpeg", "unreadable", True),
        (b"%PDF-1.7", "image/jpeg", "not_media", False),
        (JPEG + bytes(MAX_MEDIA), "image/jpeg", "too_large", False),
        (AMR + bytes(VOICE), "audio/amr", "too_large", False),
    ],
)
async def test_media_that_are_none_are_refused(stage, content, content_type, code, again):
    assert await refused(stage, stage.platform.keep_media(content, content_type)) == (code, again)


@pytest.mark.parametrize(("head", "most"), [(JPEG, MAX_MEDIA), (AMR, VOICE), (MP4, MAX_MEDIA)])
async def test_the_largest_that_the_platform_keeps_is_taken(stage, head, most):
    content = head + bytes(most - len(head))
    media = await stage.api.media(stage.platform.keep_media(content, "video/mp4" if head == MP4 else "x/y"))
    assert media.content == content


async def test_a_film_is_judged_like_the_rest(stage):
    assert await refused(stage, stage.platform.keep_media(b"<html>", "video/mp4")) == ("not_media", False)
    assert await refused(stage, stage.platform.keep_media(MP4 + bytes(MAX_MEDIA), "video/mp4")) == ("too_large", False)
    stage.fault(FILM, "lost", times=2)  # a lost GET is asked again once by the library: to fetch twice harms nobody
    assert await refused(stage, stage.platform.keep_media(MP4, "video/mp4")) == ("broken", True)


async def test_the_token_does_not_go_with_the_film(stage):
    asked = []

    async def media(request: web.Request) -> web.Response:
        asked.append(request.path_qs)
        if request.path.endswith("stable_token"):
            return web.json_response({"access_token": "secret-token", "expires_in": 7200})
        if request.path.endswith("media/get"):
            return web.Response(text=json.dumps({"video_url": f"{request.url.origin()}/film?a=%2Fb"}))
        return web.Response(body=MP4)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", media)
    async with TestServer(app) as server:
        found = await stage.client(api_base=str(server.make_url("/"))).media("m-1")
    assert found.content == MP4
    assert "secret-token" not in asked[-1]


@pytest.mark.parametrize(
    "url", ["http://vweixinp.tc.qq.com/1/2.mp4?vkey=x", "https://mpvideo.qpic.cn/1.mp4", "https://api.weixin.qq.com/film"]
)
def test_films_lie_on_the_platforms_own_machines(url):
    assert film_at(url, "https://api.weixin.qq.com") == url


@pytest.mark.parametrize(
    "url",
    [
        "http://qq.com.evil.example/1",
        "http://evilqq.com/1",
        "http://vweixinp.tc.qq.com:8080/1",
        "http://127.0.0.1/1",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "ftp://vweixinp.tc.qq.com/1",
        "http://user@vweixinp.tc.qq.com/1",
        "http://[",
        "",
    ],
)
def test_nobody_sends_us_elsewhere_for_a_film(url):
    with pytest.raises(Fault, match="foreign_host"):
        film_at(url, "https://api.weixin.qq.com")


# what we send


@pytest.mark.parametrize(("content", "kind"), [(JPEG + b"\r\n--x", "image"), (AMR, "voice"), (MP3, "voice"), (MP4, "video")])
async def test_a_file_is_uploaded_and_shown(stage, content, kind):
    media_id = await stage.api.send_file(OPENID, content)
    assert stage.shown() == [f"[{kind}]"]
    assert (await stage.api.media(media_id)).content == content


async def test_a_file_goes_up_once_for_many(stage):
    media_id = await stage.api.send_file(OPENID, JPEG)
    assert await stage.api.send_file(OPENID, JPEG, media_id) == media_id
    assert stage.platform.calls[UPLOAD] == 1
    assert stage.shown() == ["[image]"] * 2


async def test_a_file_that_has_gone_goes_up_once_more(stage):
    media_id = await stage.api.send_file(OPENID, JPEG)
    stage.clock.time += 3 * 86400
    stage.platform.heard(OPENID, "text")
    assert await stage.api.send_file(OPENID, JPEG, media_id) != media_id
    assert stage.platform.calls[UPLOAD] == 2
    stage.fault(SEND, "errcode", 40007, times=9)
    with pytest.raises(SayFailed) as failed:
        await stage.api.send_file(OPENID, JPEG, media_id)
    assert (failed.value.code, failed.value.again, stage.platform.calls[UPLOAD]) == ("40007", False, 3)


async def test_another_fault_does_not_upload(stage):
    media_id = await stage.api.send_file(OPENID, JPEG)
    stage.fault(SEND, "errcode", 45015)
    with pytest.raises(SayFailed):
        await stage.api.send_file(OPENID, JPEG, media_id)
    assert stage.platform.calls[UPLOAD] == 1


async def test_an_upload_survives_a_token_that_died(stage):
    await stage.api.upload(JPEG)
    stage.platform.kill_token("wx1")
    kept = await stage.api.upload(JPEG)
    assert kept.ends_at == stage.clock.time + 3 * 86400


@pytest.mark.parametrize(("content", "code"), [(b"", "not_media"), (b"PK\x03\x04", "not_media"), (AMR + bytes(VOICE), "too_large")])
async def test_what_the_platform_would_refuse_is_not_sent(stage, content, code):
    with pytest.raises(SayFailed) as failed:
        await stage.api.send_file(OPENID, content)
    assert (failed.value.code, failed.value.again) == (code, False)
    assert not stage.platform.calls[UPLOAD]
