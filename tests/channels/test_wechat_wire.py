"""Laws of the wire, held for whatever bytes arrive."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from multidict import MultiDict

from bot.channels import NotOurs
from bot.channels.wechat import read
from bot.channels.wechat_letter import read_letter
from bot.channels.wechat_wire import Wire, fit
from tests.channels.wechat_client import Platform, sha1_of

NOW = 1_800_000_000
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
PLATFORM = Platform("wx1", "a-token", KEY, "safe", NOW)
WIRE = Wire(app_id="wx1", token="a-token", aes_key=KEY, mode="safe", max_skew_s=300)
many = settings(deadline=None, derandomize=True, max_examples=200)

names = st.sampled_from(["FromUserName", "MsgType", "CreateTime", "MsgId", "Content", "Event", "EventKey", "Location_X", "L", "xml"])
words = st.one_of(
    st.text(max_size=20), st.sampled_from(["text", "event", "location", "CLICK", str(NOW), "１２", "²", "o" * 28, "]]>", "&#0;"])
)
elements = st.recursive(words, lambda inner: st.lists(st.tuples(names, inner), max_size=6), max_leaves=12)


def xml_of(element) -> str:
    return element if isinstance(element, str) else "".join(f"<{name}>{xml_of(inner)}</{name}>" for name, inner in element)


def heard_or_refused(body: bytes) -> None:
    try:
        heard = read("main", read_letter(body))
    except NotOurs as fault:
        refused = fault.status
    else:
        refused = 400
        assert heard.sender
        assert heard.unique
        assert len(heard.text or "") <= 2000
        assert all(isinstance(value, str) for value in heard.extra.values())
    assert refused == 400


@many
@given(st.binary(max_size=300))
def test_any_bytes_are_heard_or_refused(body):
    heard_or_refused(body)


@many
@given(st.lists(st.tuples(names, elements), max_size=8))
def test_any_elements_are_heard_or_refused(inside):
    heard_or_refused(f"<xml>{xml_of(inside)}</xml>".encode("utf-8", "ignore"))


@many
@given(st.lists(st.tuples(names, elements), max_size=3))
def test_any_elements_round_a_message_are_heard_or_refused(inside):
    whole = PLATFORM.message().replace("</xml>", xml_of(inside) + "</xml>")
    heard_or_refused(whole.encode("utf-8", "ignore"))


@many
@given(st.binary(max_size=200))
def test_any_signed_cipher_is_403_or_unreadable(noise):
    encrypt = PLATFORM.encipher(b"<xml/>")[:40] + noise.hex()
    signature = sha1_of("a-token", str(NOW), "1", encrypt)
    query = MultiDict(timestamp=str(NOW), nonce="1", msg_signature=signature)
    with pytest.raises(NotOurs) as refused:
        WIRE.open(query, f"<xml><Encrypt>{encrypt}</Encrypt></xml>".encode(), NOW)
    assert refused.value.status == 403


@many
@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=45))
def test_no_made_up_query_is_believed(timestamp, nonce, signature):
    query = MultiDict(timestamp=timestamp, nonce=nonce, signature=signature, msg_signature=signature)
    with pytest.raises(NotOurs) as refused:
        WIRE.open(query, b"<xml><Encrypt>AAAA</Encrypt></xml>", NOW)
    assert refused.value.status == 403


@many
@given(st.integers(1, 19))
def test_timestamp_and_nonce_cannot_trade_digits(cut):
    both = str(NOW) + "1234567890"
    query = MultiDict(timestamp=both[:cut], nonce=both[cut:], signature=sha1_of("a-token", both[:10], both[10:]))
    if cut != 10:
        with pytest.raises(NotOurs):
            WIRE.echo(query, NOW)


@many
@given(st.text(max_size=2500))
def test_a_reply_is_always_sound_xml_with_the_words_in_it(text):
    inner = PLATFORM.read_reply(WIRE.reply(receiver="o1", sender="gh_1", text=text, now=NOW, nonce="7"))
    assert inner["Content"] == re.sub(r"\r\n?", "\n", fit(text))
    assert inner["ToUserName"] == "o1"
    assert len(fit(text).encode()) <= 2000
    assert fit(fit(text)) == fit(text)


def test_names_cannot_break_out_of_a_reply():
    plain = Wire(app_id="wx1", token="a-token", aes_key="", mode="plain", max_skew_s=300)
    xml = plain.reply(receiver="o]]><a/>", sender="g]]>", text="好", now=NOW, nonce="7")
    fields = {child.tag: child.text for child in ElementTree.fromstring(xml)}
    assert fields == {"MsgType": "text", "FromUserName": "g]]>", "ToUserName": "o]]><a/>", "CreateTime": str(NOW), "Content": "好"}
