"""A village's year: the stage it is played on, its clock, and what a player can do there."""

import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot.demo.laying import openid
from bot.parts import Hearing, calendar_of
from bot.settings import load
from bot.stage import Stage, StageClock, scratch_app
from handlers.memory import Ask, Due
from handlers.village.people import Office, Person, Roster
from handlers.village.sessions import DEFAULT_DAYS, next_session
from handlers.village.working_days import VILLAGE_ZONE
from storage.outbox import next_due
from storage.records import RECORDS, from_ms, to_ms
from storage.roster import put_roster
from storage.tables import asks, dues
from storage.work import upsert
from tests.journey.year_village import VILLAGE

CONFIG = {"SHUOSHI_CONFIG": str(Path(__file__).parents[2] / "config.yaml")}
FIRST_DAY = date(2026, 1, 4)
_OPTION = re.compile(r"([0-9]+) (.*)")


class World(Stage):
    """One village and its phones. Time moves only by `until`; chance comes from one seed."""

    def __init__(self, app: Any, people: Roster, seed: int) -> None:
        super().__init__(app)
        self.roster, self.chance = people, random.Random(seed)
        self.person = {p.id: p for p in people.persons}
        self.grid_of = {h.id: h.grid for h in people.households}
        self.members: dict[str, list[Person]] = {}
        for person in people.persons:
            if person.household:
                self.members.setdefault(person.household, []).append(person)
        self.calendar = calendar_of(app.settings)
        self.counts: Counter[str] = Counter()
        self._senders: dict[tuple[str, str], str] = {}

    # ------------------------------------------------------------ who

    def holders(self, office: Office, grid: str | None = None) -> list[Person]:
        return [self.person[h.person] for h in self.roster.holders if h.office is office and (grid is None or h.grid == grid)]

    def office_holders(self) -> list[Person]:
        return [self.person[key] for key in sorted(self.cadres)]

    def liaison(self, department: str) -> Person:
        return next(self.person[h.person] for h in self.roster.holders if h.department == department)

    @property
    def secretary(self) -> Person:
        return self.holders(Office.SECRETARY)[0]

    async def watch(self, name: str, by: str) -> str:
        """Everybody has a name of their own here, so each is looked up once."""
        if (name, by) not in self._senders:
            self._senders[name, by] = await super().watch(name, by)
        return self._senders[name, by]

    # ------------------------------------------------------------ when

    @property
    def now(self) -> datetime:
        found: datetime = self.app.clock.village()
        return found

    @property
    def today(self) -> date:
        return self.now.date()

    async def until(self, day: date, hour: float) -> None:
        """Moves on to a moment; what falls due before it happens at its own time."""
        clock, end = self.app.clock, to_ms(datetime.combine(day, time(), VILLAGE_ZONE) + timedelta(hours=hour))
        assert isinstance(clock, StageClock)
        while clock.now_ms < end and (due := await self._next_due()) is not None and due <= end:
            before, clock.now_ms = clock.now_ms, max(clock.now_ms, due)
            await self.settle()
            if clock.now_ms - before <= 60_000:  # what waits for the morning is postponed by minutes: look again then
                clock.now_ms = min(end, await self._worth_looking())
        clock.now_ms = max(clock.now_ms, end)
        await self.settle()

    async def _worth_looking(self) -> int:
        """When to look again while messages wait for people to be awake: something else is due, or the day begins."""
        wake = [self.now.replace(hour=h, minute=m) for h, m in ((7, 30), (8, 0), (23, 59))]
        morning = min((to_ms(at) for at in wake if at > self.now), default=to_ms(self.now) + 60_000)
        later = self.app.clock.now_ms + 60_001
        async with self.app.database.read() as connection:
            moments = select(func.min(dues.c.at)).where(dues.c.done.is_(False), dues.c.kind != "group")
            due = (await connection.execute(moments)).scalar()
        return max(later, min(morning, due if due is not None else morning))

    async def _next_due(self) -> int | None:
        async with self.app.database.read() as connection:
            moments = select(func.min(dues.c.at)).where(dues.c.done.is_(False), dues.c.kind != "group")
            found = [(await connection.execute(moments)).scalar(), await next_due(connection)]
        return min((each for each in found if each is not None), default=None)

    def next_session(self, after: date | None = None) -> date:
        return next_session(after or self.today, DEFAULT_DAYS, self.calendar)

    # ------------------------------------------------------------ what is done

    async def act(self, person: Person, command: object) -> str:
        """One command of somebody on their WeChat, without the talk before it; returns what is answered."""
        lines = await self.app.moments.act(f"wechat:main:{await self.watch(person.name, 'wechat')}", command)
        self.counts[type(command).__name__] += 1
        return " ".join(line.key for line in lines)

    def heard(self, person: Person) -> str:
        """The latest message on somebody's phone."""
        shown = self.phones[person.name].shown
        return shown[-1][1] if shown else ""

    async def press(self, person: Person, *labels: str) -> bool:
        """One digit after another: each time the option of the last message that reads so. False where there is none."""
        for label in labels:
            for _ in range(12):
                options = [found for each in self.heard(person).splitlines() if (found := _OPTION.fullmatch(each))]
                hit = next((digits for digits, words in (o.groups() for o in options) if label in words), None)
                hit = hit or next((digits for digits, words in (o.groups() for o in options) if words == "还有"), None)
                more = hit is not None and not any(o[1] == hit and label in o[2] for o in options)
                if hit is None:
                    return False
                self.counts["digits"] += 1
                await self.say(person.name, hit, echo=False)
                if not more:
                    break
        return True

    async def open_asks(self, script: str, person: Person | None = None, issue: str = "") -> list[Ask]:
        """The bot's own questions that still wait for an answer."""
        query = select(asks).where(asks.c.script == script, asks.c.answered_at.is_(None), asks.c.expires_at > to_ms(self.now))
        if person is not None:
            query = query.where(asks.c.person == person.id)
        async with self.app.database.read() as connection:
            found = [RECORDS[Ask].record(row) for row in (await connection.execute(query.order_by(asks.c.id))).mappings()]
        return [ask for ask in found if not issue or ask.args.get("issue") == issue]

    async def reply(self, ask: Ask, token: str, by: str = "", more: str = "") -> str:
        """Somebody answers a question of the bot's own by its digit (and a word after it)."""
        person = self.person[ask.person]
        digits = next((d for d, t in ask.shown.items() if t == token), None)
        if digits is None:
            return ""
        by = by or ("sms" if person.household and person.id not in self.cadres and person.phone else "wechat")
        await self.say(person.name, digits, by, echo=False)
        self.counts[f"answered_{ask.script}"] += 1
        if more:
            await self.say(person.name, more, by, echo=False)
        return self.heard(person)

    @property
    def cadres(self) -> frozenset[str]:
        return frozenset(h.person for h in self.roster.holders)

    # ------------------------------------------------------------ what is on file

    async def every(self, record: type[Any], /, **where: Any) -> list[Any]:
        rows = RECORDS[record]
        query = select(rows.table).where(*(rows.table.c[name] == value for name, value in where.items())).order_by(rows.table.c[rows.key])
        async with self.app.database.read() as connection:
            return [rows.record(row) for row in (await connection.execute(query)).mappings()]

    async def one(self, record: type[Any], key: str) -> Any:
        return (await self.every(record, id=key))[0]

    async def sql(self, query: Any) -> Sequence[Any]:
        async with self.app.database.read() as connection:
            return (await connection.execute(query)).all()


async def open_world(folder: Path, hearing: Hearing, people: Roster, seed: int = 2026) -> World:
    """The village on the morning of its first day; nothing has been said."""
    app = await scratch_app(load(CONFIG), folder, hearing)
    async with app.database.write() as connection:
        await put_roster(connection, people, app.database.dialect)
        await app.directory.load(connection)
    world = World(app, people, seed)
    begins = datetime.combine(FIRST_DAY, time(6), VILLAGE_ZONE)
    await world.begin(begins)
    for person in world.office_holders():
        await world.watch(person.name, "wechat")
    morning = Due("digest:daily", "digest", "daily", begins.replace(hour=7, minute=30))
    async with app.database.write() as connection:
        await connection.execute(upsert(dues, "id", app.database.dialect), [RECORDS[Due].row(morning)])
    return world


__all__ = ["FIRST_DAY", "VILLAGE", "World", "from_ms", "json", "open_world", "openid"]
