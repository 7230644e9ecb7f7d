"""Afterwards: the work and its days, the look at it, the ratings, the same once more, and a house rule for some."""

from datetime import timedelta

from handlers.issues.doing import FinishTask, Redo, SayProgress
from handlers.issues.rule_draft import DraftRule, NoRule, Study
from handlers.issues.suspending import Resume, Suspend
from handlers.village.issue import Issue, Level, Task, TaskState
from handlers.village.matter import Concern, Stage
from tests.journey.year_road import Road


async def work(road: Road, issue: Issue) -> None:
    trouble, tasks = road.trouble(issue), await road.world.every(Task, issue=issue.id)
    if trouble == "waits" and road.once(issue, "waits"):
        await road.act(Suspend(issue.id, road.world.today + timedelta(days=30), "等天暖和了再动工"))
        return
    if road.world.chance.random() < 0.1:
        await road.act(SayProgress(issue.id, "材料到了，下星期动工"))
    for task in tasks:
        late = timedelta(days=4 if trouble == "late_work" else -3)
        if task.state is TaskState.OPEN and road.world.today >= task.due_on + late:
            owner = road.world.person[task.owner] if task.owner else road.secretary
            await road.act(FinishTask(task.id, "办完了"), owner)


async def accept(road: Road, issue: Issue) -> None:
    if road.world.chance.random() < 0.4:
        return
    for ask in (await road.world.open_asks("acceptance", issue=issue.id))[:1]:
        bad = road.world.chance.random() < 0.15 and road.once(issue, "not accepted")
        await road.world.reply(ask, "bad" if bad else "good", "wechat", more="门口那一截还没弄平" if bad else "")


async def rate(road: Road, issue: Issue) -> None:
    """A reporter says that it will not do: it is done again."""
    if road.trouble(issue) != "bad_work" or not road.once(issue, "bad rating"):
        return
    reporters = {c.person for c in await road.world.every(Concern, issue=issue.id)}
    asks = [ask for ask in await road.world.open_asks("rating", issue=issue.id) if ask.person in reporters]
    for ask in asks[:1]:
        await road.world.reply(ask, "bad", more="修的那块又坏了")
    road.world.counts["reopened"] += (await road.world.one(Issue, issue.id)).stage is Stage.REDO


async def redo(road: Road, issue: Issue) -> None:
    day = road.world.today + timedelta(days=8)
    await road.act(Redo(issue.id, "头一回用的料不行", "换好料重修", road.secretary.id, road.secretary.name, day))


async def resume(road: Road, issue: Issue) -> None:
    if issue.review_on is not None and road.world.today >= issue.review_on:
        await road.act(Resume(issue.id))
        road.world.counts["resumed"] += 1


async def rule(road: Road, issue: Issue) -> None:
    """A house rule of the grid for some; for the rest the reason why none is needed."""
    if road.world.chance.random() < 0.8 or not road.once(issue, "rule"):
        return
    study = Study("5位", road.world.today, "同意")
    if issue.level is Level.GRID and road.trouble(issue) == "rule":
        await road.act(DraftRule(issue.id, "灯和路的约定", ("谁家门口谁家扫", "坏了先说一声"), "", (), study, agreed=True))
    else:
        await road.act(NoRule(issue.id, "修好就行，用不着定规矩", study))
