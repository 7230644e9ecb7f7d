"""Callbacks of an Official Account, sent by an independent client in all three modes."""

from datetime import UTC, datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels import NotOurs, Parcel, SayFailed
from bot.channels.wechat import WeChatChannel
from handlers.messages import ChannelName, Heard
from tests.channels.wechat_client import ACCOUNT, OPENID, Platform, Post

NOW = 1_800_000_000
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


class SilentApi:
    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    async def custom_send(self, openid: str, text: str) -> None:
        self.sent.append((openid, text))
        if text == "closed":
            raise SayFailed("45015", again=False)


class Stage:
    """A tiny server round one channel, and the platform that calls it."""

    def __init__(self, mode: str) -> None:
        self.platform = Platform("wx0000000000000001", "a-token", KEY, mode, NOW)
        self.heard: list[Heard] = []
        self.answer: str | None = None
        self.api = SilentApi()
        self.channel = channel(mode, self.api)
        app = web.Application()
        app.router.add_get("/wechat/main", self.verify)
        app.router.add_post("/wechat/main", self.hear)
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
        response = await self.client.post("/wechat/main", params=post.query, data=post.body, headers=post.headers)
        return response.status, await response.text()

    async def hears(self, xml: str | bytes) -> Heard:
        assert await self.send(self.platform.post(xml)) == (200, "success")
        return self.heard[-1]

    async def refuses(self, post: Post) -> int:
        before = len(self.heard)
        status, _ = await self.send(post)
        assert len(self.heard) == before
        return status


def channel(mode="safe", api=None, **changed):
    settings = {"account": "main", "app_id": "wx0000000000000001", "token": "a-token", "aes_key": KEY, "mode": mode}
    settings |= {"max_skew_s": 300, "api": api, "wire_now": lambda: float(NOW), "chance": lambda n: bytes(n)} | changed
    return WeChatChannel(**settings)


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


PLACE = {"Location_X": "31.5", "Location_Y": "117.25", "Scale": 15, "Label": "石桥村"}
POPUP = {"List": [{"TemplateId": "t1", "SubscribeStatusString": "accept", "PopupScene": "2"}, {"TemplateId": "t2"}]}
PICTURES = {"Count": 2, "PicList": {"item": [{"PicMd5Sum": "aa"}, {"PicMd5Sum": "bb"}]}}


@pytest.mark.parametrize(
    ("msg_type", "fields", "kind", "text", "media", "extra"),
    [
        ("text", {"Content": "修水渠"}, "text", "修水渠", None, {}),
        ("text", {"Content": " 两头有空 "}, "text", " 两头有空 ", None, {}),
        ("text", {"Content": "好", "bizmsgmenuid": "101"}, "text", "好", None, {"bizmsgmenuid": "101"}),
        ("text", {"Content": "x" * 2500}, "text", "x" * 2000, None, {}),
        ("text", {"Content": "a\x1db\x00c\ufffe"}, "text", "abc", None, {}),
        ("text", {"Content": "<!DOCTYPE a> &lt; ]] >"}, "text", "<!DOCTYPE a> &lt; ]] >", None, {}),
        ("image", {"PicUrl": "http://p/1", "MediaId": "m1"}, "image", None, "m1", {"pic_url": "http://p/1"}),
        ("voice", {"MediaId": "m2", "Format": "amr", "Recognition": "停水了"}, "voice", "停水了", "m2", {"format": "amr"}),
        ("voice", {"MediaId": "m2", "Format": "amr", "Recognition": ""}, "voice", None, "m2", {}),
        ("voice", {"MediaId": "m2", "MediaId16K": "m3"}, "voice", None, "m2", {"media_16k": "m3"}),
        ("video", {"MediaId": "m4", "ThumbMediaId": "m5"}, "video", None, "m4", {"thumb_media": "m5"}),
        ("shortvideo", {"MediaId": "m4", "ThumbMediaId": "m5"}, "video", None, "m4", {}),
        ("location", PLACE, "location", None, None, {"latitude": "31.5", "longitude": "117.25", "label": "石桥村"}),
        ("link", {"Title": "通知", "Description": "d", "Url": "http://u"}, "link", "通知", None, {"url": "http://u", "description": "d"}),
        ("hologram", {"Light": "1", "Deep": {"Er": "2"}}, "hologram", None, None, {}),
    ],
)
async def test_every_message_type_is_heard(stage, msg_type, fields, kind, text, media, extra):
    heard = await stage.hears(stage.platform.message(msg_type, **fields))
    assert (heard.channel, heard.account, heard.sender) == (ChannelName.WECHAT, "main", OPENID)
    assert (heard.kind, heard.text, heard.media) == (kind, text, media)
    assert heard.message_id == heard.unique == "7000000000000000001"
    assert heard.sent_at == datetime(2027, 1, 15, 8, 0, tzinfo=UTC)
    assert heard.extra.items() >= (extra | {"to": ACCOUNT}).items()


@pytest.mark.parametrize(
    ("event", "fields", "extra"),
    [
        ("subscribe", {"EventKey": ""}, {}),
        ("subscribe", {"EventKey": "qrscene_h12", "Ticket": "t"}, {"scene": "h12", "ticket": "t", "event_key": "qrscene_h12"}),
        ("unsubscribe", {}, {}),
        ("SCAN", {"EventKey": "h12", "Ticket": "t"}, {"scene": "h12", "ticket": "t"}),
        ("CLICK", {"EventKey": "report"}, {"event_key": "report"}),
        ("VIEW", {"EventKey": "http://u/?a=1", "MenuId": 12}, {"event_key": "http://u/?a=1", "menu_id": "12"}),
        ("LOCATION", {"Latitude": "31.5", "Longitude": "117.25", "Precision": "9"}, {"latitude": "31.5", "precision": "9"}),
        ("scancode_push", {"EventKey": "k", "ScanCodeInfo": {"ScanType": "qrcode", "ScanResult": "1"}}, {"scan_result": "1"}),
        ("scancode_waitmsg", {"EventKey": "k", "ScanCodeInfo": {"ScanType": "qrcode", "ScanResult": "1"}}, {"scan_type": "qrcode"}),
        ("pic_sysphoto", {"EventKey": "k", "SendPicsInfo": PICTURES}, {"event_key": "k"}),
        ("pic_photo_or_album", {"EventKey": "k", "SendPicsInfo": PICTURES}, {}),
        ("pic_weixin", {"EventKey": "k", "SendPicsInfo": PICTURES}, {}),
        ("location_select", {"EventKey": "k", "SendLocationInfo": PLACE}, {"latitude": "31.5", "longitude": "117.25"}),
        ("TEMPLATESENDJOBFINISH", {"MsgID": 200163836, "Status": "success"}, {"status": "success", "msg_id": "200163836"}),
        ("subscribe_msg_popup_event", {"SubscribeMsgPopupEvent": POPUP}, {"template_id": "t1,t2", "status": "accept"}),
        ("subscribe_msg_change_event", {"SubscribeMsgChangeEvent": {"List": {"TemplateId": "t1"}}}, {"template_id": "t1"}),
        (
            "subscribe_msg_sent_event",
            {"SubscribeMsgSentEvent": {"List": {"TemplateId": "t1", "MsgID": "17", "ErrorCode": "0", "ErrorStatus": "success"}}},
            {"template_id": "t1", "msg_id": "17", "error_code": "0", "status": "success"},
        ),
        ("harvest_festival", {"What": "ever"}, {}),
    ],
)
async def test_every_event_is_heard_under_its_own_name(stage, event, fields, extra):
    heard = await stage.hears(stage.platform.event(event, **fields))
    assert heard.kind == f"event.{event}"
    assert heard.text is None
    assert heard.message_id == str(fields.get("MsgID", ""))
    assert heard.unique.startswith(f"{OPENID}|{NOW}|{event}|{fields.get('EventKey', '')}|")
    assert heard.extra.items() >= extra.items()


async def test_two_clicks_in_one_second_are_two_and_a_retry_is_one(stage):
    first = await stage.hears(stage.platform.event("CLICK", EventKey="a"))
    second = await stage.hears(stage.platform.event("CLICK", EventKey="b"))
    again = await stage.hears(stage.platform.event("CLICK", EventKey="a"))
    assert first.unique != second.unique
    assert first.unique == again.unique


async def test_a_long_url_does_not_make_a_long_key(stage):
    heard = [await stage.hears(stage.platform.event("VIEW", EventKey="http://u/" + "x" * 3000 + end)) for end in "ab"]
    assert heard[0].unique != heard[1].unique
    assert all(len(one.unique) <= 200 for one in heard)


async def test_words_without_an_id_stay_two(stage):
    heard = [await stage.hears(stage.platform.message(msg_id=None, Content=words)) for words in ("一", "二")]
    assert heard[0].message_id == ""
    assert heard[0].unique != heard[1].unique


@pytest.mark.parametrize("place", [{"Location_X": "north"}, {"Location_X": "１２"}, {"Location_Y": "200"}, {"Location_X": "1e400"}])
async def test_a_place_that_is_none_does_not_cost_the_message(safe, place):
    heard = await safe.hears(safe.platform.message("location", **(PLACE | place)))
    assert heard.extra["label"] == "石桥村"
    assert "latitude" not in heard.extra
    assert "longitude" not in heard.extra


# what is answered


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("收到", "收到"),
        ("a]]>b", "a]]>b"),
        ("x]]><MsgType><![CDATA[news]]></MsgType><Content><![CDATA[y", "x]]><MsgType><![CDATA[news]]></MsgType><Content><![CDATA[y"),
        ("a\x00b\x1dc\ud800d\uffff", "abcd"),
        ("一行\n两行 & <b>", "一行\n两行 & <b>"),
        ("汉" * 700, "汉" * 666),
        ("a" + "汉" * 700, "a" + "汉" * 666),
        ("😀" * 600, "😀" * 500),
    ],
)
async def test_the_answer_rides_in_the_response(stage, answer, shown):
    stage.answer = answer
    status, body = await stage.send(stage.platform.post(stage.platform.message()))
    assert status == 200
    reply = stage.platform.read_reply(body)
    assert reply == {
        "ToUserName": OPENID,
        "FromUserName": ACCOUNT,
        "CreateTime": str(NOW),
        "MsgType": "text",
        "Content": shown,
    }


@pytest.mark.parametrize("answer", [None, ""])
async def test_without_an_answer_the_platform_is_told_success(stage, answer):
    stage.answer = answer
    assert await stage.send(stage.platform.post(stage.platform.message())) == (200, "success")


async def test_the_console_gets_its_echo(stage):
    query = stage.platform.signed_query() | {"echostr": "4375120948345356249"}
    response = await stage.client.get("/wechat/main", params=query)
    assert (response.status, await response.text()) == (200, "4375120948345356249")


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"signature": "0" * 40}, 403), ({"timestamp": "1"}, 403), ({"echostr": ""}, 400), ({"echostr": "<a b>"}, 400)],
)
async def test_the_console_is_proved_too(stage, changed, status):
    query = stage.platform.signed_query() | {"echostr": "1"} | changed
    response = await stage.client.get("/wechat/main", params=query)
    assert response.status == status


async def test_a_stale_console_is_refused(stage):
    stage.platform.time = NOW - 301
    response = await stage.client.get("/wechat/main", params=stage.platform.signed_query() | {"echostr": "1"})
    assert response.status == 401


@pytest.mark.parametrize(
    "changed",
    [
        {"token": ""},
        {"app_id": ""},
        {"aes_key": KEY[:-1]},
        {"aes_key": KEY + "x"},
        {"aes_key": KEY[:-1] + "="},
        {"aes_key": ""},
        {"mode": "open"},
    ],
)
def test_settings_that_cannot_be_right_are_refused_at_start(changed):
    with pytest.raises(ValueError, match=r"must|valid"):
        channel(**changed)


def test_plain_mode_needs_no_key():
    channel(mode="plain", aes_key="")


async def test_say_sends_a_customer_service_message_that_fits(safe):
    await safe.channel.say(Parcel("p1", OPENID, "汉" * 700))
    assert safe.api.sent == [(OPENID, "汉" * 666)]
    with pytest.raises(SayFailed):
        await safe.channel.say(Parcel("p2", OPENID, "closed"))


def test_the_client_is_independent():
    source = __import__("pathlib").Path(__file__).with_name("wechat_client.py").read_text()
    assert not [line for line in source.splitlines() if line.startswith(("import bot", "from bot", "from handlers"))]
