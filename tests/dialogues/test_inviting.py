"""The day before a session, at ten: one line to each household it touches, and to whoever reported it."""

from collections import Counter
from datetime import date, timedelta

from sqlalchemy import select

from handlers.village.issue import Issue, PaperKind
from handlers.village.matter import Stage
from handlers.village.people import Household, Person
from storage.tables import outbox
from tests.dialogues.laid import heard, keep, kept, lay, met, one, paper

TODAY = date(2026, 11, 23)
SLOTS = paper(None, PaperKind.SLOTS, first="天黑前后", second="晌午", slot="天黑前后")
MOVED = """
    王建国：开会
    王建国：来的有张桂英、冯天平
    小助手…：谁来了
    王建国：1
    小助手…：对吗
    王建国：1
    小助手…：这次会没开成 / 改到哪天
    王建国：1
    小助手：改到11月25日了
"""
WORDS = "明天天黑前后商量“东坡的路塌了半边"


async def invited(stage) -> list[str]:
    """Receivers, one for each line said."""
    async with stage.app.database.read() as connection:
        rows = await connection.execute(select(outbox.c.receiver).where(outbox.c.say.contains("inviting.told")))
    return [row[0] for row in rows]


async def test_the_day_before_each_household_and_each_reporter_hears_once(play, stage):
    await lay(stage, Stage.READY, *met(), SLOTS, session=TODAY)
    await play(MOVED)
    assert await invited(stage) == []
    await stage.pass_time(timedelta(days=1, hours=4))
    told = await invited(stage)
    assert told
    assert set(Counter(told).values()) == {1}
    people = {person.id: person for person in await kept(stage, Person)}
    homes = [people[each.removeprefix("person:")] for each in told if each.startswith("person:")]
    assert not any(person.away for person in homes)
    slope = {home.id for home in await kept(stage, Household, grid=(await one(stage, Issue, id="road")).grid)}
    assert {person.household for person in homes} <= slope
    assert len(homes) == len({person.household for person in homes})
    for reporter in ("张春梅", "李秀兰"):
        assert WORDS in heard(stage, reporter)
        assert heard(stage, reporter).count("明天天黑前后") == 1


async def test_a_session_that_has_moved_on_invites_nobody_to_the_old_day(play, stage):
    await lay(stage, Stage.READY, *met(), SLOTS, session=TODAY)
    await play(MOVED)
    issue = await one(stage, Issue, id="road")
    await keep(stage, Issue(**{name: getattr(issue, name) for name in issue.__slots__} | {"session": TODAY + timedelta(days=5)}))
    await stage.pass_time(timedelta(days=1, hours=4))
    assert await invited(stage) == []
    await stage.pass_time(timedelta(days=3))
    assert await invited(stage)
