"""Sounds: a recording before a voice, made once, as the telephone has it; how much of a recording is no silence."""

import io
import os
import struct
import wave
from array import array
from itertools import pairwise
from math import pi, sin
from pathlib import Path

import pytest

from bot.phone_line import prompts
from bot.phone_line.prompts import NoVoice, Prompts, espeak
from bot.phone_line.sound import BadSound, beep, mend, seconds, seconds_of_sound, telephone, wav


def recorded(rate: int, channels: int = 1, length: float = 1.0, hertz: int = 440, height: int = 9000) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as written:
        written.setnchannels(channels)
        written.setsampwidth(2)
        written.setframerate(rate)
        samples = (int(height * sin(2 * pi * hertz * n / rate)) for n in range(int(rate * length)))
        written.writeframes(array("h", (each for sample in samples for each in [sample] * channels)).tobytes())
    return out.getvalue()


class Voice:
    """Says a tone, and counts."""

    def __init__(self, made: bytes) -> None:
        self.made, self.said = made, list[str]()

    async def speak(self, words: str) -> bytes:
        self.said.append(words)
        return self.made


@pytest.mark.parametrize(("rate", "channels"), [(22050, 1), (44100, 2), (16000, 1), (8000, 1), (8000, 2), (48000, 1)])
def test_any_recording_becomes_what_a_telephone_carries(rate: int, channels: int, tmp_path: Path) -> None:
    file = tmp_path / "a.wav"
    file.write_bytes(telephone(recorded(rate, channels)))
    with wave.open(str(file)) as read:
        assert (read.getframerate(), read.getnchannels(), read.getsampwidth()) == (8000, 1, 2)
        crossings = array("h", read.readframes(8000))
    assert seconds(file) == pytest.approx(1.0, abs=0.01)
    rises = sum(a < 0 <= b for a, b in pairwise(crossings))
    assert rises == pytest.approx(440, abs=2)  # the same tone


@pytest.mark.parametrize("content", [b"", b"RIFF", b"ID3" * 50, recorded(4000), recorded(8000)[:30], b"\x00" * 100])
def test_what_is_no_sound_is_told(content: bytes) -> None:
    with pytest.raises(BadSound):
        telephone(content)


async def test_words_are_spoken_once_and_kept(tmp_path: Path) -> None:
    voice = Voice(recorded(22050))
    made = Prompts(tmp_path / "recordings", tmp_path / "kept", voice.speak)
    first = await made.sound("ask.road", "您同意吗？")
    assert await made.sound("ask.road", "您同意吗？") == first
    assert await Prompts(tmp_path / "recordings", tmp_path / "kept", voice.speak).sound("other", "您同意吗？") == first
    assert await made.sound("ask.road", "您家怎么看？") != first
    assert voice.said == ["您同意吗？", "您家怎么看？"]
    assert first.stat().st_mode & 0o077 == 0


async def test_a_recording_goes_before_the_voice_and_a_new_one_before_the_old(tmp_path: Path) -> None:
    voice = Voice(recorded(22050))
    made = Prompts(tmp_path, tmp_path / "kept", voice.speak)
    (tmp_path / "ask.road.wav").write_bytes(recorded(16000, length=0.5))
    first = await made.sound("ask.road", "您同意吗？")
    assert seconds(first) == pytest.approx(0.5, abs=0.01)
    (tmp_path / "ask.road.wav").write_bytes(recorded(16000, length=0.7))
    assert seconds(await made.sound("ask.road", "您同意吗？")) == pytest.approx(0.7, abs=0.01)
    assert voice.said == []
    (tmp_path / "ask.road.wav").write_bytes(b"no sound at all")
    assert seconds(await made.sound("ask.road", "您同意吗？")) == pytest.approx(1.0, abs=0.01)


async def test_what_was_said_is_forgotten_when_nobody_asks_for_it(tmp_path: Path) -> None:
    made = Prompts(tmp_path / "recordings", tmp_path / "kept", Voice(recorded(22050)).speak)
    greeting, old, used = [await made.sound("", words) for words in ("您好", "李秀兰家的事", "路修好了")]
    for file in (greeting, old, used):
        os.utime(file, (1000, 1000))
    assert await made.sound("", "路修好了") == used
    made.drop_old(2000, {greeting})
    assert [file.exists() for file in (greeting, old, used)] == [True, False, True]


@pytest.mark.parametrize("key", ["../secret", "", "a/b", "键", "x" * 200, "a\0b"])
async def test_a_key_is_never_a_path(key: str, tmp_path: Path) -> None:
    (tmp_path / "secret.wav").write_bytes(recorded(8000, length=0.2))
    voice = Voice(recorded(22050))
    assert seconds(await Prompts(tmp_path / "recordings", tmp_path / "kept", voice.speak).sound(key, "话")) == pytest.approx(1.0, abs=0.01)


async def test_without_a_voice_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoVoice):
        await Prompts(tmp_path, tmp_path / "kept", Voice(b"noise").speak).sound("k", "话")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoVoice):
        await espeak("话")
    (tmp_path / "espeak-ng").write_text("#!/bin/sh\nexec /bin/sleep 20\n")
    (tmp_path / "espeak-ng").chmod(0o700)
    monkeypatch.setattr(prompts, "_LONGEST_S", 0.1)
    with pytest.raises(NoVoice):
        await espeak("话")


def test_silence_and_a_quiet_line_are_no_sound(tmp_path: Path) -> None:
    file = tmp_path / "a.wav"
    for content, expected in [
        (wav(array("h", bytes(16_000))), 0.0),
        (recorded(8000, length=3.0, height=30), 0.0),
        (recorded(8000, length=3.0, height=600), 3.0),
        (beep(), 0.3),
        (b"none", 0.0),
    ]:
        file.write_bytes(content)
        assert seconds_of_sound(file) == pytest.approx(expected, abs=0.03)
    assert seconds_of_sound(tmp_path / "gone.wav") == 0.0


def test_a_recording_broken_off_is_as_long_as_what_was_written(tmp_path: Path) -> None:
    whole = recorded(8000, length=2.0)
    file = tmp_path / "a.wav"
    file.write_bytes(whole[:4] + struct.pack("<I", 36) + whole[8:40] + struct.pack("<I", 0) + whole[44:])
    assert seconds(file) == 0.0
    mend(file)
    assert seconds(file) == 2.0
    file.write_bytes(whole[:44])
    mend(file)
    assert seconds(file) == 2.0  # its head alone is left as it is; there is no sound in it
    assert seconds_of_sound(file) == 0.0
