"""From door to door, and what the cadres talk over afterwards: by the grid's own worker, or the first secretary."""

from handlers.issues.pre_meeting import AddOption, RecordPreMeeting, SendForReview
from handlers.issues.requests import RequestDepartments
from handlers.issues.sentences import Said
from handlers.issues.summary import MakeSummary, ReadBack, SignNoDissent, ToPreMeeting
from handlers.issues.visiting import RecordVisits
from handlers.village.issue import Issue, Method, Stance, Visit
from handlers.village.people import Office, Person
from tests.journey.year_road import Road
from tests.journey.year_villagers import hear_opinions


async def visit(road: Road, issue: Issue) -> None:
    if road.trouble(issue) == "no_doors" and road.once(issue, "no_doors"):
        road.refused("visited", await road.act(ToPreMeeting(issue.id)))
        return
    if road.once(issue, "opinions"):
        await hear_opinions(road.world, issue.id, 7)
        return
    if road.trouble(issue) == "digits" and road.once(issue, "doors by digits"):
        await doors_by_digits(road, issue)
    if road.once(issue, f"doors {road.world.today}") and await doors(road, issue):
        return
    if not road.this_week(issue, "summed up"):
        return
    await road.act(SignNoDissent(issue.id), visitor_of(road, issue))
    await road.act(MakeSummary(issue.id))
    for home in (await road.scope(issue))[:3]:
        await road.act(ReadBack(issue.id, home, True), visitor_of(road, issue))
    answer = await road.act(ToPreMeeting(issue.id))
    road.refused("visited", answer)
    if "shut.denied" in answer:
        await knock_again(road, issue)


async def knock_again(road: Road, issue: Issue) -> None:
    """Where a household says that nobody came, somebody else goes."""
    visits = await road.world.every(Visit, issue=issue.id)
    denied = sorted({v.household for v in visits if not v.stands} - {v.household for v in visits if v.stands and v.reached})
    if not denied:
        return
    entries = tuple(Said(h, next(p.id for p in road.world.members[h] if not p.away), Stance.FOR) for h in denied)
    await road.act(RecordVisits(issue.id, entries, ""), road.world.holders(Office.TEAM_LEAD)[0])


def visitor_of(road: Road, issue: Issue) -> Person:
    """The grid's own worker; for the whole village the first secretary."""
    return road.world.holders(Office.GRID_LEAD, issue.grid)[0] if issue.grid else road.world.holders(Office.FIRST_SECRETARY)[0]


async def doors_by_digits(road: Road, issue: Issue) -> None:
    """走访: today's three doors, one after another."""
    visitor = visitor_of(road, issue)
    await road.world.say(visitor.name, "走访", echo=False)
    await road.world.press(visitor, issue.title)
    for _ in range(3):
        if not await road.world.press(visitor, "号）", "见着了", "同意"):
            break
        await road.world.say(visitor.name, "早该办了", echo=False)
        road.world.counts["doors by digits"] += await road.world.press(visitor, "对")
    await road.world.say(visitor.name, "取消", echo=False)


async def doors(road: Road, issue: Issue) -> bool:
    """Everybody affected and enough of the others, at one stroke; who is away by telephone. False when nobody is left."""
    scope, visitor = await road.scope(issue), visitor_of(road, issue)
    seen = road.seen
    share = 0.62 if issue.grid else 0.33
    homes = [*issue.affected, *(h for h in scope if h not in issue.affected)][: int(len(scope) * share) + len(issue.affected)]
    vulnerable = [h.id for h in road.world.roster.households if h.vulnerable and h.id in issue.affected]
    wanted = [h for h in dict.fromkeys([*homes, *vulnerable]) if f"{issue.id}:{h}" not in seen][: 60 if issue.grid else 400]
    entries = []
    for n, home in enumerate(wanted):
        seen.add(f"{issue.id}:{home}")
        here = next(p for p in road.world.members[home] if not p.away)
        stance = (Stance.FOR, Stance.FOR, Stance.NO_VIEW, Stance.FOR, Stance.AGAINST)[n % 5]
        entries.append(Said(home, here.id, stance, "先办要紧的" if n % 5 == 4 else ""))
        if home in issue.affected:
            gone = [p for p in road.world.members[home] if p.away]
            entries += [Said(home, p.id, method=Method.PHONE, reached=False) for p in gone]
    if entries:
        await road.act(RecordVisits(issue.id, tuple(entries), ""), visitor)
    return bool(entries)


async def prepare(road: Road, issue: Issue) -> None:
    if road.once(issue, "pre_meeting"):
        await road.act(RecordPreMeeting(issue.id, 4, 3, 5, "先办要紧的，再说别的"))
        await road.act(AddOption(issue.id, "先把最要紧的一处办了", "20000", "collective"))
        if "department" in road.trouble(issue):
            await road.act(RequestDepartments(issue.id, ("交通运输局",), "能不能来看看，该怎么办"))
        return
    if road.this_week(issue, "sent"):
        road.refused("prepared", await road.act(SendForReview(issue.id)))
