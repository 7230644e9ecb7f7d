"""WAV as the telephone has it: 8 kHz, mono, 16 bit. How long a sound is, how much of it is no silence."""

import io
import struct
import sys
import wave
from array import array
from itertools import accumulate, pairwise
from math import pi, sin
from pathlib import Path

RATE = 8000  # samples a second
_FRAME = RATE // 50  # 20 ms
# Mean height of a frame, of 32,767: a quiet line stays below 20, soft speech is above 300.
_LOUD = 120
_HEAD = 44  # bytes before the samples, as PJSIP writes them


class BadSound(Exception):
    """No WAV that we can read."""


def telephone(content: bytes) -> bytes:
    """Any 16-bit PCM WAV as 8 kHz mono 16 bit. Raises BadSound."""
    try:
        with wave.open(io.BytesIO(content)) as read:
            rate, channels, width = read.getframerate(), read.getnchannels(), read.getsampwidth()
            samples = _samples(read.readframes(read.getnframes()))
    except (wave.Error, EOFError, ValueError, struct.error):
        raise BadSound("not a WAV file") from None
    if width != 2 or channels not in (1, 2) or rate < RATE:
        raise BadSound("a WAV must be 16 bit, mono or stereo, 8 kHz or more")
    if channels == 2:
        samples = array("h", ((left + right) // 2 for left, right in zip(samples[::2], samples[1::2], strict=True)))
    return wav(samples if rate == RATE else _slower(samples, rate))


def _slower(samples: "array[int]", rate: int) -> "array[int]":
    """Each sample is the mean of those it stands for, which also takes off most of what a telephone cannot carry."""
    sums = [0, *accumulate(samples)]
    count = len(samples) * RATE // rate
    edges = [n * rate // RATE for n in range(count + 1)]
    return array("h", ((sums[b] - sums[a]) // (b - a) for a, b in pairwise(edges)))


def wav(samples: "array[int]") -> bytes:
    """Samples at 8 kHz as a file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(RATE)
        written.writeframes(_swapped(samples).tobytes())
    return out.getvalue()


def beep(hertz: int = 1000, seconds: float = 0.3) -> bytes:
    return wav(array("h", (int(8000 * sin(2 * pi * hertz * n / RATE)) for n in range(int(RATE * seconds)))))


def seconds(file: Path) -> float:
    """How long it plays. Raises BadSound."""
    try:
        with wave.open(str(file)) as read:
            return float(read.getnframes()) / float(read.getframerate())
    except (OSError, wave.Error, EOFError, ZeroDivisionError):
        raise BadSound(file.name) from None


def seconds_of_sound(file: Path) -> float:
    """How much of a recording is louder than a quiet line; 0.0 for a file that is none."""
    try:
        with wave.open(str(file)) as read:
            samples = _samples(read.readframes(read.getnframes()))
    except (OSError, wave.Error, EOFError, ValueError):
        return 0.0
    loud = sum(sum(map(abs, samples[at : at + _FRAME])) > _LOUD * _FRAME for at in range(0, len(samples), _FRAME))
    return loud * _FRAME / RATE


def mend(file: Path) -> None:
    """A recording that was broken off says in its head that it is empty: its lengths are written anew. Raises OSError."""
    size = file.stat().st_size
    with file.open("r+b") as opened:
        head = opened.read(_HEAD)
        if size <= _HEAD or head[:4] != b"RIFF" or head[36:40] != b"data":
            return
        opened.seek(4)
        opened.write(struct.pack("<I", size - 8))
        opened.seek(40)
        opened.write(struct.pack("<I", size - _HEAD))


def _samples(raw: bytes) -> "array[int]":
    samples = array("h")
    samples.frombytes(raw[: len(raw) // 2 * 2])
    return _swapped(samples)


def _swapped(samples: "array[int]") -> "array[int]":
    """WAV is little-endian, whatever the machine is."""
    if sys.byteorder == "big":
        samples = array("h", samples)
        samples.byteswap()
    return samples
