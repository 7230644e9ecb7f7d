"""The line's route, settings and command: what is refused at the door and at start, in the contract's order and in two languages."""

import hashlib
import hmac
import json
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from bot.app import build
from bot.commands import run
from bot.parts import Hearing
from bot.phone_line.transcribe import NoModel, open_transcriber
from bot.settings import Settings, SettingsError, load
from bot.web import make_web
from storage.tables import addresses, inbox
from tests.conftest import skip
from tests.servers import SALT, Missing, Stores, settings_of

LINE = {"SIGNING_KEY": "k", "CONTROL": "http://127.0.0.1:1", "VILLAGE": "v001"}


def environment(folder: Path, database: str = "sqlite+aiosqlite:///x.db", **more: str) -> dict[str, str]:
    given = {f"SHUOSHI_PHONE__HOTLINE__{name}": value for name, value in (LINE | more).items()}
    return settings_of(folder, database, port=0) | given


def signed(body: bytes, at: float) -> dict[str, str]:
    stamp = str(int(at))
    return {"X-Timestamp": stamp, "X-Signature": hmac.new(b"k", body + stamp.encode(), hashlib.sha256).hexdigest()}


async def test_the_door_refuses_in_order_and_keeps_a_stranger_with_the_lines_village(
    stores: Stores, tmp_path: Path, hearing: Hearing
) -> None:
    database = await stores.fresh("sqlite", tmp_path, people=True)
    app = await build(load(environment(tmp_path, database)), hearing=hearing, salt=SALT)
    app.start()
    now = time.time()
    try:
        async with TestClient(TestServer(make_web(app))) as client:
            for method, path, body, headers, status in [
                ("POST", "/phone/nobody", b"x" * 70_000, {}, 413),
                ("POST", "/phone/nobody", b"{}", {}, 404),
                ("GET", "/phone/hotline", b"", {}, 405),
                ("POST", "/phone/hotline", b"{", {}, 403),
                ("POST", "/phone/hotline", b"{", signed(b"{", now - 3 * 86400), 401),
                ("POST", "/phone/hotline", b"{", signed(b"{", now), 400),
            ]:
                async with client.request(method, path, data=body or None, headers=headers) as response:
                    assert response.status == status, (method, path)
            at = int(now)
            told = json.dumps([{"id": f"in-{n}", "event": "missed_call", "number": number, "at": at} for n, number in enumerate(NUMBERS)])
            for _ in range(2):
                async with client.post("/phone/hotline", data=told, headers=signed(told.encode(), now)) as response:
                    assert (response.status, await response.json()) == (200, {"code": 0})
            async with app.database.read() as connection:
                kept = [row["kind"] for row in (await connection.execute(select(inbox))).mappings()]
                villages = {row["sender"]: row["village"] for row in (await connection.execute(select(addresses))).mappings()}
            assert kept == ["missed_call"] * 3
            assert villages == {"+8613800138001": "v001", "10086": "v001", "withheld-in-2": "v001"}
    finally:
        await app.stop()


NUMBERS = ("13800138001", "10086", "")


def test_a_line_has_its_defaults_and_can_register(tmp_path: Path) -> None:
    given = {"REGISTER__REGISTRAR": "sip.example.org", "REGISTER__USER": 8001, "REGISTER__PASSWORD": "p"}
    line = load(environment(tmp_path, **{name: str(value) for name, value in given.items()})).phone["hotline"]
    assert (line.sip_port, line.bind, line.callback, line.way_out) == (5060, "127.0.0.1", "http://127.0.0.1:8080", "sip.example.org")
    alone = load(environment(tmp_path, GATEWAY="127.0.0.1:5062")).phone["hotline"]
    assert (alone.registration, alone.way_out) == (None, "127.0.0.1:5062")
    assert load(environment(tmp_path)).phone["hotline"].way_out is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SIGNING_KEY", "null"),
        ("CONTROL", "http://phone.example:8071"),
        ("CONTROL", "127.0.0.1:8071"),
        ("SIP_PORT", "80"),
        ("GATEWAY", "sip:me@127.0.0.1"),
        ("COLOUR", "red"),
        ("REGISTER__USER", "8001"),
    ],
)
def test_a_mistake_is_named_in_two_languages(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as fault:
        load(environment(tmp_path, **{name: value}))
    for told in (fault.value.english, fault.value.chinese):
        assert f"phone.hotline.{name.split('__')[0].lower()}" in told


def without(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_without_the_extra_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert run(["phone-line"]) == 2
    english, chinese = lines_of(capsys)
    assert "pip install 'shuoshi[phone]'" in english
    assert "pip install 'shuoshi[phone]'" in chinese


@pytest.mark.parametrize(("command", "told"), [(["phone-line"], "none / 没有"), (["phone-line", "other"], "none / 没有")])
def test_which_line_is_asked_back(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str], told: str
) -> None:
    if find_spec("pjsua2") is None:
        skip(Missing("pjsua2-python is not installed: pip install 'shuoshi[phone]'"))
    monkeypatch.setattr("bot.commands.phoning.load", Settings)
    assert run(command) == 2
    assert all(told in line for line in lines_of(capsys))


def test_a_model_that_is_none_is_told_and_without_one_a_person_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_transcriber(None)(tmp_path / "a.wav") is None
    with pytest.raises(NoModel, match=r"tokens\.txt"):
        open_transcriber(tmp_path)
    for name in ("tokens.txt", "model.onnx"):
        (tmp_path / name).touch()
    without("sherpa_onnx", monkeypatch)
    with pytest.raises(NoModel, match="sherpa-onnx"):
        open_transcriber(tmp_path)


class Recognizer:
    """sherpa-onnx as its documents show it: it was told a model, takes samples, gives a text."""

    def __init__(self, words: str, **told: Any) -> None:
        self.words, self.told = words, told
        self.heard: tuple[int, list[float]] = (0, [])

    def create_stream(self) -> Any:
        recognizer, stream = self, type("Stream", (), {})()
        stream.accept_waveform = lambda rate, samples: setattr(recognizer, "heard", (rate, samples))
        stream.result = type("Result", (), {"text": self.words})()
        return stream

    def decode_stream(self, stream: Any) -> None:
        pass


@pytest.mark.parametrize(("folder", "made_by"), [("sherpa-onnx-sense-voice-zh", "model"), ("sherpa-onnx-paraformer-zh", "paraformer")])
@pytest.mark.parametrize(("words", "text"), [(" 东坡的路塌了 ", "东坡的路塌了"), ("", None)])
def test_a_model_gives_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, made_by: str, words: str, text: str | None
) -> None:
    from bot.phone_line.sound import beep

    (tmp_path / folder).mkdir()
    for name in ("tokens.txt", "model.int8.onnx"):
        (tmp_path / folder / name).touch()
    made: list[Recognizer] = []

    def make(**told: Any) -> Recognizer:
        made.append(Recognizer(words, **told))
        return made[0]

    kinds = type("OfflineRecognizer", (), {"from_sense_voice": make, "from_paraformer": make})
    monkeypatch.setitem(sys.modules, "sherpa_onnx", type("sherpa_onnx", (), {"OfflineRecognizer": kinds}))
    transcribe = open_transcriber(tmp_path / folder)
    (tmp_path / "a.wav").write_bytes(beep())
    assert transcribe(tmp_path / "a.wav") == text
    rate, samples = made[0].heard
    assert (rate, len(samples), max(samples) < 1.0) == (8000, 2400, True)
    assert made[0].told[made_by] == str(tmp_path / folder / "model.int8.onnx")
