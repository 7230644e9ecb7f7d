"""How the page's people speak: every message comes through the product's own door, as its provider would bring it."""

from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web

from bot.app import chance
from bot.demo.cast import Actor
from bot.demo.laying import openid
from bot.pages import platform_hand
from bot.pages.phones import Phones
from bot.settings import village_phones
from bot.standins.android_phone import signed, sms_received
from handlers.messages import ChannelName, Heard
from storage.inbox import key_of

TRIES = 3  # WeChat's own number


def door_of(request: web.Request) -> str:
    """Our own address, as the loopback sees it: what the platform would call over the internet."""
    assert request.transport is not None
    host, port = request.transport.get_extra_info("sockname")[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def speak(phones: Phones, door: str, actor: Actor, text: str, by: ChannelName) -> bool:
    """True when the webhook took it. Raises aiohttp's ClientError, TimeoutError or OSError when nobody opens."""
    return await (_by_sms if by is ChannelName.SMS else _by_wechat)(phones, door, actor, text)


async def _knock(phones: Phones, address: str, **request: Any) -> tuple[int, str]:
    """Status and body. A line that breaks is tried again, as WeChat and the telephones do: what was kept already is no second message."""
    for left in range(TRIES - 1, -1, -1):
        try:
            async with phones.app.session.post(address, **request) as response:
                return response.status, await response.text()
        except (aiohttp.ClientConnectionError, ConnectionError):
            if not left:
                raise
    raise AssertionError("unreachable")


async def _by_wechat(phones: Phones, door: str, actor: Actor, text: str) -> bool:
    """As the platform does it: signed, enciphered, and the answer in the response goes to the phone."""
    app = phones.app
    who, now = openid(actor.person), int(app.clock.wire_now())
    message_id = int.from_bytes(chance(7))
    key = key_of(_heard(ChannelName.WECHAT, "main", who, str(message_id)), app.salt)
    bubble = phones.sent(actor, text, str(message_id), key, ChannelName.WECHAT)
    phones.wechat.heard(who, "text")
    account = app.settings.wechat["main"]
    xml = platform_hand.text_message(who, text, message_id, now)
    query, body = platform_hand.callback(account, who, xml, now, chance(8).hex())
    status, answer = await _knock(phones, f"{door}/wechat/main", params=query, data=body, headers={"Content-Type": "text/xml"})
    if status != 200:
        bubble.failed = True
    elif words := platform_hand.shown(account, answer):
        phones.wechat.show(who, words)
    return not bubble.failed


async def _by_sms(phones: Phones, door: str, actor: Actor, text: str) -> bool:
    """As the village telephone does it; the answer comes by its own way, through the outbox."""
    app = phones.app
    account, gateway = next(iter(village_phones(app.settings).items()))
    number, now = phones.number(actor), int(app.clock.wire_now())
    unique = f"sim-{chance(8).hex()}"
    event = sms_received(unique, number, text, datetime.fromtimestamp(now, UTC).isoformat())
    key = key_of(_heard(ChannelName.SMS, account, number, unique), app.salt)
    bubble = phones.sent(actor, text, event["payload"]["messageId"], key, ChannelName.SMS)
    body, headers = signed(event, gateway.signing_key, now)
    status, _ = await _knock(phones, f"{door}/sms/{account}", data=body, headers=headers)
    bubble.failed = status != 200
    return not bubble.failed


def _heard(channel: ChannelName, account: str, sender: str, unique: str) -> Heard:
    return Heard(channel, account, sender, unique, unique, "text", datetime.fromtimestamp(0, UTC))
