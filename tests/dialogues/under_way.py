"""An issue well down the road, laid straight into the store: the road of the collapsed slope, told by two households."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.demo.district import OPENS_AT
from bot.demo.laying import openid
from bot.stage import Stage as Theatre
from handlers.acts.timing import due_id
from handlers.memory import Due
from handlers.village.clocks import ClockKind, times
from handlers.village.issue import Issue, Level, OutcomeKind, Paper, PaperKind, Task, Track
from handlers.village.matter import Concern, Stage
from handlers.village.people import Person
from storage.records import RECORDS
from storage.work import upsert

ISSUE, TITLE = "i-road", "东坡的路塌了"
SECRETARY, GRID_LEAD, REPORTER, NEIGHBOUR, AWAY = "p00006", "p00009", "p00003", "p00012", "p00005"


@dataclass
class Store:
    """The records of a stage, put and read without a word."""

    theatre: Theatre

    async def put(self, *records: Any) -> None:
        async with self.theatre.app.database.write() as connection:
            for record in records:
                rows = RECORDS[type(record)]
                await connection.execute(upsert(rows.table, rows.key, self.theatre.app.database.dialect), [rows.row(record)])

    async def get(self, kind: type[Any], key: str) -> Any:
        rows = RECORDS[kind]
        async with self.theatre.app.database.read() as connection:
            found = (await connection.execute(select(rows.table).where(rows.table.c[rows.key] == key))).mappings().first()
        return rows.record(found) if found else None

    async def every(self, kind: type[Any], /, **where: str) -> list[Any]:
        rows = RECORDS[kind]
        query = select(rows.table).where(*(rows.table.c[name] == value for name, value in where.items())).order_by(rows.table.c[rows.key])
        async with self.theatre.app.database.read() as connection:
            return [rows.record(row) for row in (await connection.execute(query)).mappings()]

    async def papers(self, kind: PaperKind) -> list[Paper]:
        found = await self.every(Paper, issue=ISSUE, kind=kind.value)
        return sorted(found, key=lambda paper: paper.seq)

    async def stage(self) -> Stage:
        found: Issue = await self.get(Issue, ISSUE)
        return found.stage

    async def clock(self, kind: ClockKind, ref: str, started: datetime = OPENS_AT) -> None:
        """Sets a clock as if it had been started then."""
        set_to = times(kind, started, self.theatre.app.batches.turns.calendar)
        for what, at in (("clock_due", set_to.due_at), ("clock_warn", set_to.warn_at)):
            if at is not None:
                await self.put(Due(due_id(what, kind, ref), what, f"{kind}:{ref}", at))

    async def put_due(self, kind: str) -> None:
        """Something of the issue falls due now."""
        await self.put(Due(f"{kind}:{ISSUE}", kind, ISSUE, self.theatre.app.clock.village()))

    async def clock_for(self, kind: ClockKind, ref: str, days: int) -> None:
        """A promise for so many days after the curtain rises, at the close of business."""
        await self.clock(kind, ref, (OPENS_AT + timedelta(days=days)).replace(hour=18, minute=0))

    async def household(self, person: str) -> str:
        found: Person = await self.get(Person, person)
        assert found.household is not None
        return found.household


async def wake(theatre: Theatre, *names: str) -> None:
    """These people's chats are open, and nothing has been shown to anybody yet."""
    for name in dict.fromkeys(names):
        await theatre.say(name, "你好")
    for phone in theatre.phones.values():
        phone.shown.clear()
        phone.seen = 0


def paper(kind: PaperKind, days_ago: int, seq: int, /, author: str = SECRETARY, words: str = "", **facts: str) -> Paper:
    return Paper(f"{kind}-{seq}", ISSUE, kind, OPENS_AT - timedelta(days=days_ago), author, words, facts, seq)


def task(key: str = "t-1", what: str = "把塌的那截垫平", days: int = 5, owner: str = GRID_LEAD, name: str = "刘桂香") -> Task:
    return Task(key, ISSUE, what, name, OPENS_AT.date() + timedelta(days=days), owner)


async def lay(theatre: Theatre, stage: Stage = Stage.DOING, *more: Any, noticed: int | None = 10, **fields: Any) -> Store:
    """The issue with its minutes, outcome and a notice that went up `noticed` days ago (None: none); its rule is settled."""
    store = Store(theatre)
    await theatre.watch("张春梅", "wechat")
    homes = tuple([await store.household(person) for person in (REPORTER, NEIGHBOUR)])
    papers = []
    if noticed is not None:
        until = (OPENS_AT.date() + timedelta(days=15 - noticed)).isoformat()
        outcome = paper(PaperKind.OUTCOME, noticed + 1, 1, kind=OutcomeKind.DO.value)
        papers = [outcome, paper(PaperKind.NOTICE, noticed, 2, page="outcome", until=until)]
    issue = Issue(
        ISSUE,
        "v001",
        TITLE,
        OPENS_AT - timedelta(days=40),
        stage=stage,
        households=2,
        reports=1,
        number="304128",
        track=Track.MAJOR,
        level=Level.VILLAGE,
        affected=homes,
        notice=None if noticed is None else Stage.NOTICE,
        rule=Stage.CLOSED,
    )
    await store.put(
        replace(issue, **fields),
        concern("c-1", REPORTER, homes[0], theatre),
        *papers,
        *more,
    )
    return store


def concern(key: str, person: str, household: str | None, theatre: Theatre, stage: Stage = Stage.MERGED, **fields: Any) -> Concern:
    account = next(account for channel, account in theatre.app.channels if channel == "wechat")
    said = Concern(
        key,
        f"p:{person}",
        f"wechat:{account}:{openid(person)}",
        "wechat",
        account,
        key,
        OPENS_AT - timedelta(days=40),
        "村口到东坡的路塌了半边",
        stage,
        village="v001",
        person=person,
        household=household,
        number="304128",
        issue=ISSUE,
        responsible=SECRETARY,
    )
    return replace(said, **fields)


def day(days: int) -> str:
    """As it is said: so many days after the curtain rises."""
    at: date = OPENS_AT.date() + timedelta(days=days)
    return f"{at.month}月{at.day}日"
