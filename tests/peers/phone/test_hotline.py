"""The hotline: a call comes in from a real SIP peer, is greeted and recorded, and stands in the ledger as a concern."""

import asyncio
import json
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.phone_line.sound import seconds, seconds_of_sound
from storage.tables import inbox
from tests.journey.kit import count
from tests.peers.phone.kit import ServerWithLine, udp_port
from tests.peers.phone.sipp import THEIR_TYPE, Steps, caller, registrar, run
from tests.servers import until

pytestmark = pytest.mark.slow

SPOKEN_MS = 3500


async def call(server: ServerWithLine, folder: Path, *, speaks_ms: int = SPOKEN_MS, number: str = "13812345678") -> int:
    assert server.line is not None
    steps = Steps(folder, THEIR_TYPE)
    said = steps.wait(2500) + (steps.speak() + steps.wait(speaks_ms) if speaks_ms else steps.wait(500))
    return await run(folder, caller(said, number), udp_port(), udp_port(2), f"127.0.0.1:{server.line.sip}")


async def heard(server: ServerWithLine, kind: str) -> dict[str, Any]:
    """The line of this kind among what the server has heard."""

    where = (inbox.c.kind == kind, inbox.c.handled_at.is_not(None))
    await until(lambda: count(server.database, *where), f"a {kind} is heard", every_s=0.2)
    return next(each for each in await server.ledger("--heard") if each["kind"] == kind)


async def test_a_voicemail_becomes_a_concern_and_its_recording_is_fetched(server: ServerWithLine, tmp_path: Path) -> None:
    assert server.line is not None
    server.start()
    await asyncio.gather(server.wait_healthy("/readyz"), server.line.ready())
    assert await call(server, tmp_path) == 0
    line = await heard(server, "voice")
    assert (line["channel"], line["account"], line["sender"], line["text"]) == ("phone", "hotline", "+86138****5678", None)
    (concern,) = await server.ledger()
    assert (concern["channel"], concern["village"], concern["text"]) == ("phone", "v001", "（语音，等人听）")
    assert concern["provider_message_id"] == line["provider_message_id"]
    (kept,) = await until(lambda: list((server.folder / "media").glob("*.wav")), "the recording is fetched", every_s=0.2)
    assert SPOKEN_MS / 1000 - 1 < seconds(kept) < SPOKEN_MS / 1000 + 2
    assert seconds_of_sound(kept) > 1.0
    assert server.line.stop() == 0
    assert not list(server.line.kept.glob("events/*.json"))
    assert not list(server.line.kept.glob("calls/*.json"))


async def test_who_hangs_up_without_a_word_is_a_missed_call(server: ServerWithLine, tmp_path: Path) -> None:
    assert server.line is not None
    server.start()
    await asyncio.gather(server.wait_healthy("/readyz"), server.line.ready())
    assert await call(server, tmp_path, speaks_ms=0) == 0
    line = await heard(server, "missed_call")
    assert line["sender"] == "+86138****5678"
    assert not list(server.line.kept.glob("voicemail/*.wav"))


async def test_killed_while_somebody_speaks_nothing_that_was_said_is_lost(server: ServerWithLine, tmp_path: Path) -> None:
    """The line dies in the middle of a call, and its server is away: both come back, the concern stands there, once."""
    assert server.line is not None
    line = await server.line.ready()
    calling = asyncio.create_task(call(server, tmp_path, speaks_ms=20_000))
    await until(lambda: [each for each in line.kept.glob("voicemail/*.wav") if each.stat().st_size > 90_000], "it is being recorded")
    line.kill9()
    calling.cancel()
    await asyncio.gather(calling, return_exceptions=True)
    await line.ready()
    await until(lambda: list(line.kept.glob("events/*.json")), "what was recorded waits for the server")
    line.kill9()
    await line.ready()
    server.start()
    await server.wait_healthy("/readyz")
    found = await heard(server, "voice")
    await until(lambda: not list(line.kept.glob("events/*.json")), "the server has thanked")
    assert [each["provider_message_id"] for each in await server.ledger("--heard")] == [found["provider_message_id"]]
    assert len(await server.ledger()) == 1
    (kept,) = await until(lambda: list((server.folder / "media").glob("*.wav")), "the recording is fetched", every_s=0.2)
    assert seconds(kept) > 5.0


async def test_told_to_stop_in_the_middle_of_a_call_it_keeps_what_was_said(server: ServerWithLine, tmp_path: Path) -> None:
    assert server.line is not None
    line = await server.line.ready()
    calling = asyncio.create_task(call(server, tmp_path, speaks_ms=20_000))
    await until(lambda: [each for each in line.kept.glob("voicemail/*.wav") if each.stat().st_size > 90_000], "it is being recorded")
    assert line.stop() == 0
    (kept,) = line.kept.glob("events/*.json")
    assert json.loads(kept.read_text())["event"] == "voicemail"
    assert not list(line.kept.glob("calls/*.json"))
    calling.cancel()
    await asyncio.gather(calling, return_exceptions=True)


async def test_the_greeting_is_heard_and_noise_on_the_port_does_no_harm(server: ServerWithLine, tmp_path: Path) -> None:
    """In espeak-ng's voice: the caller's ear counts what arrives and how loud it is."""
    assert server.line is not None
    shutil.rmtree(server.line.folder / "recordings")
    line = await server.line.ready()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for noise in (b"", b"\0" * 1200, b"INVITE sip:x SIP/2.0\r\n\r\n", b"OPTIONS sip:x SIP/2.0\r\nVia: x\r\n\r\n", os.urandom(1400)):
            stranger.sendto(noise, ("127.0.0.1", line.sip))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.setblocking(False)
        steps = Steps(tmp_path, THEIR_TYPE)
        there = caller(steps.wait(3000), ear=ear.getsockname()[1])
        assert await run(tmp_path, there, udp_port(), udp_port(2), f"127.0.0.1:{line.sip}") == 0
        packets = list(received(ear))
    spoken = [packet for packet in packets if packet[1] & 0x7F == 8]  # PCMA
    assert len(spoken) > 100
    # in A-law 0xD5 and 0x55 are silence, and every other value is louder
    assert sum(sum(sample not in (0xD5, 0x55, 0xD4, 0x54) for sample in packet[12:]) > 80 for packet in spoken) > 50


def received(ear: socket.socket) -> Iterator[bytes]:
    while True:
        try:
            yield ear.recv(2048)
        except BlockingIOError:
            return


async def test_a_line_registers_with_its_password(server: ServerWithLine, tmp_path: Path) -> None:
    assert server.line is not None
    port = udp_port()
    registration = {"REGISTRAR": f"127.0.0.1:{port}", "USER": "8001", "PASSWORD": "secret"}
    server.line.more = {f"REGISTER__{name}": value for name, value in registration.items()}
    there = asyncio.create_task(run(tmp_path, registrar(), port, udp_port(2)))
    await server.line.ready()
    assert await there == 0
    assert "secret" not in server.line.log


async def test_the_fifth_caller_hears_that_the_line_is_busy(server: ServerWithLine, tmp_path: Path) -> None:
    assert server.line is not None
    line = await server.line.ready()
    steps = Steps(tmp_path, THEIR_TYPE)
    four = run(tmp_path, caller(steps.wait(4000)), udp_port(), udp_port(10), f"127.0.0.1:{line.sip}", calls=4)
    calling = asyncio.create_task(four)
    await until(lambda: len(list(line.kept.glob("calls/*.json"))) == 4, "four calls stand")
    assert await run(tmp_path, caller("", answer=486), udp_port(), udp_port(2), f"127.0.0.1:{line.sip}") == 0
    assert await calling == 0
    await until(lambda: len(list(line.kept.glob("events/*.json"))) == 4, "four missed calls are kept")


async def test_channel_check_finds_the_line_and_says_when_it_is_away(server: ServerWithLine) -> None:
    assert server.line is not None
    server.start()
    await asyncio.gather(server.wait_healthy("/readyz"), server.line.ready())
    done = await server.run("channel", "check", "hotline")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "phone-line 在跑，认得我们的签名" in done.stdout
    assert await server.ledger("--heard") == []
    server.line.kill9()
    done = await server.run("channel", "check", "hotline")
    assert done.returncode == 1
    assert "在服务旁边启动 shuoshi phone-line" in done.stdout
