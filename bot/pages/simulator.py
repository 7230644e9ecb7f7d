"""/simulator, in the demo only: the cast's telephones on one page, joined to the product by its real webhooks."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientError, web

from bot.app import VERSION, App, chance, move_village_time
from bot.demo.cast import CAST, OPENS_AT, PREPARED, Actor
from bot.demo.laying import openid, start_again
from bot.pages import platform_hand
from bot.pages.glosses import Glosses
from bot.pages.matters import matters
from bot.pages.phones import ACTORS, Phones
from bot.standins.android_phone import AndroidPhone, signed, sms_received
from bot.standins.wechat import WeChatStandIn
from handlers.messages import ChannelName, Heard
from storage.inbox import key_of
from storage.records import to_ms

STATIC = Path(__file__).parent / "static"
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".json": "application/json"}
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
MOST_DAYS = 31
MOST_WORDS = 2000
VILLAGE = "v001"  # the cast's own village


@dataclass
class Backstage:
    """The page's back room: the phones, and one thing happening at a time."""

    app: App
    phones: Phones
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


BACKSTAGE = web.AppKey("backstage", Backstage)


def add_simulator(site: web.Application, app: App) -> None:
    """Adds the page, what it asks for, and the two stand-ins its telephones hang on."""

    def village_seconds() -> float:
        return app.clock.village().timestamp()

    apps = {account.app_id: account.secret for account in app.settings.wechat.values()}
    wechat = WeChatStandIn(village_seconds, apps)
    gateway = app.settings.sms[app.outbox.sms_account or ""]
    phone = AndroidPhone(gateway.user, gateway.password, village_seconds)
    site[BACKSTAGE] = Backstage(app, Phones(app, wechat, phone, Glosses(app.wording)))
    site.add_subapp("/standin/wechat", wechat.app())
    sms = web.Application()
    sms.add_routes(phone.routes())
    site.add_subapp("/standin/phone", sms)
    site.add_routes(
        [
            web.get("/", home),
            web.get("/simulator", page),
            web.get("/simulator/static/{name}", static),
            web.get("/simulator/cast", cast),
            web.get("/simulator/state", state),
            web.get("/simulator/matters", all_matters),
            web.post("/simulator/say", ours(say)),
            web.post("/simulator/days", ours(days)),
            web.post("/simulator/again", ours(again)),
        ]
    )


# ---------------------------------------------------------------- the page


async def home(request: web.Request) -> web.Response:
    raise web.HTTPFound("/simulator")


async def page(request: web.Request) -> web.Response:
    return _file("simulator.html")


async def static(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in {path.name for path in STATIC.iterdir()}:
        raise web.HTTPNotFound
    return _file(name)


def _file(name: str) -> web.Response:
    file = STATIC / name
    return web.Response(body=file.read_bytes(), content_type=KINDS[file.suffix], charset="utf-8", headers=HEADERS)


def _json(value: Any, status: int = 200) -> web.Response:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return web.Response(text=body, status=status, content_type="application/json", headers=HEADERS)


async def cast(request: web.Request) -> web.Response:
    """Who is on stage, what they may say at a tap, and what it runs on."""
    app = request.app[BACKSTAGE].app
    people = [
        {
            "key": actor.key,
            "name": actor.name,
            "name_en": request.app[BACKSTAGE].phones.glosses.of_words(actor.name),
            "role": actor.role,
            "role_en": actor.role_en,
            "channel": actor.channel.value,
            "lines": [{"text": line.text, "gloss": line.gloss} for line in PREPARED[actor.key]],
        }
        for actor in CAST
    ]
    runs_on = {"database": app.database.dialect, "redis": app.settings.redis.url is not None, "version": VERSION}
    return _json({"people": people, "opens_at": to_ms(OPENS_AT), **runs_on})


async def state(request: web.Request) -> web.Response:
    """What has changed since the revision the page knows; everything after a new beginning."""
    stage = request.app[BACKSTAGE]
    phones = stage.phones
    known = request.query.get("since", "0")
    since = int(known) if known.isascii() and known.isdigit() and len(known) < 12 else 0
    if not stage.lock.locked():
        await phones.pull()
    if request.query.get("round") != str(phones.round):
        since = 0
    column = await _matters(stage)
    mark = hashlib.sha256(json.dumps(column, sort_keys=True).encode()).hexdigest()[:12]
    return _json(
        {
            "round": phones.round,
            "rev": phones.rev,
            "now": to_ms(stage.app.clock.village()),
            "ready": stage.app.hearing.ready(),
            "matters": mark,
            "bubbles": [bubble.shown() for bubble in phones.bubbles if bubble.rev > since],
        }
    )


async def all_matters(request: web.Request) -> web.Response:
    return _json({"matters": await _matters(request.app[BACKSTAGE])})


async def _matters(stage: Backstage) -> list[dict[str, Any]]:
    async with stage.app.database.read() as connection:
        return await matters(connection, VILLAGE, stage.phones.glosses)


# ---------------------------------------------------------------- what the page does

Does = Callable[[Backstage, web.Request, dict[str, Any]], Awaitable[web.Response]]


def ours(does: Does) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Only our own page may speak: JSON, from the same origin, to a name of this machine. Then one thing at a time."""

    async def guarded(request: web.Request) -> web.Response:
        stage = request.app[BACKSTAGE]
        if not same_origin(request, public=stage.app.settings.demo_public):
            return _json({"error": "not from this page"}, 403)
        if request.content_type != "application/json":
            return _json({"error": "JSON only"}, 415)
        try:
            asked = await request.json()
        except ValueError:
            asked = None
        if not isinstance(asked, dict):
            return _json({"error": "unreadable"}, 400)
        async with stage.lock:
            return await does(stage, request, asked)

    return guarded


def same_origin(request: web.Request, *, public: bool) -> bool:
    """A stranger's page in the same browser cannot make the cast speak, nor one that gave its own name our address."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"{request.scheme}://{request.host}":
        return False
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    name = request.host.rpartition(":")[0] if not request.host.endswith("]") and ":" in request.host else request.host
    return public or name in LOCAL


async def say(stage: Backstage, request: web.Request, asked: dict[str, Any]) -> web.Response:
    """One of the cast speaks."""
    actor, text = ACTORS.get(str(asked.get("person"))), asked.get("text")
    if actor is None or not isinstance(text, str) or not text.strip() or len(text) > MOST_WORDS:
        return _json({"error": "person and text are needed"}, 400)
    await stage.phones.pull()  # what came before stands before
    speak = _by_sms if actor.channel is ChannelName.SMS else _by_wechat
    try:
        delivered = await speak(stage, _door(request), actor, text.strip())
    except (ClientError, TimeoutError, OSError):
        delivered = False
    await stage.phones.pull()
    return _json({"ok": delivered, "rev": stage.phones.rev}, 200 if delivered else 502)


def _door(request: web.Request) -> str:
    """Our own address, as the loopback sees it: what the platform would call over the internet."""
    assert request.transport is not None
    host, port = request.transport.get_extra_info("sockname")[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def _by_wechat(stage: Backstage, door: str, actor: Actor, text: str) -> bool:
    """As the platform does it: signed, enciphered, and the answer in the response goes to the phone."""
    app, phones = stage.app, stage.phones
    who, now = openid(actor.person), int(app.clock.wire_now())
    message_id = int.from_bytes(chance(7))
    key = key_of(_heard(ChannelName.WECHAT, "main", who, str(message_id)), app.salt)
    bubble = phones.sent(actor, text, str(message_id), key)
    phones.wechat.heard(who, "text")
    account = app.settings.wechat["main"]
    xml = platform_hand.text_message(who, text, message_id, now)
    query, body = platform_hand.callback(account, who, xml, now, chance(8).hex())
    async with app.session.post(f"{door}/wechat/main", params=query, data=body, headers={"Content-Type": "text/xml"}) as response:
        answer = await response.text()
    if response.status != 200:
        bubble.failed = True
    elif words := platform_hand.shown(account, answer):
        phones.wechat.show(who, words)
    return not bubble.failed


async def _by_sms(stage: Backstage, door: str, actor: Actor, text: str) -> bool:
    """As the village telephone does it; the answer comes by its own way, through the outbox."""
    app, phones = stage.app, stage.phones
    account = app.outbox.sms_account or ""
    number, now = phones.number(actor), int(app.clock.wire_now())
    unique = f"sim-{chance(8).hex()}"
    event = sms_received(unique, number, text, datetime.fromtimestamp(now, UTC).isoformat())
    key = key_of(_heard(ChannelName.SMS, account, number, unique), app.salt)
    bubble = phones.sent(actor, text, event["payload"]["messageId"], key)
    body, headers = signed(event, app.settings.sms[account].signing_key, now)
    async with app.session.post(f"{door}/sms/{account}", data=body, headers=headers) as response:
        bubble.failed = response.status != 200
    return not bubble.failed


def _heard(channel: ChannelName, account: str, sender: str, unique: str) -> Heard:
    return Heard(channel, account, sender, unique, unique, "text", datetime.fromtimestamp(0, UTC))


async def days(stage: Backstage, request: web.Request, asked: dict[str, Any]) -> web.Response:
    """Village time moves; what falls due happens by itself."""
    count = asked.get("days")
    if type(count) is not int or not 1 <= count <= MOST_DAYS:
        return _json({"error": f"days: 1 to {MOST_DAYS}"}, 400)
    await move_village_time(stage.app, timedelta(days=count))
    return _json({"ok": True, "now": to_ms(stage.app.clock.village())})


async def again(stage: Backstage, request: web.Request, asked: dict[str, Any]) -> web.Response:
    """The curtain rises anew; took_ms is what the page promises to keep below three seconds."""
    clock = asyncio.get_running_loop().time
    began = clock()
    await start_again(stage.app)
    stage.phones.begin_again()
    await stage.phones.pull()
    return _json({"ok": True, "took_ms": round((clock() - began) * 1000)})
