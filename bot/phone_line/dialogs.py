"""What is said and asked in a call, as scripts: a script yields a step and is sent what came of it. No telephone in here."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

RECORD_S = 120.0  # the longest voicemail
WAIT_S = 6.0  # for a key after the question
MORE_S = 3.0  # for the second key, where one key alone would do as well


@dataclass(frozen=True, slots=True)
class Play:
    """A sound, to its end."""

    sound: Path


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: ends with one of the keys ("1", "12"), which may be pressed while it still plays, or with None."""

    sound: Path
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Record:
    """What the caller says; ends after most_s seconds, mostly by their hanging up."""

    file: Path
    most_s: float = RECORD_S


Step = Play | Ask | Record
Script = Generator[Step, str | None, None]


@dataclass(frozen=True, slots=True)
class Course:
    """What a call is for: script begins when somebody is there; ended hears whether anybody was, and the last SIP status."""

    script: Callable[[], Script]
    ended: Callable[[bool, int], None]


def voicemail(greeting: Path, beep: Path, full: Path, file: Path) -> Script:
    """The hotline: greets, beeps, records."""
    yield Play(greeting)
    yield Play(beep)
    yield Record(file)
    yield Play(full)


def question(greeting: Path, asked: Path, thanks: Path, bye: Path, keys: frozenset[str], pressed: Callable[[str], None]) -> Script:
    """Greets, asks, and once more when no key came. pressed: keeps the answer before anything else is said."""
    yield Play(greeting)
    for _ in range(2):
        key = yield Ask(asked, keys)
        if key is not None:
            pressed(key)
            yield Play(thanks)
            return
    yield Play(bye)


def announcement(greeting: Path, said: Path) -> Script:
    """Something to be told; nothing is asked."""
    yield Play(greeting)
    yield Play(said)


@dataclass
class Keys:
    """Keys as they are pressed against those that were offered."""

    offered: frozenset[str]
    pressed: str = ""

    def press(self, digit: str) -> bool:
        """False: what has been pressed is the beginning of none, and is forgotten."""
        self.pressed += digit
        if not any(key.startswith(self.pressed) for key in self.offered):
            self.pressed = ""
            return False
        return True

    @property
    def answer(self) -> str | None:
        """What stands so far, if it is one of those offered."""
        return self.pressed if self.pressed in self.offered else None

    @property
    def sure(self) -> bool:
        """It is one, and no longer one begins with it."""
        return self.answer is not None and not any(key != self.pressed and key.startswith(self.pressed) for key in self.offered)
