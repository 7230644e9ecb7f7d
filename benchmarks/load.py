"""The load: sealed messages of many villagers, a few of them sent twice, and a look at every answer afterwards.

python -m benchmarks.load PORT COUNT CONNECTIONS prints one JSON object. Everything is sealed before the clock starts.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from benchmarks.wire import Refused, fields, seal, text_xml, unseal

ACCOUNT = "gh_0123456789ab"
REPEATED = 0.02
PATIENCE_S = 30.0
SAID = (
    "村口到小学那段水泥路坑坑洼洼好久了，一下雨就积水，老人孩子走路老是摔跤，请快点派人修修",
    "我们三组的路灯坏了快一个月，晚上出门漆黑一片什么也看不见，骑车太危险，帮忙报修一下",
    "从昨天早上开始停水到现在，自来水管好像漏了，水压也低，家里连饭都做不成，请派人来看看",
    "河边的垃圾堆了好多天没人清运，天一热臭味很大，苍蝇到处飞，还有人往河道里倒污水",
    "我妈这个月的养老金还没有发，医保报销也一直没到账，去银行问了叫回村里问，请问怎么办",
    "隔壁把木料堆在我家宅基地边上的过道里，说了几次都吵起来，希望村里来调解一下这个纠纷",
)


@dataclass(frozen=True, slots=True)
class Request:
    sender: str
    message_id: str
    raw: bytes


@dataclass(slots=True)
class Got:
    status: int = 0
    body: bytes = b""
    ms: float = 0.0


def make(count: int, senders: int, run: str, chance: random.Random) -> list[Request]:
    """In sending order: each sender says a matter, more words, then 1; a repeat follows what it repeats."""
    made: list[Request] = []
    for n in range(count):
        sender = f"oBENCH{run[-6:]}{n % senders:016d}"
        text = "1" if n // senders % 3 == 2 else chance.choice(SAID)
        request = Request(sender, f"{run}{n:08d}", envelope(sender, f"{run}{n:08d}", text, str(chance.randrange(10**9))))
        made += [request] * (2 if chance.random() < REPEATED else 1)
    return made[:count]


def envelope(sender: str, message_id: str, text: str, nonce: str) -> bytes:
    stamp = str(int(time.time()))
    sealed = fields(seal(text_xml(ACCOUNT, sender, int(stamp), text, f"<MsgId>{message_id}</MsgId>"), stamp, nonce))
    body = f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName><Encrypt><![CDATA[{sealed['Encrypt']}]]></Encrypt></xml>".encode()
    query = urlencode({"timestamp": stamp, "nonce": nonce, "encrypt_type": "aes", "msg_signature": sealed["MsgSignature"]})
    head = f"POST /wechat/main?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Line(asyncio.Protocol):
    """One kept-alive connection, one request at a time."""

    def __init__(self) -> None:
        self.buffer = b""
        self.answer: asyncio.Future[Got] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_result(Got())

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, gap, body = self.buffer.partition(b"\r\n\r\n")
        if not gap or self.answer is None:
            return
        length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
        if len(body) >= length:
            self.buffer = b""
            self.answer.set_result(Got(int(head[9:12]), body))

    async def ask(self, raw: bytes) -> Got:
        began = time.perf_counter()
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(raw)
        got = await asyncio.wait_for(self.answer, PATIENCE_S)
        got.ms = (time.perf_counter() - began) * 1000
        return got


async def send(port: int, requests: Sequence[Request], connections: int) -> tuple[list[Got], float]:
    """A closed loop: each connection sends its senders' next message when the last one is answered."""
    loop = asyncio.get_running_loop()
    lines = [(await loop.create_connection(Line, "127.0.0.1", port))[1] for _ in range(connections)]
    senders: dict[str, int] = {}
    work: list[list[int]] = [[] for _ in lines]
    for n, request in enumerate(requests):
        work[senders.setdefault(request.sender, len(senders)) % connections].append(n)
    got = [Got() for _ in requests]

    async def talk(line: Line, mine: list[int]) -> None:
        for n in mine:
            try:
                got[n] = await line.ask(requests[n].raw)
            except (TimeoutError, OSError):
                return

    began = time.perf_counter()
    await asyncio.gather(*(talk(line, mine) for line, mine in zip(lines, work, strict=True)))
    seconds = time.perf_counter() - began
    for line in lines:
        line.transport.close()
    return got, seconds


def wrong(requests: Sequence[Request], got: Sequence[Got]) -> int:
    """Answers that are missing, not ours, for somebody else, or another than the first time."""
    first: dict[str, str] = {}
    bad = 0
    for request, answer in zip(requests, got, strict=True):
        try:
            outer = fields(answer.body)
            letter = unseal(answer.body, outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"])
            said = letter["Content"]
            good = answer.status == 200 and letter["ToUserName"] == request.sender
            bad += not good or first.setdefault(request.message_id, said) != said
        except (Refused, KeyError, ValueError, SyntaxError):
            bad += 1
    return bad


async def measure(port: int, count: int, connections: int) -> dict[str, float]:
    requests = make(count, max(connections, min(2000, count)), str(time.time_ns() // 1_000_000), random.Random(1))
    got, seconds = await send(port, requests, connections)
    ms = sorted(answer.ms for answer in got)
    return {
        "per_s": len(got) / seconds,
        "p50": ms[len(ms) // 2],
        "p99": ms[len(ms) * 99 // 100],
        "max": ms[-1],
        "errors": wrong(requests, got),
    }


if __name__ == "__main__":
    try:
        from uvloop import run
    except ImportError:
        from asyncio import run
    port, count, connections = map(int, sys.argv[1:])
    sys.stdout.write(json.dumps(run(measure(port, count, connections))) + "\n")
