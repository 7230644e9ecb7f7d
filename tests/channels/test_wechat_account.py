"""Templates, notices, QR codes, the menu and the callback addresses, against the stand-in."""

from ipaddress import ip_network

import pytest

from bot.channels import SayFailed
from bot.channels.wechat_api import Action, Button, action_of
from tests.channels.wechat_stage import OPENID, serving


@pytest.fixture
async def stage():
    async with serving() as stage:
        stage.platform.account.templates.add("t-1")
        yield stage


async def code_of(call) -> tuple[str, bool]:
    with pytest.raises(SayFailed) as failed:
        await call
    return failed.value.code, failed.value.again


async def test_a_template_is_shown_once_for_its_key_and_needs_no_window(stage):
    stage.clock.time += 30 * 86400
    first = await stage.api.send_template(OPENID, "t-1", {"thing1": "修路"}, url="https://v/1", once="out-1")
    assert first == await stage.api.send_template(OPENID, "t-1", {"thing1": "修路"}, once="out-1")
    assert stage.shown() == ["thing1：修路"]


async def test_values_are_cut_to_their_fields_and_numbers_are_not(stage):
    await stage.api.send_template(OPENID, "t-1", {"thing1": "一" * 20, "thing2": "二" * 21, "phrase3": " 已\n受 "})
    assert stage.shown() == ["thing1：" + "一" * 20 + "\nthing2：" + "二" * 19 + "…\nphrase3：已 受"]
    assert await code_of(stage.api.send_template(OPENID, "t-1", {"character_string1": "9" * 33})) == ("47003", False)


@pytest.mark.parametrize("kind", ["template", "notice"])
async def test_a_template_that_is_none_raises_the_alarm(stage, kind):
    send = stage.api.send_template if kind == "template" else stage.api.send_notice
    assert await code_of(send(OPENID, "t-2", {})) == ("40037", False)
    assert action_of("40037") is Action.ALARM


async def test_a_template_reaches_followers_only(stage):
    stage.platform.heard(OPENID, "event.unsubscribe")
    with pytest.raises(SayFailed) as failed:
        await stage.api.send_template(OPENID, "t-1", {})
    assert (failed.value.code, failed.value.unfollowed) == ("43004", True)


async def test_each_consent_pays_for_one_notice(stage):
    stage.platform.consents[OPENID, "t-1"] = 1
    await stage.api.send_notice(OPENID, "t-1", {"thing1": "开会"}, page="https://v/1")
    assert await code_of(stage.api.send_notice(OPENID, "t-1", {"thing1": "开会"})) == ("43101", False)
    assert action_of("43101") is Action.ASK_CONSENT
    assert stage.shown() == ["thing1：开会"]


@pytest.mark.parametrize(("days", "action", "lasts_s"), [(None, "QR_LIMIT_STR_SCENE", None), (30, "QR_STR_SCENE", 2_592_000)])
async def test_a_qr_code_says_its_scene(stage, days, action, lasts_s):
    ticket = await stage.api.qr("户-12", days)
    asked = stage.platform.account.tickets[ticket.ticket]
    assert (asked["action_name"], asked["action_info"]["scene"]["scene_str"]) == (action, "户-12")
    assert (asked.get("expire_seconds"), ticket.lasts_s) == (lasts_s, lasts_s)
    assert ticket.picture_url == f"{stage.base.rstrip('/')}/cgi-bin/showqrcode?ticket=gQ%2B1%2F%3D%3D"


@pytest.mark.parametrize(("scene", "days"), [("", 1), ("x" * 65, 1), ("x", 0), ("x", 31)])
async def test_what_cannot_be_a_scene_is_not_asked_for(stage, scene, days):
    with pytest.raises(ValueError, match="scene"):
        await stage.api.qr(scene, days)
    assert not stage.platform.calls


MENU = (Button("说事", key="say"), Button("看", below=(Button("公示", url="https://v/notices"), Button("进展", key="progress"))))


async def test_a_menu_is_set_read_and_taken_away(stage):
    assert await stage.api.menu() == ()
    await stage.api.set_menu(MENU)
    assert await stage.api.menu() == MENU
    await stage.api.drop_menu()
    assert await stage.api.menu() == ()


async def test_a_full_menu_of_long_addresses_is_read(stage):
    below = tuple(Button("二" * 20, url="https://v/" + "x" * 1014) for _ in range(5))
    full = tuple(Button("一一一一", below=below) for _ in range(3))
    await stage.api.set_menu(full)
    assert await stage.api.menu() == full


@pytest.mark.parametrize(
    ("buttons", "told"),
    [
        ((), "menu"),
        ((Button("a", key="1"),) * 4, "menu"),
        ((Button("六个字太长了", key="1"),), "name"),  # eighteen bytes
        ((Button("", key="1"),), "name"),
        ((Button("a"),), "only one"),
        ((Button("a", key="1", url="https://v"),), "only one"),
        ((Button("a", key="钥" * 43),), "key"),
        ((Button("a", url="x" * 1025),), "url"),
        ((Button("a", below=(Button("b", key="1"),) * 6),), "below"),
        ((Button("a", below=(Button("b", below=(Button("c", key="1"),)),)),), "third level"),
    ],
)
async def test_a_menu_the_platform_would_refuse_is_not_sent(stage, buttons, told):
    with pytest.raises(ValueError, match=told):
        await stage.api.set_menu(buttons)
    assert not stage.platform.calls


async def test_callback_addresses_are_networks(stage):
    stage.platform.account.ips = ["101.226.103.0/25", "101.226.62.77", "2001:db8::1", "nonsense", 7]
    assert await stage.api.callback_ips() == tuple(map(ip_network, ["101.226.103.0/25", "101.226.62.77", "2001:db8::1"]))
    stage.platform.account.ips = []
    assert await stage.api.callback_ips() == ()
