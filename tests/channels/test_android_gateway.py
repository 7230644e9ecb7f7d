"""The village telephone: what its webhooks mean, what they must prove, and how an SMS leaves through it."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels import NotOurs, Parcel, Receipt, SayFailed
from bot.channels.android_gateway import AndroidGateway
from bot.standins.android_phone import AndroidPhone, Sms, signed, sms_received
from handlers.messages import ChannelName, Heard

KEY = "signing-key"
NOW = 1_793_606_400  # 2026-11-02 08:00 UTC
GOOD = sms_received("Ey6ECgOkVVFjz3CL48B8C", "+8613800138001", "村东头的水渠堵了", "2026-11-02T16:00:00.000+08:00")
HEARD = Heard(
    channel=ChannelName.SMS,
    account="village_phone",
    sender="+8613800138001",
    message_id=GOOD["payload"]["messageId"],
    unique="Ey6ECgOkVVFjz3CL48B8C",
    kind="text",
    sent_at=datetime(2026, 11, 2, 8, tzinfo=UTC),
    text="村东头的水渠堵了",
)
PARCEL = Parcel("out-1", "+8613800138001", "记下了。")


def event(**changed: Any) -> dict[str, Any]:
    """The good event with fields of its payload changed; ... removes one."""
    payload = {key: value for key, value in (GOOD["payload"] | changed).items() if value is not ...}
    return GOOD | {"payload": payload}


def status(name: str, **payload: Any) -> dict[str, Any]:
    return {"deviceId": "d", "event": name, "id": "e-1", "webhookId": "w", "payload": payload}


def gateway(session: Any = None, api_base: str = "http://127.0.0.1:1", password: str = "密码") -> AndroidGateway:
    return AndroidGateway("village_phone", KEY, api_base, "sms", password, session, lambda: float(NOW))


@pytest.fixture
async def hears() -> AsyncIterator[Callable[..., Any]]:
    """Posts through a real HTTP server; gives the messages, or the refusal's (status, reason)."""
    channel, seen = gateway(), []

    async def handle(request: web.Request) -> web.Response:
        try:
            heard = await channel.hear(request)
        except NotOurs as refusal:
            seen.append((refusal.status, refusal.reason))
            return web.Response(status=refusal.status)
        seen.append(heard)
        return channel.thank(request, heard, None)

    app = web.Application()
    app.router.add_route("*", "/sms/village_phone", handle)
    async with TestClient(TestServer(app)) as client:

        async def post(body: bytes, headers: dict[str, str], method: str = "POST") -> Any:
            async with client.request(method, "/sms/village_phone", data=body, headers=headers) as response:
                assert response.status == (200 if isinstance(seen[-1], list) else seen[-1][0])
            return seen[-1]

        yield post


async def test_a_received_sms_is_a_message(hears: Any) -> None:
    assert await hears(*signed(GOOD, KEY, NOW)) == [HEARD]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"sender": "13800138001"}, {}),
        ({"sender": "１３８００１３８００１"}, {}),
        ({"sender": ..., "phoneNumber": "13800138001"}, {}),  # apps before 2026 call it so
        ({"sender": None, "phoneNumber": "13800138001"}, {}),
        ({"messageId": ...}, {"message_id": HEARD.unique}),
        ({"messageId": "other", "simNumber": None, "new": [1]}, {"message_id": "other"}),
        ({"receivedAt": "2026-11-02T08:00:00Z"}, {}),
        ({"receivedAt": "2026-11-02T16:00:00"}, {}),  # without a zone: Beijing
        ({"receivedAt": "2026-11-01T20:00:00-12:00"}, {}),
        ({"message": ""}, {"text": None}),
        ({"message": " \n"}, {"text": None}),
        ({"message": "字" * 2001}, {"text": "字" * 2000}),
        ({"message": "1\x00\x00"}, {"text": "1"}),
        ({"message": "\ud83d水"}, {"text": "\ufffd水"}),
        ({"message": "😀"}, {"text": "😀"}),
        ({"message": "{secret}'; DROP TABLE inbox;--"}, {"text": "{secret}'; DROP TABLE inbox;--"}),
        ({"sender": "10086"}, {"sender": "10086", "extra": {"service": "1"}}),
        ({"sender": "+8610690000123"}, {"sender": "+8610690000123", "extra": {"service": "1"}}),
        ({"sender": "95588"}, {"sender": "95588", "extra": {"service": "1"}}),
        ({"sender": "CMCC"}, {"sender": "CMCC", "extra": {"service": "1"}}),
        ({"sender": "+15551234567"}, {"sender": "+15551234567"}),
    ],
)
async def test_variants_of_a_received_sms(hears: Any, changed: dict[str, Any], expected: dict[str, Any]) -> None:
    body = json.dumps(event(**changed)).encode()  # escaped: the only way to write half an emoji
    assert await hears(body, _headers(body, NOW)) == [replace(HEARD, **expected)]


def _headers(body: bytes, timestamp: int | str, key: str = KEY) -> dict[str, str]:
    digest = hmac.new(key.encode(), body + str(timestamp).encode(), hashlib.sha256).hexdigest()
    return {"X-Timestamp": str(timestamp), "X-Signature": digest}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            status("sms:sent", messageId="out-1", recipient="+8613800138001", partsCount=1, sentAt="2026-11-02T16:00:01.000+08:00"),
            {"kind": "status", "extra": {"status": "sent", "said": "out-1"}, "sent_at": datetime(2026, 11, 2, 8, 0, 1, tzinfo=UTC)},
        ),
        (
            status("sms:delivered", messageId="out-1", phoneNumber="13800138001", deliveredAt="2026-11-02T16:00:00.000+08:00"),
            {"kind": "status", "extra": {"status": "delivered", "said": "out-1"}},
        ),
        (
            status("sms:failed", messageId="out-1", recipient="13800138001", failedAt="2026-11-02T16:00:00+08:00", reason="no service"),
            {"kind": "status", "extra": {"status": "failed", "said": "out-1", "reason": "no service"}},
        ),
        (
            status("sms:data-received", messageId="d1", sender="13800138001", data="3q2+7w==", receivedAt="2026-11-02T16:00:00+08:00"),
            {"kind": "status", "message_id": "d1", "extra": {"status": "data-received", "said": "d1"}},
        ),
        (
            status("mms:received", messageId="m1", sender="13800138001", transactionId="t", receivedAt="2026-11-02T16:00:00+08:00"),
            {"kind": "status", "message_id": "m1", "extra": {"status": "mms:received", "said": "m1"}},
        ),
        (
            status(
                "mms:downloaded",
                messageId="m1",
                sender="13800138001",
                body="看这条沟",
                subject=None,
                attachments=[{"partId": 7, "contentType": "image/jpeg", "name": "a.jpg", "size": 5, "data": None}],
                receivedAt="2026-11-02T16:00:00+08:00",
            ),
            {"kind": "image", "message_id": "m1", "text": "看这条沟", "media": "7", "extra": {}},
        ),
        (
            status("mms:downloaded", messageId="m1", sender="13800138001", attachments=[], receivedAt="2026-11-02T16:00:00+08:00"),
            {"kind": "image", "message_id": "m1", "text": None, "media": None, "extra": {}},
        ),
        (
            status("system:ping", health={"status": "pass"}),
            {"kind": "status", "sender": "", "message_id": "e-1", "extra": {"status": "system:ping"}},
        ),
        ({"event": "system:ping", "id": "e-1"}, {"kind": "status", "sender": "", "message_id": "e-1", "extra": {"status": "system:ping"}}),
        ({"event": "app:started", "id": "e-1", "payload": {}}, {"kind": "event.app:started", "sender": "", "message_id": "e-1"}),
        (
            status("sms:starred", messageId="m9", sender="13800138001"),
            {"kind": "event.sms:starred", "message_id": "m9", "extra": {"said": "m9"}},
        ),
    ],
)
async def test_what_is_not_a_villagers_words_is_kept_as_what_it_is(hears: Any, given: Any, expected: dict[str, Any]) -> None:
    plain = replace(HEARD, unique="e-1", message_id="out-1", text=None)
    assert await hears(*signed(given, KEY, NOW)) == [replace(plain, **expected)]


async def test_a_batch_is_its_messages_and_one_bad_item_does_not_fail_it(hears: Any) -> None:
    items = [GOOD["payload"], "nonsense", GOOD["payload"] | {"receivedAt": 5}, GOOD["payload"] | {"message": "1"}]
    heard = await hears(*signed({"event": "sms:batch:received", "id": "b", "payload": {"messages": items}}, KEY, NOW))
    assert heard == [replace(HEARD, unique="b#0"), replace(HEARD, unique="b#3", text="1")]


@pytest.mark.parametrize(
    "given",
    [
        *[b"", b"{", b"[]", b'"x"', b"null", b"17", b"\xff\xfe{}", b"[" * 60_000, b'{"a":' * 10_000, b"\xef\xbb\xbf{}", b"1" * 5000],
        *[{}, {"event": "sms:received"}, {"id": "1"}, GOOD | {"id": ...}, GOOD | {"id": ""}, GOOD | {"id": 7}, GOOD | {"id": "x" * 201}],
        *[GOOD | {"event": None}, GOOD | {"event": ["sms:received"]}, GOOD | {"event": "\x00"}],
        *[GOOD | {"payload": None}, GOOD | {"payload": []}, GOOD | {"payload": "x"}, {"event": "sms:sent", "id": "1"}],
        *[event(sender=...), event(sender=None), event(sender=""), event(sender=13800138001), event(sender=["1"]), event(sender="1" * 201)],
        *[event(message=...), event(message=None), event(message=1), event(message={"text": "x"})],
        *[event(receivedAt=...), event(receivedAt=None), event(receivedAt=NOW), event(receivedAt="yesterday"), event(receivedAt="")],
        *[event(receivedAt="0001-01-01T00:00:00+08:00"), event(receivedAt="9999-12-31T23:59:59-08:00"), event(messageId=5)],
        *[status("sms:sent", messageId="1", sentAt="soon"), status("sms:batch:received"), status("sms:batch:received", messages=[{}, 3])],
    ],
)
async def test_what_cannot_be_read_is_refused_after_its_proof(hears: Any, given: Any) -> None:
    body = given if isinstance(given, bytes) else json.dumps({k: v for k, v in given.items() if v is not ...}).encode()
    assert (await hears(body, _headers(body, NOW)))[0] == 400
    assert (await hears(body, _headers(body, NOW, "another key"))) == (403, "signature")


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({}, "timestamp"),
        ({"X-Timestamp": str(NOW)}, "signature"),
        ({"X-Timestamp": str(NOW), "X-Signature": ""}, "signature"),
        ({"X-Timestamp": str(NOW), "X-Signature": "0" * 64}, "signature"),
        ({"X-Timestamp": str(NOW), "X-Signature": "签名"}, "signature"),
        ({"X-Timestamp": ""}, "timestamp"),
        ({"X-Timestamp": "-1"}, "timestamp"),
        ({"X-Timestamp": "1e9"}, "timestamp"),
        ({"X-Timestamp": " "}, "timestamp"),
        ({"X-Timestamp": "１７９３６０６４００"}, "timestamp"),
        ({"X-Timestamp": "9" * 5000}, "timestamp"),
        ({"X-Timestamp": str(NOW + 1)}, "signature"),  # the signature covers it
    ],
)
async def test_who_does_not_hold_the_key_is_refused(hears: Any, headers: dict[str, str], reason: str) -> None:
    body, proof = signed(GOOD, KEY, NOW)
    if headers.get("X-Timestamp") != str(NOW):
        headers = {"X-Signature": proof["X-Signature"]} | headers
    assert await hears(body, headers) == (403, reason)


async def test_a_changed_body_is_refused(hears: Any) -> None:
    body, headers = signed(GOOD, KEY, NOW)
    assert await hears(body.replace(b"8001", b"8002"), headers) == (403, "signature")
    assert await hears(body, headers | {"X-Signature": headers["X-Signature"].upper()}) == [HEARD]


@pytest.mark.parametrize(
    ("age", "fresh"),
    [(0, True), (600, True), (48 * 3600, True), (48 * 3600 + 1, False), (-300, True), (-301, False), (NOW, False)],
)
async def test_two_days_late_is_fresh_and_the_future_is_not(hears: Any, age: int, fresh: bool) -> None:
    assert await hears(*signed(GOOD, KEY, NOW - age)) == ([HEARD] if fresh else (401, "stale"))


async def test_too_large_comes_before_every_other_check(hears: Any) -> None:
    assert (await hears(b"x" * 65_537, {}))[0] == 413
    assert (await hears(b"x" * 65_536, {})) == (403, "timestamp")


async def test_other_methods_are_refused(hears: Any) -> None:
    assert await hears(*signed(GOOD, KEY, NOW), method="PUT") == (405, "method")


def test_a_gateway_without_a_key_is_refused_at_start() -> None:
    with pytest.raises(ValueError, match="signing key"):
        AndroidGateway("village_phone", "", "http://phone", "sms", "pw", None, lambda: 0.0)  # type: ignore[arg-type]


@pytest.fixture
async def phone() -> AsyncIterator[tuple[AndroidPhone, AndroidGateway]]:
    stand_in = AndroidPhone("sms", "密码", lambda: float(NOW))
    app = web.Application()
    app.add_routes(stand_in.routes())
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        yield stand_in, gateway(session, str(server.make_url("/")))


async def test_an_sms_leaves_once_however_often_it_is_said(phone: tuple[AndroidPhone, AndroidGateway]) -> None:
    stand_in, channel = phone
    assert await channel.say(PARCEL) == Receipt("out-1")
    assert await channel.say(PARCEL) == Receipt("out-1")
    assert await channel.say(replace(PARCEL, id="out-2", text="好。")) == Receipt("out-2")
    assert stand_in.received == {"+8613800138001": [Sms("out-1", "记下了。", NOW), Sms("out-2", "好。", NOW)]}


@pytest.mark.parametrize(
    ("code", "again"), [(400, False), (404, False), (422, False), *[(n, True) for n in (401, 403, 429, 302, 500, 503)]]
)
async def test_a_refusal_says_whether_to_try_again(phone: tuple[AndroidPhone, AndroidGateway], code: int, again: bool) -> None:
    stand_in, channel = phone
    stand_in.fail(code)
    with pytest.raises(SayFailed) as fault:
        await channel.say(PARCEL)
    assert (fault.value.code, fault.value.again, fault.value.unfollowed) == (str(code), again, False)
    assert not stand_in.received
    await channel.say(PARCEL)
    assert len(stand_in.received["+8613800138001"]) == 1


async def test_a_line_that_dies_after_taking_the_message_does_not_double_it(phone: tuple[AndroidPhone, AndroidGateway]) -> None:
    stand_in, channel = phone
    stand_in.fail(0)
    with pytest.raises(SayFailed) as fault:
        await channel.say(PARCEL)
    assert (fault.value.code, fault.value.again) == ("unreachable", True)
    await channel.say(PARCEL)
    assert len(stand_in.received["+8613800138001"]) == 1


async def test_a_telephone_that_holds_the_id_already_has_taken_the_message(phone: tuple[AndroidPhone, AndroidGateway]) -> None:
    stand_in, channel = phone
    stand_in.fail(409)
    assert await channel.say(PARCEL) == Receipt("out-1")


async def test_a_slow_telephone_is_left_after_the_timeout(phone: tuple[AndroidPhone, AndroidGateway]) -> None:
    stand_in, channel = phone
    stand_in.answer_after_s = 0.3
    channel.say_timeout = aiohttp.ClientTimeout(total=0.05)
    with pytest.raises(SayFailed) as fault:
        await channel.say(PARCEL)
    assert (fault.value.code, fault.value.again) == ("timeout", True)


async def test_a_wrong_password_is_ours_to_mend(phone: tuple[AndroidPhone, AndroidGateway]) -> None:
    _, channel = phone
    with pytest.raises(SayFailed) as fault:
        await gateway(channel._session, channel._url.removesuffix("/message"), password="wrong").say(PARCEL)
    assert (fault.value.code, fault.value.again) == ("401", True)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://", "phone:8080", "http://no such host"])
async def test_no_telephone_there_is_try_again(address: str) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(SayFailed) as fault:
            await gateway(session, address).say(PARCEL)
    assert (fault.value.code, fault.value.again) == ("unreachable", True)
    with pytest.raises(SayFailed):
        await gateway(session, address).say(PARCEL)  # the session is closed now


@pytest.mark.parametrize(
    ("answer", "provider_id"),
    [
        ('{"id":"p-9","state":"Pending"}', "p-9"),
        ("{}", "out-1"),
        ("", "out-1"),
        ("[]", "out-1"),
        ('{"id":5}', "out-1"),
        ("[" * 9000, "out-1"),
    ],
)
async def test_an_accepted_message_is_accepted_whatever_the_answer_looks_like(answer: str, provider_id: str) -> None:
    async def accept(request: web.Request) -> web.Response:
        assert await request.json() == {
            "id": "out-1",
            "textMessage": {"text": "记下了。"},
            "phoneNumbers": ["+8613800138001"],
            "withDeliveryReport": True,
        }
        return web.Response(status=202, text=answer)

    app = web.Application()
    app.router.add_post("/message", accept)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        assert await gateway(session, str(server.make_url("/"))).say(PARCEL) == Receipt(provider_id)


async def test_a_telephone_that_asks_for_a_pause_gets_it() -> None:
    async def busy(request: web.Request) -> web.Response:
        return web.Response(status=429, headers={"Retry-After": "30"})

    app = web.Application()
    app.router.add_post("/message", busy)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        with pytest.raises(SayFailed) as fault:
            await gateway(session, str(server.make_url("/"))).say(PARCEL)
    assert fault.value.retry_after_s == 30


async def test_the_stand_in_refuses_what_the_telephone_would(phone: tuple[AndroidPhone, AndroidGateway]) -> None:
    _, channel = phone
    with pytest.raises(SayFailed) as fault:
        await channel.say(replace(PARCEL, text=""))
    assert (fault.value.code, fault.value.again) == ("400", False)


async def test_nothing_of_a_message_is_logged(hears: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    await hears(*signed(GOOD, KEY, NOW))
    assert "13800138001" not in caplog.text
    assert "水渠" not in caplog.text
