"""法定会议: which body, on which day with lawful notice, and its head count, one number a question; the party members' review before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from handlers.case import Case
from handlers.issues.amounts import ask_day, ask_number, spoken_day
from handlers.issues.meeting import opened
from handlers.issues.outcome import ask_item
from handlers.issues.steps import Step
from handlers.lawful import asked, body_name, step_name
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.assembly import Basis, Body, BodyRule, HeadCount, Item, RulePack
from handlers.village.beforehand import Deciding, body_for, needed
from handlers.village.evidence import scope_of
from handlers.village.four_discussions import Step as Discussion
from handlers.village.four_discussions import still_missing
from handlers.village.issue import Level, PaperKind
from handlers.village.matter import Stage
from handlers.village.roles import Action
from handlers.village.sessions import next_session
from handlers.village.verdict import Passed, decide
from handlers.village.working_days import notice_days_between

ADULT = 18
OFFERED = 3


@dataclass(frozen=True, slots=True)
class CallAssembly:
    """urgent: the written reason for a short notice (Village Committee Law Art. 25), "" when there is time."""

    issue: str
    item: str
    body: Body
    day: date
    eligible: int
    households: int
    mandated: bool = False
    urgent: str = ""


@dataclass(frozen=True, slots=True)
class CountAssembly:
    issue: str
    count: HeadCount


@dataclass(frozen=True, slots=True)
class CountParty:
    issue: str
    count: HeadCount


# ---------------------------------------------------------------- called


def call_assembly(scene: Scene, issue: str) -> Talk[Any]:
    """Who decides, who is entitled, when; and in words how many must come and say yes."""
    case = opened(scene, issue)
    item = case.issue.item or (yield from ask_item(case))
    pack, way = pack_of(case, Item(item)), deciding(case, Item(item))
    if pack is None or not (*way.bodies, *way.delegates):
        return None
    body, mandated = yield from ask_body(way)
    rule = pack.bodies[body]
    eligible = yield from ask_number("assembly.eligible", before=roster_line(case, body, rule), body=body_name(body))
    households = len(entitled(case, body)) if counts_households(rule) else 0
    told = (*asked(needed(pack, body, max(eligible, 1), households, Item(item))), *missing_lines(case))
    day, urgent = yield from ask_assembly_day(case, rule, told)
    return CallAssembly(issue, item, body, day, eligible, households, mandated, urgent)


def ask_body(way: Deciding) -> Talk[tuple[Body, bool]]:
    """Representatives decide only what the full meeting (or the charter) has given them."""
    bodies = [Pick(body, body_name(body), body) for body in way.bodies]
    picks = [*bodies, *(Pick(body, line("assembly.delegate", body=body_name(body)), body) for body in way.delegates)]
    body = picks[0].value if len(picks) == 1 else (yield from choose("assembly.body", picks))
    if body in way.bodies:
        return body, False
    if (yield from choose("assembly.mandated", (Pick("yes", Line("assembly.mandate_yes"), True), Pick("no", Line("assembly.mandate_no"), False)))):
        return body, True
    return way.bodies[0], False


def ask_assembly_day(case: Case, rule: BodyRule, told: tuple[Line, ...]) -> Talk[tuple[date, str]]:
    """The next sessions that leave the notice its days, or a day of one's own; too early a day is refused with the first lawful one."""
    scene, again = case.scene, 0
    first = scene.now.date() + timedelta(max(rule.notice_days, 1))
    before = (*told, line("assembly.first_day", day=spoken_day(first), count=str(rule.notice_days)))
    while True:
        picks = [Pick(day.isoformat(), line("move.to", day=spoken_day(day)), day) for day in offered(case, first)]
        picks.append(Pick("other", Line("assembly.other_day"), None))
        day = yield from choose(f"assembly.when#{again}", picks, before=before)
        day = day or (yield from ask_day(f"assembly.day#{again}", scene))
        if day >= first:
            return day, ""
        last = day - timedelta(rule.notice_days)
        before = (line("assembly.too_late", day=spoken_day(day), last=spoken_day(last), first=spoken_day(first)),)
        if rule.urgent_notice and (yield from choose(f"assembly.urgent#{again}", URGENT, before=before)):
            return day, (yield from ask("assembly.urgent_why")) or ""
        again += 1


URGENT = (Pick("other", Line("assembly.take_other"), False), Pick("urgent", Line("assembly.take_urgent"), True))


def offered(case: Case, first: date) -> list[date]:
    days, day = list[date](), first - timedelta(1)
    for _ in range(OFFERED):
        day = next_session(day, case.scene.statutes.session_days, case.scene.calendar)
        days.append(day)
    return days


def pack_of(case: Case, item: Item) -> RulePack | None:
    return next((pack for pack in packs(case) if item in pack.items), None)


def packs(case: Case) -> tuple[RulePack, ...]:
    book, unit = case.scene.statutes.book, case.scene.desk.unit(case.issue.village)
    return book.packs(unit.kind) if book and unit else ()


def deciding(case: Case, item: Item) -> Deciding:
    book, unit = case.scene.statutes.book, case.scene.desk.unit(case.issue.village)
    found = body_for(book, unit.kind, item, case.issue.level or Level.VILLAGE) if book and unit else None
    return found or Deciding()


def counts_households(rule: BodyRule) -> bool:
    return any(quorum.basis is Basis.HOUSEHOLDS for quorum in rule.quorum)


def entitled(case: Case, body: Body) -> frozenset[str]:
    """The households of an assembly: a group's own, else everybody's, however few the matter touches."""
    return scope_of(case.issue, case.ground) if body is Body.GROUP_ASSEMBLY else case.ground.households


def roster_line(case: Case, body: Body, rule: BodyRule) -> tuple[Line, ...]:
    """Only of adults the roster knows the number; members and seats are the host's to say."""
    if rule.counts is not Basis.ADULTS:
        return ()
    homes, year = entitled(case, body), case.scene.now.year
    # without a year of birth somebody is taken for an adult
    count = len([p for p in case.persons if p.household in homes and (p.born is None or year - p.born >= ADULT)])
    return (line("assembly.roster", count=str(count), households=str(len(homes))),)


# ---------------------------------------------------------------- 四议两公开


def discussed(case: Case) -> Iterator[Discussion]:
    """The steps that the file proves."""
    studied = {paper.facts.get("of") for paper in case.file.of(PaperKind.BRANCH)}
    if studied & {"set", "outcome"}:
        yield Discussion.BRANCH_PROPOSES
    if case.file.last(PaperKind.PRE_MEETING) is not None:
        yield Discussion.COMMITTEES_CONSULT
    if party_agreed(case):
        yield Discussion.PARTY_MEMBERS_REVIEW


def party_agreed(case: Case) -> bool:
    paper = case.file.last(PaperKind.PARTY)
    return paper is not None and paper.facts.get("agreed") == "1"


def missing_lines(case: Case) -> tuple[Line, ...]:
    """What of 四议两公开 should still come before the assembly decides. A custom: shown, and no bar to what the law obliges."""
    before = still_missing(tuple(discussed(case)))
    return tuple(
        line("assembly.missing", what=step_name(step)) for step in before if step in tuple(Discussion)[:3] and not case.evidence().petition
    )


def party_meeting(scene: Scene, issue: str) -> Talk[Any]:
    """党员大会审议, with its own notice and count."""
    notice = yield from ask_number("party.notice")
    eligible = yield from ask_number("party.eligible")
    present = yield from ask_number("party.present")
    yes = yield from ask_number("party.yes")
    count = HeadCount(eligible, present, yes, 0, max(0, present - yes), notice_days=notice)
    told = line("party.told", need=str(eligible), have=str(present), yes=str(yes))
    return CountParty(issue, count) if (yield from choose("party.check", CHECKS, before=(told,))) else None


CHECKS = (Pick("right", Line("check.right"), True), Pick("wrong", Line("assembly.wrong"), False))


def party_pack(case: Case) -> RulePack | None:
    return next((pack for pack in packs(case) if Body.PARTY_MEMBERS in pack.bodies), None)


def reviewed(case: Case, count: HeadCount) -> bool:
    pack = party_pack(case)
    return pack is not None and isinstance(decide(pack, Body.PARTY_MEMBERS, Item.OTHER, count), Passed)


# ---------------------------------------------------------------- counted


def count_assembly(scene: Scene, issue: str) -> Talk[Any]:
    """One number a question; who did not raise a hand abstained, and the count says so itself."""
    case = opened(scene, issue)
    call = case.file.last(PaperKind.ASSEMBLY_CALL)
    pack = pack_of(case, Item(case.issue.item)) if case.issue.item else None
    if call is None or pack is None:
        return None
    again = 0
    while True:
        count = yield from ask_count(case, pack.bodies[Body(call.facts["body"])], again)
        told = line(
            "assembly.told",
            need=str(count.eligible),
            have=str(count.present),
            households=str(count.households_present),
            yes=str(count.yes),
            no=str(count.no),
            abstain=str(count.abstain),
        )
        if (yield from choose(f"assembly.check#{again}", CHECKS, before=(told,))):
            return CountAssembly(issue, count)
        again += 1


def ask_count(case: Case, rule: BodyRule, again: int) -> Talk[HeadCount]:
    call = case.file.last(PaperKind.ASSEMBLY_CALL)
    assert call is not None
    eligible = yield from ask_number(f"assembly.eligible#{again}", body=body_name(Body(call.facts["body"])))
    present = yield from ask_number(f"assembly.present#{again}")
    # persons and households are both printed, whichever of them the law counts by
    households_present = yield from ask_number(f"assembly.households#{again}")
    online = (yield from ask_number(f"assembly.online#{again}")) if rule.online else 0
    proxies = (yield from ask_number(f"assembly.proxies#{again}")) if rule.proxy else 0
    yes = yield from ask_number(f"assembly.yes#{again}")
    no = yield from ask_number(f"assembly.no#{again}")
    abstain = yield from ask_number(f"assembly.abstain#{again}")
    return HeadCount(
        eligible,
        present,
        yes,
        no,
        abstain,
        len(entitled(case, Body(call.facts["body"]))),
        households_present,
        online,
        proxies,
        notice_days_between(call.at.date(), date.fromisoformat(call.facts["day"])),
        call.facts.get("urgent") == "1",
        call.facts.get("mandated") == "1",
    )


def _to_call(case: Case) -> bool:
    """By the outcome of a meeting, or by a petition: then from any stage, and whatever the four gates say."""
    called = case.file.since(PaperKind.ASSEMBLY_CALL, PaperKind.ASSEMBLY)
    wanted = case.issue.stage is Stage.STATUTORY or case.evidence().petition
    return wanted and not called and case.evidence().lawful is not True


def _to_count(case: Case) -> bool:
    """On its day and after it; not before."""
    called = case.file.since(PaperKind.ASSEMBLY_CALL, PaperKind.ASSEMBLY)
    return bool(called) and called[-1].facts["day"] <= case.scene.now.date().isoformat()


def _to_review(case: Case) -> bool:
    return case.issue.stage is Stage.STATUTORY and case.evidence().lawful is None and not party_agreed(case)


STEPS = (
    Step("call_assembly", Action.OPEN_MEETING, _to_call, call_assembly),
    Step("party_meeting", Action.OPEN_MEETING, _to_review, party_meeting),
    Step("assembly", Action.OPEN_MEETING, _to_count, count_assembly),
)
