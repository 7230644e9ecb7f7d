"""What the ears cost: milliseconds a message, seconds and megabytes of a fresh process, and grouping with many matters open."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from importlib.util import find_spec

from nlp.ears import Ears
from nlp.model import shipped
from nlp.pieces import pieces

LONGEST = 2000
TODAY = date(2026, 11, 23)
_START = """
import json, sys, time
from datetime import date
from pathlib import Path
at = time.perf_counter()
from nlp import segment
if sys.argv[1] == "jieba":
    segment.find_spec = lambda name: None
from nlp.ears import Ears
segment.warm(Path(sys.argv[2]))
Ears().read("村口的路塌了半边", date(2026, 1, 1))
now = [line for line in open("/proc/self/status") if line.startswith("VmRSS")]
print(json.dumps({"s": time.perf_counter() - at, "mb": int(now[0].split()[1]) / 1024}))
"""

Row = tuple[str, str, tuple[float | str, ...]]


def milliseconds(work: Callable[[str], object], texts: Sequence[str]) -> tuple[float, float]:
    """Median and p99 of one core."""
    times = sorted(_seconds(work, text) * 1e3 for text in texts)
    return statistics.median(times), times[round(len(times) * 0.99) - 1]


def _seconds(work: Callable[[str], object], text: str) -> float:
    at = time.perf_counter()
    work(text)
    return time.perf_counter() - at


def of_reading(sixty: Sequence[str]) -> list[Row]:
    """Messages of sixty characters, and hostile ones as long as are heard."""
    ears, head = Ears(), shipped().categories

    def read(text: str) -> object:
        return ears.read(text, TODAY)

    score, path = milliseconds(lambda text: head.chances(pieces(text)), sixty), milliseconds(read, sixty)
    hostile = ["一" * LONGEST, "着火了" * 700, "支书贪" * 700, "1" * LONGEST, "，" * LONGEST, "a1" * 1000, sixty[0] * 40, "三百二十" * 500]
    return [
        ("category's score, 60 characters: median ms", "≤ .15", (score[0],)),
        ("the same: p99 ms", "≤ .5", (score[1],)),
        ("all of the answer's path, 60 characters: median ms", "≤ .4", (path[0],)),
        ("the same: p99 ms", "", (path[1],)),
        (f"any {LONGEST:,} characters, the worst of {len(hostile)}: ms", "< 150", (max(_seconds(read, text) for text in hostile) * 1e3,)),
    ]


def of_starting() -> list[Row]:
    """A fresh process up to its first reading; jieba with the cache of the start before."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for kind, asked in (("rjieba", ("≤ .5", "≤ 80")), ("jieba", ("≤ 1.5", "≤ 120"))):
            if kind == "jieba" or find_spec("rjieba"):
                told = [_told([sys.executable, "-c", _START, kind, folder]) for _ in range(2)][-1]
                rows += [(f"start with {kind}: s", asked[0], (told["s"],)), ("the same: MB", asked[1], (told["mb"],))]
    return rows


def of_grouping() -> list[Row]:
    """Ten thousand open matters in a process of their own."""
    last = _told([sys.executable, "-m", "benchmarks.grouping", "--json"])
    return [
        ("grouping with 10,000 open: median ms", "", (last["median_ms"],)),
        ("the same: p99 ms", "≤ 6", (last["p99_ms"],)),
        ("the same: MB above start", "≤ 150", (last["mb"],)),
    ]


def _told(command: Sequence[str]) -> dict[str, float]:
    """The last line a program says, as JSON."""
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(said.stdout.splitlines()[-1])
