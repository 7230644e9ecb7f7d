"""poster and channel menu: what an account shows to the people, set from the command line."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from sqlalchemy import select

from bot.app import SystemClock, chance, open_bell
from bot.channels.chat_kinds import Shelves, wechat_api, wecom_api
from bot.channels.sms_kinds import Means
from bot.channels.wechat_api import WeChatApi
from bot.channels.wechat_menu import Button
from bot.channels.wechat_token import MemoryShelf, TokenShelf
from bot.parts import load_wording
from bot.refusals import SayFailed
from bot.settings import Settings, SettingsError, load
from handlers.acts.following import PLACES, scene_of
from handlers.messages import ChannelName, Line
from handlers.village.people import Unit
from handlers.wording import Wording
from storage.database import open_database
from storage.records import RECORDS
from storage.tables import units


async def poster(options: argparse.Namespace) -> int:
    """A code that lasts for ever; printed again it means the same, for its scene is made of the village's id."""
    settings = load()
    name = _account(settings, options.account)
    unit = await _village(settings, options.village)
    async with _calling(settings, f"wechat.{name}") as (means, shelf):
        api: WeChatApi = wechat_api(name, settings.wechat[name], means, shelf)
        media = await api.picture(await api.qr(scene_of(unit)))
    file = Path(options.out)
    try:
        await asyncio.to_thread(file.write_bytes, media.content)
    except OSError as fault:
        raise SettingsError(f"cannot write {file} ({fault.strerror})", f"写不了 {file}") from None
    sys.stdout.write(
        f"{unit.name}: {file} ({media.content_type}). Print it and put it up; who scans it is asked for no village.\n"
        f"{unit.name}的二维码在 {file}，印出来贴上，扫了的乡亲不用再说是哪个村。\n"
    )
    return 0


async def menu(options: argparse.Namespace) -> int:
    """Phones show it within a day; the console's own menu is replaced."""
    settings = load()
    buttons = _buttons(load_wording(settings.replies))
    name = options.name
    if name not in settings.wechat and name not in settings.wecom:
        known = ", ".join((*settings.wechat, *settings.wecom)) or "-"
        raise SettingsError(f"there is no account {name}: one of {known}", f"没有“{name}”这个账号，只有 {known}")
    kind = "wechat" if name in settings.wechat else "wecom"
    async with _calling(settings, f"{kind}.{name}") as (means, shelf):
        if kind == "wechat":
            await wechat_api(name, settings.wechat[name], means, shelf).set_menu(buttons)
        else:
            await wecom_api(name, settings.wecom[name], means, shelf).set_menu(buttons)
    told = "、".join(button.name for button in buttons)
    sys.stdout.write(f"{kind}.{name} has its menu: {told}\n菜单设好了：{told}（手机上一天之内看得到）\n")
    return 0


def _buttons(wording: Wording) -> tuple[Button, ...]:
    """Their keys are what handlers/events.py listens for."""
    shown = {"report": Line("menu.name_report"), "progress": Line("menu.name_progress"), "help": Line("menu.name_help")}
    return tuple(Button(wording.line(name, ChannelName.WECHAT), key=key) for key, name in shown.items())


def _account(settings: Settings, name: str | None) -> str:
    if name is None and len(settings.wechat) == 1:
        return next(iter(settings.wechat))
    if name not in settings.wechat:
        known = ", ".join(settings.wechat) or "-"
        raise SettingsError(f"which wechat account? --account one of {known}", f"用哪个公众号？加上 --account，可以是 {known}")
    return name


async def _village(settings: Settings, words: str) -> Unit:
    """By id, or by a name that only one village has."""
    database, rows = open_database(settings.database.url), RECORDS[Unit]
    try:
        async with database.read() as connection:
            found = (await connection.execute(select(units).where((units.c.id == words) | (units.c.name == words)))).mappings().all()
    finally:
        await database.close()
    villages: list[Unit] = [unit for unit in map(rows.record, found) if unit.kind in PLACES]
    if len(villages) != 1:
        many = "several villages are" if villages else "no village is"
        raise SettingsError(f"{many} called {words}: give its id", f"叫“{words}”的村{'不止一个' if villages else '没有'}，请用编号")
    return villages[0]


@asynccontextmanager
async def _calling(settings: Settings, account: str) -> AsyncIterator[tuple[Means, Shelves]]:
    """What API clients are built with; a refusal of the platform becomes two lines. The token is the server's, where Redis holds it."""
    clock = SystemClock()
    bell = open_bell(settings.redis.url) if settings.redis.url else None

    def shelf(name: str) -> TokenShelf:
        return bell.shelf(name, clock.wire_now) if bell else MemoryShelf(clock.wire_now)

    try:
        async with aiohttp.ClientSession() as session:
            yield Means(session, clock.wire_now, chance), shelf
    except SayFailed as fault:
        hint = " (the demo's platform runs inside shuoshi serve: start it first)" if settings.demo else ""
        zh = "（演示的平台在 shuoshi serve 里，请先启动）" if settings.demo else ""
        english = f"{account} refused: {fault.code}{hint}; docs/connect.md has the codes"
        raise SettingsError(english, f"{account} 没办成：{fault.code}{zh}，编号见 docs/connect.md") from None
    finally:
        if bell is not None:
            await bell.close()
