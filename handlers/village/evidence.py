"""What an issue's file proves, counted: the gates look at nothing else, so no tick can open one."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from handlers.village.issue import (
    Backing,
    Issue,
    Level,
    Method,
    Opinion,
    OutcomeKind,
    Paper,
    PaperKind,
    Request,
    RequestState,
    Stance,
    Task,
    TaskState,
    Track,
    Visit,
)
from handlers.village.matter import Concern, OnBehalf, Stage
from handlers.village.thresholds import Ground, Presence
from handlers.village.voices import supporters

CLOSE = "close"  # gates.GateName.CLOSE, as an override names it
ASKED_FOR_A_TIME = 3  # households: fewer say nothing about when people can come
RECENT = timedelta(days=90)  # reports older than this no longer speak for themselves


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything about one issue, papers in the order they were written."""

    issue: Issue
    concerns: tuple[Concern, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    visits: tuple[Visit, ...] = ()
    papers: tuple[Paper, ...] = ()
    requests: tuple[Request, ...] = ()
    tasks: tuple[Task, ...] = ()

    def of(self, kind: PaperKind) -> tuple[Paper, ...]:
        return tuple(paper for paper in self.papers if paper.kind is kind)

    def last(self, kind: PaperKind) -> Paper | None:
        return next((paper for paper in reversed(self.papers) if paper.kind is kind), None)

    def since(self, kind: PaperKind, *anchors: PaperKind) -> tuple[Paper, ...]:
        """Papers of a kind written after the last one of other kinds: a new round begins with its anchor."""
        found: list[Paper] = []
        for paper in self.papers:
            if paper.kind in anchors:
                found = []
            elif paper.kind is kind:
                found.append(paper)
        return tuple(found)


def this_round(file: CaseFile) -> CaseFile:
    """What was asked, heard and written since the matter was last opened again: of what went wrong nothing opens a gate twice."""
    again = file.last(PaperKind.REOPENED)
    if again is None:
        return file
    opinions = tuple(o for o in file.opinions if o.at >= again.at)
    visits = tuple(v for v in file.visits if v.at >= again.at)
    return replace(file, papers=file.papers[file.papers.index(again) + 1 :], opinions=opinions, visits=visits)


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who came, as counted by the host: households by id, persons by number, and whose coming the fourth gate asks for."""

    households: frozenset[str] = frozenset()
    persons: int = 0  # everybody, guests too
    villagers: int = 0
    women: int = 0
    women_reason: str = ""
    guests: frozenset[Presence] = frozenset()
    departments: frozenset[str] = frozenset()

    def facts(self) -> dict[str, str]:
        """As a paper keeps it."""
        return {
            "households": " ".join(sorted(self.households)),
            "persons": str(self.persons),
            "villagers": str(self.villagers),
            "women": str(self.women),
            "women_reason": self.women_reason,
            "guests": " ".join(sorted(self.guests)),
            "departments": " ".join(sorted(self.departments)),
        }


def attendance_of(paper: Paper) -> Attendance:
    """The other way round."""
    facts = paper.facts
    return Attendance(
        frozenset(facts["households"].split()),
        int(facts["persons"]),
        int(facts["villagers"]),
        int(facts["women"]),
        facts["women_reason"],
        frozenset(Presence(each) for each in facts["guests"].split()),
        frozenset(facts["departments"].split()),
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """Plain numbers. Households unless the name says otherwise."""

    # G1
    village: int = 0  # all of the village
    scope: int = 0
    affected: int = 0
    supporting: int = 0
    told: int = 0  # concerns that carry the issue, every copy one
    reports: int = 0  # authors who spoke by themselves within ninety days
    petition: bool = False
    period: bool = False  # an assembly that decides the item has to meet now
    urgent: bool = False  # danger stands in a report, or the township has said yes in writing
    ours: int = 0
    polled: int = 0
    private: bool = False
    clean_title: bool = False
    title_length: int = 0
    quotes: int = 0  # households whose own words are on file
    level: Level | None = None
    track: Track | None = None
    reasoned: bool = False  # level, participants and reasons are written down
    called_days: int | None = None  # days since the call for opinions
    # G2
    affected_asked: int = 0
    affected_reached: int = 0
    others: int = 0
    others_asked: int = 0
    grids: int = 0
    grids_heard: int = 0
    away: int = 0  # persons
    away_tried: int = 0
    vulnerable: int = 0
    vulnerable_seen: int = 0
    dissent: bool = False  # a dissenting view, or the visitor's signature that there was none
    summary: bool = False
    read_back: int = 0
    denied: int = 0  # visits that the household says never were
    # pre-meeting, departments, review
    pre_met: bool = False
    options: int = 0
    departments: int = 0
    unanswered: int = 0
    agreed: bool = False
    overridden: frozenset[str] = frozenset()
    # G3
    slots: int = 0  # asked which of two times suits them
    slots_wanted: int = 1
    present: int = 0  # persons
    present_villagers: int = 0
    present_women: int = 0
    women_reason: bool = False
    present_touched: int = 0
    affected_grids: int = 0
    affected_grids_present: int = 0
    affected_heard: int = 0  # present, or their opinion lies ready
    voices_ready: bool = False
    vote_planned: bool = False
    # G4
    guests: frozenset[Presence] = frozenset()
    legal: bool = False
    departments_missing: int = 0
    # after the meeting
    branch: frozenset[str] = frozenset()  # what the branch has studied: set, outcome, rule
    confirmed: frozenset[str] = frozenset()  # of the minutes: host, supervisor
    outcome: OutcomeKind | None = None
    lawful: bool | None = None  # the assembly's verdict: None before it has met
    notice_days: int | None = None
    board_days: int | None = None  # how long the law keeps a result up; None: no rule pack is known
    objections: int = 0
    tasks: int = 0
    tasks_open: int = 0
    tasks_unaccepted: int = 0
    rated: int = 0
    unhappy: int = 0
    rating_days: int | None = None
    rule_settled: bool = False
    notice_over: bool = False


@dataclass(frozen=True, slots=True)
class Law:
    """What the rule packs say about this issue: how long its result stays up, the verdict on its assembly's head count,

    and whether the period of one that decides its item has come: it has to meet so many times a year.
    """

    board_days: int | None = None
    lawful: bool | None = None
    period: bool = False


# Fields of Evidence by name: made at once, because a copy of sixty fields costs more than all the counting.
Part = dict[str, Any]


def gather(file: CaseFile, ground: Ground, today: date, law: Law = Law(), there: Attendance | None = None) -> Evidence:
    """Counts a file. there: the head count of the meeting about to open; without it the last one written counts."""
    issue, now = file.issue, this_round(file)
    overridden, written = _overridden(file, now), now.last(PaperKind.ATTENDANCE)
    there = there or (attendance_of(written) if written else Attendance())
    return Evidence(
        level=issue.level,
        track=issue.track,
        legal=issue.legal,
        vote_planned=bool(issue.item),
        lawful=law.lawful,
        board_days=law.board_days,
        period=law.period,
        overridden=overridden,
        **_closeness(file, ground, today, overridden),
        **_visits(now, ground),
        **_preparation(now),
        **_meeting(now, ground, there),
        **_afterwards(file, today),
    )


def _overridden(file: CaseFile, now: CaseFile) -> frozenset[str]:
    """Gates the township has opened in writing since the issue was set; whether doors were visited is asked anew each round."""
    written = [p for p in file.since(PaperKind.OVERRIDE, PaperKind.SET) if p.words]
    return frozenset(p.facts.get("gate", "") for p in written if p in now.papers or p.facts.get("gate") == CLOSE)


def scope_of(issue: Issue, ground: Ground) -> frozenset[str]:
    """The households an issue asks: those of a building by name, a grid's, or everybody's."""
    if issue.level is Level.BUILDING and ground.households & frozenset(issue.affected):
        return ground.households & frozenset(issue.affected)
    if issue.grid is None:
        return ground.households
    return ground.by_grid.get(issue.grid, frozenset())


def affected_of(issue: Issue, ground: Ground) -> frozenset[str]:
    """The directly affected households; none named means all in scope."""
    scope = scope_of(issue, ground)
    return (scope & frozenset(issue.affected)) or scope


def _closeness(file: CaseFile, ground: Ground, today: date, overridden: frozenset[str]) -> Part:
    issue = file.issue
    standing = [c for c in file.concerns if c.stage in (Stage.CANDIDATE, Stage.MERGED)]
    answers = _by_household([o for o in file.opinions if o.ours is not None and o.counted])
    yes = {household for household, given in answers.items() if all(o.ours for o in given)}
    call, set_paper = file.last(PaperKind.CALL), file.last(PaperKind.SET)
    # as of the day the branch took it up: what was near to the people then does not grow old while others let it lie
    recent = (set_paper.at.date() if set_paper else today) - RECENT
    own = {c.author for c in standing if c.received_at.date() >= recent}
    return {
        "village": len(ground.households),
        "scope": len(scope_of(issue, ground)),
        "affected": len(affected_of(issue, ground)),
        # a neighbour somebody names is nobody's word yet: the household's own yes counts it
        "supporting": len(supporters(c for c in standing if c.on_behalf is not OnBehalf.NEIGHBOUR) | yes),
        "told": len(standing),
        "reports": len(own),
        "petition": any(p.facts.get("petition") == "1" for p in (*file.of(PaperKind.SET), *file.of(PaperKind.PETITION))),
        "urgent": issue.safety or (issue.track is Track.URGENT and CLOSE in overridden),
        "ours": len(yes),
        "polled": len(answers),
        "private": any(c.stage in (Stage.PRIVATE, Stage.SEALED) for c in file.concerns),
        "clean_title": bool(issue.title) and set_paper is not None and set_paper.facts.get("clean") == "1",
        "title_length": len(issue.title),
        "quotes": len(quoted(file)),
        "reasoned": bool(issue.level and issue.track and issue.participants and issue.reason),
        "called_days": (today - call.at.date()).days if call else None,
        "branch": _studied(file),
    }


def quoted(file: CaseFile) -> frozenset[str]:
    """原话 with somebody behind them: a concern that stands, or a counted opinion; what was emptied or taken back says nothing."""
    behind = {c.id for c in file.concerns if c.stage not in (Stage.WITHDRAWN, Stage.SEALED)}
    behind |= {o.id for o in file.opinions if o.counted and o.words and not o.withheld}
    said = [p for p in file.of(PaperKind.QUOTE) if p.words and behind & {p.facts.get("concern"), p.facts.get("opinion")}]
    return frozenset(p.facts.get("household", p.id) for p in said)


def _studied(file: CaseFile) -> frozenset[str]:
    """What the branch has met about; on an outcome it meets after the meeting, not before."""
    met = file.since(PaperKind.BRANCH, PaperKind.ATTENDANCE)
    return frozenset(of for p in file.of(PaperKind.BRANCH) if (of := p.facts.get("of", "")) != "outcome" or p in met)


def _by_household(opinions: list[Opinion]) -> dict[str, list[Opinion]]:
    """A household's several answers stay several: nobody's overwrites another's."""
    ordered = sorted(opinions, key=lambda o: o.household)
    return {household: list(given) for household, given in groupby(ordered, key=lambda o: o.household)}


def reached(file: CaseFile) -> frozenset[str]:
    """Households that were truly reached: somebody spoke for them, or a visit that stands found them.

    A visit whose entry the household disputes has reached nobody: somebody else goes again.
    """
    file = this_round(file)
    spoke = {o.household for o in file.opinions if o.spoken}
    disputed = {o.household for o in file.opinions if o.backing is Backing.DISPUTED} - spoke
    return frozenset(spoke | {v.household for v in file.visits if v.reached and v.stands} - disputed)


def asked(file: CaseFile) -> frozenset[str]:
    """Reached, or tried twice on two ways on different days."""
    tried = {household for household, visits in _visits_by(this_round(file)).items() if _tried(visits)}
    return reached(file) | frozenset(tried)


def _visits_by(file: CaseFile) -> dict[str, list[Visit]]:
    standing = sorted((v for v in file.visits if v.stands), key=lambda v: v.household)
    return {household: list(visits) for household, visits in groupby(standing, key=lambda v: v.household)}


def _tried(visits: list[Visit]) -> bool:
    return len({v.method for v in visits}) >= 2 and len({v.at.date() for v in visits}) >= 2


def _visits(file: CaseFile, ground: Ground) -> Part:
    scope, affected = scope_of(file.issue, ground), affected_of(file.issue, ground)
    were_asked, were_reached, others = asked(file), reached(file), scope - affected
    vulnerable = affected & ground.vulnerable
    away = {person for person, household in ground.away.items() if household in affected}
    seen = {v.household for v in file.visits if v.stands and v.reached and v.method is Method.DOOR}
    spoke = {o.household for o in file.opinions if o.spoken}
    denied = {v.household for v in file.visits if not v.stands} - {v.household for v in file.visits if v.stands and v.reached}
    heard = file.since(PaperKind.READ_BACK, PaperKind.SUMMARY)
    right = {p.facts.get("person", p.id) for p in heard if p.facts.get("right") == "1"}
    return {
        "affected_asked": len(affected & were_asked),
        "affected_reached": len(affected & were_reached),
        "others": len(others),
        "others_asked": len(others & were_asked),
        "grids": len({ground.grids[h] for h in scope}),
        "grids_heard": len({ground.grids[h] for h in scope & spoke}),
        "away": len(away),
        "away_tried": len(away & _away_tried(file)),
        "vulnerable": len(vulnerable),
        "vulnerable_seen": len(vulnerable & seen),
        "dissent": any(o.stance is Stance.AGAINST and o.spoken for o in file.opinions) or file.last(PaperKind.NO_DISSENT) is not None,
        # one villager says that it is written wrong: it is written anew
        "summary": file.last(PaperKind.SUMMARY) is not None and not any(p.facts.get("right") == "0" for p in heard),
        "read_back": len(right),
        "denied": len(denied),
    }


def _away_tried(file: CaseFile) -> set[str]:
    """Persons who have answered, or were tried twice on two ways."""
    ways: dict[str, set[Method]] = {}
    for visit in file.visits:
        if visit.stands and visit.person:
            ways.setdefault(visit.person, set()).add(visit.method)
    return {o.person for o in file.opinions if o.spoken} | {person for person, methods in ways.items() if len(methods) >= 2}


def _preparation(file: CaseFile) -> Part:
    pre_met, review = file.last(PaperKind.PRE_MEETING), file.since(PaperKind.REVIEW, PaperKind.SENT)
    waiting = [r for r in file.requests if r.state in (RequestState.SENT, RequestState.CLAIMED, RequestState.RETURNED)]
    return {
        "pre_met": pre_met is not None and all(int(pre_met.facts.get(who) or 0) > 0 for who in ("cadres", "party", "people")),
        "options": len(file.since(PaperKind.OPTION, PaperKind.SET)),
        "departments": len(file.requests),
        "unanswered": len(waiting),
        "agreed": bool(review) and review[-1].facts.get("agree") == "1",
    }


def _meeting(file: CaseFile, ground: Ground, there: Attendance) -> Part:
    affected = affected_of(file.issue, ground)
    spoke = {o.household for o in file.opinions if o.spoken and o.counted}  # 待核 is asked, and not yet heard
    heard = affected & (there.households | spoke)
    grids = {ground.grids[h] for h in affected}
    answered = {r.department for r in file.requests if r.state is RequestState.ANSWERED}
    needed = {r.department for r in file.requests}
    return {
        "slots": len(times_asked(file, ground)),
        "slots_wanted": times_wanted(file, ground),
        "present": there.persons,
        "present_villagers": there.villagers,
        "present_women": there.women,
        "women_reason": bool(there.women_reason),
        "present_touched": len(affected & there.households),
        "affected_grids": len(grids),
        "affected_grids_present": len({ground.grids[h] for h in affected & there.households}),
        "affected_heard": len(heard),
        "voices_ready": not (affected & spoke - there.households) or file.last(PaperKind.VOICES) is not None,
        "guests": there.guests,
        "departments_missing": len(needed - answered - there.departments),
    }


def times_asked(file: CaseFile, ground: Ground) -> frozenset[str]:
    """Households in scope that were asked which time suits: the question went out to them, or the host names what each has said."""
    named = (home for paper in file.of(PaperKind.SLOTS) for home in paper.facts.get("homes", "").split())
    return frozenset(named) & scope_of(file.issue, ground)


def times_wanted(file: CaseFile, ground: Ground) -> int:
    """Three at least, in a smaller scope all."""
    return min(ASKED_FOR_A_TIME, max(1, len(scope_of(file.issue, ground))))


def times_lacking(file: CaseFile, ground: Ground, more: frozenset[str] = frozenset()) -> int:
    """How many of them are still lacking. more: households just heard."""
    scope = scope_of(file.issue, ground)
    return max(0, times_wanted(file, ground) - len(times_asked(file, ground) | (more & scope)))


def _afterwards(file: CaseFile, today: date) -> Part:
    """What a meeting came to is what was written after its head count: a second meeting does not rest on the first one's minutes."""
    outcomes, notice = file.since(PaperKind.OUTCOME, PaperKind.ATTENDANCE), _outcome_notice(file)
    minuted = file.since(PaperKind.MINUTES, PaperKind.ATTENDANCE)
    confirmations = file.since(PaperKind.CONFIRMATION, PaperKind.MINUTES) if minuted else ()
    until = notice.facts.get("until", "") if notice else ""
    rated = {p.facts.get("person", p.id): p.facts.get("rate", "") for p in file.since(PaperKind.RATING, PaperKind.REOPENED)}
    done = file.since(PaperKind.ACCEPTANCE, PaperKind.REOPENED)
    return {
        "confirmed": frozenset(p.facts.get("as", "") for p in confirmations),
        "outcome": OutcomeKind(outcomes[-1].facts["kind"]) if outcomes else None,
        "notice_days": (today - notice.at.date()).days if notice else None,
        "notice_over": bool(until) and today > date.fromisoformat(until),
        "objections": len([p for p in file.of(PaperKind.OBJECTION) if p.facts.get("answered") != "1"]),
        "tasks": len(file.tasks),
        "tasks_open": len([t for t in file.tasks if t.state is TaskState.OPEN]),
        "tasks_unaccepted": len([t for t in file.tasks if t.state is not TaskState.ACCEPTED]),
        "rated": len(rated),
        "unhappy": len([rate for rate in rated.values() if rate == "3"]),
        "rating_days": (today - done[-1].at.date()).days if done else None,
        "rule_settled": file.issue.rule is Stage.CLOSED,
    }


def _outcome_notice(file: CaseFile) -> Paper | None:
    posted = file.since(PaperKind.NOTICE, PaperKind.ATTENDANCE, PaperKind.ASSEMBLY)
    return next((p for p in reversed(posted) if p.facts.get("page") == "outcome"), None)
