"""The guided story: one matter from a complaint to a rule, told in steps. The same file is a spoken script and plays on any stage.

## English caption | 中文说明        begins a step; everything else is the language of bot/stage.py
#> English                          what the line above it says, for visitors of the simulator (elsewhere a comment)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.spoken_script import Spoken, read_script

FILE = Path(__file__).parent / "demo" / "story.txt"


@dataclass(frozen=True, slots=True)
class Step:
    """What the visitor reads while these lines are played; glosses are the English of words said in it."""

    english: str
    chinese: str
    lines: tuple[Spoken, ...]
    glosses: Mapping[str, str]


def read_story(file: Path = FILE) -> tuple[Step, ...]:
    """The steps in order. Raises ScriptError at a line that is none, ValueError when lines stand before the first caption."""
    steps: list[tuple[str, list[str]]] = []
    for n, raw in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if raw.startswith("## "):
            steps.append((raw[3:], [""] * n))  # a fault is named by its line in the file
        elif steps:
            steps[-1][1].append(raw)
        elif raw.strip():
            raise ValueError("a story begins with a caption")
    return tuple(_step(caption, lines) for caption, lines in steps)


def _step(caption: str, lines: list[str]) -> Step:
    english, _, chinese = (part.strip() for part in caption.partition("|"))
    spoken = tuple(read_script("\n".join(lines)))
    said = {line.n: line.words for line in spoken if line.kind == "says"}
    glosses = {said[n]: raw[2:].strip() for n, raw in enumerate(lines) if raw.startswith("#>") and n in said}
    return Step(english, chinese, spoken, glosses)
