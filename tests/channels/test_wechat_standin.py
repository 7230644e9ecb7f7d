"""The stand-in keeps the platform's rules of who may be written to, and when."""

import pytest

from bot.standins.wechat import WeChatStandIn

OPENID = "oVillager000000000000000001"


class Clock:
    time = 1_800_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def platform(clock):
    return WeChatStandIn(clock, {"wx1": "s1"})


def send(platform, text="好", openid=OPENID, **changed) -> int:
    try:
        platform.custom_send({"touser": openid, "msgtype": "text", "text": {"content": text}} | changed)
    except Exception as refused:
        return int(str(refused))
    return 0


@pytest.mark.parametrize(
    ("kind", "allowed", "then", "seconds"),
    [
        ("text", 5, 45047, 48 * 3600),
        ("voice", 5, 45047, 48 * 3600),
        ("event.subscribe", 3, 45047, 60),
        ("event.SCAN", 3, 45047, 60),
        ("event.CLICK", 3, 45047, 60),
        ("msgmenu", 3, 45047, 60),
        ("event.VIEW", 0, 45015, 0),
        ("event.unsubscribe", 0, 43004, 0),
    ],
)
def test_what_a_person_does_opens_a_window(platform, clock, kind, allowed, then, seconds):
    platform.heard(OPENID, kind)
    assert [send(platform) for _ in range(allowed + 1)] == [0] * allowed + [then]
    platform.heard(OPENID, kind)
    clock.time += seconds
    assert send(platform) == (45015 if allowed else then)


def test_a_new_message_resets_and_does_not_add(platform):
    platform.heard(OPENID, "text")
    assert send(platform) == 0
    platform.heard(OPENID, "text")
    assert [send(platform) for _ in range(6)] == [0] * 5 + [45047]


def test_leaving_closes_everything_and_coming_back_opens_a_little(platform):
    platform.heard(OPENID, "text")
    platform.heard(OPENID, "event.unsubscribe")
    assert send(platform) == 43004
    platform.heard(OPENID, "event.subscribe")
    assert [send(platform) for _ in range(4)] == [0, 0, 0, 45047]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"text": "汉" * 683}, 45002),
        ({"text": "汉" * 682}, 0),
        ({"text": ""}, 44004),
        ({"openid": "?"}, 40003),
        ({"openid": "oNobody00000000000000000001"}, 43004),
        ({"msgtype": "image"}, 40008),
    ],
)
def test_a_message_must_be_right(platform, changed, code):
    platform.heard(OPENID, "text")
    assert send(platform, **changed) == code


def test_the_phone_shows_messages_in_order(platform, clock):
    platform.heard(OPENID, "text")
    platform.show(OPENID, "答复")
    clock.time += 1
    send(platform, "后来")
    assert [(one["text"], one["at"]) for one in platform.inbox(OPENID)] == [("答复", clock.time - 1), ("后来", clock.time)]
    assert len({one["id"] for one in platform.inbox(OPENID)}) == 2
    assert platform.inbox("oNobody00000000000000000001") == []
