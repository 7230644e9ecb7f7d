"""What lies silent: reckoned from the files themselves by the table of the law, never from the moments the product has set.

A moment that was never set, or a hand that tells nobody, shows here: the file waits, its day is over, and no word went out.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select

from handlers.look_up import title
from handlers.village.clocks import CLOCKS, OFFICE_CLOSES, ClockKind, Party, times
from handlers.village.issue import Issue, Paper, PaperKind, Request, RequestState, Rule, Task, TaskState
from handlers.village.matter import Alert, AlertState, Concern, Entry, EntryKind, Stage
from handlers.village.working_days import VILLAGE_ZONE
from storage.records import from_ms, to_ms
from storage.tables import alerts, concerns, dues, outbox
from tests.journey.year import World
from tests.journey.year_heard import Told, Wait

K, P, S = ClockKind, PaperKind, Stage
OVER = frozenset({S.CANDIDATE, S.CLOSED, S.WITHDRAWN, S.DECLINED})
SETTLED_SOON = frozenset({S.MEETING, S.OUTCOME, S.STATUTORY, S.DOING, S.ACCEPTANCE, S.RATING})
GONE = frozenset({S.WITHDRAWN, S.SEALED})
RINGS = timedelta(minutes=11)  # the duty tree is through, and the caller has heard so
A_WORD = timedelta(days=16)  # fifteen days, and the evening of the last
UNSAID = timedelta(days=7, hours=36)  # over a night, and what waits for its telephone's week


@dataclass
class Silence:
    """Gathered every evening; `unheard` says at the end of which of it nobody was told."""

    world: World
    told: Told
    waits: dict[Wait, datetime] = field(default_factory=dict)  # → the latest evening it was seen waiting
    lying: list[str] = field(default_factory=list)  # should have happened by that evening, and had not
    doing: dict[str, date] = field(default_factory=dict)  # issue → since when it is seen at work

    async def evening(self) -> None:
        issues = {issue.id: issue for issue in await self.world.every(Issue)}
        await self.told.evening()
        self.lying += await lying(self.world)
        self.lying += [each async for each in self._wordless(issues.values())]
        standing: dict[str, set[str]] = {}
        for concern in await self.world.every(Concern):
            if concern.issue and concern.stage not in GONE:
                standing.setdefault(concern.issue, set()).add(f"address:{concern.address}")
        found = [*await concerns_waiting(self.world), *await issues_waiting(self.world, issues, standing)]
        for wait in found:
            if wait.due < self.world.now:
                self.waits[wait] = self.world.now

    def unheard(self) -> list[str]:
        return self.told.unheard(self.waits)

    async def _wordless(self, issues: Iterable[Issue]) -> AsyncIterator[str]:
        """Work that has gone on for longer than fifteen days without a word to those who reported it."""
        at_work = {issue.id for issue in issues if issue.stage is S.DOING}
        self.doing = {key: self.doing.get(key, self.world.today) for key in at_work}
        for key in [key for key, since in self.doing.items() if self.world.today - since > A_WORD]:
            since = to_ms(self.world.now - A_WORD)
            words = select(outbox.c.receiver).where(outbox.c.about == key, outbox.c.made_at >= since)
            heard = {row[0] for row in await self.world.sql(words)}
            for concern in await self.world.every(Concern, issue=key):
                if concern.stage not in GONE and heard.isdisjoint({f"address:{concern.address}", f"person:{concern.person}"}):
                    yield f"{self.world.today} no word of {key} to {concern.address}"


# ---------------------------------------------------------------- what should have happened


async def lying(world: World) -> list[str]:
    """Moments of the clock, words to be said, alarms that still ring, drafts nobody has filed."""
    now = to_ms(world.now)
    late = select(dues.c.id).where(dues.c.done.is_(False), dues.c.at <= now, dues.c.kind != "group")
    unsaid = select(outbox.c.id).where(outbox.c.state.in_(("due", "saying", "riding")))
    old = (outbox.c.kind == "alert") | (outbox.c.made_at < now - UNSAID // timedelta(milliseconds=1))
    ringing = select(alerts.c.id).where(alerts.c.state == AlertState.RINGING.value, alerts.c.raised_at < to_ms(world.now - RINGS))
    drafts = select(concerns.c.id).where(concerns.c.stage == S.DRAFT.value, concerns.c.received_at < to_ms(world.now - timedelta(days=1)))
    asked = {"clock": late, "unsaid": unsaid.where(old), "ringing": ringing, "draft": drafts}
    return [f"{world.today} {name} {row[0]}" for name, query in asked.items() for row in await world.sql(query)]


# ---------------------------------------------------------------- whose day is over


def ends(world: World, kind: ClockKind, since: datetime, extended: int = 0) -> datetime:
    return times(kind, since, world.calendar, extended).due_at


def closing(day: date) -> datetime:
    return datetime.combine(day, OFFICE_CLOSES, VILLAGE_ZONE)


async def concerns_waiting(world: World) -> list[Wait]:
    """Unread, undecided, past the day on the receipt, or refused without a reason."""
    found: list[Wait] = []
    for concern in await world.every(Concern, stage=S.RECEIVED.value):
        entries = sorted(await world.every(Entry, concern=concern.id), key=lambda entry: entry.at)
        began = [entry for entry in entries if entry.kind in (EntryKind.FILED, EntryKind.REPLY)][-1]
        again = began.kind is EntryKind.REPLY
        found.append(
            Wait(kind := K.QUICK if again else K.TRIAGE, concern.id, concern.id, ends(world, kind, began.at), title=title(concern))
        )
        if concern.digested_at is None:
            found.append(Wait(K.FIRST_SEEN, concern.id, concern.id, ends(world, K.FIRST_SEEN, began.at), title=title(concern)))
        due = ends(world, K.PROMISE, closing(concern.due_on)) if concern.due_on else world.now
        found.append(Wait(K.PROMISE, concern.id, concern.id, due, frozenset({f"address:{concern.address}"}), title(concern)))
    refused = {concern.id: title(concern) for concern in await world.every(Concern, stage=S.DECLINED.value)}
    for entry in await world.every(Entry, kind=EntryKind.REASON.value, words=""):
        if entry.concern in refused:
            due = ends(world, K.REASON_OF_DECLINE, entry.at)
            found.append(Wait(K.REASON_OF_DECLINE, entry.concern, entry.concern, due, title=refused[entry.concern]))
    return found


async def issues_waiting(world: World, issues: dict[str, Issue], standing: dict[str, set[str]]) -> list[Wait]:
    papers: dict[str, list[Paper]] = {}
    for paper in sorted(await world.every(Paper), key=lambda paper: paper.seq):
        papers.setdefault(paper.issue, []).append(paper)
    ruled = {rule.issue for rule in await world.every(Rule)}
    found: list[Wait] = []
    for issue in issues.values():
        told = frozenset(standing.get(issue.id, ()))
        for kind, since in _of_issue(issue, File(papers.get(issue.id, [])), issue.id in ruled):
            heard = told if Party.REPORTER in CLOCKS[kind].escalates_to else frozenset[str]()
            found.append(Wait(kind, issue.id, issue.id, ends(world, kind, since), heard, issue.title))
    for task in await world.every(Task, state=TaskState.OPEN.value):
        if issues[task.issue].stage is S.DOING:
            due = ends(world, K.PROMISE, closing(task.due_on))
            found.append(Wait(K.PROMISE, task.id, task.issue, due, frozenset(standing.get(task.issue, ())), issues[task.issue].title))
    return [*found, *await requests_waiting(world, issues)]


@dataclass(frozen=True, slots=True)
class File:
    papers: list[Paper]

    def at(self, *kinds: PaperKind, **facts: str) -> datetime | None:
        """When the last such leaf was written."""
        found = [p.at for p in self.papers if p.kind in kinds and all(p.facts.get(k) == v for k, v in facts.items())]
        return found[-1] if found else None


def _of_issue(issue: Issue, file: File, ruled: bool) -> Iterator[tuple[ClockKind, datetime]]:
    """The clocks that must run on an issue as its file stands, each with the moment it began."""
    met, posted, minutes = file.at(P.ATTENDANCE), file.at(P.NOTICE, page="outcome"), file.at(P.MINUTES)
    since = {
        K.UNSELECTED: issue.opened_at if issue.stage is S.CANDIDATE else None,
        K.WHOLE_ISSUE: file.at(P.SET) if issue.stage not in OVER else None,
        K.REVIEW: file.at(P.SENT) if issue.stage is S.REVIEW else None,
        K.MINUTES: met if issue.stage is S.MEETING and not _after(minutes, met) else None,
        K.NOTICE_START: met if issue.stage in SETTLED_SOON and not _after(posted, met) else None,
        K.ACCEPTANCE: file.at(P.DONE) if issue.stage is S.ACCEPTANCE else None,
        K.SUSPENDED: (file.at(P.SUSPENDED) or posted) if issue.stage is S.SUSPENDED else None,
        K.RULE_DRAFT: posted if not ruled and issue.rule is not S.CLOSED else None,
        K.RULE_FILED: file.at(P.RULE_VOTE) if issue.rule is not S.CLOSED else None,
    }
    return ((kind, at) for kind, at in since.items() if at is not None)


def _after(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one >= other


async def requests_waiting(world: World, issues: dict[str, Issue]) -> list[Wait]:
    """A department that has not said whether it is theirs, or has not answered."""
    found: list[Wait] = []
    for request in await world.every(Request):
        name = issues[request.issue].title
        if request.state is RequestState.SENT:
            found.append(Wait(K.CLAIM, request.id, request.issue, ends(world, K.CLAIM, request.sent_at), title=name))
        if request.state in (RequestState.SENT, RequestState.CLAIMED):
            due = ends(world, K.DEPARTMENT_ANSWER, request.sent_at, request.extended)
            found.append(Wait(K.DEPARTMENT_ANSWER, request.id, request.issue, due, title=name))
    return found


# ---------------------------------------------------------------- who was never told


async def never_told(world: World, filed: list[Concern]) -> list[str]:
    """Authors whose phone does not hold the number of what they filed, or who have not heard what became of it."""
    reached = select(outbox.c.receiver, outbox.c.about).where(outbox.c.about.is_not(None), outbox.c.state.in_(("said", "listed")))
    told = {(receiver, about) for receiver, about in await world.sql(reached)}
    missing = []
    for concern in filed:
        shown = "".join(text for _, text in world.phones[world.person[concern.person].name].shown) if concern.person else ""
        if concern.person and concern.number and concern.number not in shown:
            missing.append(f"{concern.text[:12]}: no receipt")
        ways = [f"address:{concern.address}", f"person:{concern.person}"]
        decided = concern.stage not in {S.RECEIVED, S.EMERGENCY, *GONE}
        if decided and not any((way, about) in told for way in ways for about in (concern.id, concern.issue)):
            missing.append(f"{concern.text[:12]}: {concern.stage} and never told")
    return missing


async def alarms_unanswered(world: World) -> list[str]:
    """Alarms that nobody took in hand, and whose caller was not told so."""
    told = {row[0] for row in await world.sql(select(outbox.c.about).where(outbox.c.kind == "alert"))}
    return [a.id for a in await world.every(Alert) if a.state in (AlertState.RINGING, AlertState.UNANSWERED) and a.concern not in told]


# ---------------------------------------------------------------- who hears too much

MOST_A_DAY = 12  # what the bot says of its own accord; more is read by nobody


async def drowned(world: World) -> list[str]:
    """Persons who were told more in one day than anybody reads: silence too, for the one thing that mattered is lost in it."""
    unasked = select(outbox.c.receiver, outbox.c.made_at).where(outbox.c.kind.not_in(("answer", "alert")))
    days = Counter((receiver, from_ms(at).date()) for receiver, at in await world.sql(unasked) if receiver.startswith("person:"))
    return [f"{receiver} heard {count} things on {day}" for (receiver, day), count in days.items() if count > MOST_A_DAY]
