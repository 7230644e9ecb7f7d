"""The same history gives the same ledgers, byte for byte, whether SQLite or PostgreSQL remembers it."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import App, SystemClock
from bot.demo.district import demo_district
from bot.parts import Hearing
from handlers.messages import ChannelName, Heard
from storage import audit, views
from storage.records import from_ms
from tests.journey.kit import running
from tests.servers import Stores

BEGINS = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)  # a Monday morning in the village

SENTENCES = (
    *(
        "村口的路灯坏了三天了",
        "东坡的路塌了半边，三轮车上不来",
        "水渠堵了，地浇不上，已经半个月了",
        "自来水停了两天了",
        "垃圾堆在河边没人拉",
    ),
    *("低保的钱这个月没到，咋回事", "我家的玉米被野猪拱了", "石桥村卫生室老关门", "邻居家占了我的宅基地", "想问问养老金咋领"),
    *("前街的路灯瞎了四五个", "东坡那条路坏了，农用车过不去", "学校门口没有减速带", "张家沟桥栏杆断了", "电压不稳，灯一闪一闪的"),
)
SEALED = ("村主任把低保款贪了", "支书收了人家的钱才给办", "会计把补贴款装自己口袋了")
DANGER = ("救命，房子着火了", "有人掉井里了快来人", "煤气漏了，人晕倒了")
WAYS = ("取消", "返回", "帮助", "查", "别删", "换村", "删掉我的信息", "跳过", "TD", "你好", "谢谢", "？")
DIGITS = ("1", "2", "3", "0", "9", "１", "①", "一", "11", "12")


@dataclass
class StillClock(SystemClock):
    """Stands still until it is moved; both clocks go together."""

    now_ms: int = 0

    def wire_now(self) -> float:
        return self.now_ms / 1000

    def wire_ms(self) -> int:
        return self.now_ms

    def village(self) -> datetime:
        return from_ms(self.now_ms)


def history(count: int) -> Iterator[tuple[timedelta, Heard]]:
    """So many messages of sixty people, the same at every call: (how long after the one before, what is heard)."""
    dice = random.Random(20261123)
    people = [person for person in demo_district().persons if person.village == "v001" and person.phone][:40]
    wechat = [(ChannelName.WECHAT, "main", f"oVillager{n:016d}") for n in range(35)]
    sms = [(ChannelName.SMS, "village_phone", person.phone or "") for person in people[:20]]
    strangers = [(ChannelName.SMS, "village_phone", f"+86139000000{n:02d}") for n in range(4)]
    service = [(ChannelName.SMS, "village_phone", "10086")]
    senders = wechat + sms + strangers + service
    for n in range(count):
        passed = timedelta(seconds=dice.choice((1, 5, 20, 60, 300, 900, 7200)))
        channel, account, sender = dice.choice(senders)
        base = Heard(channel, account, sender, f"{9_000_000 + n}", f"{9_000_000 + n}", "text", BEGINS + n * timedelta(seconds=1))
        if sender == "10086":
            yield passed, replace(base, text="您的话费余额不足", extra={"service": "1"})
            continue
        yield passed, said(dice, base)


def said(dice: random.Random, base: Heard) -> Heard:
    kind = dice.choices(("digit", "sentence", "way", "sealed", "danger", "image", "event", "location"), (34, 34, 12, 4, 3, 5, 5, 3))[0]
    if kind == "event" and base.channel is ChannelName.WECHAT:
        name, extra = dice.choice(
            (
                ("subscribe", {"scene": "v001"}),
                ("unsubscribe", {}),
                ("SCAN", {"scene": "v002"}),
                ("CLICK", {"event_key": "help"}),
                ("VIEW", {}),
            )
        )
        return replace(base, message_id="", kind=f"event.{name}", extra=extra)
    if kind == "image":
        return replace(base, kind="image", media=f"media-{base.message_id}")
    if kind == "location":
        return replace(base, kind="location", extra={"latitude": "37.51", "longitude": "111.14", "label": "石桥村"})
    words = {"digit": DIGITS, "way": WAYS, "sealed": SEALED, "danger": DANGER}.get(kind, SENTENCES)
    return replace(base, text=dice.choice(words))


async def play(app: App, clock: StillClock, count: int) -> None:
    """One at a time; whatever falls due in between happens before the next is heard."""
    for passed, heard in history(count):
        clock.now_ms += int(passed / timedelta(milliseconds=1))
        while await app.moments.on_time():
            pass
        waiting = app.dispatch.enqueue(heard)
        while batch := app.dispatch._take():
            await app.dispatch._play(batch)
        assert waiting.future.done()


async def lines_of(app: App, view: Callable[..., Any]) -> list[str]:
    async with app.database.read() as connection:
        return [json.dumps(line, ensure_ascii=False) async for line in view(connection)]


async def remembered(stores: Stores, dialect: str, folder: Path, hearing: Hearing, count: int) -> tuple[list[str], list[str], str]:
    clock = StillClock(now_ms=int(BEGINS.timestamp() * 1000))
    database = await stores.fresh(dialect, folder, people=True)
    async with running(folder, database, hearing, clock=clock, start=False) as app:
        await play(app, clock, count)
        assert app.dispatch.counts["failed"] == 0
        async with app.database.read() as connection:
            bad, head = await audit.verify(connection)
        assert bad is None
        return await lines_of(app, views.ledger), await lines_of(app, views.heard), head


@pytest.mark.parametrize("count", [80, pytest.param(2_000, marks=pytest.mark.slow)])
async def test_both_databases_give_the_same_ledgers(stores: Stores, tmp_path: Path, hearing: Hearing, count: int) -> None:
    sqlite = await remembered(stores, "sqlite", tmp_path, hearing, count)
    postgresql = await remembered(stores, "postgresql", tmp_path, hearing, count)
    for ours, theirs, what in zip(sqlite, postgresql, ("ledger", "heard", "chain"), strict=True):
        assert ours == theirs, what
    concerns, heard, _ = sqlite
    assert len(heard) == count
    assert len(concerns) > count // 10
    assert any('"kind": "sealed"' in line for line in heard)
