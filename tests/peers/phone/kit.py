"""The line as a process of its own beside a real server; what is missing on this machine, by its package's name."""

import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot.channels.phone_line import PhoneLine
from bot.phone_line.sound import wav
from bot.phone_settings import PhoneLineSettings
from tests.peers.phone.sipp import SAMPLES
from tests.servers import ROOT, ServerProcess, free_port, until

KEY = "a-key-of-the-line"
VILLAGE = "v001"
# Said in half a second, so that a test does not listen to a greeting for ten.
SHORT = ("greeting", "full", "asks", "tells", "thanks", "bye")


def missing() -> str:
    """The Debian packages, or the wheel, that are not there; "" when a telephone can ring."""
    programs = {"sipp": "sip-tester", "espeak-ng": "espeak-ng"}
    lacking = [package for program, package in programs.items() if not shutil.which(program)]
    if importlib.util.find_spec("pjsua2") is None:
        lacking.append("and pip install pjsua2-python")
    return " ".join(lacking) or ("" if SAMPLES.exists() else "sip-tester")


def udp_port(even_room: int = 0) -> int:
    """A free UDP port of 127.0.0.1; even_room: an even one with so many free behind it, as far as one can tell."""
    for _ in range(200):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind(("127.0.0.1", 0))
            port: int = sock.getsockname()[1]
        if not even_room or (port % 2 == 0 and port + even_room < 65536):
            return port
    raise AssertionError("no free port")


@dataclass
class Line:
    """`shuoshi phone-line hotline` with its data in folder; server is whom it tells."""

    folder: Path
    callback: str
    database: str
    more: dict[str, str] = field(default_factory=dict)
    control: int = field(default_factory=free_port)
    sip: int = field(default_factory=udp_port)
    rtp: int = field(default_factory=lambda: udp_port(100))
    gateway: int = field(default_factory=udp_port)
    hour: int = 12  # of the village's day: the line takes itself to be at noon
    _process: subprocess.Popen[bytes] | None = None

    @property
    def settings(self) -> dict[str, str]:
        """What both sides are told of the line."""
        told = {"SIGNING_KEY": KEY, "CONTROL": f"http://127.0.0.1:{self.control}", "CALLBACK": self.callback, "VILLAGE": VILLAGE}
        told |= {"SIP_PORT": str(self.sip), "RTP_PORT": str(self.rtp), "GATEWAY": f"127.0.0.1:{self.gateway}"}
        told |= {"RECORDINGS": str(self.folder / "recordings")}
        return {f"SHUOSHI_PHONE__HOTLINE__{name}": value for name, value in (told | self.more).items()}

    def channel(self, session: aiohttp.ClientSession, now: Any) -> PhoneLine:
        """The server's side of it."""
        known = {name.rpartition("__")[2].lower(): value for name, value in self.settings.items()}
        return PhoneLine("hotline", PhoneLineSettings.model_validate(known), session, now)

    def short_prompts(self) -> None:
        recordings = self.folder / "recordings"
        recordings.mkdir(parents=True, exist_ok=True)
        for n, name in enumerate(SHORT):
            (recordings / f"phone_line.{name}.wav").write_bytes(tone(300 + 50 * n))

    def start(self) -> None:
        here = datetime.now(UTC) + timedelta(hours=8)
        offset = (here.replace(hour=self.hour, minute=0) - here) // timedelta(seconds=1)
        environ = {name: value for name, value in os.environ.items() if not name.startswith("SHUOSHI_")}
        environ |= {"SHUOSHI_CONFIG": str(ROOT / "config.yaml"), "SHUOSHI_DEMO": "true", "SHUOSHI_CLOCK__OFFSET_S": str(offset)}
        environ |= {"SHUOSHI_FOLDER": str(self.folder / "data"), "SHUOSHI_DATABASE__URL": self.database} | self.settings
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "log").open("ab") as log:
            command = [sys.executable, "-m", "bot", "phone-line"]
            self._process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log, start_new_session=True)

    async def ready(self) -> "Line":
        self.start()
        before = self.log.count("answers on")

        def answers() -> bool:
            assert self._process is not None
            assert self._process.poll() is None, self.log
            return self.log.count("answers on") > before

        await until(answers, "the line answers")
        return self

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    @property
    def kept(self) -> Path:
        return self.folder / "data" / "phone" / "hotline"

    def kill9(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> int:
        """As a service manager stops it; its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(20)
        self._process = None
        return code


@dataclass
class ServerWithLine(ServerProcess):
    """The real server, told of the line."""

    line: Line | None = None

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | (self.line.settings if self.line else {})

    async def ledger(self, *options: str) -> list[dict[str, Any]]:
        done = await self.run("ledger", *options, "--json")
        assert done.returncode == 0, done.stderr
        return [json.loads(each) for each in done.stdout.splitlines()]


def tone(hertz: int, seconds: float = 0.5) -> bytes:
    from array import array
    from math import pi, sin

    return wav(array("h", (int(9000 * sin(2 * pi * hertz * n / 8000)) for n in range(int(8000 * seconds)))))
