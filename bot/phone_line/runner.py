"""Walks one call along its script: time and keys go in, sounds and the end come out."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from bot.phone_line.dialogs import MORE_S, WAIT_S, Ask, Keys, Play, Record, Script, Step
from bot.phone_line.sound import BadSound, seconds

_LAG_S = 0.3  # what is played arrives a little later


class Media(Protocol):
    """One call's mouth and ear."""

    def play(self, sound: Path) -> None: ...

    def record(self, file: Path) -> None: ...

    def quiet(self) -> None:
        """Neither plays nor records any more."""
        ...

    def hang_up(self) -> None: ...


class Runner:
    """now: seconds that only go forward."""

    def __init__(self, script: Script, media: Media, now: Callable[[], float]) -> None:
        self._script, self._media, self._now = script, media, now
        self._step: Step | None = None
        self._keys = Keys(frozenset())
        self._ends_at = 0.0

    def start(self) -> None:
        self._go_on(None)

    def key(self, digit: str) -> None:
        """Only a question takes keys; one that no option begins with ends it as if nothing had been pressed."""
        if not isinstance(self._step, Ask) or not (digit.isascii() and digit.isdigit()):
            return
        self._media.quiet()
        if not self._keys.press(digit):
            self._go_on(None)
        elif self._keys.sure:
            self._go_on(self._keys.answer)
        else:
            self._ends_at = self._now() + MORE_S

    def tick(self) -> None:
        if self._step is not None and self._now() >= self._ends_at:
            self._go_on(self._keys.answer if isinstance(self._step, Ask) else None)

    def close(self) -> None:
        """The other side has hung up, or we have."""
        self._step = None
        self._script.close()
        self._media.quiet()

    def _go_on(self, answer: str | None) -> None:
        self._media.quiet()
        try:
            self._step = next(self._script) if self._step is None else self._script.send(answer)
        except StopIteration:
            self._step = None
            self._media.hang_up()
            return
        self._begin(self._step)

    def _begin(self, step: Step) -> None:
        match step:
            case Record(file, most_s):
                self._media.record(file)
                self._ends_at = self._now() + most_s
            case Play(sound):
                self._ends_at = self._now() + self._played(sound)
            case Ask(sound, keys):
                self._keys = Keys(keys)
                self._ends_at = self._now() + self._played(sound) + WAIT_S

    def _played(self, sound: Path) -> float:
        """Starts it; how long it takes. A sound that is gone is left out: the call goes on."""
        try:
            length = seconds(sound)
        except BadSound:
            return 0.0
        self._media.play(sound)
        return length + _LAG_S
