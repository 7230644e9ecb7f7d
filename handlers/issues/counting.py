"""法定会议的人数: one number a question; and before it the party members' review with a notice and a count of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.case import Case
from handlers.issues.amounts import ask_number
from handlers.issues.bodies import ask_eligible, entitled, fewest, pack_of
from handlers.issues.count_check import waiting
from handlers.issues.files import opened
from handlers.issues.steps import Step
from handlers.lawful import body_name, step_name
from handlers.messages import Line, line
from handlers.scene import Scene
from handlers.talk import Pick, Talk, choose
from handlers.village.assembly import Body, BodyRule, HeadCount, Item, RulePack
from handlers.village.four_discussions import Step as Discussion
from handlers.village.four_discussions import still_missing
from handlers.village.issue import PaperKind
from handlers.village.matter import Stage
from handlers.village.roles import Action
from handlers.village.verdict import Passed, decide
from handlers.village.working_days import notice_days_between


@dataclass(frozen=True, slots=True)
class CountAssembly:
    issue: str
    count: HeadCount


@dataclass(frozen=True, slots=True)
class CountParty:
    issue: str
    count: HeadCount


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
    paper = next((each for each in reversed(case.file.of(PaperKind.PARTY)) if each.facts.get("of") != "rule"), None)
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
    return next((pack for pack in case.packs() if Body.PARTY_MEMBERS in pack.bodies), None)


def reviewed(case: Case, count: HeadCount) -> bool:
    pack = party_pack(case)
    return pack is not None and isinstance(decide(pack, Body.PARTY_MEMBERS, Item.OTHER, count), Passed)


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
    body = Body(call.facts["body"])
    eligible = yield from ask_eligible(f"assembly.eligible#{again}", least_called(case, body, rule), body=body_name(body))
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
        len(entitled(case, body)),
        households_present,
        online,
        proxies,
        notice_days_between(call.at.date(), date.fromisoformat(call.facts["day"])),
        call.facts.get("urgent") == "1",
        call.facts.get("mandated") == "1",
    )


def least_called(case: Case, body: Body, rule: BodyRule) -> int:
    """What the roster knows, and never fewer than the assembly was called with."""
    call = case.file.last(PaperKind.ASSEMBLY_CALL)
    return max(fewest(case, body, rule), int(call.facts.get("eligible") or 0) if call else 0)


def _to_count(case: Case) -> bool:
    """On its day and after it; not before. Counted anew as long as no supervisor has confirmed it."""
    again = waiting(case, PaperKind.ASSEMBLY) is not None
    called = case.file.of(PaperKind.ASSEMBLY_CALL) if again else case.file.since(PaperKind.ASSEMBLY_CALL, PaperKind.ASSEMBLY)
    return bool(called) and called[-1].facts["day"] <= case.scene.now.date().isoformat()


def _to_review(case: Case) -> bool:
    return case.issue.stage is Stage.STATUTORY and case.evidence().lawful is None and not party_agreed(case)


STEPS = (
    Step("party_meeting", Action.OPEN_MEETING, _to_review, party_meeting),
    Step("assembly", Action.OPEN_MEETING, _to_count, count_assembly),
)
