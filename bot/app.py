"""The only place where the parts are built and joined. Clock and chance are born here and go everywhere else as values."""

import asyncio
import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.batch import Batches
from bot.channels import Channel
from bot.channels.chat_kinds import open_chats
from bot.channels.phone_line import open_lines
from bot.channels.sms_kinds import Means, open_sms
from bot.channels.wechat import WeChatChannel
from bot.channels.wechat_token import MemoryShelf, TokenShelf
from bot.channels.wecom import WeComChannel
from bot.chasing import Chaser
from bot.clock import Ticker
from bot.dispatch import Dispatch
from bot.ears_file import EarsFile
from bot.grouping import Grouping
from bot.kept import Kept
from bot.learning import Learning, OwnEars, in_a_process
from bot.media import MediaFetcher
from bot.moments import Moments
from bot.outbox import MOST, Outbox
from bot.parts import Hearing, calendar_of, exits_of, limits_of, load_wording, notices_of, sending_limits, statutes_of, watched_of
from bot.pulse import Pulse
from bot.rates import Rates
from bot.saying import Teller
from bot.settings import Settings, SettingsError
from bot.spots import VillagePlaces, known_places
from bot.turns import Turns
from bot.ways import ways_at
from bot.writing import Writing
from handlers.acts.nudges import next_morning
from handlers.memory import Due
from handlers.messages import ChannelName, Heard, Line
from handlers.wording import Wording
from storage import meta, outbox
from storage.database import Database, open_database
from storage.directory import Directory
from storage.migrate import upgrade
from storage.records import RECORDS, from_ms
from storage.spool import Spool
from storage.vault import Vault, load_key
from storage.work import upsert

if TYPE_CHECKING:
    from bot.redis_bell import RedisBell

VERSION = "0.1.0"


@dataclass
class SystemClock:
    """Village time may be moved forward in the demo; wire time only for replaying recorded callbacks."""

    offset_ms: int = 0
    wire_offset_s: int = 0

    def wire_now(self) -> float:
        """Seconds since 1970, for providers."""
        return time.time() + self.wire_offset_s

    def wire_ms(self) -> int:
        return time.time_ns() // 1_000_000 + self.wire_offset_s * 1000

    def village(self) -> datetime:
        return from_ms(time.time_ns() // 1_000_000 + self.offset_ms)


def chance(count: int) -> bytes:
    return os.urandom(count)


@dataclass(repr=False)  # it would spell out every place of every village
class Opened:
    """What is opened before anything is joined."""

    settings: Settings
    database: Database
    directory: Directory
    wording: Wording
    clock: SystemClock
    hearing: Hearing
    session: aiohttp.ClientSession
    bell: "RedisBell | None"
    channels: dict[tuple[str, str], Channel]
    spool: Spool
    vault: Vault
    salt: bytes


@dataclass(repr=False)
class App(Opened):
    """Everything that runs, and the tasks that run it."""

    batches: Batches
    moments: Moments
    dispatch: Dispatch
    outbox: Outbox
    tickers: list[Ticker]
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)

    def start(self) -> None:
        """Warms the ears and starts every loop."""
        self.tasks.append(asyncio.create_task(asyncio.to_thread(self.hearing.warm)))
        self.tasks[0].add_done_callback(lambda _: self.tick())
        jobs = (self.dispatch.run, self.outbox.run, *(ticker.run for ticker in self.tickers))
        self.tasks += [asyncio.create_task(job()) for job in jobs]
        if self.bell is not None:
            self.tasks.append(asyncio.create_task(self.bell.run()))

    async def stop(self) -> None:
        running = set(self.tasks)
        while running:  # a cancel that arrives as a bell rings can be swallowed by wait_for: ask until they are gone
            for task in running:
                task.cancel()
            _, running = await asyncio.wait(running, timeout=1)
        with suppress(Exception):
            await self.batches.settle()
        if self.bell is not None:
            await self.bell.close()
        await self.session.close()
        await self.database.close()

    def tick(self) -> None:
        """Village time has moved: look at what is due."""
        for ticker in self.tickers:
            ticker.tick()


async def prepare(settings: Settings, database: Database) -> bytes:
    """Schema to head, the salt, the first digest. Raises SettingsError when the database cannot be had."""
    try:
        await upgrade(database)
        async with database.write() as connection:
            salt = await meta.begin(connection, chance(32))
    except (OSError, Exception) as fault:
        name = type(fault).__name__
        raise SettingsError(
            f"the database cannot be opened ({name}): check database.url and the data folder",
            f"数据库打不开（{name}）：请检查 database.url 和 data 文件夹",
        ) from fault
    return salt


async def build(
    settings: Settings,
    *,
    clock: SystemClock | None = None,
    hearing: Hearing | None = None,
    places: tuple[str, ...] = (),
    extra_channels: dict[tuple[str, str], Channel] | None = None,
    salt: bytes | None = None,
    directory: Directory | None = None,
) -> App:
    """Opens the database and joins the parts; nothing runs yet. directory: one that has read this store's roster already."""
    wording = load_wording(settings.replies)
    spool, vault = _folders(settings)
    database = open_database(settings.database.url)
    kept_salt = await prepare(settings, database)
    salt = salt or kept_salt
    clock = clock or SystemClock(wire_offset_s=settings.clock.wire_offset_s)
    async with database.write() as connection:
        if directory is None:
            directory = Directory()
            await directory.load(connection, await meta.get(connection, meta.ROSTER_VERSION) or "")
        if settings.demo:  # in a real village nobody has moved the time, whatever an old data folder says
            clock.offset_ms = int(await meta.get(connection, meta.CLOCK_OFFSET) or "0") + settings.clock.offset_s * 1000
        await _set_digest(connection, clock.village(), database.dialect)
    hearing = hearing or Hearing(settings.folder, places)
    hearing.villages = known_places(directory, settings.places)  # a slip stops the start
    # an idle line is let go sooner than most servers do (ours after 15 s), so that no call leaves on one that is just being closed
    # and there are more than the outbox ever uses at once: nobody waits for a line while the clock of their call runs
    lines = aiohttp.TCPConnector(limit=2 * MOST, keepalive_timeout=5)
    session = aiohttp.ClientSession(connector=lines, timeout=aiohttp.ClientTimeout(total=10))
    bell = open_bell(settings.redis.url) if settings.redis.url else None
    channels = open_channels(settings, session, clock, bell) | (extra_channels or {})
    opened = Opened(settings, database, directory, wording, clock, hearing, session, bell, channels, spool, vault, salt)
    return _join(opened)


def open_bell(url: str) -> "RedisBell":
    """Loaded only where it is set: most villages run one process and no Redis."""
    from bot.redis_bell import RedisBell

    return RedisBell(url)


def _folders(settings: Settings) -> tuple[Spool, Vault]:
    try:
        settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        spool = Spool(settings.folder / "spool")
        spool.check()
        vault = Vault(load_key(settings.folder / "vault.key", chance(32)))
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or type(fault).__name__
        raise SettingsError(
            f"the data folder {settings.folder} cannot be used ({reason}): check its rights",
            f"data 文件夹 {settings.folder} 用不了（{reason}）：请检查权限",
        ) from None
    return spool, vault


async def _set_digest(connection: Any, now: datetime, dialect: str) -> None:
    """The first morning's digest is set once; from then on each sets the next."""
    rows = RECORDS[Due]
    due = Due("digest:daily", "digest", "daily", next_morning(now))
    known = await connection.execute(rows.table.select().where(rows.table.c.id == due.id))
    if known.first() is None:
        await connection.execute(upsert(rows.table, rows.key, dialect), [rows.row(due)])


def open_channels(
    settings: Settings, session: aiohttp.ClientSession, clock: SystemClock, bell: "RedisBell | None"
) -> dict[tuple[str, str], Channel]:
    """One channel for each account in the settings."""
    means = Means(session, clock.wire_now, chance)

    def shelf(name: str) -> TokenShelf:
        """Where an account's token lies: in Redis, where one is set, for any number of processes."""
        return bell.shelf(name, clock.wire_now) if bell else MemoryShelf(clock.wire_now)

    gateways = open_sms(settings, means)
    lines = {("phone", name): line for name, line in open_lines(settings.phone, session, clock.wire_now).items()}
    return open_chats(settings, means, shelf) | {("sms", name): gateway for name, gateway in gateways.items()} | lines


def _join(o: Opened) -> App:
    """Joins the parts: bells, tickers and the two functions that know the other side."""
    rates = Rates(o.bell, time.monotonic, sending_limits(o.settings))
    sender = Outbox(
        o.database,
        Teller(o.channels, o.wording, o.clock, rates, o.vault.unshut, notices=notices_of(o.settings)),
        exits_of(o.settings, o.channels),
    )
    tickers: list[Ticker] = []

    def ring() -> None:
        sender.ring()
        if o.bell is not None:
            o.bell.ring()

    def tick() -> None:
        for ticker in tickers:
            ticker.tick()

    def carries(heard: Heard) -> bool:
        return heard.channel is ChannelName.TERMINAL or getattr(o.channels.get((heard.channel, heard.account)), "carries", False)

    def receipt(heard: Heard) -> str | None:
        silent = heard.kind.startswith("event.") or heard.kind == "status" or "service" in heard.extra
        return None if silent else o.wording.text([Line("receipt.raw")], (), heard.channel)

    turns = _turns(o)
    writing = Writing(o.vault, o.wording, o.clock, limits_of(o.settings), o.salt, lambda: dispatch.next_seq(), ring, tick, carries)
    batches = Batches(o.database, turns, writing, ways=ways_at(sender.exits, o.clock.village))
    dispatch = Dispatch(batches.play, batches.keep_raw, o.spool, o.clock, o.salt, receipt, o.hearing.ready, time.monotonic)
    batches.failed = dispatch.failed
    dispatch.on_disk.update(path.stem for path in o.spool.waiting())
    if o.bell is not None:
        o.bell.listen(sender.ring)
    moments = Moments(batches)
    tickers += _tickers(o, batches, moments, dispatch)
    return App(**vars(o), batches=batches, moments=moments, dispatch=dispatch, outbox=sender, tickers=tickers)


def _turns(o: Opened) -> Turns:
    return Turns(
        o.directory,
        o.vault,
        o.wording,
        o.clock,
        calendar_of(o.settings),
        limits_of(o.settings),
        statutes_of(o.settings),
        o.salt,
        o.hearing.read,
        o.hearing.deciding,
        o.hearing.spots,
    )


def _tickers(o: Opened, batches: Batches, moments: Moments, dispatch: Dispatch) -> list[Ticker]:
    """Everything that is looked at again and again."""

    async def roster_changed() -> None:
        """Another command may have imported people: the directory follows within seconds."""
        async with o.database.read() as connection:
            version = await meta.get(connection, meta.ROSTER_VERSION) or ""
            if version != o.directory.version:
                await o.directory.load(connection, version)
                heard_of.renew()

    heard_of = VillagePlaces(o.settings.places, o.directory, o.hearing)

    async def callers_listed() -> None:
        """The addresses that accounts with only_platform_ips let in."""
        for channel in o.channels.values():
            if isinstance(channel, WeChatChannel | WeComChannel):
                await channel.refresh()

    grouping = Grouping(o.database, o.hearing.read, o.hearing.ready, o.clock)
    media = MediaFetcher(o.database, o.channels, o.settings.folder / "media", o.clock, o.vault)
    pulse = Pulse(o.database, o.clock, o.salt, watched_of(o.settings), dispatch.next_seq, batches.writing.ring)
    kept = Kept(o.database, o.spool, dispatch)
    ears = EarsFile(o.settings.folder)
    return [
        Ticker(moments.on_time, 1.0, "clock"),
        Ticker(grouping.step, 2.0, "grouping", rests=3.0),
        Ticker(media.step, 5.0, "media"),
        Ticker(media.sweep, 600.0, "orphans"),
        Ticker(roster_changed, 5.0, "roster"),
        Ticker(heard_of.step, 5.0, "places"),
        Ticker(kept.take_up, 2.0, "kept"),
        Ticker(batches.settle, 0.5, "rides"),
        Ticker(Chaser(o.database, o.wording, o.clock).step, 60.0, "unproven"),
        Ticker(pulse.step, 600.0, "pulse"),
        Ticker(callers_listed, 1800.0, "callers"),
        Ticker(Learning(o.database, o.clock, ears, in_a_process(o.settings)).step, 600.0, "learning"),
        Ticker(OwnEars(ears, o.hearing).step, 60.0, "ears"),
    ]


async def move_village_time(app: App, by: timedelta) -> None:
    """Demo only: forward, never back, and kept in the database."""
    if not app.settings.demo or by < timedelta():
        raise ValueError("village time moves forward, in the demo only")
    app.clock.offset_ms += int(by / timedelta(milliseconds=1))
    async with app.database.write() as connection:
        await meta.put(connection, meta.CLOCK_OFFSET, str(app.clock.offset_ms - app.settings.clock.offset_s * 1000))
        await outbox.wake(connection, app.clock.wire_ms())
    app.tick()
