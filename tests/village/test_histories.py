"""Whatever is done to an issue in whatever order: it stands where a road leads, no meeting is held with a shut gate, and 通过 is lawful.

A history is a row of commands drawn from one seed: some of them do the next honest piece of work, the others are anything
at any time. The checks are written anew and never ask the code under test whether it was right.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.packs import load_packs
from handlers.village import road
from handlers.village.assembly import Body, HeadCount, Item
from handlers.village.evidence import Attendance, CaseFile, Law, affected_of, gather, scope_of
from handlers.village.issue import (
    Level,
    Method,
    Opinion,
    OutcomeKind,
    PaperKind,
    Request,
    RequestState,
    Stance,
    Task,
    TaskState,
    Track,
    Visit,
)
from handlers.village.matter import Stage
from handlers.village.road import ISSUE_ROADS, MovedOn
from handlers.village.thresholds import DEFAULTS, Ground, Presence
from handlers.village.verdict import decide, may_say_passed
from tests.village.files import NOON, concern, ground, issue, paper
from tests.village.test_issue_road import TOLD

BOOK = load_packs()
GROUND = ground(9)
HOMES = sorted(GROUND.households)
ITEMS = ("", "", "", Item.LAND_COMPENSATION.value, Item.VILLAGE_BUILDING.value)


@dataclass
class History:
    """One issue being pushed about: draw decides everything."""

    draw: Random
    file: CaseFile
    ground: Ground = GROUND
    day: int = 0
    count: HeadCount | None = None
    body: Body | None = None
    seq: int = 0
    seen: Counter[Stage] = field(default_factory=Counter)

    @property
    def now(self):
        return NOON + timedelta(days=self.day)

    @property
    def today(self):
        return self.now.date()

    def write(self, kind: PaperKind, words: str = "", facts: dict[str, str] | None = None) -> None:
        self.seq += 1
        made = replace(paper(kind, self.seq, words, self.day), facts=facts or {})
        self.file = replace(self.file, papers=(*self.file.papers, made))

    def verdict(self):
        if self.count is None or self.body is None or not self.file.issue.item:
            return None
        item = Item(self.file.issue.item)
        pack = next(p for p in (BOOK.village, BOOK.collective) if item in p.items)
        return decide(pack, self.body, item, self.count)

    def evidence(self, there: Attendance | None = None):
        verdict = self.verdict()
        law = Law(BOOK.village.board_days, None if verdict is None else may_say_passed(verdict))
        return gather(self.file, self.ground, self.today, law, there)

    # ------------------------------------------------------------ commands

    def pass_days(self) -> None:
        self.day += self.draw.choice((1, 3, 5, 8, 15))

    def set_out(self) -> None:
        fields = {"track": self.draw.choice(list(Track)), "level": self.draw.choice(list(Level)[:3]), "item": self.draw.choice(ITEMS)}
        fields["safety"] = self.draw.random() < 0.3
        more = {"legal": self.draw.random() < 0.3, "participants": self.draw.choice(("", "全村")), "reason": self.draw.choice(("", "急"))}
        affected = tuple(self.draw.sample(HOMES, self.draw.randint(0, 4)))
        grid = self.draw.choice((None, "g0"))
        self.file = replace(self.file, issue=replace(self.file.issue, **fields, **more, affected=affected, grid=grid))
        self.write(PaperKind.SET, facts={"clean": self.draw.choice("01")})
        self.branch("set")

    def branch(self, of: str = "") -> None:
        self.write(PaperKind.BRANCH, facts={"of": of or self.draw.choice(("set", "outcome", "rule"))})

    def speak(self) -> None:
        home, who = self.draw.choice(HOMES), f"p{self.draw.randint(0, 20)}"
        said = Opinion(
            f"i1:{who}", "i1", home, who, self.now, "wechat", self.draw.choice([*Stance, None]), self.draw.choice([None, True, True, False])
        )
        others = tuple(o for o in self.file.opinions if o.id != said.id)
        self.file = replace(self.file, opinions=(*others, said))

    def go_round(self) -> None:
        """Every door of the village, and a word from each."""
        for home in HOMES:
            self.visit(home, True)
            said = Opinion(
                f"i1:p-{home}", "i1", home, f"p-{home}", self.now, "wechat", Stance.AGAINST if home == "h0" else Stance.FOR, True
            )
            self.file = replace(self.file, opinions=(*(o for o in self.file.opinions if o.id != said.id), said))
        for person, home in self.ground.away.items():
            for method in (Method.SMS, Method.PHONE):
                self.visit(home, False, method, person)
        self.write(PaperKind.SUMMARY)
        self.write(PaperKind.SLOTS, facts={"homes": " ".join(HOMES)})
        for n in range(3):
            self.write(PaperKind.READ_BACK, facts={"person": f"r{n}", "right": "1"})

    def visit(self, home: str = "", found: bool | None = None, method: Method | None = None, person: str | None = None) -> None:
        self.seq += 1
        made = Visit(
            f"v{self.seq}",
            "i1",
            home or self.draw.choice(HOMES),
            NOON + timedelta(days=self.day),
            "p9",
            method or Method.DOOR,
            self.draw.random() < 0.7 if found is None else found,
            person,
        )
        self.file = replace(self.file, visits=(*self.file.visits, made))

    def ask_department(self) -> None:
        self.seq += 1
        state = self.draw.choice(list(RequestState))
        made = Request(f"r{self.seq}", "i1", self.draw.choice(("水利局", "民政局")), "修", NOON, "p1", state)
        self.file = replace(self.file, requests=(*self.file.requests[-1:], made))

    def give_task(self) -> None:
        self.seq += 1
        made = Task(f"t{self.seq}", "i1", "修路", "王", NOON.date(), state=self.draw.choice(list(TaskState)))
        self.file = replace(self.file, tasks=(*self.file.tasks[-1:], made))

    def do_tasks(self) -> None:
        state = self.draw.choice(list(TaskState))
        self.file = replace(self.file, tasks=tuple(replace(t, state=state) for t in self.file.tasks))

    def any_paper(self) -> None:
        kind = self.draw.choice(
            [k for k in PaperKind if k not in (PaperKind.ATTENDANCE, PaperKind.OUTCOME, PaperKind.ASSEMBLY_CALL, PaperKind.NOTICE)]
        )
        facts = {
            "cadres": self.draw.choice("012"),
            "party": "1",
            "people": self.draw.choice("013"),
            "agree": self.draw.choice("01"),
            "gate": self.draw.choice(("close", "visited", "partaken", "attended")),
            "as": self.draw.choice(("host", "supervisor", "nobody")),
            "person": f"p{self.draw.randint(0, 9)}",
            "rate": self.draw.choice("123"),
            "answered": self.draw.choice("01"),
            "petition": "1" if self.draw.random() < 0.02 else "0",
        }
        self.write(kind, self.draw.choice(("", "有理由")), facts)

    def settle(self) -> None:
        self.write(PaperKind.OUTCOME, facts={"kind": self.draw.choice(list(OutcomeKind)).value})
        self.branch("outcome")
        self.write(PaperKind.MINUTES)
        for role in ("host", "supervisor"):
            self.write(PaperKind.CONFIRMATION, facts={"as": role})

    def publish(self) -> None:
        until = (self.today + timedelta(days=15)).isoformat()
        self.write(PaperKind.NOTICE, facts={"page": self.draw.choice(("outcome", "outcome", "call")), "until": until})
        for line in (self.post, self.rule):
            line()

    def post(self) -> None:
        self.keep(road.post(self.file.issue, self.evidence(), self.thresholds()))

    def rule(self) -> None:
        self.keep(road.make_rule(self.file.issue, self.evidence(), self.thresholds()))

    def vote(self) -> None:
        """An assembly's head count: anything, often near the boundary."""
        eligible = self.draw.randint(1, 30)
        present = self.draw.randint(0, eligible)
        yes = self.draw.randint(0, present)
        no = self.draw.randint(0, present - yes)
        self.count = HeadCount(eligible, present, yes, no, present - yes - no, notice_days=self.draw.choice((0, 9, 10, 12)))
        self.body = self.draw.choice(list(Body))
        self.write(PaperKind.ASSEMBLY_CALL, facts={"body": self.body.value})

    def suspend(self) -> None:
        self.keep(road.suspend(self.file.issue))

    def resume(self) -> None:
        self.keep(road.resume(self.file.issue))

    def thresholds(self):
        return DEFAULTS[self.file.issue.level or Level.VILLAGE]

    def keep(self, step: object) -> None:
        if isinstance(step, MovedOn):
            self.file = replace(self.file, issue=step.issue)

    # ------------------------------------------------------------ moving, and what must never come of it

    def move(self) -> None:
        before = self.file.issue
        goals = [to for start, to in ISSUE_ROADS if start is before.stage] or list(Stage)
        to = self.draw.choice(goals) if self.draw.random() < 0.9 else self.draw.choice(list(Stage))
        there = self.crowd() if to is Stage.MEETING else None
        step = road.advance(before, to, self.evidence(there), self.thresholds())
        if not isinstance(step, MovedOn):
            return
        assert (before.stage, step.issue.stage) in TOLD
        if to is Stage.MEETING:
            assert there is not None
            self.must_be_open(there)
            self.write(PaperKind.ATTENDANCE, facts=there.facts())
        if (before.stage, to) == (Stage.STATUTORY, Stage.DOING):
            assert self.lawful()
        if (before.stage, to) == (Stage.REDO, Stage.DOING) and before.item:
            assert self.lawful()
        if (before.stage, to) == (Stage.SET, Stage.DOING):
            assert before.track is Track.URGENT
            assert not before.item
            assert before.safety or self.written("close")
        if to is Stage.CLOSED and before.stage is Stage.RATING:
            assert before.rule is Stage.CLOSED
        self.file = replace(self.file, issue=step.issue)
        self.seen[to] += 1

    def crowd(self) -> Attendance:
        homes = frozenset(self.draw.sample(HOMES, self.draw.choice((2, 5, 9, 9))))
        villagers = len(homes)
        guests = frozenset(g for g in Presence if self.draw.random() < 0.8)
        women = self.draw.randint(0, villagers)
        return Attendance(
            homes, villagers + self.draw.randint(0, 4), villagers, women, self.draw.choice(("", "农忙")), guests, frozenset({"水利局"})
        )

    def must_be_open(self, there: Attendance) -> None:
        """All four gates, reckoned once more by hand."""
        i = self.file.issue
        self.must_be_close(i)
        self.must_be_visited(i)
        affected = affected_of(i, self.ground)
        spoke = {o.household for o in self.lately() if o.stance is not None or o.words}
        assert all(home in there.households or home in spoke for home in affected)
        assert 10 * there.villagers >= 6 * there.persons
        here = len(affected & there.households)
        assert here == len(affected) or 2 * here >= there.persons
        small = i.track is Track.MINOR and i.level in (Level.BUILDING, Level.GRID) and not i.item and 3 * len(affected) <= len(HOMES)
        if not small:
            assert there.women_reason or 3 * there.women >= there.villagers
            assert i.level is not Level.GRID or 3 * there.villagers >= 2 * len(scope_of(i, self.ground))
            heard = {home for p in self.round() if p.kind is PaperKind.SLOTS for home in p.facts.get("homes", "").split()}
            scope = set(HOMES if i.grid is None else HOMES[::3])
            assert len(heard & scope) >= min(3, len(scope))
            assert {self.ground.grids[h] for h in affected} <= {self.ground.grids[h] for h in there.households & affected}
        if i.level is Level.VILLAGE or i.level is None:
            assert there.guests & {Presence.TOWNSHIP, Presence.SPONSOR}
            hurried = i.track is Track.URGENT and (i.safety or self.written("close"))
            assert hurried or there.guests & {Presence.DISTRICT, Presence.SPONSOR_UNIT}
        else:
            assert Presence.GRID_LEAD in there.guests
        assert not i.legal or Presence.POLICE in there.guests
        needed = {r.department for r in self.file.requests if r.state is not RequestState.ANSWERED}
        answered = {r.department for r in self.file.requests if r.state is RequestState.ANSWERED}
        assert needed - answered <= there.departments

    def round(self):
        """The papers since it was last opened again."""
        at = [n for n, p in enumerate(self.file.papers) if p.kind is PaperKind.REOPENED]
        return self.file.papers[at[-1] + 1 if at else 0 :]

    def lately(self):
        again = [p.at for p in self.file.papers if p.kind is PaperKind.REOPENED]
        return [o for o in self.file.opinions if not again or o.at >= again[-1]]

    def written(self, gate: str) -> bool:
        """Has the township opened it in writing, since the slip and, for the doors, in this round?"""
        papers = list(self.file.papers if gate == "close" else self.round())
        at = [n for n, p in enumerate(papers) if p.kind is PaperKind.SET]
        after = papers[at[-1] + 1 if at else 0 :]
        return any(p.kind is PaperKind.OVERRIDE and p.words and p.facts["gate"] == gate for p in after)

    def must_be_close(self, i) -> None:
        slips = [p for p in self.file.papers if p.kind is PaperKind.SET]
        assert slips[-1].facts["clean"] == "1"
        if self.written("close"):
            return
        concerns = {c.id for c in self.file.concerns}
        quotes = {
            p.facts.get("household", p.id)
            for p in self.file.papers
            if p.kind is PaperKind.QUOTE and p.words and p.facts.get("concern") in concerns
        }
        assert len(quotes) >= min(3, len(HOMES if i.grid is None else HOMES[::3]))
        petition = any(p.facts.get("petition") == "1" for p in self.file.papers if p.kind in (PaperKind.SET, PaperKind.PETITION))
        answers = {o.household for o in self.file.opinions if o.ours is not None}
        assert petition or i.safety or answers

    def must_be_visited(self, i) -> None:
        if self.written("visited"):
            return
        again = [p.at for p in self.file.papers if p.kind is PaperKind.REOPENED]
        visits = [v for v in self.file.visits if not again or v.at >= again[-1]]
        reached = {v.household for v in visits if v.reached} | {o.household for o in self.lately() if o.stance is not None or o.words}
        affected = affected_of(i, self.ground)
        assert 10 * len(affected & reached) >= 7 * len(affected)
        kinds = {p.kind for p in self.round()}
        assert PaperKind.SUMMARY in kinds
        assert PaperKind.READ_BACK in kinds

    def lawful(self) -> bool:
        """Quorum and majority by whole numbers, for the two items that histories know."""
        count, item = self.count, self.file.issue.item
        assert count is not None
        if item == Item.LAND_COMPENSATION.value:
            return (
                self.body is Body.MEMBERS_ASSEMBLY
                and 3 * count.present >= 2 * count.eligible
                and 3 * count.yes >= 2 * count.eligible
                and count.notice_days >= 10
            )
        quorum = 2 * count.present > count.eligible and 2 * count.yes > count.present
        return self.body is Body.VILLAGERS_ASSEMBLY and quorum and count.notice_days >= 10


RANDOM = (
    "pass_days",
    "set_out",
    "speak",
    "visit",
    "ask_department",
    "give_task",
    "do_tasks",
    "any_paper",
    "branch",
    "settle",
    "publish",
    "vote",
)
LATER = ("suspend", "resume", "post", "rule", "go_round")


def ready_village() -> CaseFile:
    """A matter whose poll has been answered, so that some histories come far."""
    said = tuple(Opinion(f"i1:p-{h}", "i1", h, f"p-{h}", NOON, "wechat", Stance.FOR, True) for h in HOMES)
    papers = tuple(
        replace(paper(kind, n), facts=facts, words="话")
        for n, (kind, facts) in enumerate(
            [
                (PaperKind.SET, {"clean": "1"}),
                (PaperKind.BRANCH, {"of": "set"}),
                *[(PaperKind.QUOTE, {"household": f"h{n}", "concern": f"c{n}"}) for n in range(3)],
                (PaperKind.CALL, {}),
                (PaperKind.SLOTS, {"homes": "h0 h3 h6"}),
                (PaperKind.VOICES, {}),
                (PaperKind.PRE_MEETING, {"cadres": "2", "party": "2", "people": "3"}),
                (PaperKind.OPTION, {}),
                (PaperKind.SENT, {}),
                (PaperKind.REVIEW, {"agree": "1"}),
            ]
        )
    )
    return CaseFile(issue(), tuple(concern(n) for n in range(6)), said, papers=papers)


def run(seed: int, length: int = 26) -> History:
    draw = Random(seed)
    far = draw.random() < 0.7
    file = ready_village() if far else CaseFile(issue(level=None, track=None), (concern(0),))
    history = History(draw, file, seq=100)
    if far:
        history.go_round()
        stage = draw.choice([start for start, _ in TOLD])  # what lies behind it is on file; what comes is not
        history.file = replace(history.file, issue=replace(history.file.issue, stage=stage))
    for _ in range(length):
        if draw.random() < 0.55:
            history.move()
        else:
            getattr(history, draw.choice(LATER if draw.random() < 0.25 else RANDOM))()
    return history


def check(seed: int) -> None:
    history = run(seed)
    verdict = history.verdict()
    if verdict is not None and may_say_passed(verdict):
        assert history.lawful()


@given(seed=st.integers(0, 2**63))
@settings(max_examples=500, deadline=None, derandomize=True)
def test_no_history_leaves_the_road_or_meets_with_a_shut_gate(seed: int) -> None:
    check(seed)


@pytest.mark.slow
@pytest.mark.parametrize("tenth", range(10))  # so that every core has its share
@given(seed=st.integers(0, 2**63))
@settings(max_examples=10_000, deadline=None)
def test_a_hundred_thousand_histories_do_not_either(tenth: int, seed: int) -> None:
    check(seed)


def test_histories_come_far_enough_to_mean_something() -> None:
    seen: Counter[Stage] = Counter()
    for seed in range(800):
        seen += run(seed).seen
    on_the_road = {to for _, to in TOLD} - {Stage.CLOSED}
    assert {stage for stage in on_the_road if not seen[stage]} == set()
