"""A served demo and a browser to look at it: for the page tests and for the pictures in docs."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

ROOT = Path(__file__).parents[2]
PROGRAMS = {"/usr/bin/chromium": "chromium", "/usr/bin/chromedriver": "chromium-driver"}
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--lang=en",
)

T = TypeVar("T")

# The buttons are drawn anew with every message: looked for and pressed in one go. Gives the messages received then, plus one.
PRESS = """
const [person, digits, words] = arguments;
const phone = document.querySelector(`[data-person=${person}]`);
const fits = (chip) => (digits && chip.dataset.digits === digits) || (words && chip.textContent.includes(words));
const chip = [...phone.querySelectorAll(".chip")].find(fits);
chip?.click();
return chip ? phone.querySelectorAll(".theirs").length + 1 : 0;
"""
COUNT = "return document.querySelectorAll(`[data-person=${arguments[0]}] .theirs`).length"


def missing() -> str:
    """The Debian packages that are not there, "" when a browser can be started."""
    return " ".join(package for program, package in PROGRAMS.items() if not shutil.which(program))


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def served_demo(folder: Path) -> Iterator[str]:
    """The real server on a free port with its data in folder; gives its address once the curtain is up."""
    port = free_port()
    settings = {"SERVER__PORT": str(port), "FOLDER": str(folder), "DATABASE__URL": f"sqlite+aiosqlite:///{folder}/shuoshi.db"}
    environ = os.environ | {f"SHUOSHI_{name}": value for name, value in settings.items()}
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"], cwd=ROOT, env=environ, stdout=log, stderr=log, start_new_session=True
        )
        try:
            until(lambda: server.poll() is not None or b"/simulator" in (folder / "server.log").read_bytes(), 20)
            assert server.poll() is None, (folder / "server.log").read_text()
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


@contextmanager
def chromium(profile: Path, width: int = 1440, height: int = 900) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    look(driver, width, height)
    try:
        yield driver
    finally:
        driver.quit()


def look(driver: webdriver.Chrome, width: int, height: int) -> None:
    """The page's own size, whatever frame the window has round it."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def until(check: Callable[[], T], seconds: float = 6.0) -> T:
    """The first true answer. Raises AssertionError when there is none in time."""
    end = time.monotonic() + seconds
    while True:
        if found := check():
            return found
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def post(address: str, body: Any, headers: dict[str, str] | None = None) -> tuple[int, Any]:
    """A POST of JSON that is not the page's own; gives status and answer."""
    sent = {"Content-Type": "application/json"} | (headers or {})
    request = urllib.request.Request(address, json.dumps(body).encode(), sent)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.loads(refused.read())


class Page:
    """The simulator as a visitor uses it: looks at phones, taps lines and digits."""

    def __init__(self, driver: webdriver.Chrome, address: str) -> None:
        self.driver, self.address = driver, address
        self.wait = WebDriverWait(driver, 20, poll_frequency=0.05)

    def open(self) -> None:
        self.driver.get(f"{self.address}/simulator")
        self.wait.until(lambda d: d.find_elements(By.CSS_SELECTOR, "body[data-ready] .phone"))

    def find(self, css: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, css)

    def click(self, css: str) -> None:
        self.driver.execute_script("arguments[0].click()", self.wait.until(lambda d: d.find_element(By.CSS_SELECTOR, css)))

    def language(self, code: str) -> None:
        self.click(f"#{code}")

    def tap(self, person: str, words: str) -> None:
        """One of the person's prepared lines, by how it begins."""
        lines = self.driver.find_elements(By.CSS_SELECTOR, f"[data-person={person}] .line")
        found = next(line for line in lines if (line.get_attribute("title") or "").startswith(words))
        self.driver.execute_script("arguments[0].click()", found)

    def type(self, person: str, words: str) -> None:
        field = self.find(f"[data-person={person}] .compose input")
        field.send_keys(words)
        field.submit()

    def answer(self, person: str, digits: str = "", words: str = "") -> None:
        """One of the round buttons, by its digits or by a part of what it says."""

        before = self.wait.until(lambda d: d.execute_script(PRESS, person, digits, words), f"{person} was never offered {digits or words}")
        self.wait.until(lambda d: d.execute_script(COUNT, person) >= before, f"nobody answered {person}")

    def heard(self, person: str, words: str) -> str:
        """Waits until the phone shows words in something it received (the gloss counts); gives that bubble's whole text."""

        def found(_: webdriver.Chrome) -> str:
            shown = self.driver.execute_script(
                "return [...document.querySelectorAll(arguments[0])].map((each) => each.textContent)",
                f"[data-person={person}] .bubble.theirs",
            )
            return next((text for text in shown if words in text), "")

        return str(self.wait.until(found, f"{person} never heard {words!r}"))

    def start_story(self) -> None:
        """Presses the button, and pauses so that nothing goes on by itself."""
        self.click("#story")
        self.wait.until(lambda d: "Pause" in self.text("#tale_play"))
        self.click("#tale_play")

    def told(self, n: int, count: int) -> str:
        """Waits until step n of the guided story is over; gives its English caption. AssertionError with the page's own note."""

        def over(_: webdriver.Chrome) -> bool:
            state = self.find("#tale").get_attribute("data-state")
            assert state != "trouble", self.text("#tale_more")
            return state == "told" and f"Step {n} of {count}" in self.text("#tale_step")

        WebDriverWait(self.driver, 110, poll_frequency=0.05).until(over, f"step {n} was never over")
        return self.text("#tale_en")

    def text(self, css: str) -> str:
        return str(self.driver.execute_script("return document.querySelector(arguments[0])?.textContent ?? ''", css))

    def shows(self, css: str, words: str) -> None:
        self.wait.until(lambda _: words in self.text(css), f"{css} never showed {words!r}")
