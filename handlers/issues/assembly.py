"""法定会议: which body, on which day with lawful notice, and its head count, one number a question; the party members' review before."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from handlers.case import Case
from handlers.issues import counting
from handlers.issues.amounts import ask_day, spoken_day
from handlers.issues.bodies import ask_eligible, counts_households, deciding, entitled, fewest, pack_of, roster_line
from handlers.issues.count_check import waiting
from handlers.issues.counting import missing_lines
from handlers.issues.files import opened
from handlers.issues.outcome import ask_item
from handlers.issues.polling import untellable
from handlers.issues.steps import Step
from handlers.lawful import asked, body_name
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, ask, choose
from handlers.village.assembly import Body, BodyRule, Item
from handlers.village.beforehand import Deciding, needed
from handlers.village.issue import PaperKind
from handlers.village.matter import Stage
from handlers.village.road import BEFORE_THE_MEETING
from handlers.village.roles import Action
from handlers.village.sessions import next_session

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


def call_assembly(scene: Scene, issue: str) -> Talk[Any]:
    """Who decides, who is entitled, when; and in words how many must come and say yes."""
    case = opened(scene, issue)
    if untellable(case):  # refused before anything is asked
        return CallAssembly(issue, case.issue.item, Body.VILLAGERS_ASSEMBLY, scene.now.date(), 0, 0)
    item = case.issue.item or (yield from ask_item(case))
    pack, way = pack_of(case, Item(item)), deciding(case, Item(item))
    if pack is None or not (*way.bodies, *way.delegates):
        return None
    body, mandated = yield from ask_body(way)
    rule = pack.bodies[body]
    late = tuple(line("assembly.period", body=body_name(each)) for each in case.overdue() if each is body)
    told = (*late, *roster_line(case, body, rule))
    eligible = yield from ask_eligible("assembly.eligible", fewest(case, body, rule), before=told, body=body_name(body))
    households = len(entitled(case, body)) if counts_households(rule) else 0
    needs = (*asked(needed(pack, body, max(eligible, 1), households, Item(item))), *missing_lines(case))
    day, urgent = yield from ask_assembly_day(case, rule, needs)
    return CallAssembly(issue, item, body, day, eligible, households, mandated, urgent)


def ask_body(way: Deciding) -> Talk[tuple[Body, bool]]:
    """Representatives decide only what the full meeting (or the charter) has given them."""
    bodies = [Pick(body, body_name(body), body) for body in way.bodies]
    picks = [*bodies, *(Pick(body, line("assembly.delegate", body=body_name(body)), body) for body in way.delegates)]
    body = picks[0].value if len(picks) == 1 else (yield from choose("assembly.body", picks))
    if body in way.bodies:
        return body, False
    if (
        yield from choose(
            "assembly.mandated", (Pick("yes", Line("assembly.mandate_yes"), True), Pick("no", Line("assembly.mandate_no"), False))
        )
    ):
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


def _to_call(case: Case) -> bool:
    """By the outcome of a meeting, or where the law obliges: then from any stage before it, and whatever the four gates say."""
    called = case.file.since(PaperKind.ASSEMBLY_CALL, PaperKind.ASSEMBLY) or waiting(case, PaperKind.ASSEMBLY)
    early = case.issue.stage in (*BEFORE_THE_MEETING, Stage.REDO) and case.could(Stage.STATUTORY) is None
    wanted = case.issue.stage is Stage.STATUTORY or early
    return wanted and not called and case.evidence().lawful is not True


STEPS = (
    Step("call_assembly", Action.OPEN_MEETING, _to_call, call_assembly),
    *counting.STEPS,
)
