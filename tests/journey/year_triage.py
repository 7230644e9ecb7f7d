"""The secretary's mornings: what has come in is decided, by digits or at one stroke, and on some days not at all."""

from datetime import date

from handlers.commands import Decide, Merge
from handlers.village.issue import Issue
from handlers.village.matter import Concern, Stage
from tests.journey.year import World
from tests.journey.year_words import BANK, Sort, Told

AWAY = ((date(2026, 2, 14), date(2026, 2, 24)), (date(2026, 7, 6), date(2026, 7, 13)), (date(2026, 10, 1), date(2026, 10, 7)))
LATE = 0.2  # of the mornings on which nothing is decided
BY_WORDS = {told.words: told for told in BANK}


def at_work(world: World) -> bool:
    """Not on the long absences, and not every morning."""
    if any(first <= world.today <= last for first, last in AWAY):
        return False
    return world.chance.random() > LATE


def told_by(concern: Concern) -> Told | None:
    return next((BY_WORDS[each] for each in concern.text.split("\n") if each in BY_WORDS), None)


async def triage(world: World) -> None:
    """Every concern that waits; the first of them by digits, as the conversation goes."""
    waiting = await world.every(Concern, stage=Stage.RECEIVED.value)
    by_digits = world.chance.random() < 0.4
    for concern in sorted(waiting, key=lambda c: (c.received_at, c.id)):
        if concern.village is None:
            continue
        if by_digits and await _by_digits(world, concern):
            by_digits = False
            world.counts["decided by digits"] += 1
            continue
        await world.act(world.secretary, await _decision(world, concern))


async def _by_digits(world: World, concern: Concern) -> bool:
    """处理 → which → what. Matters of many families are merged at one stroke."""
    told = told_by(concern)
    labels = {Sort.PRIVATE: ("个案",), Sort.QUESTION: ("现在就能答",), Sort.HARMLESS: ("现在就能答",), Sort.PETITION: ("转给", "信访窗口")}
    if told is None or told.sort not in labels:
        return False
    await world.say(world.secretary.name, "处理", echo=False)
    if not await world.press(world.secretary, concern.text.split("\n")[0][:6], *labels[told.sort]):
        await world.say(world.secretary.name, "取消", echo=False)
        world.counts["digits led nowhere"] += 1
        return False
    if told.sort in (Sort.QUESTION, Sort.HARMLESS):
        await world.say(world.secretary.name, "问过了，下星期贴到公示栏上", echo=False)
    return bool((await world.one(Concern, concern.id)).stage is not Stage.RECEIVED)


async def _decision(world: World, concern: Concern) -> Decide | Merge:
    told = told_by(concern)
    if (
        told is None
        or told.sort is Sort.HARMLESS
        or told.sort is Sort.QUESTION
        or ("private" in concern.flags and told.sort is Sort.SHARED)
    ):
        return Decide(concern.id, Stage.ANSWERED, "问过了，下星期给您办")
    if told.sort is Sort.PRIVATE:
        return Decide(concern.id, Stage.PRIVATE)
    if told.sort is Sort.PETITION:
        return Decide(concern.id, Stage.REFERRED, door="petition")
    if told.sort is Sort.SHARED:
        return await _with_the_others(world, concern, told)
    draw = world.chance.random()
    if draw < 0.7:
        return Decide(concern.id, Stage.ANSWERED, "网格员去看过了，这个星期弄好")
    if draw < 0.85:
        return Decide(concern.id, Stage.DECLINED, "今年没有这笔钱，明年正月再看")
    return Decide(concern.id, Stage.DECLINED if draw < 0.93 else Stage.CANDIDATE)


async def _with_the_others(world: World, concern: Concern, told: Told) -> Decide | Merge:
    """One matter with what its neighbours have said, while that is a candidate; else a candidate of its own."""
    issues = {issue.id: issue for issue in await world.every(Issue) if issue.stage is Stage.CANDIDATE}
    for other in await world.every(Concern):
        same = told_by(other)
        if other.issue in issues and same is not None and same.topic == told.topic and _near(world, other, concern):
            return Merge(concern.id, other.issue, "")
    return Decide(concern.id, Stage.CANDIDATE)


def _near(world: World, one: Concern, other: Concern) -> bool:
    """Of one grid, or one of the matters that the whole village tells."""
    grids = {world.grid_of.get(c.household or "") for c in (one, other)}
    return len(grids) == 1 or abs((one.received_at - other.received_at).days) < 12
