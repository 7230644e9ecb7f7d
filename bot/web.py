"""One route per channel; health, readiness, metrics. Every refusal is a 4xx and leaves no row."""

import asyncio
import logging
import shutil
from collections import Counter
from typing import Any

from aiohttp import web

from bot.app import VERSION, App
from bot.channels.wechat import WeChatChannel
from bot.channels.wecom import WeComChannel
from bot.dispatch import Answer
from bot.metrics import metrics_text
from bot.refusals import NotOurs

log = logging.getLogger("shuoshi.web")

DISK_FLOOR = 200 * 1024 * 1024  # below this we are not ready: what cannot be kept must not be thanked
APP = web.AppKey("app", App)
REFUSED = web.AppKey("refused", Counter[str])


def make_web(app: App) -> web.Application:
    """The HTTP application; pages are added by whoever serves them."""
    site = web.Application(client_max_size=65536, middlewares=[refusals])
    site[APP] = app
    site[REFUSED] = Counter[str]()
    # one route for every method: the contract's order of refusals is ours, not the router's
    site.router.add_route("*", "/wechat/{account}", wechat)
    site.router.add_route("*", "/wecom/{account}", wecom)
    site.router.add_route("*", "/sms/{account}", sms)
    site.router.add_route("*", "/phone/{line}", phone)
    site.router.add_get("/healthz", healthz)
    site.router.add_get("/readyz", readyz)
    site.router.add_get("/metrics", metrics)
    return site


@web.middleware
async def refusals(request: web.Request, handler: Any) -> web.StreamResponse:
    """NotOurs → its status. A page of our own: nothing of the request comes back."""
    try:
        response: web.StreamResponse = await handler(request)
        return response
    except NotOurs as refusal:
        request.app[REFUSED][f"{refusal.status}_{refusal.reason}"] += 1
        return web.json_response({"error": refusal.reason}, status=refusal.status)
    except web.HTTPException as answer:
        if answer.status == 413:
            return web.json_response({"error": "too large"}, status=413)
        raise
    except (asyncio.CancelledError, ConnectionError):
        raise
    except Exception as fault:
        # nothing was thanked: the channel tries again
        log.exception("request failed: %s", type(fault).__name__)
        return web.json_response({"error": "try again"}, status=503, headers={"Retry-After": "5"})


def too_large(request: web.Request) -> None:
    if (request.content_length or 0) > 65536:
        raise NotOurs(413, "too_large")


async def wechat(request: web.Request) -> web.StreamResponse:
    """An Official Account's callbacks."""
    too_large(request)
    channel = request.app[APP].channels.get(("wechat", request.match_info["account"]))
    if not isinstance(channel, WeChatChannel):
        raise NotOurs(404, "unknown_account")
    return await chatted(request, channel)


async def wecom(request: web.Request) -> web.StreamResponse:
    """A WeCom application's callbacks."""
    too_large(request)
    channel = request.app[APP].channels.get(("wecom", request.match_info["account"]))
    if not isinstance(channel, WeComChannel):
        raise NotOurs(404, "unknown_account")
    return await chatted(request, channel)


async def chatted(request: web.Request, channel: WeChatChannel | WeComChannel) -> web.StreamResponse:
    """GET: the platform's check of our URL. POST: one message, answered in the response."""
    if request.method == "GET":
        return channel.verify(request)
    if request.method != "POST":
        raise NotOurs(405, "method")
    heard = await channel.hear(request)
    answers = [await request.app[APP].dispatch.hear(each) for each in heard]
    answer = answers[0] if answers else Answer(None)
    return await carried(request, channel.thank(request, heard, answer.text), answer)


async def carried(request: web.Request, response: web.Response, answer: Answer) -> web.StreamResponse:
    """Writes the response here, so that we know it left: only then is the answer in it marked as said."""
    await response.prepare(request)
    await response.write_eof()
    if answer.ride is not None and request.transport is not None and not request.transport.is_closing():
        request.app[APP].batches.rode(answer.ride, answer.where)
    return response


async def sms(request: web.Request) -> web.StreamResponse:
    """POST, or GET from Kannel: whatever one callback holds; each channel refuses the other methods itself."""
    too_large(request)
    app = request.app[APP]
    channel = app.channels.get(("sms", request.match_info["account"]))
    if channel is None:
        raise NotOurs(404, "unknown_gateway")
    heard = await channel.hear(request)
    answers = await asyncio.gather(*(app.dispatch.hear(each) for each in heard))
    if not channel.carries:
        return channel.thank(request, heard, None)
    # a gateway that asks again has not got our first response, and the outbox says what was in it: never both
    answer = next((each for each in answers if each.text and not each.repeated), Answer(None))
    return await carried(request, channel.thank(request, heard, answer.text), answer)


async def phone(request: web.Request) -> web.StreamResponse:
    """POST: what happened on a telephone line of our own."""
    too_large(request)
    app = request.app[APP]
    channel = app.channels.get(("phone", request.match_info["line"]))
    if channel is None:
        raise NotOurs(404, "unknown_line")
    heard = await channel.hear(request)
    await asyncio.gather(*(app.dispatch.hear(each) for each in heard))
    return channel.thank(request, heard, None)


async def healthz(request: web.Request) -> web.Response:
    return web.Response(text="ok\n")


async def readyz(request: web.Request) -> web.Response:
    reasons = await unready(request.app[APP])
    body = {"ready": not reasons, "reasons": reasons, "version": VERSION}
    return web.json_response(body, status=503 if reasons else 200)


async def unready(app: App) -> list[str]:
    """What is missing: the database, disk, ears still warming."""
    reasons = []
    if not await app.database.answers():
        reasons.append("database")
    if shutil.disk_usage(app.settings.folder).free < DISK_FLOOR:
        reasons.append("disk")
    if not app.hearing.ready():
        reasons.append("ears_warming")
    return reasons


async def metrics(request: web.Request) -> web.Response:
    refused = request.app[REFUSED]
    text = await metrics_text(request.app[APP], dict(refused))
    return web.Response(text=text, content_type="text/plain", charset="utf-8")
