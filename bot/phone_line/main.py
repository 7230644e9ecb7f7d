"""Builds the line's parts and joins them. This process's clock and chance are born here."""

import asyncio
import logging
import os
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp
import pjsua2 as pj
from aiohttp import web
from yarl import URL

from bot.channels.sms_reading import BEIJING
from bot.guard import make_runner
from bot.parts import load_wording
from bot.phone_line.calls import Phone
from bot.phone_line.control import Control
from bot.phone_line.disk import folder
from bot.phone_line.events import Events
from bot.phone_line.hotline import Hotline
from bot.phone_line.jobs import Jobs
from bot.phone_line.phrases import phrases
from bot.phone_line.placing import Placing
from bot.phone_line.prompts import Prompts
from bot.phone_line.transcribe import open_transcriber
from bot.phone_line.tries import Tries
from bot.phone_settings import PhoneLineSettings
from bot.settings import Settings

log = logging.getLogger("shuoshi.phone_line")

_PUMP_S = 0.02
_SWEEP_S = 600.0
_FETCHED_S = 3600.0  # how long a fetched recording stays here
_SPOKEN_S = 7 * 86_400.0  # and what a voice has said


class NoLine(Exception):
    """The line cannot be opened: what, and on which port."""


@dataclass(frozen=True, slots=True)
class Clock:
    """village is moved in the demo, as the server's is; wire only for replaying recorded calls."""

    offset_s: int = 0
    wire_offset_s: int = 0

    def now(self) -> float:
        return time.time() + self.wire_offset_s

    def village(self) -> datetime:
        return datetime.now(BEIJING) + timedelta(seconds=self.offset_s)


def new_id() -> str:
    """Sorts by time; never the same twice."""
    return f"{time.time_ns() // 1_000_000:x}-{os.urandom(4).hex()}"


class PhoneLine:
    """One line with everything it needs. name: its settings key."""

    def __init__(self, name: str, line: PhoneLineSettings, settings: Settings, session: aiohttp.ClientSession) -> None:
        kept = folder(settings.folder / "phone" / name)
        self.clock = Clock(settings.clock.offset_s, settings.clock.wire_offset_s)
        self.line, self.settings = line, settings
        self.jobs = Jobs(kept / "calls", kept / "voicemail")
        self.left = self.jobs.left()
        self.tries = Tries(kept / "tries.json", line.signing_key)
        self.prompts = Prompts(settings.home / line.recordings, kept / "prompts")
        self.events = Events(kept / "events", f"{line.callback.rstrip('/')}/phone/{name}", line.signing_key, session, self.clock.now)

    async def open(self, village: str) -> None:
        """village: its name. Raises NoVoice, NoModel, NoLine."""
        line, clock = self.line, self.clock
        self.said = said = await phrases(load_wording(self.settings.replies), self.prompts, village)
        model = self.settings.home / line.model if line.model else None
        self.hotline = Hotline(self.jobs, self.events, said, await asyncio.to_thread(open_transcriber, model), clock.now, new_id)
        self.phone = Phone(line, self.hotline.incoming, time.monotonic)
        try:
            self.phone.start()
        except pj.Error:
            raise NoLine(f"{line.bind}:{line.sip_port}") from None
        self.placing = Placing(self.phone, self.tries, self.jobs, self.events, self.prompts, said, clock.now, clock.village)
        self.runner = make_runner(Control(line.signing_key, self.placing, self.jobs, clock.now, way_out=line.way_out is not None).app())
        await self.runner.setup()
        control = URL(line.control)
        try:
            await web.TCPSite(self.runner, control.host, control.port).start()
        except OSError:
            raise NoLine(line.control) from None

    async def run(self, until: asyncio.Event) -> None:
        """Finishes what an earlier process left, then answers and calls until told to stop."""
        tasks = [asyncio.create_task(job()) for job in (self.events.run, self._sweep, self._finish_left)]
        while not until.is_set():
            self.phone.pump()
            await asyncio.sleep(_PUMP_S)
        self.phone.stop()
        if self.hotline.tasks:
            await asyncio.wait(self.hotline.tasks, timeout=10)
        for task in tasks:
            task.cancel()
        await self.runner.cleanup()

    async def _finish_left(self) -> None:
        for job in self.left:
            try:
                if job.ref:
                    self.placing.broken_off(job)
                else:
                    await self.hotline.finish(job)
            except Exception as fault:  # the others must be finished; this one waits for the next start
                log.exception("call %s cannot be finished: %s", job.id, type(fault).__name__)

    async def _sweep(self) -> None:
        while True:
            with suppress(OSError):
                self.jobs.drop_fetched(time.time(), _FETCHED_S)
                self.prompts.drop_old(time.time() - _SPOKEN_S, self.said.files)
            await asyncio.sleep(_SWEEP_S)


async def run_line(name: str, line: PhoneLineSettings, settings: Settings, village: str, opened: str) -> None:
    """Serves one line until SIGTERM or SIGINT; writes `opened` when it can be called. Raises NoVoice, NoModel, NoLine."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        parts = PhoneLine(name, line, settings, session)
        await parts.open(village)
        sys.stdout.write(opened)
        sys.stdout.flush()
        await parts.run(stop)
