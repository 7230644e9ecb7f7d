"""Laws of WeCom's wire, held for whatever bytes arrive."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from multidict import MultiDict

from bot.channels import NotOurs
from bot.channels.wechat_wire import fit
from bot.channels.wecom import MAX_TEXT_BYTES, parts_of
from bot.channels.wecom_wire import WeComWire
from tests.channels.wecom_client import CORP_ID, MEMBER, Company

NOW = 1_800_000_000
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
COMPANY = Company("a-token", KEY)
WIRE = WeComWire(corp_id=CORP_ID, token="a-token", aes_key=KEY, max_skew_s=300)
many = settings(deadline=None, derandomize=True, max_examples=200)


def refused(query, body=None) -> int:
    with pytest.raises(NotOurs) as fault:
        WIRE.echo(MultiDict(query), NOW) if body is None else WIRE.open(MultiDict(query), body, NOW)
    return fault.value.status


@many
@given(st.binary(max_size=300))
def test_any_bytes_are_refused(body):
    assert refused(COMPANY.signed(""), body) in (400, 403)


@many
@given(st.binary(max_size=200))
def test_any_signed_cipher_is_403(noise):
    sealed = COMPANY.encipher(b"<xml/>")[:40] + noise.hex()
    assert refused(COMPANY.signed(sealed), f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode()) == 403
    assert refused(COMPANY.signed(sealed) | {"echostr": sealed}) == 403


@many
@given(st.binary(max_size=200))
def test_any_words_under_the_cipher_are_read_or_refused(inside):
    post = COMPANY.post(inside)
    try:
        letter = WIRE.open(MultiDict(post.query), post.body, NOW)
    except NotOurs as fault:
        status = fault.status
    else:
        status = 200
        assert all(isinstance(value, str) for value in letter.top.values())
    assert status in (200, 400, 403)


@many
@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=45))
def test_no_made_up_query_is_believed(timestamp, nonce, signature):
    query = {"timestamp": timestamp, "nonce": nonce, "msg_signature": signature, "echostr": "AAAA"}
    assert refused(query) == 403
    assert refused(query, b"<xml><Encrypt>AAAA</Encrypt></xml>") == 403


@many
@given(st.text(max_size=2500))
def test_a_reply_is_always_sound_xml_with_the_words_in_it(text):
    reply = COMPANY.read_reply(WIRE.reply(receiver=MEMBER, sender=CORP_ID, text=text, now=NOW, nonce="7"))
    assert reply["Content"] == re.sub(r"\r\n?", "\n", fit(text))


@many
@given(st.text(alphabet=st.sampled_from("一a😀\n "), max_size=4000))
def test_parts_keep_every_word_in_order(text):
    parts = parts_of(text)
    assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)
    assert all(len(part.encode()) <= MAX_TEXT_BYTES for part in parts)
