"""Files laid straight into a stage's store: a matter deep in its road, without two hundred lines of talk before it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.demo.district import OPENS_AT
from bot.stage import Stage, StageClock
from handlers.village import issue as i
from handlers.village.matter import Concern
from handlers.village.matter import Stage as At
from storage.records import RECORDS
from storage.work import upsert

BEFORE = OPENS_AT - timedelta(days=20)


async def lay(stage: Stage, *records: Any) -> None:
    """Records as they are, written over what was there."""
    async with stage.app.database.write() as connection:
        for record in records:
            rows = RECORDS[type(record)]
            await connection.execute(upsert(rows.table, rows.key, stage.app.database.dialect), [rows.row(record)])


async def skip(stage: Stage, days: float) -> None:
    """Days pass at one stroke: what fell due meanwhile happens at the end of them."""
    clock = stage.app.clock
    assert isinstance(clock, StageClock)
    clock.now_ms += int(timedelta(days=days) / timedelta(milliseconds=1))
    await stage.settle()


def heard(stage: Stage, name: str, *parts: str) -> bool:
    """Has somebody heard one message that holds all these parts?"""
    return any(all(part in text for part in parts) for _, text in stage.phones[name].shown)


def last(stage: Stage, name: str) -> str:
    """The latest message on somebody's phone."""
    return stage.phones[name].shown[-1][1]


def seen(stage: Stage, name: str, but: int = 1) -> None:
    """What was said to somebody so far is looked at, but for the last messages."""
    stage.phones[name].seen = len(stage.phones[name].shown) - but


async def found(stage: Stage, record: type[Any], /, **fields: Any) -> list[Any]:
    """Every record of a kind whose columns have these values, by its key."""
    rows = RECORDS[record]
    query = select(rows.table).order_by(rows.table.c[rows.key])
    for name, value in fields.items():
        query = query.where(rows.table.c[name] == value)
    async with stage.app.database.read() as connection:
        return [rows.record(row) for row in (await connection.execute(query)).mappings()]


async def papers(stage: Stage, kind: i.PaperKind, issue: str = "i1") -> list[i.Paper]:
    """An issue's papers of one kind, in the order they were written."""
    written: list[i.Paper] = await found(stage, i.Paper, issue=issue, kind=kind.value)
    return sorted(written, key=lambda paper: paper.seq)


def an_issue(stage: At, key: str = "i1", /, **more: Any) -> i.Issue:
    """One of 石桥村 and of the village's level, where nothing else is said."""
    given: dict[str, Any] = {"village": "v001", "title": "大车上山压坏路", "level": i.Level.VILLAGE, "track": i.Track.MAJOR}
    given |= {"participants": "东坡组", "reason": "路是大家的", "households": 2}
    return i.Issue(key, opened_at=BEFORE, stage=stage, **(given | more))


def a_paper(n: int, what: i.PaperKind, words: str = "", issue: str = "i1", /, **facts: str) -> i.Paper:
    return i.Paper(f"{issue}-paper{n}", issue, what, BEFORE + timedelta(hours=n), "p00006", words, facts, n)


def a_concern(n: int, person: str, household: str, issue: str = "i1", village: str = "v001") -> Concern:
    more: dict[str, Any] = {"village": village, "person": person, "household": household, "issue": issue, "number": f"30412{n}"}
    where = f"wechat:main:o-{person}"
    return Concern(f"c{n}", f"p:{person}", where, "wechat", "main", f"m{n}", BEFORE, "大车把路压坏了", At.CANDIDATE, **more)


def published(issue: str = "i1") -> list[i.Paper]:
    """The outcome is on the board: what a rule may begin with."""
    until = (OPENS_AT + timedelta(days=10)).date().isoformat()
    return [
        a_paper(1, i.PaperKind.OUTCOME, "东坡路限重", issue, kind="do"),
        a_paper(2, i.PaperKind.NOTICE, "结果公示", issue, page="outcome", until=until),
    ]
