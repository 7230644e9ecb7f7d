"""The platform against the running server: every type, every mode, retries, replays, tampering, and refusals that leave nothing."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from bot.standins.android_phone import signed, sms_received
from tests.channels.wechat_client import ACCOUNT, Platform, Post, sha1_of, xml_of
from tests.journey.kit import answer_in, count, heard_lines, line, now, platform, post_of, send
from tests.servers import ACCOUNTS, SIGNING_KEY, ServerProcess, Stores

PLACE = {"Location_X": "37.51", "Location_Y": "111.14", "Scale": 15, "Label": "石桥村"}
SCAN = {"ScanType": "qrcode", "ScanResult": "1"}
PICTURES = {
    "Count": 2,
    "PicList": [{"item": [{"PicMd5Sum": "5a75aaca956d97be686719218f275c6b"}, {"PicMd5Sum": "1b5f7c23b5bf75682a53e7b6"}]}],
}
CONSENT = {"List": {"TemplateId": "t1", "SubscribeStatusString": "accept", "PopupScene": 2}}

# facts of the platform: the type, its own fields, and the kind it is heard as
MESSAGES = [
    ("text", {"Content": "村口的路灯坏了三天了"}, "text"),
    ("text", {"Content": "好", "bizmsgmenuid": "101"}, "text"),
    ("text", {"Content": "<b>&amp;</b> {x} %s 路灯坏了"}, "text"),
    ("image", {"PicUrl": "http://mmbiz.qpic.cn/x", "MediaId": "m1"}, "image"),
    ("voice", {"MediaId": "m2", "Format": "amr", "MediaId16K": "m2_16k"}, "voice"),
    ("voice", {"MediaId": "m3", "Format": "amr", "Recognition": "水渠堵了"}, "voice"),
    ("video", {"MediaId": "m4", "ThumbMediaId": "t4"}, "video"),
    ("shortvideo", {"MediaId": "m5", "ThumbMediaId": "t5"}, "video"),
    ("location", PLACE, "location"),
    ("link", {"Title": "公告", "Description": "停水", "Url": "http://example.com/1"}, "link"),
    ("file", {"Title": "a.pdf", "MediaId": "m6"}, "file"),  # not on the platform's list: kept and answered
]
EVENTS = [
    ("subscribe", {}),
    ("subscribe", {"EventKey": "qrscene_v001", "Ticket": "tk"}),
    ("SCAN", {"EventKey": "v001", "Ticket": "tk"}),
    ("CLICK", {"EventKey": "help"}),
    ("VIEW", {"EventKey": "http://example.com/" + "x" * 300, "MenuId": 7}),
    ("LOCATION", {"Latitude": "37.51", "Longitude": "111.14", "Precision": "30"}),
    ("scancode_push", {"EventKey": "k1", "ScanCodeInfo": SCAN}),
    ("scancode_waitmsg", {"EventKey": "k2", "ScanCodeInfo": SCAN}),
    ("pic_sysphoto", {"EventKey": "k3", "SendPicsInfo": PICTURES}),
    ("pic_photo_or_album", {"EventKey": "k4", "SendPicsInfo": PICTURES}),
    ("pic_weixin", {"EventKey": "k5", "SendPicsInfo": PICTURES}),
    ("location_select", {"EventKey": "k6", "SendLocationInfo": PLACE | {"Poiname": ""}}),
    ("TEMPLATESENDJOBFINISH", {"MsgID": 200163836, "Status": "failed:user block"}),
    ("subscribe_msg_popup_event", {"SubscribeMsgPopupEvent": CONSENT}),
    ("subscribe_msg_change_event", {"SubscribeMsgChangeEvent": {"List": {"TemplateId": "t1", "SubscribeStatusString": "reject"}}}),
    (
        "subscribe_msg_sent_event",
        {"SubscribeMsgSentEvent": {"List": {"TemplateId": "t1", "MsgID": 5, "ErrorCode": 0, "ErrorStatus": "ok"}}},
    ),
    ("an_event_of_tomorrow_with_quite_a_long_name_that_nobody_has_seen", {}),
    ("unsubscribe", {}),
]


class Caller:
    """The platform's hand on the running server, which all tests of this file share: each counts from what it found."""

    def __init__(self, server: ServerProcess, session: aiohttp.ClientSession, before: int) -> None:
        self.server, self.session, self._before = server, session, before

    async def send(self, post: Post, account: str = "main") -> tuple[int, str]:
        return await send(self.session, self.server.url, post, account)

    async def refused(self, method: str, path: str, post: Post) -> int:
        where = f"{self.server.url}{path}"
        async with self.session.request(method, where, params=post.query, data=post.body, headers=post.headers) as response:
            return response.status

    async def rows(self) -> int:
        """Rows of the inbox that this test has made."""
        return await count(self.server.database) - self._before


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("whole")
    server = ServerProcess(folder, await stores.fresh("sqlite", folder, people=True))
    server.start()
    try:
        await server.wait_healthy("/readyz")
        yield server
    finally:
        server.kill9()


@pytest.fixture
async def caller(server: ServerProcess) -> AsyncIterator[Caller]:
    async with line() as session:
        yield Caller(server, session, await count(server.database))
    assert "fault" not in server.log, server.log


def letter(msg_type: str, n: int, mode: str, fields: dict) -> str:
    sender = f"o{mode}{'x' * 20}{n:03d}"
    head = {"ToUserName": ACCOUNT, "FromUserName": sender, "CreateTime": now() - 1, "MsgType": msg_type}
    return xml_of(**(head | fields | ({} if msg_type == "event" else {"MsgId": 7_000_000_000_000_000_000 + n})))


async def test_every_type_in_every_mode_is_answered_kept_once_and_repeated_alike(caller: Caller) -> None:
    letters = [(kind, letter(name, n, "{}", fields)) for n, (name, fields, kind) in enumerate(MESSAGES)]
    events = [(f"event.{name}", letter("event", 100 + n, "{}", {"Event": name} | fields)) for n, (name, fields) in enumerate(EVENTS)]
    expected: dict[str, list[str]] = {}
    for account, mode in ACCOUNTS.items():
        for kind, xml in letters + events:
            mine = xml.replace("o{}", f"o{mode}")
            answers = [await caller.send(post_of(mine, mode), account) for _ in range(3)]  # the platform's three tries
            assert {status for status, _ in answers} == {200}, (kind, answers)
            assert len({answer_in(body, mode) for _, body in answers}) == 1, kind
            if kind == "text":
                assert answer_in(answers[0][1], mode), "words are always answered"
            expected.setdefault(account, []).append(kind)
    kept: dict[str, list[str]] = {}
    for each in await heard_lines(caller.server):
        if each["channel"] != "wechat" or int(each["provider_message_id"] or 0) > 7_000_000_000_000_000_200:
            continue  # another test's
        kept.setdefault(each["account"], []).append(each["kind"])
        assert each["handled_at"] is not None
        assert each["sender"].count("*") == 4
        assert each["text"] is None or not each["kind"].startswith("event.")
    # a kind is at most sixty characters wide in the store
    assert kept == {account: [kind[:60] for kind in kinds] for account, kinds in expected.items()}


async def test_the_url_check_answers_the_echo_and_keeps_nothing(caller: Caller) -> None:
    query = platform().signed_query() | {"echostr": "5917893207842338749"}
    async with caller.session.get(f"{caller.server.url}/wechat/main", params=query) as response:
        assert (response.status, await response.text()) == (200, "5917893207842338749")
    assert await caller.refused("GET", "/wechat/main", Post(query | {"signature": "0" * 40}, b"")) == 403
    assert await caller.rows() == 0


async def test_copies_at_the_same_moment_are_one_message_and_one_answer(caller: Caller) -> None:
    post = post_of(letter("text", 201, "safe", {"Content": "水渠堵了，地浇不上"}))
    answers = await asyncio.gather(*(caller.send(post) for _ in range(30)))
    assert {status for status, _ in answers} == {200}
    assert len({answer_in(body) for _, body in answers}) == 1
    assert await caller.rows() == 1


@pytest.mark.parametrize(("account", "mode"), ACCOUNTS.items())
async def test_a_replay_is_answered_alike_at_once_and_refused_after_ten_minutes(caller: Caller, account: str, mode: str) -> None:
    xml = letter("text", 202, mode, {"Content": "水渠堵了，地浇不上"})
    fresh, stale = platform(mode).post(xml), platform(mode, at=now() - 600).post(xml)
    assert (await caller.send(stale, account))[0] == 401
    assert await caller.rows() == 0
    first, second = [await caller.send(fresh, account) for _ in range(2)]
    assert first[0] == second[0] == 200
    assert answer_in(first[1], mode) == answer_in(second[1], mode) != ""
    assert (await caller.send(stale, account))[0] == 401
    assert await caller.rows() == 1


@pytest.mark.parametrize(("account", "mode"), ACCOUNTS.items())
async def test_a_changed_byte_anywhere_is_refused_and_leaves_no_row(caller: Caller, account: str, mode: str) -> None:
    post = platform(mode).post(letter("text", 203, mode, {"Content": "水渠堵了"}))
    changed: list[Post] = []
    for name, value in post.query.items():
        if name in ("openid", "encrypt_type"):  # neither is signed, and neither is believed
            continue
        for place in range(0, len(value), 7):
            other = "0" if value[place] != "0" else "1"
            changed.append(Post(post.query | {name: value[:place] + other + value[place + 1 :]}, post.body))
    if mode != "plain":  # plain mode's signature does not cover the body: that is why it is not for real use
        begin = post.body.index(b"<Encrypt>") + 18
        changed += [Post(post.query, flip(post.body, place)) for place in range(begin, begin + 300, 23)]
    for each in changed:
        status, _ = await caller.send(each, account)
        assert status in (400, 401, 403), each
    assert await caller.rows() == 0
    assert (await caller.send(post, account))[0] == 200


def flip(body: bytes, place: int) -> bytes:
    return body[:place] + (b"A" if body[place : place + 1] != b"A" else b"B") + body[place + 1 :]


def wrongs(client: Platform) -> dict[int, Post]:
    """Requests in which that status and everything the contract checks after it is wrong."""
    stranger = Platform(client.app_id, "another", client.aes_key, client.mode, client.time - 900)
    unreadable = client.encipher(b"{not xml")
    signature = sha1_of(client.token, str(client.time), client.nonce, unreadable)
    sealed = Post(client.signed_query() | {"msg_signature": signature}, xml_of(Encrypt=unreadable).encode())
    old = Platform(client.app_id, client.token, client.aes_key, client.mode, client.time - 900)
    return {
        413: Post({}, b"x" * 65537),
        404: stranger.post("{not xml"),
        405: stranger.post("{not xml"),
        403: stranger.post("{not xml"),
        401: old.post("{not xml"),
        400: sealed if client.mode != "plain" else client.post("{not xml"),
    }


@pytest.mark.parametrize(("account", "mode"), ACCOUNTS.items())
async def test_refusals_come_in_the_contracts_order_and_leave_no_row(caller: Caller, account: str, mode: str) -> None:
    given = wrongs(platform(mode))
    ways = {413: ("PUT", "/wechat/nobody"), 404: ("PUT", "/wechat/nobody"), 405: ("PUT", f"/wechat/{account}")}
    for status, post in given.items():
        method, path = ways.get(status, ("POST", f"/wechat/{account}"))
        assert await caller.refused(method, path, post) == status
    json_body = Post(platform(mode).signed_query(), b'{"ToUserName": "a"}')
    assert await caller.refused("POST", f"/wechat/{account}", json_body) == 400
    assert await caller.rows() == 0


async def test_the_telephones_refusals_come_in_the_same_order(caller: Caller) -> None:
    event = sms_received("e1", "13800008001", "水渠堵了", "2026-11-23T08:00:00+08:00")
    good = signed(event, SIGNING_KEY, now())
    stranger, old = signed(event, "another", now() - 3 * 86400), signed(event, SIGNING_KEY, now() - 3 * 86400)
    unreadable = signed({"event": "sms:received", "id": "e2"}, SIGNING_KEY, now())
    ours, nobody = "/sms/village_phone", "/sms/nobody"
    for status, method, path, (body, headers) in (
        (413, "PUT", nobody, (b"x" * 65537, stranger[1])),
        (404, "PUT", nobody, stranger),
        (405, "PUT", ours, stranger),
        (403, "POST", ours, stranger),
        (401, "POST", ours, old),
        (400, "POST", ours, unreadable),
    ):
        assert await caller.refused(method, path, Post({}, body, headers)) == status
    assert await caller.rows() == 0
    assert [await caller.refused("POST", ours, Post({}, *good)) for _ in range(3)] == [200] * 3
    (kept,) = [each for each in await heard_lines(caller.server) if each["channel"] == "sms"]
    assert (kept["channel"], kept["account"], kept["sender"]) == ("sms", "village_phone", "+86138****8001")


async def test_what_is_kept_reads_as_json_lines_with_utc_times_and_string_ids(caller: Caller) -> None:
    await caller.send(post_of(letter("text", 204, "safe", {"Content": "我家电话13800138000，水渠堵了"})))
    done = await caller.server.run("ledger", "--json")
    lines = [json.loads(each) for each in done.stdout.splitlines()]
    (kept,) = [each for each in lines if each["provider_message_id"] == "7000000000000000204"]
    names = (
        "number",
        "account",
        "channel",
        "provider_message_id",
        "received_at",
        "village",
        "category",
        "urgency",
        "issue",
        "stage",
        "text",
    )
    assert set(names) <= set(kept)
    assert kept["received_at"].endswith("Z")
    assert "13800138000" not in done.stdout
