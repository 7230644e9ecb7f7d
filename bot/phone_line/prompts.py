"""The sound of a sentence: a recording of the village's own where there is one, else espeak-ng's voice, made once and kept.

recordings/KEY.wav is played for the reply of that key. What espeak-ng has said lies under the digest of its words for a week:
it may be somebody's own matter.
"""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, Container
from hashlib import blake2b
from pathlib import Path

from bot.phone_line.disk import folder, write
from bot.phone_line.sound import BadSound, beep, telephone

_KEY = re.compile(r"[a-z0-9_.]{1,80}")
_SPEED = "140"  # words a minute: old people listen
_LONGEST_S = 20.0  # seconds that a voice may take to make a sentence

Speak = Callable[[str], Awaitable[bytes]]  # words → WAV; raises NoVoice


class NoVoice(Exception):
    """There is neither a recording nor a voice."""


async def espeak(words: str) -> bytes:
    """Mandarin by espeak-ng; the words go in by its standard input, where no process list shows them. Raises NoVoice."""
    command = ("espeak-ng", "-v", "cmn", "-s", _SPEED, "--stdin", "--stdout")
    pipe = asyncio.subprocess.PIPE
    try:
        voice = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL)
    except OSError:
        raise NoVoice("espeak-ng") from None
    try:
        made, _ = await asyncio.wait_for(voice.communicate(words.encode()), _LONGEST_S)
    except TimeoutError:
        voice.kill()
        await voice.wait()
        raise NoVoice("espeak-ng is slow") from None
    if voice.returncode or not made:
        raise NoVoice("espeak-ng")
    return made


class Prompts:
    """recorded: the village's own files; kept: what has been made of words and recordings, ready for the telephone."""

    def __init__(self, recorded: Path, kept: Path, speak: Speak = espeak) -> None:
        self._recorded = recorded
        self._kept = folder(kept)
        self._speak = speak

    async def sound(self, key: str, words: str) -> Path:
        """The file to play. Raises NoVoice."""
        return await self._of_recording(key) or await self._of_words(words)

    async def beep(self) -> Path:
        file = self._kept / "beep.wav"
        if not file.exists():
            await asyncio.to_thread(write, file, beep())
        return file

    def drop_old(self, before: float, keep: Container[Path]) -> None:
        """What nobody has asked for since then (seconds since 1970). keep: what this process plays without asking. Raises OSError."""
        for file in self._kept.glob("*.wav"):
            if file not in keep and file.stat().st_mtime < before:
                file.unlink(missing_ok=True)

    async def _of_recording(self, key: str) -> Path | None:
        """A recording that cannot be read is as if it were not there: the voice says it."""
        if not _KEY.fullmatch(key):
            return None
        try:
            content = await asyncio.to_thread((self._recorded / f"{key}.wav").read_bytes)
            return await self._keep(_digest(content), content)
        except (OSError, BadSound):
            return None

    async def _of_words(self, words: str) -> Path:
        name = _digest(words.encode("utf-8", "replace"))
        file = self._kept / f"{name}.wav"
        if file.exists():
            os.utime(file)
            return file
        try:
            return await self._keep(name, await self._speak(words))
        except BadSound:
            raise NoVoice("what the voice made is no sound") from None

    async def _keep(self, name: str, content: bytes) -> Path:
        file = self._kept / f"{name}.wav"
        if not file.exists():
            await asyncio.to_thread(lambda: write(file, telephone(content)))
        return file


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()
