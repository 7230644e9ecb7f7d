"""A real gammu-smsd with its dummy modem, and our hook in it; what the modem sends lies in a folder."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bot.bridges import gammu_hook
from tests.peers.phones import Sms, got
from tests.peers.programs import Program, find
from tests.servers import until

KEY = "hook-钥匙"
_PHONE = "[gammu]\nmodel = dummy\nconnection = none\ndevice = {device}\ngammucoding = utf8\n"
_DAEMON = """[smsd]
service = files
logfile = {folder}/smsd.log
debuglevel = 1
inboxpath = {folder}/inbox/
outboxpath = {folder}/outbox/
sentsmspath = {folder}/sent/
errorsmspath = {folder}/error/
inboxformat = unicode
outboxformat = unicode
transmitformat = auto
deliveryreport = log
receivefrequency = 1
commtimeout = 1
loopsleep = 1
statusfrequency = 0
checksecurity = 0
runonreceive = {hook}
runonsent = {hook} --sent
runonfailure = {hook} --failed
"""
_SENT = re.compile(r"OUT[A-Z]_(\+?\d+)_.*\.txt.*")


@dataclass
class Modem:
    """url: where the hook posts."""

    folder: Path
    url: str
    _program: Program | None = None
    _came: int = 0
    _drafts: int = 0

    async def start(self) -> None:
        """With a locale that has no Chinese, as a service without LANG runs."""
        smsd = find("gammu-smsd")
        for name in ("inbox", "outbox", "sent", "error"):
            (self.folder / name).mkdir(parents=True)
        _device(self.folder / "modem")
        conf = self.folder / "smsdrc"
        conf.write_text(
            _PHONE.format(device=self.folder / "modem") + _DAEMON.format(folder=self.folder, hook=Path(gammu_hook.__file__)),
            encoding="utf-8",
        )
        hook = {"GAMMU_HOOK_URL": self.url, "GAMMU_HOOK_KEY": KEY, "GAMMU_HOOK_INBOX": str(self.folder / "inbox")}
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"} | hook
        self._program = Program([smsd, "-c", str(conf)], self.folder / "smsd.out", environment)
        await until(lambda: self._program and self._program.running() and "Starting phone" in self.log, "gammu-smsd talks to its modem")

    def say(self, number: str, words: str) -> int:
        """One SMS from this number; gives its parts. Written elsewhere and moved in whole, for gammu-smsd looks every second."""
        self._drafts += 1
        draft = self.folder / f"draft{self._drafts}"
        _device(draft)
        conf = self.folder / "gammurc"
        conf.write_text(_PHONE.format(device=draft), encoding="utf-8")
        options = ("-folder", "1", "-unread", "-sender", number, "-unicode", "-len", "400")
        command = [find("gammu"), "-c", str(conf), "savesms", "TEXT", *options]
        subprocess.run(command, input=words.encode(), env=os.environ | {"LC_ALL": "C.UTF-8"}, capture_output=True, check=True, timeout=30)
        parts = sorted((draft / "sms" / "1").iterdir(), key=lambda file: int(file.name))
        for file in parts:
            self._came += 1
            file.rename(self.folder / "modem" / "sms" / "1" / str(self._came))
        return len(parts)

    def received(self, number: str) -> list[Sms]:
        """What the modem has sent to this number, oldest first."""
        sent = sorted((self.folder / "sent").iterdir(), key=lambda file: file.stat().st_mtime_ns)
        found = ((_SENT.fullmatch(file.name), file) for file in sent)
        return [Sms(file.read_text(encoding="utf-16")) for name, file in found if name and name[1] == number]

    async def until_received(self, number: str, part: str) -> Sms:
        """The first SMS to this number with these words in it."""
        return await got(lambda: self.received(number), part)

    def waiting(self) -> list[str]:
        """What the hook has not brought yet."""
        return sorted(file.name for file in (self.folder / "inbox").glob("*.note"))

    @property
    def log(self) -> str:
        file = self.folder / "smsd.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def stop(self) -> None:
        if self._program is not None:
            self._program.stop()


def _device(folder: Path) -> None:
    """The dummy modem is a folder of files."""
    for name in ("operations", "alarm", "bookmark", "note", "todo", "calendar", *(f"sms/{n}" for n in range(1, 6))):
        (folder / name).mkdir(parents=True)
