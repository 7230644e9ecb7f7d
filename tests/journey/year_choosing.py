"""The secretary before the visits: one matter is chosen after each session, the poll asked, the call hung up."""

from datetime import timedelta

from handlers.issues.calling import CallOpinions
from handlers.issues.choosing import SetIssue
from handlers.issues.polling import AskPoll
from handlers.issues.setting import AddQuote, DeclineIssue, PutOff
from handlers.village.issue import Issue, Level, PaperKind, Track
from handlers.village.matter import Concern, Stage
from tests.journey.year_road import TROUBLES, Road
from tests.journey.year_villagers import hear_the_poll

AT_ONCE = 1  # matters a session takes up
PATIENCE = timedelta(days=50)  # after it a candidate nobody joined is declined, with the reason


async def select(road: Road) -> None:
    """The morning after a session: one matter is chosen, the others put off, old ones declined."""
    found = [i for i in await road.world.every(Issue) if i.stage is Stage.CANDIDATE]
    ready = sorted((i for i in found if i.reports >= 3), key=lambda i: (-i.households, i.opened_at))
    for issue in ready[:AT_ONCE]:
        await choose(road, issue)
    for issue in [i for i in found if i not in ready[:AT_ONCE]]:
        if road.world.now - issue.opened_at > PATIENCE:
            await road.act(DeclineIssue(issue.id, "跟大家说过，眼下要办的户少"))
        elif road.world.chance.random() < 0.4:  # the others hear it from the clock, when two sessions have passed
            await road.act(PutOff(issue.id, "这次先议更急的，下次再议"))


async def choose(road: Road, issue: Issue) -> None:
    concerns = await road.world.every(Concern, issue=issue.id)
    homes = tuple(sorted({c.household for c in concerns if c.household in road.world.grid_of}))
    grids = {road.world.grid_of[home] for home in homes}
    level = Level.GRID if len(grids) == 1 else Level.VILLAGE
    trouble = TROUBLES[len(road.chosen) % len(TROUBLES)]
    road.chosen[issue.id] = trouble
    if trouble == "digits" and await choose_by_digits(road, issue, level, grids):
        road.world.counts["chosen by digits"] += 1
        return
    command = SetIssue(
        issue.id,
        Track.MAJOR,
        level,
        "报过的户每户一人",
        "提的户多，一家解决不了",
        "5位",
        "同意上会",
        road.world.next_session(),
        next(iter(grids)) if level is Level.GRID else None,
        homes,
    )
    await road.act(command)


async def choose_by_digits(road: Road, issue: Issue, level: Level, grids: set[str]) -> bool:
    """议题 → which → 上会 and every question of it, by the options shown."""
    press, secretary = road.world.press, road.secretary
    await road.world.say(secretary.name, "议题", echo=False)
    done = await press(secretary, issue.title, "上会", "大事大议", "网格·小组" if level is Level.GRID else "村·社区")
    if done and level is Level.GRID:
        grid = next(g.name for g in road.world.roster.grids if g.id in grids)
        done = await press(secretary, grid)
    today = f"{road.world.today.month}月{road.world.today.day}日"
    done = done and await press(secretary, "报过这事的", "每户来一个人", "商量定就行的", "不碰", "提的户多", "5位", today, "同意上会")
    day = road.world.next_session()
    done = done and await press(secretary, f"{day.month}月{day.day}日", "对，定了")
    if not done:
        road.world.counts[f"stuck: {road.world.heard(secretary)[:80]}"] += 1
        await road.world.say(secretary.name, "取消", echo=False)
    return done and (await road.world.one(Issue, issue.id)).stage is Stage.SET


async def set_or_call(road: Road, issue: Issue) -> None:
    hasty = road.trouble(issue) == "no_poll" or not road.world.counts["refused: close"]  # until the gate has been shut once
    if hasty and road.once(issue, "no_poll"):
        answer = await road.act(CallOpinions(issue.id))
        road.world.counts["refused: close"] += "held.shut" in answer
        return
    if road.once(issue, "poll"):
        await road.act(AskPoll(issue.id))
        await road.world.settle()
        await hear_the_poll(road.world, issue.id, 24 if issue.level is Level.VILLAGE else 17)
        return
    if await called(road, issue):
        return
    await road.act(AddQuote(issue.id))
    lacking = 3 - len(await road.papers(issue, PaperKind.QUOTE))
    for home in (await road.scope(issue))[7 : 7 + max(0, lacking)]:
        await road.act(AddQuote(issue.id, home, "这事早该商量了"))
    await hear_the_poll(road.world, issue.id, 6)


async def called(road: Road, issue: Issue) -> bool:
    answer = await road.act(CallOpinions(issue.id))
    road.world.counts["refused: close"] += "held.shut" in answer
    return "calling.done" in answer
