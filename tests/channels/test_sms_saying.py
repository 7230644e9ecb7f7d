"""One contract for seven SMS gateways: what each is told in its own words, and what its answers and its silence mean."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, make_mocked_request

from bot.channels import Parcel, Receipt, SayFailed
from tests.channels.sms_peers import FROM, NOW, PEERS, SENT_AT, SITE, Ask, Peer, of_kinds

PARCEL = Parcel("out-1", FROM, "记下了。")
POSTING = [peer for peer in PEERS.values() if peer.kind != "gammu"]  # the modem's outbox is a folder
every_posting = pytest.mark.parametrize("peer", POSTING, ids=[peer.kind for peer in POSTING])

ANSWERS: dict[str, tuple[int, Any, str | None]] = {  # what each answers when it takes a message, and the id it gave
    "android_gateway": (202, {"id": "out-1", "state": "Pending"}, "out-1"),
    "smsforwarder": (200, {"code": 200, "msg": "success", "data": "success", "timestamp": 1}, None),
    "kannel": (202, "0: Accepted for delivery", "out-1"),
    "tencent": (200, {"Response": {"SendStatusSet": [{"SerialNo": "S-1", "Fee": 1, "Code": "Ok"}], "RequestId": "r"}}, "S-1"),
    "aliyun": (200, {"Message": "OK", "RequestId": "r", "Code": "OK", "BizId": "B-1"}, "B-1"),
    "twilio": (201, {"sid": "SM1", "status": "queued"}, "SM1"),
}


class Provider:
    """A stand-in that answers as it is told and keeps what it was asked."""

    def __init__(self, status: int, answer: Any, headers: dict[str, str] | None = None, wait_s: float = 0.0) -> None:
        self.asked: list[tuple[web.Request, bytes]] = []
        self._said = (status, answer if isinstance(answer, str) else json.dumps(answer), headers or {}, wait_s)

    async def handle(self, request: web.Request) -> web.Response:
        self.asked.append((request, await request.read()))
        status, text, headers, wait_s = self._said
        if wait_s:
            await asyncio.sleep(wait_s)
        if status == 0:
            assert request.transport is not None
            request.transport.abort()
        return web.Response(status=status or 200, text=text, headers=headers)

    async def say(self, peer: Peer, parcel: Parcel = PARCEL, **more: Any) -> Receipt:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self.handle)
        async with TestServer(app) as server, aiohttp.ClientSession() as session:
            channel = peer.channel(session, str(server.make_url("/")), **more)
            if self._said[3]:
                channel.say_timeout = aiohttp.ClientTimeout(total=0.05)
            receipt: Receipt = await channel.say(parcel)
            return receipt

    async def failure(self, peer: Peer, parcel: Parcel = PARCEL) -> tuple[str, bool, float | None]:
        with pytest.raises(SayFailed) as fault:
            await self.say(peer, parcel)
        return fault.value.code, fault.value.again, fault.value.retry_after_s


@every_posting
async def test_an_accepted_message_has_the_id_that_its_reports_will_name(peer: Peer) -> None:
    status, answer, provider_id = ANSWERS[peer.kind]
    provider = Provider(status, answer)
    assert await provider.say(peer) == Receipt(provider_id)
    assert len(provider.asked) == 1


REFUSALS: list[tuple[str, int, Any, tuple[str, bool, float | None]]] = [
    ("android_gateway", 400, {"message": "bad"}, ("400", False, None)),
    ("smsforwarder", 200, {"code": 500, "msg": "签名校验失败"}, ("code_500", True, None)),
    ("smsforwarder", 404, "", ("404", False, None)),
    ("kannel", 400, "Missing receiver", ("400", False, None)),
    ("kannel", 403, "Authorization failed for sendsms", ("403", True, None)),
    (
        "tencent",
        200,
        {"Response": {"SendStatusSet": [{"SerialNo": "", "Code": "FailedOperation.PhoneNumberInBlacklist"}]}},
        ("FailedOperation.PhoneNumberInBlacklist", False, None),
    ),
    (
        "tencent",
        200,
        {"Response": {"Error": {"Code": "AuthFailure.SignatureFailure", "Message": "x"}}},
        ("AuthFailure.SignatureFailure", True, None),
    ),
    (
        "tencent",
        200,
        {"Response": {"SendStatusSet": [{"Code": "LimitExceeded.PhoneNumberDailyLimit"}]}},
        ("LimitExceeded.PhoneNumberDailyLimit", False, None),
    ),
    ("aliyun", 200, {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "x"}, ("isv.MOBILE_NUMBER_ILLEGAL", False, None)),
    ("aliyun", 404, {"Code": "InvalidAccessKeyId.NotFound", "Message": "x"}, ("InvalidAccessKeyId.NotFound", True, None)),
    (
        "aliyun",
        200,
        {"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "触发天级流控Permits:40"},
        ("isv.BUSINESS_LIMIT_CONTROL", False, None),
    ),
    ("twilio", 400, {"code": 21610, "message": "unsubscribed", "status": 400}, ("21610", False, None)),
    ("twilio", 401, {"code": 20003, "status": 401}, ("20003", True, None)),
]
BUSY: list[tuple[str, int, Any, tuple[str, bool, float | None]]] = [
    ("android_gateway", 429, "", ("429", True, 30.0)),
    ("smsforwarder", 503, "", ("503", True, 30.0)),
    ("kannel", 503, "Temporal failure, try again later.", ("503", True, 30.0)),
    (
        "tencent",
        200,
        {"Response": {"SendStatusSet": [{"Code": "LimitExceeded.PhoneNumberThirtySecondLimit"}]}},
        ("LimitExceeded.PhoneNumberThirtySecondLimit", True, 30.0),
    ),
    ("tencent", 503, "<html>", ("503", True, 30.0)),
    (
        "aliyun",
        200,
        {"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "触发分钟级流控Permits:1"},
        ("isv.BUSINESS_LIMIT_CONTROL", True, 60.0),
    ),
    ("aliyun", 400, {"Code": "Throttling.User"}, ("Throttling.User", True, 30.0)),
    ("twilio", 429, {"code": 20429}, ("20429", True, 30.0)),
]


@pytest.mark.parametrize(("kind", "status", "answer", "expected"), REFUSALS)
async def test_a_refusal_says_whether_to_try_again(kind: str, status: int, answer: Any, expected: Any) -> None:
    assert await Provider(status, answer).failure(PEERS[kind]) == expected


@pytest.mark.parametrize(("kind", "status", "answer", "expected"), BUSY)
async def test_a_busy_provider_is_left_alone_for_a_while(kind: str, status: int, answer: Any, expected: Any) -> None:
    assert await Provider(status, answer, {"Retry-After": "30"}).failure(PEERS[kind]) == expected


@every_posting
async def test_what_may_have_left_is_not_sent_twice(peer: Peer) -> None:
    """Only the telephone that keeps our id may be asked again."""
    again = peer.kind == "android_gateway"
    status, answer, _ = ANSWERS[peer.kind]
    assert await Provider(status, answer, wait_s=0.3).failure(peer) == ("timeout" if again else "unknown", again, None)
    cut = Provider(0, answer)
    assert await cut.failure(peer) == ("unreachable" if again else "unknown", again, None)
    assert len(cut.asked) == 1  # nor by the library, which repeats a GET whose line went dead
    assert (await Provider(504, "").failure(peer))[1] is again


@every_posting
async def test_an_answer_that_cannot_be_read_is_not_sent_twice(peer: Peer) -> None:
    for answer in ("", "[", "[]", '{"Response": []}', "{" * 20_000, "x" * 100_000):
        provider = Provider(200, answer)
        if peer.kind in ("android_gateway", "kannel"):  # their status is the answer
            assert await provider.say(peer) == Receipt("out-1")
        else:
            assert (await provider.failure(peer))[1] is False


@every_posting
async def test_redirects_are_not_followed(peer: Peer) -> None:
    provider = Provider(302, "", {"Location": "/elsewhere"})
    assert await provider.failure(peer) == ("302", True, None)
    assert len(provider.asked) == 1


@every_posting
@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://", "phone:8080", "http://no such host", "http://[", ""])
async def test_nobody_there_is_try_again(peer: Peer, address: str) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(SayFailed) as fault:
            await peer.channel(session, address).say(PARCEL)
    assert (fault.value.code, fault.value.again) == ("unreachable", True)
    with pytest.raises(SayFailed):
        await peer.channel(session, "http://127.0.0.1:1").say(PARCEL)  # the session is closed now


@every_posting
async def test_half_an_emoji_does_not_stop_the_outbox(peer: Peer) -> None:
    status, answer, _ = ANSWERS[peer.kind]
    await Provider(status, answer).say(peer, replace(PARCEL, text="\ud83d好"))


async def test_kannel_is_asked_for_chinese_and_a_report_that_comes_back_to_us() -> None:
    provider = Provider(202, "0: Accepted for delivery")
    await provider.say(PEERS["kannel"])
    ((request, _),) = provider.asked
    assert dict(request.query) == {
        "username": "user",
        "password": "密码&",
        "to": FROM,
        "text": "记下了。",
        "charset": "UTF-8",
        "coding": "2",
        "dlr-mask": "31",
        "dlr-url": f"{SITE}/sms/gate?type=%d&ref=out-1&from=%p&to=%P&reply=%A&smsc=%i&fid=%F&token=t0ken-%%25%%2F%%2B%%26",
    }
    await provider.say(PEERS["kannel"], replace(PARCEL, text="OK 1"))
    assert provider.asked[1][0].query["coding"] == "0"


async def test_kannels_report_by_the_very_url_we_gave_it_is_ours(hears: Any) -> None:
    provider = Provider(202, "0: Accepted for delivery")
    receipt = await provider.say(PEERS["kannel"])
    url = provider.asked[0][0].query["dlr-url"]
    for escape, value in {"%d": "1", "%p": "%2B8613800138001", "%P": "10691", "%A": "ok", "%i": "F", "%F": "7", "%%": "%"}.items():
        url = url.replace(escape, value)
    (heard,) = await hears(PEERS["kannel"], Ask(query=url.partition("?")[2], method="GET"))
    assert (heard.extra["said"], heard.sender) == (receipt.provider_id, FROM)


def test_kannel_carries_the_answer_in_its_response() -> None:
    channel = PEERS["kannel"].channel()
    request = make_mocked_request("GET", "/sms/gate")
    response = channel.thank(request, [], "您反映的事记下了。")
    assert (response.text, response.headers["X-Kannel-Coding"], response.charset) == ("您反映的事记下了。", "2", "utf-8")
    assert "X-Kannel-Coding" not in channel.thank(request, [], None).headers
    assert [kind for kind, peer in PEERS.items() if peer.channel().carries] == ["kannel"]


async def test_the_telephones_own_server_accepts_our_sign() -> None:
    provider = Provider(*ANSWERS["smsforwarder"][:2])
    await provider.say(PEERS["smsforwarder"])
    letter = json.loads(provider.asked[0][1])
    ours = json.loads(PEERS["smsforwarder"].ask({}).body)
    assert (letter["timestamp"], letter["sign"]) == (int(ours["timestamp"]), ours["sign"])
    assert letter["data"] == {"sim_slot": 1, "phone_numbers": FROM, "msg_content": "记下了。"}


@pytest.mark.parametrize(
    ("parcel", "tencent", "aliyun"),
    [
        (PARCEL, ("900001", ["记下了。"]), ("900001", {"text": "记下了。"})),
        (replace(PARCEL, key="ask.road", values=("村东路", "3")), ("900002", ["村东路", "3"]), ("900002", {"road": "村东路", "days": "3"})),
        (replace(PARCEL, key="other", values=("x",)), ("900001", ["记下了。"]), ("900001", {"text": "记下了。"})),
    ],
)
async def test_clouds_send_the_approved_template_of_the_reply(parcel: Parcel, tencent: Any, aliyun: Any) -> None:
    provider = Provider(*ANSWERS["tencent"][:2])
    await provider.say(PEERS["tencent"], replace(parcel, code="07"))
    letter = json.loads(provider.asked[0][1])
    assert (letter["TemplateId"], letter["TemplateParamSet"], letter["ExtendCode"], letter["SessionContext"]) == (*tencent, "07", "out-1")
    provider = Provider(*ANSWERS["aliyun"][:2])
    await provider.say(PEERS["aliyun"], replace(parcel, code="07"))
    query = provider.asked[0][0].query
    assert (query["TemplateCode"], json.loads(query["TemplateParam"])) == aliyun
    assert (query["PhoneNumbers"], query["SmsUpExtendCode"], query["OutId"]) == ("13800138001", "07", "out-1")


@of_kinds("tencent", "aliyun")
async def test_without_an_approved_template_the_next_way_is_taken(peer: Peer) -> None:
    with pytest.raises(SayFailed) as fault:
        await peer.channel(templates={"ask.road": "1"}).say(PARCEL)
    assert (fault.value.code, fault.value.again) == ("no_template", False)


# ---------------------------------------------------------------- the modem's outbox


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_the_modem_finds_whole_files_in_its_own_writing(tmp_path: Path) -> None:
    channel = PEERS["gammu"].channel(outbox=tmp_path)
    assert await channel.say(PARCEL) == Receipt("out-1")
    assert await channel.say(PARCEL) == Receipt("out-1")
    (file,) = files_in(tmp_path)
    assert file.name == "OUTA_+8613800138001_out-1.txtd"
    assert file.read_bytes() == b"\xff\xfe" + "记下了。".encode("utf-16-le")


async def test_the_fate_of_a_file_names_what_was_said(tmp_path: Path, hears: Any) -> None:
    receipt = await PEERS["gammu"].channel(outbox=tmp_path).say(replace(PARCEL, id="a/../b:c"))
    (file,) = files_in(tmp_path)
    (heard,) = await hears(PEERS["gammu"], PEERS["gammu"].ask({"id": f"/var/spool/sent/{file.name}", "status": "sent"}))
    assert heard.extra["said"] == receipt.provider_id


@pytest.mark.parametrize("receiver", ["../../etc/cron.d/x", "10086", "", "CMCC", "+86138/0013/8001x"])
async def test_no_file_is_named_after_what_is_no_number(tmp_path: Path, receiver: str) -> None:
    with pytest.raises(SayFailed) as fault:
        await PEERS["gammu"].channel(outbox=tmp_path).say(replace(PARCEL, receiver=receiver))
    assert (fault.value.code, fault.value.again) == ("receiver", False)
    assert not files_in(tmp_path)


async def test_an_outbox_that_is_away_is_try_again(tmp_path: Path) -> None:
    with pytest.raises(SayFailed) as fault:
        await PEERS["gammu"].channel(outbox=tmp_path / "none").say(PARCEL)
    assert (fault.value.code, fault.value.again) == ("disk_2", True)


async def test_a_file_swept_up_later_keeps_its_own_moment(hears: Any) -> None:
    peer = PEERS["gammu"]
    for at in (NOW - 7200, str(NOW - 7200)):
        (heard,) = await hears(peer, peer.ask(peer.good | {"at": at}))
        assert heard.sent_at == SENT_AT - timedelta(hours=2)
