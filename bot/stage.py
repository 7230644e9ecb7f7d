"""The stage: spoken scripts (spoken_script) played against a real store, for `chat --script` and for the tests of every conversation."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from bot.app import App, SystemClock, build
from bot.channels import Parcel, Receipt
from bot.demo.crowd import waiting
from bot.demo.district import OPENS_AT, PLACES, demo_district
from bot.demo.laying import openid
from bot.duplicates import BEGINS_AT, LAST_NIGHT
from bot.parts import Hearing
from bot.settings import DatabaseSettings, Settings
from bot.spoken_script import CHANNELS, ScriptError, Spoken, lacking
from bot.spots import known_places
from handlers.memory import Address
from handlers.messages import ChannelName, Heard
from handlers.village.people import Person
from storage.directory import Directory
from storage.outbox import FIRST_DUE
from storage.records import RECORDS, from_ms, to_ms
from storage.roster import is_empty, put_roster
from storage.tables import address_persons, dues, meta, persons
from storage.work import upsert

SALT = b"a stage is not a secret"  # numbers must come out the same every time


_FIRST_DUE = select(
    select(func.min(dues.c.at)).where(dues.c.done.is_(False)).scalar_subquery(),
    FIRST_DUE.scalar_subquery(),
    select(meta.c.value).where(meta.c.id == LAST_NIGHT).scalar_subquery(),
)


@dataclass
class StageClock(SystemClock):
    """Stands still until the script moves it; both clocks go together."""

    now_ms: int = 0

    def wire_now(self) -> float:
        return self.now_ms / 1000

    def wire_ms(self) -> int:
        return self.now_ms

    def village(self) -> datetime:
        return from_ms(self.now_ms + self.offset_ms)


@dataclass
class Phone:
    """What one person's phone has shown and what of it the script has already looked at."""

    shown: list[tuple[str, str]] = field(default_factory=list)  # (channel, text)
    seen: int = 0


@dataclass
class Recorder:
    """A channel whose every message arrives on the stage's phones."""

    channel: str
    arrived: Callable[[str, str, str], None]

    @property
    def carries(self) -> bool:
        return self.channel in (ChannelName.WECHAT, ChannelName.WECOM)

    async def say(self, parcel: Parcel) -> Receipt:
        self.arrived(self.channel, parcel.receiver, parcel.text)
        return Receipt(parcel.id)

    async def hear(self, request: object) -> list[Heard]:
        return []

    def thank(self, request: object, heard: list[Heard], answer: str | None) -> None:
        return None


class Stage:
    """People of the demo district talking to a real dispatcher; nothing happens but what the script says."""

    def __init__(
        self,
        app: App,
        print_lines: Callable[[str], object] = lambda line: None,
        run: str = "",
        whose: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        """run: what sets this stage's messages apart from those of others on the same store, where it outlives the stage.

        whose: the phones' owners, as another stage of the same people has found them.
        """
        self.app = app
        self._run = run
        self.phones: dict[str, Phone] = defaultdict(Phone)
        self.print = print_lines
        self.last = ""
        self.whose: dict[tuple[str, str], str] = dict(whose or {})
        self._count = 0
        self._unprinted: list[tuple[bool, str, str]] = []
        self._dispatch: asyncio.Task[None] | None = None
        for channel in CHANNELS.values():
            accounts = [name for kind, name in app.channels if kind == channel] or ["main"]
            for account in accounts:
                app.channels[channel, account] = Recorder(channel, self._arrived)  # type: ignore[assignment]
        app.outbox.teller.channels = app.channels
        app.outbox.teller.rates.lift()

    # ------------------------------------------------------------ playing

    async def begin(self, at: datetime | None = None) -> None:
        """The district's people and no matters, at a fixed moment."""
        clock = self.app.clock
        assert isinstance(clock, StageClock)
        clock.now_ms, clock.offset_ms = to_ms(at or OPENS_AT), 0
        async with self.app.database.write() as connection:
            if await is_empty(connection):
                await put_roster(connection, demo_district(), self.app.database.dialect)
                await self.app.directory.load(connection)
                self.app.hearing.villages = known_places(self.app.directory, self.app.settings.places)
        if not self.whose:
            await self._know_everybody()

    async def play(self, lines: Sequence[Spoken]) -> None:
        """Raises ScriptError at the first line that does not come true."""
        for line in lines:
            if line.kind == "says":
                await self.say(line.who, line.words, line.by)
            elif line.kind == "passes":
                await self.pass_time(timedelta(seconds=float(line.words)))
            elif line.kind == "crowd":
                await self.crowd(line)
            elif line.kind == "silence":
                self._silent(line)
            else:
                self._hears(line)

    async def crowd(self, line: Spoken) -> None:
        """What they hear is not looked at; the last speaker stays who it was."""
        last, wanted = self.last, int(line.who)
        async with self.app.database.read() as connection:
            people = await waiting(connection, wanted)
        if len(people) < wanted:
            raise ScriptError(f"line {line.n}: only {len(people)} households are waiting to answer")
        aloud, self.print = self.print, lambda text: None
        for person in people:
            await self.say(person.name, line.words, line.by, echo=False)
        self.last, self.print = last, aloud
        self.print(f"（{wanted}户回：{line.words}）\n")

    def start(self) -> None:
        """The dispatcher alone: everything else happens when the script says so."""
        if self._dispatch is None or self._dispatch.done():
            self._dispatch = asyncio.create_task(self.app.dispatch.run())

    async def say(self, name: str, words: str, by: str = "wechat", kind: str = "text", echo: bool = True, **more: str) -> None:
        """One person speaks; answers and everything it sets off have arrived when this returns."""
        sender = await self.watch(name, by)
        account = next(account for channel, account in self.app.channels if channel == by)
        self._count += 1
        key = f"stage-{self._run}{self._count}"
        text = words or None
        heard = Heard(ChannelName(by), account, sender, key, key, kind, self.app.clock.village(), text=text, extra=more)
        self.last = name
        if echo:
            self.print(f"{name}：{words}\n")
        self.start()
        answer = await self.app.dispatch.hear(heard)
        if answer.text and answer.ride:
            self._arrived(by, sender, answer.text)
            self.app.batches.rode(answer.ride, answer.where)
        await self.settle()

    async def settle(self) -> None:
        """Everything that is due has been said."""
        await self.app.batches.settle()
        if await self._due_now():
            await self._happen()
        self._print_arrived()

    async def _happen(self) -> None:
        for ticker in self.app.tickers:
            if ticker.name in ("grouping", "clock"):
                while await ticker.job():
                    pass
        while await self.app.outbox.step():
            if not await self._due_now():
                break

    async def _due_now(self) -> bool:
        """Asked at once for all that would be looked for one after the other: most of the time nothing is due."""
        clock = self.app.clock
        now, wire = clock.village(), clock.wire_ms()
        async with self.app.database.read() as connection:
            moment, saying, night = (await connection.execute(_FIRST_DUE)).one()
        tonight = now.time() >= BEGINS_AT and (night or "") < f"{now:%F}"
        return tonight or (moment is not None and moment <= to_ms(now)) or (saying is not None and saying <= wire)

    async def pass_time(self, by: timedelta) -> None:
        """Moves in steps, so that what falls due on the way happens at its own hour."""
        clock = self.app.clock
        assert isinstance(clock, StageClock)
        end = clock.now_ms + int(by / timedelta(milliseconds=1))
        self.print(f"（{from_ms(end):%m月%d日 %H:%M}）\n")
        step = 60_000 if by <= timedelta(hours=1) else 1_800_000
        while clock.now_ms < end:
            clock.now_ms = min(end, clock.now_ms + step)
            await self.settle()

    # ------------------------------------------------------------ people and their phones

    async def knows(self, name: str) -> bool:
        """Is there somebody of this name in the roster?"""
        async with self.app.database.read() as connection:
            return (await connection.execute(select(persons.c.id).where(persons.c.name == name))).first() is not None

    async def watch(self, name: str, by: str) -> str:
        """What the provider calls this person; on WeChat people of the roster are bound, as after a visit."""
        async with self.app.database.read() as connection:
            row = (await connection.execute(select(persons).where(persons.c.name == name).order_by(persons.c.id))).mappings().first()
        if row is None:
            sender = f"oSTRANGER{hashlib.blake2b(name.encode(), digest_size=8).hexdigest()}"
            self.whose[by, sender] = name
            return sender
        person: Person = RECORDS[Person].record(row)
        if by in ("sms", "phone"):
            self.whose[by, person.phone or ""] = name
            return person.phone or ""
        await self._bind(person, by)
        self.whose[by, openid(person.id)] = name
        if person.phone:
            self.whose["sms", person.phone] = name
        return openid(person.id)

    async def _bind(self, person: Person, by: str) -> None:
        account = next(account for channel, account in self.app.channels if channel == by)
        where = f"{by}:{account}:{openid(person.id)}"
        rows = RECORDS[Address]
        async with self.app.database.write() as connection:
            if (await connection.execute(select(rows.table.c.id).where(rows.table.c.id == where))).first() is None:
                now, talk = self.app.clock.village(), f"p:{person.id}"
                address = Address(where, by, account, openid(person.id), talk, now, (person.id,), person.village, trusted=True)
                await connection.execute(upsert(rows.table, rows.key, self.app.database.dialect), [rows.row(address)])
                await connection.execute(address_persons.insert(), [{"person": person.id, "address": where}])

    def _arrived(self, channel: str, receiver: str, text: str) -> None:
        name = self.whose.get((channel, receiver), receiver)
        self.phones[name].shown.append((channel, text))
        head = "小助手" if name == self.last else f"小助手→{name}"
        self._unprinted.append(
            (name != self.last, name, f"{head}{'[短信]' if channel == 'sms' else ''}：{' / '.join(text.splitlines())}\n")
        )

    def _print_arrived(self) -> None:
        """Several phones ring side by side: the transcript has the speaker's first, then the others' by name, each in its order."""
        for _, _, told in sorted(self._unprinted, key=lambda each: each[:2]):
            self.print(told)
        self._unprinted.clear()

    async def _know_everybody(self) -> None:
        """Whose number is whose; a family's one telephone bears the name of its first."""
        async with self.app.database.read() as connection:
            everybody = (await connection.execute(select(persons.c.id, persons.c.name, persons.c.phone).order_by(persons.c.id))).all()
        for key, name, phone in everybody:
            self.whose.setdefault(("sms", phone or ""), name)
            self.whose.setdefault(("wechat", openid(key)), name)

    async def know(self, *names: str) -> None:
        """On a family's one telephone: who is meant by it."""
        async with self.app.database.read() as connection:
            for row in (await connection.execute(select(persons).where(persons.c.name.in_(names)))).mappings():
                self.whose["sms", row["phone"] or ""] = row["name"]
                self.whose["wechat", openid(row["id"])] = row["name"]

    def _hears(self, line: Spoken) -> None:
        """The next message shown on a phone (or, later, one that follows) holds every part in order."""
        name = line.who or self.last
        phone = self.phones[name]
        if phone.seen >= len(phone.shown):
            raise ScriptError(f"line {line.n}: {name} heard nothing, expected: {line.words}")
        parts = [part.strip() for part in line.words.split(" / ")]
        while line.later and phone.seen + 1 < len(phone.shown) and lacking(phone.shown[phone.seen][1], parts):
            phone.seen += 1
        text = phone.shown[phone.seen][1]
        phone.seen += 1
        if part := lacking(text, parts):
            raise ScriptError(f"line {line.n}: {name} heard “{text}”, expected “{part}”")

    def _silent(self, line: Spoken) -> None:
        phone = self.phones[line.who]
        if phone.seen < len(phone.shown):
            raise ScriptError(f"line {line.n}: {line.who} heard “{phone.shown[phone.seen][1]}”")

    async def end(self) -> None:
        if self._dispatch is not None:
            self._dispatch.cancel()
            with suppress(asyncio.CancelledError):
                await self._dispatch
        await self.app.stop()


async def scratch_app(
    settings: Settings, folder: Path, hearing: Hearing | None = None, url: str = "", directory: Directory | None = None
) -> App:
    """An app over a store of its own in `folder` (or at url), its clock standing still; the ears are warm when it returns."""
    database = DatabaseSettings(url=url or f"sqlite+aiosqlite:///{folder}/stage.db?scratch=1")
    changes = {"folder": folder, "demo": True, "redis": type(settings.redis)(), "database": database}
    hearing = hearing or Hearing(settings.folder if settings.folder.exists() else folder, PLACES)
    if not hearing.ready():
        await asyncio.to_thread(hearing.warm)
    clock = StageClock(now_ms=to_ms(OPENS_AT))
    return await build(settings.model_copy(update=changes), clock=clock, hearing=hearing, salt=SALT, directory=directory)
