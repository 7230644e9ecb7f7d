"""The inbound path beside its floor: both started fresh for each round, one after the other, on the same machine.

make bench, or python -m benchmarks.inbound [--rounds 3] [--count 3000] [--only sqlite]. Prints one table; asserts nothing.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.wire import AES_KEY, APP_ID, TOKEN
from tests.servers import Missing, Postgres, free_port

ROOT = Path(__file__).parents[1]
CONNECTIONS, BURST, WARM_UP = 64, 2000, 300
LIBRARY_US = 75  # what wechatpy's codec costs more than one by hand
COLUMNS = (("per_s", "messages/s"), ("cpu", "CPU µs"), ("p50", "p50 ms"), ("p99", "p99 ms"), ("rss", "MB"), ("errors", "errors"))

Figures = dict[str, float]


@dataclass
class Place:
    """Where a server keeps its things for one round."""

    folder: Path
    postgres: Postgres | None
    databases: list[str] = field(default_factory=list)

    def database(self) -> tuple[str, str]:
        """A fresh database, as 说事 is told of it and as the floor is."""
        if self.postgres is None:
            file = self.folder / "bench.db"
            return f"sqlite+aiosqlite:///{file}", str(file)
        name = f"bench_{uuid.uuid4().hex[:8]}"
        self.postgres._server.psql(f"CREATE DATABASE {name}")
        url = self.postgres.url(name)
        return url, url.replace("+asyncpg", "")


def ours(place: Place, port: int) -> tuple[list[str], dict[str, str]]:
    settings = {
        "CONFIG": str(ROOT / "config.yaml"),
        "DEMO": "false",
        "FOLDER": str(place.folder),
        "REPLIES": str(ROOT / "replies.yaml"),
        "DATABASE__URL": place.database()[0],
        "REDIS__URL": "null",
        "SERVER__PORT": str(port),
        "SERVER__MAX_CONNECTIONS": str(2 * BURST),
        "WECHAT__MAIN__APP_ID": APP_ID,
        "WECHAT__MAIN__TOKEN": TOKEN,
        "WECHAT__MAIN__AES_KEY": AES_KEY,
        "WECHAT__MAIN__SECRET": "bench",
        "WECHAT__MAIN__MODE": "safe",
        "WECHAT__MAIN__API_BASE": "http://127.0.0.1:9",
    }
    return ["-m", "bot", "serve"], {f"SHUOSHI_{name}": value for name, value in settings.items()}


def floor(place: Place, port: int) -> tuple[list[str], dict[str, str]]:
    return ["-m", "benchmarks.floor", str(port), place.database()[1]], {}


@contextmanager
def serving(side: Any, postgres: Postgres | None) -> Iterator[int]:
    """One of the two, ready for messages, on a fresh database; its port."""
    with tempfile.TemporaryDirectory(prefix="shuoshi-bench-") as folder:
        port = free_port()
        command, settings = side(Place(Path(folder), postgres), port)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SHUOSHI_")}
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=inherited | settings, stdout=log, stderr=log)
        try:
            wait(process, port, Path(folder) / "log")
            yield port
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
    raise SystemExit(f"the server did not start: {log.read_text(errors='replace')[-1000:]}")


def meter(port: int) -> tuple[float, float]:
    """CPU seconds so far, and bytes of memory."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        samples = dict(line.rsplit(" ", 1) for line in answer.read().decode().splitlines())
    return float(samples["process_cpu_seconds_total"]), float(samples["process_resident_memory_bytes"])


def load(port: int, count: int, connections: int) -> Figures:
    command = [sys.executable, "-m", "benchmarks.load", str(port), str(count), str(connections)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def measure(side: Any, postgres: Postgres | None, count: int, connections: int = CONNECTIONS) -> Figures:
    with serving(side, postgres) as port:
        load(port, WARM_UP, min(CONNECTIONS, connections))
        before, _ = meter(port)
        figures = load(port, count, connections)
        after, memory = meter(port)
    return figures | {"cpu": (after - before) / count * 1e6, "rss": memory / 1e6}


def median(rounds: list[Figures]) -> Figures:
    return {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}


def say(*words: str) -> None:
    sys.stdout.write(f"{words[0]:<22}" + "".join(f"{word:>13}" for word in words[1:]) + "\n")
    sys.stdout.flush()


def compare(store: str, postgres: Postgres | None, rounds: int, count: int) -> None:
    """Interleaved rounds of both, their medians, and how far apart they are."""
    floors, own = [], []
    for _ in range(rounds):
        floors.append(measure(floor, postgres, count))
        own.append(measure(ours, postgres, count))
    below, above = median(floors), median(own)
    for name, figures in (("floor", below), ("shuoshi", above)):
        say(f"{store} {name}", *(f"{figures[key]:.0f}" for key, _ in COLUMNS))
    say(f"{store} ratio", *(f"{above[key] / below[key]:.2f}" for key, _ in COLUMNS[:-1]), "")
    limit = 1.6 * below["cpu"] + LIBRARY_US
    say(f"{store} aim", "≥ 0.60", f"≤ {limit:.0f} µs", "", "≤ 2.00", "≤ 200 MB", "0")
    for name, side in (("floor", floor), ("shuoshi", ours)):
        burst = measure(side, postgres, BURST, BURST)
        say(f"{store} {name} burst", f"{BURST} at once:", f"last {burst['max'] / 1000:.2f} s", f"errors {burst['errors']:.0f}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--count", type=int, default=3000)
    options.add_argument("--only", choices=("sqlite", "postgresql"))
    chosen = options.parse_args()
    say("medians", *(title for _, title in COLUMNS))
    if chosen.only != "postgresql":
        compare("sqlite", None, chosen.rounds, chosen.count)
    if chosen.only != "sqlite":
        try:
            postgres = Postgres()
        except Missing as missing:
            say("postgresql", str(missing))
            return
        try:
            compare("postgresql", postgres, chosen.rounds, chosen.count)
        finally:
            postgres.close()


if __name__ == "__main__":
    main()
