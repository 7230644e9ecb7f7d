"""会前小议: who sat together and what they agreed, the options with their costs, and the whole sent to the township."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handlers.case import Case, case_of
from handlers.issues.amounts import spoken_day
from handlers.issues.overview import asked_lines, cost, said_lines, screen
from handlers.issues.steps import Step
from handlers.messages import Line, line
from handlers.report import clip
from handlers.scene import Scene
from handlers.talk import Pick, Stale, Talk, ask, choose
from handlers.village.gates import small
from handlers.village.issue import Issue, PaperKind
from handlers.village.matter import Stage
from handlers.village.roles import Action
from handlers.village.sessions import plan_for
from nlp.when import number

MOST_OPTIONS = 4  # more are not weighed against each other in one evening
PAYERS = ("collective", "project", "labour", "department", "other")
CHECKS = (
    Pick("right", Line("check.right"), "right"),
    Pick("wrong", Line("check.wrong"), "wrong"),
    Pick("drop", Line("send.drop"), "drop"),
)


@dataclass(frozen=True, slots=True)
class RecordPreMeeting:
    """cadres, party and people are the numbers of village cadres, party representatives and people's representatives present."""

    issue: str
    cadres: int
    party: int
    people: int
    agreed: str


@dataclass(frozen=True, slots=True)
class AddOption:
    """cost: yuan as digits, "free" or "unknown"; payer one of PAYERS; more: another option follows."""

    issue: str
    words: str
    cost: str
    payer: str
    against: str = ""
    more: bool = False


@dataclass(frozen=True, slots=True)
class SendForReview:
    issue: str


@dataclass(frozen=True, slots=True)
class StartOver:
    """What was read back was wrong: the same step from its first question."""

    issue: str
    step: str


def opened(scene: Scene, issue: str) -> Case:
    """The file of a talk that is under way. Raises Stale when there is none any more."""
    case = case_of(scene, issue)
    if case is None:
        raise Stale(issue)
    return case


# ---------------------------------------------------------------- who met


def pre_meeting(scene: Scene, issue: str) -> Talk[Any]:
    """First a digest of what was heard; then who was there, what was agreed, and the read-back."""
    before: Sequence[Line] = digest(opened(scene, issue))
    again = 0
    while (present := read_present((yield from ask(f"pre_meeting.present#{again}", before=before)) or "")) is None:
        again, before = again + 1, (Line("pre_meeting.unread"),)
    cadres, party, people = present
    agreed = (yield from ask("pre_meeting.agreed")) or ""
    told = line("pre_meeting.told", count=str(cadres), party=str(party), people=str(people), words=clip(agreed, 120))
    check = yield from choose("pre_meeting.check", CHECKS, before=(told,))
    if check == "drop":
        return None
    return RecordPreMeeting(issue, cadres, party, people, agreed) if check == "right" else StartOver(issue, "pre_meeting")


def digest(case: Case) -> list[Line]:
    """One screen: for and against with villagers' words, and the days of this session."""
    return [*asked_lines(case), *said_lines(case), *plan_lines(case.issue)]


def plan_lines(issue: Issue) -> list[Line]:
    if issue.session is None:
        return []
    plan = plan_for(issue.session)
    review = f"{spoken_day(plan.review_from)}—{spoken_day(plan.review_until)}"
    return [line("pre_meeting.plan", day=spoken_day(plan.session), met=spoken_day(plan.pre_meeting), review=review)]


_COUNT = re.compile("[0-9]{1,3}|[一两二三四五六七八九十]{1,3}")
_WHO = (re.compile("干部|村委|支委"), re.compile("党员"), re.compile("群众|村民|居民|老百姓"))


def read_present(words: str) -> tuple[int, int, int] | None:
    """村干部3 党员代表4 群众代表5, in any order, or three numbers in this one: cadres, party, people. None when they are not all said."""
    words = words.replace("两委", "支委")
    numbers = [number(found) for found in _COUNT.findall(words)]
    spots = [hit.start() for who in _WHO if (hit := who.search(words))]
    if len(numbers) != 3 or len(spots) not in (0, 3):
        return None
    said = dict(zip(sorted(spots), numbers, strict=True)) if spots else dict(enumerate(numbers))
    cadres, party, people = (said[spot] for spot in spots or (0, 1, 2))
    return cadres, party, people


# ---------------------------------------------------------------- options


def options(scene: Scene, issue: str) -> Talk[Any]:
    """One option: in a sentence, what it costs, who pays, what those against say; then perhaps another."""
    case = opened(scene, issue)
    room = MOST_OPTIONS - len(case.round.since(PaperKind.OPTION, PaperKind.SET))
    if room < 1:
        raise Stale("option.words")
    words = (yield from ask("option.words")) or ""
    amount = yield from choose("option.cost", [Pick(sort, Line(f"cost.{sort}"), sort) for sort in ("free", "some", "unknown")])
    if amount == "some":
        amount = yield from ask_yuan()
    payer = "other"
    if amount != "free":
        payer = yield from choose("option.payer", [Pick(who, Line(f"payer.{who}"), who) for who in PAYERS])
    against = (yield from ask("option.against", skippable=True)) or ""
    told = line("option.told", words=clip(words, 80), cost=cost({"cost": amount}), payer=Line(f"payer.{payer}"))
    picks = [Pick("done", Line("option.done"), "done"), Pick("more", Line("option.more"), "more"), *CHECKS[1:]]
    what = yield from choose("option.check", picks if room > 1 else [picks[0], *picks[2:]], before=(told,))
    if what == "drop":
        return None
    return StartOver(issue, "options") if what == "wrong" else AddOption(issue, words, amount, payer, against, what == "more")


_YUAN = re.compile(r"([0-9]+(?:\.[0-9]+)?|[一两二三四五六七八九十百]{1,4})\s*([千万])?")


def ask_yuan() -> Talk[str]:
    """Whole yuan, as digits."""
    again, before = 0, tuple[Line, ...]()
    while True:
        words = (yield from ask(f"option.yuan#{again}", before=before)) or ""
        if found := read_yuan(words):
            return found
        again, before = again + 1, (Line("option.no_yuan"),)


def read_yuan(words: str) -> str | None:
    """3万 → 30000, 1.5万元 → 15000, 两千块 → 2000; None when no sum is named."""
    hit = _YUAN.search(words.replace(",", "").replace("，", ""))
    if hit is None:
        return None
    tenths = round(float(hit[1]) * 10_000) if hit[1][0].isdigit() else number(hit[1]) * 10_000
    yuan = tenths * {"千": 1_000, "万": 10_000}.get(hit[2] or "", 1) // 10_000
    return str(yuan) if yuan > 0 else None


# ---------------------------------------------------------------- sent for review


def send(scene: Scene, issue: str) -> Talk[Any]:
    """The screen that the township will read, and one digit."""
    case = opened(scene, issue)
    question = Line("send.small") if is_small(case) else Line("send.township")
    picks = (Pick("yes", Line("send.yes"), True), Pick("no", Line("send.no"), False))
    return SendForReview(issue) if (yield from choose("send.check", picks, before=(*screen(case), question))) else None


def is_small(case: Case) -> bool:
    """小事小议: only what truly is a small matter needs no township review."""
    return small(case.evidence())


def _here(case: Case) -> bool:
    return case.issue.stage is Stage.PRE_MEETING


def _options_open(case: Case) -> bool:
    return _here(case) and len(case.round.since(PaperKind.OPTION, PaperKind.SET)) < MOST_OPTIONS


def _sendable(case: Case) -> bool:
    """Unanswered departments do not hold a matter up: the township sees that they have not answered."""
    return _here(case) or (case.issue.stage is Stage.LINKAGE and not is_small(case))


STEPS = (
    Step("pre_meeting", Action.RECORD_PRE_MEETING, _here, pre_meeting),
    Step("options", Action.RECORD_PRE_MEETING, _options_open, options),
    # only the secretary sends: the committee may record, but not speak for the village
    Step("send", Action.SELECT_ISSUE, _sendable, send),
)
