"""One contract for seven SMS gateways: what each brings is heard alike, what proves nothing is refused alike."""

import asyncio
import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import StreamReader
from aiohttp.base_protocol import BaseProtocol
from aiohttp.test_utils import make_mocked_request
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import NotOurs
from bot.channels.sms_reading import at_second, moment
from handlers.messages import ChannelName, Heard
from tests.channels.sms_peers import FROM, KEY, NOW, PEERS, SENT_AT, TOKEN, WORDS, Ask, Peer, every_gateway, of_kinds
from tests.channels.sms_rows import ROWS

BATCHES = ("gammu", "tencent", "aliyun")


# ---------------------------------------------------------------- hearing


@every_gateway
async def test_an_sms_is_heard_with_its_sender_words_and_moment(hears: Any, peer: Peer) -> None:
    (heard,) = await hears(peer, peer.ask(peer.good))
    assert (heard.channel, heard.account, heard.sender, heard.kind) == (ChannelName.SMS, "gate", FROM, "text")
    assert (heard.text, heard.sent_at) == (WORDS, SENT_AT)
    assert heard.unique
    assert heard.message_id
    assert "service" not in heard.extra


@every_gateway
async def test_the_thanks_are_what_the_provider_expects(hears: Any, peer: Peer) -> None:
    await hears(peer, peer.ask(peer.good))
    assert hears.thanks == peer.thanked


@every_gateway
async def test_the_same_sms_again_is_the_same_and_other_words_are_another(hears: Any, peer: Peer) -> None:
    (first,) = await hears(peer, peer.ask(peer.good))
    (again,) = await hears(peer, peer.ask(peer.good, at=NOW + 30))  # a try may be signed anew
    assert again.unique == first.unique
    if peer.kind in ("smsforwarder", "tencent"):  # no ids: sender, words and moment are the identity
        for changed in (_changed(peer, "1"), _later(peer)):
            (other,) = await hears(peer, peer.ask(changed))
            assert other.unique != first.unique


def _changed(peer: Peer, words: str) -> Any:
    return peer.good | {"org_content" if peer.kind == "smsforwarder" else "text": words}


def _later(peer: Peer) -> Any:
    return peer.good | ({"receive_time": "2026-11-02 08:00:01"} if peer.kind == "smsforwarder" else {"time": NOW + 1})


async def test_two_people_who_say_the_same_in_the_same_second_are_two(hears: Any) -> None:
    (one,) = await hears(PEERS["tencent"], PEERS["tencent"].ask(PEERS["tencent"].good))
    (two,) = await hears(PEERS["tencent"], PEERS["tencent"].ask(PEERS["tencent"].good | {"mobile": "13800138002"}))
    assert (one.sender, one.unique) != (two.sender, two.unique)


@every_gateway
async def test_a_report_names_what_was_said_and_its_states_are_told_apart(hears: Any, peer: Peer) -> None:
    if peer.status is None:
        (heard,) = await hears(peer, peer.ask(peer.good))
        assert heard.kind != "status"
        return
    (heard,) = await hears(peer, peer.ask(peer.status))
    (again,) = await hears(peer, peer.ask(peer.status))
    assert heard.kind == "status"
    assert heard.sender == FROM
    assert heard.extra["status"] in ("sent", "delivered")
    assert heard.extra["said"] in ("out-1", "S-1", "B-1", "SM0002")
    assert heard.text is None
    assert again.unique == heard.unique


@of_kinds("kannel", "tencent", "aliyun", "twilio", "gammu")
async def test_two_states_of_one_message_are_two_reports(hears: Any, peer: Peer) -> None:
    changes: dict[str, dict[str, Any]] = {
        "kannel": {"type": "8"},
        "tencent": {"report_status": "FAIL"},
        "aliyun": {"success": False},
        "twilio": {"MessageStatus": "sent"},
        "gammu": {"status": "failed"},
    }
    alone = peer.status[0] if isinstance(peer.status, list) else peer.status
    (one,) = await hears(peer, peer.ask(peer.status))
    (two,) = await hears(peer, peer.ask(alone | changes[peer.kind]))
    assert one.extra["said"] == two.extra["said"]
    assert one.unique != two.unique


@pytest.mark.parametrize(("kind", "name", "payload", "expected"), ROWS, ids=[f"{row[0]}-{row[1]}" for row in ROWS])
async def test_payloads(hears: Any, kind: str, name: str, payload: Any, expected: Any) -> None:
    heard = await hears(PEERS[kind], PEERS[kind].ask(payload))
    if isinstance(expected, tuple):
        assert heard == expected
    else:
        assert [_shown(each) for each in heard] == expected
        assert all(each.unique and each.sent_at.tzinfo is not None for each in heard)


def _shown(heard: Heard) -> dict[str, Any]:
    return {"kind": heard.kind, "sender": heard.sender, "text": heard.text, "extra": dict(heard.extra)}


@of_kinds(*BATCHES)
async def test_a_hundred_come_at_once(hears: Any, peer: Peer) -> None:
    alone = peer.good[0] if isinstance(peer.good, list) else peer.good
    names = {"gammu": "id", "tencent": "time", "aliyun": "sequence_id"}
    many = [alone | {names[peer.kind]: NOW + n if peer.kind == "tencent" else f"n{n}"} for n in range(100)]
    heard = await hears(peer, peer.ask(many))
    assert len({each.unique for each in heard}) == 100


# ---------------------------------------------------------------- refusing


@every_gateway
async def test_a_stranger_is_refused_before_anything_is_read(hears: Any, peer: Peer) -> None:
    assert (await hears(peer, peer.ask(peer.good, wrong=True)))[0] == 403
    assert (await hears(peer, peer.ask(b"nonsense" if peer.kind not in ("smsforwarder", "kannel", "twilio") else {}, wrong=True)))[0] == 403


@every_gateway
async def test_no_proof_at_all_is_a_wrong_one(hears: Any, peer: Peer) -> None:
    ask = peer.ask(peer.good)
    body = b"{}" if peer.kind == "smsforwarder" else ask.body  # its proof is in its body
    assert (await hears(peer, Ask(body, "", {}, ask.method)))[0] == 403


@every_gateway
async def test_the_order_of_refusals_is_size_method_proof(hears: Any, peer: Peer) -> None:
    big = Ask(b"x" * 65_537, "", {}, "PUT")
    assert await hears(peer, big) == (413, "too_large")
    for method in {"PUT", "DELETE", "PATCH", "GET", "POST"} - {peer.method}:
        assert await hears(peer, replace(peer.ask(peer.good, wrong=True), method=method, body=b"")) == (405, "method")


@every_gateway
async def test_what_is_too_old_is_refused_where_the_proof_has_a_moment(hears: Any, peer: Peer) -> None:
    if peer.late_s is None:
        assert isinstance(await hears(peer, peer.ask(peer.good)), list)
        return
    assert isinstance(await hears(peer, peer.ask(peer.good, at=NOW - peer.late_s)), list)
    assert await hears(peer, peer.ask(peer.good, at=NOW - peer.late_s - 1)) == (401, "stale")
    assert await hears(peer, peer.ask(peer.good, at=NOW + 301)) == (401, "stale")
    assert (await hears(peer, peer.ask(peer.good, at=NOW - peer.late_s - 1, wrong=True)))[0] == 403


@of_kinds("android_gateway", "gammu", "twilio")
async def test_where_the_body_is_signed_another_word_is_refused(hears: Any, peer: Peer) -> None:
    ask = peer.ask(peer.good)
    assert await hears(peer, replace(ask, body=ask.body.replace(b"8001", b"8002"))) == (403, "signature")


@pytest.mark.parametrize("times", [0, 1, 2])
async def test_a_sign_may_come_plain_encoded_or_encoded_twice(hears: Any, times: int) -> None:
    peer = PEERS["smsforwarder"]
    assert isinstance(await hears(peer, peer.ask(peer.good, times=times)), list)
    fields = json.loads(peer.ask(peer.good, times=times).body)
    form = aiohttp.FormData(fields | {"org_content": "水渠 堵了+"})()
    (heard,) = await hears(peer, Ask(form._value, headers={"Content-Type": "application/x-www-form-urlencoded"}))
    assert heard.text == "水渠 堵了+"


@pytest.mark.parametrize("stamp", ["", "-1", "1e3", "１７９３６０６４００", "9" * 500, 5.5, None, True, [1]])
async def test_a_stamp_that_is_none_proves_nothing(hears: Any, stamp: Any) -> None:
    peer = PEERS["smsforwarder"]
    assert await hears(peer, peer.ask(peer.good | {"timestamp": stamp})) == (403, "timestamp")


@pytest.mark.parametrize("given_token", ["", "t0ken", TOKEN + "x", TOKEN.upper(), "令牌", "\udcff"])
@of_kinds("kannel", "tencent", "aliyun")
async def test_a_token_must_be_the_very_token(hears: Any, peer: Peer, given_token: str) -> None:
    spoilt = aiohttp.FormData({"token": given_token.encode("utf-8", "surrogateescape").decode("latin-1")})()
    ask = peer.ask(peer.good)
    body = ask.body if peer.kind != "kannel" else b""
    assert await hears(peer, replace(ask, body=body, query=spoilt._value.decode())) == (403, "token")


@given(body=st.binary(max_size=300), query=st.binary(max_size=100), known=st.booleans())
@every_gateway
def test_any_bytes_are_heard_or_refused(peer: Peer, body: bytes, query: bytes, known: bool) -> None:
    """known: proved by the right signature or token, so that the reading itself meets the bytes."""
    ask = peer.ask(body) if known else Ask(body, query.decode("latin-1").replace(" ", "+"), {}, peer.method)
    _heard_or_refused(peer, ask)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(value=_JSON, which=st.integers(0, 30), data=st.data())
@of_kinds("android_gateway", "smsforwarder", "gammu", "tencent", "aliyun")
def test_any_value_in_any_field_is_heard_or_refused(peer: Peer, value: Any, which: int, data: st.DataObject) -> None:
    alone = data.draw(st.sampled_from([each for each in (peer.good, peer.status) if each is not None]))
    alone = dict(alone[0] if isinstance(alone, list) else alone)
    nested = next((name for name in ("payload", "env") if name in alone), None)
    if nested and which % 2:
        inside = dict(alone[nested])
        inside[sorted(inside)[which % len(inside)]] = value
        alone[nested] = inside
    else:
        alone[sorted(alone)[which % len(alone)]] = value
    for heard in _heard_or_refused(peer, peer.ask(alone)):
        json.dumps([heard.sender, heard.text, dict(heard.extra), heard.unique], ensure_ascii=False).encode()
        assert "\0" not in f"{heard.sender}{heard.text}{heard.unique}{heard.message_id}{heard.extra}"
        assert len(heard.unique) <= 220


@given(
    fields=st.dictionaries(
        st.sampled_from(["from", "to", "text", "ts", "id", "type", "ref", "charset", "udh", "reply"]), st.binary(max_size=30)
    )
)
def test_any_bytes_in_a_query_are_heard_or_refused(fields: dict[str, bytes]) -> None:
    query = "&".join(f"{name}={''.join(f'%{byte:02x}' for byte in value)}" for name, value in fields.items())
    _heard_or_refused(PEERS["kannel"], Ask(query=query + "&" + PEERS["kannel"].ask({}).query, method="GET"))


def _heard_or_refused(peer: Peer, ask: Ask) -> list[Heard]:
    async def hear() -> list[Heard]:
        payload = StreamReader(BaseProtocol(asyncio.get_running_loop()), 2**16)
        payload.feed_data(ask.body)
        payload.feed_eof()
        path = f"/sms/gate?{ask.query}".encode("ascii", "replace").decode()
        request = make_mocked_request(ask.method, path, headers=dict(ask.headers), payload=payload)
        try:
            heard: list[Heard] = await peer.channel().hear(request)
        except NotOurs:
            return []
        return heard

    return asyncio.run(hear())


@pytest.mark.parametrize(
    ("value", "expected"), [("2026-11-02T08:00:00Z", SENT_AT), ("2026-11-02 16:00:00", SENT_AT), ("20261102160000", SENT_AT)]
)
def test_a_moment_without_a_zone_is_beijings(value: str, expected: datetime) -> None:
    assert moment(value) == expected
    assert at_second(str(NOW)) == at_second(f"{NOW}500", 1000) - timedelta(seconds=0.5) == SENT_AT


@every_gateway
async def test_nothing_of_a_message_is_logged(hears: Any, peer: Peer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    await hears(peer, peer.ask(peer.good))
    assert "13800138001" not in caplog.text
    assert "水渠" not in caplog.text
    assert KEY not in caplog.text
