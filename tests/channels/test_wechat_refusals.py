"""What is refused, with which status, and in which order; and what must not be refused by mistake."""

import pytest

from tests.channels.test_wechat import KEY, NOW, Stage
from tests.channels.wechat_client import OPENID, Platform, Post, sha1_of, xml_of


@pytest.fixture(params=["safe", "compat", "plain"])
async def stage(request):
    stage = Stage(request.param)
    async with stage.client:
        yield stage


@pytest.fixture
async def safe():
    stage = Stage("safe")
    async with stage.client:
        yield stage


async def test_a_stranger_without_the_token_is_refused(stage):
    stage.platform.token = "another"
    assert await stage.refuses(stage.platform.post(stage.platform.message())) == 403


@pytest.mark.parametrize("given", ["", "0" * 40, "x", "签名", "\ud800", "a" * 5000])
@pytest.mark.parametrize("name", ["signature", "msg_signature"])
async def test_a_wrong_signature_is_refused(stage, name, given):
    post = stage.platform.post(stage.platform.message())
    name = name if name in post.query else "signature"  # plain mode has no msg_signature
    post.query[name] = given.encode("utf-8", "replace").decode()
    assert await stage.refuses(post) == 403


@pytest.mark.parametrize("missing", ["timestamp", "nonce"])
async def test_a_missing_part_of_the_signature_is_refused(stage, missing):
    post = stage.platform.post(stage.platform.message())
    del post.query[missing]
    assert await stage.refuses(post) == 403


async def test_a_missing_signature_is_refused(stage):
    post = stage.platform.post(stage.platform.message())
    post.query.pop("signature")
    post.query.pop("msg_signature", None)
    assert await stage.refuses(post) == 403


async def test_msg_signature_alone_proves_an_enciphered_message(safe):
    post = safe.platform.post(safe.platform.message())
    del post.query["signature"]
    assert await safe.send(post) == (200, "success")


async def test_moving_a_digit_from_timestamp_to_nonce_is_refused(stage):
    post = stage.platform.post(stage.platform.message())
    post.query |= {"timestamp": str(NOW)[:-1], "nonce": str(NOW)[-1] + stage.platform.nonce}
    assert await stage.refuses(post) == 403


@pytest.mark.parametrize("timestamp", ["1", "１８０００００００0", "18000000.0", "+180000000", "1800000000\n", "x" * 10, "9" * 11])
async def test_a_timestamp_of_another_form_is_refused_even_when_signed(stage, timestamp):
    platform = stage.platform
    post = platform.post(platform.message())
    post.query |= {"timestamp": timestamp, "signature": sha1_of(platform.token, timestamp, platform.nonce)}
    assert await stage.refuses(post) == 403


@pytest.mark.parametrize("nonce", ["", "n" * 33, "a b", "随机", "a-b"])
async def test_a_nonce_of_another_form_is_refused_even_when_signed(stage, nonce):
    stage.platform.nonce = nonce
    assert await stage.refuses(stage.platform.post(stage.platform.message())) == 403


@pytest.mark.parametrize(("skew", "status"), [(0, 200), (300, 200), (-300, 200), (301, 401), (-301, 401), (-NOW + 10**9, 401)])
async def test_only_fresh_callbacks_are_taken(stage, skew, status):
    stage.platform.time = NOW + skew
    assert (await stage.send(stage.platform.post(stage.platform.message())))[0] == status


async def test_a_replay_within_the_time_is_heard_again_for_the_database_to_judge(stage):
    post = stage.platform.post(stage.platform.message())
    for _ in range(3):
        assert await stage.send(post) == (200, "success")
    assert len({heard.unique for heard in stage.heard}) == 1


@pytest.mark.parametrize("twice", ["timestamp", "nonce", "signature", "openid"])
async def test_a_query_key_sent_twice_is_refused(stage, twice):
    post = stage.platform.post(stage.platform.message())
    post.query = [*post.query.items(), (twice, post.query[twice])]
    assert await stage.refuses(post) == 400


async def test_another_body_under_a_captured_query_is_refused(safe):
    captured = safe.platform.post(safe.platform.message())
    safe.platform.nonce = "77"
    other = safe.platform.post(safe.platform.message(Content="forged"))
    assert await safe.refuses(Post(captured.query, other.body)) == 403
    assert await safe.refuses(Post(captured.query, safe.platform.message(Content="forged").encode())) == 403


@pytest.mark.parametrize("theirs", ["safe", "compat", "plain"])
async def test_the_configuration_decides_the_mode(stage, theirs):
    ours = stage.platform.mode
    stage.platform.mode = theirs
    status, _ = await stage.send(stage.platform.post(stage.platform.message()))
    if ours == theirs or {ours, theirs} == {"safe", "compat"}:
        assert status == 200
    elif ours == "plain" and theirs == "compat":
        assert status == 200  # the clear half of a compat body, under the signature plain mode asks for
    else:
        assert status in (400, 403)
    assert len(stage.heard) == (status == 200)


async def test_compat_believes_the_enciphered_half():
    stage = Stage("compat")
    async with stage.client:
        post = stage.platform.post(stage.platform.message(Content="true"))
        post.body = post.body.replace(b"<![CDATA[true]]>", b"<![CDATA[forged]]>")
        assert (await stage.send(post))[0] == 200
        assert stage.heard[-1].text == "true"


def resealed(platform: Platform, encrypt: str) -> Post:
    signature = sha1_of(platform.token, str(platform.time), platform.nonce, encrypt)
    return Post(platform.signed_query() | {"msg_signature": signature}, xml_of(Encrypt=encrypt).encode())


async def test_a_damaged_cipher_is_refused_like_a_wrong_signature(safe):
    platform, message = safe.platform, safe.platform.message().encode()
    good = platform.encipher(message)
    other_key = Platform(platform.app_id, platform.token, KEY[::-1]).encipher(message)
    damaged = [
        platform.encipher(message, app_id="wx0000000000000002"),
        platform.encipher(message, length=0),
        platform.encipher(message, length=2**32 - 1),
        platform.encipher(b"\xff\xfe broken"),
        other_key,
        good[:44],
        good[:24],
        good[:-24],
        good[:-1],
        good[4:],
        "====",
        "汉字",
        "!",
    ]
    assert [await safe.refuses(resealed(platform, encrypt)) for encrypt in damaged] == [403] * len(damaged)
    assert (await safe.send(resealed(platform, good)))[0] == 200


HEAD = f"<ToUserName>a</ToUserName><FromUserName>{OPENID}</FromUserName><CreateTime>{NOW}</CreateTime>"
TEXT = f"{HEAD}<MsgType>text</MsgType><MsgId>1</MsgId>"
LAUGHS = "<!DOCTYPE x [" + "".join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 9}">' for i in range(9)) + "]>"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"hello",
        b'{"ToUserName": "a", "MsgType": "text"}',
        b"<xml/>",
        b"<xml>hi</xml>",
        b"<xml>",
        f"<root>{TEXT}</root>".encode(),
        f"<xml>{TEXT}</xml><xml/>".encode(),
        f"<!DOCTYPE xml><xml>{TEXT}</xml>".encode(),
        f'<!DOCTYPE xml SYSTEM "http://127.0.0.1/x.dtd"><xml>{TEXT}</xml>'.encode(),
        f"{LAUGHS}<xml>{TEXT}<Content>&a9;</Content></xml>".encode(),
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><xml>{TEXT}<Content>&e;</Content></xml>'.encode(),
        f"<xml>{TEXT}<Content>&e;</Content></xml>".encode(),
        f"<xml>{TEXT}<Content>&#0;</Content></xml>".encode(),
        f"<xml>{TEXT}<Content>a</Content><Content>b</Content></xml>".encode(),
        f"<xml>{TEXT}<FromUserName>someone_else</FromUserName></xml>".encode(),
        f"<xml>{TEXT}<MsgId/></xml>".encode(),
        f"<xml>{TEXT}<Content>a<b>c</b></Content></xml>".encode(),
        f"<xml>{TEXT}<Content type='b'>a</Content></xml>".encode(),
        f"<xml>{TEXT}{'<a>' * 9}{'</a>' * 9}</xml>".encode(),
        f"<xml>{TEXT}{''.join(f'<a{i}/>' for i in range(300))}</xml>".encode(),
        f"<xml>{TEXT}<L>{'<a/>' * 12000}</L></xml>".encode(),
        f"<xml>{HEAD}<MsgId>1</MsgId></xml>".encode(),
        f"<xml>{HEAD}<MsgType></MsgType></xml>".encode(),
        f"<xml>{HEAD}<MsgType>{'t' * 65}</MsgType></xml>".encode(),
        f"<xml>{HEAD}<MsgType>event</MsgType></xml>".encode(),
        f"<xml>{HEAD}<MsgType>event</MsgType><Event>a b</Event></xml>".encode(),
        f"<xml>{TEXT}</xml>".replace(OPENID, "").encode(),
        f"<xml>{TEXT}</xml>".replace(OPENID, "o" * 65).encode(),
        f"<xml>{TEXT}</xml>".replace(str(NOW), "abc").encode(),
        f"<xml>{TEXT}</xml>".replace(str(NOW), "１２３").encode(),
        f"<xml>{TEXT}</xml>".replace(str(NOW), "-1").encode(),
        f"<xml>{TEXT}</xml>".replace(str(NOW), "1" * 20).encode(),
        f"<xml>{TEXT}</xml>".replace(str(NOW), "").encode(),
        f"<xml>{TEXT}</xml>".replace("<MsgId>1", "<MsgId>二").encode(),
        f"<xml>{TEXT}</xml>".encode("utf-16"),
        f"<xml>{TEXT}<Content>汉</Content></xml>".encode("gbk"),
    ],
)
async def test_what_cannot_be_read_is_refused(stage, body):
    post = stage.platform.post(stage.platform.message())
    if stage.platform.mode == "plain":
        post.body = body
    elif stage.platform.mode == "compat":  # unreadable outside the cipher
        post = Post(post.query, body)
        assert await stage.refuses(post) in (400, 403)
        return
    else:  # unreadable inside it
        post = resealed(stage.platform, stage.platform.encipher(body))
    expected = (400, 403) if stage.platform.mode == "safe" else (400,)  # bytes that are no UTF-8 count as a bad cipher
    assert await stage.refuses(post) in expected


@pytest.mark.parametrize("body", [b'{"Encrypt": "aaaa"}', b"<xml><Encrypt>", b"<!DOCTYPE xml><xml><Encrypt>a</Encrypt></xml>"])
async def test_an_unreadable_envelope_is_400_when_signed_401_when_stale_403_when_not(safe, body):
    assert await safe.refuses(Post(safe.platform.signed_query(), body)) == 400
    safe.platform.time = NOW - 900
    assert await safe.refuses(Post(safe.platform.signed_query(), body)) == 401
    safe.platform.token = "another"
    assert await safe.refuses(Post(safe.platform.signed_query(), body)) == 403
    assert await safe.refuses(Post(safe.platform.signed_query() | {"msg_signature": "a" * 40}, body)) == 403


async def test_too_large_comes_before_everything(stage):
    assert await stage.refuses(Post({}, b"x" * 65537)) == 413
    assert await stage.refuses(Post({}, b"x" * 65536)) == 403
