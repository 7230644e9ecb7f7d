"""The floor: the inbound job done in a straight line, with nothing around it. What 说事 does is measured as a share of this.

Verify, decrypt, parse, know a repeated message, cut with jieba and score the words, a conversation of three lines; the
message, the matter, the conversation and the answer in one durable commit for whoever waits; only then the sealed answer.

python -m benchmarks.floor PORT FILE.db | postgresql://…
"""

import asyncio
import json
import logging
import math
import resource
import sqlite3
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import jieba
from aiohttp import web

from benchmarks.wire import Refused, seal, text_xml, unseal

MOST = 256
HINTS = {
    "roads": "路面 坑洼 道路 破损 修路 水泥路 塌方 积水 桥",
    "light": "路灯 不亮 坏了 照明 晚上 漆黑 灯杆 线路",
    "water": "停水 自来水 水管 漏水 水压 浑浊 水表",
    "waste": "垃圾 臭味 清运 污水 河道 卫生 苍蝇",
    "welfare": "医保 养老金 低保 补贴 报销 社保卡 发放",
    "dispute": "邻居 宅基地 纠纷 占用 噪音 调解 过道",
}
SCHEMA = (
    "CREATE TABLE inbox(id TEXT PRIMARY KEY, sender TEXT NOT NULL, body TEXT NOT NULL, at DOUBLE PRECISION NOT NULL)",
    "CREATE TABLE matter(id TEXT PRIMARY KEY, sender TEXT NOT NULL, topic TEXT NOT NULL, stage TEXT NOT NULL, body TEXT NOT NULL)",
    "CREATE TABLE talk(sender TEXT PRIMARY KEY, stage TEXT NOT NULL, matter TEXT)",
    "CREATE TABLE outbox(id TEXT PRIMARY KEY, sender TEXT NOT NULL, body TEXT NOT NULL, at DOUBLE PRECISION NOT NULL)",
)


class Classifier:
    """Words to scores, one weight for each word and topic."""

    def __init__(self) -> None:
        jieba.setLogLevel(logging.ERROR)
        jieba.initialize()
        counts = {topic: Counter(w for hint in hints.split() for w in jieba.lcut(hint)) for topic, hints in HINTS.items()}
        self.weights: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for topic, words in counts.items():
            for word, count in words.items():
                self.weights[word].append((topic, math.log(1 + 10 * count)))

    def __call__(self, text: str) -> str:
        scores: dict[str, float] = defaultdict(float)
        for word in jieba.lcut(text):
            for topic, weight in self.weights.get(word, ()):
                scores[topic] += weight
        return max(scores, key=scores.__getitem__) if scores else "other"


@dataclass(slots=True)
class Message:
    id: str
    sender: str
    body: str
    topic: str
    at: float
    done: asyncio.Future[str]


@dataclass
class Writes:
    """What one commit writes. talks: sender → (stage, matter), as the batch leaves it."""

    talks: dict[str, tuple[str, str | None]]
    inbox: list[tuple[Any, ...]] = field(default_factory=list)
    matters: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)  # new in this batch
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # (stage, words to add, matter)
    outbox: list[tuple[Any, ...]] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)

    def hear(self, message: Message) -> str:
        """A matter, words more about it, and the 1 that files it."""
        stage, matter = self.talks.get(message.sender, ("idle", None))
        if matter is None:
            stage, matter = "asked", message.id
            self.matters[matter] = (message.sender, message.topic, "draft", message.body)
            said = f"记下了，类别：{message.topic}。回 1 报上去，或者再说几句。"
        elif message.body == "1":
            self.changes.append(("open", "", matter))
            stage, matter, said = "idle", None, "报上去了，有结果告诉您。"
        else:
            self.changes.append(("draft", "\n" + message.body, matter))
            said = "补上了。回 1 报上去。"
        self.talks[message.sender] = (stage, matter)
        self.touched.add(message.sender)
        self.inbox.append((message.id, message.sender, message.body, message.at))
        self.outbox.append((message.id, message.sender, said, message.at))
        return said

    def play(self, batch: list[Message], known: dict[str, str]) -> list[str]:
        """Every message's answer; one heard before gets what it got then."""
        for message in batch:
            if message.id not in known:
                known[message.id] = self.hear(message)
        return [known[message.id] for message in batch]

    def new_matters(self) -> list[tuple[Any, ...]]:
        return [(key, *rest) for key, rest in self.matters.items()]

    def moved(self) -> list[tuple[Any, ...]]:
        return [(sender, *self.talks[sender]) for sender in self.touched]


class Lite:
    """SQLite: statements on the loop, the COMMIT and its fsync in a thread."""

    def __init__(self, file: str) -> None:
        self.db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-32768"):
            self.db.execute(f"PRAGMA {pragma}")
        for statement in SCHEMA:
            self.db.execute(statement)

    async def commit(self, batch: list[Message]) -> list[str]:
        db = self.db
        db.execute("BEGIN IMMEDIATE")
        try:
            among = "WHERE {} IN (SELECT value FROM json_each(?))"
            ids, senders = json.dumps([m.id for m in batch]), json.dumps([m.sender for m in batch])
            known = dict(db.execute(f"SELECT id, body FROM outbox {among.format('id')}", (ids,)))
            talks = {s: (stage, matter) for s, stage, matter in db.execute(f"SELECT * FROM talk {among.format('sender')}", (senders,))}
            writes = Writes(talks)
            said = writes.play(batch, known)
            db.executemany("INSERT INTO inbox VALUES(?,?,?,?)", writes.inbox)
            db.executemany("INSERT INTO matter VALUES(?,?,?,?,?)", writes.new_matters())
            db.executemany("UPDATE matter SET stage=?, body=body||? WHERE id=?", writes.changes)
            db.executemany("INSERT OR REPLACE INTO talk VALUES(?,?,?)", writes.moved())
            db.executemany("INSERT INTO outbox VALUES(?,?,?,?)", writes.outbox)
            await asyncio.to_thread(db.execute, "COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        return said


class Pg:
    """PostgreSQL: one connection, arrays instead of many statements."""

    def __init__(self, connection: Any) -> None:
        self.db = connection

    async def commit(self, batch: list[Message]) -> list[str]:
        db = self.db
        async with db.transaction():
            senders = sorted({m.sender for m in batch})
            found = await db.fetch("SELECT * FROM talk WHERE sender = ANY($1::text[]) ORDER BY sender FOR UPDATE", senders)
            known = dict(await db.fetch("SELECT id, body FROM outbox WHERE id = ANY($1::text[])", [m.id for m in batch]))
            writes = Writes({sender: (stage, matter) for sender, stage, matter in found})
            said = writes.play(batch, known)
            await self._unnest("inbox", "text,text,text,float8", writes.inbox)
            await self._unnest("matter", "text,text,text,text,text", writes.new_matters())
            again = "ON CONFLICT (sender) DO UPDATE SET stage = excluded.stage, matter = excluded.matter"
            await self._unnest("talk", "text,text,text", writes.moved(), again)
            await self._unnest("outbox", "text,text,text,float8", writes.outbox)
            if writes.changes:
                await db.executemany("UPDATE matter SET stage=$1, body=body||$2 WHERE id=$3", writes.changes)
        return said

    async def _unnest(self, table: str, types: str, rows: list[tuple[Any, ...]], more: str = "") -> None:
        if rows:
            arrays = ",".join(f"${n}::{kind}[]" for n, kind in enumerate(types.split(","), 1))
            await self.db.execute(f"INSERT INTO {table} SELECT * FROM unnest({arrays}) {more}", *map(list, zip(*rows, strict=True)))


async def open_store(where: str) -> Lite | Pg:
    if not where.startswith("postgresql:"):
        return Lite(where)
    connection = await asyncpg.connect(where)
    for statement in SCHEMA:
        await connection.execute(statement)
    return Pg(connection)


class Writer:
    """Whoever waits while a commit runs shares the next one."""

    def __init__(self, store: Lite | Pg) -> None:
        self.store, self.waiting, self.bell = store, list[Message](), asyncio.Event()

    def put(self, message: Message) -> asyncio.Future[str]:
        self.waiting.append(message)
        self.bell.set()
        return message.done

    async def run(self) -> None:
        while True:
            await self.bell.wait()
            self.bell.clear()
            while batch := self.waiting[:MOST]:
                del self.waiting[:MOST]
                try:
                    said = await self.store.commit(batch)
                except Exception as fault:
                    for message in batch:
                        message.done.set_exception(fault)
                    continue
                for message, answer in zip(batch, said, strict=True):
                    if not message.done.done():
                        message.done.set_result(answer)


def site(writer: Writer, classify: Classifier) -> web.Application:
    async def hear(request: web.Request) -> web.Response:
        query, now = request.query, time.time()
        try:
            letter = unseal(await request.read(), query["msg_signature"], query["timestamp"], query["nonce"])
        except (Refused, KeyError, ValueError, SyntaxError):
            return web.Response(status=403)
        words, sender, loop = letter["Content"], letter["FromUserName"], asyncio.get_running_loop()
        message = Message(letter["MsgId"], sender, words, classify(words), now, loop.create_future())
        xml = text_xml(sender, letter["ToUserName"], int(now), await writer.put(message))
        return web.Response(body=seal(xml, query["timestamp"], query["nonce"]), content_type="application/xml")

    async def metrics(request: web.Request) -> web.Response:
        rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return web.Response(text=f"process_cpu_seconds_total {time.process_time()}\nprocess_resident_memory_bytes {rss}\n")

    app = web.Application()
    app.router.add_post("/wechat/main", hear)
    app.router.add_get("/metrics", metrics)
    app.router.add_get("/readyz", metrics)
    return app


async def serve(port: int, where: str) -> None:
    writer = Writer(await open_store(where))
    runner = web.AppRunner(site(writer, Classifier()), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=2048).start()
    await writer.run()


def main() -> None:
    try:
        from uvloop import run
    except ImportError:
        from asyncio import run
    run(serve(int(sys.argv[1]), sys.argv[2]))


if __name__ == "__main__":
    main()
