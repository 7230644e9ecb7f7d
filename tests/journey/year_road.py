"""The road of every chosen matter through a year: one step a working day, by whoever has to take it, some of them late.

The first matters are walked by digits. Each later one has a trouble of its own, so that every gate is met shut.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.issues.answering import AnswerRequest
from handlers.issues.calling import CallOpinions
from handlers.issues.choosing import SetIssue
from handlers.issues.doing import FinishTask, Redo, SayProgress
from handlers.issues.leaders import Invite
from handlers.issues.linkage import ClaimRequest
from handlers.issues.meeting import MoveSession, OpenMeeting
from handlers.issues.minutes import HostConfirms
from handlers.issues.outcome import CloseMatter, Publish, SettleOutcome
from handlers.issues.polling import AskPoll
from handlers.issues.pre_meeting import AddOption, RecordPreMeeting, SendForReview
from handlers.issues.reading_aloud import LayVoices
from handlers.issues.requests import RequestDepartments
from handlers.issues.rule_draft import DraftRule, NoRule, Study
from handlers.issues.sentences import Said
from handlers.issues.setting import AddQuote, DeclineIssue, PutOff
from handlers.issues.slots import AskSlots
from handlers.issues.summary import MakeSummary, ReadBack, SignNoDissent, ToPreMeeting
from handlers.issues.suspending import Resume, Suspend
from handlers.issues.tasks import Owner, Work
from handlers.issues.visiting import RecordVisits
from handlers.issues.votes import Count, RecordVotes
from handlers.village.evidence import Attendance
from handlers.village.issue import (
    Issue,
    Level,
    Method,
    OutcomeKind,
    Paper,
    PaperKind,
    Request,
    RequestState,
    Stance,
    Task,
    TaskState,
    Track,
)
from handlers.village.matter import Concern, Stage
from handlers.village.people import Office, Person
from handlers.village.thresholds import Presence
from tests.journey.year import World
from tests.journey.year_villagers import hear_opinions, hear_the_poll

AT_ONCE = 1  # matters a session takes up
PATIENCE = timedelta(days=50)  # after it a candidate nobody joined is declined, with the reason
TROUBLES = (
    "digits",
    "digits",
    "no_poll",
    "no_doors",
    "no_leaders",
    "sent_back",
    "nobody_came",
    "bad_work",
    "waits",
    "departments",
    "slow_department",
    "not_done",
    "put_off",
    "late_work",
    "silent_reviewer",
    "silent_supervisors",
    "",
    "rule",
    "bad_work",
)


@dataclass
class Road:
    """All matters chosen so far, in order; what happened to whom is counted."""

    world: World
    chosen: dict[str, str]
    seen: set[str]

    @property
    def secretary(self) -> Person:
        return self.world.secretary

    async def day(self, at_work: bool) -> None:
        """One day's steps. Without the secretary the others do theirs all the same."""
        for issue in await self.world.every(Issue):
            step = STEPS.get(issue.stage)
            if step is not None and (at_work or issue.stage in OTHERS):
                await step(self, issue)
            if at_work and issue.notice is not None and issue.rule is not Stage.CLOSED:
                await self.rule(issue)

    async def act(self, command: object, person: Person | None = None) -> str:
        return await self.world.act(person or self.secretary, command)

    def trouble(self, issue: Issue) -> str:
        return self.chosen.get(issue.id, "")

    def once(self, issue: Issue, what: str) -> bool:
        """True the first time."""
        key = f"{issue.id}:{what}"
        new = key not in self.seen
        self.seen.add(key)
        return new

    async def scope(self, issue: Issue) -> list[str]:
        homes = self.world.grid_of
        return [h for h, grid in homes.items() if issue.grid in (None, grid)]

    async def papers(self, issue: Issue, kind: PaperKind) -> list[Paper]:
        return await self.world.every(Paper, issue=issue.id, kind=kind.value)

    # ------------------------------------------------------------ chosen, or not

    async def select(self) -> None:
        """The morning after a session: one matter is chosen, the others put off, old ones declined."""
        found = [i for i in await self.world.every(Issue) if i.stage is Stage.CANDIDATE]
        ready = sorted((i for i in found if i.reports >= 3), key=lambda i: (-i.households, i.opened_at))
        for issue in ready[:AT_ONCE]:
            await self.choose(issue)
        for issue in [i for i in found if i not in ready[:AT_ONCE]]:
            if self.world.now - issue.opened_at > PATIENCE:
                await self.act(DeclineIssue(issue.id, "跟大家说过，眼下要办的户少"))
            elif self.world.chance.random() < 0.4:  # the others hear it from the clock, when two sessions have passed
                await self.act(PutOff(issue.id, "这次先议更急的，下次再议"))

    async def choose(self, issue: Issue) -> None:
        concerns = await self.world.every(Concern, issue=issue.id)
        homes = tuple(sorted({c.household for c in concerns if c.household in self.world.grid_of}))
        grids = {self.world.grid_of[home] for home in homes}
        level = Level.GRID if len(grids) == 1 else Level.VILLAGE
        trouble = TROUBLES[len(self.chosen) % len(TROUBLES)]
        self.chosen[issue.id] = trouble
        if trouble == "digits" and await self.choose_by_digits(issue, level, grids):
            self.world.counts["chosen by digits"] += 1
            return
        command = SetIssue(
            issue.id,
            Track.MAJOR,
            level,
            "报过的户每户一人",
            "提的户多，一家解决不了",
            "5位",
            "同意上会",
            self.world.next_session(),
            next(iter(grids)) if level is Level.GRID else None,
            homes,
        )
        await self.act(command)

    async def choose_by_digits(self, issue: Issue, level: Level, grids: set[str]) -> bool:
        """议题 → which → 上会 and every question of it, by the options shown."""
        press, secretary = self.world.press, self.secretary
        await self.world.say(secretary.name, "议题", echo=False)
        done = await press(secretary, issue.title, "上会", "大事大议", "网格·小组" if level is Level.GRID else "村·社区")
        if done and level is Level.GRID:
            grid = next(g.name for g in self.world.roster.grids if g.id in grids)
            done = await press(secretary, grid)
        done = done and await press(secretary, "报过这事的", "每户来一个人", "商量定就行的", "不碰", "提的户多", "5位", "同意上会")
        day = self.world.next_session()
        done = done and await press(secretary, f"{day.month}月{day.day}日", "对，定了")
        if not done:
            self.world.counts[f"stuck: {self.world.heard(secretary)[:80]}"] += 1
            await self.world.say(secretary.name, "取消", echo=False)
        return done and (await self.world.one(Issue, issue.id)).stage is Stage.SET

    # ------------------------------------------------------------ before the meeting

    async def set(self, issue: Issue) -> None:
        if self.trouble(issue) == "no_poll" and self.once(issue, "no_poll"):
            answer = await self.act(CallOpinions(issue.id))
            self.world.counts["refused: close"] += "held.shut" in answer
            return
        if self.once(issue, "poll"):
            await self.act(AskPoll(issue.id))
            await self.world.settle()
            await hear_the_poll(self.world, issue.id, 24 if issue.level is Level.VILLAGE else 17)
            return
        if await self.called(issue):
            return
        await self.act(AddQuote(issue.id))
        lacking = 3 - len(await self.papers(issue, PaperKind.QUOTE))
        for home in (await self.scope(issue))[7 : 7 + max(0, lacking)]:
            await self.act(AddQuote(issue.id, home, "这事早该商量了"))
        await hear_the_poll(self.world, issue.id, 6)

    async def called(self, issue: Issue) -> bool:
        answer = await self.act(CallOpinions(issue.id))
        self.world.counts["refused: close"] += "held.shut" in answer
        return "calling.done" in answer

    async def visit(self, issue: Issue) -> None:
        if self.trouble(issue) == "no_doors" and self.once(issue, "no_doors"):
            answer = await self.act(ToPreMeeting(issue.id))
            self.world.counts["refused: visited"] += "held.shut" in answer
            return
        if self.once(issue, "opinions"):
            await hear_opinions(self.world, issue.id, 7)
            return
        if self.trouble(issue) == "digits" and self.once(issue, "doors by digits"):
            await self.doors_by_digits(issue)
        if self.once(issue, f"doors {self.world.today}") and await self.doors(issue):
            return
        await self.act(SignNoDissent(issue.id), self.visitor(issue))
        await self.act(MakeSummary(issue.id))
        for home in (await self.scope(issue))[:3]:
            await self.act(ReadBack(issue.id, home, True), self.visitor(issue))
        answer = await self.act(ToPreMeeting(issue.id))
        self.world.counts["refused: visited"] += "held.shut" in answer

    def visitor(self, issue: Issue) -> Person:
        """The grid's own worker; for the whole village the first secretary."""
        return self.world.holders(Office.GRID_LEAD, issue.grid)[0] if issue.grid else self.world.holders(Office.FIRST_SECRETARY)[0]

    async def doors_by_digits(self, issue: Issue) -> None:
        """走访: today's three doors, one after another."""
        visitor = self.visitor(issue)
        await self.world.say(visitor.name, "走访", echo=False)
        await self.world.press(visitor, issue.title)
        for _ in range(3):
            if not await self.world.press(visitor, "号）", "见着了", "同意"):
                break
            await self.world.say(visitor.name, "早该办了", echo=False)
            self.world.counts["doors by digits"] += await self.world.press(visitor, "对")
        await self.world.say(visitor.name, "取消", echo=False)

    async def doors(self, issue: Issue) -> bool:
        """Everybody affected and enough of the others, at one stroke; who is away by telephone. False when nobody is left."""
        scope, visitor = await self.scope(issue), self.visitor(issue)
        seen = self.seen
        share = 0.62 if issue.grid else 0.33
        homes = [*issue.affected, *(h for h in scope if h not in issue.affected)][: int(len(scope) * share) + len(issue.affected)]
        vulnerable = [h.id for h in self.world.roster.households if h.vulnerable and h.id in issue.affected]
        wanted = [h for h in dict.fromkeys([*homes, *vulnerable]) if f"{issue.id}:{h}" not in seen][: 60 if issue.grid else 400]
        entries = []
        for n, home in enumerate(wanted):
            seen.add(f"{issue.id}:{home}")
            here = next(p for p in self.world.members[home] if not p.away)
            stance = (Stance.FOR, Stance.FOR, Stance.NO_VIEW, Stance.FOR, Stance.AGAINST)[n % 5]
            entries.append(Said(home, here.id, stance, "先办要紧的" if n % 5 == 4 else ""))
            if home in issue.affected:
                gone = [p for p in self.world.members[home] if p.away]
                entries += [Said(home, p.id, method=Method.PHONE, reached=False) for p in gone]
        if entries:
            await self.act(RecordVisits(issue.id, tuple(entries), ""), visitor)
        return bool(entries)

    async def prepare(self, issue: Issue) -> None:
        if self.once(issue, "pre_meeting"):
            await self.act(RecordPreMeeting(issue.id, 4, 3, 5, "先办要紧的，再说别的"))
            await self.act(AddOption(issue.id, "先把最要紧的一处办了", "20000", "collective"))
            if "department" in self.trouble(issue):
                await self.act(RequestDepartments(issue.id, ("交通运输局",), "能不能来看看，该怎么办"))
            return
        await self.act(SendForReview(issue.id))

    async def linkage(self, issue: Issue) -> None:
        for request in await self.world.every(Request, issue=issue.id):
            liaison = self.world.liaison(request.department)
            if self.trouble(issue) == "slow_department" and request.state is not RequestState.ESCALATED:
                return
            if request.state in (RequestState.SENT, RequestState.ESCALATED):
                await self.act(ClaimRequest(request.id), liaison)
            ready = (self.world.today + timedelta(days=15)).isoformat()
            await self.act(AnswerRequest(request.id, True, "公路养护的规定", ready, "养护股", "月底前来人看"), liaison)
        await self.act(SendForReview(issue.id))

    async def review(self, issue: Issue) -> None:
        """The reviewer's one digit; some days nobody looks."""
        sent = await self.papers(issue, PaperKind.SENT)
        days = (self.world.today - sent[-1].at.date()).days
        if days < (6 if self.trouble(issue) == "silent_reviewer" else 1):
            return
        for ask in await self.world.open_asks("review", issue=issue.id):
            if self.trouble(issue) == "sent_back" and self.once(issue, "sent_back"):
                await self.world.reply(ask, "back")
                await self.world.press(self.world.person[ask.person], "走访")
                await self.world.say(self.world.person[ask.person].name, "0", echo=False)
                self.world.counts["sent back"] += 1
            else:
                await self.world.reply(ask, "agree")
            return

    async def ready(self, issue: Issue) -> None:
        if self.once(issue, "made ready"):
            await self.act(AskSlots(issue.id, "天黑前后", "晌午", "天黑前后"))
            await self.act(LayVoices(issue.id))
            guests = [(Office.TOWNSHIP_LEADER, Presence.TOWNSHIP), (Office.SPONSOR, Presence.SPONSOR)]
            guests += [(Office.DISTRICT_LEADER, Presence.DISTRICT), (Office.FIRST_SECRETARY, Presence.SPONSOR_UNIT)]
            await self.act(Invite(issue.id, tuple((self.world.holders(office)[0].id, presence) for office, presence in guests)))
            await self.world.settle()
            for ask in await self.world.open_asks("invitation", issue=issue.id):
                if self.world.chance.random() < 0.6:
                    await self.world.reply(ask, "come")
            return
        assert issue.session is not None
        if issue.session < self.world.today - timedelta(days=1):
            await self.act(MoveSession(issue.id, self.world.next_session()))
            self.world.counts["moved"] += 1

    # ------------------------------------------------------------ the evening itself

    async def evening(self) -> None:
        """On the day of a session whatever is ready is opened."""
        for issue in await self.world.every(Issue, stage=Stage.READY.value):
            if issue.session == self.world.today:
                await self.open(issue)

    async def open(self, issue: Issue) -> None:
        trouble = self.trouble(issue)
        if trouble == "digits" and self.once(issue, "opened by digits") and await self.open_by_digits(issue):
            self.world.counts["opened by digits"] += 1
            await self.settle(issue)
            return
        guests = {Presence.CADRE, Presence.GRID_LEAD, Presence.TOWNSHIP, Presence.DISTRICT, Presence.DEPARTMENT}
        if trouble == "no_leaders" and self.once(issue, "no_leaders"):
            guests = {Presence.CADRE, Presence.GRID_LEAD}
        villagers = 18 if issue.level is Level.VILLAGE else len(issue.affected) + 3
        if trouble == "nobody_came" and self.once(issue, "nobody_came"):
            villagers = 2
        homes = frozenset(issue.affected) if villagers > 2 else frozenset()
        there = Attendance(homes, villagers + 3, villagers, (villagers + 1) // 2, "", frozenset(guests), frozenset({"交通运输局"}))
        answer = await self.act(OpenMeeting(issue.id, there))
        if "meeting.not_held" in answer:
            now = await self.papers(issue, PaperKind.NOT_HELD)
            self.world.counts[f"refused: {now[-1].facts['gates']}"] += 1
            await self.act(MoveSession(issue.id, self.world.next_session()))
        elif "meeting.open" in answer:
            await self.settle(issue)

    async def open_by_digits(self, issue: Issue) -> bool:
        """开会 → who came → who from above → 对."""
        secretary = self.secretary
        await self.world.say(secretary.name, "开会", echo=False)
        await self.world.press(secretary, issue.title)
        await self.world.say(secretary.name, f"到{len(issue.affected)}户{len(issue.affected) + 4}人", echo=False)
        done = True
        for office in (Office.TOWNSHIP_LEADER, Office.DISTRICT_LEADER, Office.SPONSOR):
            done = done and await self.world.press(secretary, self.world.holders(office)[0].name)
        if issue.grid:
            done = done and await self.world.press(secretary, self.world.holders(Office.GRID_LEAD, issue.grid)[0].name)
        done = done and await self.world.press(secretary, "就这些", "对")
        if "妇女到了" in self.world.heard(secretary):
            await self.world.say(secretary.name, "都去县里赶集了", echo=False)
        opened = (await self.world.one(Issue, issue.id)).stage is Stage.MEETING
        if not opened:
            self.world.counts[f"stuck: {self.world.heard(secretary)[:120]}"] += 1
            await self.world.say(secretary.name, "取消", echo=False)
        return opened

    async def settle(self, issue: Issue) -> None:
        """Hands, the outcome with its tasks, the minutes read by the host."""
        self.world.counts["held"] += 1
        trouble, options = self.trouble(issue), len(await self.papers(issue, PaperKind.OPTION))
        await self.act(RecordVotes(issue.id, (Count(9, 1, 0),) * options))
        kind = {"not_done": OutcomeKind.NOT, "put_off": OutcomeKind.POSTPONE}.get(trouble, OutcomeKind.DO)
        owner = self.world.holders(Office.COMMITTEE)[len(self.chosen) % 3]
        work = (Work("请人来修，修到能用", Owner(owner.name, owner.id), self.world.today + timedelta(days=12)),)
        review = self.world.today + timedelta(days=40) if kind is OutcomeKind.POSTPONE else None
        words = "会上说定先办要紧的一处" if kind is OutcomeKind.DO else "今年没有这笔钱，开春再看"
        await self.act(SettleOutcome(issue.id, kind, words, "5位", "", review, work if kind is OutcomeKind.DO else ()))
        await self.act(HostConfirms(issue.id))

    async def minutes(self, issue: Issue) -> None:
        """A supervisor's one digit; some let it lie for days."""
        attendance = (await self.papers(issue, PaperKind.ATTENDANCE))[-1]
        patience = 5 if self.trouble(issue) == "silent_supervisors" else 1
        if (self.world.today - attendance.at.date()).days >= patience:
            for ask in (await self.world.open_asks("minutes_check", issue=issue.id))[:1]:
                await self.world.reply(ask, "yes", "wechat")

    async def outcome(self, issue: Issue) -> None:
        """Up on the board; what is not to be done is closed when its notice has stood."""
        if issue.notice is None:
            await self.act(Publish(issue.id))
        elif self.trouble(issue) == "not_done":
            await self.act(CloseMatter(issue.id))

    # ------------------------------------------------------------ afterwards

    async def do(self, issue: Issue) -> None:
        trouble, tasks = self.trouble(issue), await self.world.every(Task, issue=issue.id)
        if trouble == "waits" and self.once(issue, "waits"):
            await self.act(Suspend(issue.id, self.world.today + timedelta(days=30), "等天暖和了再动工"))
            return
        if self.world.chance.random() < 0.1:
            await self.act(SayProgress(issue.id, "材料到了，下星期动工"))
        for task in tasks:
            late = timedelta(days=4 if trouble == "late_work" else -3)
            if task.state is TaskState.OPEN and self.world.today >= task.due_on + late:
                owner = self.world.person[task.owner] if task.owner else self.secretary
                await self.act(FinishTask(task.id, "办完了"), owner)

    async def accept(self, issue: Issue) -> None:
        if self.world.chance.random() < 0.4:
            return
        for ask in (await self.world.open_asks("acceptance", issue=issue.id))[:1]:
            bad = self.world.chance.random() < 0.15 and self.once(issue, "not accepted")
            await self.world.reply(ask, "bad" if bad else "good", "wechat", more="门口那一截还没弄平" if bad else "")

    async def rate(self, issue: Issue) -> None:
        """A reporter says that it will not do: it is done again."""
        if self.trouble(issue) != "bad_work" or not self.once(issue, "bad rating"):
            return
        reporters = {c.person for c in await self.world.every(Concern, issue=issue.id)}
        asks = [ask for ask in await self.world.open_asks("rating", issue=issue.id) if ask.person in reporters]
        for ask in asks[:1]:
            await self.world.reply(ask, "bad", more="修的那块又坏了")
        self.world.counts["reopened"] += (await self.world.one(Issue, issue.id)).stage is Stage.REDO

    async def redo(self, issue: Issue) -> None:
        day = self.world.today + timedelta(days=8)
        await self.act(Redo(issue.id, "头一回用的料不行", "换好料重修", self.secretary.id, self.secretary.name, day))

    async def resume(self, issue: Issue) -> None:
        if issue.review_on is not None and self.world.today >= issue.review_on:
            await self.act(Resume(issue.id))
            self.world.counts["resumed"] += 1

    async def rule(self, issue: Issue) -> None:
        """A house rule of the grid for some; for the rest the reason why none is needed."""
        if self.world.chance.random() < 0.8 or not self.once(issue, "rule"):
            return
        study = Study("5位", self.world.today, "同意")
        if issue.level is Level.GRID and self.trouble(issue) == "rule":
            await self.act(DraftRule(issue.id, "灯和路的约定", ("谁家门口谁家扫", "坏了先说一声"), "", (), study, agreed=True))
        else:
            await self.act(NoRule(issue.id, "修好就行，用不着定规矩", study))


Step = Callable[[Road, Issue], Awaitable[None]]
STEPS: dict[Stage, Step] = {
    Stage.SET: Road.set,
    Stage.VISITING: Road.visit,
    Stage.PRE_MEETING: Road.prepare,
    Stage.LINKAGE: Road.linkage,
    Stage.REVIEW: Road.review,
    Stage.READY: Road.ready,
    Stage.MEETING: Road.minutes,
    Stage.OUTCOME: Road.outcome,
    Stage.DOING: Road.do,
    Stage.ACCEPTANCE: Road.accept,
    Stage.RATING: Road.rate,
    Stage.REDO: Road.redo,
    Stage.SUSPENDED: Road.resume,
}
OTHERS = frozenset({Stage.REVIEW, Stage.MEETING, Stage.ACCEPTANCE, Stage.RATING})  # not the secretary's to do


def sessions(world: World, until: date) -> list[date]:
    """Every session of the year."""
    found, day = [], world.next_session()
    while day <= until:
        found.append(day)
        day = world.next_session(day)
    return found
