"""Callbacks of a WeCom application, sent by an independent client: what is heard, what is refused, what goes back."""

import json
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels import NotOurs
from bot.channels.wecom import WeComChannel
from handlers.messages import ChannelName, Heard
from tests.channels.wechat_client import Post, xml_of
from tests.channels.wecom_client import CORP_ID, MEMBER, Company, sha1_of

NOW = 1_800_000_000
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


def channel(**changed):
    settings = {"account": "county", "corp_id": CORP_ID, "token": "a-token", "aes_key": KEY, "max_skew_s": 300, "api": None}
    return WeComChannel(**(settings | {"wire_now": lambda: float(NOW), "chance": bytes} | changed))


class Stage:
    """A tiny server round one channel, and the platform that calls it."""

    def __init__(self) -> None:
        self.company = Company("a-token", KEY)
        self.heard: list[Heard] = []
        self.answer: str | None = None
        self.channel = channel()
        app = web.Application()
        app.router.add_get("/wecom/county", self.verify)
        app.router.add_post("/wecom/county", self.hear)
        self.client = TestClient(TestServer(app))

    async def verify(self, request: web.Request) -> web.Response:
        try:
            return self.channel.verify(request)
        except NotOurs as refused:
            return web.Response(status=refused.status, text=refused.reason)

    async def hear(self, request: web.Request) -> web.Response:
        try:
            heard = await self.channel.hear(request)
        except NotOurs as refused:
            return web.Response(status=refused.status, text=refused.reason)
        self.heard += heard
        return self.channel.thank(request, heard, self.answer)

    async def send(self, post: Post) -> tuple[int, str]:
        response = await self.client.post("/wecom/county", params=post.query, data=post.body, headers=post.headers)
        return response.status, await response.text()

    async def hears(self, xml: str | bytes) -> Heard:
        assert await self.send(self.company.post(xml)) == (200, "")
        return self.heard[-1]

    async def refuses(self, post: Post) -> int:
        before = len(self.heard)
        status, _ = await self.send(post)
        assert len(self.heard) == before
        return status


@pytest.fixture
async def stage():
    stage = Stage()
    async with stage.client:
        yield stage


# what is heard

PLACE = {"Location_X": "37.51", "Location_Y": "111.14", "Scale": 15, "Label": "石桥村", "AppType": "wxwork"}
CHOSEN = {"SelectedItem": [{"QuestionKey": "q1", "OptionIds": {"OptionId": "o1"}}, {"QuestionKey": "q2", "OptionIds": {"OptionId": "o2"}}]}
CARD = {"EventKey": "agree", "TaskId": "t-9", "CardType": "button_interaction", "ResponseCode": "rc", "SelectedItems": CHOSEN}


@pytest.mark.parametrize(
    ("msg_type", "fields", "kind", "text", "media", "extra"),
    [
        ("text", {"Content": "待办"}, "text", "待办", None, {"agent_id": "1000002", "to": CORP_ID}),
        ("text", {"Content": "a\x1db\x00c"}, "text", "abc", None, {}),
        ("text", {"Content": "<b>&amp;</b> {x} %s"}, "text", "<b>&amp;</b> {x} %s", None, {}),
        ("text", {"Content": "长" * 2500}, "text", "长" * 2000, None, {}),
        ("image", {"PicUrl": "http://p/1", "MediaId": "m1"}, "image", None, "m1", {"pic_url": "http://p/1"}),
        ("voice", {"MediaId": "m2", "Format": "amr"}, "voice", None, "m2", {"format": "amr"}),
        ("video", {"MediaId": "m3", "ThumbMediaId": "m4"}, "video", None, "m3", {"thumb_media": "m4"}),
        ("location", PLACE, "location", None, None, {"latitude": "37.51", "longitude": "111.14", "label": "石桥村"}),
        ("link", {"Title": "通知", "Description": "d", "Url": "http://u", "PicUrl": "http://p"}, "link", "通知", None, {"url": "http://u"}),
        ("hologram", {"Light": "1"}, "hologram", None, None, {}),
    ],
)
async def test_every_message_type_is_heard(stage, msg_type, fields, kind, text, media, extra):
    heard = await stage.hears(stage.company.message(msg_type, **fields))
    assert (heard.channel, heard.account, heard.sender) == (ChannelName.WECOM, "county", MEMBER)
    assert (heard.kind, heard.text, heard.media) == (kind, text, media)
    assert heard.message_id == heard.unique == "7000000000000000001"
    assert heard.extra.items() >= extra.items()


@pytest.mark.parametrize(
    ("event", "fields", "extra"),
    [
        ("subscribe", {"EventKey": ""}, {}),
        ("unsubscribe", {"EventKey": ""}, {}),
        ("enter_agent", {"EventKey": ""}, {}),
        ("LOCATION", {"Latitude": "37.5", "Longitude": "111.1", "Precision": "65", "AppType": "wxwork"}, {"latitude": "37.5"}),
        ("click", {"EventKey": "progress"}, {"event_key": "progress"}),
        ("view", {"EventKey": "http://u/?a=1"}, {"event_key": "http://u/?a=1"}),
        ("template_card_event", CARD, {"task_id": "t-9", "card_type": "button_interaction", "option_id": "o1,o2"}),
        ("scancode_push", {"EventKey": "k", "ScanCodeInfo": {"ScanType": "qrcode", "ScanResult": "1"}}, {"scan_result": "1"}),
        ("location_select", {"EventKey": "k", "SendLocationInfo": PLACE}, {"latitude": "37.51"}),
        ("an_event_of_tomorrow", {"What": "ever"}, {}),
    ],
)
async def test_every_event_is_heard_under_its_own_name(stage, event, fields, extra):
    heard = await stage.hears(stage.company.event(event, **fields))
    assert (heard.kind, heard.text, heard.message_id) == (f"event.{event}", None, "")
    assert heard.unique == f"{MEMBER}|{NOW}|{event}|{fields.get('EventKey', '')}|{fields.get('TaskId', '')}"
    assert heard.extra.items() >= extra.items()


async def test_two_clicks_in_one_second_are_two_and_a_retry_is_one(stage):
    first, second, again = [await stage.hears(stage.company.event("click", EventKey=key)) for key in "aba"]
    assert first.unique != second.unique
    assert first.unique == again.unique


@pytest.mark.parametrize("sender", ["", "有汉字", "a b", "-begins", "x" * 65, "<a/>"])
async def test_a_name_that_is_no_member_s_is_unreadable(stage, sender):
    assert await stage.refuses(stage.company.post(stage.company.message(FromUserName=sender))) == 400


# what is refused: tampered, replayed, stale, hostile, malformed

CLEAR = Company("a-token", KEY)
LETTER = CLEAR.message()


def tampered(name, value):
    post = CLEAR.post(LETTER)
    return Post(post.query | {name: value}, post.body)


def without(name):
    post = CLEAR.post(LETTER)
    return Post({key: value for key, value in post.query.items() if key != name}, post.body)


def flipped(place):
    """One character of the cipher changed, the signature left."""
    post = CLEAR.post(LETTER)
    at = post.body.index(b"<Encrypt><![CDATA[") + 18 + place
    return Post(post.query, post.body[:at] + (b"A" if post.body[at : at + 1] != b"A" else b"B") + post.body[at + 1 :])


def resealed(sealed):
    """Whatever is in Encrypt, with a signature that fits it."""
    return Post(CLEAR.signed(sealed), xml_of(Encrypt=sealed).encode())


def moved(stamp, nonce):
    """A digit moved from the timestamp to the nonce: the joined text that is signed stays the same."""
    post = CLEAR.post(LETTER)
    return Post(post.query | {"timestamp": stamp, "nonce": nonce}, post.body)


def as_json_body(**words):
    sealed = CLEAR.encipher(LETTER.encode())
    return Post(CLEAR.signed(sealed), json.dumps({"tousername": CORP_ID, "encrypt": sealed} | words).encode())


LONG = CLEAR.encipher(LETTER.encode())
WRONGS = {
    "another token": (403, Company("another", KEY).post(LETTER)),
    "another key": (403, Company("a-token", KEY[::-1]).post(LETTER)),
    "another company": (403, CLEAR.post(LETTER, receive_id="ww9999999999999999")),
    "no company": (403, CLEAR.post(LETTER, receive_id="")),
    "a suite's id": (403, CLEAR.post(LETTER, receive_id="wws0123456789abcdef")),
    "wrong signature": (403, tampered("msg_signature", "0" * 40)),
    "empty signature": (403, tampered("msg_signature", "")),
    "signature in Chinese": (403, tampered("msg_signature", "签名")),
    "very long signature": (403, tampered("msg_signature", "a" * 4000)),
    "no signature": (403, without("msg_signature")),
    "no timestamp": (403, without("timestamp")),
    "no nonce": (403, without("nonce")),
    "another timestamp": (403, tampered("timestamp", str(NOW + 1))),
    "another nonce": (403, tampered("nonce", "1")),
    "a digit moved": (403, moved(str(NOW)[:-1], "0" + CLEAR.nonce)),
    "a plain signature instead": (403, tampered("msg_signature", sha1_of("a-token", str(NOW), CLEAR.nonce))),
    "first byte changed": (403, flipped(0)),
    "a byte in the middle changed": (403, flipped(150)),
    "truncated by a block": (403, resealed(LONG[:-44])),
    "no block at all": (403, resealed("AAAA")),
    "junk for base64": (403, resealed("!!!!")),
    "sixteen bytes": (403, resealed("A" * 22 + "==")),
    "padding of 0": (403, CLEAR.post(LETTER, pad=0)),
    "padding of 255": (403, CLEAR.post(LETTER, pad=255)),
    "length of 0": (403, CLEAR.post(LETTER, length=0)),
    "huge length": (403, CLEAR.post(LETTER, length=2**31)),
    "not UTF-8 inside": (403, CLEAR.post(b"<xml>\xff\xfe</xml>")),
    "no Encrypt": (403, Post(CLEAR.signed(""), b"<xml><ToUserName>x</ToUserName></xml>")),
    "Encrypt twice": (403, Post(CLEAR.signed(LONG), xml_of(Encrypt=[LONG, LONG]).encode())),
    "clear words": (403, Post(CLEAR.signed(""), LETTER.encode())),
    "empty body": (403, Post(CLEAR.signed(""), b"")),
    "not XML": (403, Post(CLEAR.signed(""), b"<xml><Encrypt>")),
    "a bomb": (403, Post(CLEAR.signed(""), b'<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><Encrypt>&a;</Encrypt></xml>')),
    "replayed after six minutes": (401, Company("a-token", KEY, time=NOW - 301).post(LETTER)),
    "from the future": (401, Company("a-token", KEY, time=NOW + 301).post(LETTER)),
    "stale and unreadable": (401, Company("a-token", KEY, time=NOW - 301).post("{not xml")),
    "JSON, signed": (400, as_json_body()),
    "JSON without anything to prove": (400, Post(CLEAR.signed(""), b'{"a": 1}')),
    "JSON, somebody else's": (403, as_json_body(encrypt=LONG[:-4] + "AAA=")),
    "JSON inside the cipher": (400, CLEAR.post('{"Content": "a"}')),
    "not XML inside": (400, CLEAR.post("<xml><Content>")),
    "a bomb inside": (400, CLEAR.post('<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><Content>&a;</Content></xml>')),
    "another root inside": (400, CLEAR.post("<html/>")),
    "a field twice inside": (400, CLEAR.post(LETTER.replace("</xml>", "<Content>b</Content></xml>"))),
    "an element where words belong": (400, CLEAR.post(LETTER.replace("<![CDATA[东坡组的路灯坏了]]>", "<b>x</b>"))),
    "a thousand elements": (400, CLEAR.post("<xml>" + "<a/>" * 1000 + "</xml>")),
    "no sender": (400, CLEAR.post("<xml><MsgType>text</MsgType><CreateTime>1</CreateTime></xml>")),
    "no type": (400, CLEAR.post(f"<xml><FromUserName>{MEMBER}</FromUserName><CreateTime>1</CreateTime></xml>")),
    "a time that is none": (400, CLEAR.post(LETTER.replace(f"<CreateTime>{NOW}<", "<CreateTime>soon<"))),
    "too large": (413, Post({}, b"x" * 65537)),
}


@pytest.mark.parametrize("what", WRONGS)
async def test_what_is_wrong_is_refused_by_the_contract_s_order(stage, what):
    status, post = WRONGS[what]
    assert await stage.refuses(post) == status


async def test_every_fault_of_the_cipher_gets_the_very_same_answer(stage):
    answers = [await stage.send(post) for what, (_, post) in WRONGS.items() if "padding" in what or "length" in what]
    assert len(answers) == 4
    assert len(set(answers)) == 1


async def test_a_query_key_sent_twice_is_refused(stage):
    post = stage.company.post(LETTER)
    query = [*post.query.items(), ("nonce", "1")]
    response = await stage.client.post("/wecom/county", params=query, data=post.body)
    assert response.status == 400


async def test_a_replay_within_five_minutes_is_the_same_message(stage):
    post = stage.company.post(LETTER)
    assert [await stage.send(post) for _ in range(2)] == [(200, "")] * 2
    assert stage.heard[0].unique == stage.heard[1].unique


# what goes back


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("收到", "收到"),
        ("a]]>b", "a]]>b"),
        ("x]]><Content><![CDATA[y", "x]]><Content><![CDATA[y"),
        ("a\x00b\ud800c", "abc"),
        ("一行\n两行 & <b>", "一行\n两行 & <b>"),
        ("汉" * 700, "汉" * 666),
    ],
)
async def test_the_answer_rides_in_the_response(stage, answer, shown):
    stage.answer = answer
    status, body = await stage.send(stage.company.post(LETTER))
    reply = stage.company.read_reply(body)
    expected = {"ToUserName": MEMBER, "FromUserName": CORP_ID, "CreateTime": str(NOW), "MsgType": "text", "Content": shown}
    assert (status, reply) == (200, expected)


@pytest.mark.parametrize("words", ["1616140317555161061", "a+b/c=", "回声"])
async def test_the_console_gets_the_words_in_its_echo(stage, words):
    response = await stage.client.get("/wecom/county", params=stage.company.check(words))
    assert (response.status, await response.text()) == (200, words)


async def test_an_echo_whose_plus_became_a_blank_is_read(stage):
    query = next(query for n in range(50) if "+" in (query := stage.company.check(str(n)))["echostr"])
    response = await stage.client.get("/wecom/county", params=query | {"echostr": query["echostr"].replace("+", " ")})
    assert response.status == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (CLEAR.check() | {"msg_signature": "0" * 40}, 403),
        (CLEAR.check() | {"echostr": "1616140317555161061"}, 403),
        (CLEAR.signed("AAAA") | {"echostr": "AAAA"}, 403),
        (CLEAR.signed(""), 403),
        (Company("another", KEY).check(), 403),
        (Company("a-token", KEY, corp_id="ww1").check(), 403),
        (Company("a-token", KEY, time=NOW - 301).check(), 401),
    ],
)
async def test_the_console_is_proved_too(stage, query, status):
    response = await stage.client.get("/wecom/county", params=query)
    assert response.status == status


@pytest.mark.parametrize("changed", [{"token": ""}, {"corp_id": ""}, {"aes_key": KEY[:-1]}, {"aes_key": KEY[:-1] + "="}, {"aes_key": ""}])
def test_settings_that_cannot_be_right_are_refused_at_start(changed):
    with pytest.raises(ValueError, match="must"):
        channel(**changed)


def test_the_client_is_independent():
    for name in ("wecom_client.py", "wechat_client.py"):
        source = Path(__file__).with_name(name).read_text(encoding="utf-8")
        assert not [line for line in source.splitlines() if line.startswith(("import bot", "from bot", "from handlers"))]
