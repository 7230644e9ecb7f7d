"""The guided story: one matter from a complaint to a rule, told in steps. The same file is a spoken script and plays on any stage.

## English caption | 中文说明        begins a step; everything else is the language of bot/stage.py
"""

from dataclasses import dataclass
from pathlib import Path

from bot.stage import Spoken, read_script

FILE = Path(__file__).parent / "demo" / "story.txt"


@dataclass(frozen=True, slots=True)
class Step:
    """What the visitor reads while these lines are played."""

    english: str
    chinese: str
    lines: tuple[Spoken, ...]


def read_story(file: Path = FILE) -> tuple[Step, ...]:
    """The steps in order. Raises ScriptError at a line that is none, ValueError when lines stand before the first caption."""
    steps: list[tuple[str, list[str]]] = []
    for raw in file.read_text(encoding="utf-8").splitlines():
        if raw.startswith("## "):
            steps.append((raw[3:], []))
        elif raw.strip():
            if not steps:
                raise ValueError("a story begins with a caption")
            steps[-1][1].append(raw)
    return tuple(_step(caption, lines) for caption, lines in steps)


def _step(caption: str, lines: list[str]) -> Step:
    english, _, chinese = (part.strip() for part in caption.partition("|"))
    return Step(english, chinese, tuple(read_script("\n".join(lines))))
