"""The session: who is invited, who comes, what is settled, the minutes and the notice."""

from datetime import timedelta

from handlers.issues.leaders import Invite
from handlers.issues.meeting import MoveSession, OpenMeeting
from handlers.issues.minutes import HostConfirms
from handlers.issues.outcome import CloseMatter, Publish, SettleOutcome
from handlers.issues.reading_aloud import LayVoices
from handlers.issues.slots import AskSlots
from handlers.issues.tasks import Owner, Work
from handlers.issues.votes import Count, RecordVotes
from handlers.village.evidence import Attendance
from handlers.village.issue import Issue, Level, OutcomeKind, PaperKind
from handlers.village.matter import Stage
from handlers.village.people import Office
from handlers.village.thresholds import Presence
from tests.journey.year_road import Road
from tests.journey.year_visits import knock_again


async def ready(road: Road, issue: Issue) -> None:
    if road.once(issue, "made ready"):
        await road.act(AskSlots(issue.id, "天黑前后", "晌午"))
        await road.act(LayVoices(issue.id))
        guests = [(Office.TOWNSHIP_LEADER, Presence.TOWNSHIP), (Office.SPONSOR, Presence.SPONSOR)]
        guests += [(Office.DISTRICT_LEADER, Presence.DISTRICT), (Office.FIRST_SECRETARY, Presence.SPONSOR_UNIT)]
        await road.act(Invite(issue.id, tuple((road.world.holders(office)[0].id, presence) for office, presence in guests)))
        await road.world.settle()
        for ask in await road.world.open_asks("invitation", issue=issue.id):
            if road.world.chance.random() < 0.6:
                await road.world.reply(ask, "come")
        return
    await knock_again(road, issue)
    assert issue.session is not None
    if issue.session < road.world.today - timedelta(days=1):
        await road.act(MoveSession(issue.id, road.world.next_session()))
        road.world.counts["moved"] += 1


async def evening(road: Road) -> None:
    """On the day of a session whatever is ready is opened."""
    for issue in await road.world.every(Issue, stage=Stage.READY.value):
        if issue.session == road.world.today:
            await open_session(road, issue)


async def open_session(road: Road, issue: Issue) -> None:
    trouble = road.trouble(issue)
    if trouble == "digits" and road.once(issue, "opened by digits") and await open_by_digits(road, issue):
        road.world.counts["opened by digits"] += 1
        await settle(road, issue)
        return
    guests = {Presence.CADRE, Presence.GRID_LEAD, Presence.TOWNSHIP, Presence.DISTRICT, Presence.DEPARTMENT}
    if trouble == "no_leaders" and road.once(issue, "no_leaders"):
        guests = {Presence.CADRE, Presence.GRID_LEAD}
    villagers = 18 if issue.level is Level.VILLAGE else len(await road.scope(issue)) * 3 // 4
    if trouble == "nobody_came" and road.once(issue, "nobody_came"):
        villagers = 2
    homes = frozenset(issue.affected) if villagers > 2 else frozenset()
    there = Attendance(homes, villagers + 3, villagers, (villagers + 1) // 2, "", frozenset(guests), frozenset({"交通运输局"}))
    answer = await road.act(OpenMeeting(issue.id, there))
    if "meeting.not_held" in answer:
        now = await road.papers(issue, PaperKind.NOT_HELD)
        road.world.counts[f"refused: {now[-1].facts['gates']}"] += 1
        await road.act(MoveSession(issue.id, road.world.next_session()))
    elif "meeting.open" in answer:
        await settle(road, issue)


async def open_by_digits(road: Road, issue: Issue) -> bool:
    """开会 → who came → who from above → 对."""
    secretary = road.secretary
    await road.world.say(secretary.name, "开会", echo=False)
    await road.world.press(secretary, issue.title)
    came = len(await road.scope(issue)) * 3 // 4 if issue.grid else len(issue.affected) + 4
    await road.world.say(secretary.name, f"到{came}户{came + 4}人，都到了", echo=False)
    done = True
    for office in (Office.TOWNSHIP_LEADER, Office.DISTRICT_LEADER, Office.SPONSOR):
        done = done and await road.world.press(secretary, road.world.holders(office)[0].name)
    if issue.grid:
        done = done and await road.world.press(secretary, road.world.holders(Office.GRID_LEAD, issue.grid)[0].name)
    done = done and await road.world.press(secretary, "就这些", "对")
    if "妇女到了" in road.world.heard(secretary):
        await road.world.say(secretary.name, "都去县里赶集了", echo=False)
    opened = (await road.world.one(Issue, issue.id)).stage is Stage.MEETING
    if not opened:
        road.world.counts[f"stuck: {road.world.heard(secretary)[:120]}"] += 1
        await road.world.say(secretary.name, "取消", echo=False)
    return opened


async def settle(road: Road, issue: Issue) -> None:
    """Hands, the outcome with its tasks, the minutes read by the host."""
    road.world.counts["held"] += 1
    trouble, options = road.trouble(issue), len(await road.papers(issue, PaperKind.OPTION))
    await road.act(RecordVotes(issue.id, (Count(9, 1, 0),) * options))
    kind = {"not_done": OutcomeKind.NOT, "put_off": OutcomeKind.POSTPONE}.get(trouble, OutcomeKind.DO)
    owner = road.world.holders(Office.COMMITTEE)[len(road.chosen) % 3]
    work = (Work("请人来修，修到能用", Owner(owner.name, owner.id), road.world.today + timedelta(days=12)),)
    review = road.world.today + timedelta(days=40) if kind is OutcomeKind.POSTPONE else None
    words = "会上说定先办要紧的一处" if kind is OutcomeKind.DO else "今年没有这笔钱，开春再看"
    tasks = work if kind is OutcomeKind.DO else ()
    await road.act(SettleOutcome(issue.id, kind, words, "5位", "", review, tasks, "同意会上说定的"))
    await road.act(HostConfirms(issue.id))


async def minutes(road: Road, issue: Issue) -> None:
    """A supervisor's one digit; some let it lie for days."""
    attendance = (await road.papers(issue, PaperKind.ATTENDANCE))[-1]
    patience = 5 if road.trouble(issue) == "silent_supervisors" else 1
    if (road.world.today - attendance.at.date()).days >= patience:
        for ask in (await road.world.open_asks("minutes_check", issue=issue.id))[:1]:
            await road.world.reply(ask, "yes", "wechat")


async def outcome(road: Road, issue: Issue) -> None:
    """Up on the board; what is not to be done is closed when its notice has stood."""
    if issue.notice is None:
        await road.act(Publish(issue.id))
    elif road.trouble(issue) == "not_done":
        await road.act(CloseMatter(issue.id))
