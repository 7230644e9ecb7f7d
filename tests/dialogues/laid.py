"""A matter laid ready at any stage of the road, as if it had been talked there: 34 households of the east slope, 31 reached."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.demo.cast import OPENS_AT
from bot.demo.laying import openid
from bot.stage import Stage as Playhouse
from handlers.memory import Address, Due
from handlers.village.issue import Issue, Level, Method, Opinion, Paper, PaperKind, Request, Stance, Track, Visit
from handlers.village.matter import Concern, Stage
from handlers.village.people import Grid, Household, Person
from storage.records import RECORDS
from storage.tables import address_persons, audit
from storage.work import upsert

ROAD = "东坡的路塌了半边"
REPORTED = {"张春梅": "东坡的路塌了半边，三轮车上不来", "李秀兰": "农用车过不圪，玉茭拉不回来"}
FOR, AGAINST, REACHED, HOUSEHOLDS = 22, 7, 31, 34


async def keep(stage: Playhouse, *records: Any) -> None:
    async with stage.app.database.write() as connection:
        for record in records:
            rows = RECORDS[type(record)]
            await connection.execute(upsert(rows.table, rows.key, stage.app.database.dialect), [rows.row(record)])


async def kept(stage: Playhouse, record: type[Any], **fields: Any) -> list[Any]:
    rows = RECORDS[record]
    query = select(rows.table)
    for name, value in fields.items():
        query = query.where(rows.table.c[name] == value)
    async with stage.app.database.read() as connection:
        return [rows.record(row) for row in (await connection.execute(query)).mappings()]


async def one(stage: Playhouse, record: type[Any], **fields: Any) -> Any:
    (found,) = await kept(stage, record, **fields)
    return found


async def papers(stage: Playhouse, kind: PaperKind, issue: str = "road") -> list[Paper]:
    found: list[Paper] = await kept(stage, Paper, issue=issue, kind=kind.value)
    return sorted(found, key=lambda paper: paper.seq)


async def stage_of(stage: Playhouse, issue: str = "road") -> Stage:
    found: Issue = await one(stage, Issue, id=issue)
    return found.stage


async def running(stage: Playhouse, clock: str, thing: str) -> Due | None:
    """The clock's last moment while it still runs."""
    found = [due for due in await kept(stage, Due, id=f"clock_due:{clock}:{thing}") if not due.done]
    return found[0] if found else None


async def noted(stage: Playhouse, action: str) -> int:
    async with stage.app.database.read() as connection:
        return len((await connection.execute(select(audit).where(audit.c.action == action))).all())


async def chat(stage: Playhouse, person: Person) -> str:
    """The person's WeChat, bound as after a visit."""
    where = f"wechat:main:{openid(person.id)}"
    if not await kept(stage, Address, id=where):
        now = stage.app.clock.village()
        address = Address(where, "wechat", "main", openid(person.id), f"p:{person.id}", now, (person.id,), person.village, trusted=True)
        await keep(stage, address)
        async with stage.app.database.write() as connection:
            await connection.execute(address_persons.insert(), [{"person": person.id, "address": where}])
    return where


async def lay(
    stage: Playhouse, at: Stage, *written: Paper, issue: str = "road", village: str = "v001", thin: bool = False, **fields: Any
) -> Issue:
    """The issue at a stage with its reporters, opinions, visits and SET paper; more papers are put behind it in this order.

    thin: READY, and yet what the first two gates ask is not all there any more.
    """
    now = stage.app.clock.village() - timedelta(days=9)
    known: dict[str, Any] = {
        "category": "01",
        "place": "村口到东坡",
        "households": 12,
        "reports": 12,
        "track": Track.MAJOR,
        "level": Level.VILLAGE,
        "session": date(2026, 12, 10),
        "participants": "东坡组每户一人",
        "reason": "一下雨就断路",
    }
    laid = Issue(issue, village, ROAD, now, **{**known, "stage": at, **fields})
    if village == "v001":
        laid = replace(laid, grid=laid.grid or await slope(stage))
        await reported(stage, laid)
        await asked(stage, laid)
    if at is Stage.READY and not thin:  # on its day all four gates are looked at: what the first two ask lies there
        written = (*await thorough(stage, laid), *written)
    first = paper(laid, PaperKind.SET, seq=1, clean="1")
    await keep(stage, laid, first, *(replace(p, issue=issue, id=f"{issue}-{p.id}", seq=n) for n, p in enumerate(written, start=2)))
    await stage.know("王建国", "陈晓燕", "梁桃", "王俊斌", "袁春娟", "康霞", "李秀兰", "张春梅", "王强")
    return laid


def paper(laid: Issue | None, kind: PaperKind, words: str = "", author: str = "p00006", seq: int = 0, **facts: str) -> Paper:
    issue = laid.id if laid else ""
    return Paper(f"{issue}{kind}{seq}{words}{author}", issue, kind, date_of(laid), author, words, facts, seq)


def date_of(laid: Issue | None) -> datetime:
    return laid.opened_at if laid else OPENS_AT


def met(author: str = "p00006") -> tuple[Paper, Paper]:
    """A pre-meeting with people of all three kinds, and one option."""
    return (
        paper(None, PaperKind.PRE_MEETING, "先修塌的那段", author, cadres="3", party="4", people="5"),
        paper(None, PaperKind.OPTION, "先修塌处，石料村里拉", author, cost="30000", payer="project"),
    )


async def slope(stage: Playhouse) -> str:
    grid: Grid = await one(stage, Grid, name="东坡组", village="v001")
    return grid.id


async def reported(stage: Playhouse, laid: Issue) -> None:
    for n, (name, words) in enumerate(REPORTED.items()):
        person: Person = (await kept(stage, Person, name=name))[0]
        where = await chat(stage, person)
        talk, at, home = f"p:{person.id}", laid.opened_at, person.household
        standing = Stage.CANDIDATE if n == 0 else Stage.MERGED
        concern = Concern(f"{laid.id}c{n}", talk, where, "wechat", "main", f"m{n}", at, words, standing, laid.village, person.id, home)
        await keep(stage, replace(concern, issue=laid.id, number=f"30412{n}"))


async def asked(stage: Playhouse, laid: Issue) -> None:
    homes: list[Household] = sorted(await kept(stage, Household, grid=laid.grid), key=lambda home: home.id)
    assert len(homes) == HOUSEHOLDS
    people = {person.household: person for person in await kept(stage, Person, village=laid.village)}
    records: list[Any] = []
    for n, home in enumerate(homes[:REACHED]):
        records.append(Visit(f"{laid.id}v{n}", laid.id, home.id, laid.opened_at, "p00009", Method.DOOR, reached=True))
        if n < FOR + AGAINST:
            stance, words = (Stance.FOR, "先把塌的修了") if n < FOR else (Stance.AGAINST, "占了我家地咋办，打13812345678问我")
            person = people[home.id].id
            records.append(Opinion(f"{laid.id}:{person}", laid.id, home.id, person, laid.opened_at, "chat", stance, words=words))
    await keep(stage, *records)


async def thorough(stage: Playhouse, laid: Issue) -> tuple[Paper, ...]:
    """Everything of the first two gates: each who spoke says that it touches them, nobody is left out; its papers are given back."""
    opinions: list[Opinion] = sorted(await kept(stage, Opinion, issue=laid.id), key=lambda o: o.id)
    homes = {home.id for home in await kept(stage, Household, grid=laid.grid)} if laid.grid else set()
    records: list[Any] = [replace(opinion, ours=True) for opinion in opinions]
    for home in sorted(homes):
        records.append(Visit(f"{laid.id}again{home}", laid.id, home, laid.opened_at, "p00009", Method.DOOR, reached=True))
    for person in await kept(stage, Person, village=laid.village):
        if person.away and person.household in homes:
            for way in (Method.SMS, Method.PHONE):
                key = f"{laid.id}{way}{person.id}"
                records.append(Visit(key, laid.id, person.household, laid.opened_at, "clock", way, reached=False, person=person.id))
    await keep(stage, *records)
    quotes = [paper(None, PaperKind.QUOTE, o.words, household=o.household, opinion=o.id) for o in opinions if o.stance is Stance.FOR]
    read = [paper(None, PaperKind.READ_BACK, person=o.person, right="1", seq=n) for n, o in enumerate(opinions[:3])]
    quoted = [replace(each, id=f"{each.id}{n}") for n, each in enumerate(quotes[:3])]
    return (*quoted, paper(None, PaperKind.SUMMARY, "东坡的路：大家都说先修塌的那段"), *read)


async def request_of(stage: Playhouse, issue: str = "road") -> Request:
    found: Request = await one(stage, Request, issue=issue)
    return found


def looked(stage: Playhouse) -> None:
    """Everybody has read what came so far (the morning's digests among it)."""
    for phone in stage.phones.values():
        phone.seen = len(phone.shown)


def heard(stage: Playhouse, name: str) -> str:
    """Everything a phone has ever shown."""
    return "\n".join(text for _, text in stage.phones[name].shown)


def digit(stage: Playhouse, name: str, label: str) -> str:
    """The digits that stand before an option in the last message: where a menu puts it is not the script's business."""
    lines = stage.phones[name].shown[-1][1].splitlines()
    return next(line.split(" ", 1)[0] for line in lines if line.split(" ", 1)[-1] == label)
