"""Lays the demo district into an empty database: people, phones, and the matters that stand at several stages when it opens."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import App
from bot.demo.district import CAST, OPENING, OPENS_AT, demo_district
from bot.spots import known_places
from handlers.acts.nudges import next_morning
from handlers.commands import Command, Decide, Merge
from handlers.memory import Address, Due
from handlers.messages import ChannelName, Heard
from handlers.village.matter import Concern, Stage
from handlers.village.people import Person
from storage import meta
from storage.records import RECORDS, to_ms
from storage.roster import is_empty, put_roster, wipe
from storage.tables import address_persons, concerns, dues, outbox
from storage.work import upsert

REASONS = {
    Stage.DECLINED: "牌楼要十几万，村里今年没有这笔钱，先顾路和水。明年正月再商量。",
    Stage.ANSWERED: "问过了，这周就办，办完给您说一声。",
}
DOORS = {Stage.REFERRED: "petition"}


def openid(person: str) -> str:
    """The invented openid of a demo person."""
    return f"oDEMO{person:0>23}"


def sender(person: Person, channel: ChannelName) -> str:
    return (person.phone or "") if channel is ChannelName.SMS else openid(person.id)


async def lay(app: App) -> bool:
    """Into an empty database only. True when something was laid."""
    async with app.database.read() as connection:
        if not await is_empty(connection):
            return False
    await begin(app)
    return True


async def begin(app: App, *, opening: bool = True) -> None:
    """People and phones, then what was said before the curtain rises (or nothing); village time ends at the opening."""
    roster = demo_district()
    people = {person.id: person for person in roster.persons}
    async with app.database.write() as connection:
        await put_roster(connection, roster, app.database.dialect)
        speakers = {row.speaker for row in OPENING if row.channel is ChannelName.WECHAT}
        await bind(connection, [people[key] for key in sorted(speakers | {actor.person for actor in CAST})], app)
        await app.directory.load(connection)
    app.hearing.villages = known_places(app.directory, app.settings.places)
    for row in OPENING if opening else ():
        _at(app, OPENS_AT - timedelta(days=row.days_before))
        await _said(app, people[row.speaker], row.channel, row.text, row.hoped)
    await _digests_from(app)
    _at(app, OPENS_AT)
    async with app.database.write() as connection:
        await meta.put(connection, meta.CLOCK_OFFSET, str(app.clock.offset_ms))


def _at(app: App, moment: datetime) -> None:
    app.clock.offset_ms = 0
    app.clock.offset_ms = to_ms(moment) - to_ms(app.clock.village())


async def bind(connection: AsyncConnection, people: list[Person], app: App) -> None:
    """Their WeChat accounts are bound and proved, as after a visit by the grid worker; whose already is stays as it is."""
    rows = RECORDS[Address]
    bound = set((await connection.execute(select(address_persons.c.address))).scalars())
    made = []
    for person in people:
        where = f"wechat:main:{openid(person.id)}"
        if where not in bound:
            talk, mine = f"p:{person.id}", (person.id,)
            made.append(Address(where, "wechat", "main", openid(person.id), talk, OPENS_AT, mine, person.village, trusted=True))
    if made:
        await connection.execute(upsert(rows.table, rows.key, app.database.dialect), [rows.row(a) for a in made])
        await connection.execute(address_persons.insert(), [{"person": a.persons[0], "address": a.id} for a in made])


async def _said(app: App, person: Person, channel: ChannelName, text: str, hoped: Stage) -> None:
    """The words, the confirmations, and the secretary's decision."""
    account = "main" if channel is ChannelName.WECHAT else next(name for kind, name in app.channels if kind == "sms")
    for n, words in enumerate((text, "0", "0", "1", "1")):  # no more said about where and since when; then "yes"
        key = f"demo-{person.id}-{n}"
        heard = Heard(channel, account, sender(person, channel), key, key, "text", app.clock.village(), text=words)
        await app.dispatch.hear(heard)
    if hoped is not Stage.RECEIVED:
        await _decided(app, person, hoped)


async def _decided(app: App, person: Person, hoped: Stage) -> None:
    async with app.database.read() as connection:
        query = concerns.select().where(concerns.c.text.is_not(None), concerns.c.stage == Stage.RECEIVED.value)
        rows = (await connection.execute(query.order_by(concerns.c.received_at.desc()))).mappings().all()
        found = [RECORDS[Concern].record(row) for row in rows if row["author"] in (f"p:{person.id}", f"a:wechat:main:{openid(person.id)}")]
        road = concerns.select().where(concerns.c.stage == Stage.CANDIDATE.value, concerns.c.text.contains("东坡"))
        candidates = (await connection.execute(road)).mappings().all()
    if not found:
        return
    secretary = next(actor for actor in CAST if actor.key == "secretary")
    command: Command = Decide(found[0].id, hoped, REASONS.get(hoped, ""), DOORS.get(hoped, ""))
    if hoped is Stage.MERGED and candidates:
        command = Merge(found[0].id, candidates[0]["issue"], "")
    await app.moments.act(f"wechat:main:{openid(secretary.person)}", command)


async def _digests_from(app: App) -> None:
    """What was due before the opening has happened off stage; the first digest the visitor sees comes with the next morning."""
    async with app.database.write() as connection:
        passed = (dues.c.kind.not_in(("digest", "group")), dues.c.at <= to_ms(OPENS_AT))
        await connection.execute(dues.update().where(*passed).values(done=True))
        rows = RECORDS[Due]  # put, not changed: a wiped store has none
        digest = Due("digest:daily", "digest", "daily", next_morning(OPENS_AT))
        await connection.execute(upsert(rows.table, rows.key, app.database.dialect), [rows.row(digest)])
        await connection.execute(outbox.update().where(outbox.c.state.in_(("riding", "due"))).values(state="said", said_at=to_ms(OPENS_AT)))


async def start_again(app: App, *, opening: bool = True) -> None:
    """The demo's "start again": everything that was said is gone, the curtain rises anew."""
    async with app.database.write() as connection:
        await wipe(connection)
    await begin(app, opening=opening)
    app.tick()
