"""Consents, notices and template messages: what WeChat reports of them, and what may be sent by them."""

import pytest

from bot.channels import Parcel, Receipt, SayFailed
from bot.channels.wechat import WeChatChannel, read
from bot.channels.wechat_errors import Action, action_of
from bot.channels.wechat_letter import read_letter
from handlers.consents import Consent, Fate, consents_of, fates_of
from tests.channels.wechat_client import Platform
from tests.channels.wechat_stage import OPENID, serving

PLATFORM = Platform("wx1", "a-token", "a" * 43)
PARCEL = Parcel("out-1", OPENID, "")


def heard(event, **fields):
    return read("main", read_letter(PLATFORM.event(event, **fields)))


ACCEPTED = {"TemplateId": "t1", "SubscribeStatusString": "accept", "PopupScene": "2"}
REJECTED = {"TemplateId": "t2", "SubscribeStatusString": "reject"}


@pytest.mark.parametrize(
    ("event", "field", "listed", "expected"),
    [
        ("popup", "SubscribeMsgPopupEvent", [ACCEPTED], (Consent("t1", "accept", "2"),)),
        ("popup", "SubscribeMsgPopupEvent", [ACCEPTED, REJECTED], (Consent("t1", "accept", "2"), Consent("t2", "reject"))),
        ("popup", "SubscribeMsgPopupEvent", [{"TemplateId": "t3"}, REJECTED], (Consent("t3"), Consent("t2", "reject"))),
        ("change", "SubscribeMsgChangeEvent", [REJECTED], (Consent("t2", "reject"),)),
        ("change", "SubscribeMsgChangeEvent", [{"SubscribeStatusString": "accept"}], ()),
        ("popup", "SubscribeMsgPopupEvent", [ACCEPTED] * 40, (Consent("t1", "accept", "2"),) * 16),
    ],
)
def test_what_was_allowed_template_by_template(event, field, listed, expected):
    message = heard(f"subscribe_msg_{event}_event", **{field: {"List": listed}})
    assert message.kind == f"event.subscribe_msg_{event}_event"
    assert consents_of(message) == expected
    assert fates_of(message) == ()


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [("0", "success", Fate("1700827132819554304", True, "", "t1")), ("43101", "reject", Fate("1700827132819554304", False, "43101", "t1"))],
)
def test_what_became_of_a_notice(code, status, expected):
    listed = {"TemplateId": "t1", "MsgID": "1700827132819554304", "ErrorCode": code, "ErrorStatus": status}
    message = heard("subscribe_msg_sent_event", SubscribeMsgSentEvent={"List": listed})
    assert fates_of(message) == (expected,)
    assert consents_of(message) == ()


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("success", Fate("200163836", True)),
        ("failed:user block", Fate("200163836", False, "user_block")),
        ("failed: system failed", Fate("200163836", False, "system_failed")),
    ],
)
def test_what_became_of_a_template_message(status, expected):
    message = heard("TEMPLATESENDJOBFINISH", MsgID=200163836, Status=status)
    assert (message.message_id, message.text) == ("200163836", None)
    assert fates_of(message) == (expected,)


def test_other_events_tell_of_neither():
    message = heard("CLICK", EventKey="report")
    assert consents_of(message) == fates_of(message) == ()


# what is sent


@pytest.fixture
async def stage():
    async with serving() as stage:
        stage.platform.account.templates.add("t-1")
        settings = {"account": "main", "app_id": "wx1", "token": "t", "aes_key": "a" * 43, "mode": "safe", "max_skew_s": 300}
        stage.channel = WeChatChannel(**settings, api=stage.api, wire_now=stage.clock, chance=bytes)
        yield stage


async def fails(call) -> SayFailed:
    with pytest.raises(SayFailed) as failed:
        await call
    return failed.value


async def test_a_template_message_goes_out_once_for_its_parcel_and_has_an_id(stage):
    stage.clock.time += 30 * 86400
    fields = {"thing1": "东坡组" + "路" * 30, "phrase2": "", "character_string3": "A2061"}
    first = await stage.channel.say_template(PARCEL, "t-1", fields, url="https://v/notices/1")
    assert first.provider_id
    assert await stage.channel.say_template(PARCEL, "t-1", fields) == first
    assert stage.shown() == ["thing1：东坡组" + "路" * 16 + "…\nphrase2：—\ncharacter_string3：A2061"]


async def test_a_notice_needs_a_consent(stage):
    fault = await fails(stage.channel.say_notice(PARCEL, "t-1", {"thing1": "开会"}))
    assert (fault.code, fault.again, action_of(fault.code)) == ("43101", False, Action.ASK_CONSENT)
    stage.platform.consents[OPENID, "t-1"] = 1
    assert await stage.channel.say_notice(PARCEL, "t-1", {"thing1": "开会"}) == Receipt(None)
    assert stage.shown() == ["thing1：开会"]
    assert (await fails(stage.channel.say_notice(PARCEL, "t-1", {"thing1": "开会"}))).code == "43101"


@pytest.mark.parametrize("verb", ["say_template", "say_notice"])
@pytest.mark.parametrize(
    ("code", "again", "unfollowed"),
    [(40037, False, False), (43004, False, True), (47003, False, False), (45009, True, False), (-1, True, False), (48001, False, False)],
)
async def test_each_code_is_one_fault(stage, verb, code, again, unfollowed):
    path = {"say_template": "message/template/send", "say_notice": "message/subscribe/bizsend"}[verb]
    stage.fault(path, "errcode", code, times=9)
    fault = await fails(getattr(stage.channel, verb)(PARCEL, "t-1", {"thing1": "开会"}))
    assert (fault.code, fault.again, fault.unfollowed) == (str(code), again, unfollowed)
