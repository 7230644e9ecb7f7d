"""/simulator, in the demo only: the cast's telephones on one page, joined to the product by its real webhooks."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientError, web

from bot.app import VERSION, App
from bot.casebook import Casebook
from bot.channel_checks.android_gateway import PING, WEBHOOKS
from bot.channels.sms_kinds import own_address
from bot.demo.cast import CAST, OPENS_AT, PREPARED
from bot.demo.laying import start_again
from bot.pages import story
from bot.pages.glosses import Glosses
from bot.pages.matters import matters
from bot.pages.passing import pass_time
from bot.pages.phones import ACTORS, Phones
from bot.pages.reports import Reports
from bot.pages.strips import strip_json
from bot.pages.voices import door_of, speak
from bot.parts import calendar_of, statutes_of
from bot.settings import village_phones
from bot.standins.android_phone import AndroidPhone
from bot.standins.wechat import WeChatStandIn
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
    casebook: Casebook
    telling: story.Telling | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


BACKSTAGE = web.AppKey("backstage", Backstage)


def add_simulator(site: web.Application, app: App) -> None:
    """Adds the page, what it asks for, and the two stand-ins its telephones hang on."""

    def village_seconds() -> float:
        return app.clock.village().timestamp()

    apps = {account.app_id: account.secret for account in app.settings.wechat.values()}
    wechat = WeChatStandIn(village_seconds, apps)
    name, gateway = next(iter(village_phones(app.settings).items()))
    phone = AndroidPhone(gateway.user, gateway.password, village_seconds)
    phone.register(f"{own_address(app.settings.server)}/sms/{name}", *WEBHOOKS, PING)
    phone.shown = Reports(app, next(iter(village_phones(app.settings)))).delivered
    app.outbox.teller.rates.lift()  # no operator watches the stand-in's SIM card
    book = Casebook(app.directory, statutes_of(app.settings), calendar_of(app.settings), app.wording, app.database.dialect)
    site[BACKSTAGE] = Backstage(app, Phones(app, wechat, phone, Glosses(app.wording)), book)
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
            web.get("/simulator/strip", strip),
            web.get("/simulator/story", captions),
            web.post("/simulator/say", ours(say)),
            web.post("/simulator/days", ours(days)),
            web.post("/simulator/again", ours(again)),
            web.post("/simulator/story", ours(tell)),
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


async def strip(request: web.Request) -> web.Response:
    """One issue's eight mechanisms and four gates, as its file proves them now."""
    stage = request.app[BACKSTAGE]
    async with stage.app.database.read() as connection:
        case = await stage.casebook.case(connection, stage.app.clock.village(), request.query.get("issue", ""))
    if case is None or case.issue.village != VILLAGE:
        return _json({"error": "no such issue"}, 404)
    return _json(strip_json(case, stage.app.wording, stage.phones.glosses))


async def captions(request: web.Request) -> web.Response:
    try:
        return _json({"steps": story.captions()})
    except story.Stopped as stopped:
        return _json({"error": str(stopped)}, 500)


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
    try:
        delivered = await speak(stage.phones, door_of(request), actor, text.strip(), actor.channel)
    except (ClientError, TimeoutError, OSError):
        delivered = False
    await stage.phones.pull()
    return _json({"ok": delivered, "rev": stage.phones.rev}, 200 if delivered else 502)


async def days(stage: Backstage, request: web.Request, asked: dict[str, Any]) -> web.Response:
    """Village time moves; what falls due happens by itself."""
    count = asked.get("days")
    if type(count) is not int or not 1 <= count <= MOST_DAYS:
        return _json({"error": f"days: 1 to {MOST_DAYS}"}, 400)
    await pass_time(stage.app, timedelta(days=count))
    return _json({"ok": True, "now": to_ms(stage.app.clock.village())})


async def again(stage: Backstage, request: web.Request, asked: dict[str, Any]) -> web.Response:
    """The curtain rises anew; took_ms is what the page promises to keep below three seconds."""
    clock = asyncio.get_running_loop().time
    began = clock()
    stage.telling = None
    await start_again(stage.app)
    stage.phones.begin_again()
    await stage.phones.pull()
    return _json({"ok": True, "took_ms": round((clock() - began) * 1000)})


async def tell(stage: Backstage, request: web.Request, asked: dict[str, Any]) -> web.Response:
    """One step of the guided story; the first begins with an empty village. A step that is over is not played again."""
    n = asked.get("step")
    if type(n) is not int or n < 0:
        return _json({"error": "step: 0 or more"}, 400)
    try:
        if n == 0:
            stage.telling = await story.begin(stage.phones)
        if stage.telling is None or n >= len(stage.telling.steps):
            return _json({"error": "the story has not been begun, or is over"}, 409)
        return _json(await story.tell(stage.phones, door_of(request), stage.telling, n))
    except story.Stopped as stopped:
        return _json({"error": str(stopped)}, 502)
