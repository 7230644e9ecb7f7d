"""One issue's whole file in a turn: gathered, written into, moved along the road. Every act on an issue goes through here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from handlers.desk import Desk
from handlers.memory import (
    ById,
    ConcernsOfIssue,
    HouseholdsOf,
    OpinionsOn,
    PapersOf,
    PapersSince,
    PersonsOfUnit,
    RequestsOf,
    TasksOf,
    VisitsOn,
)
from handlers.messages import Line, line
from handlers.named import NAMES_CADRE, named_in
from handlers.scene import Scene
from handlers.village import road
from handlers.village.assembly import Body, HeadCount, Item, RulePack
from handlers.village.beforehand import overdue
from handlers.village.evidence import Attendance, CaseFile, Evidence, Law, gather, this_round
from handlers.village.gates import Shut
from handlers.village.issue import Issue, Opinion, Paper, PaperKind, Request, Task, Visit
from handlers.village.matter import Concern, Stage
from handlers.village.people import Household, Person
from handlers.village.rights import Granted, Thing, may
from handlers.village.road import BEFORE_THE_MEETING, Held, MovedOn
from handlers.village.roles import Action, ThingKind
from handlers.village.sessions import notice_until
from handlers.village.thresholds import DEFAULTS, Ground, Thresholds
from handlers.village.verdict import Verdict, decide, may_say_passed

JUDGED = frozenset({Action.OVERRIDE_GATE, Action.ACCEPT_WORK})  # several may accept, and no matter waits for an override: one stands aside


@dataclass
class Case:
    """file follows what this turn writes; nothing is real before the desk commits."""

    scene: Scene
    file: CaseFile
    households: tuple[Household, ...]
    persons: tuple[Person, ...]
    _counted: tuple[CaseFile, Evidence] | None = None

    @property
    def issue(self) -> Issue:
        return self.file.issue

    @property
    def round(self) -> CaseFile:
        """The file without what was asked and heard before it was opened again."""
        return this_round(self.file)

    @property
    def thresholds(self) -> Thresholds:
        level = self.issue.level
        table = self.scene.statutes.thresholds
        return table.get(level, DEFAULTS[level]) if level else Thresholds()

    @property
    def ground(self) -> Ground:
        """Who lives in the village, as the gates count them; nobody moves house within a turn."""
        return ground_of(self.households, self.persons)

    def evidence(self, there: Attendance | None = None) -> Evidence:
        """What the file proves now; there: the head count of the meeting about to open. Counted anew when the file has changed."""
        if there is not None:
            return gather(self.file, self.ground, self.scene.now.date(), self.law(), there)
        if self._counted is None or self._counted[0] is not self.file:
            self._counted = self.file, gather(self.file, self.ground, self.scene.now.date(), self.law())
        return self._counted[1]

    def law(self) -> Law:
        """What the rule packs say: how long a result stays up, the verdict on the assembly's count, and whose period has come."""
        verdict = self.verdict()
        return Law(self.board_days(), None if verdict is None else may_say_passed(verdict), bool(self.overdue()))

    def overdue(self) -> tuple[Body, ...]:
        """Assemblies that could decide this item and must be held by now: so many a year, counted over all of the village's matters."""
        pack = self.pack()
        if pack is None or self.issue.stage not in BEFORE_THE_MEETING:
            return ()
        met = [paper for paper in self.scene.desk.find(a_year(self.scene, self.issue.village)) if paper.kind in COUNTED]
        days = {Body(paper.facts["body"]): paper.at.date() for paper in sorted(met, key=lambda paper: paper.at)}
        return overdue(pack, Item(self.issue.item), days, self.scene.now.date())

    def board_days(self) -> int | None:
        """公布期限; a township or district has no board of its own: its villages' law holds."""
        book = self.scene.statutes.book
        return max(pack.board_days for pack in self.packs() or (book.village,)) if book else None

    def up_until(self) -> date:
        """The first day on which what is hung up today may come down."""
        return notice_until(self.scene.now.date(), self.board_days() or 0)

    def packs(self) -> tuple[RulePack, ...]:
        """The statutes the village lives by."""
        book, unit = self.scene.statutes.book, self.scene.desk.unit(self.issue.village)
        return book.packs(unit.kind) if book and unit else ()

    def pack(self) -> RulePack | None:
        """The statute that fixes this issue's item."""
        return next((pack for pack in self.packs() if self.issue.item and Item(self.issue.item) in pack.items), None)

    def verdict(self) -> Verdict | None:
        """The last called assembly's verdict, reckoned anew from its head count; None before that has been confirmed."""
        paper, pack = checked_count(self.file, PaperKind.ASSEMBLY), self.pack()
        if paper is None or pack is None:
            return None
        return decide(pack, Body(paper.facts["body"]), Item(self.issue.item), head_count(paper.facts))

    # ------------------------------------------------------------ rights

    def may(self, action: Action, author: str = "") -> bool:
        """May the speaker do this to this issue? author: who wrote the draft that now waits for a yes.

        回避: whoever a report speaks about does not judge it where somebody else can.
        """
        named = self.spoken_of if action in JUDGED else frozenset[str]()
        return isinstance(may(self.scene.actor_of_rights, action, self.thing(author, named)), Granted)

    @cached_property
    def spoken_of(self) -> frozenset[str]:
        """Holders of offices whom a report is about, and their households; not those of whom it only says that they were asked."""
        said = [concern.text for concern in self.file.concerns if NAMES_CADRE not in concern.flags]
        persons = named_in(self.scene, "\n".join(said), self.issue.village).persons
        return frozenset(key for person in persons for key in (person.id, person.household) if key)

    def thing(self, author: str = "", named: frozenset[str] = frozenset()) -> Thing:
        """The issue as rights see it."""
        unit = self.scene.desk.unit(self.issue.village)
        township = (unit.parent or "") if unit else ""
        return Thing(ThingKind.ISSUE, self.issue.village, township, self.issue.grid or "", author=author, named=named)

    # ------------------------------------------------------------ writing

    def write(self, kind: PaperKind, words: str = "", /, **facts: str) -> Paper:
        """One more leaf, and a line in the chain (never its words)."""
        scene = self.scene
        seq = self.file.papers[-1].seq + 1 if self.file.papers else 1
        paper = Paper(scene.fresh.id("paper"), self.issue.id, kind, scene.now, scene.actor, words, facts, seq)
        self.put(paper)
        scene.desk.note(scene.actor, f"paper_{kind}", self.issue.id, paper.id)
        return paper

    def put(self, record: Issue | Paper | Opinion | Visit | Request | Task) -> None:
        """Keeps a new or changed record of this file."""
        self.scene.desk.put(record)
        if isinstance(record, Issue):
            self.file = replace(self.file, issue=record)
            return
        name = SHELVES[type(record)]
        others = tuple(r for r in getattr(self.file, name) if r.id != record.id)
        at = [r.id for r in getattr(self.file, name)]
        place = at.index(record.id) if record.id in at else len(others)
        self.file = replace(self.file, **{name: (*others[:place], record, *others[place:])})  # type: ignore[arg-type]

    def change(self, **fields: object) -> Issue:
        """The issue with some fields changed."""
        changed = replace(self.issue, **fields)  # type: ignore[arg-type]
        self.put(changed)
        return changed

    # ------------------------------------------------------------ moving

    def move(self, to: Stage, there: Attendance | None = None) -> Held | None:
        """One step along the road; None when it was taken."""
        return self._take(road.advance(self.issue, to, self.evidence(there), self.thresholds))

    def could(self, to: Stage, there: Attendance | None = None) -> Held | None:
        """What would hold the step, without taking it."""
        found = road.advance(self.issue, to, self.evidence(there), self.thresholds)
        return found if isinstance(found, Held) else None

    def post(self) -> Held | None:
        """结果公示: begun, or taken down."""
        return self._take(road.post(self.issue, self.evidence(), self.thresholds))

    def make_rule(self) -> Held | None:
        """建章立制: begun, or settled."""
        return self._take(road.make_rule(self.issue, self.evidence(), self.thresholds))

    def suspend(self) -> Held | None:
        return self._take(road.suspend(self.issue))

    def resume(self) -> Held | None:
        return self._take(road.resume(self.issue))

    def _take(self, step: MovedOn | Held) -> Held | None:
        if isinstance(step, Held):
            return step
        before = self.issue
        self.put(step.issue)
        detail = f"{before.stage}>{step.issue.stage}" + (" override" if step.by_override else "")
        self.scene.desk.note(self.scene.actor, "issue_moved", before.id, detail)
        return None


_grounds: dict[tuple[int, int], tuple[tuple[Household, ...], tuple[Person, ...], Ground]] = {}
MOST_GROUNDS = 32


def ground_of(households: tuple[Household, ...], persons: tuple[Person, ...]) -> Ground:
    """Counted once for as long as the same residents are handed out, until the roster changes; both are kept, so their ids stand."""
    place = id(households), id(persons)
    if place not in _grounds:
        if len(_grounds) >= MOST_GROUNDS:
            _grounds.pop(next(iter(_grounds)))
        _grounds[place] = households, persons, _count_ground(households, persons)
    return _grounds[place][2]


def _count_ground(households: tuple[Household, ...], persons: tuple[Person, ...]) -> Ground:
    named = {(h.id, h.head) for h in households}
    heads = {p.household for p in persons if p.woman and p.household and (p.household, p.name) in named}
    return Ground(
        {h.id: h.grid for h in households},
        frozenset(h.id for h in households if h.vulnerable),
        {p.id: p.household for p in persons if p.away and p.household},
        frozenset(heads),
    )


SHELVES: Mapping[type, str] = {Paper: "papers", Opinion: "opinions", Visit: "visits", Request: "requests", Task: "tasks"}


def a_year(scene: Scene, village: str) -> PapersSince:
    return PapersSince(village, scene.now - timedelta(days=366))


def case_of(scene: Scene, issue: str) -> Case | None:
    """Everything about one issue; None for an unknown one. What this very turn has added to the file is in it."""
    desk = scene.desk
    found = desk.get(Issue, issue)
    if found is None:
        return None
    shelves = (ConcernsOfIssue(issue), OpinionsOn(issue), VisitsOn(issue), PapersOf(issue), RequestsOf(issue), TasksOf(issue))
    people = (HouseholdsOf(found.village), PersonsOfUnit(found.village))
    lately = (a_year(scene, found.village),) if found.item and found.stage in BEFORE_THE_MEETING else ()
    desk.need(ById(Issue, issue), *shelves, *people, *lately)
    concerns, *others = (desk.find(shelf) for shelf in shelves)
    theirs = tuple(c for c in with_new(desk, Concern, issue, concerns) if not gone_elsewhere(c, issue))
    kinds = (Opinion, Visit, Paper, Request, Task)
    file = CaseFile(found, theirs, *(with_new(desk, kind, issue, known) for kind, known in zip(kinds, others, strict=True)))
    return Case(scene, file, *(desk.find(each) for each in people))


def gone_elsewhere(concern: Concern, issue: str) -> bool:
    """Taken out by this very turn: into another issue, or back on the list."""
    return concern.issue != issue and (concern.issue is not None or concern.stage is Stage.RECEIVED)


def with_new(desk: Desk, kind: type[Any], issue: str, known: tuple[Any, ...]) -> tuple[Any, ...]:
    """A look-up knows what was there before the turn; what an act has put since stands on the desk."""
    ids = {record.id for record in known}
    return (*known, *(r for (what, _), r in desk.puts.items() if what is kind and r.issue == issue and r.id not in ids))


COUNTED = {PaperKind.ASSEMBLY: PaperKind.ASSEMBLY_CALL, PaperKind.RULE_VOTE: PaperKind.RULE_CALL}


def last_count(file: CaseFile, kind: PaperKind) -> Paper | None:
    """The last head count of the assembly that was called last."""
    return next(reversed(file.since(kind, COUNTED[kind])), None)


def checked_count(file: CaseFile, kind: PaperKind) -> Paper | None:
    """The same, once a supervisor has confirmed it; before that it proves nothing."""
    paper = last_count(file, kind)
    marks = {(p.facts.get("as"), p.facts.get("of")) for p in file.of(PaperKind.CONFIRMATION)}
    return paper if paper is not None and ("count", paper.id) in marks else None


def head_count(facts: Mapping[str, str]) -> HeadCount:
    """An assembly's count as its paper keeps it."""
    numbers = {
        name: int(facts.get(name) or 0) for name in ("eligible", "present", "yes", "no", "abstain", "households", "online", "proxies")
    }
    more = {"households_present": int(facts.get("households_present") or 0), "notice_days": int(facts.get("notice_days") or 0)}
    return HeadCount(**numbers, **more, urgent=facts.get("urgent") == "1", mandated=facts.get("mandated") == "1")


def told_shut(held: Held) -> list[Line]:
    """Everything that is lacking, each with its number and who can mend it."""
    return [Line(held.reason), *(shut_line(each) for each in held.shut)]


def shut_line(shut: Shut) -> Line:
    return line(f"shut.{shut.what}", lacking=str(shut.lacking), have=str(shut.have), need=str(shut.need), who=Line(f"mender.{shut.mender}"))
