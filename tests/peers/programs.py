"""Programs of others: found or named as missing, started with their words in a log, stopped by their own id."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import psutil

from tests.servers import Missing

PLACES = "/usr/local/sbin:/usr/sbin:/usr/lib/kannel/test"  # beside the PATH of whoever runs the tests
PACKAGES = {
    "bearerbox": "kannel",
    "smsbox": "kannel",
    "fakesmsc": "kannel-extras",
    "gammu": "gammu",
    "gammu-smsd": "gammu-smsd",
}


def find(name: str) -> str:
    """The program's path. Raises Missing, naming the Debian package."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:{PLACES}")
    if found is None:
        raise Missing(f"no {name}: apt-get install {PACKAGES[name]}")
    return found


class Program:
    """One program that runs until it is stopped; all it prints goes to a log."""

    def __init__(self, command: list[str], log: Path, env: Mapping[str, str] | None = None) -> None:
        self.log = log
        with log.open("ab") as out:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env, start_new_session=True)

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def running(self) -> bool:
        """True; AssertionError with its last words when it has ended by itself."""
        assert self._process.poll() is None, f"it ended: {self.said[-2000:]}"
        return True

    def listens(self, port: int) -> bool:
        """Has it opened this port yet? Nothing is connected to it by asking."""
        found = psutil.Process(self._process.pid).net_connections("tcp") if self.running() else []
        return any(each.status == psutil.CONN_LISTEN and each.laddr.port == port for each in found)

    def stop(self) -> None:
        """Asked twice, then killed: bearerbox empties its queues on the first TERM and leaves on the second."""
        for number, patience_s in ((signal.SIGTERM, 1), (signal.SIGTERM, 2), (signal.SIGKILL, 10)):
            self._process.send_signal(number)
            try:
                self._process.wait(patience_s)
            except subprocess.TimeoutExpired:
                continue
            return
