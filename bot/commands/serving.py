"""serve and migrate."""

import argparse
import asyncio
import errno
import signal
import socket
import sys
from contextlib import suppress

from aiohttp import web

from bot.app import App, build, prepare
from bot.demo.district import PLACES
from bot.demo.laying import lay
from bot.guard import make_runner
from bot.log_lines import set_up_logs
from bot.pages.notices import add_notices
from bot.settings import Settings, SettingsError, load
from bot.web import make_web
from storage.database import open_database


async def serve(options: argparse.Namespace) -> int:
    """Migrates, then serves until told to stop."""
    if options.workers != 1:
        raise SettingsError("serve runs one process so far: leave --workers out", "现在只跑一个进程：请去掉 --workers")
    settings = load()
    set_up_logs()
    sock = _bind(settings)
    app = await build(settings, places=PLACES if settings.demo else ())
    runner = make_runner(_site(app), max_connections=settings.server.max_connections)
    await runner.setup()
    app.start()
    await web.SockSite(runner, sock, backlog=1024).start()
    try:
        if settings.demo:
            await _lay_demo(app)
        sys.stdout.write(_greeting(settings))
        sys.stdout.flush()
        await _until_told()
    finally:
        await runner.cleanup()
        await app.stop()
    return 0


def _site(app: App) -> web.Application:
    site = make_web(app)
    add_notices(site, app)
    if app.settings.demo:
        from bot.pages.simulator import add_simulator

        add_simulator(site, app)
    return site


async def _lay_demo(app: App) -> None:
    """The ears must be warm before the opening can be played in; a provider's message meanwhile is kept."""
    await app.tasks[0]
    await lay(app)


def _bind(settings: Settings) -> socket.socket:
    """The port is taken first: everything else is cheaper to find out later."""
    family = socket.AF_INET6 if ":" in settings.server.host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((settings.server.host, settings.server.port))
    except OSError as fault:
        sock.close()
        port = settings.server.port
        if fault.errno == errno.EADDRINUSE:
            raise SettingsError(
                f"port {port} is taken: stop the other program or set SHUOSHI_SERVER__PORT",
                f"端口 {port} 已被占用：关掉占用的程序，或设 SHUOSHI_SERVER__PORT 换一个",
            ) from None
        raise SettingsError(
            f"cannot listen on {settings.server.host}:{port} ({fault.strerror})", f"不能在 {settings.server.host}:{port} 上监听"
        ) from None
    sock.setblocking(False)
    return sock


def _greeting(settings: Settings) -> str:
    base = f"http://{settings.server.host}:{settings.server.port}"
    if settings.demo:
        return f"说事 is serving. Open {base}/simulator (Ctrl+C stops).  打开 {base}/simulator 看看。\n"
    return f"说事 is serving on {base} (Ctrl+C stops).\n"


async def _until_told() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


async def migrate(options: argparse.Namespace) -> int:
    """Schema to head, nothing else."""
    settings = load()
    settings.folder.mkdir(parents=True, exist_ok=True)
    database = open_database(settings.database.url)
    try:
        await prepare(settings, database)
    finally:
        await database.close()
    return 0
