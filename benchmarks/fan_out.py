"""A long send beside its floor: the outbox against a bare HTTP client, both to the same local gateway, one after the other.

make bench-fan-out, or python -m benchmarks.fan_out [--count 100000] [--rounds 3] [--pace 200]. Prints one table; asserts nothing.
"""

import argparse
import asyncio
import json
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import datetime
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.app import SystemClock
from bot.channels.kannel import Kannel
from bot.outbox import MOST, Outbox
from bot.rates import Limit, Rates
from bot.saying import Teller
from bot.ways import Exits
from handlers.messages import Line, Say, SayKind
from handlers.wording import Wording
from storage import outbox
from storage.database import open_database
from storage.migrate import upgrade
from storage.records import VILLAGE_ZONE
from tests.servers import free_port

ROOT = Path(__file__).parents[1]
AT_ONCE, NOON = 100, clock_time(12)
WORDS = "【石桥村】王支书通知：明天上午停水，晌午来水，请各家提前存水。"
WORDING = Wording({"told": WORDS}, {})


# ---------------------------------------------------------------- the gateway, a process of its own


async def gateway(port: int) -> None:
    """Takes everything, as Kannel's smsbox does; GET /count says how many."""
    taken = [0]

    async def take(request: web.Request) -> web.Response:
        taken[0] += 1
        return web.Response(status=202, text="0: Accepted for delivery")

    async def count(request: web.Request) -> web.Response:
        return web.json_response(taken[0])

    site = web.Application()
    site.router.add_get("/cgi-bin/sendsms", take)
    site.router.add_get("/count", count)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


class Noon(SystemClock):
    """A village day, whenever this is run."""

    def village(self) -> datetime:
        return datetime.combine(super().village().date(), NOON, VILLAGE_ZONE)


# ---------------------------------------------------------------- the two senders, each a process of its own


def channel(session: aiohttp.ClientSession, port: int) -> Kannel:
    base, callback = f"http://127.0.0.1:{port}", "http://127.0.0.1:1/sms/bench"
    return Kannel("bench", "token", base, "bot", "secret", callback, session, time.time)


async def floor(port: int, count: int) -> dict[str, float]:
    """The bare client: the same address, the same number of connections, nothing kept."""
    connector = aiohttp.TCPConnector(limit=AT_ONCE)
    async with aiohttp.ClientSession(connector=connector) as session:
        url = f"http://127.0.0.1:{port}/cgi-bin/sendsms"
        query = {"username": "bot", "password": "secret", "text": WORDS, "charset": "UTF-8", "coding": "2", "dlr-mask": "31"}
        numbers = iter(range(count))

        async def worker() -> None:
            for n in numbers:
                report = f"http://127.0.0.1:1/sms/bench?type=%d&ref=s{n}&from=%p&to=%P&token=token"
                async with session.get(url, params=query | {"to": f"+86138{n:08d}", "dlr-url": report}) as response:
                    await response.read()

        began = time.perf_counter()
        await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
        return {"seconds": time.perf_counter() - began}


async def ours(port: int, count: int, pace: float) -> dict[str, float]:
    """The outbox with its loop, its marks and its ledger. pace: messages a second, 0 as fast as it can."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite+aiosqlite:///{folder}/bench.db")
        await upgrade(database)
        say = Say("", (Line("told"),), kind=SayKind.ANNOUNCEMENT, about="a1")
        for some in range(0, count, 5000):
            rows = [
                outbox.row_of(say, f"s{n}", n, state=outbox.DUE, due_ms=0, made_ms=0) | {"receiver": f"phone:+86138{n:08d}"}
                for n in range(some, min(count, some + 5000))
            ]
            async with database.write() as connection:
                await outbox.put(connection, rows)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=2 * MOST)) as session:
            rates = Rates(None, time.monotonic, {("sms", "bench"): Limit(pace)} if pace else {})
            if not pace:
                rates.lift()
            teller = Teller({("sms", "bench"): channel(session, port)}, WORDING, Noon(), rates)
            sender = Outbox(database, teller, Exits(("bench",)))
            idle, began = resident_mb(), time.perf_counter()
            loop = asyncio.create_task(sender.run())
            peak = idle
            while teller.counts["said_sms"] < count:
                await asyncio.sleep(0.005)
                peak = max(peak, resident_mb())
            seconds = time.perf_counter() - began
            loop.cancel()
            with suppress(asyncio.CancelledError):
                await loop
        await database.close()
    return {"seconds": seconds, "above_idle_mb": max(0.0, peak - idle)}


def resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


# ---------------------------------------------------------------- one after the other


def run(what: str, port: int, count: int, pace: float = 0.0) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.fan_out", "--do", what, "--port", str(port), "--count", str(count), "--pace", str(pace)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def wait_for(port: int) -> None:
    for _ in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)


def measure(count: int, rounds: int, pace: float) -> None:
    port = free_port()
    sink = subprocess.Popen([sys.executable, "-m", "benchmarks.fan_out", "--do", "gateway", "--port", str(port)], cwd=ROOT)
    try:
        wait_for(port)
        bare, full, above = [], [], []
        for _ in range(rounds):
            bare.append(count / run("floor", port, count)["seconds"])
            figures = run("ours", port, count)
            full.append(count / figures["seconds"])
            above.append(figures["above_idle_mb"])
        paced_count = int(pace * 20)
        paced = paced_count / run("ours", port, paced_count, pace)["seconds"]
    finally:
        sink.kill()
    ratios = sorted(mine / theirs for mine, theirs in zip(full, bare, strict=True))
    print(f"{count} messages, {rounds} rounds")
    print(f"floor   {statistics.median(bare):8.0f}/s")
    print(f"outbox  {statistics.median(full):8.0f}/s   ratio {statistics.median(ratios):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f})")
    print(f"memory  {max(above):8.0f} MB above idle at most")
    print(f"paced   {paced:8.2f}/s where {pace:g}/s was asked ({100 * (paced / pace - 1):+.2f} %)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pace", type=float, default=200.0)
    parser.add_argument("--do", choices=("gateway", "floor", "ours"), default="")
    parser.add_argument("--port", type=int, default=0)
    asked: Any = parser.parse_args()
    if asked.do == "gateway":
        asyncio.run(gateway(asked.port))
    elif asked.do:
        figures = asyncio.run(floor(asked.port, asked.count) if asked.do == "floor" else ours(asked.port, asked.count, asked.pace))
        print(json.dumps(figures))
    else:
        measure(asked.count, asked.rounds, asked.pace)


if __name__ == "__main__":
    main()
