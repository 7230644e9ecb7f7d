"""A real Kannel: bearerbox and smsbox with a configuration of their own, and fakesmsc as the telephones behind it."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_to_bytes

import aiohttp

from tests.peers.phones import Piece, Sms, got, shown
from tests.peers.programs import Program, find
from tests.servers import free_port, until

TOKEN = "t0ken-%/+&"  # every character that a URL may spoil
USER, PASSWORD = "bot", "a-pass-word"
SHORT_CODE = "1069123400"  # the village's own number at the operator

_CONF = """
group = core
admin-port = {admin}
admin-interface = "127.0.0.1"
admin-password = nobody
smsbox-port = {boxes}
smsbox-interface = "127.0.0.1"
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
log-file = "{folder}/bearerbox.log"
log-level = 0
dlr-storage = internal
unified-prefix = "+86,0086,86;+,00"
sms-combine-concatenated-mo = true
sms-combine-concatenated-mo-timeout = 60
sms-resend-freq = 1

group = smsc
smsc-id = CENTRE
{centre}

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {boxes}
sendsms-port = {sendsms}
sendsms-interface = "127.0.0.1"
global-sender = {short_code}
log-file = "{folder}/smsbox.log"
log-level = 0
mo-recode = true
http-request-retry = 90
http-queue-delay = 1
http-timeout = 30

group = sendsms-user
username = {user}
password = {password}
max-messages = 5
concatenation = true
default-smsc = CENTRE

group = sms-service
keyword = default
catch-all = true
accept-x-kannel-headers = true
max-messages = 5
concatenation = true
assume-plain-text = true
omit-empty = true
send-sender = true
get-url = "{site}/sms/district?from=%p&to=%P&text=%b&charset=%C&coding=%c&ts=%T&id=%I&smsc=%i&udh=%u&token={token}"
"""
_GOT = re.compile(r"Got message \d+: <\S+ (\S+) (\S+) (.*)>$", re.MULTILINE)


@dataclass
class Kannel:
    """centre: its group smsc, without the id. site: where 说事 is called."""

    folder: Path
    centre: str
    site: str
    admin: int = field(default_factory=free_port)
    boxes: int = field(default_factory=free_port)
    sendsms: int = field(default_factory=free_port)
    _programs: list[Program] = field(default_factory=list)

    @property
    def api_base(self) -> str:
        return f"http://127.0.0.1:{self.sendsms}"

    async def start(self) -> None:
        """Both boxes, until they know each other and the centre."""
        bearerbox, smsbox = find("bearerbox"), find("smsbox")
        conf = self.folder / "kannel.conf"
        ports = {"admin": self.admin, "boxes": self.boxes, "sendsms": self.sendsms}
        proof = {"token": "t0ken-%%25%%2F%%2B%%26", "user": USER, "password": PASSWORD, "short_code": SHORT_CODE}
        conf.write_text(_CONF.format(folder=self.folder, centre=self.centre, site=self.site, **ports, **proof))
        box = self._run("bearerbox", bearerbox, conf)
        await until(lambda: box.listens(self.boxes), "bearerbox waits for its smsbox", every_s=0.05)
        self._run("smsbox", smsbox, conf)
        await self.until_status("on-line")

    def _run(self, name: str, path: str, conf: Path) -> Program:
        program = Program([path, str(conf)], self.folder / f"{name}.out")
        self._programs.insert(0, program)
        return program

    async def until_status(self, words: str) -> None:
        """Until Kannel's own page says so."""

        async def says() -> bool:
            assert all(program.running() for program in self._programs)
            try:
                async with session.get(f"http://127.0.0.1:{self.admin}/status.txt") as response:
                    return words in await response.text()
            except (aiohttp.ClientError, OSError):
                return False

        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            await until(says, f"Kannel says {words}", every_s=0.1)

    @property
    def log(self) -> str:
        files = (self.folder / name for name in ("bearerbox.log", "smsbox.log"))
        return "\n".join(file.read_text(errors="replace") for file in files if file.exists())

    def stop(self) -> None:
        """The boxes in the order in which they lean on each other."""
        for program in self._programs:
            program.stop()


@dataclass
class FakeCentre:
    """fakesmsc: telephones on the other side. What it shows is whatever Kannel has sent to any of them."""

    folder: Path
    port: int = field(default_factory=free_port)
    _phone: Program | None = None

    @property
    def group(self) -> str:
        return f"smsc = fake\nport = {self.port}\nconnect-allow-ip = 127.0.0.1"

    def listen(self) -> None:
        """Connected, saying nothing."""
        self._start("0", "1 2 text nothing")

    def say(self, number: str, words: str) -> None:
        """One SMS from this number, as an operator at home writes it; whoever was connected before is cut off, for only one can be."""
        coded = "".join(f"%{each:02x}" for each in words.encode("utf-16-be"))
        self._start("1", f"{number.removeprefix('+86')} {SHORT_CODE} ucs2 {coded}")

    def _start(self, most: str, message: str) -> None:
        self.stop()
        command = [find("fakesmsc"), "-H", "127.0.0.1", "-r", str(self.port), "-i", "0.01", "-m", most, message]
        self._phone = Program(command, self.folder / "phones.log")

    def received(self, number: str) -> list[Sms]:
        """What this telephone has got, oldest first."""
        said = (self.folder / "phones.log").read_text(encoding="utf-8", errors="replace") if self._phone else ""
        return shown((_piece(*found) for found in _GOT.findall(said)), number)

    async def until_received(self, number: str, part: str) -> Sms:
        """The first SMS of this telephone with these words in it."""
        return await got(lambda: self.received(number), part)

    def stop(self) -> None:
        if self._phone is not None:
            self._phone.stop()
            self._phone = None


def _piece(to: str, how: str, words: str) -> Piece:
    """fakesmsc prints what it gets URL-encoded: "ucs-2 WORDS", "udh HEADER data WORDS", and 7-bit as it is."""
    to = to if to.startswith("+") else f"+86{to}"  # an answer goes to the number as it came, a question to the roster's
    if how == "text":
        return Piece(to, b"", words.encode("utf-16-be"))
    header = b""
    if how == "udh":
        coded, _, words = words.split(" ", 2)
        header = unquote_to_bytes(coded)
    return Piece(to, header, unquote_to_bytes(words.replace("+", " ")))
